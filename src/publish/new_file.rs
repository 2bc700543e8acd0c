//! Files among the user's own: pages from templates, a first site, parts of the theme, the record of translations.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::error::PublishError;

/// Writes a file that does not exist yet, with the folders above it.
///
/// # Errors
/// [`PublishError::Exists`] if there is anything at this path, which is then left as it is; [`PublishError::Io`], and
/// then no half of it stays.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(PublishError::at("create", folder))?;
    }
    let mut file =
        OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => PublishError::Exists { path: path.to_owned() },
            _ => PublishError::at("create", path)(error),
        })?;
    file.write_all(bytes).map_err(|error| {
        _ = fs::remove_file(path);
        PublishError::at("write", path)(error)
    })
}

/// Writes a file that is the program's own, in the place of the old one: readers see the old one or the new one whole.
///
/// # Errors
/// [`PublishError::Io`], and then the old file stands.
pub fn write_over(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside = path.with_file_name(name);
    let written = fs::write(&beside, bytes)
        .map_err(PublishError::at("write", &beside))
        .and_then(|()| fs::rename(&beside, path).map_err(PublishError::at("replace", path)));
    written.inspect_err(|_| _ = fs::remove_file(&beside))
}
