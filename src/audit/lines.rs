//! Who each line of a Markdown file is for, found by counting colons.

use std::ops::Range;

/// Who a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// Everybody, or the public edition alone.
    Public,
    /// The internal edition alone.
    Internal,
    /// Nobody.
    Nobody,
}

/// A line and who it is for.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Its bytes, with the line end.
    pub range: Range<usize>,
    /// Whom it is for.
    pub reader: Reader,
    /// It is code.
    pub code: bool,
    /// It opens or closes a directive, or a block of code.
    pub mark: bool,
}

/// A block of code that is open.
struct Fence {
    byte: u8,
    length: usize,
    /// Bytes before it on its line.
    indent: usize,
    quotes: usize,
}

struct Open {
    colons: usize,
    name: Name,
}

#[derive(Clone, Copy, PartialEq)]
enum Name {
    Internal,
    Public,
    Other,
}

/// The lines of a body that begins at byte `from`; `internal` if the whole page is.
pub(super) fn of(text: &str, from: usize, internal: bool) -> Vec<Line> {
    let mut walk = Walk { internal, open: Vec::new(), fence: None };
    let mut at = from;
    let mut lines = Vec::new();
    for line in text[from..].split_inclusive('\n') {
        let (reader, code, mark) = walk.line(line);
        lines.push(Line { range: at..at + line.len(), reader, code, mark });
        at += line.len();
    }
    lines
}

struct Walk {
    internal: bool,
    open: Vec<Open>,
    fence: Option<Fence>,
}

impl Walk {
    fn line(&mut self, line: &str) -> (Reader, bool, bool) {
        let (before, rest) = line.split_at(prefix(line));
        self.leave_fence(before, rest);
        if self.fence(before, rest) {
            return (self.reader(), true, true);
        }
        if self.fence.is_some() {
            return (self.reader(), true, false);
        }
        let colons = rest.bytes().take_while(|byte| *byte == b':').count();
        if colons < 3 {
            return (self.reader(), false, false);
        }
        let before = self.reader();
        let word = rest[colons..].trim();
        match word.is_empty() {
            true => self.close(colons),
            false => self.open.push(Open { colons, name: name(word) }),
        }
        // A line that opens or closes goes with the narrower of its two sides.
        let after = self.reader();
        (if before == Reader::Public { after } else { before }, false, true)
    }

    fn close(&mut self, colons: usize) {
        if let Some(at) = self.open.iter().rposition(|open| open.colons == colons) {
            self.open.truncate(at);
        }
    }

    /// Notes where blocks of code begin and end.
    fn fence(&mut self, before: &str, rest: &str) -> bool {
        let Some(&byte) = rest.as_bytes().first().filter(|byte| matches!(**byte, b'`' | b'~')) else {
            return false;
        };
        let length = rest.bytes().take_while(|other| *other == byte).count();
        let info = &rest[length..];
        match &self.fence {
            None if length >= 3 && !(byte == b'`' && info.contains('`')) => {
                self.fence = Some(Fence { byte, length, indent: before.len(), quotes: quotes(before) });
            }
            Some(open) if byte == open.byte && length >= open.length && info.trim().is_empty() => {
                self.fence = None
            }
            _ => return false,
        }
        true
    }

    /// A block of code ends with the list or the quote that it stands in. Where that is not certain it counts as ended:
    /// taking a directive for code would make its text public.
    fn leave_fence(&mut self, before: &str, rest: &str) {
        let blank = rest.trim().is_empty();
        self.fence.take_if(|open| {
            quotes(before) < open.quotes || (!blank && open.indent >= 2 && before.len() < open.indent)
        });
    }

    fn reader(&self) -> Reader {
        let has = |name| self.open.iter().any(|open| open.name == name);
        match (self.internal || has(Name::Internal), has(Name::Public)) {
            (true, true) => Reader::Nobody,
            (true, false) => Reader::Internal,
            (false, _) => Reader::Public,
        }
    }
}

fn quotes(before: &str) -> usize {
    before.matches('>').count()
}

fn name(word: &str) -> Name {
    match word.split(|c: char| !c.is_alphanumeric()).next() {
        Some("internal") => Name::Internal,
        Some("public") => Name::Public,
        _ => Name::Other,
    }
}

/// Indentation, quotes and list markers before the first thing of a line.
pub(super) fn prefix(line: &str) -> usize {
    let bytes = line.as_bytes();
    let mut at = 0;
    loop {
        at += bytes[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'>')).count();
        let marker = marker(&bytes[at..]);
        if marker == 0 {
            return at;
        }
        at += marker;
    }
}

/// Bytes of a list marker and the space after it.
fn marker(bytes: &[u8]) -> usize {
    let digits = bytes.iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
    let length = match bytes.get(digits) {
        Some(b'.' | b')') if digits > 0 => digits + 1,
        Some(b'-' | b'*' | b'+') if digits == 0 => 1,
        _ => return 0,
    };
    if matches!(bytes.get(length), Some(b' ' | b'\t')) { length + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readers(text: &str) -> String {
        let letter = |line: &Line| match line.reader {
            Reader::Public => 'p',
            Reader::Internal => 'i',
            Reader::Nobody => 'n',
        };
        of(text, 0, false).iter().map(letter).collect()
    }

    #[test]
    fn colons_nest() {
        assert_eq!(readers("a\n:::internal\nb\n:::\nc"), "piiip");
        assert_eq!(readers("::::steps\n1. x\n   :::internal\n   y\n   :::\n::::\nz"), "ppiiipp");
        assert_eq!(readers("::::internal\n:::note\nx\n:::\ny\n::::\nz"), "iiiiiip");
        assert_eq!(readers(":::public\nx\n:::\n> :::internal\n> y\n> :::\nz"), "pppiiip");
        assert_eq!(readers("```\n:::internal\n```\nz"), "pppp");
        assert_eq!(readers("- ```\n  a\nb\n:::internal\nc\n:::\nd"), "pppiiip");
        assert_eq!(readers("> ```\n> a\n\n:::internal\nc\n:::\nd"), "pppiiip");
    }
}
