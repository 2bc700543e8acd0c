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
    numbers: FxHashMap<Box<str>, usize>,
    words: Vec<Word>,
}

impl Lexicon {
    /// An empty lexicon.
    pub(crate) fn new() -> Lexicon {
        Lexicon { stems: Stems::new(), numbers: FxHashMap::default(), words: Vec::new() }
    }

    /// The term of a word, which is counted.
    pub(crate) fn count(&mut self, word: &str, role: Role) -> &str {
        let number = self.numbers.get(word).copied().unwrap_or_else(|| self.add(word));
        let entry = &mut self.words[number];
        match role {
            Role::Name => entry.names = entry.names.saturating_add(1),
            Role::Prose => entry.prose = entry.prose.saturating_add(1),
        }
        &entry.term
    }

    fn add(&mut self, word: &str) -> usize {
        let number = self.words.len();
        self.words.push(Word { term: self.stems.term(word).into(), names: 0, prose: 0 });
        self.numbers.insert(word.into(), number);
        number
    }

    /// All words, sorted.
    pub(crate) fn entries(&self) -> Vec<Entry<'_>> {
        let mut entries = Vec::with_capacity(self.words.len());
        for (text, &number) in &self.numbers {
            let word = &self.words[number];
            entries.push(Entry { text, names: word.names, prose: word.prose });
        }
        entries.sort_unstable_by(|a, b| a.text.cmp(b.text));
        entries
    }
}
