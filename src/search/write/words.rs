//! Writes what [`crate::words`] reads.

use crate::codec::put_number;
use crate::shelf::Kind;
use crate::words::{Word, backwards};
use crate::write::bundle::Blocks;
use crate::write::lists::put_term;

/// A block is closed when it has so many bytes.
const BLOCK: usize = 4 * 1024;

/// Writes sorted words by their beginnings and by their endings; gives the first words of the blocks of each.
pub(crate) fn write(words: &[Word], blocks: &mut Blocks) -> (Vec<String>, Vec<String>) {
    let mut endings: Vec<Word> =
        words.iter().map(|word| Word { text: backwards(&word.text), ..word.clone() }).collect();
    endings.sort_unstable_by(|a, b| a.text.cmp(&b.text));
    (put(words, Kind::Words, blocks), put(&endings, Kind::Endings, blocks))
}

fn put(words: &[Word], kind: Kind, blocks: &mut Blocks) -> Vec<String> {
    let mut firsts = Vec::new();
    let mut block = Vec::new();
    let mut before = "";
    for word in words {
        if block.is_empty() {
            firsts.push(word.text.clone());
            before = "";
        }
        put_term(&mut block, before, &word.text);
        put_number(&mut block, word.names);
        put_number(&mut block, word.prose);
        before = &word.text;
        if block.len() >= BLOCK {
            blocks.add(kind, std::mem::take(&mut block));
        }
    }
    if !block.is_empty() {
        blocks.add(kind, block);
    }
    firsts
}
