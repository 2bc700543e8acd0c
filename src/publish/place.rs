//! Where a path really leads, and what lies in what.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The path with all links of its longest existing part followed, and without `.` and `..` in the rest.
///
/// The last component is not followed: it is the caller's to refuse when it is a link.
pub(super) fn resolve(path: &Path, working: &Path) -> io::Result<PathBuf> {
    let absolute = working.join(path);
    match (absolute.parent(), absolute.file_name()) {
        (Some(folder), Some(name)) => Ok(follow(folder)?.join(name)),
        (_, _) => follow(&absolute),
    }
}

/// The path with all links followed as far as it exists.
pub(super) fn follow(path: &Path) -> io::Result<PathBuf> {
    let mut rest: Vec<&OsStr> = Vec::new();
    let mut existing = path;
    let mut found = loop {
        match fs::canonicalize(existing) {
            Ok(found) => break found,
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Err(error) => {
                let last = existing.components().next_back().map(Component::as_os_str);
                let (Some(folder), Some(last)) = (existing.parent(), last) else {
                    return Err(error);
                };
                rest.push(last);
                existing = folder;
            }
        }
    };
    for part in rest.into_iter().rev() {
        match part == ".." {
            true => _ = found.pop(),
            false => found.push(part),
        }
    }
    Ok(found)
}

/// Whether `inner` is `outer` or lies in it, by name or by what the disk says (case, bind mounts).
pub(super) fn holds(outer: &Path, inner: &Path) -> bool {
    let outer_id = identity(outer);
    inner.ancestors().any(|folder| folder == outer || (outer_id.is_some() && identity(folder) == outer_id))
}

/// Whether the two are one folder.
pub(super) fn same(a: &Path, b: &Path) -> bool {
    a == b || (identity(a).is_some() && identity(a) == identity(b))
}

/// Device and number of what is there, links followed.
#[cfg(unix)]
pub(super) fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|meta| (meta.dev(), meta.ino()))
}

/// Elsewhere names have to do.
#[cfg(not(unix))]
pub(super) fn identity(_: &Path) -> Option<(u64, u64)> {
    None
}
