//! The folders that languages begin in.

use std::collections::BTreeSet;

use crate::library::Library;
use crate::summaries::Summaries;

/// Where each language of a site begins.
#[derive(Debug)]
pub(crate) struct Roots {
    /// Language codes and their folders, in the order of the configuration; only languages that have pages.
    pub all: Vec<(String, String)>,
    /// The folder of the default language: the root of the source folder, or a folder of that language.
    pub default: String,
}

impl Roots {
    /// The roots of the documents that an audience may read.
    pub fn of(library: &Library<'_>, admitted: &[usize]) -> Self {
        let places = || admitted.iter().map(|number| &library.documents[*number].place);
        let config = library.config;
        let folder = |code: &str| {
            places()
                .find(|place| {
                    place.language_folder.eq_ignore_ascii_case(code) && !place.language_folder.is_empty()
                })
                .map(|place| place.language_folder.clone())
        };
        let default = folder(&config.language().code).unwrap_or_default();
        let mut all = vec![(config.language().code.clone(), default.clone())];
        for language in &config.languages[1..] {
            all.extend(folder(&language.code).map(|folder| (language.code.clone(), folder)));
        }
        Self { all, default }
    }

    /// Whether a folder is the root of a language, or of the source folder.
    pub fn is_root(&self, folder: &str) -> bool {
        folder.is_empty() || self.all.iter().any(|(_, root)| root == folder)
    }

    /// The section that pages of a folder belong to: pages beside language folders belong to the default language.
    pub fn section_of<'s>(&'s self, folder: &'s str) -> &'s str {
        if folder.is_empty() { &self.default } else { folder }
    }

    /// The section around a section.
    pub fn parent_of<'s>(&'s self, folder: &'s str) -> Option<&'s str> {
        if self.is_root(folder) {
            return None;
        }
        Some(self.section_of(folder.rsplit_once('/').map_or("", |(parent, _)| parent)))
    }

    /// Every folder that needs a page: those with pages, and those around them up to the root. A summary needs only roots.
    pub fn folders<'d>(
        &self,
        used: impl Iterator<Item = &'d str>,
        summaries: &Summaries,
    ) -> BTreeSet<String> {
        let mut folders: BTreeSet<String> = self.all.iter().map(|(_, root)| root.clone()).collect();
        for folder in used {
            let mut at = self.section_of(folder);
            let summarised = summaries.covers(at);
            while !summarised && !folders.contains(at) {
                folders.insert(at.to_string());
                match self.parent_of(at) {
                    Some(parent) => at = parent,
                    None => break,
                }
            }
        }
        folders
    }

    /// The other languages' roots, seen from one of them.
    pub fn others(&self, root: &str) -> Vec<String> {
        self.all.iter().map(|(_, folder)| folder.clone()).filter(|folder| folder != root).collect()
    }
}
