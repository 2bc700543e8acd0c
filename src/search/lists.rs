//! Terms with their lists, in blocks: looking one up reads the one block that may have it. The most frequent terms are in
//! the head, so that their long lists can be fetched without a look into a block first.

use tantivy::directory::OwnedBytes;

use crate::codec::Reader;
use crate::head::Head;
use crate::shelf::{Kind, Shelf};

/// Where the list of a term is.
#[derive(Clone, Debug)]
pub(crate) enum List {
    /// Beside the term.
    Here(OwnedBytes),
    /// In a block of its own.
    Apart {
        /// The number of the block.
        block: u32,
        /// Its length in bytes.
        len: u32,
    },
}

/// What is known of a term.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Number of sections that have it.
    pub(crate) sections: u32,
    /// Which those are.
    pub(crate) list: List,
}

impl List {
    /// Bytes that must be fetched beyond the term's own block.
    pub(crate) fn apart(&self) -> u32 {
        match self {
            List::Here(_) => 0,
            List::Apart { len, .. } => *len,
        }
    }

    /// The list; `None` if it has to be fetched first.
    pub(crate) fn bytes(&self, shelf: &Shelf) -> Option<OwnedBytes> {
        match self {
            List::Here(bytes) => Some(bytes.clone()),
            List::Apart { block, .. } => shelf.get(Kind::List, *block),
        }
    }
}

/// All terms of a block, in order.
pub(crate) fn entries(block: &OwnedBytes) -> impl Iterator<Item = (String, Entry)> {
    let mut reader = Reader::new(block);
    let mut term = String::new();
    std::iter::from_fn(move || {
        next_term(&mut reader, &mut term)?;
        Some((term.clone(), entry(block, &mut reader)?))
    })
}

/// Replaces `term` by the next one, which shares its beginning with it.
pub(crate) fn next_term(reader: &mut Reader<'_>, term: &mut String) -> Option<()> {
    let shared = reader.number()? as usize;
    let rest = reader.str()?;
    term.get(..shared)?;
    term.truncate(shared);
    term.push_str(rest);
    Some(())
}

fn entry(block: &OwnedBytes, reader: &mut Reader<'_>) -> Option<Entry> {
    let sections = reader.number()?;
    let len = reader.number()? as usize;
    let start = block.len() - reader.len();
    reader.bytes(len)?;
    Some(Entry { sections, list: List::Here(block.slice(start..start + len)) })
}

/// What is known of a term: nothing in the inner `Option` if no section has it, nothing in the outer one if its
/// block has to be fetched first.
pub(crate) fn find(shelf: &Shelf, head: &Head, term: &str) -> Option<Option<Entry>> {
    if let Ok(at) = head.frequent.binary_search_by(|(other, ..)| other.as_str().cmp(term)) {
        let (_, sections, len) = head.frequent[at];
        let list = List::Apart { block: u32::try_from(at).ok()?, len };
        return Some(Some(Entry { sections, list }));
    }
    let Some(number) = head.terms.partition_point(|first| first.as_str() <= term).checked_sub(1) else {
        return Some(None);
    };
    let block = shelf.get(Kind::Terms, u32::try_from(number).ok()?)?;
    let mut entries = entries(&block).skip_while(|(other, _)| other.as_str() < term);
    Some(entries.next().filter(|(other, _)| other == term).map(|(_, entry)| entry))
}
