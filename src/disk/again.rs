//! Reads what changed since a site was read: the rest, down to the very bytes, stays what it was.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use answerbook_kernel::{Config, Sources};
use walkdir::{DirEntry, WalkDir};

use super::{DiskError, beside, file, is_foreign, is_own, read_sources, shown, slashed, symlink};

/// The sources after files at some paths changed; the paths begin at the site's root, and a folder's stands for all in it.
///
/// # Errors
/// When the folder or something in it cannot be read.
pub fn reread_sources<'p>(
    root: &Path,
    config: &Config,
    before: &Sources,
    changed: impl Iterator<Item = &'p PathBuf>,
) -> Result<Sources, DiskError> {
    let folder = root.join(&config.src);
    if !folder.is_dir() {
        return Err(DiskError::NoSources(folder));
    }
    let mut sources = before.clone();
    for path in changed {
        let Ok(inside) = root.join(path).strip_prefix(&folder).map(Path::to_owned) else { continue };
        forget(&mut sources, &inside, path);
        let found = look(&mut sources, (root, config), &folder.join(&inside))?;
        found.iter().for_each(|name| share(&mut sources, before, name));
    }
    sources.beside.clear();
    beside(root, config, &mut sources)?;
    Ok(sources)
}

/// Everything, read again.
///
/// # Errors
/// When the folder or something in it cannot be read.
pub fn reread_all(root: &Path, config: &Config, before: &Sources) -> Result<Sources, DiskError> {
    let mut sources = read_sources(root, config)?;
    let names: Vec<Arc<str>> = sources.content.keys().cloned().collect();
    names.iter().for_each(|name| share(&mut sources, before, name));
    Ok(sources)
}

/// What lay at a path or below it is not there any more, as far as anybody knows.
fn forget(sources: &mut Sources, inside: &Path, path: &Path) {
    let below = |candidate: &str, parent: &str| {
        candidate
            .strip_prefix(parent)
            .is_some_and(|rest| rest.is_empty() || parent.is_empty() || rest.starts_with('/'))
    };
    if let Some(inside) = slashed(inside) {
        let gone: Vec<Arc<str>> = sources
            .content
            .range(Arc::from(inside.as_str())..)
            .map(|(name, _)| name)
            .take_while(|name| name.starts_with(&inside))
            .filter(|name| below(name, &inside))
            .cloned()
            .collect();
        gone.iter().for_each(|name| {
            sources.content.remove(name);
        });
    }
    let shown = path.to_string_lossy();
    sources.faults.retain(|fault| !below(fault.span.file.as_str(), &shown));
}

/// Reads what lies at a path now; the names of the files.
fn look(
    sources: &mut Sources,
    (root, config): (&Path, &Config),
    at: &Path,
) -> Result<Vec<Arc<str>>, DiskError> {
    let mut found = Vec::new();
    let folder = root.join(&config.src);
    let above = || at.ancestors().take_while(|above| *above != folder);
    let hidden = |part: &Path| {
        part.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
            || is_own(part, root, config)
    };
    // A link is told of by its own path; what it leads to is no part of the site.
    if above().any(hidden) || above().skip(1).any(Path::is_symlink) {
        return Ok(found);
    }
    let admits = |entry: &DirEntry| entry.path() == folder || !is_foreign(entry, root, config);
    let walk = WalkDir::new(at).follow_root_links(false).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(admits) {
        match entry {
            Ok(entry) => found.extend(take(sources, root, &folder, &entry)?),
            Err(error) if is_gone(error.io_error()) => {}
            Err(error) => return Err(DiskError::walk(&folder, error)),
        }
    }
    Ok(found)
}

fn take(
    sources: &mut Sources,
    root: &Path,
    folder: &Path,
    entry: &DirEntry,
) -> Result<Option<Arc<str>>, DiskError> {
    if entry.path_is_symlink() {
        sources.faults.push(symlink(&shown(root, entry.path()), "source"));
        return Ok(None);
    }
    if entry.file_type().is_dir() {
        return Ok(None);
    }
    match file(root, folder, entry) {
        Ok(Ok((name, file))) => {
            sources.content.insert(Arc::clone(&name), file);
            return Ok(Some(name));
        }
        Ok(Err(fault)) => sources.faults.push(fault),
        Err(DiskError::Read { source, .. }) if is_gone(Some(&source)) => {}
        Err(error) => return Err(error),
    }
    Ok(None)
}

/// Whether it went away while it was looked at: whoever took it away will be told of.
fn is_gone(error: Option<&std::io::Error>) -> bool {
    error.is_some_and(|error| error.kind() == std::io::ErrorKind::NotFound)
}

/// A file whose bytes are the same shares them with the one that was known, which is how the rest of the program tells that
/// nothing changed.
fn share(sources: &mut Sources, before: &Sources, name: &str) {
    let (Some(file), Some(known)) = (sources.content.get_mut(name), before.content.get(name)) else { return };
    if known.path == file.path && known.bytes == file.bytes {
        file.bytes.clone_from(&known.bytes);
    }
}
