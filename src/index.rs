//! `Site<A>` → what its search index is made of.

use answerbook_kernel::site::{Page, Tree};
use answerbook_kernel::{Audience, Config, Level, PageId, Site};
use answerbook_search::{Category, Passage, Settings};
use jiff::civil::{Date, date};

use crate::integrity;
use crate::theme_files::Published;

/// Where the theme has the engine that searches in a browser, and the worker that runs it.
const ENGINE: &str = "search/engine.wasm";
const WORKER: &str = "js/search-worker.js";

/// One passage for every section of every page, in the order of the pages.
pub fn passages<A: Audience>(site: &Site<A>) -> Vec<Passage> {
    site.pages().flat_map(|(id, page)| of_page(site, id, page)).collect()
}

/// What an index needs to know besides: the words that mean the same, and where the theme's files are published.
pub fn settings<A: Audience>(site: &Site<A>, passages: &[Passage], published: &Published) -> Settings {
    let path = |name: &str| published.paths.get(name).cloned().unwrap_or_default();
    let engine = checkable(published, path(ENGINE));
    Settings { synonyms: synonyms(site.config(), passages), engine, worker: path(WORKER) }
}

/// A file's path and, after `#`, what a browser compares it with: the engine has no checksum of its own.
fn checkable(published: &Published, path: String) -> String {
    let file = published.files.iter().find(|(other, _)| *other == path);
    file.map_or_else(String::new, |(path, bytes)| format!("{path}#{}", integrity::of(bytes)))
}

/// The groups of words of which the edition has any: one that it has nothing of would only tell what others have.
fn synonyms(config: &Config, passages: &[Passage]) -> Vec<Vec<String>> {
    let groups: Vec<&Vec<String>> = config.synonyms.iter().chain(&config.internal_synonyms).collect();
    let mut unmet: Vec<(usize, Vec<String>)> = groups
        .iter()
        .map(|group| group.iter().map(|word| word.to_lowercase()).collect())
        .enumerate()
        .collect();
    for passage in passages {
        if unmet.is_empty() {
            break;
        }
        let text = [&passage.title, &passage.heading, &passage.keywords, &passage.text].map(String::as_str);
        let text = text.join("\n").to_lowercase();
        unmet.retain(|(_, words)| !words.iter().any(|word| text.contains(word.as_str())));
    }
    let is_met = |number: &usize| !unmet.iter().any(|(other, _)| other == number);
    (0..groups.len()).filter(is_met).map(|number| groups[number].clone()).collect()
}

fn of_page<A: Audience>(site: &Site<A>, id: PageId<A>, page: &Page<A>) -> Vec<Passage> {
    let line = site.line(id);
    let keywords = page.keywords.iter().chain(&page.tags).map(String::as_str).collect::<Vec<_>>().join(", ");
    let base = Passage {
        url: page.address.clone(),
        title: page.title.clone(),
        breadcrumb: line.map_or_else(String::new, |(tree, node)| breadcrumb(site, tree, node)),
        category: line.and_then(|(tree, node)| category(site, tree, node)).unwrap_or_default(),
        lang: page.language.clone(),
        kind: page.kind.word().to_string(),
        keywords,
        date: page.updated.map(days),
        successor: page.policy.superseded_by.map(|id| site.page(id).address.clone()),
        until: page.policy.superseded_on.and_then(day_number),
        internal: A::SEES == Level::Internal && page.level == Level::Internal,
        ..Passage::default()
    };
    let passage = |anchor: &str, heading: &str, text: String| Passage {
        anchor: anchor.to_string(),
        heading: heading.to_string(),
        text,
        ..base.clone()
    };
    let mut all: Vec<Passage> =
        page.body.passages.iter().map(|own| passage(&own.id, &own.heading, own.text.clone())).collect();
    // The summary is text of the page's beginning, which every page has.
    match all.first_mut().filter(|first| first.anchor.is_empty()) {
        Some(first) if page.summary.is_empty() => drop_blank(first),
        Some(first) => first.text = format!("{}\n\n{}", page.summary, first.text),
        None => all.insert(0, passage("", "", page.summary.clone())),
    }
    all
}

fn drop_blank(passage: &mut Passage) {
    passage.text.truncate(passage.text.trim_end().len());
}

/// A day as the index knows it: 20270115.
pub fn day_number(day: Date) -> Option<u32> {
    let year = u32::try_from(day.year()).ok()?;
    let [month, day] = [day.month(), day.day()].map(|part| u32::from(part.unsigned_abs()));
    Some(year * 10_000 + month * 100 + day)
}

/// Days since 1970-01-01.
fn days(day: Date) -> i32 {
    (day - date(1970, 1, 1)).get_days()
}

/// The lines above a line, from the top down, without the home page.
fn above<A: Audience>(tree: &Tree<A>, node: usize) -> Vec<usize> {
    let above = std::iter::successors(tree.nodes[node].parent, |at| tree.nodes[*at].parent);
    let mut above: Vec<usize> = above.filter(|at| *at != 0).collect();
    above.reverse();
    above
}

/// Titles of the sections above a line, from the top down.
fn breadcrumb<A: Audience>(site: &Site<A>, tree: &Tree<A>, node: usize) -> String {
    let titles: Vec<&str> = above(tree, node).into_iter().map(|at| title(site, tree, at)).collect();
    titles.join(" › ")
}

/// The section at the top that a line is in, or is; a page beside the sections is in none.
fn category<A: Audience>(site: &Site<A>, tree: &Tree<A>, node: usize) -> Option<Category> {
    let is_section = node != 0 && !tree.nodes[node].children.is_empty();
    let top = above(tree, node).first().copied().or(is_section.then_some(node))?;
    let title = title(site, tree, top).to_string();
    // A part of a summary has no page, and is told from others by its title.
    let id = tree.nodes[top].page.map_or_else(|| title.clone(), |id| site.page(id).address.clone());
    Some(Category { id, title })
}

fn title<'a, A: Audience>(site: &'a Site<A>, tree: &'a Tree<A>, node: usize) -> &'a str {
    let line = &tree.nodes[node];
    line.page.map_or(line.title.as_str(), |id| &site.page(id).title)
}
