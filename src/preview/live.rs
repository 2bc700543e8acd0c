//! One edition under preview: what it was made of, and the last that had no error.

use std::path::Path;
use std::sync::Arc;

use answerbook_kernel::{Audience, Diagnostic, Memory, Site, SourcePath};

use crate::engine::edition::without_echoes;
use crate::engine::{Engine, EngineError};
use crate::files::Files;
use crate::preview::face::{Face, Indexes};
use crate::preview::follow::Task;
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
    /// The last that had no error.
    good: Option<Good<A>>,
    /// What is wrong with the sources now.
    faults: Vec<Diagnostic>,
    /// What making all files found, when that was done.
    found_beside: Vec<Diagnostic>,
    /// Counts the states of the edition.
    state: u64,
}

/// What is shown.
struct Good<A: Audience> {
    stage: Stage<A>,
    face: Arc<Face<A>>,
    /// Whether all that is computed beside belongs to these pages.
    settled: bool,
    /// Whether all templates are known to work before this backdrop.
    proven: bool,
    /// The last that was known to work as a whole.
    before: Option<Arc<Face<A>>>,
}

impl<A: Audience> Default for Live<A> {
    fn default() -> Self {
        Self {
            memory: Memory::default(),
            files: Arc::default(),
            good: None,
            faults: Vec::new(),
            found_beside: Vec::new(),
            state: 0,
        }
    }
}

impl<A: Audience> Live<A> {
    /// Makes the pages anew; how many are not what they were.
    pub fn advance(&mut self, engine: &Engine, changes: &Changes) -> Result<usize, EngineError> {
        let (site, faults) = engine.site_again(&mut self.memory).into_parts();
        self.faults = faults;
        self.found_beside.clear();
        if is_broken(&self.faults) {
            return Ok(0);
        }
        let known = |path: &SourcePath| self.files.get(path).filter(|_| !concern(changes, path)).cloned();
        let files = Arc::new(Files::read_again(engine.root(), &site, known)?);
        self.files = Arc::clone(&files);
        let stage = self.stage(engine, site, files);
        let changed = stage.changed_since(self.good.as_ref().map(|good| &good.stage));
        let found = without_echoes(&self.faults, stage.look_through(&changed, LOOKED_THROUGH));
        self.faults.extend(found);
        if !is_broken(&self.faults) {
            self.show(stage);
        }
        Ok(changed.len())
    }

    fn stage(&self, engine: &Engine, site: Site<A>, files: Arc<Files>) -> Stage<A> {
        let (theme, published) = (engine.inputs().theme(), engine.inputs().published());
        match &self.good {
            Some(Good { stage, .. }) => {
                stage.again(site.with_related_of(&stage.site), theme, published, files)
            }
            None => Stage::new(site, theme, published, files),
        }
    }

    fn show(&mut self, stage: Stage<A>) {
        self.state += 1;
        let last = self.good.take();
        let indexes = last.as_ref().map_or_else(Indexes::default, |good| good.face.indexes.clone());
        let proven = last.as_ref().is_some_and(|good| good.proven && good.stage.shares_backdrop(&stage));
        let before = last.and_then(|good| if good.proven { Some(good.face) } else { good.before });
        let face = Arc::new(Face::new(stage.clone(), indexes));
        self.good = Some(Good { stage, face, settled: false, proven, before });
    }

    /// What is to be computed for the pages that are shown.
    pub fn job(&self) -> Option<Task<A>> {
        let good = self.good.as_ref().filter(|good| !good.settled)?;
        Some(Task { state: self.state, stage: good.stage.clone(), proven: good.proven })
    }

    /// Takes over what was computed, if it is still about the pages that are shown.
    pub fn follow(&mut self, done: Option<super::follow::Done<A>>) {
        let Some((done, good)) = done.zip(self.good.as_mut()) else { return };
        if done.state != self.state {
            return;
        }
        if is_broken(&done.found) {
            // Templates that fail on pages that nobody looks at are errors all the same.
            if let Some(before) = &good.before {
                good.face = Arc::clone(before);
            }
        } else {
            let indexes = good.face.indexes.with(done.index);
            good.face = Arc::new(Face::new(done.stage.clone(), indexes));
            good.stage = done.stage;
            good.proven = true;
        }
        good.settled = true;
        if !is_broken(&self.faults) {
            self.found_beside = without_echoes(&self.faults, done.found);
        }
    }

    /// Everything that is wrong.
    pub fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        self.faults.iter().chain(&self.found_beside)
    }

    /// What is to be shown.
    pub fn side(&self) -> Side {
        let showing = self.good.as_ref().map(|good| Arc::clone(&good.face) as _);
        let stale = self.faults().any(Diagnostic::is_error);
        Side { showing, stale, indexed: self.good.as_ref().is_some_and(|good| good.settled) }
    }
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
