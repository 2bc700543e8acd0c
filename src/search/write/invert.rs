//! Passages to lists: for each term the sections that have it, with what it says about them.

use std::thread;

use crate::impact::{FIELDS, level, part};
use crate::passage::Passage;
use crate::tokens::{Gaps, Tokens};
use crate::words::Word;
use crate::write::lexicon::{Lexicon, Role};

/// A term in a section: how often in each field.
#[derive(Clone, Copy)]
struct Met {
    term: u32,
    section: u32,
    counts: [u16; 4],
}

/// All terms with the sections that have them.
pub(crate) struct Inverted {
    /// In order.
    pub(crate) terms: Vec<Box<str>>,
    /// All words as written, in order.
    pub(crate) words: Vec<Word>,
    /// End of each term's list in `lists`.
    ends: Vec<usize>,
    /// Sections and levels.
    lists: Vec<(u32, u8)>,
}

impl Inverted {
    /// Reads passages, which are numbered in their order.
    pub(crate) fn of(passages: &[&Passage]) -> Inverted {
        let hands = thread::available_parallelism().map_or(1, usize::from).min(passages.len() / 64 + 1);
        let share = passages.len().div_ceil(hands).max(1);
        let parts: Vec<Part> = thread::scope(|scope| {
            let starts = passages.chunks(share).zip((0u32..).step_by(share));
            let hands: Vec<_> =
                starts.map(|(share, first)| scope.spawn(move || Part::of(share, first))).collect();
            // A hand that panics has met a fault of the program, which is to be seen.
            hands
                .into_iter()
                .map(|hand| hand.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault)))
                .collect()
        });
        merge(parts)
    }

    /// The list of a term.
    pub(crate) fn list(&self, term: usize) -> &[(u32, u8)] {
        let start = term.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.lists[start..self.ends[term]]
    }
}

/// What one hand has read.
struct Part {
    terms: Vec<Box<str>>,
    words: Vec<Word>,
    met: Vec<Met>,
    lengths: Vec<[u32; 4]>,
}

/// The fields of a passage in the order of [`FIELDS`], with the role of each.
fn fields(passage: &Passage) -> [(&str, Role); 4] {
    [
        (&passage.title, Role::Name),
        (&passage.keywords, Role::Name),
        (&passage.heading, Role::Name),
        (&passage.text, Role::Prose),
    ]
}

impl Part {
    fn of(passages: &[&Passage], first: u32) -> Part {
        let mut lexicon = Lexicon::new();
        let mut tokens = Tokens::default();
        let (mut met, mut lengths) = (Vec::new(), Vec::with_capacity(passages.len()));
        // Counts by term, cleared from section to section.
        let mut counts: Vec<[u16; 4]> = Vec::new();
        let mut touched: Vec<u32> = Vec::new();
        for (passage, section) in passages.iter().zip(first..) {
            let mut length = [0; 4];
            for (at, (text, role)) in fields(passage).into_iter().enumerate() {
                tokens.read(text, Gaps::Bridge);
                for item in tokens.items() {
                    let term = lexicon.term(tokens.text(item), item.kind, role);
                    counts.resize(lexicon.len(), [0; 4]);
                    let count = &mut counts[term as usize];
                    if *count == [0; 4] {
                        touched.push(term);
                    }
                    count[at] = count[at].saturating_add(1);
                    length[at] += 1;
                }
            }
            lengths.push(length);
            met.extend(touched.drain(..).map(|term| Met {
                term,
                section,
                counts: std::mem::take(&mut counts[term as usize]),
            }));
        }
        let (terms, words) = lexicon.into_parts();
        Part { terms, words, met, lengths }
    }
}

fn merge(mut parts: Vec<Part>) -> Inverted {
    let words = merged_words(parts.iter_mut().flat_map(|part| std::mem::take(&mut part.words)).collect());
    let (terms, numbers) = merged_terms(&mut parts);
    let lengths: Vec<[u32; 4]> = parts.iter().flat_map(|part| part.lengths.iter().copied()).collect();
    let averages = averages(&lengths);
    let mut ends = vec![0usize; terms.len()];
    for (part, numbers) in parts.iter().zip(&numbers) {
        part.met.iter().for_each(|met| ends[numbers[met.term as usize] as usize] += 1);
    }
    let mut sum = 0;
    // Until a list is filled its end is its start.
    ends.iter_mut().for_each(|end| sum += std::mem::replace(end, sum));
    let mut lists = vec![(0, 0); sum];
    for (part, numbers) in parts.iter().zip(&numbers) {
        for met in &part.met {
            let end = &mut ends[numbers[met.term as usize] as usize];
            lists[*end] = (met.section, met.level(&lengths[met.section as usize], &averages));
            *end += 1;
        }
    }
    Inverted { terms, words, ends, lists }
}

/// All terms in order, and for each part the numbers of its own among them.
fn merged_terms(parts: &mut [Part]) -> (Vec<Box<str>>, Vec<Vec<u32>>) {
    let mut numbers: Vec<Vec<u32>> = parts.iter().map(|part| vec![0; part.terms.len()]).collect();
    let taken: Vec<Vec<Box<str>>> = parts.iter_mut().map(|part| std::mem::take(&mut part.terms)).collect();
    let mut all: Vec<(Box<str>, usize, usize)> = taken
        .into_iter()
        .enumerate()
        .flat_map(|(part, terms)| terms.into_iter().enumerate().map(move |(own, term)| (term, part, own)))
        .collect();
    all.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let mut terms: Vec<Box<str>> = Vec::with_capacity(all.len());
    for (term, part, own) in all {
        if terms.last() != Some(&term) {
            terms.push(term);
        }
        numbers[part][own] = u32::try_from(terms.len() - 1).unwrap_or(u32::MAX);
    }
    (terms, numbers)
}

fn merged_words(mut words: Vec<Word>) -> Vec<Word> {
    words.sort_unstable_by(|a, b| a.text.cmp(&b.text));
    words.dedup_by(|next, kept| {
        let same = next.text == kept.text;
        if same {
            kept.names = kept.names.saturating_add(next.names);
            kept.prose = kept.prose.saturating_add(next.prose);
        }
        same
    });
    words
}

/// Terms in each field, on average over the sections that have it at all.
fn averages(lengths: &[[u32; 4]]) -> [f32; 4] {
    std::array::from_fn(|field| {
        let filled = lengths.iter().filter(|length| length[field] > 0).count();
        let all: u64 = lengths.iter().map(|length| u64::from(length[field])).sum();
        (all as f32 / filled.max(1) as f32).max(1.0)
    })
}

impl Met {
    fn level(&self, lengths: &[u32; 4], averages: &[f32; 4]) -> u8 {
        let mut impact = 0.0;
        for at in (0..FIELDS.len()).filter(|&at| self.counts[at] > 0) {
            impact += part(&FIELDS[at], u32::from(self.counts[at]), lengths[at] as f32 / averages[at]);
        }
        level(impact) as u8
    }
}
