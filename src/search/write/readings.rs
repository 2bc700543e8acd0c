//! What pages said when they were last read, so that only those are read again that say something else.

use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::FxHashMap;

use crate::error::BuildError;
use crate::passage::Passage;
use crate::write::hands::shares;
use crate::write::invert::Inverted;
use crate::write::lexicon::{Lexicon, Renumbering};
use crate::write::reading::{Hand, Reading, fields};

/// A page that none of so many drafts needed is forgotten: more than one edition may remember its pages here in turn.
const KEPT: u32 = 8;
/// Pages that are read between two looks at whether to go on.
const BATCH: usize = 512;
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
    /// Whether pages were forgotten, so that terms and words may be in none.
    forgotten: bool,
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
        self.trim(inverted.met());
        Ok(inverted)
    }

    /// Gives the keys of all pages, which are known from now on.
    fn read(&mut self, pages: &[&[&Passage]], stop: &AtomicBool) -> Result<Vec<Key>, BuildError> {
        let keys = keys(pages);
        self.drafts += 1;
        let mut unknown = FxHashMap::default();
        for (key, page) in keys.iter().zip(pages) {
            match self.pages.get_mut(key) {
                Some(known) => known.needed = self.drafts,
                None => drop(unknown.insert(*key, *page)),
            }
        }
        self.forget();
        let unknown: Vec<(Key, &[&Passage])> = unknown.into_iter().collect();
        for batch in unknown.chunks(BATCH) {
            go_on(stop)?;
            self.read_batch(batch);
        }
        go_on(stop)?;
        self.lexicon.settle();
        Ok(keys)
    }

    fn read_batch(&mut self, batch: &[(Key, &[&Passage])]) {
        let read = shares(batch, SHARE, |share: &[(Key, &[&Passage])]| {
            let mut hand = Hand::default();
            let readings: Vec<Reading> = share.iter().map(|(_, page)| hand.read(page)).collect();
            (hand.lexicon, readings)
        });
        let mut keys = batch.iter().map(|(key, _)| *key);
        for (lexicon, readings) in read {
            let [terms, words] = self.lexicon.take_over(&lexicon);
            for (mut reading, key) in readings.into_iter().zip(&mut keys) {
                reading.translate(&terms, &words);
                self.pages.insert(key, Known { reading, needed: self.drafts });
            }
        }
    }

    fn forget(&mut self) {
        let before = self.pages.len();
        self.pages.retain(|_, known| self.drafts - known.needed < KEPT);
        self.forgotten |= self.pages.len() < before;
    }

    /// Forgets terms and words that are in no page if they are the greater part; `met` is how many of each the last draft
    /// has.
    fn trim(&mut self, met: [usize; 2]) {
        let half = |all: usize, met: usize| all > 2 * met;
        if !self.forgotten || !(half(self.lexicon.terms(), met[0]) || half(self.lexicon.words(), met[1])) {
            return;
        }
        let readings = || self.pages.values().map(|known| &known.reading);
        let terms = numbers(self.lexicon.terms(), readings().flat_map(Reading::terms));
        let words = numbers(self.lexicon.words(), readings().flat_map(Reading::words));
        self.lexicon.renumber(&terms, &words);
        self.pages.values_mut().for_each(|known| known.reading.renumber(&terms, &words));
        self.forgotten = false;
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
