//! Looks for all fingerprints at once: every word, pair and run of a text is looked up by its hash.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::prints::{BASE, Check, Print, Prints};
use super::tokens::{RUN, Token};

/// Longest sequence looked for: a run of characters.
const LONGEST: usize = RUN as usize;

/// What is hashed already.
#[derive(Default)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

type Table<T> = HashMap<u64, T, BuildHasherDefault<Same>>;

/// A quick no.
#[derive(Debug, Default)]
struct Bits {
    words: Vec<u64>,
    mask: u64,
}

impl Bits {
    fn of(hashes: impl Iterator<Item = u64>, count: usize) -> Self {
        let bits = (count * 16).next_power_of_two().clamp(1 << 12, 1 << 27);
        let mut own = Self { words: vec![0; bits / 64], mask: bits as u64 - 1 };
        for hash in hashes {
            let at = own.place(hash);
            own.words[at / 64] |= 1 << (at % 64);
        }
        own
    }

    fn place(&self, hash: u64) -> usize {
        ((hash ^ (hash >> 31)) & self.mask) as usize
    }

    fn may_have(&self, hash: u64) -> bool {
        let at = self.place(hash);
        self.words[at / 64] >> (at % 64) & 1 == 1
    }
}

/// The fingerprints in tables.
#[derive(Debug, Default)]
pub(super) struct Matcher {
    /// Sequence and check to the first fingerprint of that kind.
    table: Table<u32>,
    /// First two tokens to the lengths of phrases that begin so.
    lengths: Table<u16>,
    singles: Bits,
    pairs: Bits,
    runs: Bits,
    /// Fingerprints that something has to stand around.
    checked: Bits,
    powers: [u64; LONGEST + 1],
}

impl Matcher {
    /// Tables of the fingerprints that are wanted; `first[n]` becomes the number of the one that stands for `n`.
    pub fn new(prints: &Prints, wanted: impl Fn(usize) -> bool, first: &mut Vec<u32>) -> Self {
        let mut table = Table::default();
        first.clear();
        first.extend(0..u32::try_from(prints.all.len()).unwrap_or(u32::MAX));
        let mut kept: Vec<&Print> = Vec::new();
        for (number, print) in prints.all.iter().enumerate().filter(|(number, _)| wanted(*number)) {
            let own = first[number];
            let there = *table.entry(key(print.hash, print.about.check)).or_insert(own);
            first[number] = there;
            if there == own {
                kept.push(print);
            }
        }
        let singles = || kept.iter().filter(|print| print.length == 1);
        let phrases = || kept.iter().filter(|print| print.length > 1 && !print.run);
        let runs = || kept.iter().filter(|print| print.run);
        let checked = || kept.iter().filter(|print| print.about.check != Check::Text);
        let mut lengths: Table<u16> = Table::default();
        phrases().for_each(|print| *lengths.entry(print.pair).or_default() |= 1 << print.length);
        Self {
            singles: Bits::of(singles().map(|print| print.hash), singles().count()),
            pairs: Bits::of(lengths.keys().copied(), lengths.len()),
            runs: Bits::of(runs().map(|print| print.hash), runs().count()),
            checked: Bits::of(checked().map(|print| print.hash), checked().count()),
            powers: std::array::from_fn(|power| (0..power).fold(1, |all: u64, _| all.wrapping_mul(BASE))),
            table,
            lengths,
        }
    }

    /// Calls `hit` with the number of each fingerprint found, and where it begins and ends among the bytes.
    pub fn scan(
        &self,
        tokens: &[Token],
        bytes: &[u8],
        sums: &mut Vec<u64>,
        hit: &mut impl FnMut(u32, usize, usize),
    ) {
        sums.clear();
        sums.push(0);
        sums.extend(tokens.iter().scan(0_u64, |sum, token| {
            *sum = sum.wrapping_mul(BASE).wrapping_add(token.hash);
            Some(*sum)
        }));
        let mut walk = Walk { matcher: self, tokens, bytes, sums };
        let (mut end, mut weight) = (0, 0_u32);
        for (at, token) in tokens.iter().enumerate() {
            while end < tokens.len() && weight < RUN {
                weight += u32::from(tokens[end].weight);
                end += 1;
            }
            if weight >= RUN && end - at <= LONGEST {
                let hash = walk.hash(at, end);
                if self.runs.may_have(hash) {
                    walk.found(hash, at..end, hit);
                }
            }
            if !token.vocabulary && self.singles.may_have(token.hash) {
                walk.found(token.hash, at..at + 1, hit);
            }
            walk.phrases(at, hit);
            weight -= u32::from(token.weight);
        }
    }
}

struct Walk<'a> {
    matcher: &'a Matcher,
    tokens: &'a [Token],
    bytes: &'a [u8],
    sums: &'a [u64],
}

impl Walk<'_> {
    fn hash(&self, start: usize, end: usize) -> u64 {
        let before = self.sums[start].wrapping_mul(self.matcher.powers[end - start]);
        self.sums[end].wrapping_sub(before)
    }

    fn phrases(&mut self, at: usize, hit: &mut impl FnMut(u32, usize, usize)) {
        if at + 2 > self.tokens.len() {
            return;
        }
        let pair = self.hash(at, at + 2);
        if !self.matcher.pairs.may_have(pair) {
            return;
        }
        let Some(lengths) = self.matcher.lengths.get(&pair) else {
            return;
        };
        for length in (2..=LONGEST).filter(|length| lengths >> length & 1 == 1) {
            if at + length <= self.tokens.len() {
                self.found(self.hash(at, at + length), at..at + length, hit);
            }
        }
    }

    fn found(&self, hash: u64, range: std::ops::Range<usize>, hit: &mut impl FnMut(u32, usize, usize)) {
        let (start, end) = (self.tokens[range.start].start as usize, self.tokens[range.end - 1].end as usize);
        let checks: &[Check] = match self.matcher.checked.may_have(hash) {
            true => &[Check::Text, Check::Path, Check::Name],
            false => &[Check::Text],
        };
        for check in checks {
            if let Some(number) = self.matcher.table.get(&key(hash, *check))
                && passes(*check, self.bytes, start, end)
            {
                hit(*number, start, end);
            }
        }
    }
}

fn key(hash: u64, check: Check) -> u64 {
    hash ^ match check {
        Check::Text => 0,
        Check::Path => 0x5bd1_e995_97f4_a7c1,
        Check::Name => 0xc2b2_ae3d_27d4_eb4f,
    }
}

fn passes(check: Check, bytes: &[u8], start: usize, end: usize) -> bool {
    if check == Check::Text {
        return true;
    }
    let Some(inner) = bytes.get(start..end) else {
        return false;
    };
    let begins =
        start == 0 || b"/\"'(=<> \n\t,:|`".contains(&bytes[start - 1]) || bytes[..start].ends_with(b"%2F");
    if inner.iter().any(u8::is_ascii_whitespace) || !begins {
        return false;
    }
    let rest = &bytes[end..];
    match check {
        Check::Name => is_end_of_name(rest),
        Check::Text | Check::Path => {
            let folder = rest.first() == Some(&b'/') || rest.starts_with(b"%2F") || is_end_of_page(rest);
            folder
                || (inner.contains(&b'/')
                    && !rest.first().is_some_and(|byte| matches!(byte, b'-' | b'_' | b'.')))
        }
    }
}

fn is_end_of_page(rest: &[u8]) -> bool {
    [&b".md"[..], b".html", b".htm"].iter().any(|ending| rest.starts_with(ending))
}

/// `.svg`, `-0123456789ab.svg`.
fn is_end_of_name(rest: &[u8]) -> bool {
    let rest = match rest {
        [b'-', hash @ ..] if hash.len() > 12 && hash[..12].iter().all(u8::is_ascii_hexdigit) => &hash[12..],
        rest => rest,
    };
    matches!(rest, [b'.', letter, ..] if letter.is_ascii_alphanumeric())
}
