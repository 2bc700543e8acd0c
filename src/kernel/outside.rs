//! A site from outside: where its documents lie and what they say about themselves, but none of their texts. Whoever writes
//! changes texts most of the time, and then everything that follows from this alone stays as it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::audience::Level;
use crate::config::Config;
use crate::corpus;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::library;
use crate::source::{File, Sources};

/// What follows from it for every audience.
#[derive(Debug)]
pub(crate) struct Outside {
    /// Who may read each document.
    pub levels: Vec<Level>,
    /// What folders say about their pages and assets.
    pub folders: BTreeMap<String, Level>,
    /// What is wrong with it.
    pub faults: Vec<Diagnostic>,
}

impl Outside {
    /// Looks at documents from outside.
    pub fn of(documents: &[Arc<Document>], config: &Config) -> Self {
        let mut faults = Vec::new();
        let levels = library::levels(documents, config, &mut faults);
        Self { levels, folders: library::folder_levels(documents), faults }
    }
}

/// Whether files and documents are the same from outside as others are, under the same configuration.
pub(crate) fn is_same(
    config: &Config,
    (own, own_documents): (&Sources, &[Arc<Document>]),
    (other, other_documents): (&Sources, &[Arc<Document>]),
) -> bool {
    let same_file = |((path, file), (name, known)): ((&Arc<str>, &File), (&Arc<str>, &File))| {
        (Arc::ptr_eq(path, name) || path == name)
            && (!corpus::is_summary(path, config) || same_bytes(file, known))
    };
    let same_document = |(own, other): (&Arc<Document>, &Arc<Document>)| {
        Arc::ptr_eq(own, other) || (own.place == other.place && own.front == other.front)
    };
    own.content.len() == other.content.len()
        && own_documents.len() == other_documents.len()
        && own.content.iter().zip(&other.content).all(same_file)
        && own_documents.iter().zip(other_documents).all(same_document)
}

/// Whether two files share their bytes.
pub(crate) fn same_bytes(own: &File, other: &File) -> bool {
    matches!((&own.bytes, &other.bytes), (Some(own), Some(other)) if Arc::ptr_eq(own, other))
}
