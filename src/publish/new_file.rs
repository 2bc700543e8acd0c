//! New files among the user's own: pages from templates, a first site, parts of the theme.

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
