//! What to read next: a page's own choice first, then pages that are about the same.

use std::collections::BTreeMap;

use answerbook_kernel::site::{Page, Tree};
use answerbook_kernel::{Audience, PageId, Site};
use answerbook_search::Draft;

use crate::render::lines::order;

/// Pages shown under an article, those named by hand included.
const MOST: usize = 4;
/// How many are looked at: some of the nearest are linked from the page anyway.
const CANDIDATES: usize = 12;

/// The site with pages about the same added to those that authors named.
///
/// Only what the audience may know is compared, so the choice tells nothing of the rest (I3).
#[must_use]
pub fn add<A: Audience>(site: Site<A>, draft: &Draft<'_>) -> Site<A> {
    let near = draft.related(CANDIDATES);
    let more = Chooser::new(&site).all(&near);
    site.with_related(more)
}

/// Chooses among the nearest pages.
struct Chooser<'a, A: Audience> {
    site: &'a Site<A>,
    by_address: BTreeMap<&'a str, PageId<A>>,
    /// For each page, those that its navigation leads to.
    beside: Vec<Vec<PageId<A>>>,
}

impl<'a, A: Audience> Chooser<'a, A> {
    fn new(site: &'a Site<A>) -> Self {
        let by_address = site.pages().map(|(id, page)| (page.address.as_str(), id)).collect();
        let mut beside = vec![Vec::new(); site.pages().len()];
        site.trees().iter().for_each(|tree| note_neighbours(tree, &mut beside));
        Self { site, by_address, beside }
    }

    fn all(&self, near: &BTreeMap<String, Vec<String>>) -> Vec<Vec<PageId<A>>> {
        let of = |(id, page): (PageId<A>, &Page<A>)| match near.get(&page.address) {
            Some(near) if wants(page) => self.choose(id, near),
            _ => Vec::new(),
        };
        self.site.pages().map(of).collect()
    }

    fn choose(&self, id: PageId<A>, near: &[String]) -> Vec<PageId<A>> {
        let page = self.site.page(id);
        let room = MOST.saturating_sub(page.related.len());
        let known = near.iter().filter_map(|address| self.by_address.get(address.as_str()).copied());
        let mut chosen = Vec::new();
        for other in known.filter(|other| self.suits(id, *other)) {
            if chosen.len() < room && !chosen.contains(&other) {
                chosen.push(other);
            }
        }
        chosen
    }

    /// Whether a page is worth a line: in the same language, in force, and not linked from the page already.
    fn suits(&self, id: PageId<A>, other: PageId<A>) -> bool {
        let (page, candidate) = (self.site.page(id), self.site.page(other));
        id != other
            && wants(candidate)
            && candidate.language == page.language
            && !page.related.contains(&other)
            && !self.beside[id.index()].contains(&other)
    }
}

/// Sections list their pages instead, and a page that was replaced leads to its successor.
fn wants<A: Audience>(page: &Page<A>) -> bool {
    !page.is_section && page.policy.superseded_by.is_none()
}

/// The section above each page, and the pages before and after it.
fn note_neighbours<A: Audience>(tree: &Tree<A>, beside: &mut [Vec<PageId<A>>]) {
    for line in &tree.nodes {
        let above = line.parent.and_then(|parent| tree.nodes[parent].page);
        if let (Some(page), Some(above)) = (line.page, above) {
            beside[page.index()].push(above);
            beside[above.index()].push(page);
        }
    }
    for pair in order(tree, 0).windows(2) {
        beside[pair[0].index()].push(pair[1]);
        beside[pair[1].index()].push(pair[0]);
    }
}
