//! Markdown twins and `llms.txt`: the edition for readers that are programs.

use answerbook_kernel::holed::{Hole, Part};
use answerbook_kernel::site::{Page, Target};
use answerbook_kernel::{Audience, Site};

use crate::files::Files;
use crate::render::{address, public_base, shape};

/// The twin of a page.
pub fn twin<A: Audience>(site: &Site<A>, page: &Page<A>, files: &Files) -> String {
    let mut out = String::with_capacity(page.body.twin.len() + 100);
    if page.body.heading.is_none() {
        out.push_str(&format!("# {}\n\n", line(&page.title)));
    }
    let from = shape::twin(page);
    let folder = from.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    for part in page.body.twin.parts() {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Hole(Hole::Destination(number)) => {
                out.push_str(&target(site, page.targets.get(number), &folder, files));
            }
            Part::Hole(Hole::Label(number)) => {
                out.push_str(page.body.labels.get(number).map_or("", |label| &label.fallback));
            }
            Part::Hole(Hole::Facts(_) | Hole::Question | Hole::Answer) => {}
        }
    }
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// Twins lead to twins.
fn target<A: Audience>(site: &Site<A>, target: Option<&Target<A>>, folder: &str, files: &Files) -> String {
    match target {
        Some(Target::Page(id, fragment)) => {
            let page = site.page(*id);
            let twin = shape::twin(page);
            let path = if twin.is_empty() { page.address.clone() } else { twin };
            let hash =
                if fragment.is_empty() { String::new() } else { format!("#{}", address::fragment(fragment)) };
            format!("{}{}{hash}", address::root(folder), address::path(&path))
        }
        Some(other) => address::of(other, folder, site, files).replace("&amp;", "&"),
        None => String::new(),
    }
}

/// The list of all pages, as <https://llmstxt.org> describes it. It is read by itself, so its addresses are absolute where that
/// is possible.
pub fn list<A: Audience>(site: &Site<A>) -> String {
    let config = site.config();
    let base = public_base::<A>(site).unwrap_or_default();
    let mut out = format!("# {}\n", line(&config.language().title));
    if !config.language().description.is_empty() {
        out.push_str(&format!("\n> {}\n", line(&config.language().description)));
    }
    for tree in site.trees() {
        out.push_str(&format!("\n## {}\n\n", answerbook_kernel::lang::own_name(&tree.language)));
        let pages = site.pages().filter(|(_, page)| page.language == tree.language && page.source.is_some());
        for (_, page) in pages {
            let summary =
                if page.summary.is_empty() { String::new() } else { format!(": {}", line(&page.summary)) };
            out.push_str(&format!(
                "- [{}]({base}{}){summary}\n",
                line(&page.title),
                address::path(&shape::twin(page))
            ));
        }
    }
    out
}

/// A text on one line, with the characters that would end a link escaped.
fn line(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}
