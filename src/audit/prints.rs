//! Fingerprints: short sequences of tokens, each with the place that it comes from.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::report::Kind;
use super::tokens::{RUN, Token, is_wide, tokens};

/// Fewer words than these say nothing on their own: half a run and a bit.
const PHRASE: u32 = 8;
/// Characters that a shown fingerprint has at most.
const SHOWN: usize = 60;

/// What has to stand around a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Check {
    /// Anything.
    Text,
    /// An address: no white space within, an end of an address before and after.
    Path,
    /// The name of a published file: also a hash may follow.
    Name,
}

/// A text that fingerprints come from.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Relative to the site's root.
    pub path: Arc<str>,
    /// Line of its first byte, from 1.
    pub line: usize,
    /// Where tokens point into.
    pub text: Arc<[u8]>,
    /// Places of one page have the same number.
    pub group: u32,
}

/// What is known of a fingerprint besides its tokens.
#[derive(Clone, Copy, Debug)]
pub(super) struct About {
    /// What kind.
    pub kind: Kind,
    /// What has to stand around it.
    pub check: Check,
    /// It must be found in the internal edition.
    pub expected: bool,
    /// It belongs into neither edition.
    pub nowhere: bool,
}

impl About {
    /// Text of a kind, to be found in the internal edition.
    pub fn new(kind: Kind) -> Self {
        Self { kind, check: Check::Text, expected: true, nowhere: false }
    }

    /// The same, not necessarily to be found.
    pub fn unproven(self) -> Self {
        Self { expected: false, ..self }
    }

    /// The same, to be found in neither edition.
    pub fn nowhere(self, nowhere: bool) -> Self {
        Self { nowhere: self.nowhere || nowhere, expected: self.expected && !nowhere, ..self }
    }
}

/// A fingerprint.
#[derive(Clone, Copy, Debug)]
pub(super) struct Print {
    /// What it is.
    pub about: About,
    /// Number of its place.
    pub place: u32,
    /// First byte in the place's text.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// Of its tokens.
    pub hash: u64,
    /// Of its first two tokens.
    pub pair: u64,
    /// Number of its tokens.
    pub length: u8,
    /// It is as long as a run.
    pub run: bool,
}

/// Fingerprints and their places.
#[derive(Debug, Default)]
pub(super) struct Prints {
    /// All places.
    pub places: Vec<Place>,
    /// All fingerprints.
    pub all: Vec<Print>,
    /// What was too short, by kind.
    pub weak: BTreeMap<Kind, usize>,
}

/// What the hash of a sequence is multiplied with for every further token.
pub(super) const BASE: u64 = 0x0100_0000_01b3_0001;

/// The hash of a sequence.
pub(super) fn sequence(tokens: &[Token]) -> u64 {
    tokens.iter().fold(0, |hash, token| hash.wrapping_mul(BASE).wrapping_add(token.hash))
}

impl Prints {
    /// Adds a place and gives its number.
    pub fn place(&mut self, place: Place) -> u32 {
        self.places.push(place);
        u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX)
    }

    /// Takes over what was collected elsewhere.
    pub fn extend(&mut self, other: Self) {
        let shift = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        self.places.extend(other.places);
        self.all.extend(other.all.into_iter().map(|print| Print { place: print.place + shift, ..print }));
        for (kind, count) in other.weak {
            *self.weak.entry(kind).or_default() += count;
        }
    }

    /// A whole text as one fingerprint, or as its runs when it is long.
    pub fn phrase(&mut self, about: About, place: u32, tokens: &[Token]) {
        for part in tokens.split(is_break) {
            let weight: u32 = part.iter().map(|token| u32::from(token.weight)).sum();
            if weight >= RUN {
                self.windows(about, place, part);
            } else if !part.is_empty() {
                self.add(about, place, part);
            }
        }
    }

    /// A value that stands alone, with a place of its own.
    pub fn value(&mut self, about: About, place: Place) {
        let tokens = tokens(&place.text);
        let place = self.place(place);
        self.phrase(about, place, &tokens);
    }

    /// Every run of a text; and shorter parts, if they are not too short.
    pub fn runs(&mut self, about: About, place: u32, tokens: &[Token]) {
        for part in tokens.split(is_break) {
            let weight: u32 = part.iter().map(|token| u32::from(token.weight)).sum();
            if weight >= RUN {
                self.windows(about, place, part);
            } else if weight >= PHRASE {
                self.add(about, place, part);
            }
        }
    }

    /// Every word of a text that is long enough to be rare.
    pub fn words(&mut self, about: About, place: u32, tokens: &[Token]) {
        let text = self.places[place as usize].text.clone();
        for token in tokens.iter().filter(|token| token.weight == 2) {
            let word = &text[token.start as usize..token.end as usize];
            if word.len() >= 5
                && word.len() <= 40
                && word.iter().filter(|byte| !byte.is_ascii_digit()).count() >= 4
            {
                self.push(about, place, std::slice::from_ref(token), false);
            }
        }
    }

    fn windows(&mut self, about: About, place: u32, part: &[Token]) {
        let (mut end, mut weight) = (0, 0_u32);
        for start in 0..part.len() {
            while end < part.len() && weight < RUN {
                weight += u32::from(part[end].weight);
                end += 1;
            }
            if weight < RUN {
                return;
            }
            if self.is_text(place, &part[start..end]) {
                self.push(About { check: Check::Text, ..about }, place, &part[start..end], true);
            }
            weight -= u32::from(part[start].weight);
        }
    }

    fn add(&mut self, about: About, place: u32, part: &[Token]) {
        match self.is_strong(place, part) {
            true => self.push(about, place, part, false),
            false => *self.weak.entry(about.kind).or_default() += 1,
        }
    }

    fn push(&mut self, about: About, place: u32, part: &[Token], run: bool) {
        let (Some(first), Some(last)) = (part.first(), part.last()) else {
            return;
        };
        self.all.push(Print {
            about,
            place,
            start: first.start,
            end: last.end,
            hash: sequence(part),
            pair: sequence(&part[..part.len().min(2)]),
            length: u8::try_from(part.len()).unwrap_or(u8::MAX),
            run,
        });
    }

    /// Whether a match could hardly be by chance: some letters, or many digits.
    fn is_strong(&self, place: u32, part: &[Token]) -> bool {
        let text = &self.places[place as usize].text;
        let (mut letters, mut digits) = (0, 0);
        for token in part {
            if token.weight == 1 {
                letters += 2;
                continue;
            }
            let bytes = &text[token.start as usize..token.end as usize];
            let numbers = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
            digits += numbers;
            letters += bytes.len() - numbers;
        }
        letters >= 4 || digits >= 6 || letters + digits >= 7
    }

    /// Whether a run is one of words, not of numbers and signs.
    fn is_text(&self, place: u32, part: &[Token]) -> bool {
        let text = &self.places[place as usize].text;
        let is_word = |token: &&Token| {
            let bytes = &text[token.start as usize..token.end as usize];
            token.weight == 1
                || bytes.iter().filter(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()).count() >= 3
        };
        part.iter().filter(is_word).map(|token| u32::from(token.weight)).sum::<u32>() >= 6
    }

    /// The text of a fingerprint, shortened.
    pub fn shown(&self, print: &Print) -> String {
        let text = &self.places[print.place as usize].text;
        let bytes = text.get(print.start as usize..print.end as usize).unwrap_or_default();
        let text = String::from_utf8_lossy(bytes);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match text.char_indices().nth(SHOWN) {
            Some((at, _)) => format!("{}…", &text[..at]),
            None => text,
        }
    }

    /// Source and line of a fingerprint.
    pub fn source(&self, print: &Print) -> (String, usize) {
        let place = &self.places[print.place as usize];
        let before = place.text.get(..print.start as usize).unwrap_or_default();
        let line = place.line + before.iter().filter(|byte| **byte == b'\n').count();
        (place.path.to_string(), line)
    }

    /// The words that were taken as fingerprints, folded, with their numbers.
    pub fn single_words(&self) -> impl Iterator<Item = (u32, String)> {
        let word = |print: &Print| {
            let text = &self.places[print.place as usize].text;
            String::from_utf8_lossy(&text[print.start as usize..print.end as usize]).to_lowercase()
        };
        let all = self
            .all
            .iter()
            .enumerate()
            .filter(|(_, print)| print.length == 1 && print.about.check == Check::Text);
        let plain = all.map(move |(number, print)| (u32::try_from(number).unwrap_or(u32::MAX), word(print)));
        plain.filter(|(_, word)| !word.contains(is_wide))
    }
}

fn is_break(token: &Token) -> bool {
    u32::from(token.weight) >= RUN
}
