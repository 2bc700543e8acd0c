//! All documents, opaque: the only thing one can do with them is to project them for an audience.

use std::sync::Arc;

use rayon::prelude::*;

use crate::audience::{Audience, Level};
use crate::checked::Checked;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::library::{self, Library};
use crate::place::Place;
use crate::project;
use crate::site::Site;
use crate::source::{self, Sources};

/// Every document of a site, before anybody was asked who may read it.
#[derive(Debug)]
pub struct Corpus {
    sources: Arc<Sources>,
    config: Config,
    documents: Vec<Document>,
    levels: Vec<Level>,
}

impl Corpus {
    /// Reads every Markdown file of the sources.
    pub fn parse(sources: &Arc<Sources>, config: &Config) -> Checked<Self> {
        let files: Vec<_> = sources
            .content
            .iter()
            .filter(|(path, _)| source::is_page(path) && !is_summary(path, config))
            .collect();
        let parsed: Vec<(Document, Vec<Diagnostic>)> = files
            .par_iter()
            .map(|(path, file)| {
                let mut faults = Vec::new();
                (Document::parse(Place::of(path, config), file, config, &mut faults), faults)
            })
            .collect();
        let (documents, faults): (Vec<_>, Vec<_>) = parsed.into_iter().unzip();
        let mut faults: Vec<Diagnostic> =
            sources.faults.iter().cloned().chain(faults.into_iter().flatten()).collect();
        let levels = library::levels(&documents, config, &mut faults);
        Checked::with(
            Self { sources: Arc::clone(sources), config: config.clone(), documents, levels },
            faults,
        )
    }

    /// The site of an audience: the only way out.
    pub fn project<A: Audience>(&self) -> Checked<Site<A>> {
        project::project(
            &Library::new(&self.sources, &self.config, &self.documents, &self.levels).seen_by(A::SEES),
        )
    }
}

/// `SUMMARY.md` in the source folder or in a language's folder gives the order and is no page.
pub(crate) fn is_summary(path: &str, config: &Config) -> bool {
    let place = Place::of(path, config);
    place.key == "SUMMARY.md"
}
