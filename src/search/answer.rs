//! From a query to its answer, step by step. Every step is `None` while blocks it needs have not been fetched; asked
//! again with them, it comes to the same point and goes on.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use crate::close::{Closeness, has_phrases};
use crate::excerpt::Marks;
use crate::expand::Vocabulary;
use crate::facets;
use crate::head::Head;
use crate::index::{Correction, Hit, Index, Options, Results};
use crate::order;
use crate::query::Query;
use crate::rank::{Scored, Weighed, fetch, rank, weigh};
use crate::shelf::every;
use crate::store::{self, Section};
use crate::synonyms;
use crate::versions::Versions;

/// What a page keeps of the score of the version that is in force, where both are found.
const BELOW: f32 = 0.98;
/// Pages whose texts are looked at, the best by words alone: no more than are mostly shown, so that none is fetched for
/// this alone.
const CLOSER_LOOK: usize = 10;
/// Sections that are searched for a quotation, the best by words alone.
const QUOTED: usize = 128;
/// Texts that are fetched at a time while a quotation is searched.
const BATCH: usize = 16;

/// A page that was found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    /// Its number.
    pub(crate) page: u32,
    /// Its best section.
    pub(crate) section: u32,
    pub(crate) score: f32,
    /// How far its language is from the reader's: 0, 1 or 2.
    distance: u8,
}

/// Answers a query.
pub(crate) fn answer(index: &Index, typed: &str, options: &Options) -> Option<Results> {
    let mut query = Query::parse(typed);
    synonyms::add(&mut query, &index.head.synonyms);
    let weighed = weigh(&query, Vocabulary { shelf: &index.shelf, head: &index.head })?;
    let fetched = fetch(&weighed, &index.shelf)?;
    let scored = rank(&query, &weighed, &fetched, index, options.lang.as_deref());
    let scored = quoted(index, &query, scored)?;
    let versions = Versions::new(&index.head, options.today);
    let mut found = pages(&index.head, &versions, &scored, options);
    let facets = facets::count(&index.head, &found, &options.filters);
    found.retain(|one| facets::passes(&index.head, one.page, &options.filters));
    let total = found.len();
    keep_below(&versions, &mut found);
    let comes_first = |a: &Found, b: &Found| compare(&index.head, a, b).is_lt();
    let mut best = order::first(found, options.limit.max(CLOSER_LOOK), comes_first);
    let texts = texts(index, best.iter().map(|one| one.section))?;
    let closeness = Closeness::new(&query, &weighed);
    for (one, text) in best.iter_mut().zip(&texts).take(CLOSER_LOOK) {
        one.score += versions.standing(one.page) * closeness.of(text);
    }
    keep_below(&versions, &mut best);
    let best: Vec<(Found, Section)> = best.into_iter().zip(texts).collect();
    let best = order::first(best, options.limit, |(a, _), (b, _)| comes_first(a, b));
    let marks = Marks::new(&query, &weighed);
    let hits = best.into_iter().map(|(one, text)| hit(&index.head, &versions, one, text, &marks)).collect();
    Some(Results { total, hits, facets, correction: correction(&query, &weighed) })
}

/// The sections with all quotations, or all sections if there is none such.
fn quoted(index: &Index, query: &Query, mut scored: Vec<Scored>) -> Option<Vec<Scored>> {
    if query.phrases.is_empty() {
        return Some(scored);
    }
    let best = order::first(scored.clone(), QUOTED, |a, b| {
        b.score.total_cmp(&a.score).then_with(|| a.section.cmp(&b.section)).is_lt()
    });
    let mut kept: Vec<u32> = Vec::new();
    for batch in best.chunks(BATCH) {
        let texts = texts(index, batch.iter().map(|one| one.section))?;
        let quoting = batch.iter().zip(&texts).filter(|(_, text)| has_phrases(query, text));
        kept.extend(quoting.map(|(one, _)| one.section));
    }
    if !kept.is_empty() {
        scored.retain(|one| kept.contains(&one.section));
    }
    Some(scored)
}

/// The best section of every page. `scored` is in the order of sections, so those of a page follow each other.
fn pages(head: &Head, versions: &Versions<'_>, scored: &[Scored], options: &Options) -> Vec<Found> {
    let distances: Vec<u8> =
        head.langs.iter().map(|own| options.lang.as_deref().map_or(0, |lang| distance(lang, own))).collect();
    let mut found: Vec<Found> = Vec::new();
    for one in scored {
        let page = head.page_of[one.section as usize];
        let score = one.score * versions.standing(page);
        match found.last_mut().filter(|last| last.page == page) {
            Some(last) if score > last.score => (last.section, last.score) = (one.section, score),
            Some(_) => {}
            None => {
                let distance = distances[head.pages[page as usize].lang as usize];
                found.push(Found { page, section: one.section, score, distance });
            }
        }
    }
    found
}

/// 0 for the reader's own language, 1 for another script of it, 2 for others.
fn distance(reader: &str, page: &str) -> u8 {
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    if reader.eq_ignore_ascii_case(page) { 0 } else { 1 + u8::from(primary(reader) != primary(page)) }
}

/// What is not in force never stands above the version that is.
fn keep_below(versions: &Versions<'_>, found: &mut [Found]) {
    if !found.iter().any(|one| versions.nearer(one.page).is_some()) {
        return;
    }
    let mut scores: BTreeMap<u32, (f32, u8)> = BTreeMap::new();
    for one in found.iter() {
        scores.insert(one.page, (one.score, one.distance));
    }
    for one in found {
        let mut below = 1.0;
        for page in versions.line(one.page) {
            below *= BELOW;
            if let Some(&(score, distance)) = scores.get(&page) {
                one.score = one.score.min(below * score);
                one.distance = one.distance.max(distance);
            }
        }
    }
}

/// The reader's language first, higher scores first; among equals what is recent and what kind it is, then addresses.
fn compare(head: &Head, a: &Found, b: &Found) -> Ordering {
    let ties = |found: &Found| {
        let page = &head.pages[found.page as usize];
        (Reverse(page.recency), facets::order_of_kind(&head.kinds[page.kind as usize]), found.page)
    };
    a.distance.cmp(&b.distance).then_with(|| b.score.total_cmp(&a.score)).then_with(|| ties(a).cmp(&ties(b)))
}

fn texts(index: &Index, sections: impl Iterator<Item = u32>) -> Option<Vec<Section>> {
    every(sections.map(|section| store::section(&index.shelf, &index.head, section)))
}

fn hit(head: &Head, versions: &Versions<'_>, found: Found, section: Section, marks: &Marks) -> Hit {
    let page = head.page(found.section);
    let anchor = if section.anchor.is_empty() { String::new() } else { format!("#{}", section.anchor) };
    Hit {
        excerpt: marks.excerpt(&section.text),
        url: section.url + &anchor,
        title: section.title,
        heading: section.heading,
        breadcrumb: section.breadcrumb,
        lang: head.langs[page.lang as usize].clone(),
        kind: head.kinds[page.kind as usize].clone(),
        superseded: versions.is_superseded(found.page),
        from: versions.is_to_come(found.page),
        internal: head.internal[found.section as usize],
        score: found.score,
    }
}

/// The query with the words that were probably meant.
fn correction(query: &Query, weighed: &[Weighed]) -> Option<Correction> {
    let mut text = query.typed.clone();
    let meant = query
        .concepts
        .iter()
        .zip(weighed)
        .filter_map(|(concept, weighed)| Some((concept, weighed.meant.as_ref()?)));
    let slips: Vec<_> = meant.map(|(concept, word)| (concept.source.clone(), word)).collect();
    let any = !slips.is_empty();
    // From the end, so that what is before stays where it is.
    for (source, word) in order::all(slips, |(a, _), (b, _)| a.start > b.start) {
        text.replace_range(source, word);
    }
    any.then_some(Correction { query: text })
}
