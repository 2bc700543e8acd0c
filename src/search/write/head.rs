//! Writes what [`crate::head`] reads.

use std::collections::{BTreeMap, BTreeSet};

use crate::codec::{put_len, put_number, put_str};
use crate::frame::Frame;
use crate::head::VERSION;
use crate::passage::{Category, Passage, Settings};
use crate::write::lists::put_term;

/// Days for which a page counts as new, as recent, as not yet old, counted back from the newest of all.
const AGES: [i32; 3] = [30, 180, 730];

/// What was written before.
pub(crate) struct Parts {
    /// First section of each block of texts.
    pub(crate) texts: Vec<u32>,
    /// Terms with long lists.
    pub(crate) frequent: Vec<(String, u32, u32)>,
    /// What the terms of each block of terms begin from.
    pub(crate) terms: Vec<String>,
    /// First words of the blocks of words, by beginnings and by endings.
    pub(crate) words: Vec<String>,
    pub(crate) endings: Vec<String>,
    pub(crate) frame: Frame,
}

/// The head of an index.
pub(crate) fn write(passages: &[&Passage], parts: Parts, settings: &Settings) -> Vec<u8> {
    let mut out = Vec::new();
    put_number(&mut out, VERSION);
    put_pages(&mut out, passages);
    put_column(&mut out, passages.iter().map(|passage| u32::from(passage.internal)));
    put_starts(&mut out, &parts.texts);
    put_frequent(&mut out, &parts.frequent);
    put_strings(&mut out, &parts.terms);
    put_strings(&mut out, &parts.words);
    put_strings(&mut out, &parts.endings);
    put_len(&mut out, settings.synonyms.len());
    settings.synonyms.iter().for_each(|group| put_strings(&mut out, group));
    put_frame(&mut out, &parts.frame);
    out
}

fn put_pages(out: &mut Vec<u8>, passages: &[&Passage]) {
    let pages: Vec<&[&Passage]> = passages.chunk_by(|one, next| one.url == next.url).collect();
    let firsts: Vec<&Passage> = pages.iter().map(|page| page[0]).collect();
    let langs = put_names(out, firsts.iter().map(|page| page.lang.as_str()));
    let kinds = put_names(out, firsts.iter().map(|page| page.kind.as_str()));
    let categories: Vec<&Category> =
        firsts.iter().map(|page| &page.category).collect::<BTreeSet<_>>().into_iter().collect();
    put_len(out, categories.len());
    categories
        .iter()
        .for_each(|category| [&category.id, &category.title].iter().for_each(|text| put_str(out, text)));
    put_len(out, pages.len());
    pages.iter().for_each(|page| put_len(out, page.len()));
    put_column(out, firsts.iter().map(|page| rank_of(&langs, &page.lang.as_str())));
    put_column(out, firsts.iter().map(|page| rank_of(&kinds, &page.kind.as_str())));
    put_column(out, firsts.iter().map(|page| rank_of(&categories, &&page.category)));
    let newest = firsts.iter().filter_map(|page| page.date).max();
    put_column(out, firsts.iter().map(|page| recency(page.date, newest)));
    let numbers: BTreeMap<&str, u32> = firsts.iter().map(|page| page.url.as_str()).zip(1..).collect();
    let successor = |page: &Passage| page.successor.as_deref().and_then(|url| numbers.get(url)).copied();
    put_column(out, firsts.iter().map(|page| successor(page).unwrap_or(0)));
    let until = |page: &Passage| successor(page).and(page.until);
    put_column(out, firsts.iter().map(|page| until(page).unwrap_or(0)));
}

/// 3 for what is new, 0 for what is old or has no date.
fn recency(date: Option<i32>, newest: Option<i32>) -> u32 {
    let age = date.zip(newest).map(|(date, newest)| newest.saturating_sub(date));
    age.map_or(0, |age| AGES.iter().map(|&limit| u32::from(age <= limit)).sum())
}

fn rank_of<T: Ord>(sorted: &[T], value: &T) -> u32 {
    sorted.binary_search(value).ok().and_then(|at| u32::try_from(at).ok()).unwrap_or(0)
}

fn put_names<'a>(out: &mut Vec<u8>, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let names: Vec<&str> = names.collect::<BTreeSet<_>>().into_iter().collect();
    put_strings(out, &names);
    names
}

fn put_strings(out: &mut Vec<u8>, texts: &[impl AsRef<str>]) {
    put_len(out, texts.len());
    texts.iter().for_each(|text| put_str(out, text.as_ref()));
}

/// Numbers that seldom change from one to the next: each with how often it comes.
fn put_column(out: &mut Vec<u8>, values: impl Iterator<Item = u32>) {
    let values: Vec<u32> = values.collect();
    for run in values.chunk_by(|one, next| one == next) {
        put_number(out, run[0]);
        put_len(out, run.len());
    }
}

/// Numbers that grow, written as steps.
fn put_starts(out: &mut Vec<u8>, starts: &[u32]) {
    put_len(out, starts.len());
    let mut before = 0;
    for &start in starts {
        put_number(out, start - before);
        before = start;
    }
}

fn put_frequent(out: &mut Vec<u8>, terms: &[(String, u32, u32)]) {
    put_len(out, terms.len());
    let mut before = "";
    for (term, sections, len) in terms {
        put_term(out, before, term);
        put_number(out, *sections);
        put_number(out, *len);
        before = term;
    }
}

fn put_frame(out: &mut Vec<u8>, frame: &Frame) {
    put_len(out, frame.room);
    for bytes in [&frame.before, &frame.behind].into_iter().chain(&frame.whole) {
        put_len(out, bytes.len());
        out.extend_from_slice(bytes);
    }
}
