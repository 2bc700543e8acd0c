//! Writes what [`crate::store`] reads.

use crate::codec::put_str;
use crate::passage::Passage;
use crate::shelf::Kind;
use crate::write::bundle::Blocks;

/// A block is closed after a page when it has so many bytes: small enough to be fetched for one result.
const BLOCK: usize = 2 * 1024;
/// And within a page when it has so many.
const LONG: usize = 4 * 1024;

/// Writes passages that are sorted by address; gives the first section of each block.
pub(crate) fn write(passages: &[&Passage], blocks: &mut Blocks) -> Vec<u32> {
    let mut firsts = Vec::new();
    let mut block = Vec::new();
    let mut url: Option<&str> = None;
    for (passage, number) in passages.iter().zip(0u32..) {
        let new = url != Some(&passage.url);
        if block.len() >= if new { BLOCK } else { LONG } {
            blocks.add(Kind::Pages, std::mem::take(&mut block));
        }
        if block.is_empty() {
            firsts.push(number);
        }
        if new || block.is_empty() {
            [&passage.url, &passage.title, &passage.breadcrumb]
                .iter()
                .for_each(|text| put_str(&mut block, text));
        }
        [&passage.anchor, &passage.heading, &passage.text].iter().for_each(|text| put_str(&mut block, text));
        url = Some(&passage.url);
    }
    if !block.is_empty() {
        blocks.add(Kind::Pages, block);
    }
    firsts
}
