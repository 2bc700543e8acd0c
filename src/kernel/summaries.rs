//! The `SUMMARY.md` files of a site, one per language at the most.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::document;
use crate::library::Library;
use crate::nearest;
use crate::place::Place;
use crate::project;
use crate::summary::{self, Entry};

/// Summaries by the folder that they lie in.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Summaries {
    by_folder: BTreeMap<String, Vec<(Entry, Option<usize>)>>,
}

impl Summaries {
    /// Reads all summaries and looks up what they list.
    pub fn read(library: &Library<'_>, faults: &mut Vec<Diagnostic>) -> Self {
        let mut summaries = Self::default();
        for (path, file) in
            library.sources.content.iter().filter(|(path, _)| project::is_summary(path, library))
        {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let text = document::utf8(file, faults);
            let entries = summary::parse(&text, &file.path, folder);
            let found = entries.into_iter().map(|entry| find(library, entry, faults)).collect();
            summaries.by_folder.insert(folder.to_string(), found);
        }
        summaries
    }

    /// Whether a document may be built: a summary builds only what it lists.
    pub fn list(&self, number: usize, place: &Place) -> bool {
        let Some(entries) = self.by_folder.get(&place.language_folder) else { return true };
        entries.iter().any(|(_, document)| *document == Some(number))
    }

    /// Whether the pages of a folder are ordered by a summary.
    pub fn covers(&self, folder: &str) -> bool {
        let mut at = folder;
        loop {
            if self.by_folder.contains_key(at) {
                return true;
            }
            if at.is_empty() {
                return false;
            }
            at = at.rsplit_once('/').map_or("", |(parent, _)| parent);
        }
    }

    /// Whether a root has a summary.
    pub fn has(&self, root: &str) -> bool {
        self.by_folder.contains_key(root)
    }
}

/// The lines of the summary of a root, with the documents that they lead to.
pub(crate) fn entries<'s>(summaries: &'s Summaries, root: &str) -> &'s [(Entry, Option<usize>)] {
    summaries.by_folder.get(root).map_or(&[], Vec::as_slice)
}

fn find(library: &Library<'_>, entry: Entry, faults: &mut Vec<Diagnostic>) -> (Entry, Option<usize>) {
    let Some(path) = &entry.path else { return (entry, None) };
    let found = library.find(path);
    if found.is_none() {
        let message = format!("`SUMMARY.md` lists `{path}`, which does not exist");
        let help = nearest::did_you_mean(path, library.names());
        faults.push(Diagnostic::error(Code::Summary, entry.span.clone(), message).maybe_help(help));
    }
    (entry, found)
}
