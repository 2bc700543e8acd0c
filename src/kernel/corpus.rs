//! All documents, opaque: the only thing one can do with them is to project them for an audience.

use std::sync::Arc;

use rayon::prelude::*;

use crate::audience::{Audience, Level};
use crate::checked::Checked;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::library::{self, Library};
use crate::memory::Memory;
use crate::place::Place;
use crate::project;
use crate::site::Site;
use crate::source::{self, File, Sources};

/// Every document of a site, before anybody was asked who may read it.
#[derive(Debug)]
pub struct Corpus {
    sources: Arc<Sources>,
    config: Arc<Config>,
    documents: Vec<Arc<Document>>,
    levels: Vec<Level>,
}

impl Corpus {
    /// Reads every Markdown file of the sources.
    pub fn parse(sources: &Arc<Sources>, config: &Config) -> Checked<Self> {
        Self::parse_with(sources, &Arc::new(config.clone()), |_, _| None)
    }

    /// The same for sources that were changed, of which only what is new is read. Files are the same if their bytes are
    /// shared with those that were read before.
    pub fn parse_again(&self, sources: &Arc<Sources>, config: &Config) -> Checked<Self> {
        if *config != *self.config {
            return Self::parse(sources, config);
        }
        Self::parse_with(sources, &self.config, |path, file| self.unchanged(path, file))
    }

    /// The document of a file that is still what it was.
    fn unchanged(&self, path: &str, file: &File) -> Option<Arc<Document>> {
        let (known, bytes) = (self.sources.content.get(path)?.bytes.as_ref()?, file.bytes.as_ref()?);
        let at = self.documents.binary_search_by(|document| document.place.path.as_str().cmp(path)).ok()?;
        Arc::ptr_eq(known, bytes).then(|| Arc::clone(&self.documents[at]))
    }

    fn parse_with(
        sources: &Arc<Sources>,
        config: &Arc<Config>,
        known: impl Fn(&str, &File) -> Option<Arc<Document>> + Sync,
    ) -> Checked<Self> {
        let files: Vec<_> = sources
            .content
            .iter()
            .filter(|(path, _)| source::is_page(path) && !is_summary(path, config))
            .collect();
        let read = |(path, file): &(&Arc<str>, &File)| {
            known(path, file)
                .unwrap_or_else(|| Arc::new(Document::parse(Place::of(path, config), file, config)))
        };
        let documents: Vec<Arc<Document>> = files.par_iter().map(read).collect();
        let mut faults: Vec<Diagnostic> = sources.faults.clone();
        faults.extend(documents.iter().flat_map(|document| document.faults.iter().cloned()));
        let levels = library::levels(&documents, config, &mut faults);
        let corpus = Self { sources: Arc::clone(sources), config: Arc::clone(config), documents, levels };
        Checked::with(corpus, faults)
    }

    /// The site of an audience: the only way out.
    pub fn project<A: Audience>(&self) -> Checked<Site<A>> {
        self.project_again(&mut Memory::default())
    }

    /// The site of an audience, taking from the last projection what is still true.
    pub fn project_again<A: Audience>(&self, memory: &mut Memory<A>) -> Checked<Site<A>> {
        let library = Library::new(&self.sources, &self.config, &self.documents, &self.levels);
        project::project(&library.seen_by(A::SEES), memory)
    }
}

/// `SUMMARY.md` in the source folder or in a language's folder gives the order and is no page.
pub(crate) fn is_summary(path: &str, config: &Config) -> bool {
    let (first, rest) = path.split_once('/').unwrap_or(("", path));
    path == "SUMMARY.md" || (rest == "SUMMARY.md" && config.find_language(first).is_some())
}
