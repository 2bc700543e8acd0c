//! Which folder may be published into: one that is empty, or that Answerbook made. Everything else is refused before
//! the first byte is written, because publishing ends with the removal of what was there.

use std::fs;
use std::io;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use answerbook_kernel::Audience;

use super::error::{PublishError, Refusal};
use super::{leftover, lock, marker, place};

/// The folders that a publication must not harm. They need not exist.
#[derive(Clone, Debug)]
pub struct SiteFolders {
    /// Where `book.toml` lies.
    pub root: PathBuf,
    /// Where the Markdown lies.
    pub sources: PathBuf,
    /// Where the site's own themes lie.
    pub themes: PathBuf,
    /// The user's home folder, if the system knows one.
    pub home: Option<PathBuf>,
    /// The working folder; a relative `out` is relative to it.
    pub working: PathBuf,
}

/// A folder, found to be fit for one edition.
#[derive(Clone, Debug)]
pub struct PublishDir<A> {
    out: PathBuf,
    path: PathBuf,
    audience: PhantomData<fn() -> A>,
}

impl<A: Audience> PublishDir<A> {
    /// Looks whether this edition may be published into its folder in `out`; writes nothing.
    ///
    /// # Errors
    /// [`PublishError::Refused`] with what is wrong, or [`PublishError::Io`] when it cannot be found out.
    pub fn check(out: &Path, site: &SiteFolders) -> Result<Self, PublishError> {
        let site = site.resolved()?;
        let out = place::resolve(out, &site.working).map_err(PublishError::at("look at", out))?;
        let path = out.join(A::NAME);
        for folder in [&out, &path] {
            refuse_place(folder, &site)?;
            refuse_kind(folder)?;
        }
        if place::holds(&path, &site.working) {
            return Err(PublishError::refused(&path, Refusal::WorkingFolder));
        }
        refuse_content(&path, A::NAME)?;
        refuse_strangers(&out)?;
        Ok(Self { out, path, audience: PhantomData })
    }

    /// The folder of this edition, with all links above it followed.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of both editions.
    pub fn out(&self) -> &Path {
        &self.out
    }
}

impl SiteFolders {
    /// The same folders by their real names.
    fn resolved(&self) -> Result<Self, PublishError> {
        let follow =
            |path: &Path| place::follow(&self.working.join(path)).map_err(PublishError::at("look at", path));
        Ok(Self {
            root: follow(&self.root)?,
            sources: follow(&self.sources)?,
            themes: follow(&self.themes)?,
            home: self.home.as_deref().map(follow).transpose()?,
            working: follow(&self.working)?,
        })
    }
}

/// Refuses a folder for where it lies.
fn refuse_place(folder: &Path, site: &SiteFolders) -> Result<(), PublishError> {
    let inputs = || [&site.sources, &site.themes].into_iter();
    let why = if folder.parent().is_none() {
        Refusal::FileSystemRoot
    } else if site.home.as_ref().is_some_and(|home| place::holds(folder, home)) {
        Refusal::Home
    } else if let Some(input) = inputs().find(|input| place::holds(folder, input)) {
        Refusal::HoldsSources(input.clone())
    } else if let Some(input) = inputs().find(|input| place::holds(input, folder)) {
        Refusal::InsideSources(input.clone())
    } else if place::holds(folder, &site.root) {
        Refusal::Site(site.root.clone())
    } else if place::same(folder, &site.working) {
        Refusal::WorkingFolder
    } else {
        return Ok(());
    };
    Err(PublishError::refused(folder, why))
}

/// Refuses what is no folder, or a repository. What does not exist is fine.
pub(super) fn refuse_kind(folder: &Path) -> Result<(), PublishError> {
    let why = match kind(folder)? {
        None => return Ok(()),
        Some(found) if found.is_symlink() => Refusal::Symlink,
        Some(found) if !found.is_dir() => Refusal::NotAFolder,
        Some(_) if kind(&folder.join(".git"))?.is_some() => Refusal::Repository,
        Some(_) => return Ok(()),
    };
    Err(PublishError::refused(folder, why))
}

/// Refuses the folder of an edition that is neither empty nor what we made of that edition.
pub(super) fn refuse_content(folder: &Path, edition: &str) -> Result<(), PublishError> {
    let why = match content(folder)? {
        Content::Empty => return Ok(()),
        Content::Edition(found) if found == edition => return Ok(()),
        Content::Edition(found) => Refusal::OtherEdition(found),
        Content::Foreign => Refusal::NotOurs,
    };
    Err(PublishError::refused(folder, why))
}

/// Refuses an output folder with things in it, of which none is ours.
///
/// The names are read first: another build may be putting its first edition there at this moment.
fn refuse_strangers(out: &Path) -> Result<(), PublishError> {
    let names = names(out).map_err(PublishError::at("read", out))?;
    for edition in leftover::EDITIONS {
        if let Content::Edition(found) = content(&out.join(edition))?
            && found == edition
        {
            return Ok(());
        }
    }
    for name in names {
        if !is_harmless(out, &name)? {
            return Err(PublishError::refused(out, Refusal::NotOurs));
        }
    }
    Ok(())
}

/// What a killed run may have left, and folders that wait for an edition.
fn is_harmless(out: &Path, name: &str) -> Result<bool, PublishError> {
    if name == lock::FILE || leftover::is_ours(name) {
        return Ok(true);
    }
    let path = out.join(name);
    let waits = leftover::EDITIONS.contains(&name) && kind(&path)?.is_some_and(|kind| kind.is_dir());
    Ok(waits && matches!(content(&path)?, Content::Empty))
}

/// What lies in the folder of an edition; `Empty` too if there is no folder.
enum Content {
    Empty,
    Edition(String),
    Foreign,
}

/// Looks for anything first and for the marker then, so that a site that is put there in between is seen as one.
fn content(folder: &Path) -> Result<Content, PublishError> {
    if names(folder).map_err(PublishError::at("read", folder))?.is_empty() {
        return Ok(Content::Empty);
    }
    let found = marker::edition_in(folder).map_err(PublishError::at("read the list of files in", folder))?;
    Ok(found.map_or(Content::Foreign, Content::Edition))
}

/// The names in a folder, which may be missing.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn kind(path: &Path) -> Result<Option<fs::FileType>, PublishError> {
    match fs::symlink_metadata(path) {
        Ok(meta) => Ok(Some(meta.file_type())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(PublishError::at("look at", path)(error)),
    }
}
