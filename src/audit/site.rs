//! The sources, read for one question alone: who may read what.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use answerbook_kernel::source::Sources;
use rayon::prelude::*;
use serde_json::Value;

use super::AuditError;
use super::front::{self, Front};
use super::lines::{self, Line, Reader};
use super::markdown::{self, Clean};
use super::summary;

/// A site as the audit sees it.
#[derive(Debug, Default)]
pub(super) struct Site {
    /// `book.toml`.
    pub config: Value,
    /// Its text.
    pub config_text: String,
    /// All pages.
    pub pages: Vec<Page>,
    /// All other files of the source folder.
    pub files: Vec<File>,
    /// Public lines of summaries.
    pub loose: Vec<Vec<u8>>,
}

/// A Markdown file.
#[derive(Debug)]
pub(super) struct Page {
    /// Inside the source folder.
    pub path: String,
    /// From the site's root.
    pub shown: Arc<str>,
    /// As it is.
    pub text: Arc<[u8]>,
    /// Its front matter.
    pub front: Front,
    /// Who may read the page as a whole; nobody may read a draft.
    pub reader: Reader,
    /// Whether it is built at all.
    pub built: bool,
    /// Who may read each line of its body.
    pub lines: Vec<Line>,
    /// Its body without markup, the front matter blanked.
    pub clean: Clean,
}

/// Any other file.
#[derive(Debug)]
pub(super) struct File {
    /// Inside the source folder.
    pub path: String,
    /// From the site's root.
    pub shown: Arc<str>,
    /// Its bytes, unless it is large.
    pub bytes: Option<Arc<[u8]>>,
    /// What its folder says, if that says anything.
    pub reader: Option<Reader>,
}

/// The part of `book.toml` that says where things are.
pub(super) fn read_config(text: &str) -> Result<Value, AuditError> {
    toml::from_str(text).map_err(|error| AuditError::Config(error.message().to_owned()))
}

/// A text of the configuration.
pub(super) fn setting<'a>(config: &'a Value, table: &str, key: &str) -> Option<&'a str> {
    config.get(table)?.get(key)?.as_str()
}

/// A page's path, its path for people, its bytes and its front matter.
type Raw = (String, Arc<str>, Arc<[u8]>, Front);

/// Sorts the sources by who may read them.
pub(super) fn read(config_text: String, sources: &Sources) -> Result<Site, AuditError> {
    let config = read_config(&config_text)?;
    let entries: Vec<_> = sources.content.iter().collect();
    let raw: Vec<Raw> = entries
        .par_iter()
        .filter(|(path, _)| is_page(path))
        .filter_map(|(path, file)| {
            let bytes = file.bytes.clone()?;
            let front = front::read(std::str::from_utf8(&bytes).unwrap_or_default());
            Some((path.to_string(), Arc::from(file.path.as_str()), bytes, front))
        })
        .collect();
    let folders = folders(&raw.iter().map(|(path, _, _, front)| (path.as_str(), front)).collect::<Vec<_>>());
    let default = setting(&config, "audience", "default") == Some("public");
    let pages = raw.into_par_iter().map(|(path, shown, text, front)| {
        let reader = reader(&path, &front, &folders, default);
        page(path, shown, text, front, reader)
    });
    let mut pages: Vec<Page> = pages.collect();
    let loose = summary::take(&mut pages);
    let files = entries.iter().filter(|(path, _)| !is_page(path));
    let files = files.map(|(path, file)| File {
        path: path.to_string(),
        shown: Arc::from(file.path.as_str()),
        bytes: file.bytes.clone(),
        reader: nearest(&folders, path).map(level),
    });
    Ok(Site { config, config_text, pages, files: files.collect(), loose })
}

fn is_page(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| {
        extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown")
    })
}

fn page(path: String, shown: Arc<str>, bytes: Arc<[u8]>, front: Front, reader: Reader) -> Page {
    // A page that is not UTF-8 is published nowhere.
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    let lines = lines::of(text, front.body.min(text.len()), reader != Reader::Public);
    let clean = markdown::clean(text, &lines);
    Page { path, shown, front, reader, built: true, lines, clean, text: bytes }
}

fn level(public: bool) -> Reader {
    if public { Reader::Public } else { Reader::Internal }
}

fn reader(path: &str, front: &Front, folders: &BTreeMap<String, bool>, default: bool) -> Reader {
    if front::is_draft(&front.keys) {
        return Reader::Nobody;
    }
    let beside = folders.get(bare(path)).copied();
    let own =
        front::says_public(&front.keys).or(beside).or_else(|| nearest(folders, path)).unwrap_or(default);
    level(own && !front.broken)
}

/// What the page of each folder says for the folder: public or not. It is the folder's `index.md`, or the page beside
/// the folder that has its name.
fn folders(pages: &[(&str, &Front)]) -> BTreeMap<String, bool> {
    const BESIDE: u8 = u8::MAX;
    let names: BTreeSet<&str> = pages.iter().map(|(path, _)| folder(path)).collect();
    let mut best: BTreeMap<String, (u8, Option<bool>)> = BTreeMap::new();
    for (path, front) in pages.iter().filter(|(_, front)| !front::is_draft(&front.keys)) {
        let (folder, rank) = match index_rank(path) {
            Some(rank) => (folder(path), rank),
            None if names.contains(bare(path)) => (bare(path), BESIDE),
            None => continue,
        };
        let says = front.keys.get("cascade").and_then(front::says_public);
        let entry = best.entry(folder.to_owned()).or_insert((rank, says));
        if rank < entry.0 {
            *entry = (rank, says);
        }
    }
    best.into_iter().filter_map(|(folder, (_, says))| Some((folder, says?))).collect()
}

/// The path without its extension.
fn bare(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(bare, _)| bare)
}

fn index_rank(path: &str) -> Option<u8> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    match stem.to_ascii_lowercase().as_str() {
        "index" => Some(0),
        "_index" => Some(1),
        "readme" => Some(2),
        _ => None,
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn nearest(folders: &BTreeMap<String, bool>, path: &str) -> Option<bool> {
    let mut at = folder(path);
    loop {
        match folders.get(at) {
            Some(public) => return Some(*public),
            None if at.is_empty() => return None,
            None => at = folder(at),
        }
    }
}

impl Page {
    /// Whether the page or a part of it is not for everybody; notes between authors count.
    pub fn has_more(&self) -> bool {
        self.reader != Reader::Public
            || self.lines.iter().any(|line| line.reader != Reader::Public)
            || self.clean.finds.iter().any(|(find, _)| *find == markdown::Find::Comment)
            || self.own_changes().next().is_some()
    }

    /// Changes of a public page that are not for everybody.
    pub fn own_changes(&self) -> impl Iterator<Item = &Value> {
        let changes = self.front.keys.get("changes").and_then(Value::as_array).into_iter().flatten();
        changes.filter(|change| self.reader == Reader::Public && front::says_public(change) == Some(false))
    }

    /// The bytes that some readers may read, all others as breaks.
    pub fn only(&self, reader: Reader, from: &[u8]) -> Vec<u8> {
        let mut out = vec![super::tokens::BREAK; from.len()];
        for line in self.lines.iter().filter(|line| line.reader == reader) {
            out[line.range.clone()].copy_from_slice(&from[line.range.clone()]);
        }
        out
    }

    /// Who may read a byte of the body.
    pub fn reader_at(&self, at: usize) -> Reader {
        let line = self.lines.partition_point(|line| line.range.end <= at);
        self.lines.get(line).map_or(self.reader, |line| line.reader)
    }

    /// The address that follows from the path, as far as the audit understands it.
    pub fn address(&self) -> String {
        let folder = folder(&self.path);
        let parts = |path: &str| path.split('/').map(spaceless).collect::<Vec<_>>().join("/");
        let prefix = if folder.is_empty() { String::new() } else { format!("{}/", parts(folder)) };
        if index_rank(&self.path).is_some() {
            return prefix;
        }
        let slug = self.front.keys.get("slug").and_then(Value::as_str);
        format!("{prefix}{}/", spaceless(slug.unwrap_or(self.stem())))
    }

    /// The file's name without its extension.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

fn spaceless(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join("-")
}
