//! What the engine was made of: the compiler, and the hash of every file that went into it and of what came out.
//!
//! The tests read it, too. The manifest of the whole repository is not in it, since most of what changes there has nothing to
//! do with the engine: comparing bytes shows the rest.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The engine.
pub(crate) const ENGINE: &str = "themes/default/search/engine.wasm";
/// The record.
pub(crate) const RECORD: &str = "src/browser/engine.sum";

const HEAD: &str = "# What the search engine in the browser was made of. Written by `cargo xtask wasm`.";

/// What an engine was made of.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// Version of the compiler.
    pub(crate) rustc: String,
    /// Hash (BLAKE3) of every file, by its path in the repository.
    pub(crate) files: BTreeMap<String, String>,
}

impl Record {
    /// The record of the files as they are.
    #[allow(dead_code, reason = "the tests do not write it")]
    pub(crate) fn of(root: &Path, rustc: &str, paths: &[String]) -> Result<Self, String> {
        let all = paths.iter().map(String::as_str).chain([ENGINE]);
        let hashed = all.map(|path| {
            let hash = hash(root, path).ok_or_else(|| format!("`{path}` cannot be read"))?;
            Ok((path.to_owned(), hash))
        });
        Ok(Self { rustc: rustc.to_owned(), files: hashed.collect::<Result<_, String>>()? })
    }

    /// As it is written.
    #[allow(dead_code, reason = "the tests do not write it")]
    pub(crate) fn text(&self) -> String {
        let files: String = self.files.iter().map(|(path, hash)| format!("{hash}  {path}\n")).collect();
        format!("{HEAD}\nrustc  {}\n{files}", self.rustc)
    }

    /// Reads one; lines that are none are passed over.
    pub(crate) fn parse(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let mut files: BTreeMap<String, String> = lines
            .filter_map(|line| line.split_once("  "))
            .map(|(a, b)| (b.to_owned(), a.to_owned()))
            .collect();
        let rustc = files.iter().find(|(_, key)| *key == "rustc").map(|(version, _)| version.clone());
        let rustc = rustc.unwrap_or_default();
        files.remove(&rustc);
        Self { rustc, files }
    }

    /// What has changed since; each a line for people.
    pub(crate) fn differences(&self, root: &Path) -> Vec<String> {
        if !self.files.contains_key(ENGINE) {
            return vec![format!("`{RECORD}` says nothing about `{ENGINE}`")];
        }
        let changed = self.files.iter().filter(|(path, was)| hash(root, path).as_ref() != Some(was));
        changed.map(|(path, _)| format!("`{path}` is not what the record of the engine says")).collect()
    }
}

fn hash(root: &Path, path: &str) -> Option<String> {
    Some(blake3::hash(&fs::read(root.join(path)).ok()?).to_hex().to_string())
}
