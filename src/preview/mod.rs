//! Keeps what is shown in step with the sources.
//!
//! Whenever something changed the site is read and made anew, by the same stages as a build, and put up on the board.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use answerbook_kernel::{Audience, Checked, Diagnostic, Internal, Level, Public, Site, SourcePath};

use crate::engine::{Edition, Engine, EngineError};
use crate::output::Output;
use crate::report;
use crate::serve::board::{Board, Facts, Moment, Showing, Side};
use crate::serve::problems;
use crate::watch::{Batch, Changes, How, Places, Watch};

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
    /// How many pages were made anew.
    pub pages: usize,
    /// From when the change was seen, or the start, until it could be seen in a browser.
    pub took: Duration,
    /// All that is wrong with the site.
    pub diagnostics: &'a [Diagnostic],
    /// The texts that it points into.
    pub text: &'a dyn Fn(&SourcePath) -> Option<String>,
}

/// Shows the site in a folder until the program ends.
pub fn run(root: &Path, board: &Board, how: How, tell: impl Fn(Told<'_>)) -> ! {
    // Watched before it is read, so that no change falls in between.
    let mut watch = Watch::start(Places::read(root), how);
    let mut moment = Moment::default();
    let mut batch: Option<Batch> = None;
    loop {
        if let Some(notice) = watch.notice() {
            tell(Told::Notice(notice));
        }
        let start = batch.as_ref().map_or_else(Instant::now, |batch| batch.since);
        match Engine::load(root).and_then(|engine| show(&engine, &mut moment).map(|shown| (engine, shown))) {
            Ok((engine, shown)) => {
                watch.set(Places::of(root, engine.config()));
                board.put(moment.clone());
                tell(Told::Shown(Round {
                    changes: batch.as_ref().map(|batch| &batch.changes),
                    pages: shown.pages,
                    took: start.elapsed(),
                    diagnostics: &shown.diagnostics,
                    text: &|path| engine.text(path),
                }));
            }
            Err(error) => {
                moment.failure = Some(because(&error).into());
                moment.public.stale = true;
                moment.internal.stale = true;
                board.put(moment.clone());
                tell(Told::Failed(&error));
            }
        }
        batch = loop {
            if let Some(batch) = watch.next(Duration::from_secs(3600)) {
                break Some(batch);
            }
        };
    }
}

struct Shown {
    pages: usize,
    diagnostics: Vec<Diagnostic>,
}

fn show(engine: &Engine, moment: &mut Moment) -> Result<Shown, EngineError> {
    let (public, internal) = rayon::join(|| engine.edition::<Public>(), || engine.edition::<Internal>());
    let (public, internal) = (public?, internal?);
    let pages = public.figures.pages + internal.figures.pages;
    let mut diagnostics = side(public, &mut moment.public);
    diagnostics.extend(side(internal, &mut moment.internal));
    let diagnostics = report::tidy(diagnostics);
    let root = crate::disk::tree::absolute(engine.root());
    moment.problems = Arc::new(problems(&diagnostics, &root, &|path| engine.text(path)));
    moment.title = Arc::from(engine.config().language().title.as_str());
    moment.failure = None;
    Ok(Shown { pages, diagnostics })
}

/// Puts an edition in its place if nothing is wrong with it; what was found either way.
fn side<A: Audience>(edition: Edition<A>, side: &mut Side) -> Vec<Diagnostic> {
    let found = edition.output.diagnostics().to_vec();
    side.stale = found.iter().any(Diagnostic::is_error);
    side.indexed = !side.stale;
    if !side.stale {
        side.showing = Some(Arc::new(Whole::of(&edition.site, &edition.output)));
    }
    found
}

fn because(error: &EngineError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(&format!(": {inner}"));
        cause = inner.source();
    }
    text
}

/// An edition of which every file was made.
struct Whole {
    files: BTreeMap<String, Arc<[u8]>>,
    facts: BTreeMap<String, Facts>,
}

impl Whole {
    fn of<A: Audience>(site: &Site<A>, output: &Checked<Output<A>>) -> Self {
        let files = output.value().files().map(|(path, bytes)| (path.as_str().to_owned(), Arc::clone(bytes)));
        let facts = site.pages().map(|(_, page)| {
            let facts = Facts {
                source: page.source.as_ref().map(|source| source.as_str().to_owned()),
                title: page.title.clone(),
                audience: if page.level == Level::Internal { "internal" } else { "public" },
                kind: page.kind.word(),
                words: page.body.words,
                reading: None,
                policy: None,
                languages: Vec::new(),
            };
            (page.address.clone(), facts)
        });
        Self { files: files.collect(), facts: facts.collect() }
    }
}

impl Showing for Whole {
    fn file(&self, path: &str) -> Option<Arc<[u8]>> {
        self.files.get(path).cloned()
    }

    fn facts(&self, address: &str) -> Option<Facts> {
        self.facts.get(address).cloned()
    }

    fn address_of(&self, source: &str) -> Option<String> {
        let page = self.facts.iter().find(|(_, facts)| facts.source.as_deref() == Some(source));
        page.map(|(address, _)| address.clone())
    }
}
