//! The words as they are written, counted while the index is built: what spelling and prefixes are looked up in.

use rustc_hash::FxHashMap;

use crate::stem::Stems;
use crate::words::Entry;

/// Where a word was met.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// In a title, a heading or a keyword.
    Name,
    /// In running text.
    Prose,
}

struct Word {
    term: Box<str>,
    names: u32,
    prose: u32,
}

/// Every word met so far, with its term, so that each is stemmed once.
pub(crate) struct Lexicon {
    stems: Stems,
    words: FxHashMap<Box<str>, Word>,
}

impl Lexicon {
    /// An empty lexicon.
    pub(crate) fn new() -> Lexicon {
        Lexicon {
            stems: Stems::new(),
            words: FxHashMap::default(),
        }
    }

    /// The term of a word, which is counted.
    pub(crate) fn count(&mut self, word: &str, role: Role) -> &str {
        if !self.words.contains_key(word) {
            let term = self.stems.term(word).into();
            self.words.insert(
                word.into(),
                Word {
                    term,
                    names: 0,
                    prose: 0,
                },
            );
        }
        let Some(entry) = self.words.get_mut(word) else {
            return "";
        };
        match role {
            Role::Name => entry.names = entry.names.saturating_add(1),
            Role::Prose => entry.prose = entry.prose.saturating_add(1),
        }
        &entry.term
    }

    /// All words, sorted.
    pub(crate) fn entries(&self) -> Vec<Entry<'_>> {
        let mut entries: Vec<Entry<'_>> = self
            .words
            .iter()
            .map(|(text, word)| Entry {
                text,
                names: word.names,
                prose: word.prose,
            })
            .collect();
        entries.sort_unstable_by(|a, b| a.text.cmp(b.text));
        entries
    }
}
