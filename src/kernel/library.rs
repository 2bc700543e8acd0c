//! All documents side by side, and who may read each: what the kernel knows and nobody else.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::audience::Level;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{self, Document};
use crate::path::SourcePath;
use crate::source::Sources;
use crate::span::Span;

/// Documents with their levels.
#[derive(Debug)]
pub(crate) struct Library<'a> {
    pub sources: &'a Sources,
    pub config: &'a Config,
    pub documents: &'a [Document],
    pub levels: &'a [Level],
    by_path: BTreeMap<&'a str, usize>,
    /// What folders say about their pages and assets.
    folders: BTreeMap<&'a str, Level>,
}

/// What came of an include.
pub(crate) enum Included {
    /// There is no such file.
    Missing,
    /// It is for others.
    Denied,
    /// Its text, and where that begins in the file.
    Text {
        /// The file.
        file: SourcePath,
        /// First byte of the text in the file.
        at: usize,
        /// The text.
        text: Arc<str>,
        /// What is wrong with the file.
        faults: Vec<Diagnostic>,
    },
}

impl<'a> Library<'a> {
    /// Brings documents and their levels together.
    pub fn new(sources: &'a Sources, config: &'a Config, documents: &'a [Document], levels: &'a [Level]) -> Self {
        let by_path = documents.iter().enumerate().map(|(index, document)| (document.place.path.as_str(), index));
        Self { sources, config, documents, levels, by_path: by_path.collect(), folders: folder_levels(documents) }
    }

    /// The number of the document at a path in the source folder.
    pub fn find(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// Every path in the source folder.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sources.content.keys().map(|path| &**path)
    }

    /// The level that a folder or one of those around it gives to what lies in it, if any does.
    pub fn folder_level(&self, path: &str) -> Option<Level> {
        nearest(&self.folders, folder(path))
    }

    /// The text to be included from a path, for an audience.
    pub fn included(&self, path: &str, sees: Level) -> Included {
        let Some(file) = self.sources.content.get(path) else { return Included::Missing };
        if let Some(index) = self.find(path) {
            if self.levels[index] > sees {
                return Included::Denied;
            }
            let document = &self.documents[index];
            let text = Arc::from(&document.text[document.body..]);
            return Included::Text { file: file.path.clone(), at: document.body, text, faults: Vec::new() };
        }
        if self.folder_level(path).is_some_and(|level| level > sees) {
            return Included::Denied;
        }
        if file.bytes.is_none() {
            return Included::Missing;
        }
        let mut faults = Vec::new();
        let text = document::utf8(file, &mut faults);
        Included::Text { file: file.path.clone(), at: 0, text, faults }
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The value of the nearest folder, from the innermost outwards.
fn nearest<T: Copy>(values: &BTreeMap<&str, T>, mut at: &str) -> Option<T> {
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

fn folder_levels(documents: &[Document]) -> BTreeMap<&str, Level> {
    indexes(documents)
        .filter_map(|document| {
            let level = document.front.cascade.audience.as_ref()?.value;
            Some((document.place.folder(), level))
        })
        .collect()
}

/// The page of each folder; where there are several candidates, the one that `index_rank` prefers.
pub(crate) fn indexes(documents: &[Document]) -> impl Iterator<Item = &Document> {
    let mut best: BTreeMap<&str, (u8, usize)> = BTreeMap::new();
    for (number, document) in documents.iter().enumerate().filter(|(_, document)| !document.front.draft) {
        if let Some(rank) = document.place.index_rank() {
            let entry = best.entry(document.place.folder()).or_insert((rank, number));
            *entry = (*entry).min((rank, number));
        }
    }
    best.into_values().map(|(_, number)| &documents[number])
}

/// Who may read each document: what it says itself, else its section, else the site, else staff alone.
pub(crate) fn levels(documents: &[Document], config: &Config, faults: &mut Vec<Diagnostic>) -> Vec<Level> {
    let folders = folder_levels(documents);
    let said = |document: &Document| {
        let own = document.front.audience.as_ref().map(|at| at.value);
        own.or_else(|| nearest(&folders, document.place.folder()))
    };
    let explicit: Vec<Option<Level>> = documents.iter().map(said).collect();
    let levels: Vec<Level> =
        explicit.iter().map(|level| level.unwrap_or(config.default_audience)).collect();
    check_translations(documents, &explicit, &levels, faults);
    levels
}

/// A translation that says nothing while its original is for staff was most likely forgotten.
fn check_translations(
    documents: &[Document],
    explicit: &[Option<Level>],
    levels: &[Level],
    faults: &mut Vec<Diagnostic>,
) {
    let mut internal: BTreeMap<&str, &Document> = BTreeMap::new();
    for (document, level) in documents.iter().zip(levels) {
        if *level == Level::Internal {
            internal.insert(&document.place.key, document);
        }
    }
    for ((document, explicit), level) in documents.iter().zip(explicit).zip(levels) {
        let Some(other) = internal.get(document.place.key.as_str()) else { continue };
        if *level == Level::Public && explicit.is_none() && !document.front.draft {
            faults.push(
                Diagnostic::error(Code::Audience, Span::start_of(&document.path), "translation of an internal page is public")
                    .label(Span::start_of(&other.path), "this page is internal")
                    .help("say `audience: internal`, or `audience: public` if that is meant"),
            );
        }
    }
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
        let index = section_page(library, at).filter(|index| library.levels[*index] <= sees);
        let own = index.map(|index| &library.documents[index]).filter(|index| index.place != document.place);
        if let Some(value) = own.and_then(&value) {
            return Some(value);
        }
        if at.is_empty() {
            return None;
        }
        at = folder(at);
    }
}

/// The number of the page of a folder.
pub(crate) fn section_page(library: &Library<'_>, folder: &str) -> Option<usize> {
    let names = ["index.md", "_index.md", "README.md", "readme.md", "Readme.md", "index.markdown"];
    names
        .iter()
        .map(|name| if folder.is_empty() { (*name).to_string() } else { format!("{folder}/{name}") })
        .find_map(|path| library.find(&path))
        .filter(|index| !library.documents[*index].front.draft)
}

