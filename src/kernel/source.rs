//! Everything that was read, as a value: the kernel never looks at a disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::path::SourcePath;

/// One file of the source folder.
#[derive(Clone, Debug)]
pub struct File {
    /// Relative to the site's root, for diagnostics and for reading it again.
    pub path: SourcePath,
    /// Size in bytes.
    pub size: u64,
    /// The bytes, for everything that may be a page or be included; media are read when they are published.
    pub bytes: Option<Arc<[u8]>>,
}

/// All inputs of a site but its theme.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The configuration, `book.toml`.
    pub config: Option<Arc<str>>,
    /// Files of the source folder, by their path inside it.
    pub content: BTreeMap<Arc<str>, File>,
    /// Other files that `book.toml` names (the logo, tables), by their path from the site's root.
    pub beside: BTreeMap<Arc<str>, File>,
    /// What the reader found wrong: links that lead outside, names that are not UTF-8.
    pub faults: Vec<Diagnostic>,
}

impl Sources {
    /// The file at a path from the site's root.
    pub fn named(&self, path: &SourcePath) -> Option<&File> {
        let inside = self.inside(path);
        inside.or_else(|| self.beside.get(path.as_str())).filter(|file| file.path == *path)
    }

    /// The source folder is the site's root, or a folder below it.
    fn inside(&self, path: &SourcePath) -> Option<&File> {
        let mut rest = Some(path.as_str());
        while let Some(candidate) = rest {
            if let Some(file) = self.content.get(candidate).filter(|file| file.path == *path) {
                return Some(file);
            }
            rest = candidate.split_once('/').map(|(_, below)| below);
        }
        None
    }
}

/// The path of the configuration, as diagnostics name it.
pub fn config_path() -> SourcePath {
    SourcePath::new("book.toml")
}

impl File {
    /// A file in memory.
    pub fn new(path: SourcePath, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self { path, size: bytes.len() as u64, bytes: Some(bytes) }
    }
}

/// Whether a content path is a page: Markdown by its extension.
pub fn is_page(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown")
}
