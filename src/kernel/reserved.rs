//! Characters of Unicode's sixteenth plane stand for things while a text is worked on.
//!
//! They are private-use characters, refused in sources, so nothing an author writes can be taken for one. Each range
//! holds an index into a list that travels with the text.

use std::ops::Range;

/// A place in composed Markdown: a variable, a directive line, a refused include.
pub(crate) const TOKENS: Range<u32> = 0x10_0000..0x10_4000;
/// The address of a link or picture in rendered text.
pub(crate) const DESTINATIONS: Range<u32> = 0x10_4000..0x10_9000;
/// Type and size of the file behind a link, numbered like its destination.
pub(crate) const FACTS: Range<u32> = 0x10_9000..0x10_E000;
/// A word of the interface.
pub(crate) const LABELS: Range<u32> = 0x10_E000..0x10_FF00;
/// Where a question's heading begins, and where it ends.
pub(crate) const QUESTION: char = '\u{10_FF00}';
/// See [`QUESTION`].
pub(crate) const ANSWER: char = '\u{10_FF01}';

/// The first byte that every reserved character has in UTF-8, and no other character.
pub(crate) const LEAD: u8 = 0xf4;

/// The character with this index in a range, if the range is large enough.
pub(crate) fn character(range: &Range<u32>, index: usize) -> Option<char> {
    let code = u32::try_from(index).ok()?.checked_add(range.start)?;
    if range.contains(&code) { char::from_u32(code) } else { None }
}

/// The index that a character stands for in a range, if it is one of the range.
pub(crate) fn index(range: &Range<u32>, character: char) -> Option<usize> {
    let code = u32::from(character);
    range.contains(&code).then(|| (code - range.start) as usize)
}

/// Whether an author's text may not contain this character.
pub(crate) fn is_reserved(character: char) -> bool {
    u32::from(character) >= TOKENS.start
}

/// The first reserved character of a text, written as itself or as a numeric character reference, which Markdown and
/// HTML would turn into it.
pub(crate) fn find(text: &str) -> Option<Range<usize>> {
    let mut at = 0;
    while let Some(found) = text.as_bytes()[at..].iter().position(|byte| matches!(*byte, LEAD | b'&')) {
        at += found;
        if let Some(length) = length(&text[at..]) {
            return Some(at..at + length);
        }
        at += 1;
    }
    None
}

/// The bytes that a reserved character takes at the beginning of a text, if there is one.
fn length(text: &str) -> Option<usize> {
    match text.strip_prefix("&#") {
        Some(digits) => reference(digits).map(|length| length + 2),
        None => text.chars().next().filter(|c| is_reserved(*c)).map(char::len_utf8),
    }
}

/// The length of the digits of a reference to a reserved character.
fn reference(digits: &str) -> Option<usize> {
    let (prefix, radix) = if digits.starts_with(['x', 'X']) { (1, 16) } else { (0, 10) };
    let length = digits[prefix..].find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len() - prefix);
    let number = digits[prefix..prefix + length].trim_start_matches('0');
    let code = if number.len() > 8 { 0 } else { u32::from_str_radix(number, radix).unwrap_or(0) };
    (TOKENS.start..=u32::from(char::MAX)).contains(&code).then_some(prefix + length)
}

/// A text without its reserved characters.
pub(crate) fn without(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(range) = find(rest) {
        out.push_str(&rest[..range.start]);
        rest = &rest[range.end..];
    }
    out + rest
}
