//! Narrowing results down: which pages pass, and how many there are of each sort.

use crate::answer::Found;
use crate::head::{Head, Page};
use crate::index::{Facet, Facets, Filters};

/// What pages are told apart by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Category,
    Kind,
    Lang,
}

const ALL: [By; 3] = [By::Category, By::Kind, By::Lang];

impl By {
    fn value(self, page: &Page) -> u32 {
        match self {
            By::Category => page.category,
            By::Kind => page.kind,
            By::Lang => page.lang,
        }
    }

    /// How many values there are.
    fn values(self, head: &Head) -> usize {
        match self {
            By::Category => head.categories.len(),
            By::Kind => head.kinds.len(),
            By::Lang => head.langs.len(),
        }
    }

    /// Id and title of a value.
    fn names(self, head: &Head, value: u32) -> (&str, &str) {
        let at = value as usize;
        match self {
            By::Category => (&head.categories[at].id, &head.categories[at].title),
            By::Kind => (&head.kinds[at], &head.kinds[at]),
            By::Lang => (&head.langs[at], &head.langs[at]),
        }
    }

    fn wanted(self, filters: &Filters) -> &[String] {
        match self {
            By::Category => &filters.category,
            By::Kind => &filters.kind,
            By::Lang => &filters.lang,
        }
    }

    fn passes(self, head: &Head, page: &Page, filters: &Filters) -> bool {
        let wanted = self.wanted(filters);
        wanted.is_empty() || wanted.iter().any(|id| id == self.names(head, self.value(page)).0)
    }
}

/// Whether a page has one of the values of each list.
pub(crate) fn passes(head: &Head, page: u32, filters: &Filters) -> bool {
    ALL.iter().all(|by| by.passes(head, &head.pages[page as usize], filters))
}

/// Counts pages by each quality, as far as they pass the filters of the others.
pub(crate) fn count(head: &Head, found: &[Found], filters: &Filters) -> Facets {
    let counts = |by: By| {
        let others = |page: &Page| {
            ALL.iter().filter(|other| **other != by).all(|other| other.passes(head, page, filters))
        };
        let mut counts = vec![0usize; by.values(head)];
        let pages = found.iter().map(|one| &head.pages[one.page as usize]).filter(|page| others(page));
        pages.for_each(|page| counts[by.value(page) as usize] += 1);
        let facet = |(value, count)| {
            let (id, title) = by.names(head, value);
            Facet { id: id.to_owned(), title: title.to_owned(), count }
        };
        (0..).zip(counts).filter(|(_, count)| *count > 0).map(facet).collect()
    };
    Facets { category: counts(By::Category), kind: counts(By::Kind), lang: counts(By::Lang) }
}

/// Among equals, what says most comes first and what only leads on comes last.
pub(crate) fn order_of_kind(kind: &str) -> u8 {
    match kind {
        "policy" | "faq" => 0,
        kind if only_leads_on(kind) => 2,
        _ => 1,
    }
}

/// Whether pages of a kind are lists of other pages.
pub(crate) fn only_leads_on(kind: &str) -> bool {
    matches!(kind, "section" | "home")
}
