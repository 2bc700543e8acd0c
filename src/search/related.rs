//! Pages that are like a page: they share the words that are rare elsewhere ("more like this").

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::impact::impacts;
use crate::passage::Passage;
use crate::write::Inverted;

/// Terms by which a page is compared.
const TERMS: usize = 24;
/// A term on more pages than this says too little; and costs too much to compare.
const MOST_PAGES: usize = 400;
/// And on more than this part of all pages of a small site.
const SHARE: usize = 4;
/// The least cosine of two pages that are alike.
const ALIKE: f32 = 0.12;

/// A page under comparison.
struct Page<'a> {
    passage: &'a Passage,
    /// Its most telling terms: weight and number.
    terms: Vec<(f32, u32)>,
    /// Length of the vector of their weights.
    norm: f32,
}

/// For each page, by address, those most like it in its language; what has been superseded is not offered.
pub(crate) fn related(
    passages: &[&Passage],
    inverted: &Inverted,
    most: usize,
) -> BTreeMap<String, Vec<String>> {
    let (mut pages, page_of) = pages(passages);
    let lists = telling(inverted, &page_of, &mut pages);
    for page in &mut pages {
        keep_best(&mut page.terms, TERMS);
        page.norm = libm::sqrtf(page.terms.iter().map(|(weight, _)| weight * weight).sum());
    }
    let mut shared = vec![0.0; pages.len()];
    (0..pages.len())
        .map(|own| (pages[own].passage.url.clone(), like(own, &pages, &lists, &mut shared, most)))
        .collect()
}

fn pages<'a>(passages: &[&'a Passage]) -> (Vec<Page<'a>>, Vec<u32>) {
    let (mut pages, mut page_of): (Vec<Page<'a>>, Vec<u32>) =
        (Vec::new(), Vec::with_capacity(passages.len()));
    for passage in passages {
        if pages.last().is_none_or(|page| page.passage.url != passage.url) {
            pages.push(Page { passage, terms: Vec::new(), norm: 0.0 });
        }
        page_of.push(u32::try_from(pages.len() - 1).unwrap_or(u32::MAX));
    }
    (pages, page_of)
}

type Lists = BTreeMap<u32, Vec<(u32, f32)>>;

/// The terms that tell pages apart, with the pages that have them; each page is given its own.
fn telling(inverted: &Inverted, page_of: &[u32], pages: &mut [Page<'_>]) -> Lists {
    let impacts = impacts();
    let limit = MOST_PAGES.min((pages.len() / SHARE).max(2));
    let mut lists = Lists::new();
    for (number, term) in (0u32..).zip(&inverted.terms) {
        let list = inverted.list(number as usize);
        if term.chars().nth(1).is_none() || list.len() > limit * 16 {
            continue;
        }
        let mut found: Vec<(u32, f32)> = Vec::new();
        for posting in list {
            let page = page_of[posting.section() as usize];
            let impact = impacts[usize::from(posting.level())];
            match found.last_mut() {
                Some((last, best)) if *last == page => *best = best.max(impact),
                _ => found.push((page, impact)),
            }
        }
        if !(2..=limit).contains(&found.len()) {
            continue;
        }
        let idf = libm::logf(pages.len() as f32 / found.len() as f32);
        found.iter_mut().for_each(|(_, weight)| *weight *= idf);
        for &(page, weight) in &found {
            let terms = &mut pages[page as usize].terms;
            terms.push((weight, number));
            if terms.len() > 8 * TERMS {
                keep_best(terms, TERMS);
            }
        }
        lists.insert(number, found);
    }
    lists
}

fn keep_best(terms: &mut Vec<(f32, u32)>, most: usize) {
    terms.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    terms.truncate(most);
}

fn like(own: usize, pages: &[Page<'_>], lists: &Lists, shared: &mut [f32], most: usize) -> Vec<String> {
    let page = &pages[own];
    let mut met: Vec<usize> = Vec::new();
    for (weight, term) in &page.terms {
        for &(other, theirs) in lists.get(term).into_iter().flatten() {
            let sum = &mut shared[other as usize];
            if *sum == 0.0 {
                met.push(other as usize);
            }
            *sum += weight * theirs;
        }
    }
    let fits = |other: usize| {
        let passage = pages[other].passage;
        other != own
            && passage.lang == page.passage.lang
            && passage.successor.is_none()
            && is_content(passage)
    };
    let mut found: Vec<(f32, usize)> = met
        .into_iter()
        .map(|other| {
            (std::mem::take(&mut shared[other]) / (page.norm * pages[other].norm.max(1.0)).max(1e-6), other)
        })
        .filter(|&(alike, other)| alike >= ALIKE && fits(other))
        .collect();
    found.sort_unstable_by(|a, b| {
        b.0.partial_cmp(&a.0).unwrap_or(Ordering::Equal).then_with(|| a.1.cmp(&b.1))
    });
    found.into_iter().take(most).map(|(_, other)| pages[other].passage.url.clone()).collect()
}

/// Lists of pages are no answers.
fn is_content(passage: &Passage) -> bool {
    !matches!(passage.kind.as_str(), "section" | "home")
}
