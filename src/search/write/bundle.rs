//! Blocks to files: compressed, named by the index's id, and described by the manifest.

use std::collections::BTreeMap;
use std::io;
use std::thread;

use flate2::{Compress, Compression, Crc, FlushCompress, Status};
use sha2::{Digest, Sha256};

use crate::codec::{put_len, put_number};
use crate::passage::{Files, MANIFEST, Settings};
use crate::shelf::{ID, Kind, Name, hex, text};

/// An index whose files would have so many bytes together is delivered as one.
const SMALL: usize = 160 * 1024;
/// How hard to compress: the files are small, and far more often read than written.
const LEVEL: Compression = Compression::new(6);
/// The name of the first file.
const HEAD: &str = "head";

/// The format of the manifest.
const VERSION: u32 = 2;

/// Blocks by name.
#[derive(Default)]
pub(crate) struct Blocks {
    blocks: BTreeMap<Name, Vec<u8>>,
    counts: BTreeMap<Kind, u32>,
}

impl Blocks {
    /// Adds a block and gives its number among those of its kind.
    pub(crate) fn add(&mut self, kind: Kind, bytes: Vec<u8>) -> u32 {
        let count = self.counts.entry(kind).or_default();
        let number = *count;
        *count += 1;
        self.blocks.insert((kind, number), bytes);
        number
    }

    /// The block that every query needs.
    pub(crate) fn set_head(&mut self, bytes: Vec<u8>) {
        self.blocks.insert((Kind::Head, 0), bytes);
    }

    fn id(&self) -> [u8; ID] {
        let mut sha = Sha256::new();
        for (name, bytes) in &self.blocks {
            sha.update(label(*name, bytes));
            sha.update(bytes);
        }
        let digest = sha.finalize();
        std::array::from_fn(|at| digest[at])
    }

    /// The files.
    pub(crate) fn finish(self, settings: &Settings) -> io::Result<Files> {
        let id = self.id();
        let folder = hex(&id);
        let blocks: Vec<(Name, Vec<u8>)> = self.blocks.into_iter().collect();
        let files = compressed(&id, &blocks)?;
        let mut out = Files::new();
        if files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() <= SMALL {
            out.insert(format!("{folder}/{HEAD}.bin"), Packer::new().pack(&payload(&id, &blocks))?);
        } else {
            let name = |name: Name| if name.0 == Kind::Head { HEAD.to_owned() } else { text(name) };
            out.extend(files.into_iter().map(|(own, bytes)| (format!("{folder}/{}.bin", name(own)), bytes)));
        }
        out.insert(MANIFEST.to_owned(), manifest(&folder, settings));
        Ok(out)
    }
}

/// Name and length of a block, as they stand before it.
fn label(name: Name, bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![name.0.letter()];
    put_number(&mut out, name.1);
    put_len(&mut out, bytes.len());
    out
}

fn payload(id: &[u8; ID], blocks: &[(Name, Vec<u8>)]) -> Vec<u8> {
    let mut out = id.to_vec();
    for (name, bytes) in blocks {
        out.extend(label(*name, bytes));
        out.extend_from_slice(bytes);
    }
    out
}

/// Every block as a file of its own.
fn compressed(id: &[u8; ID], blocks: &[(Name, Vec<u8>)]) -> io::Result<Vec<(Name, Vec<u8>)>> {
    let hands = thread::available_parallelism().map_or(1, usize::from);
    let share = blocks.len().div_ceil(hands).max(1);
    let pack = |share: &[(Name, Vec<u8>)]| {
        let mut packer = Packer::new();
        let mut one =
            |block: &(Name, Vec<u8>)| Ok((block.0, packer.pack(&payload(id, std::slice::from_ref(block)))?));
        share.iter().map(&mut one).collect()
    };
    let shares: Vec<io::Result<Vec<_>>> = thread::scope(|scope| {
        let hands: Vec<_> = blocks.chunks(share).map(|share| scope.spawn(move || pack(share))).collect();
        hands
            .into_iter()
            .map(|hand| hand.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault)))
            .collect()
    });
    let mut all = Vec::with_capacity(blocks.len());
    for share in shares {
        all.extend(share?);
    }
    Ok(all)
}

/// Compresses one file after the other; what it works with is large, and is made once.
struct Packer(Compress);

/// Gzip (RFC 1952) with deflate, no time, no name, no system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

impl Packer {
    fn new() -> Packer {
        Packer(Compress::new(LEVEL, false))
    }

    /// One gzip member, which ends with a checksum of what it holds.
    fn pack(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut out = HEADER.to_vec();
        // More than deflate ever needs: five bytes for every 16 kB that it cannot make smaller.
        out.reserve(bytes.len() + bytes.len() / 1024 + 64);
        self.0.reset();
        let status = self.0.compress_vec(bytes, &mut out, FlushCompress::Finish)?;
        if status != Status::StreamEnd {
            return Err(io::ErrorKind::WriteZero.into());
        }
        let mut checksum = Crc::new();
        checksum.update(bytes);
        out.extend(checksum.sum().to_le_bytes());
        out.extend(checksum.amount().to_le_bytes());
        out.shrink_to_fit();
        Ok(out)
    }
}

fn manifest(folder: &str, settings: &Settings) -> Vec<u8> {
    let Settings { engine, worker, .. } = settings;
    let manifest = serde_json::json!({
        "version": VERSION,
        "id": folder,
        "head": format!("{folder}/{HEAD}.bin"),
        "engine": engine,
        "worker": worker,
    });
    manifest.to_string().into_bytes()
}
