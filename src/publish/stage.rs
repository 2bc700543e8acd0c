//! Writes an edition into a new folder beside the one it will replace.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use answerbook_kernel::{Audience, OutputPath};
use rayon::prelude::*;

use super::error::PublishError;
use super::leftover::{self, Way};
use super::marker::{Entry, MARKER, Manifest};
use super::{Receipt, reuse, sweep};
use crate::output::Output;

/// A new folder that nobody looks into yet. It is removed again unless it is kept.
#[derive(Debug)]
pub(super) struct Staging {
    path: PathBuf,
    /// The site that is to be replaced, where unchanged files are taken from.
    old: PathBuf,
    way_out: PathBuf,
    modes: Modes,
    fate: Fate,
    /// Folders that were made.
    folders: Mutex<BTreeSet<String>>,
    /// Files that were written.
    written: BTreeMap<OutputPath, Written>,
}

/// A file that was written.
#[derive(Debug)]
struct Written {
    bytes: Arc<[u8]>,
    entry: Entry,
}

#[derive(Debug)]
enum Fate {
    Remove,
    Keep,
}

/// Whether files get the mode that they are made with: a strict umask takes bits away that a web server needs.
#[derive(Clone, Copy, Debug)]
enum Modes {
    AsMade,
    SetAfterwards,
}

/// Readable by a web server, whoever that runs as.
pub(super) const FILE_MODE: u32 = 0o644;
const FOLDER_MODE: u32 = 0o755;

impl Staging {
    /// An empty folder in `out` with a name that no other has.
    pub(super) fn create(out: &Path, edition: &str) -> Result<Self, PublishError> {
        for n in 0.. {
            let [path, way_out] = [Way::In, Way::Out].map(|way| out.join(leftover::name(edition, way, n)));
            match make_folder(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                other => other.map_err(PublishError::at("create", &path))?,
            }
            let staging = Self {
                modes: modes_of(&path),
                old: out.join(edition),
                path,
                way_out,
                fate: Fate::Remove,
                folders: Mutex::default(),
                written: BTreeMap::new(),
            };
            if staging.way_out.symlink_metadata().is_err() {
                staging.modes.correct(&staging.path, FOLDER_MODE);
                return Ok(staging);
            }
        }
        unreachable!("there are more numbers than folders")
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Where the old site may be moved to.
    pub(super) fn way_out(&self) -> PathBuf {
        self.way_out.clone()
    }

    /// The folder at this path is no longer, or not only, what was staged.
    pub(super) fn keep(mut self) {
        self.fate = Fate::Keep;
    }

    /// Writes files that may or may not become part of the edition; nobody looks at them yet.
    pub(super) fn add<A: Audience>(&mut self, output: &Output<A>) -> Result<(), PublishError> {
        let new = output.files().filter(|(path, _)| !self.written.contains_key(path));
        let files: Vec<(&OutputPath, &Arc<[u8]>)> = new.collect();
        self.make_folders(&files)?;
        let written: Vec<Written> = files
            .par_iter()
            .map(|(path, bytes)| {
                let entry = self.take_over_or_write(path.as_str(), bytes)?;
                Ok(Written { bytes: Arc::clone(bytes), entry })
            })
            .collect::<Result<_, _>>()?;
        let paths = files.into_iter().map(|(path, _)| path.clone());
        self.written.extend(paths.zip(written));
        Ok(())
    }

    /// Removes what was written ahead and is not in the edition after all, or not like that.
    fn drop_others<A: Audience>(&mut self, output: &Output<A>) -> Result<(), PublishError> {
        let same = |path: &OutputPath, written: &Written| {
            output.get(path.as_str()).is_some_and(|bytes| Arc::ptr_eq(bytes, &written.bytes))
        };
        let others: Vec<OutputPath> = self
            .written
            .iter()
            .filter(|(path, written)| !same(path, written))
            .map(|(path, _)| path.clone())
            .collect();
        for path in others {
            let file = self.path.join(path.as_str());
            fs::remove_file(&file).map_err(PublishError::at("remove", &file))?;
            self.written.remove(&path);
        }
        Ok(())
    }

    /// Writes all files of an edition that are not there yet, and the list of them last.
    pub(super) fn fill<A: Audience>(&mut self, output: &Output<A>) -> Result<Receipt, PublishError> {
        self.drop_others(output)?;
        self.add(output)?;
        let written = std::mem::take(&mut self.written);
        let files = written.len();
        let entries = written.into_iter().map(|(path, written)| (path.as_str().to_owned(), written.entry));
        let manifest = Manifest::new(A::NAME, entries.collect::<BTreeMap<_, _>>());
        let list = manifest.to_bytes().map_err(PublishError::at("write", &self.path.join(MARKER)))?;
        self.write(MARKER, &list)?;
        Ok(Receipt { files: files + 1, bytes: output.bytes() + list.len() as u64 })
    }

    /// Outer folders before inner ones; those of one depth at the same time.
    fn make_folders(&self, files: &[(&OutputPath, &Arc<[u8]>)]) -> Result<(), PublishError> {
        let mut levels: Vec<BTreeSet<&str>> = Vec::new();
        for (path, _) in files {
            for (depth, (slash, _)) in path.as_str().match_indices('/').enumerate() {
                if levels.len() == depth {
                    levels.push(BTreeSet::new());
                }
                levels[depth].insert(&path.as_str()[..slash]);
            }
        }
        levels.iter().try_for_each(|level| level.par_iter().try_for_each(|folder| self.make(folder)))
    }

    fn make(&self, folder: &str) -> Result<(), PublishError> {
        let known = !self.folders.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
        if known {
            return Ok(());
        }
        let path = self.path.join(folder);
        make_folder(&path).map_err(PublishError::at("create", &path))?;
        self.modes.correct(&path, FOLDER_MODE);
        Ok(())
    }

    fn take_over_or_write(&self, path: &str, bytes: &[u8]) -> Result<Entry, PublishError> {
        if !reuse::take_over(&self.old.join(path), &self.path.join(path), bytes) {
            self.write(path, bytes)?;
        }
        Ok(Entry::of(bytes))
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let path = self.path.join(path);
        let mut file = new_file(&path).map_err(PublishError::at("create", &path))?;
        file.write_all(bytes).map_err(PublishError::at("write", &path))?;
        self.modes.correct(&path, FILE_MODE);
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        match self.fate {
            // What cannot be removed now is swept away by the next run.
            Fate::Remove => _ = sweep::remove_tree(&self.path),
            Fate::Keep => {}
        }
    }
}

#[cfg(unix)]
fn new_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(path)
}

#[cfg(unix)]
fn make_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    DirBuilder::new().mode(FOLDER_MODE).create(path)
}

/// The umask cannot be asked for without changing it, but seen in what was just made.
#[cfg(unix)]
fn modes_of(made: &Path) -> Modes {
    use std::os::unix::fs::MetadataExt;
    match fs::symlink_metadata(made) {
        Ok(meta) if meta.mode() & 0o777 == FOLDER_MODE => Modes::AsMade,
        _ => Modes::SetAfterwards,
    }
}

impl Modes {
    /// As well as can be: some file systems know no modes, and their files are readable anyway.
    #[cfg(unix)]
    fn correct(self, path: &Path, mode: u32) {
        use std::os::unix::fs::PermissionsExt;
        match self {
            Self::AsMade => {}
            Self::SetAfterwards => _ = fs::set_permissions(path, fs::Permissions::from_mode(mode)),
        }
    }

    #[cfg(not(unix))]
    fn correct(self, _: &Path, _: u32) {}
}

#[cfg(not(unix))]
fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(not(unix))]
fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().create(path)
}

#[cfg(not(unix))]
fn modes_of(_: &Path) -> Modes {
    Modes::AsMade
}
