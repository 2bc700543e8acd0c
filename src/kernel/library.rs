//! All documents side by side, and who may read each: what the kernel knows and nobody else.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::audience::Level;
use crate::config::Config;
use crate::corpus;
use crate::document::Document;
use crate::frame::Sections;
use crate::outside::Outside;
use crate::source::Sources;

/// Documents with their levels.
#[derive(Debug)]
pub(crate) struct Library<'a> {
    pub sources: &'a Arc<Sources>,
    pub config: &'a Arc<Config>,
    pub documents: &'a [Arc<Document>],
    /// Who may read each document is part of it.
    pub outside: &'a Arc<Outside>,
    /// The page of each folder that has one, for who looks.
    sections: Arc<Sections>,
}

impl<'a> Library<'a> {
    /// The documents with the sections that a reader sees: which page is a folder's depends on who looks. `known` are
    /// those sections, if that is known.
    pub fn new(
        (sources, config): (&'a Arc<Sources>, &'a Arc<Config>),
        (documents, outside): (&'a [Arc<Document>], &'a Arc<Outside>),
        (sees, known): (Level, Option<Arc<Sections>>),
    ) -> Self {
        let seen = |number: usize| !documents[number].front.draft && outside.levels[number] <= sees;
        let owned = |(folder, number): (&str, usize)| (folder.to_string(), number);
        let read = || Arc::new(sections(documents, seen).into_iter().map(owned).collect());
        Self { sources, config, documents, outside, sections: known.unwrap_or_else(read) }
    }

    /// The page of each folder that has one.
    pub fn sections(&self) -> &Arc<Sections> {
        &self.sections
    }

    /// Who may read a document.
    pub fn level(&self, number: usize) -> Level {
        self.outside.levels[number]
    }

    /// The number of the document at a path in the source folder.
    pub fn find(&self, path: &str) -> Option<usize> {
        self.documents.binary_search_by(|document| document.place.path.as_str().cmp(path)).ok()
    }

    /// The number of the page of a folder.
    pub fn section_page(&self, folder: &str) -> Option<usize> {
        self.sections.get(folder).copied()
    }

    /// The folder that a document is the page of.
    pub fn section_of(&self, number: usize) -> Option<&str> {
        let place = &self.documents[number].place;
        let own = self.sections.get_key_value(place.folder()).filter(|(_, page)| **page == number);
        let below = || {
            self.sections.get_key_value(place.path_without_extension()).filter(|(_, page)| **page == number)
        };
        own.or_else(below).map(|(folder, _)| folder.as_str())
    }

    /// Every path in the source folder.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sources.content.keys().map(|path| &**path)
    }

    /// Whether a file is about all pages, for whomever they are, and so can be shown to nobody: a summary, the
    /// configuration.
    pub fn is_apart(&self, path: &str) -> bool {
        corpus::is_summary(path, self.config) || (self.config.src.is_empty() && path == "book.toml")
    }

    /// What folders say about who may read what lies in them.
    pub fn folder_levels(&self) -> &BTreeMap<String, Level> {
        &self.outside.folders
    }

    /// The level that a folder or one of those around it gives to what lies in it, if any does.
    pub fn folder_level(&self, path: &str) -> Option<Level> {
        nearest(&self.outside.folders, folder(path))
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The value of the nearest folder, from the innermost outwards.
pub(crate) fn nearest<T: Copy>(values: &BTreeMap<String, T>, mut at: &str) -> Option<T> {
    loop {
        if let Some(value) = values.get(at) {
            return Some(*value);
        }
        if at.is_empty() {
            return None;
        }
        at = folder(at);
    }
}

/// The page of each folder: `index.md` or one of its other names; without one, the page beside the folder that has the
/// folder's name.
pub(crate) fn sections(documents: &[Arc<Document>], seen: impl Fn(usize) -> bool) -> HashMap<&str, usize> {
    const BESIDE: u8 = u8::MAX;
    let seen = || documents.iter().enumerate().filter(|(number, _)| seen(*number));
    let folders = folders(seen().map(|(_, document)| &**document));
    let mut best: HashMap<&str, (u8, usize)> = HashMap::new();
    for (number, document) in seen() {
        let place = &document.place;
        let candidate = match place.index_rank() {
            Some(rank) => Some((place.folder(), rank)),
            None => {
                Some((place.path_without_extension(), BESIDE)).filter(|(folder, _)| folders.contains(folder))
            }
        };
        if let Some((folder, rank)) = candidate {
            let entry = best.entry(folder).or_insert((rank, number));
            *entry = (*entry).min((rank, number));
        }
    }
    best.into_iter().map(|(folder, (_, number))| (folder, number)).collect()
}

/// Every folder that documents lie in, and those around it.
pub(crate) fn folders<'d>(documents: impl Iterator<Item = &'d Document>) -> HashSet<&'d str> {
    let mut folders = HashSet::new();
    for document in documents {
        // Above a folder that is known, all are.
        for folder in document.place.folders() {
            if !folders.insert(folder) {
                break;
            }
        }
    }
    folders
}

/// What a section's page decides, but for the audience: only sections that an audience may see count for it.
pub(crate) fn cascaded<'d, T: Copy>(
    library: &Library<'d>,
    document: &Document,
    sees: Level,
    value: impl Fn(&'d Document) -> Option<T>,
) -> Option<T> {
    let mut at = document.place.folder();
    loop {
        let index = library.section_page(at).filter(|index| library.level(*index) <= sees);
        let own = index.map(|index| &*library.documents[index]).filter(|index| index.place != document.place);
        if let Some(value) = own.and_then(&value) {
            return Some(value);
        }
        if at.is_empty() {
            return None;
        }
        at = folder(at);
    }
}
