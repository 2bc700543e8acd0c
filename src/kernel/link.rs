//! What a page gets from looking at others: where its addresses lead, what it replaces.

use std::sync::Arc;

use rayon::prelude::*;

use crate::audience::{Audience, Level};
use crate::destination::{Destination, Use};
use crate::diagnostic::{Code, Diagnostic};
use crate::draft::Draft;
use crate::fields::At;
use crate::inclusions::Inclusions;
use crate::library::Library;
use crate::memory::Last;
use crate::path::SourcePath;
use crate::resolve::{self, From, Resolver};
use crate::site::{Change, PageId, Target};
use crate::source::Sources;
use crate::values::PageValues;

/// What a page gets from looking at others.
#[derive(Debug)]
pub(crate) struct Linked<A> {
    pub targets: Arc<[Target<A>]>,
    /// The same of the wording for customers.
    pub given: Arc<[Target<A>]>,
    pub related: Vec<PageId<A>>,
    pub supersedes: Option<PageId<A>>,
    pub lessons: Vec<PageId<A>>,
    pub changes: Vec<Change>,
    /// Places on other pages that it counts on.
    anchors: Vec<(PageId<A>, String)>,
    /// What is wrong with it.
    pub faults: Vec<Diagnostic>,
}

/// Links all pages, with what is still true of the last links; `last` led everywhere where addresses lead now.
pub(crate) fn all<A: Audience>(resolver: &Resolver<'_, A>, last: Option<&Last<A>>) -> Vec<Arc<Linked<A>>> {
    let link = |(index, draft): (usize, &Draft)| {
        let known = last.filter(|last| Arc::ptr_eq(&last.drafts[index].text, &draft.text));
        let known = known.map(|last| (&last.linked[index], &last.sources));
        match known.filter(|(linked, sources)| linked.holds(resolver, sources)) {
            Some((linked, _)) => Arc::clone(linked),
            None => Arc::new(Linker::new(resolver).link(draft)),
        }
    };
    resolver.drafts.par_iter().enumerate().map(link).collect()
}

impl<A: Audience> Linked<A> {
    /// Whether it is still true in a world where every address leads to where it led. What is at fault is looked at again,
    /// since it is told with the words of other pages.
    fn holds(&self, resolver: &Resolver<'_, A>, sources: &Sources) -> bool {
        let stands = |(page, fragment): &(PageId<A>, String)| {
            resolve::has_place(&resolver.drafts[page.index()].body, fragment)
        };
        self.faults.is_empty()
            && self.anchors.iter().all(stands)
            && self.assets().all(|path| same_file(path, resolver.library.sources, sources))
    }

    /// Files that the page refers to.
    pub fn assets(&self) -> impl Iterator<Item = &SourcePath> {
        self.targets.iter().chain(self.given.iter()).filter_map(|target| match target {
            Target::Asset(path) => Some(path),
            Target::Page(..)
            | Target::Fragment(_)
            | Target::External(_)
            | Target::Beside(..)
            | Target::Broken(_)
            | Target::Nothing => None,
        })
    }
}

/// A text can be handed out as it is only while it marks no part of itself.
fn same_file(path: &SourcePath, now: &Sources, then: &Sources) -> bool {
    let bytes = |sources: &Sources| sources.named(path).and_then(|file| file.bytes.as_ref().map(Arc::as_ptr));
    bytes(now) == bytes(then)
}

struct Linker<'a, A: Audience> {
    resolver: &'a Resolver<'a, A>,
    anchors: Vec<(PageId<A>, String)>,
    faults: Vec<Diagnostic>,
}

impl<'a, A: Audience> Linker<'a, A> {
    fn new(resolver: &'a Resolver<'a, A>) -> Self {
        Self { resolver, anchors: Vec::new(), faults: Vec::new() }
    }

    fn link(mut self, draft: &Draft) -> Linked<A> {
        let from = From {
            folder: &draft.folder,
            address: &draft.address,
            document: draft.document,
            body: &draft.body,
        };
        let targets =
            draft.body.destinations.iter().map(|destination| self.target(destination, from)).collect();
        let document = draft.document.map(|number| &self.resolver.library.documents[number]);
        let mut page = |at: &At<String>| self.page(at, from);
        let related = document
            .map_or_else(Vec::new, |document| document.front.related.iter().filter_map(&mut page).collect());
        let supersedes = document.and_then(|document| document.front.supersedes.as_ref()).and_then(&mut page);
        let lessons = document
            .map_or_else(Vec::new, |document| document.front.lessons.iter().filter_map(&mut page).collect());
        let changes = self.changes(draft);
        let given = self.given(draft, from);
        let (anchors, faults) = (self.anchors, self.faults);
        Linked { targets, given, related, supersedes, lessons, changes, anchors, faults }
    }

    fn target(&mut self, destination: &Destination, from: From<'_>) -> Target<A> {
        let target = self.resolver.target(destination, from, &mut self.faults);
        if let Target::Page(page, fragment) = &target
            && !fragment.is_empty()
        {
            self.anchors.push((*page, fragment.clone()));
        }
        target
    }

    /// Where the wording for customers leads: never to what is for staff.
    fn given(&self, draft: &Draft, from: From<'_>) -> Arc<[Target<A>]> {
        let Some(body) = &draft.wording else { return Arc::default() };
        let (from, library) = (From { body, ..from }, self.resolver.library);
        let staff = |page: &PageId<A>| {
            let document = self.resolver.drafts[page.index()].document;
            document.is_some_and(|number| library.level(number) == Level::Internal)
        };
        let target = |destination| match self.resolver.target(destination, from, &mut Vec::new()) {
            Target::Page(page, _) if staff(&page) => Target::Nothing,
            target => target,
        };
        body.destinations.iter().map(target).collect()
    }

    /// A page named in front matter.
    fn page(&mut self, at: &At<String>, from: From<'_>) -> Option<PageId<A>> {
        let destination = Destination { raw: at.value.clone(), span: at.span.clone(), usage: Use::Link };
        match self.target(&destination, from) {
            Target::Page(page, _) => Some(page),
            _ => None,
        }
    }

    fn changes(&mut self, draft: &Draft) -> Vec<Change> {
        let library = self.resolver.library;
        let Some(number) = draft.document else { return Vec::new() };
        let inclusions = Inclusions::new(library, A::SEES);
        let values = PageValues {
            library,
            inclusions: &inclusions,
            language: &draft.language,
            folder: &draft.folder,
            sees: A::SEES,
        };
        let changes = &library.documents[number].front.changes;
        let visible = changes.iter().filter(|change| A::admits(change.audience));
        visible
            .map(|change| Change {
                date: change.date,
                version: change.version.clone(),
                note: values.plain(&change.note.value, &change.note.span, &mut self.faults),
                material: change.material,
                level: change.audience.max(library.level(number)),
            })
            .collect()
    }
}

/// The logo lies beside `book.toml` or in the source folder.
pub(crate) fn logo(library: &Library<'_>, faults: &mut Vec<Diagnostic>) -> Option<SourcePath> {
    let logo = library.config.logo.as_ref()?;
    let sources = library.sources;
    let name = logo.value.as_str();
    let known = sources.content.get(name).or_else(|| sources.beside.get(name));
    if known.is_none() {
        let message = format!("missing file `{name}`");
        faults.push(
            Diagnostic::error(Code::MissingAsset, logo.span.clone(), message)
                .help("the logo lies beside `book.toml` or in the source folder"),
        );
    }
    known.map(|file| file.path.clone())
}
