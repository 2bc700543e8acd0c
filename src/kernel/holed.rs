//! Text with holes: what cannot be known before every page is known is filled in when the text is written out.

use crate::reserved::{self, ANSWER, DESTINATIONS, FACTS, LABELS, QUESTION};

/// What belongs into a hole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hole {
    /// The address of the page's destination with this number.
    Destination(usize),
    /// Type and size of the file behind the destination with this number.
    Facts(usize),
    /// The word of the interface with this number.
    Label(usize),
    /// Nothing: a question's heading begins here.
    Question,
    /// Nothing: a question's heading ends here.
    Answer,
}

/// A text and its holes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Holed {
    text: String,
    holes: Vec<(usize, Hole)>,
}

impl Holed {
    /// Turns the reserved characters of a text into holes.
    pub(crate) fn new(mut marked: String) -> Self {
        let bytes = marked.as_bytes();
        if !bytes.contains(&reserved::LEAD) {
            marked.shrink_to_fit();
            return Self { text: marked, holes: Vec::new() };
        }
        let mut text = String::with_capacity(marked.len());
        let mut holes = Vec::new();
        let mut copied = 0;
        let mut at = 0;
        while let Some(found) = marked.as_bytes()[at..].iter().position(|byte| *byte == reserved::LEAD) {
            at += found;
            let character = marked[at..].chars().next().unwrap_or_default();
            text.push_str(&marked[copied..at]);
            holes.extend(hole(character).map(|hole| (text.len(), hole)));
            at += character.len_utf8();
            copied = at;
        }
        text.push_str(&marked[copied..]);
        Self { text, holes }
    }

    /// The pieces of text and the holes between them, in order.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let mut at = 0;
        let ends = self.holes.iter().map(|(end, hole)| (*end, Some(*hole))).chain([(self.text.len(), None)]);
        ends.flat_map(move |(end, hole)| {
            let text = Part::Text(&self.text[at..end]);
            at = end;
            [Some(text), hole.map(Part::Hole)].into_iter().flatten()
        })
    }

    /// Bytes of text, holes not counted.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.holes.is_empty()
    }
}

/// A part of a [`Holed`] text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part<'a> {
    /// As it is.
    Text(&'a str),
    /// To be filled.
    Hole(Hole),
}

fn hole(character: char) -> Option<Hole> {
    match character {
        QUESTION => Some(Hole::Question),
        ANSWER => Some(Hole::Answer),
        c => reserved::index(&DESTINATIONS, c)
            .map(Hole::Destination)
            .or_else(|| reserved::index(&FACTS, c).map(Hole::Facts))
            .or_else(|| reserved::index(&LABELS, c).map(Hole::Label)),
    }
}
