//! HTML and XML in two lanes: what is read, with tags taken out, and what stands in the tags themselves.

use super::markdown::find;
use super::tokens::{Decode, Lane};

/// Elements that stand within a word or a line of text: their tags leave no trace.
const INLINE: [u64; 30] = names([
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark",
    "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var", "wbr",
    "tspan",
]);

const fn names(names: [&str; 30]) -> [u64; 30] {
    let mut all = [0; 30];
    let mut at = 0;
    while at < 30 {
        all[at] = name(names[at].as_bytes());
        at += 1;
    }
    all
}

/// A name of up to eight letters as a number; 0 for others.
const fn name(bytes: &[u8]) -> u64 {
    let (mut number, mut at) = (0, 0);
    while at < bytes.len() && bytes[at].is_ascii_alphanumeric() {
        if at == 8 {
            return 0;
        }
        number = number << 8 | bytes[at].to_ascii_lowercase() as u64;
        at += 1;
    }
    number
}

/// Attributes whose values are words of the format.
const VOCABULARY: [&str; 21] = [
    "class",
    "property",
    "type",
    "rel",
    "role",
    "loading",
    "decoding",
    "target",
    "method",
    "lang",
    "dir",
    "hreflang",
    "charset",
    "http-equiv",
    "scope",
    "style",
    "xmlns",
    "fill",
    "stroke",
    "autocomplete",
    "as",
];

/// The two lanes of a file.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    /// What is read.
    pub text: Lane,
    /// Tags, attributes, comments.
    pub tags: Lane,
}

/// Whether what stands between `<` and `>` is the tag of an inline element.
pub(super) fn is_inline(tag: &[u8]) -> bool {
    let name = name(tag.strip_prefix(b"/").unwrap_or(tag));
    name != 0 && INLINE.contains(&name)
}

/// Reads a file into its lanes.
pub(super) fn read(bytes: &[u8], lanes: &mut Lanes) {
    lanes.text.clear();
    lanes.tags.clear();
    let mut at = 0;
    while at < bytes.len() {
        let text = bytes[at..].iter().position(|byte| *byte == b'<').unwrap_or(bytes.len() - at);
        lanes.text.feed(&bytes[at..at + text], at, Decode::default());
        at += text;
        if at < bytes.len() {
            at += tag(&bytes[at..], at, lanes);
        }
    }
    lanes.text.end();
    lanes.tags.end();
}

/// Reads what begins with `<`; gives its length.
fn tag(bytes: &[u8], at: usize, lanes: &mut Lanes) -> usize {
    if bytes.starts_with(b"<!--") {
        let end = find(bytes, b"-->").map_or(bytes.len(), |end| end + 3);
        lanes.tags.feed(&bytes[..end], at, Decode::default());
        lanes.tags.end();
        return end;
    }
    if bytes.starts_with(b"<![CDATA[") {
        let end = find(bytes, b"]]>").map_or(bytes.len(), |end| end + 3);
        lanes.text.feed(&bytes[9..end.max(12) - 3], at + 9, Decode::default());
        return end;
    }
    if !bytes.get(1).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!' | b'?')) {
        lanes.text.feed(b" ", at, Decode::default());
        return 1;
    }
    let end = attributes(bytes, at, lanes);
    if !is_inline(&bytes[1..end]) {
        lanes.text.end();
    }
    let raw = ["script", "style"].into_iter().find(|name| {
        bytes.get(1..1 + name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
    });
    match raw {
        Some(_) => end + script(&bytes[end..], at + end, find(&bytes[..end], b"json").is_some(), lanes),
        None => end,
    }
}

/// What a script or a style holds is no text, unless it is data.
fn script(bytes: &[u8], at: usize, is_data: bool, lanes: &mut Lanes) -> usize {
    let own = |end: &[u8]| end.eq_ignore_ascii_case(b"</script");
    let end = if is_data { bytes.windows(8).position(own) } else { find(bytes, b"</") };
    let end = end.unwrap_or(bytes.len());
    if is_data {
        data(&bytes[..end], at, lanes);
    }
    lanes.tags.feed(&bytes[..end], at, Decode { json: true, vocabulary: false });
    lanes.tags.end();
    end
}

/// JSON for search engines: what its texts say is read, and tags within them leave no more trace there than elsewhere, whether
/// they are escaped or not.
fn data(bytes: &[u8], base: usize, lanes: &mut Lanes) {
    let json = Decode { json: true, vocabulary: false };
    let (mut at, mut from) = (0, 0);
    while at < bytes.len() {
        let Some((start, end)) = tag_in_data(&bytes[at..]) else {
            at += 1;
            continue;
        };
        lanes.text.feed(&bytes[from..at], base + from, json);
        if !is_inline(&bytes[at + start..at + end]) {
            lanes.text.end();
        }
        at += end;
        from = at + sign(&bytes[at..], CLOSE).unwrap_or(0);
        at = from;
    }
    lanes.text.feed(&bytes[from..], base + from, json);
    lanes.text.end();
}

/// `<` and `>` as they are, and as JSON may escape them.
const OPEN: (u8, &[u8]) = (b'<', b"\\u003c");
const CLOSE: (u8, &[u8]) = (b'>', b"\\u003e");

/// Where the inside of a tag begins and ends, if the bytes begin with one.
fn tag_in_data(bytes: &[u8]) -> Option<(usize, usize)> {
    let start = sign(bytes, OPEN)?;
    bytes.get(start).filter(|byte| byte.is_ascii_alphabetic() || **byte == b'/')?;
    let end = (start..bytes.len()).find(|at| sign(&bytes[*at..], CLOSE).is_some())?;
    Some((start, end))
}

/// How many bytes the character takes, if they begin with it.
fn sign(bytes: &[u8], (plain, escaped): (u8, &[u8])) -> Option<usize> {
    match bytes {
        [first, ..] if *first == plain => Some(1),
        [b'\\', ..] => bytes.get(..6)?.eq_ignore_ascii_case(escaped).then_some(6),
        _ => None,
    }
}

/// Reads a tag up to its end; values count by the attribute that they belong to.
fn attributes(bytes: &[u8], base: usize, lanes: &mut Lanes) -> usize {
    let own = Decode { json: false, vocabulary: true };
    let (mut at, mut from) = (1, 1);
    while at < bytes.len() && bytes[at] != b'>' {
        let quote = bytes[at];
        if !matches!(quote, b'"' | b'\'') {
            at += 1;
            continue;
        }
        lanes.tags.feed(&bytes[from..at], base + from, own);
        let name = name_before(&bytes[from..at]);
        let close =
            bytes[at + 1..].iter().position(|byte| *byte == quote).map_or(bytes.len(), |end| at + 1 + end);
        let vocabulary = VOCABULARY.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
        lanes.tags.end();
        lanes.tags.feed(&bytes[at + 1..close], base + at + 1, Decode { json: false, vocabulary });
        lanes.tags.end();
        at = (close + 1).min(bytes.len());
        from = at;
    }
    // A value without quotes is read as a value.
    let bare = bytes[from..at].contains(&b'=');
    lanes.tags.feed(&bytes[from..at], base + from, if bare { Decode::default() } else { own });
    lanes.tags.end();
    (at + 1).min(bytes.len())
}

/// `name` of `… name=`.
fn name_before(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.trim_ascii_end();
    let bytes = bytes.strip_suffix(b"=").unwrap_or(bytes).trim_ascii_end();
    let start = bytes.iter().rposition(|byte| byte.is_ascii_whitespace()).map_or(0, |at| at + 1);
    &bytes[start..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::tokens::{RUN, tokens};

    fn words(lane: &Lane) -> Vec<u64> {
        lane.tokens.iter().filter(|token| u32::from(token.weight) < RUN).map(|token| token.hash).collect()
    }

    fn hashes(text: &str) -> Vec<u64> {
        tokens(text.as_bytes()).iter().map(|token| token.hash).collect()
    }

    #[test]
    fn text_runs_through_inline_tags() {
        let mut lanes = Lanes::default();
        read(b"<p>Dr<b>ag</b>on <a href='/x%20y'>flies</a></p>a < b", &mut lanes);
        assert_eq!(words(&lanes.text), hashes("dragon flies a b"));
        assert_eq!(words(&lanes.tags), hashes("p b b a href x y a p"));
    }

    #[test]
    fn data_is_read_as_text() {
        let mut lanes = Lanes::default();
        let block = br#"<script type="application/ld+json">{"text":"Dra\u003cb class=\"x\"\u003Egon\u003c/b\u003e <i>flies</i> \u0061 < b"}</script>c"#;
        read(block, &mut lanes);
        let found = words(&lanes.text);
        assert!(found.starts_with(&hashes("text dragon flies")), "{found:?}");
        assert!(hashes("a b c").iter().all(|word| found.contains(word)));
        read(b"<script>let dragon;</script>", &mut lanes);
        assert!(words(&lanes.text).is_empty());
    }

    #[test]
    fn comments_values_and_cut_off_tags_are_read() {
        let mut lanes = Lanes::default();
        read(b"<!-- one --><img alt=\"two > three\" class=k data-x='four'><i title=\"five", &mut lanes);
        let found = words(&lanes.tags);
        assert!(hashes("one two three k four five").iter().all(|word| found.contains(word)));
    }
}
