//! Published files other than pages: named by their content, so that a cache can never mix versions (I11).

use std::path::Path;
use std::sync::Arc;

use answerbook_kernel::{Audience, Site};
use rayon::prelude::*;

use crate::disk::{self, DiskError};

/// The files that a site's pages refer to, by the site's numbers.
#[derive(Debug, Default)]
pub struct Files {
    paths: Vec<String>,
    bytes: Vec<Arc<[u8]>>,
    dimensions: Vec<Option<(usize, usize)>>,
}

impl Files {
    /// Reads every file of the site.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn read<A: Audience>(root: &Path, site: &Site<A>) -> Result<Self, DiskError> {
        let read: Result<Vec<Vec<u8>>, DiskError> =
            site.assets().par_iter().map(|asset| disk::read_file(root, &asset.path)).collect();
        let mut files = Self::default();
        for (asset, bytes) in site.assets().iter().zip(read?) {
            files.paths.push(published(asset.path.file_name(), &bytes));
            files.dimensions.push(dimensions(&bytes));
            files.bytes.push(Arc::from(bytes));
        }
        Ok(files)
    }

    /// Paths in the edition, encoded for addresses.
    pub fn paths(&self) -> &[String] {
        &self.paths
    }

    /// Width and height in pixels of a picture.
    pub fn dimensions(&self, number: usize) -> Option<(usize, usize)> {
        self.dimensions.get(number).copied().flatten()
    }

    /// Paths and bytes; two files with the same name and content are one.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Arc<[u8]>)> {
        self.paths.iter().map(String::as_str).zip(&self.bytes)
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
    let size = imagesize::blob_size(bytes).ok()?;
    (size.width > 0 && size.height > 0).then_some((size.width, size.height))
}
