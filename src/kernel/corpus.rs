//! All documents, opaque: the only thing one can do with them is to project them for an audience.

use std::sync::Arc;

use rayon::prelude::*;

use crate::audience::{Audience, Level};
use crate::checked::Checked;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::library::Library;
use crate::memory::Memory;
use crate::outside::{self, Outside};
use crate::place::Place;
use crate::project;
use crate::promises::{self, Asked, Record, Says, Unknown};
use crate::site::Site;
use crate::source::{self, File, Sources};

/// Every document of a site, before anybody was asked who may read it.
#[derive(Debug)]
pub struct Corpus {
    sources: Arc<Sources>,
    config: Arc<Config>,
    documents: Vec<Arc<Document>>,
    outside: Arc<Outside>,
}

impl Corpus {
    /// Reads every Markdown file of the sources.
    pub fn parse(sources: &Arc<Sources>, config: &Config) -> Checked<Self> {
        Self::parse_with(sources, &Arc::new(config.clone()), None)
    }

    /// The same for sources that were changed, of which only what is new is read. Files are the same if their bytes are
    /// shared with those that were read before.
    pub fn parse_again(&self, sources: &Arc<Sources>, config: &Config) -> Checked<Self> {
        if *config != *self.config {
            return Self::parse(sources, config);
        }
        Self::parse_with(sources, &self.config, Some(self))
    }

    /// For each of some pages in the order of their paths, its document if it is still what it was.
    fn unchanged<'c>(&'c self, pages: &[(&Arc<str>, &File)]) -> Vec<Option<&'c Arc<Document>>> {
        let mut before = pages_of(&self.sources, &self.config).zip(&self.documents).peekable();
        let document = |(path, file): &(&Arc<str>, &File)| {
            while before.next_if(|((known, _), _)| known < path).is_some() {}
            let ((_, known), document) = before.next_if(|((known, _), _)| known == path)?;
            outside::same_bytes(known, file).then_some(document)
        };
        pages.iter().map(document).collect()
    }

    fn parse_with(sources: &Arc<Sources>, config: &Arc<Config>, before: Option<&Self>) -> Checked<Self> {
        let pages: Vec<_> = pages_of(sources, config).collect();
        let known = before.map_or_else(|| vec![None; pages.len()], |before| before.unchanged(&pages));
        let read = |((path, file), known): (&(&Arc<str>, &File), Option<&Arc<Document>>)| match known {
            Some(document) => Arc::clone(document),
            None => Arc::new(Document::parse(Place::of(path, config), file, config)),
        };
        let documents: Vec<Arc<Document>> = pages.par_iter().zip(known).map(read).collect();
        let mut faults: Vec<Diagnostic> = sources.faults.clone();
        faults.extend(documents.iter().flat_map(|document| document.faults.iter().cloned()));
        // What is wrong is looked at again, since it is told with places that may have moved.
        let same = |before: &&Self| {
            before.outside.faults.is_empty()
                && outside::is_same(config, (sources, &documents), (&before.sources, &before.documents))
        };
        let outside = match before.filter(same) {
            Some(before) => Arc::clone(&before.outside),
            None => Arc::new(Outside::of(&documents, config)),
        };
        faults.extend(outside.faults.iter().cloned());
        let corpus = Self { sources: Arc::clone(sources), config: Arc::clone(config), documents, outside };
        Checked::with(corpus, faults)
    }

    /// What is wrong with what the pages promise: warnings, by place.
    pub fn promises(&self, asked: &Asked<'_>) -> Vec<Diagnostic> {
        promises::all(&self.library(), asked)
    }

    /// Which pages say the value of a variable, or a value.
    ///
    /// # Errors
    /// When there is no such variable, and what was asked for is no quantity either.
    pub fn says(&self, asked: &str) -> Result<Says, Unknown> {
        promises::says(&self.library(), asked)
    }

    /// The record after some translations were brought level with their originals, and the paths of those.
    pub fn brought_level(&self, record: &Record, asked: &dyn Fn(&str) -> bool) -> (Record, Vec<String>) {
        promises::brought_level(&self.library(), record, asked)
    }

    /// All documents, as staff know them.
    fn library(&self) -> Library<'_> {
        Library::new((&self.sources, &self.config), (&self.documents, &self.outside), (Level::Internal, None))
    }

    /// The site of an audience: the only way out.
    pub fn project<A: Audience>(&self) -> Checked<Site<A>> {
        self.project_again(&mut Memory::default())
    }

    /// The site of an audience, taking from the last projection what is still true.
    pub fn project_again<A: Audience>(&self, memory: &mut Memory<A>) -> Checked<Site<A>> {
        let known = memory.seen_as(&self.outside).map(|last| Arc::clone(&last.frame.plan.sections));
        let library =
            Library::new((&self.sources, &self.config), (&self.documents, &self.outside), (A::SEES, known));
        project::project(&library, memory)
    }
}

/// The files that are pages, in the order of their paths.
fn pages_of<'s>(sources: &'s Sources, config: &Config) -> impl Iterator<Item = (&'s Arc<str>, &'s File)> {
    sources.content.iter().filter(|(path, _)| source::is_page(path) && !is_summary(path, config))
}

/// `SUMMARY.md` in the source folder or in a language's folder gives the order and is no page.
pub(crate) fn is_summary(path: &str, config: &Config) -> bool {
    let (first, rest) = path.split_once('/').unwrap_or(("", path));
    path == "SUMMARY.md" || (rest == "SUMMARY.md" && config.find_language(first).is_some())
}
