//! Everything that decides where an address leads, but for the headings of the page that it leads to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::audience::Level;
use crate::draft::Draft;
use crate::library::Library;
use crate::roots::Roots;
use crate::site::PageId;

/// What addresses can lead to, for one audience.
#[derive(Debug)]
pub(crate) struct World<A> {
    /// Pages of the site, by document.
    pub by_document: Vec<Option<PageId<A>>>,
    /// Pages of the site, by folder in the source.
    pub by_folder: BTreeMap<String, PageId<A>>,
    /// Pages of the site, by former address.
    pub by_former: BTreeMap<String, PageId<A>>,
    /// Folders that hold pages for any audience.
    pub folders: BTreeSet<String>,
    /// Every path in the source folder.
    names: Vec<Arc<str>>,
    /// For each document who may read it, and whether it is a draft.
    documents: Vec<(Level, bool)>,
    /// What folders say about who may read what lies in them.
    folder_levels: BTreeMap<String, Level>,
}

impl<A> World<A> {
    /// Where the pages of an audience lie.
    pub fn of(
        library: &Library<'_>,
        drafts: &[Draft],
        roots: &Roots,
        by_former: BTreeMap<String, PageId<A>>,
    ) -> Self {
        let documents = library.documents.iter().zip(&library.outside.levels);
        Self {
            by_document: by_document(drafts, library.documents.len()),
            by_folder: by_folder(drafts, roots),
            by_former,
            folders: source_folders(library),
            names: library.sources.content.keys().map(Arc::clone).collect(),
            documents: documents.map(|(document, level)| (*level, document.front.draft)).collect(),
            folder_levels: library.folder_levels().clone(),
        }
    }

    /// Whether every address leads to where it led in another world, if the pages have the same addresses.
    pub fn is_as(&self, other: &Self) -> bool {
        self.by_document == other.by_document
            && self.by_folder == other.by_folder
            && self.by_former == other.by_former
            && self.folders == other.folders
            && self.names == other.names
            && self.documents == other.documents
            && self.folder_levels == other.folder_levels
    }
}

fn by_document<A>(drafts: &[Draft], documents: usize) -> Vec<Option<PageId<A>>> {
    let mut pages = vec![None; documents];
    for (index, draft) in drafts.iter().enumerate() {
        if let Some(number) = draft.document {
            pages[number] = Some(PageId::new(index));
        }
    }
    pages
}

fn by_folder<A>(drafts: &[Draft], roots: &Roots) -> BTreeMap<String, PageId<A>> {
    let sections =
        drafts.iter().enumerate().filter_map(|(index, draft)| Some((index, draft.section.clone()?)));
    let mut found: BTreeMap<_, _> = sections.map(|(index, folder)| (folder, PageId::new(index))).collect();
    if let Some(home) = found.get(&roots.default).copied() {
        found.entry(String::new()).or_insert(home);
    }
    found
}

/// Every folder that holds documents for anybody.
fn source_folders(library: &Library<'_>) -> BTreeSet<String> {
    let mut folders = BTreeSet::new();
    for document in library.documents.iter().filter(|document| !document.front.draft) {
        let mut at = document.place.folder();
        while !at.is_empty() && !folders.contains(at) {
            folders.insert(at.to_string());
            at = at.rsplit_once('/').map_or("", |(folder, _)| folder);
        }
    }
    folders
}
