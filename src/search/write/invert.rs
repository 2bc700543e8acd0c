//! Readings to lists: for each term the sections that have it, with what it says about them.

use std::sync::Arc;

use crate::impact::{FIELDS, Scale, norm, part};
use crate::write::lexicon::Lexicon;
use crate::write::reading::{Counts, Reading};

/// A section in a term's list, and what the term says about it: in order of sections, then of levels.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Posting(u32);

/// Bits of a posting that hold the level.
const BITS: u32 = 5;

impl Posting {
    /// Sections an index may have.
    pub(crate) const SECTIONS: usize = 1 << (u32::BITS - BITS);

    pub(crate) fn new(section: u32, level: u8) -> Posting {
        Posting(section << BITS | u32::from(level))
    }

    pub(crate) fn section(self) -> u32 {
        self.0 >> BITS
    }

    pub(crate) fn level(self) -> u8 {
        (self.0 & ((1 << BITS) - 1)) as u8
    }
}

/// A word of the edition and how often it is met.
pub(crate) struct Counted {
    pub(crate) text: Arc<str>,
    /// In titles, headings and keywords.
    pub(crate) names: u32,
    pub(crate) prose: u32,
}

/// All terms with the sections that have them.
pub(crate) struct Inverted {
    /// In order.
    pub(crate) terms: Vec<Arc<str>>,
    /// All words as written, in order.
    pub(crate) words: Vec<Counted>,
    /// And backwards, in order.
    pub(crate) endings: Vec<Counted>,
    /// End of each term's list in `lists`.
    ends: Vec<usize>,
    lists: Vec<Posting>,
}

impl Inverted {
    /// Turns pages, whose sections are numbered in their order, into lists.
    pub(crate) fn of(pages: &[&Reading], lexicon: &Lexicon) -> Inverted {
        let mut starts = sections_of_terms(pages, lexicon.terms());
        let (mut terms, mut ends, mut sum) = (Vec::new(), Vec::new(), 0);
        for (number, text) in lexicon.terms_in_order() {
            let start = &mut starts[number as usize];
            if *start > 0 {
                sum += std::mem::replace(start, sum);
                terms.push(text.clone());
                ends.push(sum);
            }
        }
        let mut lists = vec![Posting::default(); sum];
        fill(pages, &mut starts, &mut lists);
        let counts = counts_of_words(pages, lexicon.words());
        let counted = |(number, text): (u32, &Arc<str>)| {
            let [names, prose] = counts[number as usize];
            (names | prose > 0).then(|| Counted { text: text.clone(), names, prose })
        };
        let words = lexicon.words_in_order().filter_map(counted).collect();
        let endings = lexicon.endings_in_order().filter_map(counted).collect();
        Inverted { terms, words, endings, ends, lists }
    }

    /// The list of a term.
    pub(crate) fn list(&self, term: usize) -> &[Posting] {
        let start = term.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.lists[start..self.ends[term]]
    }
}

/// How many sections have each term.
fn sections_of_terms(pages: &[&Reading], terms: usize) -> Vec<usize> {
    let mut sections = vec![0; terms];
    pages.iter().flat_map(|page| page.terms()).for_each(|term| sections[term as usize] += 1);
    sections
}

/// How often each word names something, and how often it is said.
fn counts_of_words(pages: &[&Reading], words: usize) -> Vec<[u32; 2]> {
    let mut counts = vec![[0u32; 2]; words];
    for page in pages {
        for (at, said) in [&page.names, &page.prose].into_iter().enumerate() {
            for &(word, count) in said {
                let sum = &mut counts[word as usize][at];
                *sum = sum.saturating_add(count);
            }
        }
    }
    counts
}

/// Fills all lists at once; `starts` says where each term's begins.
fn fill(pages: &[&Reading], starts: &mut [usize], lists: &mut [Posting]) {
    let averages = averages(pages);
    let scale = Scale::new();
    let sections = pages.iter().flat_map(|page| page.sections());
    for (number, section) in (0u32..).zip(sections) {
        let mut levels = Levels::new(&scale, &section.lengths, &averages);
        let mut put = |term: u32, level: u8| {
            let place = &mut starts[term as usize];
            lists[*place] = Posting::new(number, level);
            *place += 1;
        };
        section.plain().for_each(|(term, count)| put(term, levels.plain(count)));
        section.named.iter().for_each(|(term, counts)| put(*term, levels.of(counts)));
    }
}

/// Terms in each field, on average over the sections that have it at all.
fn averages(pages: &[&Reading]) -> [f32; 4] {
    let (mut filled, mut all) = ([0usize; 4], [0u64; 4]);
    for lengths in pages.iter().flat_map(|page| page.lengths()) {
        for at in 0..lengths.len() {
            filled[at] += usize::from(lengths[at] > 0);
            all[at] += u64::from(lengths[at]);
        }
    }
    std::array::from_fn(|at| (all[at] as f32 / filled[at].max(1) as f32).max(1.0))
}

/// What the terms of one section say about it.
struct Levels<'a> {
    scale: &'a Scale,
    norms: [f32; 4],
    /// Levels of terms in running text alone, by how often they are there; 0 if not known yet.
    plain: [u8; 16],
}

impl Levels<'_> {
    fn new<'a>(scale: &'a Scale, lengths: &[u32; 4], averages: &[f32; 4]) -> Levels<'a> {
        let norms = std::array::from_fn(|at| norm(&FIELDS[at], lengths[at] as f32 / averages[at]));
        Levels { scale, norms, plain: [0; 16] }
    }

    fn plain(&mut self, count: u16) -> u8 {
        let own = |levels: &Self| levels.of(&[0, 0, 0, count]);
        match self.plain.get(usize::from(count)) {
            Some(0) => {
                let level = own(self);
                self.plain[usize::from(count)] = level;
                level
            }
            Some(&level) => level,
            None => own(self),
        }
    }

    fn of(&self, counts: &Counts) -> u8 {
        let mut impact = 0.0;
        for at in (0..FIELDS.len()).filter(|&at| counts[at] > 0) {
            impact += part(&FIELDS[at], u32::from(counts[at]), self.norms[at]);
        }
        self.scale.level(impact)
    }
}
