//! From what was typed to the terms that are looked up: the word itself, words that begin with it, words it may
//! have been meant to be, words that mean the same.

use std::collections::BTreeMap;

use crate::fold::is_digit;
use crate::head::Head;
use crate::lists::{self, Entry};
use crate::order;
use crate::query::{Concept, Part};
use crate::shelf::{Kind as Block, Shelf, every};
use crate::spelling::{is_one_edit, starts_one_edit_away};
use crate::stem::Stems;
use crate::tokens::Kind;
use crate::words::{self, Word, backwards};

/// Terms looked up in place of one word.
const MOST: usize = 32;
/// A known word of so many letters or fewer may still be the beginning of another.
const SHORT: usize = 3;
/// What a word counts whose beginning was typed, and what it counts where that is a word itself.
const BEGINNING: f32 = 0.8;
const BEGINNING_OF_ANOTHER: f32 = 0.6;
/// Letters a word must have to be taken for a slip; one may be missing.
const SLIP_LETTERS: usize = 4;
/// Letters of an ending that may be missing besides.
const ENDING: usize = 2;
/// A word in a name counts as much as so many in text when terms are chosen.
const NAME_COUNTS: u32 = 20;
/// What a synonym counts, and what words count that together would be one: they may stand far from each other.
const SYNONYM: f32 = 0.8;
const SCATTERED: f32 = 0.4;
/// What a compound counts against its parts.
const WHOLE: f32 = 0.9;
/// A part of a compound that is so much more frequent says nothing that the compound does not.
const FAR_MORE: u32 = 8;

/// What stands for a concept.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    /// Terms that a section must have together, mostly one.
    pub(crate) terms: Vec<(String, Entry)>,
    /// What its score is multiplied with, at most 1.
    pub(crate) weight: f32,
}

impl Leaf {
    /// Whether its terms are the pairs of one run of characters.
    pub(crate) fn is_run(&self) -> bool {
        are_run(self.terms.iter().map(|(term, _)| term))
    }
}

fn are_run<'t>(mut terms: impl Iterator<Item = &'t String>) -> bool {
    terms.all(|term| !term.is_ascii())
}

/// All that stands for a concept.
#[derive(Clone, Default, Debug)]
pub(crate) struct Meaning {
    /// Best first; none if nothing is known.
    pub(crate) leaves: Vec<Leaf>,
    /// How many of them are not merely synonyms.
    pub(crate) said: usize,
    /// The word that was probably meant, where the typed one is unknown.
    pub(crate) meant: Option<String>,
}

/// A candidate in the word list.
struct Candidate {
    weight: f32,
    count: u32,
    /// The most frequent word among the forms, and how frequent.
    word: (u32, String),
}

type Candidates = BTreeMap<String, Candidate>;

/// Where terms are looked for. Everything here is `None` if blocks have to be fetched first.
#[derive(Clone, Copy)]
pub(crate) struct Vocabulary<'a> {
    pub(crate) shelf: &'a Shelf,
    pub(crate) head: &'a Head,
}

impl Vocabulary<'_> {
    fn find(self, term: &str) -> Option<Option<Entry>> {
        lists::find(self.shelf, self.head, term)
    }

    /// What stands for a concept.
    pub(crate) fn meaning(self, concept: &Concept) -> Option<Meaning> {
        let own = self.find(&concept.term);
        let whole = concept.whole.as_ref().map_or(Some(None), |whole| self.find(whole));
        let synonyms = self.synonyms(concept);
        let (own, whole, synonyms) = (own?, whole?, synonyms?);
        let known = own.is_some() || whole.is_some();
        let mut leaves = Vec::new();
        let own = own.filter(|own| !whole.as_ref().is_some_and(|whole| is_drowned(own, whole)));
        leaves.extend(own.map(|entry| Leaf { terms: vec![(concept.term.clone(), entry)], weight: 1.0 }));
        if let (Some(term), Some(entry)) = (&concept.whole, whole) {
            leaves.push(Leaf { terms: vec![(term.clone(), entry)], weight: WHOLE });
        }
        let (others, meant) = self.others(concept, known, leaves.iter().any(|leaf| leaf.weight < 1.0))?;
        leaves.extend(others);
        let said = leaves.len();
        leaves.extend(synonyms);
        Some(Meaning { leaves, said, meant })
    }

    fn synonyms(self, concept: &Concept) -> Option<Vec<Leaf>> {
        let leaves = every(concept.synonyms.iter().map(|terms| self.all(terms, likeness(terms))))?;
        Some(leaves.into_iter().flatten().collect())
    }

    /// Terms that are to be found together.
    fn all(self, terms: &[String], weight: f32) -> Option<Option<Leaf>> {
        let entries: Option<Vec<Entry>> =
            every(terms.iter().map(|term| self.find(term)))?.into_iter().collect();
        Some(entries.map(|entries| Leaf { terms: terms.iter().cloned().zip(entries).collect(), weight }))
    }

    fn others(self, concept: &Concept, known: bool, whole: bool) -> Option<(Vec<Leaf>, Option<String>)> {
        let mut found = Candidates::new();
        let length = concept.word.chars().count();
        if concept.kind != Kind::Word || concept.part == Part::Function || whole {
            return Some((Vec::new(), None));
        }
        if concept.open && (!known || length <= SHORT) {
            self.prefixes(&concept.word, if known { BEGINNING_OF_ANOTHER } else { BEGINNING }, &mut found)?;
        }
        let slip = !known && found.is_empty();
        if slip {
            self.slips(concept, &mut found)?;
        }
        found.remove(&concept.term);
        let best = best(found);
        let meant = best.first().filter(|_| slip).map(|(_, candidate, _)| candidate.word.1.clone());
        let leaves = every(best.into_iter().map(|(term, _, weight)| self.all(&[term], weight)))?;
        Some((leaves.into_iter().flatten().collect(), meant))
    }

    fn prefixes(self, word: &str, weight: f32, found: &mut Candidates) -> Option<()> {
        let typed = word.chars().count() as f32;
        for entry in words::starting_with(self.shelf, Block::Words, &self.head.words, word)? {
            let share = typed / entry.text.chars().count().max(1) as f32;
            add(found, &entry, weight * (0.7 + 0.3 * share));
        }
        Some(())
    }

    /// One slip leaves either the first half of a word as it was, or the second.
    fn slips(self, concept: &Concept, found: &mut Candidates) -> Option<()> {
        let typed: Vec<char> = concept.word.chars().collect();
        if typed.len() < SLIP_LETTERS || typed.iter().any(|&c| is_digit(c)) {
            return Some(());
        }
        let half = (typed.len() - 1) / 2;
        let first: String = typed[..half].iter().collect();
        let last: String = typed[half + 1..].iter().rev().collect();
        let heads = words::starting_with(self.shelf, Block::Words, &self.head.words, &first);
        let tails = words::starting_with(self.shelf, Block::Endings, &self.head.endings, &last);
        let (heads, tails) = (heads?, tails?);
        let tails = tails.into_iter().map(|word| Word { text: backwards(&word.text), ..word });
        let tails = tails.filter(|word| !word.text.starts_with(&first));
        let candidates: Vec<Word> = heads.into_iter().chain(tails).collect();
        candidates.iter().for_each(|entry| slip(concept, &typed, entry, found));
        Some(())
    }
}

fn likeness(terms: &[String]) -> f32 {
    if terms.len() > 1 && !are_run(terms.iter()) { SCATTERED } else { SYNONYM }
}

fn slip(concept: &Concept, typed: &[char], entry: &Word, found: &mut Candidates) {
    let word: Vec<char> = entry.text.chars().collect();
    if word.len() > SLIP_LETTERS && is_one_edit(typed, &word) {
        add(found, entry, if typed[0] == word[0] { 0.8 } else { 0.6 });
    } else if typed.len() > SLIP_LETTERS
        && (concept.open || word.len() <= typed.len() + ENDING)
        && starts_one_edit_away(typed, &word)
    {
        add(found, entry, 0.4);
    }
}

/// Whether a part of a compound, being everywhere, is not worth fetching.
fn is_drowned(part: &Entry, whole: &Entry) -> bool {
    part.list.apart() > 0 && part.sections / FAR_MORE > whole.sections
}

/// Forms of one word count together.
fn add(found: &mut Candidates, entry: &Word, weight: f32) {
    let count = entry.names.saturating_mul(NAME_COUNTS).saturating_add(entry.prose);
    let term = Stems::new().term(&entry.text).into_owned();
    let candidate = found.entry(term).or_insert(Candidate { weight, count: 0, word: (0, String::new()) });
    candidate.weight = candidate.weight.max(weight);
    candidate.count = candidate.count.saturating_add(count);
    if candidate.word.0 < count {
        candidate.word = (count, entry.text.clone());
    }
}

/// The most frequent candidates with their weights; the rarer of them weigh a little less.
fn best(found: Candidates) -> Vec<(String, Candidate, f32)> {
    let key = |candidate: &Candidate| candidate.weight * (candidate.count as f32 + 1.0);
    let list = order::first(found.into_iter().collect(), MOST, |(a, x): &(String, Candidate), (b, y)| {
        key(y).total_cmp(&key(x)).then_with(|| a.cmp(b)).is_lt()
    });
    let most = list.iter().map(|(_, candidate)| candidate.count).max().unwrap_or(0).max(1) as f32;
    list.into_iter()
        .map(|(term, candidate)| {
            let weight = candidate.weight * (0.8 + 0.2 * libm::sqrtf(candidate.count as f32 / most));
            (term, candidate, weight)
        })
        .collect()
}
