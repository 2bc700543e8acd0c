//! Pages that are like a page: they share the words that are rare elsewhere ("more like this").

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::impact::impacts;
use crate::passage::Passage;
use crate::write::{Inverted, shares};

/// Terms by which a page is compared.
const TERMS: usize = 24;
/// A term on more pages than this says too little; and costs too much to compare.
const MOST_PAGES: usize = 400;
/// And on more than this part of all pages of a small site.
const SHARE: usize = 4;
/// The least cosine of two pages that are alike.
const ALIKE: f32 = 0.12;
/// A little less, to tell without a division.
const PERHAPS: f32 = 0.119;
/// Pages whose comparison is worth a core of its own.
const MANY: usize = 512;

/// For each page, by address, those most like it in its language; what has been superseded is not offered.
pub(crate) fn related(
    passages: &[&Passage],
    inverted: &Inverted,
    most: usize,
) -> BTreeMap<String, Vec<String>> {
    let site = Site::new(passages, inverted);
    let own: Vec<usize> = (0..site.pages.len()).collect();
    let url = |page: usize| site.pages[page].url.clone();
    let near = shares(&own, MANY, |share: &[usize]| {
        let mut shared = Shared { sums: vec![0.0; own.len()], met: vec![0; own.len() + 1] };
        let near =
            |&own: &usize| (url(own), site.like(own, &mut shared, most).into_iter().map(url).collect());
        share.iter().map(near).collect::<Vec<_>>()
    });
    near.into_iter().flatten().collect()
}

/// A term's number among those that tell pages apart, behind its weight for a page.
type Weighed = (f32, u32);

/// All pages under comparison.
struct Site<'a> {
    /// The first passage of each.
    pages: Vec<&'a Passage>,
    /// Its most telling terms.
    terms: Vec<Vec<Weighed>>,
    /// Length of the vector of their weights.
    norms: Vec<f32>,
    /// Its language by number, and the one it is offered in.
    langs: Vec<u32>,
    offered: Vec<Option<u32>>,
    lists: Lists,
}

/// The terms that tell pages apart: the pages that have them, each with the term's weight for it.
#[derive(Default)]
struct Lists {
    entries: Vec<(u32, f32)>,
    /// Where each list ends.
    ends: Vec<usize>,
}

impl Lists {
    fn get(&self, number: u32) -> &[(u32, f32)] {
        let at = number as usize;
        &self.entries[at.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[at]]
    }
}

impl<'a> Site<'a> {
    fn new(passages: &[&'a Passage], inverted: &Inverted) -> Site<'a> {
        let mut pages: Vec<&Passage> = Vec::new();
        let mut page_of: Vec<u32> = Vec::with_capacity(passages.len());
        for passage in passages {
            if pages.last().is_none_or(|page| page.url != passage.url) {
                pages.push(passage);
            }
            page_of.push(u32::try_from(pages.len() - 1).unwrap_or(u32::MAX));
        }
        let (terms, norms) = (vec![Vec::new(); pages.len()], vec![0.0; pages.len()]);
        let (langs, offered) = languages(&pages);
        let mut site = Site { pages, terms, norms, langs, offered, lists: Lists::default() };
        site.weigh(inverted, &page_of);
        for (terms, norm) in site.terms.iter_mut().zip(&mut site.norms) {
            keep_best(terms);
            terms.sort_unstable_by(comes_first);
            *norm = libm::sqrtf(terms.iter().map(|(weight, _)| weight * weight).sum());
        }
        site
    }

    /// Finds the terms that tell pages apart.
    fn weigh(&mut self, inverted: &Inverted, page_of: &[u32]) {
        let impacts = impacts();
        let limit = MOST_PAGES.min((self.pages.len() / SHARE).max(2));
        let mut number = 0;
        let mut found: Vec<(u32, f32)> = Vec::new();
        for (at, term) in inverted.terms.iter().enumerate() {
            let list = inverted.list(at);
            if list.len() > limit * 16 || term.chars().nth(1).is_none() {
                continue;
            }
            found.clear();
            for posting in list {
                let page = page_of[posting.section() as usize];
                let impact = impacts[usize::from(posting.level())];
                match found.last_mut() {
                    Some((last, best)) if *last == page => *best = best.max(impact),
                    _ => found.push((page, impact)),
                }
            }
            if (2..=limit).contains(&found.len()) {
                self.add(number, &mut found);
                number += 1;
            }
        }
    }

    /// Adds a term with the pages that have it and its impact on each.
    fn add(&mut self, number: u32, found: &mut [(u32, f32)]) {
        let idf = libm::logf(self.pages.len() as f32 / found.len() as f32);
        for (page, weight) in found.iter_mut() {
            *weight *= idf;
            let terms = &mut self.terms[*page as usize];
            terms.push((*weight, number));
            if terms.len() > 8 * TERMS {
                keep_best(terms);
            }
        }
        self.lists.entries.extend_from_slice(found);
        self.lists.ends.push(self.lists.entries.len());
    }

    /// The pages most like one.
    fn like(&self, own: usize, shared: &mut Shared, most: usize) -> Vec<usize> {
        let mut met = 0;
        for &(weight, term) in &self.terms[own] {
            met = shared.add(weight, self.lists.get(term), met);
        }
        let (norm, lang) = (self.norms[own], Some(self.langs[own]));
        let mut found: Vec<(f32, usize)> = Vec::new();
        for &other in &shared.met[..met] {
            let other = other as usize;
            let sum = std::mem::take(&mut shared.sums[other]);
            let product = norm * self.norms[other].max(1.0);
            // A division takes longer, and few are worth it.
            if sum < PERHAPS * product || self.offered[other] != lang || other == own {
                continue;
            }
            let alike = sum / product.max(1e-6);
            if alike >= ALIKE {
                found.push((alike, other));
            }
        }
        let nearer = |a: &(f32, usize), b: &(f32, usize)| {
            b.0.partial_cmp(&a.0).unwrap_or(Ordering::Equal).then_with(|| a.1.cmp(&b.1))
        };
        if found.len() > most {
            found.select_nth_unstable_by(most, nearer);
            found.truncate(most);
        }
        found.sort_unstable_by(nearer);
        found.into_iter().map(|(_, other)| other).collect()
    }
}

/// The language of each page by number, and again if the page may be offered on another.
fn languages(pages: &[&Passage]) -> (Vec<u32>, Vec<Option<u32>>) {
    let known: BTreeSet<&str> = pages.iter().map(|page| page.lang.as_str()).collect();
    let known: BTreeMap<&str, u32> = known.into_iter().zip(0..).collect();
    let number = |page: &&Passage| known.get(page.lang.as_str()).copied().unwrap_or_default();
    let langs: Vec<u32> = pages.iter().map(number).collect();
    let offered =
        |(page, lang): (&&Passage, &u32)| (page.successor.is_none() && is_content(page)).then_some(*lang);
    let offered = pages.iter().zip(&langs).map(offered).collect();
    (langs, offered)
}

/// What pages have in common with one: sums by page, which are nothing for most, and the pages for which they are more.
struct Shared {
    sums: Vec<f32>,
    /// As many as there are pages, and one.
    met: Vec<u32>,
}

impl Shared {
    /// Adds a list; `met` pages have been met before. Gives how many have been now.
    fn add(&mut self, weight: f32, list: &[(u32, f32)], mut met: usize) -> usize {
        let (sums, pages) = (&mut self.sums[..], &mut self.met[..]);
        for &(page, theirs) in list {
            let sum = &mut sums[page as usize];
            let before = *sum;
            *sum += weight * theirs;
            // Written in any case, since a branch would be guessed wrong half of the time.
            pages[met] = page;
            met += usize::from(before == 0.0 && *sum != 0.0);
        }
        met
    }
}

fn comes_first(a: &Weighed, b: &Weighed) -> Ordering {
    b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1))
}

/// Keeps the terms that tell most, in no order.
fn keep_best(terms: &mut Vec<Weighed>) {
    if terms.len() > TERMS {
        terms.select_nth_unstable_by(TERMS, comes_first);
        terms.truncate(TERMS);
    }
}

/// Lists of pages are no answers.
fn is_content(passage: &Passage) -> bool {
    !matches!(passage.kind.as_str(), "section" | "home")
}
