//! An own reading of the search index's files: the texts that results show, the word list, the term dictionary.

use std::collections::BTreeMap;

use serde_json::Value;
use tantivy_fst::{Map, Streamer};

use super::tokens::{BREAK, Decode, Lane};
use super::views::Role;

/// The magic number at the end of each of the engine's files.
const MAGIC: u32 = 1337;
/// Type of a dictionary that is a finite state transducer, and its version.
const FST: u32 = 1;

/// What each file of the search index is, as the list of them says.
pub(super) fn roles<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> BTreeMap<String, Role> {
    let mut roles = BTreeMap::new();
    for (path, bytes) in files.filter(|(path, _)| path.ends_with("search/manifest.json")) {
        let folder = path.trim_end_matches("manifest.json");
        let list: Value = serde_json::from_slice(bytes).unwrap_or_default();
        for row in list.get("files").and_then(Value::as_array).into_iter().flatten() {
            let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
            let role = match (text("role"), text("name")) {
                ("shard", _) => Role::Texts,
                ("words", _) => Role::Words,
                ("segment", name) if name.ends_with(".term") => Role::Terms,
                _ => Role::Other,
            };
            roles.insert(format!("{folder}{}", text("name")), role);
        }
    }
    roles
}

/// A number, seven bits to a byte, lowest first.
fn number(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut number = 0_usize;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        number |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// Texts after their lengths, each read as a text of its own; `None` if the bytes are something else.
pub(super) fn texts(bytes: &[u8], lane: &mut Lane) -> Option<()> {
    let mut at = 0;
    while at < bytes.len() {
        let length = number(bytes, &mut at)?;
        let text = bytes.get(at..at.checked_add(length)?)?;
        lane.feed(text, at, Decode::default());
        lane.end();
        at += length;
    }
    Some(())
}

/// The words of the list, one after the other with breaks between.
pub(super) fn words(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let (mut words, mut at) = (Vec::<Vec<u8>>::new(), 0);
    while at < bytes.len() {
        let shared = number(bytes, &mut at)?;
        let length = number(bytes, &mut at)?;
        let mut word = words.last().map_or(Some(&[][..]), |last| last.get(..shared))?.to_vec();
        word.extend(bytes.get(at..at.checked_add(length)?)?);
        at += length;
        number(bytes, &mut at)?;
        number(bytes, &mut at)?;
        words.push(word);
    }
    Some(words)
}

/// Words as a text.
pub(super) fn joined(words: &[Vec<u8>]) -> Vec<u8> {
    words.join(&BREAK)
}

fn number_at(bytes: &[u8], from_end: usize) -> Option<u32> {
    let start = bytes.len().checked_sub(from_end)?;
    bytes.get(start..start + 4)?.try_into().ok().map(u32::from_le_bytes)
}

/// All terms of a dictionary file, of all its fields.
pub(super) fn terms(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    (number_at(bytes, 4)? == MAGIC).then_some(())?;
    let footer = number_at(bytes, 8)? as usize;
    let body = bytes.get(..bytes.len().checked_sub(footer + 8)?)?;
    let list = number_at(body, 4)? as usize;
    let end = body.len().checked_sub(list + 4)?;
    let mut all = Vec::new();
    let mut starts = starts(&body[end..body.len() - 4])?;
    starts.push(end);
    for pair in starts.windows(2) {
        field(body.get(pair[0]..pair[1])?, &mut all)?;
    }
    all.sort_unstable();
    all.dedup();
    Some(all)
}

/// Where each field's dictionary begins.
fn starts(list: &[u8]) -> Option<Vec<usize>> {
    let mut at = 0;
    let count = marked(list, &mut at)?;
    let mut starts = Vec::new();
    let mut start = 0;
    for _ in 0..count {
        start += marked(list, &mut at)?;
        starts.push(start);
        at += 4;
        marked(list, &mut at)?;
    }
    Some(starts)
}

/// A number whose last byte is marked.
fn marked(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut number = 0_usize;
    for shift in (0..63).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        number |= usize::from(byte & 0x7f) << shift;
        if byte >= 0x80 {
            return Some(number);
        }
    }
    None
}

fn field(bytes: &[u8], all: &mut Vec<Vec<u8>>) -> Option<()> {
    let known = number_at(bytes, 4)? == FST && number_at(bytes, 8)? == FST;
    let values = number_at(bytes, 16)? as usize;
    let map = known.then(|| bytes.get(..bytes.len().checked_sub(values + 16)?)).flatten()?;
    let map = Map::from_bytes(map.to_vec()).ok()?;
    let mut stream = map.stream();
    while let Some((term, _)) = stream.next() {
        all.push(term.to_vec());
    }
    Some(())
}
