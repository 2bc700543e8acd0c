//! Writes what [`crate::store`] reads.

use crate::codec::put_str;
use crate::passage::Passage;
use crate::shelf::Kind;
use crate::write::bundle::{Blocks, Open};

/// A block is closed after a page when it has so many bytes: small enough to be fetched for one result.
const BLOCK: usize = 2 * 1024;
/// And within a page when it has so many.
const LONG: usize = 4 * 1024;

/// What a section takes besides its texts, with its share of the page and the block.
const REST: usize = 32;

/// Writes passages that are sorted by address; gives the first section of each block.
pub(crate) fn write(passages: &[&Passage], blocks: &mut Blocks) -> Vec<u32> {
    blocks.reserve(Kind::Pages, passages.iter().map(|passage| size(passage)).sum());
    let mut firsts = Vec::new();
    let mut block = Open::new(Kind::Pages);
    let mut url: Option<&str> = None;
    for (passage, number) in passages.iter().zip(0u32..) {
        let new = url != Some(&passage.url);
        block.close_at(if new { BLOCK } else { LONG }, blocks);
        let first = block.bytes.is_empty();
        if first {
            firsts.push(number);
        }
        let mut put = |text: &str| put_str(&mut block.bytes, text);
        if new || first {
            [&passage.url, &passage.title, &passage.breadcrumb].into_iter().for_each(|text| put(text));
        }
        [&passage.anchor, &passage.heading, &passage.text].into_iter().for_each(|text| put(text));
        url = Some(&passage.url);
    }
    block.close(blocks);
    firsts
}

/// About the bytes of a section.
fn size(passage: &Passage) -> usize {
    passage.anchor.len() + passage.heading.len() + passage.text.len() + REST
}
