//! What was typed, as a list of things to look for.
//!
//! No syntax but quotes, nothing that can be wrong: whatever is typed means something, or nothing at all.

use std::ops::Range;

use crate::function_words::{is_function_pair, is_function_word};
use crate::stem::Stems;
use crate::tokens::{Gaps, Item, Kind, Tokens};

/// Characters of a query that are read; nobody types more, but some paste more.
const MAX_CHARS: usize = 1_000;
/// Things looked for in one query.
const MAX_CONCEPTS: usize = 96;

/// What a pair of characters is that says what is asked.
const CONTENT_PAIR: (Kind, Part) = (Kind::Pair, Part::Content);

/// How a concept takes part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// A word that carries meaning, or a pair of characters.
    Content,
    /// A word such as `how` or `the`, which hardly tells pages apart.
    Function,
    /// A single character inside a longer run: adds to the score, is never enough.
    Hint,
}

/// One thing to look for.
#[derive(Clone, Debug)]
pub(crate) struct Concept {
    /// As indexed.
    pub(crate) term: String,
    /// As typed, folded.
    pub(crate) word: String,
    pub(crate) kind: Kind,
    pub(crate) part: Part,
    /// The compound it was part of, which is as good as its parts.
    pub(crate) whole: Option<String>,
    /// The reader may still be typing it.
    pub(crate) open: bool,
    /// Where it was typed, in [`Query::typed`].
    pub(crate) source: Range<usize>,
    /// What means the same: terms that a section must have together.
    pub(crate) synonyms: Vec<Vec<String>>,
}

/// Terms with their distance from the first.
pub(crate) type Phrase = Vec<(String, u32)>;

/// A query, understood.
#[derive(Clone, Default, Debug)]
pub(crate) struct Query {
    /// What was read.
    pub(crate) typed: String,
    /// What to look for, each once.
    pub(crate) concepts: Vec<Concept>,
    /// The order in which it was asked: concept and position.
    pub(crate) sequence: Vec<(usize, u32)>,
    /// What was put in quotes.
    pub(crate) phrases: Vec<Phrase>,
}

impl Query {
    /// Reads what was typed.
    pub(crate) fn parse(typed: &str) -> Query {
        let typed: String = typed.trim().chars().take(MAX_CHARS).map(plain_quote).collect();
        let mut parser = Parser { query: Query::default(), stems: Stems::new(), offset: 0, start: 0 };
        let mut segments = typed.split('"').peekable();
        let mut quoted = false;
        while let Some(segment) = segments.next() {
            let closed = segments.peek().is_some();
            parser.segment(segment, quoted && closed, !closed);
            parser.start += segment.len() + 1;
            quoted = !quoted;
        }
        let mut query = parser.query;
        query.spare_function_words();
        query.drop_characters_that_ask();
        Query { typed, ..query }
    }

    /// A query of function words alone means them.
    fn spare_function_words(&mut self) {
        if self.concepts.iter().all(|concept| concept.part != Part::Content) {
            let function = self.concepts.iter_mut().filter(|concept| concept.part == Part::Function);
            function.for_each(|concept| concept.part = Part::Content);
        }
    }

    /// Characters that stand only in pairs that help to ask do no more than that themselves.
    fn drop_characters_that_ask(&mut self) {
        let pairs = self.concepts.iter().filter(|concept| (concept.kind, concept.part) == CONTENT_PAIR);
        let content: String = pairs.map(|concept| concept.term.as_str()).collect();
        let hints = self.concepts.iter_mut().filter(|concept| concept.part == Part::Hint);
        hints.filter(|hint| !content.contains(&hint.term)).for_each(|hint| hint.part = Part::Function);
    }
}

fn plain_quote(c: char) -> char {
    if c == '\u{ff02}' { '"' } else { c }
}

struct Parser {
    query: Query,
    stems: Stems,
    /// Position of the segment's first word.
    offset: u32,
    /// Byte at which the segment starts.
    start: usize,
}

impl Parser {
    fn segment(&mut self, text: &str, quoted: bool, last: bool) {
        let tokens = Tokens::of(text, Gaps::Keep);
        let items = tokens.items();
        let end = items.iter().map(|item| item.position + 1).max().unwrap_or(0);
        for (at, item) in items.iter().enumerate() {
            if !matches!(item.kind, Kind::Whole { .. }) {
                let open = last && item.kind == Kind::Word && item.position + 1 == end;
                self.item(&tokens, at, open);
            }
        }
        if quoted {
            self.query.phrases.extend(phrase(&tokens, self.stems));
        }
        self.offset += end + 1;
    }

    fn item(&mut self, tokens: &Tokens, at: usize, open: bool) {
        let item = &tokens.items()[at];
        let word = tokens.text(item).to_owned();
        let term = self.stems.term(&word).into_owned();
        let whole = whole_of(tokens, item).map(|word| self.stems.term(word).into_owned());
        let part = part_of(tokens.items(), item, &word);
        let known = self.query.concepts.iter().position(|concept| concept.term == term);
        let number = known.unwrap_or(self.query.concepts.len());
        if number == MAX_CONCEPTS {
            return;
        }
        if known.is_none() {
            let source = self.start + item.source.start..self.start + item.source.end;
            let (kind, synonyms) = (item.kind, Vec::new());
            self.query.concepts.push(Concept { term, word, kind, part, whole, open, source, synonyms });
        } else if part != Part::Hint {
            let concept = &mut self.query.concepts[number];
            concept.part = if concept.part == Part::Hint { part } else { concept.part };
            concept.open |= open;
        }
        if part != Part::Hint {
            self.query.sequence.push((number, self.offset + item.position));
        }
    }
}

/// The compound that covers a word.
fn whole_of<'t>(tokens: &'t Tokens, item: &Item) -> Option<&'t str> {
    let covers = |whole: &&Item| match whole.kind {
        Kind::Whole { parts } => (whole.position..whole.position + parts).contains(&item.position),
        Kind::Word | Kind::Single | Kind::Pair => false,
    };
    let whole = tokens.items().iter().filter(|_| item.kind == Kind::Word).find(covers)?;
    Some(tokens.text(whole))
}

fn part_of(items: &[Item], item: &Item, word: &str) -> Part {
    match item.kind {
        Kind::Single if is_in_pair(items, item) => Part::Hint,
        Kind::Word if is_function_word(word) => Part::Function,
        Kind::Pair if is_function_pair(word) => Part::Function,
        Kind::Word | Kind::Whole { .. } | Kind::Single | Kind::Pair => Part::Content,
    }
}

fn is_in_pair(items: &[Item], single: &Item) -> bool {
    let near: Range<u32> = single.position.saturating_sub(1)..single.position + 1;
    items.iter().any(|item| item.kind == Kind::Pair && near.contains(&item.position))
}

/// The terms of a phrase with their distances; single characters only where they stand alone.
pub(crate) fn phrase(tokens: &Tokens, stems: Stems) -> Option<Phrase> {
    let items = tokens.items();
    let counts = |item: &&Item| match item.kind {
        Kind::Word | Kind::Pair => true,
        Kind::Single => !is_in_pair(items, item),
        Kind::Whole { .. } => false,
    };
    let mut chosen: Vec<&Item> = items.iter().filter(counts).take(MAX_CONCEPTS).collect();
    chosen.sort_unstable_by_key(|item| item.position);
    let first = chosen.first()?.position;
    let term = |item: &&Item| (stems.term(tokens.text(item)).into_owned(), item.position - first);
    Some(chosen.iter().map(term).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(typed: &str) -> Vec<String> {
        Query::parse(typed).concepts.iter().filter(|c| c.part != Part::Hint).map(|c| c.term.clone()).collect()
    }

    #[test]
    fn each_term_once_and_the_last_word_open() {
        let query = Query::parse("refund refunds polic");
        assert_eq!(query.concepts.len(), 2);
        assert_eq!(query.sequence.len(), 3);
        assert!(query.concepts[1].open && !query.concepts[0].open);
    }

    #[test]
    fn chinese_runs_are_pairs_and_spaces_part_them() {
        assert_eq!(terms("退貨政策"), ["退货", "货政", "政策"]);
        assert_eq!(terms("退货 政策"), ["退货", "政策"]);
        assert_eq!(terms("税"), ["税"]);
    }

    #[test]
    fn characters_of_pairs_that_ask_are_not_looked_up() {
        let hints = |typed: &str| -> String {
            let hints = Query::parse(typed).concepts.into_iter().filter(|c| c.part == Part::Hint);
            hints.map(|c| c.term).collect()
        };
        assert_eq!(hints("如何，退货"), "退货");
        assert_eq!(hints("如何"), "如何");
        assert_eq!(hints("GitHub 如何"), "");
    }

    #[test]
    fn quotes_make_phrases_and_open_ones_do_not() {
        assert_eq!(
            Query::parse("\"return policy\" x").phrases,
            [vec![("return".to_owned(), 0), ("polici".to_owned(), 1)]]
        );
        assert!(Query::parse("\"return policy").phrases.is_empty());
        assert!(Query::parse("\"\"").phrases.is_empty());
    }

    #[test]
    fn long_and_strange_queries_are_cut() {
        let long: String = (0..5_000).map(|n| format!("w{n} ")).collect();
        assert!(Query::parse(&long).concepts.len() <= MAX_CONCEPTS);
        assert!(Query::parse("\0\u{1b}\u{202e}!!! ***").concepts.is_empty());
    }
}
