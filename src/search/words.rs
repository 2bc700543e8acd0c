//! Every word as written, with how often it names something and how often it is said: in blocks by beginnings, in
//! which prefixes are looked up, and in blocks by endings. One slip of the finger leaves the beginning or the end of a
//! word as it was, so what was meant is in one of two short stretches.

use tantivy::directory::OwnedBytes;

use crate::codec::Reader;
use crate::shelf::{Kind, Shelf, every};

/// A word and its counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Word {
    /// Folded, not stemmed; backwards in the blocks by endings.
    pub(crate) text: String,
    /// How often in titles, headings and keywords.
    pub(crate) names: u32,
    /// How often in text.
    pub(crate) prose: u32,
}

/// A word with its letters in reverse order.
pub(crate) fn backwards(word: &str) -> String {
    word.chars().rev().collect()
}

/// All words of a block, in order.
pub(crate) fn words(block: &OwnedBytes) -> Vec<Word> {
    let mut reader = Reader::new(block);
    let mut words: Vec<Word> = Vec::new();
    while let Some(word) = next(&mut reader, words.last()) {
        words.push(word);
    }
    words
}

fn next(reader: &mut Reader<'_>, before: Option<&Word>) -> Option<Word> {
    let shared = reader.number()? as usize;
    let rest = reader.str()?;
    let text = before.map_or("", |before| &before.text).get(..shared)?.to_owned() + rest;
    Some(Word { text, names: reader.number()?, prose: reader.number()? })
}

/// All words that begin with `prefix`; `None` if blocks have to be fetched first.
pub(crate) fn starting_with(shelf: &Shelf, kind: Kind, firsts: &[String], prefix: &str) -> Option<Vec<Word>> {
    let from = firsts.partition_point(|first| first.as_str() <= prefix).saturating_sub(1);
    let until = firsts.partition_point(|first| first.as_str() <= prefix || first.starts_with(prefix));
    let blocks = every((from..until).map(|number| shelf.get(kind, u32::try_from(number).ok()?)))?;
    Some(blocks.iter().flat_map(words).filter(|word| word.text.starts_with(prefix)).collect())
}
