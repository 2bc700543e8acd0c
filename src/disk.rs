//! The only module that reads the disk (I7): a site's folder into values, and a finished edition back into them.

use std::collections::BTreeMap;
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use answerbook_kernel::{
    Code, Diagnostic, File, OutputPath, SourcePath, Sources, Span, config::Config, source,
};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

pub mod again;
pub mod names;
pub mod shelf;
pub mod tree;

/// What the machine refuses.
#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    /// There is no site here.
    #[error("there is no `book.toml` in `{0}`")]
    NoSite(PathBuf),
    /// The source folder is missing.
    #[error("the source folder `{0}` does not exist")]
    NoSources(PathBuf),
    /// A file or folder cannot be read.
    #[error("cannot read `{path}`")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl DiskError {
    fn read(path: &Path, source: std::io::Error) -> Self {
        Self::Read { path: path.to_owned(), source }
    }

    fn walk(root: &Path, error: walkdir::Error) -> Self {
        let path = error.path().unwrap_or(root).to_owned();
        let source =
            error.into_io_error().unwrap_or_else(|| std::io::Error::other("symbolic links go in a circle"));
        Self::Read { path, source }
    }
}

/// Media are large and never included, so they are read when they are published.
const MEDIA: [&str; 28] = [
    "7z", "apng", "avif", "avi", "bmp", "docx", "eot", "gif", "gz", "ico", "jpeg", "jpg", "m4a", "mov",
    "mp3", "mp4", "ogg", "otf", "pdf", "png", "pptx", "tar", "ttf", "webm", "webp", "woff", "woff2", "zip",
];

/// Larger files that are no pages are not looked at until they are published.
const LARGEST_TEXT: u64 = 8 << 20;

/// The text of `book.toml`.
///
/// # Errors
/// When there is none, or it cannot be read.
pub fn read_config(root: &Path) -> Result<Arc<[u8]>, DiskError> {
    let path = root.join("book.toml");
    if !path.is_file() {
        return Err(DiskError::NoSite(root.to_owned()));
    }
    read(&path).map(Arc::from)
}

/// The folder that an mdBook keeps its sources in, when the site names none and has no folder of the usual name.
pub fn mdbook_src(root: &Path, config: &Config) -> Option<String> {
    let usual = config.src == Config::USUAL_SRC && !root.join(&config.src).is_dir();
    (usual && root.join("src/SUMMARY.md").is_file()).then(|| "src".to_string())
}

/// A text file beside `book.toml`, if it is there.
///
/// # Errors
/// When it is there and is no file, or cannot be read.
pub fn read_beside(root: &Path, name: &str) -> Result<Option<Vec<u8>>, DiskError> {
    let path = root.join(name);
    match path.metadata() {
        Ok(known) if known.is_file() => read(&path).map(Some),
        Ok(_) => Err(DiskError::read(&path, std::io::Error::other("not a file"))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !path.is_symlink() => Ok(None),
        Err(error) => Err(DiskError::read(&path, error)),
    }
}

/// The list of an edition's files, wherever it was copied to.
///
/// # Errors
/// When it cannot be read.
pub fn read_manifest(path: &Path) -> Result<Vec<u8>, DiskError> {
    read(path)
}

/// A table of staff, wherever it is.
///
/// # Errors
/// When it cannot be read.
pub fn read_roster(path: &Path) -> Result<Vec<u8>, DiskError> {
    read(path)
}

/// Every file of the source folder.
///
/// # Errors
/// When the folder or something in it cannot be read.
pub fn read_sources(root: &Path, config: &Config) -> Result<Sources, DiskError> {
    let folder = root.join(&config.src);
    if !folder.is_dir() {
        return Err(DiskError::NoSources(folder));
    }
    let mut sources = Sources::default();
    let entries = walk(&folder, |entry| !is_foreign(entry, root, config))?;
    let (files, links): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| !entry.path_is_symlink());
    sources.faults.extend(links.iter().map(|entry| symlink(&shown(root, entry.path()), "source")));
    let read: Vec<_> = files.par_iter().map(|entry| file(root, &folder, entry)).collect();
    for result in read {
        match result? {
            Ok((path, file)) => {
                sources.content.insert(path, file);
            }
            Err(fault) => sources.faults.push(fault),
        }
    }
    beside(root, config, &mut sources)?;
    Ok(sources)
}

/// Files and links below a folder, in the order of their names.
fn walk(folder: &Path, admits: impl Fn(&DirEntry) -> bool) -> Result<Vec<DirEntry>, DiskError> {
    WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || admits(entry))
        .filter(|entry| entry.as_ref().map_or(true, |entry| entry.depth() > 0 && !entry.file_type().is_dir()))
        .map(|entry| entry.map_err(|error| DiskError::walk(folder, error)))
        .collect()
}

/// Some names are never content; nor are the site's own output and themes where the source folder is the site's root.
fn is_foreign(entry: &DirEntry, root: &Path, config: &Config) -> bool {
    !names::may_be_content(entry.file_name()) || is_own(entry.path(), root, config)
}

/// The site's own files, which lie in the source folder where that is the site's root.
fn is_own(path: &Path, root: &Path, config: &Config) -> bool {
    config.src.is_empty()
        && (path == root.join(&config.out)
            || path == root.join("themes")
            || path == root.join("book.toml")
            || path == root.join("search-tests.toml")
            || path == root.join("translations.toml"))
}

type Read1 = Result<(Arc<str>, File), Diagnostic>;

fn file(root: &Path, folder: &Path, entry: &DirEntry) -> Result<Read1, DiskError> {
    let path = shown(root, entry.path());
    let Some(inside) = slashed(entry.path().strip_prefix(folder).unwrap_or(entry.path())) else {
        let message = "file name is not UTF-8";
        return Ok(Err(
            Diagnostic::error(Code::BadName, Span::start_of(&path), message).help("rename the file")
        ));
    };
    if !entry.file_type().is_file() {
        let message = "neither a file nor a folder";
        return Ok(Err(Diagnostic::error(Code::BadName, Span::start_of(&path), message).help("remove it")));
    }
    let size = entry.metadata().map_err(|error| DiskError::walk(folder, error))?.len();
    let extension = path.extension().to_ascii_lowercase();
    let large = size > LARGEST_TEXT && !source::is_page(path.as_str());
    let media = MEDIA.contains(&extension.as_str()) || large;
    let bytes = if media { None } else { Some(read(entry.path())?) };
    let size = bytes.as_ref().map_or(size, |bytes| bytes.len() as u64);
    Ok(Ok((Arc::from(inside), File { path, size, bytes: bytes.map(Arc::from) })))
}

/// The logo may lie beside `book.toml`.
fn beside(root: &Path, config: &Config, sources: &mut Sources) -> Result<(), DiskError> {
    let Some(logo) = &config.logo else { return Ok(()) };
    let Some(name) = answerbook_kernel::path::join("", &logo.value) else { return Ok(()) };
    let path = root.join(&name);
    if name != logo.value || !path.is_file() || path.is_symlink() {
        return Ok(());
    }
    let bytes = read(&path)?;
    sources.beside.insert(Arc::from(name.as_str()), File::new(SourcePath::new(&name), bytes));
    Ok(())
}

fn symlink(path: &SourcePath, place: &str) -> Diagnostic {
    Diagnostic::error(Code::Symlink, Span::start_of(path), format!("symbolic link in the {place} folder"))
        .help("links are not followed, since they may lead outside; copy the file instead")
}

/// The bytes of a file of the site, by its path from the site's root.
///
/// # Errors
/// When it cannot be read, or became a symbolic link since it was listed.
pub fn read_file(root: &Path, path: &SourcePath) -> Result<Vec<u8>, DiskError> {
    read(&root.join(path.as_str()))
}

/// Files of a theme folder of the site, by their paths inside it; nothing when there is no such folder.
///
/// # Errors
/// When something in it cannot be read.
pub fn read_theme(root: &Path, name: &str) -> Result<BTreeMap<String, Vec<u8>>, DiskError> {
    let folder = root.join("themes").join(name);
    if !folder.is_dir() {
        return Ok(BTreeMap::new());
    }
    let entries = walk(&folder, |entry| names::may_be_content(entry.file_name()))?;
    let mut files = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.file_type().is_file()) {
        if let Some(inside) = slashed(entry.path().strip_prefix(&folder).unwrap_or(entry.path())) {
            files.insert(inside, read(entry.path())?);
        }
    }
    Ok(files)
}

/// Symbolic links in a theme folder of the site: a file that is silently not used would be looked for in vain.
///
/// # Errors
/// When something in it cannot be read.
pub fn links_in_theme(root: &Path, name: &str) -> Result<Vec<Diagnostic>, DiskError> {
    let folder = root.join("themes").join(name);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = walk(&folder, |entry| names::may_be_content(entry.file_name()))?;
    let links = entries.iter().filter(|entry| entry.path_is_symlink());
    Ok(links.map(|entry| symlink(&shown(root, entry.path()), "theme")).collect())
}

/// Every file below a folder, by its path inside it.
///
/// # Errors
/// When something in it cannot be read.
pub fn read_folder(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, DiskError> {
    let entries = walk(folder, |_| true)?;
    let read: Result<Vec<_>, DiskError> = entries
        .par_iter()
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let inside = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            Ok((inside.to_string_lossy().into_owned(), read(entry.path())?))
        })
        .collect();
    Ok(read?.into_iter().collect())
}

/// Reads single files of a folder by the names that another file of it gives; a name that leads elsewhere has no file.
pub fn opener(folder: PathBuf) -> impl Fn(&str) -> std::io::Result<Vec<u8>> {
    move |name| {
        let inside = OutputPath::new(name).map_err(std::io::Error::other)?;
        read(&folder.join(inside.as_str())).map_err(|error| match error {
            DiskError::Read { source, .. } => source,
            other => std::io::Error::other(other),
        })
    }
}

/// Opens a file without following a link in its last component: it may have been swapped since it was listed.
fn read(path: &Path) -> Result<Vec<u8>, DiskError> {
    let no_follow = i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).unwrap_or_default();
    let open = std::fs::OpenOptions::new().read(true).custom_flags(no_follow).open(path);
    let mut bytes = Vec::new();
    open.and_then(|mut file| file.read_to_end(&mut bytes)).map_err(|error| DiskError::read(path, error))?;
    Ok(bytes)
}

/// A path for diagnostics: relative to the site's root, with `/`.
fn shown(root: &Path, path: &Path) -> SourcePath {
    let inside = path.strip_prefix(root).unwrap_or(path);
    SourcePath::new(slashed(inside).unwrap_or_else(|| inside.to_string_lossy().into_owned()))
}

/// The path with `/`, if all of it is UTF-8.
fn slashed(path: &Path) -> Option<String> {
    let parts = path.components().map(|part| match part {
        Component::Normal(name) => name.to_str(),
        _ => None,
    });
    parts.collect::<Option<Vec<_>>>().map(|parts| parts.join("/"))
}
