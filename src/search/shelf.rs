//! The parts of an index that have been fetched so far, and those a query found wanting.
//!
//! A payload is what one file holds after decompression: the index's id, then blocks with their names. The id in
//! every payload is how a file of another build is told from one of this.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use tantivy::directory::OwnedBytes;

use crate::codec::Reader;
use crate::error::OpenError;

/// Bytes of an index's id.
pub(crate) const ID: usize = 8;

/// What a block holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Kind {
    /// What every query needs: [`crate::head`].
    Head,
    /// Terms with their lists: [`crate::lists`].
    Terms,
    /// One list that is too long to lie beside its term.
    List,
    /// Words by their beginnings: [`crate::words`].
    Words,
    /// Words by their ends.
    Endings,
    /// What results show: [`crate::store`].
    Pages,
}

impl Kind {
    const ALL: [(Kind, u8); 6] = [
        (Kind::Head, b'h'),
        (Kind::Terms, b't'),
        (Kind::List, b'l'),
        (Kind::Words, b'w'),
        (Kind::Endings, b'e'),
        (Kind::Pages, b'p'),
    ];

    /// The letter that names it.
    pub(crate) fn letter(self) -> u8 {
        Kind::ALL.iter().find(|(kind, _)| *kind == self).map_or(b'h', |(_, letter)| *letter)
    }

    pub(crate) fn of(letter: u8) -> Option<Kind> {
        Kind::ALL.iter().find(|(_, own)| *own == letter).map(|(kind, _)| *kind)
    }
}

/// The name of a block: its kind and its number among those.
pub(crate) type Name = (Kind, u32);

/// `t12`, as files are called.
pub(crate) fn text(name: Name) -> String {
    format!("{}{}", char::from(name.0.letter()), name.1)
}

/// Blocks by name.
pub(crate) struct Shelf {
    id: [u8; ID],
    blocks: BTreeMap<Name, OwnedBytes>,
    wanted: RefCell<BTreeSet<Name>>,
}

impl Shelf {
    /// A shelf with the blocks of its first payload, which decides about the id.
    pub(crate) fn open(payload: Vec<u8>) -> Result<Shelf, OpenError> {
        let id = payload.first_chunk::<ID>().copied().ok_or(OpenError::Malformed)?;
        let mut shelf = Shelf { id, blocks: BTreeMap::new(), wanted: RefCell::default() };
        shelf.add(payload)?;
        Ok(shelf)
    }

    /// Adds the blocks of one more payload.
    pub(crate) fn add(&mut self, payload: Vec<u8>) -> Result<(), OpenError> {
        if payload.first_chunk::<ID>() != Some(&self.id) {
            return Err(OpenError::OtherBuild);
        }
        let payload = OwnedBytes::new(payload);
        let mut reader = Reader::new(&payload[ID..]);
        let mut blocks = Vec::new();
        while !reader.is_empty() {
            blocks.push(block(&payload, &mut reader).ok_or(OpenError::Malformed)?);
        }
        self.blocks.extend(blocks);
        Ok(())
    }

    /// The id, in hexadecimal.
    pub(crate) fn id(&self) -> String {
        hex(&self.id)
    }

    /// How many blocks there are.
    #[cfg(feature = "write")]
    pub(crate) fn len(&self) -> usize {
        self.blocks.len()
    }

    /// Whether a block is there.
    #[cfg(feature = "write")]
    pub(crate) fn has(&self, name: &str) -> bool {
        self.blocks.keys().any(|own| text(*own) == name)
    }

    /// A block, or `None` and a note that it is wanted.
    pub(crate) fn get(&self, kind: Kind, number: u32) -> Option<OwnedBytes> {
        let block = self.blocks.get(&(kind, number)).cloned();
        if block.is_none() {
            self.wanted.borrow_mut().insert((kind, number));
        }
        block
    }

    /// What was asked for in vain since the last call.
    pub(crate) fn take_wanted(&self) -> Vec<Name> {
        std::mem::take(&mut *self.wanted.borrow_mut()).into_iter().collect()
    }
}

fn block(payload: &OwnedBytes, reader: &mut Reader<'_>) -> Option<(Name, OwnedBytes)> {
    let kind = Kind::of(reader.byte()?)?;
    let number = reader.number()?;
    let len = reader.number()? as usize;
    let start = payload.len() - reader.len();
    reader.bytes(len)?;
    Some(((kind, number), payload.slice(start..start + len)))
}

/// All that was looked up; `None` if any of it has to be fetched first. Nothing is left out for that, so that whatever
/// is missing is noted at once.
pub(crate) fn every<T>(looked_up: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let mut all = Some(Vec::new());
    for one in looked_up {
        match (&mut all, one) {
            (Some(all), Some(one)) => all.push(one),
            _ => all = None,
        }
    }
    all
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|half| char::from(DIGITS[half as usize]))
        .collect()
}
