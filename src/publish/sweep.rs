//! Removes old sites while the program goes on.

use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::error::PublishError;
use super::marker::MARKER;

/// How long an old site outlives its replacement: a web server that was looking up a file in it has found it by then.
const GRACE: Duration = Duration::from_millis(10);

/// A folder, and since when nobody is sent there any more.
type Replaced = (Instant, PathBuf);

/// Ends with the first folder that could not be removed.
type Removal = JoinHandle<Result<(), PublishError>>;

/// A thread with a list of folders to remove.
#[derive(Debug)]
pub(super) struct Sweeper {
    /// The folder that all of them lie in.
    out: PathBuf,
    running: Option<(Sender<Replaced>, Removal)>,
}

impl Sweeper {
    /// With an empty list.
    pub(super) fn start(out: &Path) -> Self {
        let (sender, receiver) = channel();
        Self { out: out.to_owned(), running: Some((sender, thread::spawn(move || work(&receiver)))) }
    }

    /// Adds a folder to the list.
    pub(super) fn remove(&self, folder: PathBuf) {
        if let Some((sender, _)) = &self.running {
            _ = sender.send((Instant::now(), folder));
        }
    }

    /// Waits until the list is empty; the first folder that could not be removed is an error.
    pub(super) fn finish(&mut self) -> Result<(), PublishError> {
        let Some((sender, thread)) = self.running.take() else {
            return Ok(());
        };
        drop(sender);
        thread.join().unwrap_or_else(|_| {
            let source = io::Error::other("the removal broke off");
            Err(PublishError::OldSiteRemains { path: self.out.clone(), source })
        })
    }
}

fn work(list: &Receiver<Replaced>) -> Result<(), PublishError> {
    let mut outcome = Ok(());
    for (since, path) in list {
        thread::sleep(GRACE.saturating_sub(since.elapsed()));
        let removed = remove_tree(&path).map_err(|source| PublishError::OldSiteRemains { path, source });
        outcome = outcome.and(removed);
    }
    outcome
}

/// Removes a folder with all that is in it, following no link. Its marker goes first: half a site is not ours.
pub(super) fn remove_tree(path: &Path) -> io::Result<()> {
    if !fs::symlink_metadata(path)?.is_dir() {
        return fs::remove_file(path);
    }
    _ = fs::remove_file(path.join(MARKER));
    let sections: Vec<DirEntry> = fs::read_dir(path)?.collect::<Result<_, _>>()?;
    // One that cannot be removed is no reason to keep the others.
    sections.par_iter().map(remove_entry).reduce(|| Ok(()), Result::and)?;
    fs::remove_dir(path)
}

fn remove_entry(entry: &DirEntry) -> io::Result<()> {
    match entry.file_type()?.is_dir() {
        true => fs::remove_dir_all(entry.path()),
        false => fs::remove_file(entry.path()),
    }
}
