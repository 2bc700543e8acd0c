//! What lies in a folder, without what is in the files: for those who wait for changes.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use walkdir::WalkDir;

/// What lies at a path, seen from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Nothing.
    Missing,
    /// A file without content.
    Empty,
    /// A file with content, or a folder.
    There,
}

/// By what a changed file is told from the same file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    modified: Option<SystemTime>,
    changed: (i64, i64),
    size: u64,
    number: u64,
}

/// The path from the root of the file system, with links followed where it exists.
pub fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}

/// What lies at a path now.
pub fn look(path: &Path) -> Look {
    match path.symlink_metadata() {
        Err(_) => Look::Missing,
        Ok(found) if found.is_file() && found.len() == 0 => Look::Empty,
        Ok(_) => Look::There,
    }
}

/// Whether a folder lies there, and no link to one.
pub fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_dir())
}

/// A folder and those below it that are admitted, each before it is looked into: whoever begins to watch it then
/// misses nothing. Folders that cannot be read are left out.
pub fn folders(folder: &Path, admits: impl Fn(&Path) -> bool) -> impl Iterator<Item = PathBuf> {
    WalkDir::new(folder)
        .into_iter()
        .filter_entry(move |entry| entry.depth() == 0 || (entry.file_type().is_dir() && admits(entry.path())))
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_dir() || entry.path().is_dir())
        .map(walkdir::DirEntry::into_path)
}

/// The stamps of everything in a folder, of folders below it, too, that are admitted.
pub fn stamps(folder: &Path, admits: impl Fn(&Path) -> bool) -> BTreeMap<PathBuf, Stamp> {
    WalkDir::new(folder)
        .into_iter()
        .filter_entry(move |entry| entry.depth() == 0 || admits(entry.path()))
        .filter_map(Result::ok)
        .filter(|entry| entry.depth() > 0 && !entry.file_type().is_dir())
        .filter_map(|entry| Some((entry.path().to_owned(), stamp(entry.path())?)))
        .collect()
}

/// The stamp of a file; none where there is none.
pub fn stamp(path: &Path) -> Option<Stamp> {
    let found = path.symlink_metadata().ok()?;
    Some(Stamp {
        modified: found.modified().ok(),
        changed: (found.ctime(), found.ctime_nsec()),
        size: found.len(),
        number: found.ino(),
    })
}
