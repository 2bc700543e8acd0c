//! The projection: from all documents to what one audience may know. Everything derived is derived from what is left.

use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

use rayon::prelude::*;

use crate::addresses;
use crate::audience::{Audience, Internal, Level};
use crate::checked::Checked;
use crate::config::Config;
use crate::corpus;
use crate::diagnostic::Diagnostic;
use crate::draft::{self, Draft};
use crate::kind::Kind;
use crate::library::{self, Library};
use crate::navigation::{Folder, Folders};
use crate::period::Period;
use crate::resolve::{From, Resolver};
use crate::roots::Roots;
use crate::site::{Asset, Change, Page, PageId, Policy, Site, Target};
use crate::summaries::{self, Summaries};
use crate::trees;
use crate::values::PageValues;
use crate::vars::Vars;

/// Projects the documents for audience `A`.
pub(crate) fn project<A: Audience>(library: &Library<'_>) -> Checked<Site<A>> {
    let mut faults = Vec::new();
    let summaries = Summaries::read(library, &mut faults);
    let admitted = admitted::<A>(library, &summaries);
    let roots = Roots::of(library, &admitted);
    let drafts = drafts::<A>(library, &admitted, &roots, &summaries, &mut faults);
    let addresses = addresses::check::<A>(library, &drafts, &roots, &mut faults);
    let internal_ids = |number: usize| internal_ids(library, number);
    let resolver = Resolver {
        library,
        by_document: by_document(&drafts),
        by_folder: by_folder(&drafts, &roots),
        by_address: addresses.known,
        folders: source_folders(library),
        drafts: &drafts,
        internal_ids: &internal_ids,
    };
    let mut linker = Linker { resolver: &resolver, assets: BTreeMap::new(), faults: &mut faults };
    let linked: Vec<Linked<A>> = drafts.iter().map(|draft| linker.link(draft)).collect();
    let logo = linker.logo();
    let assets = linker.into_assets();
    let folders = folders(&drafts, &roots);
    let pages = finish(library, drafts, linked);
    let (trees, lines) = trees::all(library, &pages, &folders, &roots, &summaries);
    let redirects = trees::redirects(addresses.former, &trees, &roots, &pages);
    let site = Site { config: config_for::<A>(library), pages, assets, trees, lines, redirects, logo };
    Checked::with(site, faults)
}

/// The configuration as this audience may know it: values for staff are nobody else's.
fn config_for<A: Audience>(library: &Library<'_>) -> Config {
    let mut config = library.config.clone();
    if !A::admits(Level::Internal) {
        config.internal_vars = Vars::default();
        config.internal_synonyms = Vec::new();
    }
    config
}

/// The documents that this audience may read.
fn admitted<A: Audience>(library: &Library<'_>, summaries: &Summaries) -> Vec<usize> {
    let documents = library.documents.iter().enumerate();
    documents
        .filter(|(_, document)| !document.front.draft)
        .filter(|(number, _)| A::admits(library.levels[*number]))
        .filter(|(number, document)| summaries.list(*number, &document.place))
        .map(|(number, _)| number)
        .collect()
}

/// All pages of the site, in the order of their addresses.
fn drafts<A: Audience>(
    library: &Library<'_>,
    admitted: &[usize],
    roots: &Roots,
    summaries: &Summaries,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Draft> {
    let read: Vec<(Draft, Vec<Diagnostic>)> =
        admitted.par_iter().map(|number| Draft::of::<A>(library, *number)).collect();
    let (mut drafts, found): (Vec<Draft>, Vec<_>) = read.into_iter().unzip();
    faults.extend(found.into_iter().flatten());
    let sections: BTreeSet<&str> = drafts.iter().filter_map(|draft| draft.section.as_deref()).collect();
    let needed = roots.folders(drafts.iter().map(|draft| draft.folder.as_str()), summaries);
    let missing: Vec<String> =
        needed.into_iter().filter(|folder| !sections.contains(folder.as_str())).collect();
    drafts.extend(missing.iter().map(|folder| Draft::made(library, folder)));
    drafts.sort_by(|a, b| (&a.address, &a.document).cmp(&(&b.address, &b.document)));
    drafts
}

fn internal_ids(library: &Library<'_>, number: usize) -> BTreeSet<String> {
    let document = &library.documents[number];
    let values = PageValues {
        library,
        language: &document.place.language,
        folder: document.place.folder(),
        sees: Internal::SEES,
    };
    draft::body_of::<Internal>(library, number, &values, Kind::Page, &mut Vec::new()).ids
}

fn by_document<A>(drafts: &[Draft]) -> BTreeMap<usize, PageId<A>> {
    let numbered = drafts.iter().enumerate();
    numbered.filter_map(|(index, draft)| Some((draft.document?, PageId::new(index)))).collect()
}

fn by_folder<A>(drafts: &[Draft], roots: &Roots) -> BTreeMap<String, PageId<A>> {
    let sections =
        drafts.iter().enumerate().filter_map(|(index, draft)| Some((index, draft.section.clone()?)));
    let mut found: BTreeMap<_, _> = sections.map(|(index, folder)| (folder, PageId::new(index))).collect();
    if let Some(home) = found.get(&roots.default).copied() {
        found.entry(String::new()).or_insert(home);
    }
    found
}

/// Every folder that holds documents for anybody.
fn source_folders(library: &Library<'_>) -> BTreeSet<String> {
    let mut folders = BTreeSet::new();
    for document in library.documents.iter().filter(|document| !document.front.draft) {
        let mut at = document.place.folder();
        while !at.is_empty() && folders.insert(at.to_string()) {
            at = at.rsplit_once('/').map_or("", |(folder, _)| folder);
        }
    }
    folders
}

fn folders<A>(drafts: &[Draft], roots: &Roots) -> Folders<A> {
    let sections =
        drafts.iter().enumerate().filter_map(|(index, draft)| Some((index, draft.section.clone()?)));
    let empty = |index| Folder { page: PageId::new(index), pages: Vec::new(), folders: Vec::new() };
    let mut folders = Folders { all: sections.map(|(index, folder)| (folder, empty(index))).collect() };
    for (index, draft) in drafts.iter().enumerate() {
        let Some(section) = &draft.section else {
            if let Some(folder) = folders.all.get_mut(roots.section_of(&draft.folder)) {
                folder.pages.push(PageId::new(index));
            }
            continue;
        };
        if let Some(folder) = roots.parent_of(section).and_then(|parent| folders.all.get_mut(parent)) {
            folder.folders.push(section.clone());
        }
    }
    folders
}

/// What a page gets from looking at others.
struct Linked<A> {
    targets: Vec<Target<A>>,
    related: Vec<PageId<A>>,
    supersedes: Option<PageId<A>>,
    changes: Vec<Change>,
}

struct Linker<'a, A: Audience> {
    resolver: &'a Resolver<'a, A>,
    assets: BTreeMap<String, usize>,
    faults: &'a mut Vec<Diagnostic>,
}

impl<A: Audience> Linker<'_, A> {
    fn link(&mut self, draft: &Draft) -> Linked<A> {
        let from = From {
            folder: &draft.folder,
            address: &draft.address,
            document: draft.document,
            body: &draft.body,
        };
        let targets =
            draft.body.destinations.iter().map(|destination| self.target(destination, from)).collect();
        let document = draft.document.map(|number| &self.resolver.library.documents[number]);
        let mut page = |at: &crate::fields::At<String>| self.page(at, from);
        let related = document
            .map_or_else(Vec::new, |document| document.front.related.iter().filter_map(&mut page).collect());
        let supersedes = document.and_then(|document| document.front.supersedes.as_ref()).and_then(&mut page);
        let changes = self.changes(draft);
        Linked { targets, related, supersedes, changes }
    }

    fn target(&mut self, destination: &crate::destination::Destination, from: From<'_>) -> Target<A> {
        let assets = &mut self.assets;
        let mut asset = |path: &str| {
            let next = assets.len();
            *assets.entry(path.to_string()).or_insert(next)
        };
        self.resolver.target(destination, from, &mut asset, self.faults)
    }

    /// A page named in front matter.
    fn page(&mut self, at: &crate::fields::At<String>, from: From<'_>) -> Option<PageId<A>> {
        let usage = crate::destination::Use::Link;
        let destination =
            crate::destination::Destination { raw: at.value.clone(), span: at.span.clone(), usage };
        match self.target(&destination, from) {
            Target::Page(page, _) => Some(page),
            _ => None,
        }
    }

    fn changes(&mut self, draft: &Draft) -> Vec<Change> {
        let Some(document) = draft.document.map(|number| &self.resolver.library.documents[number]) else {
            return Vec::new();
        };
        let values = PageValues {
            library: self.resolver.library,
            language: &draft.language,
            folder: &draft.folder,
            sees: A::SEES,
        };
        let visible = document.front.changes.iter().filter(|change| A::admits(change.audience));
        visible
            .map(|change| Change {
                date: change.date,
                version: change.version.clone(),
                note: values.plain(&change.note.value, &change.note.span, self.faults),
                material: change.material,
                level: change
                    .audience
                    .max(draft.document.map_or(change.audience, |n| self.resolver.library.levels[n])),
            })
            .collect()
    }

    /// The logo lies beside `book.toml` or in the source folder.
    fn logo(&mut self) -> Option<usize> {
        let logo = self.resolver.library.config.logo.clone()?;
        let sources = self.resolver.library.sources;
        let known = sources.beside.contains_key(logo.value.as_str())
            || sources.content.contains_key(logo.value.as_str());
        if !known {
            let message = format!("missing file `{}`", logo.value);
            self.faults.push(
                Diagnostic::error(crate::diagnostic::Code::MissingAsset, logo.span, message)
                    .help("the logo lies beside `book.toml` or in the source folder"),
            );
            return None;
        }
        let next = self.assets.len();
        Some(*self.assets.entry(logo.value).or_insert(next))
    }

    fn into_assets(self) -> Vec<Asset> {
        let sources = self.resolver.library.sources;
        let mut assets: Vec<(usize, Asset)> = self
            .assets
            .iter()
            .filter_map(|(path, number)| {
                let file =
                    sources.content.get(path.as_str()).or_else(|| sources.beside.get(path.as_str()))?;
                Some((*number, Asset { path: file.path.clone(), size: file.size }))
            })
            .collect();
        assets.sort_by_key(|(number, _)| *number);
        assets.into_iter().map(|(_, asset)| asset).collect()
    }
}

fn finish<A: Audience>(library: &Library<'_>, drafts: Vec<Draft>, linked: Vec<Linked<A>>) -> Vec<Page<A>> {
    let mut successors: BTreeMap<usize, PageId<A>> = BTreeMap::new();
    for (index, links) in linked.iter().enumerate() {
        if let Some(old) = links.supersedes {
            successors.insert(old.index(), PageId::new(index));
        }
    }
    let pages = drafts.into_iter().zip(linked).enumerate();
    pages
        .map(|(index, (draft, links))| page(library, draft, links, successors.get(&index).copied()))
        .collect()
}

fn page<A: Audience>(
    library: &Library<'_>,
    draft: Draft,
    links: Linked<A>,
    superseded_by: Option<PageId<A>>,
) -> Page<A> {
    let document = draft.document.map(|number| &library.documents[number]);
    let front = document.map(|document| document.front.clone()).unwrap_or_default();
    let level = draft.document.map_or(crate::audience::Level::Public, |number| library.levels[number]);
    let owner = front.owner.clone().or_else(|| {
        let document = document?;
        library::cascaded(library, document, A::SEES, |index| index.front.cascade.owner.as_ref()).cloned()
    });
    let updated = front.updated.into_iter().chain(links.changes.iter().map(|change| change.date)).max();
    let review_by = front.review_by.or_else(|| {
        let rule = library
            .config
            .review_every
            .as_ref()
            .filter(|_| draft.kind == Kind::Policy && draft.section.is_none())?;
        Period::parse(&rule.value)?.after(updated.or(front.effective)?)
    });
    let is_section_page = draft.section.is_some();
    Page {
        source: document.map(|document| document.path.clone()),
        address: draft.address,
        language: draft.language,
        key: draft.key,
        title: draft.title,
        summary: draft.summary,
        kind: draft.kind,
        is_section: is_section_page,
        level,
        body: draft.body,
        targets: links.targets,
        weight: front.weight,
        tags: front.tags,
        keywords: front.keywords,
        updated,
        toc: front.toc.unwrap_or(true),
        feedback: front.feedback.unwrap_or(!is_section_page),
        policy: Policy {
            version: front.version.unwrap_or_default(),
            effective: front.effective,
            owner: owner.unwrap_or_default(),
            applies_to: front.applies_to.unwrap_or_default(),
            approved_by: front.approved_by.unwrap_or_default(),
            review_by,
            supersedes: links.supersedes,
            superseded_by,
        },
        changes: links.changes,
        related: links.related,
        extra: front.extra,
        audience: PhantomData,
    }
}

/// `SUMMARY.md` files belong to no audience; what they list does.
pub(crate) fn is_summary(path: &str, library: &Library<'_>) -> bool {
    corpus::is_summary(path, library.config)
}

/// The pages that a summary's lines lead to.
pub(crate) fn listed<A: Audience>(
    summaries: &Summaries,
    root: &str,
    by_document: &BTreeMap<usize, PageId<A>>,
) -> Vec<(crate::summary::Entry, Option<PageId<A>>)> {
    summaries::entries(summaries, root)
        .iter()
        .map(|(entry, document)| {
            (entry.clone(), document.and_then(|number| by_document.get(&number).copied()))
        })
        .collect()
}
