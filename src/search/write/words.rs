//! Writes what [`crate::words`] reads.

use crate::codec::put_number;
use crate::shelf::Kind;
use crate::write::bundle::{Blocks, Open};
use crate::write::invert::Counted;
use crate::write::lists::put_term;

/// A block is closed when it has so many bytes.
const BLOCK: usize = 4 * 1024;

/// Writes words in order, as they are or backwards; gives the first of each block.
pub(crate) fn write(words: &[Counted], kind: Kind, blocks: &mut Blocks) -> Vec<String> {
    let mut firsts = Vec::new();
    let mut block = Open::new(kind);
    let mut before = "";
    for word in words {
        if block.bytes.is_empty() {
            firsts.push(word.text.to_string());
            before = "";
        }
        put_term(&mut block.bytes, before, &word.text);
        put_number(&mut block.bytes, word.names);
        put_number(&mut block.bytes, word.prose);
        before = &word.text;
        block.close_at(BLOCK, blocks);
    }
    block.close(blocks);
    firsts
}
