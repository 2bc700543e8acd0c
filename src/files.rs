//! Published files other than pages: named by their content, so that a cache can never mix versions (I11).

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use answerbook_kernel::{Audience, Site, SourcePath};
use rayon::prelude::*;

use crate::disk::{self, DiskError};
use crate::drawing;

/// The files that a site's pages refer to, by their sources.
#[derive(Debug, Default)]
pub struct Files(BTreeMap<SourcePath, Arc<Published>>);

/// A file as it is published.
#[derive(Debug)]
pub struct Published {
    /// Path in the edition, fit for addresses.
    pub path: String,
    /// What it holds.
    pub bytes: Arc<[u8]>,
    /// Width and height in pixels of a picture.
    pub dimensions: Option<(usize, usize)>,
}

impl Files {
    /// Reads every file of the site.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn read<A: Audience>(root: &Path, site: &Site<A>) -> Result<Self, DiskError> {
        Self::read_again(root, site, |_| None)
    }

    /// Reads the files of a site that are not known.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn read_again<A: Audience>(
        root: &Path,
        site: &Site<A>,
        known: impl Fn(&SourcePath) -> Option<Arc<Published>> + Sync,
    ) -> Result<Self, DiskError> {
        let paths: Vec<&SourcePath> = site.assets().keys().collect();
        let read = |path: &SourcePath| match known(path) {
            Some(file) => Ok((path.clone(), file)),
            None => Ok((path.clone(), Arc::new(Published::of(path, disk::read_file(root, path)?)))),
        };
        paths.par_iter().map(|path| read(path)).collect::<Result<_, DiskError>>().map(Self)
    }

    /// A file by its source.
    pub fn get(&self, path: &SourcePath) -> Option<&Arc<Published>> {
        self.0.get(path)
    }

    /// The path in the edition of a file by its source.
    pub fn published(&self, path: &SourcePath) -> Option<&str> {
        self.0.get(path).map(|file| file.path.as_str())
    }

    /// All of them; two with the same name and content are one in the edition.
    pub fn all(&self) -> impl Iterator<Item = (&SourcePath, &Arc<Published>)> {
        self.0.iter()
    }
}

impl Published {
    fn of(path: &SourcePath, bytes: Vec<u8>) -> Self {
        let name = published(path.file_name(), &bytes);
        Self { path: name, dimensions: dimensions(&bytes), bytes: Arc::from(bytes) }
    }
}

/// The path of a file in the edition: its name, made safe for addresses, and the beginning of its hash.
pub fn published(name: &str, bytes: &[u8]) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let safe = |text: &str| -> String {
        let text = text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' });
        text.take(60).collect::<String>().trim_matches('-').to_string()
    };
    let hash = blake3::hash(bytes).to_hex();
    let stem = Some(safe(stem)).filter(|stem| !stem.is_empty()).unwrap_or_else(|| "file".into());
    let dot = if extension.is_empty() { "" } else { "." };
    format!("assets/{stem}-{}{dot}{}", &hash[..12], safe(extension))
}

fn dimensions(bytes: &[u8]) -> Option<(usize, usize)> {
    let Ok(size) = imagesize::blob_size(bytes) else { return drawing::size(bytes) };
    (size.width > 0 && size.height > 0).then_some((size.width, size.height))
}
