//! Compares a published folder with its own list of files. Uses nothing of what wrote it but the form of the list.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use answerbook_kernel::OutputPath;
use rayon::prelude::*;
use walkdir::WalkDir;

use super::marker::{Entry, MARKER, Manifest};

/// Why a folder is not what its `build.json` says.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// There is no list of files, or none that can be understood.
    #[error("`{}` is not a list of files of an edition: {why}", path.display())]
    Manifest {
        /// The `build.json`.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Files are not as listed: all of them, by path.
    #[error("`{}` is not as published: {}", folder.display(), listing(faults))]
    Faults {
        /// The folder.
        folder: PathBuf,
        /// At least one.
        faults: Vec<Fault>,
    },
    /// The machine failed.
    #[error("cannot read `{}`: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// One file that is not as listed. Paths have `/` and are relative to the folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Fault {
    /// It is listed, and not there.
    #[error("`{0}` is missing")]
    Missing(String),
    /// It is there, and not listed; or it is a link or another thing that is never published.
    #[error("`{0}` does not belong there")]
    Extra(String),
    /// It is longer or shorter.
    #[error("`{path}` has {found} bytes instead of {listed}")]
    Size {
        /// The file.
        path: String,
        /// Its length in bytes.
        found: u64,
        /// What it should be.
        listed: u64,
    },
    /// It has the right length and other bytes.
    #[error("`{0}` was changed")]
    Hash(String),
}

/// Reads every file of a published folder and compares it with `build.json`.
///
/// # Errors
/// [`VerifyError::Faults`] with each file that is missing, that is not listed, or that differs.
pub fn verify(dir: &Path) -> Result<Manifest, VerifyError> {
    let manifest = read_manifest(dir)?;
    let found = files_in(dir)?;
    let differing: Vec<Option<Fault>> = manifest
        .files
        .par_iter()
        .map(|(path, entry)| match found.contains(path) {
            true => compare(dir, path, entry),
            false => Ok(Some(Fault::Missing(path.clone()))),
        })
        .collect::<Result<_, _>>()?;
    let extra = found.into_iter().filter(|path| is_extra(path, &manifest)).map(Fault::Extra);
    let mut faults: Vec<Fault> = differing.into_iter().flatten().chain(extra).collect();
    faults.sort();
    match faults.is_empty() {
        true => Ok(manifest),
        false => Err(VerifyError::Faults { folder: dir.to_owned(), faults }),
    }
}

fn is_extra(path: &str, manifest: &Manifest) -> bool {
    path != MARKER && !manifest.files.contains_key(path)
}

fn read_manifest(dir: &Path) -> Result<Manifest, VerifyError> {
    let path = dir.join(MARKER);
    let bytes = fs::read(&path).map_err(at(&path))?;
    let manifest = Manifest::parse(&bytes).and_then(only_safe_paths);
    manifest.map_err(|why| VerifyError::Manifest { path, why })
}

/// A list that somebody wrote by hand must not send us out of the folder.
fn only_safe_paths(manifest: Manifest) -> Result<Manifest, String> {
    for path in manifest.files.keys() {
        OutputPath::new(path).map_err(|why| format!("{path:?}: {why}"))?;
    }
    Ok(manifest)
}

/// Everything that is not a folder, with `/`.
fn files_in(dir: &Path) -> Result<BTreeSet<String>, VerifyError> {
    let mut files = BTreeSet::new();
    for entry in WalkDir::new(dir).min_depth(1) {
        let entry = entry.map_err(|error| VerifyError::Io { path: dir.to_owned(), source: error.into() })?;
        if !entry.file_type().is_dir() {
            files.insert(relative(dir, entry.path()));
        }
    }
    Ok(files)
}

fn relative(dir: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(dir).unwrap_or(path);
    let parts: Vec<_> = inner.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

fn compare(dir: &Path, path: &str, entry: &Entry) -> Result<Option<Fault>, VerifyError> {
    let full = dir.join(path);
    let meta = fs::symlink_metadata(&full).map_err(at(&full))?;
    if !meta.is_file() {
        return Ok(Some(Fault::Extra(path.to_owned())));
    }
    if meta.len() != entry.size {
        return Ok(Some(Fault::Size { path: path.to_owned(), found: meta.len(), listed: entry.size }));
    }
    let found = Entry::of(&fs::read(&full).map_err(at(&full))?);
    Ok((found != *entry).then(|| Fault::Hash(path.to_owned())))
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> VerifyError {
    move |source| VerifyError::Io { path: path.to_owned(), source }
}

/// The first few, and how many more there are.
fn listing(faults: &[Fault]) -> String {
    const SHOWN: usize = 20;
    let shown: Vec<String> = faults.iter().take(SHOWN).map(ToString::to_string).collect();
    match faults.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{}, and {more} more", shown.join(", ")),
    }
}
