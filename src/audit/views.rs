//! The ways in which a file is read: whatever form something internal takes in it, one of them shows it as tokens.

use std::cell::Cell;

use super::index;
use super::lines;
use super::markdown;
use super::markup::{self, Lanes};
use super::report::View;
use super::tokens::{Decode, Lane, Token};

/// A file read in one way.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    /// The way.
    pub view: View,
    /// What was read.
    pub tokens: &'a [Token],
    /// What the tokens point into.
    pub bytes: &'a [u8],
    /// Words come by chance here.
    pub binary: bool,
    /// It is packed of parts that are read on their own: a list of words says of each only what it has not in common with the one
    /// before, so that `knowledge` may be the end of `acknowledge`.
    pub shared: bool,
}

/// Reads a file in all ways that fit it; `None` if it is packed and damaged.
pub(super) fn read(path: &str, bytes: &[u8], see: &mut impl FnMut(Reading<'_>)) -> Option<()> {
    if !index::is_packed(path) {
        by_name(path, bytes, see);
        return Some(());
    }
    let Some(plain) = index::unpacked(bytes) else {
        by_name(path, bytes, see);
        return None;
    };
    let mut lane = Lane::default();
    lane.feed(&plain, 0, Decode::default());
    lane.end();
    see(Reading { view: View::SearchTexts, tokens: &lane.tokens, bytes: &plain, binary: true, shared: true });
    Some(())
}

thread_local! {
    /// Lanes to be used again: new memory for every file costs more than reading it.
    static SPARE: Cell<Lanes> = Cell::default();
}

fn by_name(path: &str, bytes: &[u8], see: &mut impl FnMut(Reading<'_>)) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "html" | "htm" | "xml" | "svg" | "atom" | "rss" | "xhtml" if !is_binary(bytes) => tagged(bytes, see),
        "md" | "markdown" if !is_binary(bytes) => {
            plain(bytes, View::Plain, Decode::default(), see);
            twin(bytes, see);
        }
        "json" | "js" | "mjs" | "map" | "webmanifest" => {
            plain(bytes, View::Plain, Decode { json: true, vocabulary: false }, see);
        }
        _ => plain(bytes, View::Plain, Decode::default(), see),
    }
}

/// A name, or any text, as it is.
pub(super) fn plain(bytes: &[u8], view: View, decode: Decode, see: &mut impl FnMut(Reading<'_>)) {
    let mut lanes = SPARE.take();
    let lane = &mut lanes.text;
    lane.clear();
    lane.feed(bytes, 0, decode);
    lane.end();
    let binary = view == View::Plain && is_binary(bytes);
    see(Reading { view, tokens: &lane.tokens, bytes, binary, shared: false });
    SPARE.set(lanes);
}

fn tagged(bytes: &[u8], see: &mut impl FnMut(Reading<'_>)) {
    let mut lanes = SPARE.take();
    markup::read(bytes, &mut lanes);
    see(Reading { view: View::Page, tokens: &lanes.text.tokens, bytes, binary: false, shared: false });
    see(Reading { view: View::Tags, tokens: &lanes.tags.tokens, bytes, binary: false, shared: false });
    SPARE.set(lanes);
}

fn twin(bytes: &[u8], see: &mut impl FnMut(Reading<'_>)) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let clean = markdown::clean(text, &lines::of(text, 0, false)).bytes;
    plain(&clean, View::Twin, Decode::default(), see);
}

/// Whether it is no text.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let cut = std::str::from_utf8(head).err().is_some_and(|error| error.error_len().is_some());
    cut || head.contains(&0)
}
