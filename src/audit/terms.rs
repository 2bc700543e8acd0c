//! The term dictionary of the search index. Terms are stems, so each must be the beginning of a word of the index's own
//! word list, which is swept as text; one that is not, and is the beginning of an internal word, was put there.

use super::prints::Prints;

/// Internal words, to find those that a term may stand for.
#[derive(Debug, Default)]
pub(super) struct Stems {
    /// Sorted.
    words: Vec<(Vec<u8>, u32)>,
}

/// A stem differs from the beginning of its word by so many letters at its end.
const CHANGED: usize = 1;
/// A word is at most so much longer than its stem.
const ENDING: usize = 7;

impl Stems {
    /// Of the fingerprints that are single words and wanted.
    pub fn of(prints: &Prints, wanted: impl Fn(u32) -> bool) -> Self {
        let words = prints.single_words().filter(|(number, _)| wanted(*number));
        let mut words: Vec<_> = words.map(|(number, word)| (word.into_bytes(), number)).collect();
        words.sort_unstable();
        Self { words }
    }

    /// The fingerprint of a word that a term may stand for.
    pub fn word_of(&self, term: &[u8]) -> Option<u32> {
        let start = beginning(term)?;
        let first = self.words.partition_point(|(word, _)| word.as_slice() < start);
        let near = self.words[first..].iter().take_while(|(word, _)| word.starts_with(start));
        let fits =
            |word: &[u8]| word == term || word.len() >= term.len() && word.len() <= term.len() + ENDING;
        near.filter(|(word, _)| fits(word)).map(|(_, number)| *number).next()
    }
}

/// Whether a word of the sorted list explains a term.
pub(super) fn is_explained(term: &[u8], words: &[Vec<u8>]) -> bool {
    let Some(start) = beginning(term) else { return true };
    let first = words.partition_point(|word| word.as_slice() < start);
    words.get(first).is_some_and(|word| word.starts_with(start))
}

/// What a term has in common with its word; nothing for those that are too short to tell, and for scripts without
/// spaces, whose terms are single characters and pairs.
fn beginning(term: &[u8]) -> Option<&[u8]> {
    let plain = term.len() >= 4 && term.is_ascii();
    plain.then(|| &term[..term.len() - CHANGED])
}
