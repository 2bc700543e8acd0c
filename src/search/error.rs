//! What can go wrong when an index is built or opened.

use std::fmt;

/// An index could not be built.
#[cfg(feature = "write")]
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The engine refused, which means a fault of the program or too little memory.
    #[error("the search index could not be built")]
    Engine(#[from] tantivy::TantivyError),
    /// A part could not be encoded or compressed.
    #[error("the search index could not be written")]
    Encode(#[from] std::io::Error),
    /// There are more sections than an index can number.
    #[error("{0} sections are too many for one search index")]
    TooMany(usize),
    /// It was to be stopped.
    #[error("the search index was given up")]
    GivenUp,
}

/// Bytes are not what was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OpenError {
    /// They cannot be understood.
    Malformed,
    /// They belong to an index of another build.
    OtherBuild,
    /// They were written for another version of the program.
    Version,
    /// The engine refused them.
    Engine,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            OpenError::Malformed => "is not what was written",
            OpenError::OtherBuild => "belongs to another build",
            OpenError::Version => "was written for another version of the program",
            OpenError::Engine => "cannot be read by the engine",
        })
    }
}

impl std::error::Error for OpenError {}
