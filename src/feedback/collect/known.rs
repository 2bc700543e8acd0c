//! The pages that an edition has, by the list of its files: an event about another page was made up.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use answerbook_kernel::Level;

use super::{Notice, Teller};
use crate::disk::{self, DiskError, tree::Stamp};
use crate::publish::Manifest;

/// A list is looked at again no more often than this.
const PAUSE: Duration = Duration::from_secs(1);

/// Why there is no list.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The disk.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// It is none.
    #[error("`{path}` is no list of an edition's files: {why}")]
    Manifest {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
}

/// All pages that are known.
pub(super) struct Known {
    lists: Vec<Mutex<List>>,
    tell: Teller,
}

/// The list of an edition's files.
struct List {
    path: PathBuf,
    stamp: Option<Stamp>,
    looked: Instant,
    edition: Level,
    files: BTreeSet<String>,
}

impl Known {
    /// Reads the lists; with none, every page is known.
    pub(super) fn read(paths: &[PathBuf], tell: Teller) -> Result<Self, ManifestError> {
        let lists = paths.iter().map(|path| List::read(path).map(Mutex::new)).collect::<Result<_, _>>()?;
        Ok(Self { lists, tell })
    }

    /// Whether the internal edition has a page; without its list every page is known, for records must not get lost.
    pub(super) fn has_for_staff(&self, page: &str) -> bool {
        let listed = self
            .lists
            .iter()
            .any(|list| list.lock().unwrap_or_else(PoisonError::into_inner).edition == Level::Internal);
        !listed || self.has(Level::Internal, page)
    }

    /// Whether an edition has a page. A list that was replaced since it was read is read again.
    pub(super) fn has(&self, edition: Level, page: &str) -> bool {
        self.lists.is_empty()
            || self.lists.iter().any(|list| {
                let mut list = list.lock().unwrap_or_else(PoisonError::into_inner);
                list.renew(&self.tell);
                list.edition == edition && list.has(page)
            })
    }
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Known").field("lists", &self.lists.len()).finish_non_exhaustive()
    }
}

impl List {
    fn read(path: &Path) -> Result<Self, ManifestError> {
        // Looked at first, so that a change while it is read is seen the next time.
        let stamp = disk::tree::stamp(path);
        let bytes = disk::read_manifest(path)?;
        let fault = |why| ManifestError::Manifest { path: path.to_owned(), why };
        let manifest = Manifest::parse(&bytes).map_err(fault)?;
        let edition = Level::parse(&manifest.edition)
            .ok_or_else(|| fault(format!("there is no edition `{}`", manifest.edition)))?;
        let files = manifest.files.into_keys().filter(|name| name.ends_with(".html")).collect();
        Ok(Self { path: path.to_owned(), stamp, looked: Instant::now(), edition, files })
    }

    fn has(&self, page: &str) -> bool {
        let folder = page.is_empty() || page.ends_with('/');
        let name = if folder { format!("{page}index.html") } else { page.to_owned() };
        let twice = !folder && (page == "index.html" || page.ends_with("/index.html"));
        !twice && self.files.contains(&name)
    }

    /// Reads it anew if it has changed.
    fn renew(&mut self, tell: &Teller) {
        if self.looked.elapsed() < PAUSE {
            return;
        }
        self.looked = Instant::now();
        let stamp = disk::tree::stamp(&self.path);
        if stamp == self.stamp {
            return;
        }
        match Self::read(&self.path) {
            Ok(list) => *self = list,
            Err(error) => {
                // Said once for each state of the file.
                self.stamp = stamp;
                tell(Notice::Manifest(&error));
            }
        }
    }
}
