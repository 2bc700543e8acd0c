//! Blocks to files, each compressed when it is asked for.

use std::io;

use crate::error::BuildError;
use crate::head::VERSION;
use crate::passage::{Files, MANIFEST, Settings};
use crate::shelf::{ID, Kind, Name, hex, text};
use crate::write::bundle::Blocks;
use crate::write::hands::shares;
use crate::write::pack::Packer;

/// An index whose files would have so many bytes together is delivered as one.
const SMALL: usize = 160 * 1024;
/// The name of the first file.
const HEAD: &str = "head";
/// Files that are worth a core of their own.
const SHARE: usize = 64;

/// The files of an index, named but not yet compressed.
pub struct Unpacked {
    id: [u8; ID],
    blocks: Blocks,
    manifest: Vec<u8>,
    /// Whether all blocks are in the first file.
    one: bool,
}

impl std::fmt::Debug for Unpacked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unpacked").field("id", &hex(&self.id)).finish()
    }
}

impl Unpacked {
    pub(crate) fn new(blocks: Blocks, settings: &Settings) -> io::Result<Unpacked> {
        let id = blocks.id();
        let mut files = Unpacked { id, manifest: manifest(&hex(&id), settings), blocks, one: false };
        files.one = files.is_small()?;
        Ok(files)
    }

    /// Whether the files would be small together; no more of them are compressed than it takes to tell.
    fn is_small(&self) -> io::Result<bool> {
        let (mut packer, mut sum) = (Packer::new(), 0);
        for name in self.blocks.names() {
            sum += packer.pack(&self.payload(name))?.len();
            if sum > SMALL {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The names of all files, [`MANIFEST`] among them.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let folder = hex(&self.id);
        let path = move |name| format!("{folder}/{}.bin", own(name));
        self.files().map(path).chain([MANIFEST.to_owned()])
    }

    /// A file, compressed now; nothing if none has this name.
    ///
    /// # Errors
    ///
    /// When it cannot be compressed, which means too little memory.
    pub fn file(&self, name: &str) -> Result<Option<Vec<u8>>, BuildError> {
        if name == MANIFEST {
            return Ok(Some(self.manifest.clone()));
        }
        let Some(name) = self.find(name) else { return Ok(None) };
        Ok(Some(Packer::new().pack(&self.payload(name))?))
    }

    /// All files.
    ///
    /// # Errors
    ///
    /// When they cannot be compressed, which means too little memory.
    pub fn all(&self) -> Result<Files, BuildError> {
        let names: Vec<Name> = self.files().collect();
        let shares = shares(&names, SHARE, |names: &[Name]| {
            let mut packer = Packer::new();
            names.iter().map(|&name| packer.pack(&self.payload(name))).collect::<io::Result<Vec<_>>>()
        });
        let mut files = vec![];
        for share in shares {
            files.extend(share?);
        }
        files.push(self.manifest.clone());
        Ok(self.names().zip(files).collect())
    }

    /// The first block of each file.
    fn files(&self) -> impl Iterator<Item = Name> {
        self.blocks.names().take(if self.one { 1 } else { usize::MAX })
    }

    fn find(&self, path: &str) -> Option<Name> {
        let own_name = path.strip_prefix(&hex(&self.id))?.strip_prefix('/')?.strip_suffix(".bin")?;
        let name = if own_name == HEAD {
            (Kind::Head, 0)
        } else {
            let (letter, number) = own_name.split_at_checked(1)?;
            (Kind::of(letter.bytes().next()?)?, number.parse().ok()?)
        };
        let is_file = own(name) == own_name && (!self.one || name.0 == Kind::Head);
        (is_file && self.blocks.labelled(name).is_some()).then_some(name)
    }

    /// What a file holds, before it is compressed.
    fn payload(&self, name: Name) -> Vec<u8> {
        if self.one {
            return [&self.id[..]].into_iter().chain(self.blocks.all()).collect::<Vec<_>>().concat();
        }
        [&self.id, self.blocks.labelled(name).unwrap_or_default()].concat()
    }
}

fn own(name: Name) -> String {
    if name.0 == Kind::Head { HEAD.to_owned() } else { text(name) }
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
