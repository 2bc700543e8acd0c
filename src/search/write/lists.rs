//! Writes what [`crate::lists`] reads: the lists by the engine's own encoder, beside their terms where they are short.

use tantivy::postings::serializer::PostingsSerializer;
use tantivy::schema::IndexRecordOption;

use crate::codec::{put_len, put_number, put_str};
use crate::error::BuildError;
use crate::frame::Frame;
use crate::shelf::Kind;
use crate::write::bundle::Blocks;
use crate::write::frame;
use crate::write::invert::Inverted;

/// A block is closed when it has so many bytes: small enough to be fetched for one term.
const BLOCK: usize = 2560;
/// Longer lists have a block of their own, and their terms are in the head.
const SHORT: usize = 1536;

/// What the head needs to know.
pub(crate) struct Written {
    /// Terms with long lists, the number of their sections and the length of the list.
    pub(crate) frequent: Vec<(String, u32, u32)>,
    /// What the terms of each block begin from.
    pub(crate) firsts: Vec<String>,
    /// The engine's segment around the longest list.
    pub(crate) frame: Frame,
}

/// Writes all terms with their lists.
pub(crate) fn write(inverted: &Inverted, blocks: &mut Blocks) -> Result<Written, BuildError> {
    let mut written = Written { frequent: Vec::new(), firsts: Vec::new(), frame: Frame::default() };
    let mut block: Vec<u8> = Vec::new();
    let (mut before, mut last) = ("", "");
    let mut longest = (0, 0);
    for (number, term) in inverted.terms.iter().enumerate() {
        let list = encoded(inverted.list(number))?;
        longest = longest.max((list.len(), number));
        let sections = u32::try_from(inverted.list(number).len()).unwrap_or(u32::MAX);
        if list.len() > SHORT {
            written.frequent.push((
                term.to_string(),
                sections,
                u32::try_from(list.len()).unwrap_or(u32::MAX),
            ));
            blocks.add(Kind::List, list);
            continue;
        }
        if block.is_empty() {
            written.firsts.push(between(last, term).to_owned());
            before = "";
        }
        put_term(&mut block, before, term);
        put_number(&mut block, sections);
        put_len(&mut block, list.len());
        block.extend(list);
        (before, last) = (term, term);
        if block.len() >= BLOCK {
            blocks.add(Kind::Terms, std::mem::take(&mut block));
        }
    }
    if !block.is_empty() {
        blocks.add(Kind::Terms, block);
    }
    let longest = inverted.terms.get(longest.1).map_or(&[][..], |_| inverted.list(longest.1));
    written.frame = frame::around(longest)?;
    Ok(written)
}

/// The shortest beginning of `term` that comes after `last`: it tells their blocks apart as well as the whole term.
fn between<'t>(last: &str, term: &'t str) -> &'t str {
    let same = last.bytes().zip(term.bytes()).take_while(|(x, y)| x == y).count();
    &term[..term.ceil_char_boundary(same + 1)]
}

/// A term after one with which it shares its beginning.
pub(crate) fn put_term(out: &mut Vec<u8>, before: &str, term: &str) {
    let same = before.bytes().zip(term.bytes()).take_while(|(x, y)| x == y).count();
    let shared = term.floor_char_boundary(same);
    put_len(out, shared);
    put_str(out, &term[shared..]);
}

/// A list in the engine's format.
pub(crate) fn encoded(list: &[(u32, u8)]) -> std::io::Result<Vec<u8>> {
    let mut serializer = PostingsSerializer::new(0.0, IndexRecordOption::WithFreqs, None);
    let sections = u32::try_from(list.len()).unwrap_or(u32::MAX);
    serializer.new_term(sections, true);
    list.iter().for_each(|&(section, level)| serializer.write_doc(section, u32::from(level)));
    let mut bytes = Vec::new();
    serializer.close_term(sections, &mut bytes)?;
    Ok(bytes)
}
