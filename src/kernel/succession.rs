//! Which page replaces which, and from which day on.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::audience::Audience;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::draft::Draft;
use crate::library::Library;
use crate::link::Linked;
use crate::site::PageId;
use crate::span::Span;

/// What replaces a page.
#[derive(Debug)]
pub(crate) struct Successor<A> {
    pub page: PageId<A>,
    /// From this day on; at once where there is none.
    pub from: Option<Date>,
}

impl<A> Clone for Successor<A> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<A> Copy for Successor<A> {}

/// The pages of one audience, as far as they replace each other.
pub(crate) struct Succession<'a, A: Audience> {
    library: &'a Library<'a>,
    drafts: &'a [Draft],
    linked: &'a [Arc<Linked<A>>],
}

impl<'a, A: Audience> Succession<'a, A> {
    pub fn new(library: &'a Library<'a>, drafts: &'a [Draft], linked: &'a [Arc<Linked<A>>]) -> Self {
        Self { library, drafts, linked }
    }

    /// What replaces each page that is replaced, by its number. Pages that replace each other in a circle replace nothing.
    pub fn successors(&self, faults: &mut Vec<Diagnostic>) -> BTreeMap<usize, Successor<A>> {
        let mut successors: BTreeMap<usize, Successor<A>> = BTreeMap::new();
        for (index, old) in self.replacing() {
            if let Some(circle) = self.circle(index) {
                faults.extend((circle[0] == index).then(|| self.in_a_circle(&circle)));
                continue;
            }
            faults.extend(self.too_early(index, old));
            let own = Successor { page: PageId::new(index), from: self.effective(index) };
            let Some(other) = successors.get(&old).copied() else {
                successors.insert(old, own);
                continue;
            };
            // Whichever comes first replaces it.
            let (first, second) = if own.from < other.from { (own, other) } else { (other, own) };
            faults.extend(self.replaced_twice(second.page.index(), first.page.index()));
            successors.insert(old, first);
        }
        successors
    }

    /// Each page that replaces another, with that other.
    fn replacing(&self) -> impl Iterator<Item = (usize, usize)> {
        let linked = self.linked.iter().enumerate();
        linked.filter_map(|(index, links)| Some((index, links.supersedes?.index())))
    }

    /// The pages from one back to itself, the first in the order of pages first.
    fn circle(&self, start: usize) -> Option<Vec<usize>> {
        let mut circle = vec![start];
        let mut at = self.linked[start].supersedes?.index();
        while at != start {
            // A circle further down is told of by its own pages.
            if circle.contains(&at) {
                return None;
            }
            circle.push(at);
            at = self.linked[at].supersedes?.index();
        }
        let first = (0..circle.len()).min_by_key(|place| circle[*place])?;
        circle.rotate_left(first);
        Some(circle)
    }

    fn in_a_circle(&self, circle: &[usize]) -> Diagnostic {
        let message = match circle {
            [_] => "page replaces itself",
            _ => "pages replace each other in a circle",
        };
        let fault = Diagnostic::error(Code::Succession, self.span(circle[0]), message);
        let labelled = circle[1..].iter().fold(fault, |fault, page| {
            fault.label(self.span(*page), "and this page replaces one of the same circle")
        });
        labelled.help("`supersedes` stands on the newer page and names the older one")
    }

    /// A page that would be in force before the one that it replaces.
    fn too_early(&self, index: usize, old: usize) -> Option<Diagnostic> {
        let (own, before) = (self.effective(index)?, self.effective(old)?);
        if own >= before {
            return None;
        }
        let message = "page comes into force before the one that it replaces";
        let fault = Diagnostic::warning(Code::Succession, self.span(index), message);
        let note = format!("in force from {own}, and what it replaces from {before}");
        Some(fault.note(note).help("give the newer page a later `effective`"))
    }

    fn replaced_twice(&self, second: usize, first: usize) -> Option<Diagnostic> {
        let title = self.linked[second].supersedes.map(|old| &self.drafts[old.index()].title)?;
        let message = format!("two pages replace `{title}`");
        let fault = Diagnostic::warning(Code::Succession, self.span(second), message);
        let fault = fault.label(self.span(first), "this one does, too, and takes its place");
        Some(fault.help("a page can lead on to one other: let the second replace the first, or name none"))
    }

    fn document(&self, index: usize) -> Option<&Document> {
        self.drafts[index].document.map(|number| &*self.library.documents[number])
    }

    fn effective(&self, index: usize) -> Option<Date> {
        self.document(index)?.front.effective
    }

    /// Where a page says what it replaces.
    fn span(&self, index: usize) -> Span {
        let own = self.document(index).and_then(|document| document.front.supersedes.as_ref());
        own.map_or_else(|| Span::start_of(&crate::source::config_path()), |own| own.span.clone())
    }
}
