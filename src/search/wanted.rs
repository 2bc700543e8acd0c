//! Terms that are looked for in a text, each with something to tell of it.
//!
//! Most words of a text are none of them, which their first letters tell: stemming all would take most of the time
//! that an answer takes.

use std::collections::BTreeMap;

use crate::stem::Stems;
use crate::tokens::{Gaps, Item, Kind, Tokens};

/// The terms.
pub(crate) struct Wanted<T> {
    terms: BTreeMap<String, T>,
    stems: Stems,
}

impl<T> Wanted<T> {
    /// Looks for nothing yet.
    pub(crate) fn new() -> Wanted<T> {
        Wanted { terms: BTreeMap::new(), stems: Stems::new() }
    }

    /// Looks for a term, unless it is looked for already.
    pub(crate) fn add(&mut self, term: &str, what: T) {
        if !self.terms.contains_key(term) {
            self.terms.insert(term.to_owned(), what);
        }
    }

    /// Calls `meet` for each place in the text that has one of the terms.
    pub(crate) fn find<'a>(&'a self, text: &str, mut meet: impl FnMut(&Item, &'a T)) {
        let tokens = Tokens::of(text, Gaps::Bridge);
        for item in tokens.items() {
            if let Some(what) = self.get(tokens.text(item), item.kind) {
                meet(item, what);
            }
        }
    }

    fn get(&self, word: &str, kind: Kind) -> Option<&T> {
        match kind {
            Kind::Single | Kind::Pair => self.terms.get(word),
            Kind::Word | Kind::Whole { .. } if self.may_be(word) => {
                self.terms.get(self.stems.term(word).as_ref())
            }
            Kind::Word | Kind::Whole { .. } => None,
        }
    }

    /// Stems begin as their words do, but for an `i` that a word has as `y`: `dying` and `die`.
    fn may_be(&self, word: &str) -> bool {
        let word = word.as_bytes();
        self.terms.keys().any(|term| {
            let term = term.as_bytes();
            let second = |word: &[u8]| word.get(1).map(|&letter| if letter == b'y' { b'i' } else { letter });
            term.first() == word.first() && (term.len() < 2 || word.len() < 2 || second(term) == second(word))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words whose stems differ most from them.
    const WORDS: &str = "dying dies lying lies tying ties skis skies sky idly gently ugly early only singly news howe \
        atlas cosmos bias andes inning outing canning herring earring proceed exceed succeed youth yes syzygy by \
        happy happiness flies flying eyed yearly dyed lye arsenal commune generously relational hopping hoping";

    #[test]
    fn every_word_is_found_by_its_stem() {
        for word in WORDS.split_whitespace() {
            let mut wanted = Wanted::new();
            wanted.add(&Stems::new().term(word), ());
            let mut met = 0;
            wanted.find(word, |_, ()| met += 1);
            assert_eq!(met, 1, "{word}");
        }
    }
}
