//! The terms of one text, each with its place.

use std::ops::Range;

use crate::tokenize::scan;

/// What kind of term a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// A word or a number, or a part of a compound.
    Word,
    /// A compound as a whole, at the position of its first part; `parts` of them follow.
    Whole {
        /// How many tokens of kind `Word` make it up.
        parts: u32,
    },
    /// One character of a script without spaces.
    Single,
    /// Two neighbours of a script without spaces, at the position of the first.
    Pair,
}

/// Whether neighbours in a script without spaces stay neighbours over a space or a line end between them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Gaps {
    /// In text, where lines are wrapped anywhere.
    Bridge,
    /// In a query, where a space is meant.
    Keep,
}

/// A term with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Item {
    /// Folded text, in [`Tokens::text`].
    pub(crate) text: Range<usize>,
    /// Bytes of the original.
    pub(crate) source: Range<usize>,
    /// Number of the word or character in its text.
    pub(crate) position: u32,
    /// What it is.
    pub(crate) kind: Kind,
}

/// All terms of one text; the buffers can be used again.
#[derive(Clone, Default, Debug)]
pub(crate) struct Tokens {
    pub(crate) arena: String,
    pub(crate) items: Vec<Item>,
}

impl Tokens {
    /// The terms of `text`, in order of position.
    pub(crate) fn of(text: &str, gaps: Gaps) -> Tokens {
        let mut tokens = Tokens::default();
        tokens.read(text, gaps);
        tokens
    }

    /// Replaces the content by the terms of `text`.
    pub(crate) fn read(&mut self, text: &str, gaps: Gaps) {
        self.arena.clear();
        self.items.clear();
        scan(text, gaps, self);
    }

    /// The terms.
    pub(crate) fn items(&self) -> &[Item] {
        &self.items
    }

    /// The folded text of a term.
    pub(crate) fn text(&self, item: &Item) -> &str {
        &self.arena[item.text.clone()]
    }
}
