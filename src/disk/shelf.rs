//! What `new` has to know of a site's folders.

use std::path::Path;

use super::{DiskError, names, read, walk};

/// A file as it was read: its path from the site's root, with `/`, and its bytes.
pub type Found = (String, Vec<u8>);

/// The site's own templates: Markdown in `templates/` beside `book.toml`, and in one folder below for each language.
///
/// # Errors
/// When the folder or something in it cannot be read.
pub fn read_templates(root: &Path) -> Result<Vec<Found>, DiskError> {
    let folder = root.join("templates");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = walk(&folder, |entry| entry.depth() <= 2 && names::may_be_content(entry.file_name()))?;
    let files = entries.iter().filter(|entry| entry.file_type().is_file());
    let pages = files.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "md"));
    let path = |entry: &Path| {
        let parts = entry.strip_prefix(root).unwrap_or(entry).components();
        parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
    };
    pages.map(|entry| read(entry.path()).map(|bytes| (path(entry.path()), bytes))).collect()
}

/// The folder in `parent` that is named like a language, in any case.
pub fn folder_named(parent: &Path, code: &str) -> Option<String> {
    let entries = fs_err::read_dir(parent).ok()?;
    let mut found: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.eq_ignore_ascii_case(code))
        .collect();
    found.sort();
    found.into_iter().next()
}
