//! Where changes matter.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use answerbook_kernel::{Config, search_test, source};

use crate::disk::{self, names, tree};

/// Files and folders of a site that it is made of. All paths but the root's begin there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    root: PathBuf,
    /// Files that matter wherever they lie.
    files: BTreeSet<PathBuf>,
    /// Folders of which everything matters.
    folders: BTreeSet<PathBuf>,
    /// Folders of which nothing does.
    except: BTreeSet<PathBuf>,
}

impl Places {
    /// What the site in a folder is made of, as far as its configuration can be read.
    pub fn read(root: &Path) -> Self {
        let bytes = disk::read_config(root).unwrap_or_default();
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        let (mut config, _) = Config::parse(text).into_parts();
        if let Some(src) = disk::mdbook_src(root, &config) {
            config.src = src;
        }
        Self::of(root, &config)
    }

    /// What the site in a folder is made of, as it is configured.
    pub fn of(root: &Path, config: &Config) -> Self {
        let inner = |path: &str| answerbook_kernel::path::join("", path).map(PathBuf::from);
        let logo = config.logo.as_ref().and_then(|logo| inner(&logo.value));
        let report = config.feedback_report.as_ref().map(|report| PathBuf::from(&report.value));
        let beside = [source::config_path().as_str(), search_test::FILE].map(PathBuf::from);
        // Where the sources are elsewhere, that there is a folder of the usual name may move them.
        let usual = Some(Config::USUAL_SRC).filter(|usual| *usual != config.src).map(PathBuf::from);
        Self {
            root: tree::absolute(root),
            files: beside.into_iter().chain(logo).chain(report).chain(usual).collect(),
            folders: [inner(&config.src).unwrap_or_default(), PathBuf::from("themes")].into(),
            except: inner(&config.out).into_iter().collect(),
        }
    }

    /// The site's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Folders that are watched with everything below them, from the root of the file system.
    pub(super) fn deep(&self) -> impl Iterator<Item = PathBuf> {
        self.folders.iter().map(|folder| self.root.join(folder))
    }

    /// Folders that are watched alone: those that the others, and single files, lie in.
    pub(super) fn shallow(&self) -> BTreeSet<PathBuf> {
        let all = self.files.iter().chain(&self.folders);
        all.flat_map(|path| path.ancestors().skip(1)).map(|folder| self.root.join(folder)).collect()
    }

    /// Files that matter by themselves.
    pub(super) fn single(&self) -> impl Iterator<Item = PathBuf> {
        self.files.iter().map(|file| self.root.join(file))
    }

    /// A path from the site's root, if a change there matters.
    pub(super) fn inside(&self, path: &Path) -> Option<PathBuf> {
        let inside = path.strip_prefix(&self.root).ok()?;
        self.concerns(inside).then(|| inside.to_owned())
    }

    /// Whether a folder, from the root of the file system, is watched.
    pub(super) fn enters(&self, path: &Path) -> bool {
        path.strip_prefix(&self.root).is_ok_and(|inside| self.is_content(inside))
    }

    fn concerns(&self, inside: &Path) -> bool {
        if inside.file_name().is_some_and(|name| !names::may_be_content(name)) {
            return false;
        }
        // A folder that comes or goes takes with it what lies in it.
        let holds = |path: &&PathBuf| path.starts_with(inside);
        self.is_content(inside)
            || (inside != Path::new("") && self.files.iter().chain(&self.folders).any(|path| holds(&path)))
    }

    fn is_content(&self, inside: &Path) -> bool {
        let Some(folder) = self.folders.iter().find(|folder| inside.starts_with(folder)) else {
            return false;
        };
        let below = inside.strip_prefix(folder).unwrap_or(inside);
        below.components().all(|part| names::may_be_content(part.as_os_str()))
            && !self
                .except
                .iter()
                .any(|except| inside.starts_with(except) && except.starts_with(folder) && except != folder)
    }
}
