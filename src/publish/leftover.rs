//! Names for what lies beside an edition for a moment: `.public.new-<pid>-<n>` on its way in, `.public.old-<pid>-<n>`
//! on its way out. A run that was killed leaves them, and the next one, which holds the lock, sweeps them away.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::marker;

/// The two editions by their folders.
pub(super) const EDITIONS: [&str; 2] = ["public", "internal"];

/// On the way in, or out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    In,
    Out,
}

impl Way {
    fn word(self) -> &'static str {
        match self {
            Self::In => "new",
            Self::Out => "old",
        }
    }
}

/// The `n`th such name of this process.
pub(super) fn name(edition: &str, way: Way, n: u32) -> String {
    format!(".{edition}.{}-{}-{n}", way.word(), std::process::id())
}

/// Whether this is exactly a name that [`name`] gives, for any process.
pub(super) fn is_ours(name: &str) -> bool {
    EDITIONS.iter().any(|edition| is_of(name, edition, Way::In) || is_of(name, edition, Way::Out))
}

fn is_of(name: &str, edition: &str, way: Way) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    name.strip_prefix('.')
        .and_then(|rest| rest.strip_prefix(edition)?.strip_prefix('.'))
        .and_then(|rest| rest.strip_prefix(way.word())?.strip_prefix('-'))
        .and_then(|rest| rest.split_once('-'))
        .is_some_and(|(pid, n)| number(pid) && number(n))
}

/// Puts back an edition that a killed run had moved away and not yet replaced, and names what is to be removed.
///
/// Only where folders cannot be exchanged in one step can there be anything to put back.
pub(super) fn recover(out: &Path) -> io::Result<Vec<PathBuf>> {
    for edition in EDITIONS {
        if fs::symlink_metadata(out.join(edition)).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
        {
            put_back(out, edition)?;
        }
    }
    Ok(names_in(out)?.into_iter().filter(|name| is_ours(name)).map(|name| out.join(name)).collect())
}

fn put_back(out: &Path, edition: &str) -> io::Result<()> {
    let moved = names_in(out)?.into_iter().find(|name| {
        is_of(name, edition, Way::Out)
            && marker::edition_in(&out.join(name)).is_ok_and(|found| found.as_deref() == Some(edition))
    });
    match moved {
        Some(name) => fs::rename(out.join(name), out.join(edition)),
        None => Ok(()),
    }
}

/// All names in a folder that are text, sorted; ours are.
fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.extend(entry?.file_name().into_string());
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_names_are_ours() {
        for edition in EDITIONS {
            assert!(is_ours(&name(edition, Way::In, 0)) && is_ours(&name(edition, Way::Out, 17)));
        }
        for other in [
            ".public.new-",
            ".public.new-1",
            ".public.new-1-",
            ".public.new--1",
            ".public.new-1-2x",
            "public",
        ] {
            assert!(!is_ours(other), "{other}");
        }
        assert!(!is_ours("public.new-1-2") && !is_ours(".staff.new-1-2") && !is_ours(".public.tmp-1-2"));
    }
}
