//! Sentences and the parts of them.

use std::ops::Range;

use crate::promises::line::GAP;

/// The sentence around a place; the cells of a row are one.
pub(crate) fn sentence(text: &str, around: &Range<usize>) -> Range<usize> {
    piece(text, around, |c| matches!(c, '。' | '！' | '？' | '!' | '?' | '；' | ';'))
}

/// The part of a sentence around a place.
pub(crate) fn clause(text: &str, around: &Range<usize>) -> Range<usize> {
    piece(text, around, |c| {
        matches!(c, '。' | '！' | '？' | '!' | '?' | '；' | ';' | '，' | ',' | '（' | '）' | '(' | ')' | GAP)
    })
}

fn piece(text: &str, around: &Range<usize>, ends: impl Fn(char) -> bool) -> Range<usize> {
    let full_stop = |at: usize, c: char| c == '.' && text[at + 1..].starts_with([' ', '\n']);
    let number = |at: usize, c: char| c == ',' && text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
    let ends = |(at, c): (usize, char)| (ends(c) && !number(at, c)) || full_stop(at, c);
    let before = text[..around.start].char_indices().rev().find(|pair| ends(*pair));
    let after =
        text[around.end..].char_indices().map(|(at, c)| (at + around.end, c)).find(|pair| ends(*pair));
    let start = before.map_or(0, |(at, c)| at + c.len_utf8());
    start..after.map_or(text.len(), |(at, _)| at)
}
