//! `Site<A>` → the files of its search index.

use answerbook_kernel::site::{Page, Tree};
use answerbook_kernel::{Audience, Level, PageId, Site};
use answerbook_search::{BuildError, Files, Passage, Settings};

/// The index of a site: one passage for every section of every page.
///
/// # Errors
/// When the engine fails.
pub fn build<A: Audience>(site: &Site<A>) -> Result<Files, BuildError> {
    let passages: Vec<Passage> = site.pages().flat_map(|(id, page)| passages(site, id, page)).collect();
    answerbook_search::build(
        &passages,
        &Settings { synonyms: site.config().synonyms.clone(), ..Settings::default() },
    )
}

fn passages<A: Audience>(site: &Site<A>, id: PageId<A>, page: &Page<A>) -> Vec<Passage> {
    let breadcrumb = site.line(id).map_or_else(String::new, |(tree, node)| breadcrumb(site, tree, node));
    let keywords = page.keywords.iter().chain(&page.tags).map(String::as_str).collect::<Vec<_>>().join(", ");
    let passage = |anchor: &str, heading: &str, text: String| Passage {
        url: page.address.clone(),
        anchor: anchor.to_string(),
        title: page.title.clone(),
        heading: heading.to_string(),
        breadcrumb: breadcrumb.clone(),
        lang: page.language.clone(),
        kind: page.kind.word().to_string(),
        keywords: keywords.clone(),
        text,
        internal: A::SEES == Level::Internal && page.level == Level::Internal,
        ..Passage::default()
    };
    let mut all: Vec<Passage> =
        page.body.passages.iter().map(|own| passage(&own.id, &own.heading, own.text.clone())).collect();
    // The summary is text of the page's beginning, which every page has.
    match all.first_mut().filter(|first| first.anchor.is_empty()) {
        Some(first) if page.summary.is_empty() => drop_blank(first),
        Some(first) => first.text = format!("{}\n{}", page.summary, first.text),
        None => all.insert(0, passage("", "", page.summary.clone())),
    }
    all
}

fn drop_blank(passage: &mut Passage) {
    passage.text.truncate(passage.text.trim_end().len());
}

/// Titles of the sections above a line, from the top down.
fn breadcrumb<A: Audience>(site: &Site<A>, tree: &Tree<A>, node: usize) -> String {
    let above =
        std::iter::successors(tree.nodes[node].parent, |at| tree.nodes[*at].parent).filter(|at| *at != 0);
    let mut titles: Vec<&str> = above
        .map(|at| tree.nodes[at].page.map_or(tree.nodes[at].title.as_str(), |id| &site.page(id).title))
        .collect();
    titles.reverse();
    titles.join(" › ")
}
