//! Passages to files. The same passages give the same bytes, in whatever order they come and on whatever machine.

mod bundle;
mod frame;
mod hands;
mod head;
mod invert;
mod lexicon;
mod lists;
mod pack;
mod reading;
mod readings;
mod sorted;
mod store;
mod unpacked;
mod words;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use crate::error::BuildError;
use crate::passage::{Files, Passage, Settings};
use crate::shelf::Kind;
use crate::write::bundle::Blocks;
pub(crate) use crate::write::hands::shares;
pub(crate) use crate::write::invert::{Inverted, Posting};
pub use crate::write::readings::Readings;
use crate::write::readings::go_on;
pub use crate::write::unpacked::Unpacked;

/// Builds the index of an edition.
///
/// # Errors
///
/// When there are more passages than 32 bits can number, or when the engine fails.
pub fn build(passages: &[Passage], settings: &Settings) -> Result<Files, BuildError> {
    Draft::new(passages)?.finish(settings)
}

/// Passages in order, with the places of their terms.
pub struct Draft<'a> {
    passages: Vec<&'a Passage>,
    inverted: Inverted,
    stop: &'a AtomicBool,
}

impl std::fmt::Debug for Draft<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft").field("sections", &self.passages.len()).finish()
    }
}

impl<'a> Draft<'a> {
    /// Reads all passages.
    ///
    /// # Errors
    ///
    /// When there are more passages than an index can number.
    pub fn new(passages: &'a [Passage]) -> Result<Draft<'a>, BuildError> {
        static NEVER: AtomicBool = AtomicBool::new(false);
        Draft::with(passages, &mut Readings::default(), &NEVER)
    }

    /// Reads the pages that `readings` does not know, which will know them next time. What the draft comes to does not
    /// depend on what was known before.
    ///
    /// # Errors
    ///
    /// When there are more passages than an index can number; and [`BuildError::GivenUp`] soon after `stop` was set,
    /// here or in [`Draft::files`]. `readings` can be used again after each.
    pub fn with(
        passages: &'a [Passage],
        readings: &mut Readings,
        stop: &'a AtomicBool,
    ) -> Result<Draft<'a>, BuildError> {
        if passages.len() > Posting::SECTIONS {
            return Err(BuildError::TooMany(passages.len()));
        }
        let mut sorted: Vec<&Passage> = passages.iter().collect();
        // By address, so that numbers break ties; sections keep their order.
        sorted.sort_by(|a, b| a.url.cmp(&b.url));
        let pages: Vec<&[&Passage]> = sorted.chunk_by(|one, next| one.url == next.url).collect();
        let inverted = readings.invert(&pages, stop)?;
        Ok(Draft { passages: sorted, inverted, stop })
    }

    /// For each page, by address, the pages most like it, best first and not more than asked for.
    pub fn related(&self, most: usize) -> BTreeMap<String, Vec<String>> {
        crate::related::related(&self.passages, &self.inverted, most)
    }

    /// Writes the files.
    ///
    /// # Errors
    ///
    /// When the engine fails, or when it was stopped.
    pub fn finish(self, settings: &Settings) -> Result<Files, BuildError> {
        self.files(settings)?.all()
    }

    /// The files, to be compressed one by one: the same bytes as [`Draft::finish`] gives.
    ///
    /// # Errors
    ///
    /// When the engine fails, or when it was stopped.
    pub fn files(&self, settings: &Settings) -> Result<Unpacked, BuildError> {
        let mut blocks = Blocks::default();
        let lists::Written { frequent, firsts: terms, frame } = lists::write(&self.inverted, &mut blocks)?;
        go_on(self.stop)?;
        let words = words::write(&self.inverted.words, Kind::Words, &mut blocks);
        let endings = words::write(&self.inverted.endings, Kind::Endings, &mut blocks);
        go_on(self.stop)?;
        let texts = store::write(&self.passages, &mut blocks);
        let parts = head::Parts { texts, frequent, terms, words, endings, frame };
        blocks.add(Kind::Head, &head::write(&self.passages, parts, settings));
        go_on(self.stop)?;
        Ok(Unpacked::new(blocks, settings)?)
    }
}
