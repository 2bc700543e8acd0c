//! Terms and words with numbers, and the words counted: what spelling and prefixes are looked up in.

use rustc_hash::FxHashMap;

use crate::stem::Stems;
use crate::tokens::Kind;
use crate::words::Word;

/// Where a word was met.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// In a title, a heading or a keyword.
    Name,
    /// In running text.
    Prose,
}

struct Known {
    term: u32,
    names: u32,
    prose: u32,
}

/// Every term and every word met so far; each word is stemmed once.
pub(crate) struct Lexicon {
    stems: Stems,
    terms: FxHashMap<Box<str>, u32>,
    numbers: FxHashMap<Box<str>, u32>,
    words: Vec<Known>,
}

impl Lexicon {
    /// An empty lexicon.
    pub(crate) fn new() -> Lexicon {
        Lexicon {
            stems: Stems::new(),
            terms: FxHashMap::default(),
            numbers: FxHashMap::default(),
            words: Vec::new(),
        }
    }

    /// The number of the term of a token. Words are counted.
    pub(crate) fn term(&mut self, text: &str, kind: Kind, role: Role) -> u32 {
        match kind {
            Kind::Word | Kind::Whole { .. } => self.count(text, role),
            Kind::Single | Kind::Pair => self.number(text),
        }
    }

    /// How many terms have a number.
    pub(crate) fn len(&self) -> usize {
        self.terms.len()
    }

    fn count(&mut self, word: &str, role: Role) -> u32 {
        let number = self.numbers.get(word).copied().unwrap_or_else(|| self.add(word));
        let known = &mut self.words[number as usize];
        let count = match role {
            Role::Name => &mut known.names,
            Role::Prose => &mut known.prose,
        };
        *count = count.saturating_add(1);
        known.term
    }

    fn add(&mut self, word: &str) -> u32 {
        let term = self.stems.term(word).into_owned();
        let term = self.number(&term);
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(Known { term, names: 0, prose: 0 });
        self.numbers.insert(word.into(), number);
        number
    }

    fn number(&mut self, term: &str) -> u32 {
        if let Some(&number) = self.terms.get(term) {
            return number;
        }
        let number = u32::try_from(self.terms.len()).unwrap_or(u32::MAX);
        self.terms.insert(term.into(), number);
        number
    }

    /// All terms by number, and all words; the words in no order.
    pub(crate) fn into_parts(self) -> (Vec<Box<str>>, Vec<Word>) {
        let mut terms = vec![Box::default(); self.terms.len()];
        self.terms.into_iter().for_each(|(term, number)| terms[number as usize] = term);
        let word = |(text, number): (Box<str>, u32)| {
            let known = &self.words[number as usize];
            Word { text: text.into(), names: known.names, prose: known.prose }
        };
        (terms, self.numbers.into_iter().map(word).collect())
    }
}
