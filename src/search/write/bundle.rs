//! Blocks on their way into files: named, counted, and known by an id.

use std::collections::BTreeMap;

use crate::codec::put_len;
use crate::shelf::{ID, Kind, Name};

/// Blocks by name, each behind its label: as they lie in a payload.
#[derive(Default)]
pub(crate) struct Blocks(BTreeMap<Kind, Row>);

/// All blocks of a kind.
#[derive(Default)]
struct Row {
    bytes: Vec<u8>,
    /// Where each block ends.
    ends: Vec<usize>,
}

impl Row {
    fn get(&self, number: u32) -> Option<&[u8]> {
        let at = number as usize;
        let end = *self.ends.get(at)?;
        Some(&self.bytes[at.checked_sub(1).map_or(0, |before| self.ends[before])..end])
    }
}

impl Blocks {
    /// Makes room for so many bytes of blocks of a kind: the texts of a large site are copied once.
    pub(crate) fn reserve(&mut self, kind: Kind, bytes: usize) {
        self.0.entry(kind).or_default().bytes.reserve(bytes);
    }

    /// Adds a block to those of its kind.
    pub(crate) fn add(&mut self, kind: Kind, block: &[u8]) {
        let row = self.0.entry(kind).or_default();
        row.bytes.push(kind.letter());
        put_len(&mut row.bytes, row.ends.len());
        put_len(&mut row.bytes, block.len());
        row.bytes.extend_from_slice(block);
        row.ends.push(row.bytes.len());
    }

    /// All names in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = Name> {
        self.0.iter().flat_map(|(&kind, row)| (0..).take(row.ends.len()).map(move |number| (kind, number)))
    }

    /// A block behind its label.
    pub(crate) fn labelled(&self, (kind, number): Name) -> Option<&[u8]> {
        self.0.get(&kind)?.get(number)
    }

    /// All blocks behind their labels.
    pub(crate) fn all(&self) -> impl Iterator<Item = &[u8]> {
        self.0.values().map(|row| &row.bytes[..])
    }

    /// What tells these blocks from all others.
    pub(crate) fn id(&self) -> [u8; ID] {
        let mut hasher = blake3::Hasher::new();
        for bytes in self.all() {
            hasher.update(bytes);
        }
        let hash = hasher.finalize();
        std::array::from_fn(|at| hash.as_bytes()[at])
    }
}

/// A block that is being filled.
pub(crate) struct Open {
    kind: Kind,
    /// What is in it so far.
    pub(crate) bytes: Vec<u8>,
}

impl Open {
    /// The first block of a kind.
    pub(crate) fn new(kind: Kind) -> Open {
        Open { kind, bytes: Vec::new() }
    }

    /// Closes the block once it has so many bytes; the next one follows.
    pub(crate) fn close_at(&mut self, bytes: usize, blocks: &mut Blocks) {
        if self.bytes.len() >= bytes {
            self.close(blocks);
        }
    }

    /// Closes the block unless it is empty.
    pub(crate) fn close(&mut self, blocks: &mut Blocks) {
        if !self.bytes.is_empty() {
            blocks.add(self.kind, &self.bytes);
            self.bytes.clear();
        }
    }
}
