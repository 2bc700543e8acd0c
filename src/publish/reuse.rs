//! Takes unchanged files over from the old site instead of writing them again: it saves the disk, and a file that did
//! not change keeps its date, by which web servers and copying programs know that they need not send it again.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use super::stage::FILE_MODE;

/// Makes `new` another name of the file `old`, if that holds exactly these bytes, which are read and compared: what an
/// old list says of a file is no proof of what it holds now.
///
/// `false` if not, for whatever reason; then nothing was made.
pub(super) fn take_over(old: &Path, new: &Path, bytes: &[u8]) -> bool {
    holds(old, bytes).unwrap_or(false) && fs::hard_link(old, new).is_ok()
}

fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let meta = fs::symlink_metadata(path)?;
    if !meta.is_file() || meta.len() != bytes.len() as u64 || !has_our_mode(&meta) {
        return Ok(false);
    }
    let mut file = File::open(path)?;
    let mut part = [0; 16 * 1024];
    let mut rest = bytes;
    loop {
        let count = file.read(&mut part)?;
        match rest.split_at_checked(count) {
            Some((expected, _)) if expected != &part[..count] => return Ok(false),
            None => return Ok(false),
            Some(_) if count == 0 => return Ok(rest.is_empty()),
            Some((_, after)) => rest = after,
        }
    }
}

#[cfg(unix)]
fn has_our_mode(meta: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    meta.mode() & 0o7777 == FILE_MODE
}

#[cfg(not(unix))]
fn has_our_mode(_: &Metadata) -> bool {
    true
}
