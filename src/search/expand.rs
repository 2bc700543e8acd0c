//! From what was typed to the terms that are looked up: the word itself, words that begin with it, words it may
//! have been meant to be.

use std::collections::BTreeMap;

use crate::query::{Concept, Part};
use crate::segment::Segment;
use crate::spelling::{is_one_edit, starts_one_edit_away};
use crate::stem::Stems;
use crate::tokens::Kind;
use crate::words::{Entry, Words};

/// Terms looked up in place of one word.
const MOST: usize = 32;
/// Letters a word must have to be taken for a slip; one may be missing.
const SLIP_LETTERS: usize = 4;
/// A word in a name counts as much as so many in text when terms are chosen.
const NAME_COUNTS: u32 = 20;

/// A term that stands for a concept.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Leaf {
    pub(crate) term: String,
    /// What its score is multiplied with, at most 1.
    pub(crate) weight: f32,
}

/// A candidate in the word list.
struct Candidate {
    weight: f32,
    count: u32,
}

/// Where terms are looked for.
#[derive(Clone, Copy)]
pub(crate) struct Vocabulary<'a> {
    pub(crate) segment: &'a Segment,
    pub(crate) words: &'a Words,
}

impl Vocabulary<'_> {
    /// The terms that stand for a concept, best first; empty if there are none.
    pub(crate) fn leaves(self, concept: &Concept) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        let known = self.segment.knows(&concept.term);
        if known {
            leaves.push(Leaf { term: concept.term.clone(), weight: 1.0 });
        }
        if let Some(whole) = concept.whole.as_ref().filter(|whole| self.segment.knows(whole)) {
            leaves.push(Leaf { term: whole.clone(), weight: 0.9 });
        }
        if concept.kind == Kind::Word {
            leaves.extend(self.others(concept, known));
        }
        leaves
    }

    fn others(self, concept: &Concept, known: bool) -> Vec<Leaf> {
        let mut found = BTreeMap::new();
        if concept.open && concept.part != Part::Function {
            self.prefixes(&concept.word, if known { 0.4 } else { 0.8 }, &mut found);
        }
        if !known && found.is_empty() {
            self.slips(concept, &mut found);
        }
        found.remove(&concept.term);
        best(found)
    }

    fn prefixes(self, word: &str, weight: f32, found: &mut BTreeMap<String, Candidate>) {
        let typed = word.chars().count() as f32;
        for entry in self.words.starting_with(word) {
            let share = typed / entry.text.chars().count().max(1) as f32;
            add(found, entry, weight * (0.7 + 0.3 * share));
        }
    }

    fn slips(self, concept: &Concept, found: &mut BTreeMap<String, Candidate>) {
        let typed: Vec<char> = concept.word.chars().collect();
        if typed.len() < SLIP_LETTERS || !typed.iter().all(|c| c.is_alphabetic()) {
            return;
        }
        let mut word = Vec::new();
        for entry in self.words.all() {
            if entry.text.len() + 4 < concept.word.len() {
                continue;
            }
            word.clear();
            word.extend(entry.text.chars());
            if word.len() > SLIP_LETTERS && is_one_edit(&typed, &word) {
                add(found, entry, if typed[0] == word[0] { 0.8 } else { 0.6 });
            } else if concept.open && typed.len() > SLIP_LETTERS && starts_one_edit_away(&typed, &word) {
                add(found, entry, 0.4);
            }
        }
    }
}

/// Forms of one word count together.
fn add(found: &mut BTreeMap<String, Candidate>, entry: Entry<'_>, weight: f32) {
    let count = entry.names.saturating_mul(NAME_COUNTS).saturating_add(entry.prose);
    let term = Stems::new().term(entry.text).into_owned();
    let candidate = found.entry(term).or_insert(Candidate { weight, count: 0 });
    candidate.weight = candidate.weight.max(weight);
    candidate.count = candidate.count.saturating_add(count);
}

/// The most frequent candidates; the rarer of them weigh a little less.
fn best(found: BTreeMap<String, Candidate>) -> Vec<Leaf> {
    let mut list: Vec<(String, Candidate)> = found.into_iter().collect();
    list.sort_by(|(a, x), (b, y)| {
        let key = |candidate: &Candidate| candidate.weight * (candidate.count as f32 + 1.0);
        key(y).total_cmp(&key(x)).then_with(|| a.cmp(b))
    });
    list.truncate(MOST);
    let most = list.iter().map(|(_, candidate)| candidate.count).max().unwrap_or(0).max(1) as f32;
    list.into_iter()
        .map(|(term, candidate)| Leaf {
            term,
            weight: candidate.weight * (0.8 + 0.2 * libm::sqrtf(candidate.count as f32 / most)),
        })
        .collect()
}
