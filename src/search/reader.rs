//! An index on a disk or in memory, read as far as its queries need.

use std::collections::BTreeMap;
use std::io::{self, Read};

use flate2::bufread::GzDecoder;
use serde::Deserialize;

use crate::error::OpenError;
use crate::index::{Index, Options, Results, Step};
use crate::passage::MANIFEST;

/// Rounds a query may take; it takes four or five.
const MOST_ROUNDS: usize = 64;

/// A file of an index is not there or not what was written.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It cannot be read.
    #[error("`{name}` of the search index cannot be read")]
    Missing {
        /// Path of the file below the index's folder.
        name: String,
        /// What the source says.
        source: io::Error,
    },
    /// It is cut off or altered, which its checksum tells.
    #[error("`{name}` of the search index has been altered or cut off")]
    Altered {
        /// Path of the file below the index's folder.
        name: String,
        /// What decompression says.
        source: io::Error,
    },
    /// It is another file.
    #[error("`{name}` of the search index {fault}")]
    Other {
        /// Path of the file below the index's folder.
        name: String,
        /// What is wrong with it.
        fault: OpenError,
    },
}

#[derive(Deserialize)]
struct Manifest {
    version: u32,
    id: String,
    head: String,
}

/// An index with the source of its files.
pub struct Reader<F> {
    source: F,
    folder: String,
    index: Index,
}

impl<F> std::fmt::Debug for Reader<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("index", &self.index).finish()
    }
}

impl<F: FnMut(&str) -> io::Result<Vec<u8>>> Reader<F> {
    /// Opens an index. The source is given paths below the index's folder, as [`crate::build`] names them.
    ///
    /// # Errors
    ///
    /// When the manifest or the first file is missing, altered, or of another build or version.
    pub fn open(mut source: F) -> Result<Reader<F>, ReadError> {
        let manifest = manifest(&read(&mut source, MANIFEST)?)?;
        let other = |fault| ReadError::Other { name: manifest.head.clone(), fault };
        let index = Index::open(&payload(&mut source, &manifest.head)?).map_err(other)?;
        if index.id() != manifest.id {
            return Err(other(OpenError::OtherBuild));
        }
        Ok(Reader { source, folder: manifest.id, index })
    }

    /// The pages that answer a query: [`Index::step`] with what it needs.
    ///
    /// # Errors
    ///
    /// When a file that is needed is missing or not what was written.
    pub fn search(&mut self, query: &str, options: &Options) -> Result<Results, ReadError> {
        for _ in 0..MOST_ROUNDS {
            match self.index.step(query, options) {
                Step::Done(results) => return Ok(results),
                Step::Needs(blocks) if blocks.is_empty() => break,
                Step::Needs(blocks) => blocks.iter().try_for_each(|block| self.fetch(block))?,
            }
        }
        Err(ReadError::Other { name: MANIFEST.to_owned(), fault: OpenError::Malformed })
    }

    /// The index itself.
    pub fn index(&self) -> &Index {
        &self.index
    }

    pub(crate) fn fetch(&mut self, block: &str) -> Result<(), ReadError> {
        let name = format!("{}/{block}.bin", self.folder);
        let payload = payload(&mut self.source, &name)?;
        let before = self.index.shelf.len();
        self.index.supply(payload).map_err(|fault| ReadError::Other { name: name.clone(), fault })?;
        // A file in the wrong place holds another block.
        let came = self.index.shelf.len() > before && self.index.shelf.has(block);
        if came { Ok(()) } else { Err(ReadError::Other { name, fault: OpenError::OtherBuild }) }
    }
}

fn read(source: &mut impl FnMut(&str) -> io::Result<Vec<u8>>, name: &str) -> Result<Vec<u8>, ReadError> {
    source(name).map_err(|source| ReadError::Missing { name: name.to_owned(), source })
}

fn payload(source: &mut impl FnMut(&str) -> io::Result<Vec<u8>>, name: &str) -> Result<Vec<u8>, ReadError> {
    let bytes = read(source, name)?;
    gunzip(&bytes).map_err(|source| ReadError::Altered { name: name.to_owned(), source })
}

fn manifest(bytes: &[u8]) -> Result<Manifest, ReadError> {
    let other = |fault| ReadError::Other { name: MANIFEST.to_owned(), fault };
    let manifest: Manifest = serde_json::from_slice(bytes).map_err(|_| other(OpenError::Malformed))?;
    if manifest.version == crate::head::VERSION { Ok(manifest) } else { Err(other(OpenError::Version)) }
}

/// What one gzip member holds, if there is nothing behind it.
pub(crate) fn gunzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut decoder = GzDecoder::new(bytes);
    let mut out = Vec::new();
    decoder.read_to_end(&mut out)?;
    if decoder.into_inner().is_empty() { Ok(out) } else { Err(io::ErrorKind::InvalidData.into()) }
}

/// A source over files in memory.
pub fn in_memory(files: &BTreeMap<String, Vec<u8>>) -> impl FnMut(&str) -> io::Result<Vec<u8>> + '_ {
    |name| files.get(name).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
}
