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

use answerbook_kernel::{Diagnostic, Internal, Public, SourcePath};
use answerbook_search::Readings;

use crate::disk;
use crate::engine::{Engine, EngineError};
use crate::report;
use crate::serve::board::{Board, Moment};
use crate::serve::problems;
use crate::watch::{Batch, Changes, How, Places, Watch};
use follow::{Followed, Follower, Job};
use live::Live;

/// How long nothing is looked at while nothing happens.
const IDLE: Duration = Duration::from_millis(500);
/// How often the follower is asked while it works.
const WORKING: Duration = Duration::from_millis(10);

/// What is told while a site is shown.
pub enum Told<'a> {
    /// Something about how files are watched that the user should know.
    Notice(String),
    /// What is there now is shown, or its faults are.
    Shown(Round<'a>),
    /// The machine failed; what was shown before still is.
    Failed(&'a EngineError),
}

/// From a change to what is shown.
pub struct Round<'a> {
    /// What changed; nothing at the start.
    pub changes: Option<&'a Changes>,
    /// How many pages were made anew, in both editions together.
    pub pages: usize,
    /// From when the change was seen, or the start, until it could be seen in a browser.
    pub took: Duration,
    /// All that is wrong with the site.
    pub diagnostics: &'a [Diagnostic],
    /// The texts that it points into.
    pub text: &'a dyn Fn(&SourcePath) -> Option<String>,
}

/// The state of a preview.
pub struct Preview {
    root: PathBuf,
    engine: Option<Engine>,
    /// Whether the disk was last read in vain.
    missed: bool,
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
            missed: false,
            public: Live::default(),
            internal: Live::default(),
            found: Vec::new(),
            failure: None,
            readings: Readings::default(),
        }
    }

    /// Reads the site for the first time. With one edition after the other, what customers see is there in half the time.
    ///
    /// # Errors
    /// When the disk refuses: everything is read the next time.
    pub fn begin(&mut self, show: impl FnOnce(&Self)) -> Result<usize, EngineError> {
        let result = self.open(show);
        self.note(result)
    }

    fn open(&mut self, show: impl FnOnce(&Self)) -> Result<usize, EngineError> {
        let engine = Engine::load(&self.root)?;
        let public = self.public.advance(&engine, &Changes::Everything)?;
        self.collect();
        self.engine = Some(engine);
        show(self);
        let Some(engine) = &self.engine else { return Ok(public) };
        let internal = self.internal.advance(engine, &Changes::Everything)?;
        self.collect();
        Ok(public + internal)
    }

    /// Reads what changed and makes the pages anew; the number of pages that are not what they were.
    ///
    /// # Errors
    /// When the disk refuses: what was shown stays, and everything is read the next time.
    pub fn advance(&mut self, changes: &Changes) -> Result<usize, EngineError> {
        let changes = if self.missed { &Changes::Everything } else { changes };
        let result = self.read(changes);
        self.note(result)
    }

    fn note(&mut self, result: Result<usize, EngineError>) -> Result<usize, EngineError> {
        self.missed = result.is_err();
        self.failure = result.as_ref().err().map(|error| Arc::from(because(error)));
        result
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
        let root = disk::tree::absolute(&self.root);
        let title = self.engine.as_ref().map_or("", |engine| engine.config().language().title.as_str());
        Moment {
            number: 0,
            public: self.public.side(),
            internal: self.internal.side(),
            title: Arc::from(title),
            problems: Arc::new(problems(&self.found, &root, &|path| self.text(path))),
            failure: self.failure.clone(),
        }
    }

    /// Everything that is wrong, by place.
    pub fn found(&self) -> &[Diagnostic] {
        &self.found
    }

    /// The text of a file as it was last read.
    fn text(&self, path: &SourcePath) -> Option<String> {
        self.engine.as_ref()?.text(path)
    }

    /// Does at once what is otherwise done beside: for tests, and for those who can wait.
    pub fn settle(&mut self) {
        let followed = follow::now(self.job(), &mut self.readings);
        self.follow(followed);
    }

    fn places(&self) -> Places {
        match &self.engine {
            Some(engine) if !self.missed => Places::of(&self.root, engine.config()),
            // What is configured may be what is missing.
            Some(_) | None => Places::read(&self.root),
        }
    }
}

fn because(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// Shows the site in a folder until the program ends.
pub fn run(root: &Path, board: &Board, how: How, tell: impl Fn(Told<'_>)) -> ! {
    // Watched before it is read, so that no change falls in between.
    let mut watch = Watch::start(Places::read(root), how);
    let mut preview = Preview::new(root);
    let follower = Follower::start();
    let show = |preview: &mut Preview, batch: Option<&Batch>| {
        show(preview, batch, board, &tell);
        follower.send(preview.job());
    };
    show(&mut preview, None);
    watch.set(preview.places());
    loop {
        if let Some(notice) = watch.notice() {
            tell(Told::Notice(notice));
        }
        match watch.next(if follower.is_working() { WORKING } else { IDLE }) {
            Some(batch) => {
                show(&mut preview, Some(&batch));
                watch.set(preview.places());
            }
            None => {
                if let Some(followed) = follower.take() {
                    preview.follow(followed);
                    board.put(preview.moment());
                }
            }
        }
    }
}

fn show(preview: &mut Preview, batch: Option<&Batch>, board: &Board, tell: &impl Fn(Told<'_>)) {
    let start = batch.map_or_else(Instant::now, |batch| batch.since);
    let changes = batch.map(|batch| &batch.changes);
    let advanced = match changes {
        Some(changes) => preview.advance(changes),
        None => preview.begin(|preview| board.put(preview.moment())),
    };
    board.put(preview.moment());
    match advanced {
        Ok(pages) => tell(Told::Shown(Round {
            changes,
            pages,
            took: start.elapsed(),
            diagnostics: &preview.found,
            text: &|path| preview.text(path),
        })),
        Err(error) => tell(Told::Failed(&error)),
    }
}
