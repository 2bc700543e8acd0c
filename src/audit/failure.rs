//! Why an audit proves nothing.

use std::fmt;

use super::report::{Kind, View};

/// Why the audit cannot be trusted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ControlFailure {
    /// There is no internal edition to compare with.
    NoInternalEdition(String),
    /// Nothing of a kind was found where all of it should be.
    KindUnseen {
        /// The kind.
        kind: Kind,
        /// How many fingerprints were looked for.
        looked_for: usize,
    },
    /// A page's title or address, or all text of a source, is missing.
    SourceUnseen {
        /// What is missing.
        kind: Kind,
        /// The fingerprint, shortened.
        fingerprint: String,
        /// The source, relative to the site's root.
        source: String,
    },
    /// A way of reading files found nothing at all.
    ViewUnseen(View),
    /// A file of the search index cannot be read.
    Unreadable {
        /// The edition and the file.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// Internal sources have nothing that can be told from public text.
    NothingToLookFor,
}

impl fmt::Display for ControlFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoInternalEdition(path) => {
                write!(f, "there is no internal edition in `{path}` to prove the audit on")
            }
            Self::KindUnseen { kind, looked_for } => {
                write!(
                    f,
                    "none of {looked_for} fingerprints of kind `{kind}` was found in the internal edition"
                )
            }
            Self::SourceUnseen { kind, fingerprint, source } => {
                write!(f, "the internal edition lacks the {kind} `{fingerprint}` of {source}")
            }
            Self::ViewUnseen(view) => {
                write!(f, "nothing was found in the {} of the internal edition", view.word())
            }
            Self::Unreadable { file, why } => write!(f, "`{file}` cannot be read: {why}"),
            Self::NothingToLookFor => f.write_str("nothing internal can be told from public text"),
        }
    }
}
