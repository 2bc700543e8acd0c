//! Preview: the same stages as a build, run after every save over what is still true of the last run.
//!
//! A save is shown in two steps. First the pages, as soon as they can be made. Then, on another thread that gives way to
//! everything else, what is computed from all texts of the site at once: the search index, and the pages that are about the
//! same. Once that is done the edition is, byte for byte, what `build` would write (I8).

mod face;
mod facts;
mod follow;
mod live;
mod reading;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use answerbook_kernel::{Diagnostic, Internal, Public};
use answerbook_search::Readings;

use crate::engine::{Engine, EngineError};
use crate::report;
use crate::serve::board::{Board, Moment};
use crate::watch::{Batch, Changes, How, Places, Watch};
use follow::{Followed, Follower, Job};
use live::Live;

/// How long nothing is looked at while nothing happens.
const IDLE: Duration = Duration::from_millis(500);
/// How often the follower is asked while it works.
const WORKING: Duration = Duration::from_millis(10);

/// What happened, for the terminal.
#[derive(Debug)]
pub enum Told<'a> {
    /// Files are watched in another way than hoped for.
    Notice(&'a str),
    /// A state of the site is shown, or cannot be.
    Shown(&'a Report<'a>),
    /// The machine does not let the site be read.
    Failed(&'a EngineError),
}

/// A state of the site.
#[derive(Debug)]
pub struct Report<'a> {
    /// What had changed.
    pub changes: &'a Changes,
    /// Pages that are not what they were, in both editions together.
    pub pages: usize,
    /// From the first sight of the change until it was shown.
    pub took: Duration,
    /// What is wrong, by place.
    pub found: &'a [Diagnostic],
    /// Reads the files that the faults are in.
    pub engine: &'a Engine,
}

/// The state of a preview.
pub struct Preview {
    root: PathBuf,
    engine: Option<Engine>,
    /// What changed since the engine last read the disk in vain.
    missed: Option<Changes>,
    public: Live<Public>,
    internal: Live<Internal>,
    found: Vec<Diagnostic>,
    failure: Option<Arc<str>>,
    /// For [`Preview::settle`]; the follower has its own.
    readings: Readings,
}

impl Preview {
    /// Nothing was read yet.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            engine: None,
            missed: None,
            public: Live::default(),
            internal: Live::default(),
            found: Vec::new(),
            failure: None,
            readings: Readings::default(),
        }
    }

    /// Reads what changed and makes the pages anew; the number of pages that are not what they were.
    ///
    /// # Errors
    /// When the disk refuses: what was shown stays, and everything is read the next time.
    pub fn advance(&mut self, changes: &Changes) -> Result<usize, EngineError> {
        let changes = if self.missed.is_some() { &Changes::Everything } else { changes };
        match self.read(changes) {
            Ok(changed) => {
                self.missed = None;
                self.failure = None;
                Ok(changed)
            }
            Err(error) => {
                self.missed = Some(Changes::Everything);
                self.failure = Some(Arc::from(describe(&error)));
                Err(error)
            }
        }
    }

    fn read(&mut self, changes: &Changes) -> Result<usize, EngineError> {
        let engine = match &self.engine {
            Some(engine) => engine.again(changes)?,
            None => Engine::load(&self.root)?,
        };
        let (public, internal) = (&mut self.public, &mut self.internal);
        let (public, internal) =
            rayon::join(|| public.advance(&engine, changes), || internal.advance(&engine, changes));
        self.engine = Some(engine);
        let changed = public? + internal?;
        self.collect();
        Ok(changed)
    }

    /// What both editions found.
    fn collect(&mut self) {
        let found = self.public.faults().chain(self.internal.faults()).cloned().collect();
        self.found = report::tidy(found);
    }

    /// What is left to be done for the pages that are shown, if anything.
    fn job(&self) -> Job {
        Job { public: self.public.job(), internal: self.internal.job() }
    }

    /// Takes over what was found out about the pages that are shown.
    fn follow(&mut self, followed: Followed) {
        self.public.follow(followed.public);
        self.internal.follow(followed.internal);
        self.collect();
    }

    /// What is to be shown.
    pub fn moment(&self) -> Moment {
        let text = |path: &_| self.engine.as_ref().and_then(|engine| engine.text(path));
        Moment {
            number: 0,
            public: self.public.side(),
            internal: self.internal.side(),
            problems: Arc::from(Vec::new()),
            failure: self.failure.clone(),
        }
    }

    /// Does at once what is otherwise done beside: for tests, and for those who can wait.
    pub fn settle(&mut self) {
        let followed = follow::now(self.job(), &mut self.readings);
        self.follow(followed);
    }

    fn places(&self) -> Option<Places> {
        Some(Places::of(&self.root, self.engine.as_ref()?.config()))
    }
}

fn describe(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// Shows a site on a board and follows its changes, until the process ends.
pub fn run(root: &Path, how: How, board: &Board, tell: &dyn Fn(Told<'_>)) {
    let default = answerbook_kernel::Config::default();
    let mut preview = Preview::new(root);
    // What changes while the site is read for the first time is seen, too.
    let mut watch = Watch::start(Places::of(root, &default), how);
    let follower = Follower::start();
    let mut batch = Some(Batch { changes: Changes::Everything, since: Instant::now() });
    loop {
        if let Some(notice) = watch.notice() {
            tell(Told::Notice(&notice));
        }
        if let Some(batch) = batch {
            show(&mut preview, &batch, board, tell);
            follower.send(preview.job());
            if let Some(places) = preview.places() {
                watch.set(places);
            }
        }
        batch = watch.next(if follower.is_working() { WORKING } else { IDLE });
        if let Some(followed) = follower.take() {
            preview.follow(followed);
            board.put(preview.moment());
        }
    }
}

fn show(preview: &mut Preview, batch: &Batch, board: &Board, tell: &dyn Fn(Told<'_>)) {
    let advanced = preview.advance(&batch.changes);
    board.put(preview.moment());
    match (advanced, &preview.engine) {
        (Ok(pages), Some(engine)) => {
            let took = batch.since.elapsed();
            let report = Report { changes: &batch.changes, pages, took, found: &preview.found, engine };
            tell(Told::Shown(&report));
        }
        (Ok(_), None) => {}
        (Err(error), _) => tell(Told::Failed(&error)),
    }
}
