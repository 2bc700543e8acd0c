//! Proves on a finished public edition that nothing internal is in it.
//!
//! The sources are read once more, by rules of its own, for everything that only staff may know: titles, headings, runs
//! of words, single words, addresses, tags, variables, notes, names and bytes of files. Each becomes a fingerprint;
//! what public text has, too, is no secret and is dropped. All others are looked for in every byte of the public
//! edition: in text with the tags taken out, in the tags, in twins, in names, in the texts, the words and the terms of
//! the search index, through entities, percent-encoding and JSON escapes, in any case.
//!
//! The internal edition is the control. The same matcher must find there what it looks for, or the audit says that it
//! proved nothing. Nothing here uses the kernel's reading of pages or its filter, so a fault in those cannot hide itself.
//!
//! What it cannot find: fewer than four words, or eight characters, that no title, heading or other name is made of and
//! all of whose words are public; numbers of fewer than six digits; text in pictures, or in compressed files; parts of
//! internal binary files.

mod assets;
mod baseline;
mod collect;
mod control;
mod decode;
mod failure;
mod front;
mod hunt;
mod index;
mod lines;
mod links;
mod markdown;
mod markup;
mod matcher;
mod prints;
mod report;
mod site;
mod summary;
mod sweep;
mod terms;
mod tokens;
mod variables;
mod views;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use answerbook_kernel::source::Sources;
use answerbook_kernel::{Audience, Config, Internal, Public};

pub use failure::ControlFailure;
pub use report::{AuditReport, Count, Kind, Leak, Swept, View};

use crate::disk::{self, DiskError};
use crate::output::{MARKER, Output};
use crate::publish;
use hunt::Hunt;
use site::Site;
use sweep::{Edition, Seen};

/// What stops an audit.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The disk.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// `book.toml` cannot be read.
    #[error("`book.toml` cannot be read: {0}")]
    Config(String),
    /// There is no public edition.
    #[error("there is no finished public edition in `{}`", .0.display())]
    NotBuilt(PathBuf),
}

/// Sweeps the editions in `out/public` and `out/internal` for what the sources in `root` have.
///
/// # Errors
/// When something cannot be read, or there is no public edition. What is wrong with the editions is in the report.
pub fn audit(root: &Path, out: &Path) -> Result<AuditReport, AuditError> {
    let public = out.join(Public::NAME);
    if !public.join(MARKER).is_file() {
        return Err(AuditError::NotBuilt(public));
    }
    let (config, sources) = sources(root)?;
    let site = site::read(config, &sources)?;
    let files = disk::read_folder(&public)?;
    let folder = out.join(Internal::NAME);
    let inner = if folder.join(MARKER).is_file() { Some(disk::read_folder(&folder)?) } else { None };
    let mut report = sweep(
        root,
        &site,
        &from_disk(Public::NAME, &files),
        inner.as_ref().map(|files| from_disk(Internal::NAME, files)),
    )?;
    if inner.is_none() {
        report.control.push(ControlFailure::NoInternalEdition(folder.display().to_string()));
    }
    let built = [Some(&public), inner.as_ref().map(|_| &folder)];
    let faults = built.into_iter().flatten().filter_map(|folder| publish::verify(folder).err());
    report.altered.extend(faults.map(|error| error.to_string()));
    Ok(report)
}

/// The same sweep over editions in memory, for the end of a build: nothing is read back. Without an internal edition
/// there is no control. A site that has nothing internal costs no more than a look at its sources.
///
/// # Errors
/// When `book.toml` or an internal file cannot be read.
pub fn quick(
    root: &Path,
    sources: &Sources,
    public: &Output<Public>,
    internal: Option<&Output<Internal>>,
) -> Result<AuditReport, AuditError> {
    let config = String::from_utf8_lossy(&disk::read_config(root)?).into_owned();
    let site = site::read(config, sources)?;
    sweep(root, &site, &from_memory(public), internal.map(from_memory))
}

fn sources(root: &Path) -> Result<(String, Sources), AuditError> {
    let text = String::from_utf8_lossy(&disk::read_config(root)?).into_owned();
    let config = site::read_config(&text)?;
    let setting = |table: &str, key: &str, default: &str| {
        let found = site::setting(&config, table, key).unwrap_or(default);
        answerbook_kernel::path::join("", found).unwrap_or_default()
    };
    let mut folders = Config {
        src: setting("book", "src", "content"),
        out: setting("build", "out", "dist"),
        ..Config::default()
    };
    if let Some(src) = disk::mdbook_src(root, &folders) {
        folders.src = src;
    }
    let sources = disk::read_sources(root, &folders)?;
    Ok((text, sources))
}

fn sweep(
    root: &Path,
    site: &Site,
    public: &Edition<'_>,
    internal: Option<Edition<'_>>,
) -> Result<AuditReport, AuditError> {
    let hunt = Hunt::prepare(root, site)?;
    if hunt.prints.all.is_empty() {
        return Ok(AuditReport::default());
    }
    let found = public.leaks(&hunt);
    let mut report = AuditReport {
        leaks: found.leaks,
        control: found.unreadable,
        public: found.swept,
        ..AuditReport::default()
    };
    let seen = internal.map(|internal| {
        let seen = Seen::none(&hunt);
        let found = internal.control(&hunt, &seen);
        report.leaks.extend(found.leaks);
        report.control.extend(found.unreadable);
        report.internal = found.swept;
        report.control.extend(control::failures(site, &hunt, &seen));
        seen
    });
    report.figures = control::figures(&hunt, seen.as_ref());
    Ok(report)
}

fn from_disk<'a>(name: &'static str, files: &'a BTreeMap<String, Vec<u8>>) -> Edition<'a> {
    let files = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
    Edition { name, files: files.collect() }
}

fn from_memory<A: Audience>(output: &Output<A>) -> Edition<'_> {
    Edition { name: A::NAME, files: output.files().map(|(path, bytes)| (path.as_str(), &**bytes)).collect() }
}
