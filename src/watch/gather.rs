//! What was seen on the disk, gathered until it is worth looking at.
//!
//! Editors save in many ways: they write in place, or beside and then rename, or move the old file away first. Between the
//! steps a file is missing or empty, and nobody wants to see that. So everything waits until nothing more comes: a moment
//! after a file was closed, longer after it was only written, and longest if it is missing or empty.
//!
//! There is no clock here and no disk: times come in, and what lies at a path is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::disk::tree::Look;

/// After a file was closed by who wrote it, or moved to its place.
const COMPLETE: Duration = Duration::from_millis(4);
/// After a file was written, and may be written on.
const SETTLING: Duration = Duration::from_millis(25);
/// Before a file that is missing or empty is believed to be.
const DOUBT: Duration = Duration::from_millis(40);
/// The longest that something waits for something else.
const PATIENCE: Duration = Duration::from_millis(60);
/// From this many paths on it is no save, but a branch switch or the like.
const MANY: usize = 50;
/// The longest that one of many waits: a half switched branch is full of broken links.
const PATIENCE_WITH_MANY: Duration = Duration::from_millis(500);

/// What was seen at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// It was made.
    Created,
    /// Bytes of it changed.
    Written,
    /// Who wrote it closed it, or it was moved to its place.
    Complete,
    /// Its rights or times changed.
    Touched,
    /// It was removed or moved away.
    Gone,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changes {
    /// These files, and everything in these folders; from the site's root.
    Paths(BTreeSet<PathBuf>),
    /// Nobody knows what: too much happened at once.
    Everything,
}

/// What changed, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// What.
    pub changes: Changes,
    /// When the first of it was seen.
    pub since: Instant,
}

/// A path that something was seen at.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    last: Instant,
    /// Nothing is expected to come after this.
    until: Instant,
    /// It was not there before: nobody misses it.
    born: bool,
}

/// Sights in, batches out.
#[derive(Debug, Default)]
pub struct Gatherer {
    waiting: BTreeMap<PathBuf, Waiting>,
    /// When patience began.
    first: Option<Instant>,
    /// No path waits longer than until then.
    quiet: Option<Instant>,
    loss: Loss,
}

/// Whether sights were missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Loss {
    #[default]
    Nothing,
    Something,
}

impl Gatherer {
    /// Something was seen.
    pub fn see(&mut self, path: PathBuf, sight: Sight, at: Instant) {
        let until = at + sight.wait();
        self.expect(at, until);
        self.waiting
            .entry(path)
            .and_modify(|waiting| {
                waiting.last = at;
                // Rights are often set after the file was closed; that is no reason to wait on.
                if sight != Sight::Touched {
                    waiting.until = until;
                }
            })
            .or_insert(Waiting { last: at, until, born: sight == Sight::Created });
    }

    /// Something was missed, and nobody knows what.
    pub fn lose(&mut self, at: Instant) {
        self.expect(at, at + SETTLING);
        self.loss = Loss::Something;
    }

    fn expect(&mut self, at: Instant, until: Instant) {
        self.first.get_or_insert(at);
        self.quiet = self.quiet.max(Some(until));
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// When to ask for a batch; never while nothing was seen.
    pub fn due(&self) -> Option<Instant> {
        let quiet = match self.is_large() {
            true => self.quiet,
            false => self.waiting.values().map(|waiting| waiting.until).max(),
        };
        Some(quiet?.min(self.deadline()?))
    }

    /// It is no save, but a branch switch or the like.
    fn is_large(&self) -> bool {
        self.loss == Loss::Something || self.waiting.len() >= MANY
    }

    fn deadline(&self) -> Option<Instant> {
        Some(self.first? + if self.is_large() { PATIENCE_WITH_MANY } else { PATIENCE })
    }

    /// The batch, if it is due.
    pub fn take(&mut self, now: Instant, look: impl Fn(&Path) -> Look) -> Option<Batch> {
        let (since, deadline) = (self.first?, self.deadline()?);
        if self.due()? > now {
            return None;
        }
        if self.loss == Loss::Something {
            *self = Self::default();
            return Some(Batch { changes: Changes::Everything, since });
        }
        let mut doubtful = Self::default();
        for (path, waiting) in
            self.waiting.iter().filter(|(path, waiting)| waiting.is_doubtful(now, look(path)))
        {
            let waiting = Waiting { until: waiting.last + DOUBT, ..*waiting };
            doubtful.expect(now, waiting.until);
            doubtful.waiting.insert(path.clone(), waiting);
        }
        if !doubtful.is_empty() && now < deadline {
            // All go out together once this is known.
            self.quiet = self.quiet.max(doubtful.quiet);
            self.waiting.append(&mut doubtful.waiting);
            return None;
        }
        let mut paths = std::mem::take(&mut self.waiting);
        paths.retain(|path, _| !doubtful.waiting.contains_key(path));
        *self = doubtful;
        let paths: BTreeSet<PathBuf> = paths.into_keys().collect();
        (!paths.is_empty()).then_some(Batch { changes: Changes::Paths(paths), since })
    }
}

impl Waiting {
    fn is_doubtful(&self, now: Instant, look: Look) -> bool {
        let odd = match look {
            Look::There => false,
            Look::Empty => true,
            Look::Missing => !self.born,
        };
        odd && now < self.last + DOUBT
    }
}

impl Sight {
    fn wait(self) -> Duration {
        match self {
            Self::Complete => COMPLETE,
            Self::Created | Self::Written | Self::Touched => SETTLING,
            Self::Gone => DOUBT,
        }
    }
}
