//! What can go wrong when an index is built or opened.

use tantivy::TantivyError;

/// An index could not be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The engine refused, which means a fault of the program or too little memory.
    #[error("the search index could not be built")]
    Engine(#[from] TantivyError),
    /// The engine's description of the index could not be written.
    #[error("the search index could not be described")]
    Describe(#[from] serde_json::Error),
    /// There are more sections than an index can number.
    #[error("{0} sections are too many for one search index")]
    TooMany(usize),
}

/// An index could not be opened. Every message names the file at fault.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A file that belongs to the index is not there.
    #[error("`{0}` of the search index is missing")]
    Missing(String),
    /// A file is longer or shorter than it was written.
    #[error("`{name}` of the search index has {found} bytes instead of {expected}")]
    Size {
        /// The file.
        name: String,
        /// Bytes written.
        expected: u64,
        /// Bytes there.
        found: u64,
    },
    /// The content of a file is not what was written.
    #[error("`{0}` of the search index has been altered")]
    Altered(String),
    /// A file is whole but cannot be understood.
    #[error("`{0}` of the search index cannot be read")]
    Malformed(String),
    /// The index was written by another version of the program.
    #[error("`{name}` has format {found}, this program reads format {expected}")]
    Version {
        /// The file.
        name: String,
        /// The format this program reads.
        expected: u32,
        /// The format of the file.
        found: u32,
    },
    /// The engine refused the files.
    #[error("the search index, described in `{name}`, cannot be opened")]
    Engine {
        /// The engine's description of the index.
        name: String,
        /// What the engine says.
        source: Box<TantivyError>,
    },
}
