//! Text as both sides are compared: words without case, accents, markup and punctuation, and single characters of
//! scripts that have no spaces. Entities, percent-encoding and JSON escapes are undone on the way.

use super::decode::{entity, escape, percent, utf8};

/// A word weighs so much, a character of a script without spaces half of it.
const WORD: u8 = 2;
/// The weight of a run that is long enough to be nobody's coincidence: 6 words or 12 characters.
pub(super) const RUN: u32 = 12;

/// In cleaned text: something that leaves no trace between the characters around it.
pub(super) const NOTHING: u8 = 1;
/// In cleaned text: an end that no run goes across.
pub(super) const BREAK: u8 = 2;
/// What a byte means depends on those after it.
const LOOK: u8 = 3;

/// One word or one character, with its place in the bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// Of the folded text.
    pub hash: u64,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// 2 for words, 1 for characters, more for a break.
    pub weight: u8,
    /// Part of a format's own vocabulary, such as the name of an attribute: says nothing alone.
    pub vocabulary: bool,
}

/// What is undone while reading.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Decode {
    /// `\n`, `\u1234`, and quotes that end a text.
    pub json: bool,
    /// Every token is a format's own word.
    pub vocabulary: bool,
}

/// Collects tokens; a word goes on over what leaves no trace.
#[derive(Debug, Default)]
pub(super) struct Lane {
    /// Complete tokens.
    pub tokens: Vec<Token>,
    open: Option<Word>,
}

/// A word that is being read.
#[derive(Clone, Copy, Debug)]
struct Word {
    token: Token,
    /// Up to eight bytes that are not in the hash yet: one multiplication does for them all.
    rest: u64,
    count: u32,
}

impl Word {
    fn new(start: usize, decode: Decode) -> Self {
        let (start, end) = (start as u32, start as u32);
        let token = Token { hash: SEED, start, end, weight: WORD, vocabulary: decode.vocabulary };
        Self { token, rest: 0, count: 0 }
    }

    fn add(&mut self, byte: u8) {
        self.rest = self.rest << 8 | u64::from(byte);
        self.count += 1;
        if self.count & 7 == 0 {
            self.token.hash = step(self.token.hash, self.rest);
        }
    }

    fn finished(self) -> Token {
        let rest = if self.count & 7 == 0 { 0 } else { self.rest << (64 - 8 * (self.count & 7)) };
        let hash = step(step(self.token.hash, rest), u64::from(self.count));
        let hash = (hash ^ (hash >> 32)).wrapping_mul(SEED);
        Token { hash: hash ^ (hash >> 29), ..self.token }
    }
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;
const FACTOR: u64 = 0x517c_c1b7_2722_0a95;

/// What a byte of ASCII is: 0 ends a word, 1 leaves no trace, 2 is a break, 3 needs a look, else the folded letter.
const CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'0'..=b'9' | b'a'..=b'z' => byte as u8,
            b'A'..=b'Z' => byte as u8 + 32,
            b'*' | b'`' | b'~' | NOTHING => NOTHING,
            // The part of an address after it is a place within a page, and no more of the path.
            BREAK | b'#' => BREAK,
            b'&' | b'%' | b'\\' | b'"' | 0x80..=0xff => LOOK,
            _ => 0,
        };
        byte += 1;
    }
    table
}

impl Lane {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.open = None;
    }

    /// Reads bytes that begin at `base` of their file.
    pub fn feed(&mut self, bytes: &[u8], base: usize, decode: Decode) {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at += match CLASSES[usize::from(byte)] {
                0 => {
                    self.close();
                    1
                }
                NOTHING => 1,
                BREAK => {
                    self.end();
                    1
                }
                LOOK => self.special(&bytes[at..], base + at, decode),
                _ => self.letters(&bytes[at..], base + at, decode),
            };
        }
    }

    /// Reads letters and digits as far as they go; gives how many they are.
    fn letters(&mut self, bytes: &[u8], at: usize, decode: Decode) -> usize {
        let mut word = self.word(at, decode);
        let mut length = 0;
        for byte in bytes {
            let folded = CLASSES[usize::from(*byte)];
            if folded <= LOOK {
                break;
            }
            word.add(folded);
            length += 1;
        }
        word.token.end = (at + length) as u32;
        self.open = Some(word);
        length
    }

    fn word(&mut self, at: usize, decode: Decode) -> Word {
        self.open.take().unwrap_or_else(|| Word::new(at, decode))
    }

    /// No run goes across this place.
    pub fn end(&mut self) {
        self.close();
        if self.tokens.last().is_some_and(|last| u32::from(last.weight) < RUN) {
            let at = self.tokens.last().map_or(0, |last| last.end);
            self.tokens.push(Token { hash: SEED, start: at, end: at, weight: RUN as u8, vocabulary: true });
        }
    }

    fn close(&mut self) {
        self.tokens.extend(self.open.take().map(Word::finished));
    }

    /// Reads what begins with a special byte; gives how many bytes that took.
    fn special(&mut self, bytes: &[u8], at: usize, decode: Decode) -> usize {
        let found = match bytes[0] {
            b'&' => entity(bytes),
            b'%' => percent(bytes),
            b'\\' if decode.json => escape(bytes),
            b'"' if decode.json => {
                self.end();
                return 1;
            }
            0x80.. => utf8(bytes),
            _ => None,
        };
        match found {
            Some((c, length)) => {
                self.character(c, at..at + length, decode);
                length
            }
            None => {
                self.close();
                1
            }
        }
    }

    fn character(&mut self, c: char, at: std::ops::Range<usize>, decode: Decode) {
        if leaves_no_trace(c) {
            return;
        }
        if is_wide(c) {
            self.close();
            let mut word = Word::new(at.start, decode);
            u32::from(c).to_be_bytes().into_iter().for_each(|byte| word.add(byte));
            self.tokens.push(Token { end: at.end as u32, weight: 1, ..word.finished() });
            return;
        }
        if !c.is_alphanumeric() {
            self.close();
            return;
        }
        let mut word = self.word(at.start, decode);
        let mut buffer = [0; 4];
        for low in plain(c).to_lowercase() {
            low.encode_utf8(&mut buffer).bytes().for_each(|byte| word.add(byte));
        }
        word.token.end = at.end as u32;
        self.open = Some(word);
    }
}

fn step(hash: u64, bytes: u64) -> u64 {
    let mixed = (hash.rotate_left(5) ^ bytes).wrapping_mul(FACTOR);
    mixed ^ (mixed >> 31)
}

/// The tokens of a short text.
pub(super) fn tokens(text: &[u8]) -> Vec<Token> {
    let mut lane = Lane::default();
    lane.feed(text, 0, Decode::default());
    lane.end();
    lane.tokens.retain(|token| u32::from(token.weight) < RUN);
    lane.tokens
}

fn leaves_no_trace(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{300}'..='\u{36f}'
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}')
}

/// Scripts that are written without spaces between words.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' | '\u{e00}'..='\u{eff}')
}

/// Letters without their accents, and full-width forms as the usual ones.
fn plain(c: char) -> char {
    const LATIN: &[u8; 64] = b"aaaaaaaceeeeiiiidnooooo ouuuuyts\
        aaaaaaaceeeeiiiidnooooo ouuuuyty";
    match c {
        '\u{c0}'..='\u{ff}' => char::from(LATIN[(u32::from(c) - 0xc0) as usize]),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(text: &str) -> Vec<u64> {
        tokens(text.as_bytes()).iter().map(|token| token.hash).collect()
    }

    #[test]
    fn one_text_in_many_coats_is_one_text() {
        let plain = hashes("secret cafe 退款");
        for coat in [
            "SECRET Café, 退款!",
            "se*cret* caf&#xe9; 退 款",
            "%73ecret%20cafe/%E9%80%80%E6%AC%BE",
            "ｓｅｃｒｅｔ-cafe&nbsp;退&shy;款",
        ] {
            assert_eq!(hashes(coat), plain, "{coat}");
        }
        let mut lane = Lane::default();
        lane.feed(br"secret\ncafe \u9000\u6b3e", 0, Decode { json: true, vocabulary: false });
        lane.end();
        assert_eq!(lane.tokens.iter().map(|token| token.hash).take(4).collect::<Vec<_>>(), plain);
    }

    #[test]
    fn broken_bytes_end_words() {
        assert_eq!(tokens(b"a\xffb \xe9\x80 %zz &nope; c").len(), 5);
    }
}
