//! Markdown without its markup, every byte left in its place: what leaves no trace in the text becomes
//! [`NOTHING`], and what ends a run of words becomes [`BREAK`].

use std::ops::Range;

use super::lines::{Line, prefix};
use super::markup::is_inline;
use super::tokens::{BREAK, NOTHING};

/// What was met on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Find {
    /// The text of a heading, or of a directive's title.
    Heading,
    /// The address of a link or a picture.
    Link,
    /// What a picture says.
    Alt,
    /// A note between authors.
    Comment,
}

/// A cleaned text.
#[derive(Debug)]
pub(super) struct Clean {
    /// As many bytes as the text.
    pub bytes: Vec<u8>,
    /// In order of their beginnings, but for pictures.
    pub finds: Vec<(Find, Range<usize>)>,
}

/// Cleans the lines of a text; what is before them becomes breaks.
pub(super) fn clean(text: &str, lines: &[Line]) -> Clean {
    let mut cleaner =
        Cleaner { text: text.as_bytes(), out: text.as_bytes().to_vec(), finds: Vec::new(), skip: 0 };
    let from = lines.first().map_or(text.len(), |line| line.range.start);
    cleaner.fill(0..from, BREAK);
    for line in lines {
        cleaner.line(line);
    }
    Clean { bytes: cleaner.out, finds: cleaner.finds }
}

/// A text while it is being cleaned.
pub(super) struct Cleaner<'a> {
    pub text: &'a [u8],
    pub out: Vec<u8>,
    pub finds: Vec<(Find, Range<usize>)>,
    /// Everything before this byte is done.
    skip: usize,
}

impl Cleaner<'_> {
    pub(super) fn fill(&mut self, range: Range<usize>, with: u8) {
        self.out[range].fill(with);
    }

    fn line(&mut self, line: &Line) {
        let Range { start, end } = line.range;
        if end <= self.skip {
            return;
        }
        if line.mark {
            return self.mark(line);
        }
        if line.code {
            return;
        }
        let text = String::from_utf8_lossy(&self.text[start..end]).into_owned();
        let mut at = start + prefix(&text).min(end - start);
        self.prefix(start..at);
        at = self.task(at);
        if self.text[at..end].trim_ascii().is_empty() {
            self.end_of(end);
        } else if self.text[at] == b'#' {
            at = self.heading(at, end);
        } else if self.text[at..end].iter().all(|byte| matches!(byte, b'=' | b'-' | b'\r' | b'\n')) {
            self.fill(at..end, BREAK);
        } else if self.text[at] == b':' {
            self.out[at] = BREAK;
        }
        self.inline(at.max(self.skip), end);
    }

    /// The last byte of the line becomes a break, so that the next one begins anew.
    fn end_of(&mut self, end: usize) {
        if end > 0 {
            self.out[end - 1] = BREAK;
        }
    }

    /// A directive's title is text; its name is not.
    fn mark(&mut self, line: &Line) {
        let Range { start, end } = line.range;
        let name = |byte: &u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'\t' | b'>' | b':' | b'-' | b'*')
        };
        let colons = self.text[start..end].iter().position(|byte| *byte == b':').map_or(end, |at| start + at);
        let word = colons + self.text[colons..end].iter().take_while(|byte| **byte == b':').count();
        let title =
            word + self.text[word..end].iter().take_while(|byte| name(byte) && **byte != b' ').count();
        self.fill(start..title, BREAK);
        if line.code {
            return self.fill(start..end, BREAK);
        }
        // What stands behind these says how, and is not shown.
        let settings = [&b"quiz"[..], b"sla"].contains(&self.text[word..title].trim_ascii());
        if settings {
            self.fill(title..end, BREAK);
        } else if !self.text[title..end].trim_ascii().is_empty() {
            self.finds.push((Find::Heading, title..end));
            self.inline(title, end);
        }
        self.end_of(end);
    }

    fn prefix(&mut self, range: Range<usize>) {
        let marker = self.text[range.clone()].iter().any(|byte| !matches!(byte, b' ' | b'\t' | b'>'));
        self.fill(range, if marker { BREAK } else { b' ' });
    }

    /// `[x] ` of a task, `[!NOTE]` of an alert.
    fn task(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let length = match rest {
            [b'[', b' ' | b'x' | b'X', b']', ..] => 3,
            [b'[', b'!', ..] => rest.iter().position(|byte| *byte == b']').map_or(0, |end| end + 1),
            _ => 0,
        };
        self.fill(at..at + length, BREAK);
        at + length
    }

    fn heading(&mut self, at: usize, end: usize) -> usize {
        let text = at + self.text[at..end].iter().take_while(|byte| **byte == b'#').count();
        self.fill(at..text, BREAK);
        let id = find(&self.text[text..end], b"{#").map_or(end, |id| text + id);
        self.finds.push((Find::Heading, text..id));
        self.fill(id..end, BREAK);
        self.end_of(end);
        text
    }

    fn inline(&mut self, start: usize, end: usize) {
        let mut at = start;
        while at < end {
            let next = match self.text[at] {
                b'`' => self.code(at, end),
                b'\\' => self.escape(at),
                b'<' => self.tag(at),
                b'[' => self.label(at),
                b'!' if self.text.get(at + 1) == Some(&b'[') => self.picture(at),
                b']' => self.target(at),
                b'{' if self.text.get(at + 1) == Some(&b'{') => self.hole(at),
                b'|' => self.one(at, BREAK),
                _ => at + 1,
            };
            at = next.max(at + 1);
        }
        self.skip = self.skip.max(at);
    }

    pub(super) fn one(&mut self, at: usize, with: u8) -> usize {
        self.out[at] = with;
        at + 1
    }

    fn escape(&mut self, at: usize) -> usize {
        self.out[at] = NOTHING;
        at + 2
    }

    /// What stands between backticks stays as it is.
    fn code(&mut self, at: usize, end: usize) -> usize {
        let ticks = self.text[at..end].iter().take_while(|byte| **byte == b'`').count();
        let mut from = at + ticks;
        while let Some(close) =
            self.text[from..end].iter().position(|byte| *byte == b'`').map(|close| from + close)
        {
            let length = self.text[close..end].iter().take_while(|byte| **byte == b'`').count();
            if length == ticks {
                return close + length;
            }
            from = close + length;
        }
        at + ticks
    }

    fn tag(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        if rest.starts_with(b"<!--") {
            let end = find(rest, b"-->").map_or(self.text.len(), |end| at + end + 3);
            self.finds.push((Find::Comment, at + 4..end.saturating_sub(3).max(at + 4)));
            self.fill(at..end, NOTHING);
            return end;
        }
        let tag = rest.get(1).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/');
        let end =
            rest.iter().take(2_000).position(|byte| *byte == b'>').filter(|_| tag).map(|end| at + end + 1);
        let Some(end) = end else { return at + 1 };
        let inner = &self.text[at + 1..end - 1];
        if inner.contains(&b':') && !inner.contains(&b' ') || inner.contains(&b'@') && !inner.contains(&b'=')
        {
            self.finds.push((Find::Link, at + 1..end - 1));
            return end;
        }
        let with = if is_inline(inner) { NOTHING } else { BREAK };
        self.fill(at..end, with);
        end
    }
}

/// Where some bytes stand first among others.
pub(super) fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    let (first, mut at) = (what.first()?, 0);
    while let Some(next) = bytes[at..].iter().position(|byte| byte == first) {
        at += next;
        if bytes[at..].starts_with(what) {
            return Some(at);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::lines;

    fn cleaned(text: &str) -> String {
        let clean = clean(text, &lines::of(text, 0, false));
        assert_eq!(clean.bytes.len(), text.len());
        let shown = clean.bytes.iter().filter(|byte| **byte != NOTHING);
        let text: Vec<u8> = shown.map(|byte| if *byte == BREAK { b'/' } else { *byte }).collect();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn markup_goes_and_words_stay() {
        assert_eq!(cleaned("a [b c](d.md \"e\") f"), "a b c f");
        assert_eq!(cleaned("x<b>y</b>z<!-- n -->!"), "xyz!");
        assert!(cleaned("say {{ sla.email }} now").starts_with("say //"));
        assert!(!cleaned("see ![the picture](p.svg) here").contains("picture"));
        assert_eq!(cleaned("`<b>` \\* c").replace('*', ""), "`<b>`  c");
        assert!(cleaned(":::reply It was us\nx").contains("It was us/x"));
    }

    #[test]
    fn addresses_headings_and_notes_are_found() {
        let text = "## A *b* {#id}\n[x](y.md) ![alt](z.png) <!-- note\n:) -->";
        let finds = clean(text, &lines::of(text, 0, false)).finds;
        let shown: Vec<_> = finds.iter().map(|(find, range)| (*find, text[range.clone()].trim())).collect();
        assert!(shown.contains(&(Find::Heading, "A *b*")));
        assert!(shown.contains(&(Find::Link, "z.png")));
        assert!(shown.contains(&(Find::Alt, "alt")));
        assert!(shown.contains(&(Find::Comment, "note\n:)")));
    }
}
