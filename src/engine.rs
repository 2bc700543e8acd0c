//! Runs the stages: disk → sources → corpus → site → output. What `build`, `check` and `serve` have in common.

pub mod edition;
pub mod inputs;
mod told;

use std::path::Path;
use std::sync::Mutex;

use answerbook_kernel::promises::{self, Asked, Record};
use answerbook_kernel::search_test::SearchTest;
use answerbook_kernel::source::config_path;
use answerbook_kernel::{
    Audience, Checked, Config, Corpus, Diagnostic, Internal, Memory, Public, Site, SourcePath, search_test,
    source,
};
use answerbook_search::{BuildError, Readings};
use jiff::civil::Date;

use crate::disk::{self, DiskError};
use crate::feedback::report::SiteFacts;
use crate::watch::Changes;
pub use edition::{Edition, Figures};
pub use inputs::Inputs;

/// What stops a build that is not the content's fault.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The disk.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// The search engine.
    #[error("the search index cannot be built")]
    Index(#[from] BuildError),
}

/// A site read from the disk, ready to be projected.
#[derive(Debug)]
pub struct Engine {
    inputs: Inputs,
    corpus: Corpus,
    faults: Vec<Diagnostic>,
    /// What the texts of one edition said, most of which the other has, too.
    readings: Mutex<Readings>,
}

impl Engine {
    /// Reads and parses a site.
    ///
    /// # Errors
    /// When the disk refuses; what is wrong with the content is told by the editions.
    pub fn load(root: &Path) -> Result<Self, EngineError> {
        let inputs = Inputs::read(root)?;
        let corpus = Corpus::parse(inputs.sources(), inputs.config());
        Ok(Self::with(inputs, corpus))
    }

    /// The site after files of it changed: the same as if it were loaded, but only what changed is read and parsed.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn again(&self, changes: &Changes) -> Result<Self, EngineError> {
        let inputs = self.inputs.again(changes)?;
        let corpus = self.corpus.parse_again(inputs.sources(), inputs.config());
        Ok(Self::with(inputs, corpus))
    }

    fn with(inputs: Inputs, corpus: Checked<Corpus>) -> Self {
        let (corpus, found) = corpus.into_parts();
        let mut faults = inputs.faults().to_vec();
        faults.extend(found);
        Self { inputs, corpus, faults, readings: Mutex::default() }
    }

    /// What was read.
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        self.inputs.config()
    }

    /// The files of the source folder.
    pub fn sources(&self) -> &source::Sources {
        self.inputs.sources()
    }

    /// The site's folder.
    pub fn root(&self) -> &Path {
        self.inputs.root()
    }

    /// What one audience may know, with everything found so far.
    pub fn site<A: Audience>(&self) -> Checked<Site<A>> {
        self.site_again(&mut Memory::default())
    }

    /// What a report on feedback says about pages, as far as they can be read; whether they are without fault is for `check` to say.
    pub fn facts(&self) -> SiteFacts {
        let (internal, public) = rayon::join(|| self.site::<Internal>(), || self.site::<Public>());
        SiteFacts::of(&internal.into_parts().0, &public.into_parts().0)
    }

    /// The same, taking from the last site what is still true.
    pub fn site_again<A: Audience>(&self, memory: &mut Memory<A>) -> Checked<Site<A>> {
        Checked::with((), self.faults.clone()).then(|()| self.corpus.project_again::<A>(memory))
    }

    /// The searches of `search-tests.toml`; none where there is no such file.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn search_tests(&self) -> Result<Checked<Vec<SearchTest>>, EngineError> {
        let bytes = disk::read_beside(self.root(), search_test::FILE)?.unwrap_or_default();
        Ok(search_test::parse(&bytes, self.config()))
    }

    /// What is wrong with what the pages promise, on a day: warnings, and errors in the record of translations.
    ///
    /// # Errors
    /// When the record of translations is there and cannot be read.
    pub fn promises(&self, today: Date) -> Result<Vec<Diagnostic>, EngineError> {
        let (record, mut found) = self.record()?.map_or((None, Vec::new()), |read| {
            let (record, faults) = read.into_parts();
            (faults.is_empty().then_some(record), faults)
        });
        let book = String::from_utf8_lossy(&disk::read_config(self.root())?).into_owned();
        found.extend(self.corpus.promises(&Asked { today, record: record.as_ref(), book: &book }));
        Ok(found)
    }

    /// The record of translations, if there is one.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn record(&self) -> Result<Option<Checked<Record>>, EngineError> {
        let bytes = disk::read_beside(self.root(), promises::FILE)?;
        Ok(bytes.map(|bytes| Record::parse(&bytes)))
    }

    /// All documents, before anybody was asked who may read them.
    pub fn corpus(&self) -> &Corpus {
        &self.corpus
    }

    /// The texts that diagnostics point into.
    pub fn text(&self, path: &SourcePath) -> Option<String> {
        if *path == config_path() {
            return disk::read_config(self.root())
                .ok()
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        }
        if [search_test::FILE, promises::FILE].contains(&path.as_str()) {
            let bytes = disk::read_beside(self.root(), path.as_str()).ok()??;
            return Some(String::from_utf8_lossy(&bytes).into_owned());
        }
        if let Some(text) = self.inputs.theme().sources.get(path) {
            return Some(text.clone());
        }
        let file = self.sources().content.values().find(|file| file.path == *path)?;
        Some(String::from_utf8_lossy(file.bytes.as_deref()?).into_owned())
    }
}
