//! Waits for changes of a site's files.
//!
//! The system tells what it sees; `gather.rs` makes batches of it. Folders are watched one by one, so that what is no part
//! of the site costs nothing, and a new folder is watched before it is told, so that nothing in it is missed. Where the
//! system cannot tell (its limits, or a disk elsewhere), the files are looked at twice a second instead.

mod gather;
mod places;
mod poll;
mod sight;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use notify::{RecommendedWatcher, RecursiveMode, Watcher};

pub use gather::{Batch, Changes, Gatherer, Sight};
pub use places::Places;

use crate::disk::tree;
use poll::Poll;

/// How changes are noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The system tells, if it can.
    Told,
    /// The files are looked at again and again.
    Looking,
}

/// What is waited for, until it is dropped.
pub struct Watch {
    places: Places,
    source: Source,
    shared: Arc<Shared>,
    notice: Option<String>,
}

enum Source {
    System(RecommendedWatcher),
    Poll(Poll),
}

/// What the system's thread and ours have in common.
#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    news: Condvar,
}

#[derive(Debug, Default)]
struct State {
    gatherer: Gatherer,
    /// Folders that appeared and are not watched yet, or hold some that are not.
    folders: BTreeSet<PathBuf>,
    /// Why the system cannot tell any more.
    broken: Option<String>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing in there is ever half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("places", &self.places).finish_non_exhaustive()
    }
}

impl Watch {
    /// Begins to watch. What cannot be watched is looked at again and again instead.
    pub fn start(places: Places, how: How) -> Self {
        let shared = Arc::default();
        let mut watch = Self { source: Source::Poll(Poll::default()), places, shared, notice: None };
        match how {
            How::Looking => watch.source = Source::Poll(Poll::of(&watch.places)),
            How::Told => watch.begin(),
        }
        watch
    }

    /// Something that the user should know about how files are watched; once.
    pub fn notice(&mut self) -> Option<String> {
        self.notice.take()
    }

    /// Watches other places from now on. What happened there before was seen by nobody, so everything counts as changed.
    pub fn set(&mut self, places: Places) {
        if places == self.places {
            return;
        }
        self.places = places;
        match &mut self.source {
            Source::Poll(poll) => poll.reset(&self.places),
            Source::System(_) => self.begin(),
        }
        self.shared.lock().gatherer.lose(Instant::now());
    }

    /// Whether something was seen that was not told yet.
    pub fn has_news(&self) -> bool {
        !self.shared.lock().gatherer.is_empty()
    }

    /// Waits for the next batch, at most so long. Paths in it begin at the site's root.
    pub fn next(&mut self, timeout: Duration) -> Option<Batch> {
        let end = Instant::now() + timeout;
        loop {
            self.follow();
            let look_again = self.look();
            let now = Instant::now();
            let mut state = self.shared.lock();
            let root = self.places.root();
            if let Some(batch) = state.gatherer.take(now, |path| tree::look(&root.join(path))) {
                drop(state);
                if batch.changes == Changes::Everything {
                    // There may be folders that nobody watches.
                    self.again();
                }
                return Some(batch);
            }
            if now >= end {
                return None;
            }
            let due = state.gatherer.due().into_iter().chain(look_again).fold(end, Instant::min);
            // New folders came in while the lock was not held.
            if state.folders.is_empty() && state.broken.is_none() {
                drop(self.shared.news.wait_timeout(state, due.saturating_duration_since(now)));
            }
        }
    }

    /// Watches folders that appeared.
    fn follow(&mut self) {
        let (new, broken) = {
            let mut state = self.shared.lock();
            (std::mem::take(&mut state.folders), state.broken.take())
        };
        if let (Some(why), Source::System(_)) = (broken, &self.source) {
            return self.fall_back(&why);
        }
        if new.iter().any(|folder| !self.places.enters(folder)) {
            return self.again();
        }
        let Source::System(watcher) = &mut self.source else { return };
        let watched: notify::Result<()> =
            new.iter().try_for_each(|folder| watch_below(watcher, folder, &self.places));
        if let Err(error) = watched {
            self.fall_back(&sight::reason(&error));
        }
    }

    /// Asks the system to tell.
    fn begin(&mut self) {
        let (shared, places) = (Arc::clone(&self.shared), self.places.clone());
        let new = notify::recommended_watcher(move |event| sight::note(event, &places, &shared));
        let watching = new.and_then(|mut watcher| watch_all(&mut watcher, &self.places).map(|()| watcher));
        match watching {
            Ok(watcher) => self.source = Source::System(watcher),
            Err(error) => self.fall_back(&sight::reason(&error)),
        }
    }

    /// Watches whatever is not watched yet.
    fn again(&mut self) {
        let Source::System(watcher) = &mut self.source else { return };
        if let Err(error) = watch_all(watcher, &self.places) {
            self.fall_back(&sight::reason(&error));
        }
    }

    fn fall_back(&mut self, why: &str) {
        self.notice = Some(format!("{why}; files are looked at twice a second instead"));
        self.source = Source::Poll(Poll::of(&self.places));
        // What changed meanwhile is in nobody's sight.
        self.shared.lock().gatherer.lose(Instant::now());
    }

    /// Looks at the files, if that is how changes are noticed and the time has come; when to look next.
    fn look(&mut self) -> Option<Instant> {
        let Source::Poll(poll) = &mut self.source else { return None };
        let now = Instant::now();
        let seen = poll.look(&self.places, now);
        let mut state = self.shared.lock();
        for path in seen {
            state.gatherer.see(path, Sight::Complete, now);
        }
        Some(poll.next())
    }
}

fn watch_all(watcher: &mut RecommendedWatcher, places: &Places) -> notify::Result<()> {
    places
        .shallow()
        .iter()
        .filter(|folder| folder.is_dir())
        .try_for_each(|folder| watch_one(watcher, folder))?;
    places.deep().try_for_each(|folder| watch_below(watcher, &folder, places))
}

/// Watches a folder and all below it.
fn watch_below(watcher: &mut RecommendedWatcher, folder: &Path, places: &Places) -> notify::Result<()> {
    tree::folders(folder, |path| places.enters(path)).try_for_each(|folder| watch_one(watcher, &folder))
}

/// A folder that is gone already is no fault: whoever removed it is told of.
fn watch_one(watcher: &mut RecommendedWatcher, folder: &Path) -> notify::Result<()> {
    match watcher.watch(folder, RecursiveMode::NonRecursive) {
        Err(error) if sight::is_limit(&error) => Err(error),
        _ => Ok(()),
    }
}
