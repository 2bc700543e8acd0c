//! Passages to files. The same passages give the same bytes, in whatever order they come and on whatever machine.

mod bundle;
mod frame;
mod head;
mod invert;
mod lexicon;
mod lists;
mod store;
mod words;

use std::collections::BTreeMap;

use crate::error::BuildError;
use crate::passage::{Files, Passage, Settings};
use crate::write::bundle::Blocks;
pub(crate) use crate::write::invert::Inverted;

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
    /// When there are more passages than 32 bits can number.
    pub fn new(passages: &'a [Passage]) -> Result<Draft<'a>, BuildError> {
        u32::try_from(passages.len()).map_err(|_| BuildError::TooMany(passages.len()))?;
        let mut sorted: Vec<&Passage> = passages.iter().collect();
        // By address, so that numbers break ties; sections keep their order.
        sorted.sort_by(|a, b| a.url.cmp(&b.url));
        let inverted = Inverted::of(&sorted);
        Ok(Draft { passages: sorted, inverted })
    }

    /// For each page, by address, the pages most like it, best first and not more than asked for.
    pub fn related(&self, most: usize) -> BTreeMap<String, Vec<String>> {
        crate::related::related(&self.passages, &self.inverted, most)
    }

    /// Writes the files.
    ///
    /// # Errors
    ///
    /// When the engine fails.
    pub fn finish(self, settings: &Settings) -> Result<Files, BuildError> {
        let mut blocks = Blocks::default();
        let lists = lists::write(&self.inverted, &mut blocks)?;
        let (words, endings) = words::write(&self.inverted.words, &mut blocks);
        let texts = store::write(&self.passages, &mut blocks);
        let lists::Written { frequent, firsts: terms, frame } = lists;
        let parts = head::Parts { texts, frequent, terms, words, endings, frame };
        blocks.set_head(head::write(&self.passages, parts, settings));
        Ok(blocks.finish(settings)?)
    }
}
