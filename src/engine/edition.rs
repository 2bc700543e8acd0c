//! The finished edition of an audience.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use answerbook_kernel::source::config_path;
use answerbook_kernel::{Audience, Checked, Clean, Code, Diagnostic, OutputPath, Site, Span};
use answerbook_search::{BuildError, Draft, Passage, Settings};

use crate::engine::{Engine, EngineError};
use crate::files::Files;
use crate::output::Output;
use crate::render::pages::Stage;
use crate::{index, related};

/// What an edition amounts to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Pages with a source.
    pub pages: usize,
    /// Words of text.
    pub words: usize,
    /// Bytes of the search index.
    pub search_bytes: u64,
    /// How long it took to project the documents.
    pub projecting: Duration,
    /// How long it took to render the pages; at the same time as indexing.
    pub rendering: Duration,
    /// How long it took to index the pages.
    pub indexing: Duration,
}

impl Figures {
    /// What can be counted before anything is made.
    fn of<A: Audience>(site: &Site<A>) -> Self {
        Self {
            pages: site.pages().filter(|(_, page)| page.source.is_some()).count(),
            words: site.pages().map(|(_, page)| page.body.words).sum(),
            ..Self::default()
        }
    }
}

impl Engine {
    /// The finished edition of an audience.
    ///
    /// # Errors
    /// When the machine fails; faults of the content are in the value.
    pub fn edition<A: Audience>(&self) -> Result<Edition<A>, EngineError> {
        self.edition_while(|_| ()).map(|(edition, ())| edition)
    }

    /// The finished edition of an audience; `meanwhile` gets its pages while they are still being indexed.
    ///
    /// # Errors
    /// When the machine fails; faults of the content are in the value.
    pub fn edition_while<A: Audience, R: Send>(
        &self,
        meanwhile: impl FnOnce(&Checked<Output<A>>) -> R + Send,
    ) -> Result<(Edition<A>, R), EngineError> {
        self.make(|draft, settings| draft.finish(settings), meanwhile)
    }

    /// The edition of an audience with all that can be wrong with it, but without its search index.
    ///
    /// # Errors
    /// When the machine fails; faults of the content are in the value.
    pub fn unindexed<A: Audience>(&self) -> Result<Edition<A>, EngineError> {
        // The other files of an index have names that no page can have by chance.
        let first = || BTreeMap::from([(answerbook_search::MANIFEST.to_owned(), Vec::new())]);
        self.make(|_, _| Ok(first()), |_| ()).map(|(edition, ())| edition)
    }

    fn make<A: Audience, R: Send>(
        &self,
        index: impl FnOnce(Draft<'_>, &Settings) -> Result<answerbook_search::Files, BuildError> + Send,
        meanwhile: impl FnOnce(&Checked<Output<A>>) -> R + Send,
    ) -> Result<(Edition<A>, R), EngineError> {
        let ((site, faults), projecting) = timed(|| self.site::<A>().into_parts());
        let (files, (passages, settings)) =
            rayon::join(|| Files::read(self.root(), &site), || self.searchable(&site));
        let (draft, drafting) = timed(|| self.draft(&passages));
        let draft = draft?;
        let site = related::add(site, &draft);
        let files = files?;
        let ((indexed, indexing), (output, rendering, result)) = rayon::join(
            || timed(|| index(draft, &settings)),
            || {
                let (rendered, rendering) = timed(|| self.stage(site.clone(), files).output());
                let (rendered, found) = rendered.into_parts();
                let found = without_echoes(&faults, found);
                let pages = Checked::with((), faults).then(|()| Checked::with(rendered, found));
                let result = meanwhile(&pages);
                (pages, rendering, result)
            },
        );
        let indexed = indexed?;
        let search_bytes = indexed.values().map(|bytes| bytes.len() as u64).sum();
        let figures = Figures {
            search_bytes,
            projecting,
            rendering,
            indexing: drafting + indexing,
            ..Figures::of(&site)
        };
        let output = output.then(|output| add_index(output, indexed));
        Ok((Edition { site, output, figures }, result))
    }

    fn stage<A: Audience>(&self, site: Site<A>, files: Files) -> Stage<A> {
        let stage = Stage::new(site, self.inputs().theme(), self.inputs().published(), Arc::new(files));
        stage.with_numbers(self.inputs().numbers())
    }

    /// The passages as an index is made of them.
    fn draft<'p>(&self, passages: &'p [Passage]) -> Result<Draft<'p>, BuildError> {
        static NEVER: AtomicBool = AtomicBool::new(false);
        // They are right after whatever happened to who had them before.
        let mut readings = self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        Draft::with(passages, &mut readings, &NEVER)
    }

    /// What is searched, and what the index says besides.
    fn searchable<A: Audience>(&self, site: &Site<A>) -> (Vec<Passage>, Settings) {
        let passages = index::passages(site);
        let settings = index::settings(site, &passages, self.inputs().published());
        (passages, settings)
    }
}

/// An address that was found at fault in its source is not complained about again where its file would be written.
pub fn without_echoes(faults: &[Diagnostic], mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let about_addresses = |one: &Diagnostic| matches!(one.code, Code::AddressTaken | Code::BadName);
    if faults.iter().any(about_addresses) {
        found.retain(|one| !about_addresses(one));
    }
    found
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = work();
    (value, start.elapsed())
}

/// A finished edition.
#[derive(Debug)]
pub struct Edition<A: Audience> {
    /// What the audience may know.
    pub site: Site<A>,
    /// All files, and everything found on the way.
    pub output: Checked<Output<A>>,
    /// What it amounts to.
    pub figures: Figures,
}

impl<A: Audience> Edition<A> {
    /// The files, if nothing is wrong with them.
    ///
    /// # Errors
    /// Everything that was found, if there is an error among it.
    pub fn into_clean(self) -> Result<Clean<Output<A>>, Vec<Diagnostic>> {
        self.output.into_clean()
    }
}

fn add_index<A: Audience>(mut output: Output<A>, files: BTreeMap<String, Vec<u8>>) -> Checked<Output<A>> {
    let mut faults = Vec::new();
    for (name, bytes) in files {
        let added = OutputPath::new(format!("search/{name}"))
            .and_then(|path| output.insert(path, bytes).map_err(|error| error.to_string()));
        if let Err(why) = added {
            let span = Span::start_of(&config_path());
            faults.push(Diagnostic::error(Code::AddressTaken, span, why));
        }
    }
    Checked::with(output, faults)
}
