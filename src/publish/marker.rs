//! `build.json`: the list of all files of an edition, and the sign that a folder is ours.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::hex;
pub use crate::output::MARKER;

/// The word that makes a folder ours.
const GENERATOR: &str = "answerbook";

/// The only format there is so far.
pub(super) const FORMAT: u32 = 1;

/// Every file of an edition but the manifest itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    generator: String,
    /// The version of this form.
    pub format: u32,
    /// `public` or `internal`.
    pub edition: String,
    /// By path, with `/`, relative to the folder of the manifest.
    pub files: BTreeMap<String, Entry>,
}

/// What a file must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// In bytes.
    pub size: u64,
    /// In lower-case hexadecimal.
    pub sha256: String,
}

impl Entry {
    /// What these bytes must be.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { size: bytes.len() as u64, sha256: hex::text(&Sha256::digest(bytes)) }
    }
}

/// What has to be known of a manifest to know whose folder it is.
#[derive(Deserialize)]
struct Head {
    generator: String,
    edition: String,
}

impl Manifest {
    /// The list of an edition's files.
    pub(super) fn new(edition: &str, files: BTreeMap<String, Entry>) -> Self {
        Self { generator: GENERATOR.into(), format: FORMAT, edition: edition.into(), files }
    }

    /// The bytes of `build.json`: the same for the same files, with a line end.
    pub(super) fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads the bytes of a `build.json`.
    ///
    /// # Errors
    /// Why they are none.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let manifest: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        match (manifest.generator == GENERATOR, manifest.format) {
            (false, _) => Err(format!("it was made by `{}`", manifest.generator)),
            (true, FORMAT) => Ok(manifest),
            (true, other) => Err(format!("it has format {other}, and this program knows {FORMAT}")),
        }
    }
}

/// The edition that a folder of ours holds; `None` if it is not ours.
pub(super) fn edition_in(folder: &Path) -> io::Result<Option<String>> {
    let path = folder.join(MARKER);
    let is_file = fs::symlink_metadata(&path).map(|meta| meta.is_file());
    match is_file {
        Ok(true) => Ok(head(&fs::read(&path)?)),
        Ok(false) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn head(bytes: &[u8]) -> Option<String> {
    let head: Head = serde_json::from_slice(bytes).ok()?;
    (head.generator == GENERATOR).then_some(head.edition)
}
