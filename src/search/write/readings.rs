//! What pages said when they were last read, so that only those are read again that say something else.

use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::BuildError;
use crate::passage::Passage;
use crate::write::hands::shares;
use crate::write::invert::Inverted;
use crate::write::lexicon::{Lexicon, Renumbering};
use crate::write::reading::{Hand, Reading, fields};

/// A page that none of so many drafts needed is forgotten: more than one edition may remember its pages here in turn.
const KEPT: u32 = 8;
/// Pages that are worth a core of their own, to be read and to be recognised.
const SHARE: usize = 16;
const MANY: usize = 1024;

/// What pages said when drafts were made of them. Kept from draft to draft it makes the next one fast; it never changes
/// what a draft comes to. Drafts of several editions of a site share one best.
///
/// It grows with the text of the pages of the last few drafts, to about as much as the text itself.
#[derive(Default)]
pub struct Readings {
    lexicon: Lexicon,
    pages: FxHashMap<Key, Known>,
    /// Drafts that were begun.
    drafts: u32,
    /// How many terms and words may be in no page any more, since pages were forgotten.
    loose: [usize; 2],
}

/// A page by what is read of it.
type Key = [u8; 16];

struct Known {
    reading: Reading,
    /// The last draft that needed it.
    needed: u32,
}

impl std::fmt::Debug for Readings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Readings").field("pages", &self.pages.len()).field("drafts", &self.drafts).finish()
    }
}

impl Readings {
    /// Reads the pages that are not known yet and turns all into lists. What was read before it was stopped stays known.
    pub(crate) fn invert(
        &mut self,
        pages: &[&[&Passage]],
        stop: &AtomicBool,
    ) -> Result<Inverted, BuildError> {
        let keys = self.read(pages, stop)?;
        let known = |key: &Key| self.pages.get(key).map(|known| &known.reading);
        let readings: Vec<&Reading> = keys.iter().filter_map(known).collect();
        let inverted = Inverted::of(&readings, &self.lexicon);
        self.trim();
        Ok(inverted)
    }

    /// Gives the keys of all pages, which are known from now on.
    fn read(&mut self, pages: &[&[&Passage]], stop: &AtomicBool) -> Result<Vec<Key>, BuildError> {
        let keys = keys(pages);
        self.drafts += 1;
        let (mut unknown, mut seen) = (Vec::new(), FxHashSet::default());
        for (key, page) in keys.iter().zip(pages) {
            match self.pages.get_mut(key) {
                Some(known) => known.needed = self.drafts,
                None if seen.insert(key) => unknown.push((*key, *page)),
                None => {}
            }
        }
        self.forget();
        self.add(&unknown, stop);
        go_on(stop)?;
        self.lexicon.settle();
        Ok(keys)
    }

    /// Reads pages until it is stopped.
    fn add(&mut self, unknown: &[(Key, &[&Passage])], stop: &AtomicBool) {
        let read = shares(unknown, SHARE, |share: &[(Key, &[&Passage])]| {
            let mut hand = Hand::default();
            let until_stopped = share.iter().take_while(|_| go_on(stop).is_ok());
            let readings: Vec<(Key, Reading)> =
                until_stopped.map(|(key, page)| (*key, hand.read(page))).collect();
            (hand.lexicon, readings)
        });
        for (lexicon, readings) in read {
            let [terms, words] = self.lexicon.take_over(&lexicon);
            for (key, mut reading) in readings {
                reading.translate(&terms, &words);
                self.pages.insert(key, Known { reading, needed: self.drafts });
            }
        }
    }

    /// Forgets pages that have not been needed for long.
    fn forget(&mut self) {
        let (drafts, loose) = (self.drafts, &mut self.loose);
        self.pages.retain(|_, Known { reading, needed }| {
            let kept = drafts - *needed < KEPT;
            if !kept {
                loose[0] += reading.terms().count();
                loose[1] += reading.words().count();
            }
            kept
        });
    }

    /// Forgets terms and words that are in no page if they are the greater part.
    fn trim(&mut self) {
        let all = [self.lexicon.terms(), self.lexicon.words()];
        let few = |loose: &[usize; 2]| loose.iter().zip(all).all(|(loose, all)| 2 * loose <= all);
        if few(&self.loose) {
            return;
        }
        let readings = || self.pages.values().map(|known| &known.reading);
        let terms = numbers(all[0], readings().flat_map(Reading::terms));
        let words = numbers(all[1], readings().flat_map(Reading::words));
        self.loose = [&terms, &words].map(|numbers| numbers.iter().filter(|new| new.is_none()).count());
        if few(&self.loose) {
            return;
        }
        self.lexicon.renumber(&terms, &words);
        self.pages.values_mut().for_each(|known| known.reading.renumber(&terms, &words));
        self.loose = [0, 0];
    }
}

/// Whether what is being made is still wanted.
pub(crate) fn go_on(stop: &AtomicBool) -> Result<(), BuildError> {
    if stop.load(Ordering::Relaxed) { Err(BuildError::GivenUp) } else { Ok(()) }
}

/// New numbers for those of `all` that are still used.
fn numbers(all: usize, used: impl Iterator<Item = u32>) -> Renumbering {
    let mut numbers = vec![None; all];
    used.for_each(|number| numbers[number as usize] = Some(0));
    numbers.iter_mut().flatten().zip(0..).for_each(|(number, new)| *number = new);
    numbers
}

/// The keys of pages: hashes of all that is read of them, so well made that no two pages share one.
fn keys(pages: &[&[&Passage]]) -> Vec<Key> {
    let keys = shares(pages, MANY, |pages: &[&[&Passage]]| {
        let mut said = Vec::new();
        pages.iter().map(|page| key(page, &mut said)).collect::<Vec<Key>>()
    });
    keys.concat()
}

fn key(page: &[&Passage], said: &mut Vec<u8>) -> Key {
    said.clear();
    for text in page.iter().flat_map(|passage| fields(passage)) {
        said.extend(text.len().to_le_bytes());
        said.extend_from_slice(text.as_bytes());
    }
    let hash = blake3::hash(said);
    std::array::from_fn(|at| hash.as_bytes()[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(text: String) -> Passage {
        Passage { title: "Always the same".into(), text, ..Passage::default() }
    }

    #[test]
    fn what_nobody_says_any_more_is_forgotten() {
        let mut readings = Readings::default();
        let never = AtomicBool::new(false);
        for round in 0..200 {
            let text: String = (0..40).map(|word| format!("r{round}w{word} ")).collect();
            let passage = passage(text);
            readings.invert(&[&[&passage]], &never).expect("nobody stops it");
            assert!(readings.pages.len() <= KEPT as usize);
            // Each word is met whole and in four parts; what is said in eight drafts may be as much again.
            assert!(readings.lexicon.words() < 5 * 40 * 2 * KEPT as usize, "{}", readings.lexicon.words());
        }
    }

    #[test]
    fn what_was_read_before_a_stop_stays_known() {
        let mut readings = Readings::default();
        let (one, other) = (passage("first text".into()), passage("second text".into()));
        readings.invert(&[&[&one]], &AtomicBool::new(false)).expect("nobody stops it");
        let stopped = readings.invert(&[&[&one], &[&other]], &AtomicBool::new(true));
        assert!(matches!(stopped, Err(BuildError::GivenUp)));
        assert!(readings.pages.contains_key(&key(&[&one], &mut Vec::new())));
    }
}
