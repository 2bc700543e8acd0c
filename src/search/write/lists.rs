//! Writes what [`crate::lists`] reads: the lists by the engine's own encoder, beside their terms where they are short.

use tantivy::postings::serializer::PostingsSerializer;
use tantivy::schema::IndexRecordOption;

use crate::codec::{put_len, put_number, put_str};
use crate::error::BuildError;
use crate::frame::Frame;
use crate::shelf::Kind;
use crate::write::bundle::{Blocks, Open};
use crate::write::frame;
use crate::write::invert::{Inverted, Posting};

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
    let mut block = Open::new(Kind::Terms);
    let (mut before, mut last) = ("", "");
    let mut longest = (0, 0);
    let mut list = Vec::new();
    for (number, term) in inverted.terms.iter().enumerate() {
        list.clear();
        encode(inverted.list(number), &mut list)?;
        longest = longest.max((list.len(), number));
        let sections = u32::try_from(inverted.list(number).len()).unwrap_or(u32::MAX);
        if list.len() > SHORT {
            let len = u32::try_from(list.len()).unwrap_or(u32::MAX);
            written.frequent.push((term.to_string(), sections, len));
            blocks.add(Kind::List, &list);
            continue;
        }
        if block.bytes.is_empty() {
            written.firsts.push(between(last, term).to_owned());
            before = "";
        }
        put_term(&mut block.bytes, before, term);
        put_number(&mut block.bytes, sections);
        put_len(&mut block.bytes, list.len());
        block.bytes.extend_from_slice(&list);
        (before, last) = (term, term);
        block.close_at(BLOCK, blocks);
    }
    block.close(blocks);
    let longest = inverted.terms.get(longest.1).map_or(&[][..], |_| inverted.list(longest.1));
    written.frame = frame::around(longest)?;
    Ok(written)
}

/// How many bytes two terms begin with alike.
fn same(one: &str, other: &str) -> usize {
    one.bytes().zip(other.bytes()).take_while(|(x, y)| x == y).count()
}

/// The shortest beginning of `term` that comes after `last`: it tells their blocks apart as well as the whole term.
fn between<'t>(last: &str, term: &'t str) -> &'t str {
    &term[..term.ceil_char_boundary(same(last, term) + 1)]
}

/// A term after one with which it shares its beginning.
pub(crate) fn put_term(out: &mut Vec<u8>, before: &str, term: &str) {
    let shared = term.floor_char_boundary(same(before, term));
    put_len(out, shared);
    put_str(out, &term[shared..]);
}

/// Appends a list in the engine's format.
pub(crate) fn encode(list: &[Posting], out: &mut Vec<u8>) -> std::io::Result<()> {
    let mut serializer = PostingsSerializer::new(0.0, IndexRecordOption::WithFreqs, None);
    let sections = u32::try_from(list.len()).unwrap_or(u32::MAX);
    serializer.new_term(sections, true);
    list.iter().for_each(|posting| serializer.write_doc(posting.section(), u32::from(posting.level())));
    serializer.close_term(sections, out)
}
