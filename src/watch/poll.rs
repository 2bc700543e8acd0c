//! Finds changes by looking at all files again and again.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::Places;
use crate::disk::tree::{self, Stamp};

const EVERY: Duration = Duration::from_millis(500);

/// What was there at the last look.
#[derive(Debug, Default)]
pub(super) struct Poll {
    known: BTreeMap<PathBuf, Stamp>,
    next: Option<Instant>,
}

impl Poll {
    /// What is there now.
    pub(super) fn of(places: &Places) -> Self {
        let mut poll = Self::default();
        poll.reset(places);
        poll
    }

    /// What is there now is what was there.
    pub(super) fn reset(&mut self, places: &Places) {
        self.known = all(places);
    }

    /// When to look again.
    pub(super) fn next(&self) -> Instant {
        self.next.unwrap_or_else(Instant::now)
    }

    /// What is not as it was, if it is time to look.
    pub(super) fn look(&mut self, places: &Places, now: Instant) -> Vec<PathBuf> {
        if self.next.is_some_and(|next| now < next) {
            return Vec::new();
        }
        let before = std::mem::replace(&mut self.known, all(places));
        // A slow disk is given time for others.
        self.next = Some(now + EVERY.max(now.elapsed() * 4));
        let changed = |(path, stamp): &(&PathBuf, &Stamp)| before.get(*path) != Some(*stamp);
        let new = self.known.iter().filter(changed).map(|(path, _)| path);
        let gone = before.keys().filter(|path| !self.known.contains_key(*path));
        new.chain(gone).cloned().collect()
    }
}

fn all(places: &Places) -> BTreeMap<PathBuf, Stamp> {
    let deep = places.deep().flat_map(|folder| tree::stamps(&folder, |path| places.enters(path)));
    let single = places.single().filter_map(|path| Some((path.clone(), tree::stamp(&path)?)));
    deep.chain(single).filter_map(|(path, stamp)| Some((places.inside(&path)?, stamp))).collect()
}
