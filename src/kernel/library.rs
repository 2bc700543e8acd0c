//! All documents side by side, and who may read each: what the kernel knows and nobody else.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::audience::Level;
use crate::config::Config;
use crate::corpus;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::frame::Sections;
use crate::outside::Outside;
use crate::source::Sources;
use crate::span::Span;

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
fn nearest<T: Copy>(values: &BTreeMap<String, T>, mut at: &str) -> Option<T> {
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
fn sections(documents: &[Arc<Document>], seen: impl Fn(usize) -> bool) -> HashMap<&str, usize> {
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
fn folders<'d>(documents: impl Iterator<Item = &'d Document>) -> HashSet<&'d str> {
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

/// What the pages of folders say about who may read what lies in them. Every page that could be a folder's may close it, drafts,
/// too, but only the one that is its page may open it.
pub(crate) fn folder_levels(documents: &[Arc<Document>]) -> BTreeMap<String, Level> {
    let pages = sections(documents, |number| !documents[number].front.draft);
    let mut levels: BTreeMap<String, Level> = BTreeMap::new();
    for (number, document) in documents.iter().enumerate() {
        let Some(said) = &document.front.cascade.audience else { continue };
        let place = &document.place;
        let folder =
            if place.index_rank().is_some() { place.folder() } else { place.path_without_extension() };
        if said.value < Level::Internal && pages.get(folder) != Some(&number) {
            continue;
        }
        let level = levels.entry(folder.to_string()).or_insert(said.value);
        *level = said.value.max(*level);
    }
    levels
}

/// Who may read each document: what it says itself, else its section, else the site, else staff alone.
pub(crate) fn levels(
    documents: &[Arc<Document>],
    config: &Config,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Level> {
    let folders = folder_levels(documents);
    let said = |document: &Arc<Document>| {
        let own = document.front.audience.as_ref().map(|at| at.value);
        own.or_else(|| nearest(&folders, scope(document, &folders)))
    };
    let explicit: Vec<Option<Level>> = documents.iter().map(said).collect();
    let levels: Vec<Level> = explicit.iter().map(|level| level.unwrap_or(config.default_audience)).collect();
    check_translations(config, (documents, &explicit, &levels), faults);
    check_cascades(documents, faults);
    check_sections(documents, &explicit, &levels, faults);
    levels
}

/// Where a document looks for what its section says: in its own folder, which for the page beside a folder is that one.
fn scope<'d>(document: &'d Document, folders: &BTreeMap<String, Level>) -> &'d str {
    let below = document.place.path_without_extension();
    if folders.contains_key(below) { below } else { document.place.folder() }
}

/// A section whose page is for staff while its other pages are public only because nobody said otherwise.
fn check_sections(
    documents: &[Arc<Document>],
    explicit: &[Option<Level>],
    levels: &[Level],
    faults: &mut Vec<Diagnostic>,
) {
    let sections = sections(documents, |number| !documents[number].front.draft);
    // In the order of the folders, so that what is found comes in one order.
    for (folder, number) in BTreeMap::from_iter(sections) {
        let said = documents[number].front.audience.as_ref().filter(|at| at.value == Level::Internal);
        let Some(said) = said.filter(|_| documents[number].front.cascade.audience.is_none()) else {
            continue;
        };
        let open = documents.iter().zip(explicit).zip(levels).find(|((document, explicit), level)| {
            (document.place.folder() == folder || document.place.folder().starts_with(&format!("{folder}/")))
                && explicit.is_none()
                && **level == Level::Public
                && !document.front.draft
        });
        if let Some(((document, _), _)) = open {
            let message = "the page of this section is internal, but its other pages are public";
            faults.push(
                Diagnostic::warning(Code::Audience, said.span.clone(), message)
                    .label(Span::start_of(&document.path), "this page is public by default")
                    .help(
                        "say `audience: internal` under `cascade`, too, or `audience: public` on those pages",
                    ),
            );
        }
    }
}

/// A `cascade` decides nothing on a page that is not the page of a section, and its author believes that it does.
fn check_cascades(documents: &[Arc<Document>], faults: &mut Vec<Diagnostic>) {
    let folders = folders(documents.iter().map(|document| &**document));
    let pages = sections(documents, |number| !documents[number].front.draft);
    for (number, document) in documents.iter().enumerate() {
        let place = &document.place;
        let section = match place.index_rank() {
            Some(_) => document.front.draft || pages.get(place.folder()) == Some(&number),
            None => folders.contains(place.path_without_extension()),
        };
        if let Some(said) = document.front.cascade.audience.as_ref().filter(|_| !section) {
            let message = "`cascade` decides nothing on a page that is not the page of a section";
            faults.push(
                Diagnostic::error(Code::Audience, said.span.clone(), message)
                    .help("move it to the `index.md` of the folder"),
            );
        }
    }
}

/// A translation that says nothing while its original is for staff was most likely forgotten.
fn check_translations(
    config: &Config,
    (documents, explicit, levels): (&[Arc<Document>], &[Option<Level>], &[Level]),
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
        let translated = document.place.language != config.language().code;
        if *level == Level::Public && explicit.is_none() && translated && !document.front.draft {
            faults.push(
                Diagnostic::error(
                    Code::Audience,
                    Span::start_of(&document.path),
                    "translation of an internal page is public",
                )
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
