//! `SUMMARY.md`: where there is one, only the pages that it lists are built.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::Reader;
use super::markdown::Find;
use super::site::Page;

/// Takes the summaries out of the pages, notes which pages are not built, and gives the lines of the summaries that
/// lead to nothing internal.
pub(super) fn take(pages: &mut Vec<Page>) -> Vec<Vec<u8>> {
    let summaries: Vec<Page> = pages.extract_if(.., |page| is_summary(&page.path)).collect();
    if summaries.is_empty() {
        return Vec::new();
    }
    let listed: BTreeMap<&str, BTreeSet<String>> = summaries
        .iter()
        .map(|summary| (folder(&summary.path), targets(summary).map(|(_, path)| path).collect()))
        .collect();
    for page in pages.iter_mut() {
        let first = page.path.split_once('/').map_or("", |(first, _)| first);
        let list = listed.get(first).or_else(|| listed.get(""));
        page.built = list.is_none_or(|list| list.contains(&page.path));
    }
    let hidden = pages.iter().filter(|page| page.reader != Reader::Public);
    let hidden: BTreeSet<&str> = hidden.map(|page| page.path.as_str()).collect();
    summaries.iter().flat_map(|summary| open_lines(summary, &hidden)).collect()
}

/// In the source folder itself, or in the folder of a language.
fn is_summary(path: &str) -> bool {
    path == "SUMMARY.md" || path.split_once('/').is_some_and(|(_, name)| name == "SUMMARY.md")
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The pages that a summary leads to, each with the byte of its address.
fn targets(summary: &Page) -> impl Iterator<Item = (usize, String)> {
    let links = summary.clean.finds.iter().filter(|(find, _)| *find == Find::Link);
    links.filter_map(|(_, range)| {
        let address = String::from_utf8_lossy(&summary.text[range.clone()]).into_owned();
        let address = percent_encoding::percent_decode_str(address.trim_matches(['<', '>']))
            .decode_utf8_lossy()
            .into_owned();
        Some((range.start, answerbook_kernel::path::join(folder(&summary.path), &address)?))
    })
}

fn open_lines(summary: &Page, hidden: &BTreeSet<&str>) -> Vec<Vec<u8>> {
    let hidden: Vec<usize> =
        targets(summary).filter(|(_, path)| hidden.contains(path.as_str())).map(|(at, _)| at).collect();
    let open = summary.lines.iter().filter(|line| !hidden.iter().any(|at| line.range.contains(at)));
    open.map(|line| summary.clean.bytes[line.range.clone()].to_vec()).collect()
}
