//! Links, pictures and variables in a text that is being cleaned.

use super::markdown::{Cleaner, Find, find};
use super::tokens::{BREAK, NOTHING};

impl Cleaner<'_> {
    /// A footnote's mark becomes a number in the page.
    pub(super) fn label(&mut self, at: usize) -> usize {
        if self.text.get(at + 1) == Some(&b'^') {
            let end =
                self.text[at..].iter().position(|byte| *byte == b']').map_or(at + 1, |end| at + end + 1);
            self.fill(at..end, BREAK);
            return end;
        }
        self.one(at, NOTHING)
    }

    /// A picture's words are not among the text.
    pub(super) fn picture(&mut self, at: usize) -> usize {
        let Some(close) = self.text[at..].iter().take(2_000).position(|byte| *byte == b']') else {
            return at + 2;
        };
        self.finds.push((Find::Alt, at + 2..at + close));
        let end = self.target(at + close);
        self.fill(at..at + close, NOTHING);
        end
    }

    /// What follows the words of a link: `](address "title")`, `][label]`.
    pub(super) fn target(&mut self, at: usize) -> usize {
        let (open, close) = match self.text.get(at + 1) {
            Some(b'(') => (b'(', b')'),
            Some(b'[') => (b'[', b']'),
            Some(b':') => return self.definition(at),
            _ => return self.one(at, NOTHING),
        };
        let mut depth = 0_usize;
        for (offset, byte) in self.text[at + 1..].iter().enumerate().take(4_000) {
            depth += usize::from(*byte == open);
            depth -= usize::from(*byte == close);
            if depth == 0 {
                let inner = at + 2..at + 1 + offset;
                let address =
                    self.text[inner.clone()].iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
                if open == b'(' {
                    self.finds.push((Find::Link, inner.start..inner.start + address));
                }
                self.fill(at..at + 2 + offset, NOTHING);
                return at + 2 + offset;
            }
        }
        self.one(at, NOTHING)
    }

    /// `[label]: address`, which is not text.
    fn definition(&mut self, at: usize) -> usize {
        let end =
            self.text[at..].iter().position(|byte| *byte == b'\n').map_or(self.text.len(), |end| at + end);
        let start = at + 2 + self.text[at + 2..end].iter().take_while(|byte| **byte == b' ').count();
        let line = self.text[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |line| line + 1);
        if self.text[line..at].trim_ascii_start().first() == Some(&b'[') {
            self.finds.push((Find::Link, start..end));
            self.fill(line..end, BREAK);
            return end;
        }
        self.one(at, NOTHING)
    }

    /// A variable or an include, whose text stands elsewhere.
    pub(super) fn hole(&mut self, at: usize) -> usize {
        let end = find(&self.text[at..], b"}}").map_or(at + 2, |end| at + end + 2);
        self.fill(at..end, BREAK);
        end
    }
}
