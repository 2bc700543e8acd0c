//! Terms and words with numbers; a word has the number of its term.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::stem::Stems;
use crate::tokens::Kind;
use crate::words::backwards;
use crate::write::sorted::Sorted;

/// Every term and every word met so far; each word is stemmed once.
pub(crate) struct Lexicon {
    stems: Stems,
    terms: Numbers,
    words: Numbers,
    /// The number of each word's term.
    term_of: Vec<u32>,
    /// The words backwards, by the same numbers.
    endings: Sorted,
}

/// Texts with their numbers.
#[derive(Default)]
struct Numbers {
    numbers: FxHashMap<Arc<str>, u32>,
    texts: Sorted,
}

/// Which numbers texts have from now on; none if they are forgotten.
pub(crate) type Renumbering = Vec<Option<u32>>;

/// The numbers of a token.
#[derive(Clone, Copy)]
pub(crate) struct Met {
    pub(crate) term: u32,
    /// Nothing for characters of scripts without spaces.
    pub(crate) word: Option<u32>,
}

impl Numbers {
    fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    fn add(&mut self, text: Arc<str>) -> u32 {
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.clone());
        self.numbers.insert(text, number);
        number
    }

    fn find_or_add(&mut self, text: &str) -> u32 {
        self.find(text).unwrap_or_else(|| self.add(text.into()))
    }

    fn take_over(&mut self, text: &Arc<str>) -> u32 {
        self.find(text).unwrap_or_else(|| self.add(text.clone()))
    }

    fn renumber(&mut self, numbers: &[Option<u32>]) {
        self.texts.renumber(numbers);
        self.numbers = self.texts.texts().iter().cloned().zip(0..).collect();
    }
}

impl Default for Lexicon {
    fn default() -> Lexicon {
        Lexicon {
            stems: Stems::new(),
            terms: Numbers::default(),
            words: Numbers::default(),
            term_of: Vec::new(),
            endings: Sorted::default(),
        }
    }
}

impl Lexicon {
    /// The numbers of a token.
    pub(crate) fn meet(&mut self, text: &str, kind: Kind) -> Met {
        match kind {
            Kind::Word | Kind::Whole { .. } => {
                let word = self.words.find(text).unwrap_or_else(|| self.add(text));
                Met { term: self.term_of[word as usize], word: Some(word) }
            }
            Kind::Single | Kind::Pair => Met { term: self.terms.find_or_add(text), word: None },
        }
    }

    fn add(&mut self, word: &str) -> u32 {
        let term = self.stems.term(word);
        self.term_of.push(self.terms.find_or_add(&term));
        self.words.add(word.into())
    }

    /// How many terms have a number.
    pub(crate) fn terms(&self) -> usize {
        self.terms.texts.len()
    }

    /// How many words have a number.
    pub(crate) fn words(&self) -> usize {
        self.words.texts.len()
    }

    /// Adds all that another one knows; gives the numbers that its terms and its words have here.
    pub(crate) fn take_over(&mut self, other: &Lexicon) -> [Vec<u32>; 2] {
        let terms: Vec<u32> =
            other.terms.texts.texts().iter().map(|term| self.terms.take_over(term)).collect();
        let words = other.words.texts.texts().iter().zip(&other.term_of).map(|(word, &term)| {
            self.words.find(word).unwrap_or_else(|| {
                self.term_of.push(terms[term as usize]);
                self.words.add(word.clone())
            })
        });
        let words = words.collect();
        [terms, words]
    }

    /// Puts all that was added in order.
    pub(crate) fn settle(&mut self) {
        let added = &self.words.texts.texts()[self.endings.len()..];
        added.iter().for_each(|word| self.endings.push(backwards(word).into()));
        [&mut self.terms.texts, &mut self.words.texts, &mut self.endings]
            .into_iter()
            .for_each(Sorted::settle);
    }

    /// Terms in order.
    pub(crate) fn terms_in_order(&self) -> impl Iterator<Item = (u32, &Arc<str>)> {
        self.terms.texts.in_order()
    }

    /// Words by their beginnings.
    pub(crate) fn words_in_order(&self) -> impl Iterator<Item = (u32, &Arc<str>)> {
        self.words.texts.in_order()
    }

    /// Words backwards, by their endings.
    pub(crate) fn endings_in_order(&self) -> impl Iterator<Item = (u32, &Arc<str>)> {
        self.endings.in_order()
    }

    /// Forgets what is given no new number. Terms of words that are kept must be kept.
    pub(crate) fn renumber(&mut self, terms: &Renumbering, words: &Renumbering) {
        let kept = self.term_of.iter().zip(words).filter(|(_, word)| word.is_some());
        self.term_of = kept.filter_map(|(&term, _)| terms[term as usize]).collect();
        self.terms.renumber(terms);
        self.words.renumber(words);
        self.endings.renumber(words);
    }
}
