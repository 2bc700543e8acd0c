//! What can stop a publication. In every case the site that stood before still stands.

use std::io;
use std::path::{Path, PathBuf};

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The folder is none that may be written to; nothing in it was touched.
    #[error("refusing to publish into `{}`: {why}", path.display())]
    Refused {
        /// The folder, or the one in it, that is in the way.
        path: PathBuf,
        /// What is wrong with it.
        why: Refusal,
    },
    /// Another build is at work in the same folder.
    #[error("another build{} is publishing into `{}`", by(*pid), path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
        /// The process, if it has said so yet.
        pid: Option<u32>,
    },
    /// The lock that was shown is for another folder.
    #[error("`{}` is not locked by this build", path.display())]
    NotLocked {
        /// The folder that was to be published into.
        path: PathBuf,
    },
    /// A file that was to be made is there already; it was left as it is.
    #[error("`{}` exists already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The machine failed.
    #[error("cannot {doing} `{}`: {source}", path.display())]
    Io {
        /// What was tried, as a verb: `write`, `create`, `move`.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The new site stands, but the old one could not be removed.
    #[error("the new site is in place, but the old one could not be removed from `{}`: {source}", path.display())]
    OldSiteRemains {
        /// Where the old one lies now.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Why a folder is not published into.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// `/`, or the root of a drive.
    #[error("it is the root of the file system")]
    FileSystemRoot,
    /// The home folder, or one above it.
    #[error("it is, or holds, your home folder")]
    Home,
    /// The working folder, or an edition that has it inside.
    #[error("it is, or would replace, the folder that you are in")]
    WorkingFolder,
    /// The folder of `book.toml`, or one above it.
    #[error("it is, or holds, the site itself, `{}`", .0.display())]
    Site(PathBuf),
    /// The sources or themes, or a folder above them.
    #[error("it is, or holds, `{}`, which the site is made from", .0.display())]
    HoldsSources(PathBuf),
    /// A folder inside the sources or themes.
    #[error("it lies in `{}`, which the site is made from", .0.display())]
    InsideSources(PathBuf),
    /// The top of a Git working tree.
    #[error("it holds `.git`, so it is a repository")]
    Repository,
    /// A symbolic link, wherever it leads.
    #[error("it is a symbolic link")]
    Symlink,
    /// A file, a socket, a device.
    #[error("it is not a folder")]
    NotAFolder,
    /// Somebody's files.
    #[error("it is not empty, and nothing says that Answerbook made it")]
    NotOurs,
    /// A public folder that holds what is for staff, or the other way round.
    #[error("it holds the {0} edition")]
    OtherEdition(String),
}

impl PublishError {
    /// What to do about it, for the `help:` line.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Refused { why, .. } => Some(why.hint()),
            Self::Busy { .. } => {
                Some("wait until it is done, or give this build another folder with `--out`")
            }
            Self::NotLocked { .. } => None,
            Self::Exists { .. } => Some("choose another name, or move the file away first"),
            Self::Io { source, .. } => io_hint(source),
            Self::OldSiteRemains { .. } => Some("remove it by hand; the next build tries again"),
        }
    }

    /// A refusal of this folder.
    pub(super) fn refused(path: &Path, why: Refusal) -> Self {
        Self::Refused { path: path.to_owned(), why }
    }

    /// Turns a system error into one that says what was tried where.
    pub(super) fn at(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { doing, path: path.to_owned(), source }
    }
}

impl Refusal {
    fn hint(&self) -> &'static str {
        match self {
            Self::FileSystemRoot
            | Self::Home
            | Self::WorkingFolder
            | Self::Site(_)
            | Self::HoldsSources(_)
            | Self::InsideSources(_) => "choose a folder of its own with `--out`, or `out` under `[build]`",
            Self::Repository => "publish into a folder inside or beside the repository, and copy from there",
            Self::Symlink => "name the folder that the link leads to",
            Self::NotAFolder => "move it away, or choose another folder with `--out`",
            Self::NotOurs => "if nothing in it is needed, remove it; else choose another folder with `--out`",
            Self::OtherEdition(_) => "remove it, so that nothing of one edition stays in the other",
        }
    }
}

fn io_hint(source: &io::Error) -> Option<&'static str> {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Some("the old and the new site need room at the same time; the old one is untouched")
        }
        io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy => {
            Some("the folder of an edition cannot be a mount of its own; mount the folder above it")
        }
        _ => None,
    }
}

fn by(pid: Option<u32>) -> String {
    pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
}
