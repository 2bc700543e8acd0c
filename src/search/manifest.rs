//! The list of an index's files, by which a missing, truncated or altered one is noticed.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::OpenError;
use crate::passage::{Files, MANIFEST};

/// Format of the files; a change of any of them, or of the tokenizer, raises it.
pub(crate) const VERSION: u32 = 1;

/// What a file is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Role {
    /// The engine's description of the index.
    Meta,
    /// A file of the engine's segment.
    Segment,
    /// Languages, kinds and marks of all pages: [`crate::store`].
    Pages,
    /// The word list: [`crate::words`].
    Words,
    /// Titles, headings and texts of some pages, in the order of the pages.
    Shard,
}

/// One file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

/// All files but the manifest itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    version: u32,
    files: Vec<Row>,
    check: String,
}

/// A file that has been checked.
pub(crate) struct Checked {
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) bytes: Vec<u8>,
}

/// The SHA-256 of some bytes, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Collects the files of an index under construction.
#[derive(Default)]
pub(crate) struct Bundle {
    rows: Vec<Row>,
    files: Files,
}

impl Bundle {
    /// Adds a file whose name is made from its content: `stem.hash.extension`.
    pub(crate) fn add_hashed(&mut self, stem: &str, extension: &str, role: Role, bytes: Vec<u8>) {
        let sha = sha256(&bytes);
        let name = format!("{stem}.{}.{extension}", &sha[..16]);
        self.insert(Row { name, role, bytes: bytes.len() as u64, sha256: sha }, bytes);
    }

    /// Adds a file under a given name.
    pub(crate) fn add(&mut self, name: String, role: Role, bytes: Vec<u8>) {
        let row = Row { name, role, bytes: bytes.len() as u64, sha256: sha256(&bytes) };
        self.insert(row, bytes);
    }

    fn insert(&mut self, row: Row, bytes: Vec<u8>) {
        self.files.insert(row.name.clone(), bytes);
        self.rows.push(row);
    }

    /// The files with their manifest.
    pub(crate) fn finish(mut self) -> Result<Files, serde_json::Error> {
        let check = check(VERSION, &self.rows)?;
        let manifest = Manifest { version: VERSION, files: self.rows, check };
        self.files.insert(MANIFEST.to_owned(), serde_json::to_vec(&manifest)?);
        Ok(self.files)
    }
}

/// The manifest's own checksum.
fn check(version: u32, rows: &[Row]) -> Result<String, serde_json::Error> {
    serde_json::to_vec(&(version, rows)).map(|bytes| sha256(&bytes))
}

/// Takes the listed files out of `files`, each compared with what was written.
pub(crate) fn verify(mut files: Files) -> Result<Vec<Checked>, OpenError> {
    let bytes = files.remove(MANIFEST).ok_or_else(|| OpenError::Missing(MANIFEST.to_owned()))?;
    let rows = read(&bytes)?;
    rows.into_iter().map(|row| take(&mut files, row)).collect()
}

fn read(bytes: &[u8]) -> Result<Vec<Row>, OpenError> {
    let malformed = || OpenError::Malformed(MANIFEST.to_owned());
    let manifest: Manifest = serde_json::from_slice(bytes).map_err(|_| malformed())?;
    if manifest.check != check(manifest.version, &manifest.files).map_err(|_| malformed())? {
        return Err(OpenError::Altered(MANIFEST.to_owned()));
    }
    if manifest.version != VERSION {
        let name = MANIFEST.to_owned();
        return Err(OpenError::Version { name, expected: VERSION, found: manifest.version });
    }
    Ok(manifest.files)
}

fn take(files: &mut Files, row: Row) -> Result<Checked, OpenError> {
    let Some(bytes) = files.remove(&row.name) else {
        return Err(OpenError::Missing(row.name));
    };
    let found = bytes.len() as u64;
    if found != row.bytes {
        return Err(OpenError::Size { name: row.name, expected: row.bytes, found });
    }
    if sha256(&bytes) != row.sha256 {
        return Err(OpenError::Altered(row.name));
    }
    Ok(Checked { name: row.name, role: row.role, bytes })
}
