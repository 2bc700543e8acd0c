//! Sentences and the parts of them.

use std::ops::Range;

use crate::promises::line::GAP;

/// Bytes before and after a place that can belong to its sentence: nobody reads on for longer, and a text without an end is no reason to look
/// at all of it for each of its numbers.
pub(crate) const REACH: usize = 400;

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

/// Whether a text says what was, or what is not.
pub(crate) fn is_past(text: &str) -> bool {
    const PAST: [&str; 16] = [
        " was ",
        " were ",
        "it was",
        "used to",
        "instead of",
        "no longer",
        "before, ",
        "until now",
        "原为",
        "原為",
        "以前是",
        "此前",
        "先前",
        "曾",
        "而不是",
        "不再",
    ];
    let lower = text.to_ascii_lowercase();
    PAST.iter().any(|past| lower.contains(past))
}

fn piece(text: &str, around: &Range<usize>, ends: impl Fn(char) -> bool) -> Range<usize> {
    let full_stop = |at: usize, c: char| c == '.' && text[at + 1..].starts_with([' ', '\n']);
    let number = |at: usize, c: char| c == ',' && text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
    let ends = |(at, c): (usize, char)| (ends(c) && !number(at, c)) || full_stop(at, c);
    let first = text.floor_char_boundary(around.start.saturating_sub(REACH));
    let last = text.ceil_char_boundary(text.len().min(around.end + REACH));
    let within = |from: usize, to: usize| text[from..to].char_indices().map(move |(at, c)| (from + at, c));
    let before = within(first, around.start).rev().find(|pair| ends(*pair));
    let after = within(around.end, last).find(|pair| ends(*pair));
    let start = before.map_or(first, |(at, c)| at + c.len_utf8());
    start..after.map_or(last, |(at, _)| at)
}
