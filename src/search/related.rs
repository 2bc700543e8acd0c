//! Pages that are like a page: they share the words that are rare elsewhere ("more like this").

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::facets::only_leads_on;
use crate::impact::{LEVELS, impacts};
use crate::passage::Passage;
use crate::write::{Inverted, Posting, shares};

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
        let mut shared = Shared::new(own.len());
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
    /// Length of the vector of their weights, and what others are divided by: no less than 1.
    norms: Vec<f32>,
    divisors: Vec<f32>,
    /// Its language by number, and the one it is offered in.
    langs: Vec<u32>,
    offered: Vec<Option<u32>>,
    lists: Lists,
}

/// What a term says about a page, by its level there.
type Weights = [f32; LEVELS as usize + 1];

/// The terms that tell pages apart: the pages that have them, as if they were sections.
struct Lists {
    impacts: Weights,
    pages: Vec<Posting>,
    /// Where each list ends, and how rare its term is.
    ends: Vec<(usize, f32)>,
}

impl Lists {
    /// The pages that have a term, and its weights for them.
    fn get(&self, number: u32) -> (&[Posting], Weights) {
        let at = number as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before].0);
        let (end, idf) = self.ends[at];
        (&self.pages[start..end], self.impacts.map(|impact| impact * idf))
    }

    /// Adds the pages with the next term.
    fn add(&mut self, pages: &[Posting], idf: f32) {
        self.pages.extend_from_slice(pages);
        self.ends.push((self.pages.len(), idf));
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
        let divisors = Vec::new();
        let lists = Lists { impacts: impacts(), pages: Vec::new(), ends: Vec::new() };
        let mut site = Site { pages, terms, norms, divisors, langs, offered, lists };
        site.weigh(inverted, &page_of);
        for (terms, norm) in site.terms.iter_mut().zip(&mut site.norms) {
            keep_best(terms);
            terms.sort_unstable_by(comes_first);
            *norm = libm::sqrtf(terms.iter().map(|(weight, _)| weight * weight).sum());
        }
        site.divisors = site.norms.iter().map(|norm| norm.max(1.0)).collect();
        site
    }

    /// Finds the terms that tell pages apart.
    fn weigh(&mut self, inverted: &Inverted, page_of: &[u32]) {
        let limit = MOST_PAGES.min((self.pages.len() / SHARE).max(2));
        let mut number = 0;
        let mut found: Vec<Posting> = Vec::new();
        for (at, term) in inverted.terms.iter().enumerate() {
            let list = inverted.list(at);
            if list.len() > limit * 16 || term.chars().nth(1).is_none() {
                continue;
            }
            found.clear();
            for posting in list {
                let own = Posting::new(page_of[posting.section() as usize], posting.level());
                match found.last_mut() {
                    Some(last) if last.section() == own.section() => *last = (*last).max(own),
                    _ => found.push(own),
                }
            }
            if (2..=limit).contains(&found.len()) {
                self.add(number, &found);
                number += 1;
            }
        }
    }

    /// Adds a term with the pages that have it.
    fn add(&mut self, number: u32, found: &[Posting]) {
        self.lists.add(found, libm::logf(self.pages.len() as f32 / found.len() as f32));
        let (_, weights) = self.lists.get(number);
        for posting in found {
            let terms = &mut self.terms[posting.section() as usize];
            terms.push((weights[usize::from(posting.level())], number));
            if terms.len() > 8 * TERMS {
                keep_best(terms);
            }
        }
    }

    /// The pages most like one.
    fn like(&self, own: usize, shared: &mut Shared, most: usize) -> Vec<usize> {
        for &(weight, term) in &self.terms[own] {
            let (pages, theirs) = self.lists.get(term);
            shared.add(pages, &theirs.map(|theirs| weight * theirs));
        }
        let (norm, lang) = (self.norms[own], Some(self.langs[own]));
        let mut found: Vec<(f32, usize)> = Vec::new();
        shared.take(PERHAPS * norm, &self.divisors, |other, sum| {
            let alike = sum / (norm * self.divisors[other]).max(1e-6);
            if alike >= ALIKE && self.offered[other] == lang && other != own {
                found.push((alike, other));
            }
        });
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
    let offered = |(page, lang): (&&Passage, &u32)| {
        (page.successor.is_none() && !only_leads_on(&page.kind)).then_some(*lang)
    };
    let offered = pages.iter().zip(&langs).map(offered).collect();
    (langs, offered)
}

/// What pages have in common with one: sums by page, which are nothing for most.
struct Shared {
    sums: Vec<f32>,
    /// Whether any sum of a block is more.
    met: Vec<bool>,
}

/// Pages whose sums are looked at together.
const BLOCK: usize = 16;

impl Shared {
    fn new(pages: usize) -> Shared {
        Shared { sums: vec![0.0; pages], met: vec![false; pages.div_ceil(BLOCK)] }
    }

    /// Adds what a page has in common with those of a list, by its level there.
    fn add(&mut self, list: &[Posting], products: &Weights) {
        let (sums, met) = (&mut self.sums[..], &mut self.met[..]);
        for posting in list {
            let page = posting.section() as usize;
            sums[page] += products[usize::from(posting.level())];
            met[page / BLOCK] = true;
        }
    }

    /// Makes all sums nothing again; `each` gets those that are `least` times their divisor or more.
    fn take(&mut self, least: f32, divisors: &[f32], mut each: impl FnMut(usize, f32)) {
        let blocks = self.sums.chunks_mut(BLOCK).zip(divisors.chunks(BLOCK));
        for ((sums, divisors), (first, met)) in blocks.zip((0..).step_by(BLOCK).zip(&mut self.met)) {
            if !std::mem::take(met) {
                continue;
            }
            let enough = |(sum, divisor): (&f32, &f32)| *sum >= least * divisor;
            // Most blocks have none, which is told of all their pages at once.
            if sums.iter().zip(divisors).fold(false, |any, one| any | enough(one)) {
                let all = (first..).zip(sums.iter().zip(divisors));
                all.filter(|(_, one)| enough(*one)).for_each(|(page, (sum, _))| each(page, *sum));
            }
            sums.fill(0.0);
        }
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
