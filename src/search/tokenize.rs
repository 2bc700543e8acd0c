//! The one way from text to terms, the same for pages and for queries.
//!
//! Words of scripts with spaces come in parts (`KB00500Q` is `kb`, `00500`, `q`) and whole (`kb00500q`); scripts
//! without spaces come as single characters and as overlapping pairs, so that any two neighbours can be found.

use std::ops::Range;

use crate::fold::{Class, fold};
use crate::tokens::{Gaps, Item, Kind, Tokens};

/// Longest word kept, in bytes of folded text; the rest of it is cut off, in text and query alike.
const MAX_WORD: usize = 64;
/// A word that changes between letters and digits more often is a hash, not a code, and stays in one piece.
const MAX_PIECES: usize = 5;
/// Most parts of a compound that is also found whole.
const MAX_COMPOUND: usize = 8;

/// Appends the terms of `text` to `out`.
pub(crate) fn scan(text: &str, gaps: Gaps, out: &mut Tokens) {
    let mut scan = Scan { out, gaps, position: 0, parts: Vec::new(), joiner: None, wide: None, lines: 0 };
    text.char_indices().for_each(|(at, c)| scan.step(at, c));
    scan.close();
}

/// A run of letters or of digits.
struct Part {
    text: Range<usize>,
    source: Range<usize>,
    class: Class,
    /// What stood before it, if it goes on with a compound.
    joiner: Option<char>,
}

/// The character of a script without spaces that was read last.
struct Wide {
    text: Range<usize>,
    source: Range<usize>,
}

struct Scan<'a> {
    out: &'a mut Tokens,
    gaps: Gaps,
    position: u32,
    parts: Vec<Part>,
    joiner: Option<char>,
    wide: Option<Wide>,
    lines: u32,
}

impl Scan<'_> {
    fn step(&mut self, at: usize, c: char) {
        let start = self.out.arena.len();
        let source = at..at + c.len_utf8();
        match fold(c, &mut self.out.arena) {
            class @ (Class::Letter | Class::Digit) => self.letter(start, source, class),
            Class::Wide => self.wide(start, source),
            Class::Joiner => self.join(c),
            Class::Ignored => {}
            Class::Blank => self.blank(),
            Class::Line => self.line(),
            Class::Other => self.close(),
        }
    }

    fn letter(&mut self, start: usize, source: Range<usize>, class: Class) {
        self.wide = None;
        let end = self.out.arena.len();
        let joiner = self.joiner.take();
        match self.parts.last_mut() {
            Some(part) if part.class == class && joiner.is_none() => {
                part.text.end = end;
                part.source.end = source.end;
            }
            _ => self.parts.push(Part { text: start..end, source, class, joiner }),
        }
    }

    fn join(&mut self, c: char) {
        self.wide = None;
        let digit = self.parts.last().is_some_and(|part| part.class == Class::Digit);
        if self.parts.is_empty() || self.joiner.is_some() || (c == ',' && !digit) {
            return self.close();
        }
        self.joiner = Some(c);
    }

    fn wide(&mut self, start: usize, source: Range<usize>) {
        self.close_word();
        self.lines = 0;
        let text = start..self.out.arena.len();
        let here = self.position;
        self.position += 1;
        if let Some(before) = self.wide.take() {
            let pair = Item {
                text: before.text.start..text.end,
                source: before.source.start..source.end,
                position: here - 1,
                kind: Kind::Pair,
            };
            self.out.items.push(pair);
        }
        self.out.items.push(Item {
            text: text.clone(),
            source: source.clone(),
            position: here,
            kind: Kind::Single,
        });
        self.wide = Some(Wide { text, source });
    }

    fn blank(&mut self) {
        self.close_word();
        if self.gaps == Gaps::Keep {
            self.wide = None;
        }
    }

    fn line(&mut self) {
        self.blank();
        self.lines += 1;
        if self.lines > 1 {
            self.wide = None;
        }
    }

    fn close(&mut self) {
        self.close_word();
        self.wide = None;
    }

    fn close_word(&mut self) {
        self.joiner = None;
        if self.parts.is_empty() {
            return;
        }
        let mut parts = std::mem::take(&mut self.parts);
        if parts.len() > 1 {
            parts = contract(parts, &self.out.arena);
        }
        if let 2..=MAX_COMPOUND = parts.len() {
            self.push_whole(&parts);
        }
        for part in parts.drain(..) {
            self.push(cut(part.text, &self.out.arena), part.source, Kind::Word);
            self.position += 1;
        }
        self.parts = parts;
    }

    fn push(&mut self, text: Range<usize>, source: Range<usize>, kind: Kind) {
        self.out.items.push(Item { text, source, position: self.position, kind });
    }

    fn push_whole(&mut self, parts: &[Part]) {
        let start = self.out.arena.len();
        for (at, part) in parts.iter().enumerate() {
            let decimal = at > 0 && part.class == Class::Digit && parts[at - 1].class == Class::Digit;
            if decimal && part.joiner == Some('.') {
                self.out.arena.push('.');
            }
            self.out.arena.extend_from_within(part.text.clone());
        }
        let text = cut(start..self.out.arena.len(), &self.out.arena);
        let source = parts[0].source.start..parts[parts.len() - 1].source.end;
        self.push(text, source, Kind::Whole { parts: u32::try_from(parts.len()).unwrap_or(u32::MAX) });
    }
}

/// Glues what is one word to the reader: `don't`, and hashes; drops the genitive `'s` and a trailing number comma.
fn contract(parts: Vec<Part>, arena: &str) -> Vec<Part> {
    let whole = pieces_without_joiner(&parts) > MAX_PIECES;
    let mut out: Vec<Part> = Vec::with_capacity(parts.len());
    for part in parts {
        let apostrophe = matches!(part.joiner, Some('\'' | '\u{2019}' | '\u{ff07}'));
        match out.last_mut() {
            Some(_) if apostrophe && &arena[part.text.clone()] == "s" => {}
            Some(last) if (whole && part.joiner.is_none()) || (apostrophe && part.text.len() <= 2) => {
                last.text.end = part.text.end;
                last.source.end = part.source.end;
            }
            _ => out.push(part),
        }
    }
    out
}

/// The longest run of pieces that touch each other.
fn pieces_without_joiner(parts: &[Part]) -> usize {
    parts.chunk_by(|_, next| next.joiner.is_none()).map(<[Part]>::len).max().unwrap_or(0)
}

/// At most [`MAX_WORD`] bytes of `text`, ending between characters.
fn cut(text: Range<usize>, arena: &str) -> Range<usize> {
    let end = arena.floor_char_boundary(text.end.min(text.start + MAX_WORD));
    text.start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let tokens = Tokens::of(text, Gaps::Bridge);
        tokens.items().iter().map(|item| format!("{}@{}", tokens.text(item), item.position)).collect()
    }

    #[test]
    fn compounds_come_whole_and_in_parts() {
        assert_eq!(words("KB00500Q"), ["kb00500q@0", "kb@0", "00500@1", "q@2"]);
        assert_eq!(words("an e-mail."), ["an@0", "email@1", "e@1", "mail@2"]);
        assert_eq!(words("a.b@example.com"), ["abexamplecom@0", "a@0", "b@1", "example@2", "com@3"]);
        assert_eq!(words("1,299.00"), ["1299.00@0", "1@0", "299@1", "00@2"]);
        assert_eq!(words("iPhone15"), ["iphone15@0", "iphone@0", "15@1"]);
    }

    #[test]
    fn apostrophes_hold_words_together() {
        assert_eq!(
            words("Don’t lose the customer's way"),
            ["dont@0", "lose@1", "the@2", "customer@3", "way@4"]
        );
        assert_eq!(words("O'Brien"), ["obrien@0", "o@0", "brien@1"]);
    }

    #[test]
    fn hashes_stay_in_one_piece() {
        assert_eq!(words("a1b2c3d4"), ["a1b2c3d4@0"]);
    }

    #[test]
    fn chinese_comes_single_and_in_pairs() {
        assert_eq!(words("退貨，费"), ["退@0", "退货@0", "货@1", "费@2"]);
        assert_eq!(words("VIP会员"), ["vip@0", "会@1", "会员@1", "员@2"]);
        assert_eq!(words("7天"), ["7@0", "天@1"]);
    }

    #[test]
    fn wrapped_lines_are_bridged_and_paragraphs_are_not() {
        assert!(words("退\n货").contains(&"退货@0".to_owned()));
        assert!(!words("退\n\n货").contains(&"退货@0".to_owned()));
        let query = Tokens::of("退 货", Gaps::Keep);
        assert!(query.items().iter().all(|item| item.kind == Kind::Single));
    }

    #[test]
    fn sources_are_slices_of_the_original() {
        let text = "Ｃafé’s 退貨 x-ray İ1 ½ ㎏ ﷺ";
        for item in Tokens::of(text, Gaps::Bridge).items() {
            assert!(text.get(item.source.clone()).is_some_and(|slice| !slice.is_empty()));
        }
    }
}
