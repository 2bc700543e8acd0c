//! The search index of an edition, unpacked: every file as it is, and everything that the search itself can tell from it.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Read};

use answerbook_search::{Dump, MANIFEST};
use flate2::read::GzDecoder;
use serde_json::Value;

use super::report::View;
use super::tokens::{BREAK, Decode, Lane};
use super::views::{self, Reading};

/// Where editions have it.
const FOLDER: &str = "search/";

/// What an index holds.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The file that stands for all of them.
    pub file: String,
    /// All its terms, sorted.
    pub terms: Vec<Vec<u8>>,
    /// All its words, sorted.
    pub words: Vec<Vec<u8>>,
    /// What results show.
    texts: Vec<String>,
}

/// Whether a file is a packed one of the index. What authors pack is theirs, and may be of any size.
pub(super) fn is_packed(path: &str) -> bool {
    path.starts_with(FOLDER) && path.ends_with(".bin")
}

/// What was packed; `None` if it is damaged.
pub(super) fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut plain).ok()?;
    Some(plain)
}

impl Index {
    /// Of an edition; nothing where there is none, and what is wrong where it cannot be read.
    pub fn read(files: &[(&str, &[u8])]) -> Result<Option<Self>, String> {
        let inside = files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(FOLDER)?, *bytes)));
        let files: BTreeMap<&str, &[u8]> = inside.collect();
        let Some(manifest) = files.get(MANIFEST) else { return Ok(None) };
        let absent = || Error::from(ErrorKind::NotFound);
        let source = |name: &str| files.get(name).map(|bytes| bytes.to_vec()).ok_or_else(absent);
        let dump = Dump::read(source).map_err(|error| error.to_string())?;
        Ok(Some(Self::of(dump, manifest)))
    }

    fn of(dump: Dump, manifest: &[u8]) -> Self {
        let list: Value = serde_json::from_slice(manifest).unwrap_or_default();
        let head = list.get("head").and_then(Value::as_str).unwrap_or(MANIFEST);
        let Dump { terms, words, texts, names } = dump;
        let words = words.into_iter().chain(names);
        Self { file: format!("{FOLDER}{head}"), terms: sorted(terms), words: sorted(words), texts }
    }

    /// Its texts and its words, each read as a text of its own.
    pub fn see(&self, see: &mut impl FnMut(Reading<'_>)) {
        let words = self.words.join(&BREAK);
        views::plain(&words, View::SearchWords, Decode::default(), see);
        let mut lane = Lane::default();
        let mut texts = Vec::new();
        for text in &self.texts {
            lane.feed(text.as_bytes(), texts.len(), Decode::default());
            lane.end();
            texts.extend_from_slice(text.as_bytes());
        }
        see(Reading {
            view: View::SearchTexts,
            tokens: &lane.tokens,
            bytes: &texts,
            binary: false,
            shared: false,
        });
    }
}

fn sorted(words: impl IntoIterator<Item = String>) -> Vec<Vec<u8>> {
    let mut words: Vec<Vec<u8>> = words.into_iter().map(String::into_bytes).collect();
    words.sort_unstable();
    words.dedup();
    words
}
