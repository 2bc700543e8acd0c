//! One edition under preview: what it was made of, and the last that had no error.

use std::path::Path;
use std::sync::Arc;

use answerbook_kernel::{Audience, Diagnostic, Memory, Site, SourcePath};

use crate::engine::edition::without_echoes;
use crate::engine::{Engine, EngineError};
use crate::files::Files;
use crate::preview::face::{Face, Index};
use crate::preview::follow::{Done, Task};
use crate::render::items::Fault;
use crate::render::pages::Stage;
use crate::serve::board::Side;
use crate::watch::Changes;

/// More changed pages than this are looked through beside, not before they are shown.
const LOOKED_THROUGH: usize = 64;

/// One edition under preview.
pub(super) struct Live<A: Audience> {
    memory: Memory<A>,
    /// The files that pages refer to, as they were last read.
    files: Arc<Files>,
    /// The pages as the sources have them now, with errors or without.
    latest: Option<Stage<A>>,
    /// Whether every file of them is known to work.
    proven: bool,
    /// The last that had no error as far as anybody knows.
    shown: Option<Arc<Face<A>>>,
    /// The pages of what is shown, while their index is still to be made.
    owed: Option<Stage<A>>,
    /// The last that is known to have no error.
    good: Option<Arc<Face<A>>>,
    /// What is wrong with the sources.
    faults: Vec<Diagnostic>,
    /// What is wrong with files that nobody asked for.
    found_beside: Vec<Diagnostic>,
    /// Paths of files that did not work when they were last made.
    suspects: Vec<String>,
    /// Counts the states of the edition.
    state: u64,
}

impl<A: Audience> Default for Live<A> {
    fn default() -> Self {
        Self {
            memory: Memory::default(),
            files: Arc::default(),
            latest: None,
            proven: false,
            shown: None,
            owed: None,
            good: None,
            faults: Vec::new(),
            found_beside: Vec::new(),
            suspects: Vec::new(),
            state: 0,
        }
    }
}

impl<A: Audience> Live<A> {
    /// Makes the pages anew; how many are not what they were.
    pub fn advance(&mut self, engine: &Engine, changes: &Changes) -> Result<usize, EngineError> {
        let (site, faults) = engine.site_again(&mut self.memory).into_parts();
        let known = |path: &SourcePath| self.files.get(path).filter(|_| !concern(changes, path)).cloned();
        let files = Arc::new(Files::read_again(engine.root(), &site, known)?);
        let stage = self.stage(engine, site, Arc::clone(&files));
        let changed = stage.changed_since(self.latest.as_ref());
        // What did not work before is looked at again, or the fault would be forgotten over a change elsewhere.
        let (found, suspects) = apart(stage.look_through(&changed, LOOKED_THROUGH, &self.suspects));
        let found = without_echoes(&faults, found);
        let same = self.latest.as_ref().is_some_and(|latest| stage.has_same_files(latest));
        let works = suspects.is_empty() && self.suspects.is_empty();
        self.proven = self.proven && same && works && changed.len() <= LOOKED_THROUGH;
        self.suspects = suspects;
        (self.files, self.faults) = (files, faults);
        self.faults.extend(found);
        self.found_beside.clear();
        self.state += 1;
        if !is_broken(&self.faults) {
            self.shown = Some(Arc::new(Face::new(stage.clone(), self.index())));
            self.owed = Some(stage.clone());
        }
        self.latest = Some(stage);
        Ok(changed.len())
    }

    fn stage(&self, engine: &Engine, site: Site<A>, files: Arc<Files>) -> Stage<A> {
        let (theme, published) = (engine.inputs().theme(), engine.inputs().published());
        let stage = match &self.latest {
            Some(stage) => stage.again(site.with_related_of(&stage.site), theme, published, files),
            None => Stage::new(site, theme, published, files),
        };
        stage.with_numbers(engine.inputs().numbers())
    }

    fn index(&self) -> Option<Index> {
        self.shown.as_ref()?.index.clone()
    }

    /// What is still to be computed.
    pub fn job(&self) -> Option<Task<A>> {
        let unproven = self.latest.clone().filter(|_| !self.proven);
        (unproven.is_some() || self.owed.is_some()).then(|| Task {
            state: self.state,
            unproven,
            owed: self.owed.clone(),
        })
    }

    /// Takes over what was computed, if it is still about the pages that are there.
    pub fn follow(&mut self, done: Option<Done<A>>) {
        let Some(done) = done.filter(|done| done.state == self.state) else { return };
        let is_sound = !is_broken(&self.faults);
        if let Some((stage, index)) = done.settled {
            self.shown = Some(Arc::new(Face::new(stage.clone(), Some(index))));
            self.owed = None;
            if is_sound {
                self.latest = Some(stage);
            }
        }
        let (found, suspects) = apart(done.found);
        self.suspects.extend(suspects);
        self.found_beside = without_echoes(&self.faults, found);
        self.proven = self.found_beside.is_empty();
        match is_broken(&self.found_beside) {
            _ if !is_sound => {}
            // A template that fails on a page that nobody looks at is an error all the same.
            true => self.shown.clone_from(&self.good),
            false => self.good.clone_from(&self.shown),
        }
    }

    /// Everything that is wrong.
    pub fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        self.faults.iter().chain(&self.found_beside)
    }

    /// What is to be shown.
    pub fn side(&self) -> Side {
        let showing = self.shown.as_ref().map(|face| Arc::clone(face) as _);
        Side { showing, stale: self.faults().any(Diagnostic::is_error), indexed: self.owed.is_none() }
    }
}

/// What is wrong, and with which files.
fn apart(found: Vec<Fault>) -> (Vec<Diagnostic>, Vec<String>) {
    found.into_iter().map(|fault| (fault.diagnostic, fault.path)).unzip()
}

fn is_broken(faults: &[Diagnostic]) -> bool {
    faults.iter().any(Diagnostic::is_error)
}

/// Whether a file may have changed.
fn concern(changes: &Changes, file: &SourcePath) -> bool {
    match changes {
        Changes::Paths(paths) => paths.iter().any(|path| Path::new(file.as_str()).starts_with(path)),
        Changes::Everything => true,
    }
}
