//! What readers looked for.

use std::collections::{BTreeMap, HashSet};

use answerbook_kernel::Level;

use super::fold::fold;
use crate::feedback::event::Event;

/// Where something was looked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Asked {
    pub edition: Level,
    pub language: String,
}

impl Asked {
    pub fn of(event: &Event) -> Self {
        Self { edition: event.edition, language: event.language.clone() }
    }
}

/// All queries.
#[derive(Clone, Debug, Default)]
pub(super) struct Queries {
    /// The numbers of queries, by where they were asked and what they are when case, width and script are folded away.
    numbers: BTreeMap<(Asked, String), usize>,
    queries: Vec<Query>,
    /// Searches that found something: their id in short, and the number of the query.
    searches: Vec<(u64, usize)>,
    /// Searches of which a result was followed: their ids in short.
    clicked: HashSet<u64>,
    /// How often a result was followed, and the sum of their places.
    pub positions: (u64, u64),
}

/// A query.
#[derive(Clone, Debug, Default)]
struct Query {
    /// How readers wrote it.
    spellings: BTreeMap<String, u64>,
    misses: u64,
}

/// A query, counted.
#[derive(Clone, Debug)]
pub(super) struct Counts<'q> {
    pub asked: &'q Asked,
    /// With case, width and script folded away.
    pub folded: &'q str,
    /// As most readers wrote it.
    pub text: &'q str,
    pub misses: u64,
    pub searches: u64,
    pub clicked: u64,
}

impl Queries {
    pub fn miss(&mut self, asked: Asked, query: &str) {
        let number = self.number(asked, query);
        self.queries[number].misses += 1;
    }

    pub fn search(&mut self, asked: Asked, query: &str, id: &str) {
        let number = self.number(asked, query);
        self.searches.push((short(id), number));
    }

    pub fn click(&mut self, search: &str, position: u32) {
        self.clicked.insert(short(search));
        self.positions = (self.positions.0 + 1, self.positions.1 + u64::from(position));
    }

    fn number(&mut self, asked: Asked, query: &str) -> usize {
        let next = self.queries.len();
        let number = *self.numbers.entry((asked, fold(query))).or_insert(next);
        if number == next {
            self.queries.push(Query::default());
        }
        let spellings = &mut self.queries[number].spellings;
        *spellings.entry(query.to_owned()).or_default() += 1;
        number
    }

    /// All of them, by where they were asked and by their folded form.
    pub fn counted(&self) -> Vec<Counts<'_>> {
        let mut searches = vec![(0, 0); self.queries.len()];
        for (id, number) in &self.searches {
            searches[*number].0 += 1;
            searches[*number].1 += u64::from(self.clicked.contains(id));
        }
        let mut all = Vec::with_capacity(self.queries.len());
        for ((asked, folded), number) in &self.numbers {
            let (query, (searches, clicked)) = (&self.queries[*number], searches[*number]);
            all.push(Counts { asked, folded, text: query.text(), misses: query.misses, searches, clicked });
        }
        all
    }
}

impl Query {
    /// As most readers wrote it; of those with the same number the first by code point.
    fn text(&self) -> &str {
        let most = self.spellings.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        most.map_or("", |(text, _)| text)
    }
}

/// An id in eight bytes: two of a million searches have the same with a chance of one in forty million.
fn short(id: &str) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&blake3::hash(id.as_bytes()).as_bytes()[..8]);
    u64::from_le_bytes(bytes)
}
