//! A site from outside: where its documents lie, who may read them, and what decides their addresses, but none of their texts
//! and titles. Whoever writes changes texts most of the time, and then everything that follows from this alone stays as it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::access;
use crate::audience::Level;
use crate::config::Config;
use crate::corpus;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::fields::At;
use crate::front::FrontMatter;
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
        let (levels, folders) = access::levels(documents, config, &mut faults);
        Self { levels, folders, faults }
    }
}

/// A file with its path in the source folder.
type Entry<'s> = (&'s Arc<str>, &'s File);

/// What a document shows of itself.
fn shown(front: &FrontMatter) -> impl PartialEq {
    let value = |at: &Option<At<String>>| at.as_ref().map(|at| at.value.clone());
    let level = |at: &Option<At<Level>>| at.as_ref().map(|at| at.value);
    let cascade = (
        level(&front.cascade.audience),
        front.cascade.kind,
        front.cascade.owner.clone(),
        front.cascade.acknowledge,
    );
    let aliases: Vec<String> = front.aliases.iter().map(|alias| alias.value.clone()).collect();
    let own = (front.draft, level(&front.audience), front.kind);
    (own, cascade, value(&front.lang), value(&front.slug), aliases)
}

/// Whether files and documents are the same from outside as others are, under the same configuration.
pub(crate) fn is_same(
    config: &Config,
    (own, own_documents): (&Sources, &[Arc<Document>]),
    (other, other_documents): (&Sources, &[Arc<Document>]),
) -> bool {
    let same_file = |((path, file), (name, known)): (Entry<'_>, Entry<'_>)| {
        (Arc::ptr_eq(path, name) || path == name)
            && (same_bytes(file, known) || !corpus::is_summary(path, config))
    };
    let same_document = |(own, other): (&Arc<Document>, &Arc<Document>)| {
        Arc::ptr_eq(own, other) || (own.place == other.place && shown(&own.front) == shown(&other.front))
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
