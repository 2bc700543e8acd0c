//! The theme's own files as an edition publishes them: named by content, scripts knowing each other's names.

use std::collections::BTreeMap;
use std::sync::Arc;

use answerbook_kernel::config::Config;

use crate::files;
use crate::theme::Theme;

/// Published theme files.
#[derive(Debug, Default)]
pub struct Published {
    /// Paths in the theme to paths in the edition.
    pub paths: BTreeMap<String, String>,
    /// Paths in the edition and bytes.
    pub files: Vec<(String, Arc<[u8]>)>,
}

/// Names every file by its content.
pub fn published(theme: &Theme, config: &Config) -> Published {
    let mut published = Published::default();
    for (path, bytes) in &theme.files {
        published.add(path, bytes);
    }
    if let Some(accent) = &config.accent {
        published.add("css/accent.css", format!(":root{{--accent-base:{}}}\n", accent.value).as_bytes());
    }
    published
}

impl Published {
    fn add(&mut self, path: &str, bytes: &[u8]) {
        let name = path.rsplit('/').next().unwrap_or(path);
        let target = files::published(name, bytes);
        self.paths.insert(path.to_string(), target.clone());
        self.files.push((target, Arc::from(bytes)));
    }
}
