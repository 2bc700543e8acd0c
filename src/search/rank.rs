//! Which sections answer a query, and how well: impacts by inverse document frequency, each concept once by its best
//! term, weighed by how much of the query a section covers.

use std::collections::BTreeMap;

use tantivy::directory::OwnedBytes;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocSet, TERMINATED};

use crate::cut::{Cut, Demand};
use crate::expand::{Leaf, Meaning, Vocabulary};
use crate::index::Index;
use crate::lists::Entry;
use crate::order;
use crate::query::{Concept, Part, Query};
use crate::seams::cohesion;
use crate::shelf::{Shelf, every};
use crate::tokens::Kind;

/// What function words and hints weigh against other concepts.
const FUNCTION_WEIGHT: f32 = 0.5;
const HINT_WEIGHT: f32 = 0.4;
/// Inverse document frequency of a word that was not looked up, since it is everywhere.
const EVERYWHERE: f32 = 0.5;
/// Up to so many words, each that a section lacks costs its full share of the score.
const FEW_WORDS: f32 = 2.0;
/// The power by which that becomes less beyond: a long question says everything more than once.
const LENIENCE: f32 = 1.5;
/// What counts of the words that a section lacks, but its page has.
const ELSEWHERE: f32 = 0.5;
/// What covering a known word is worth beside its rarity, and what an unknown one costs that nothing can cover.
const KNOWN: f32 = 1.0;
const UNKNOWN: f32 = 3.0;
/// What an unknown pair of characters counts against that: most are no words but the seams between them.
const UNKNOWN_PAIR: f32 = 0.1;
/// Bytes of long lists that are read for one query once its rarest word is: the frequent ones tell pages apart least.
const MOST_BYTES: u32 = 24 * 1024;

/// A concept with its terms and its weight.
pub(crate) struct Weighed {
    pub(crate) leaves: Vec<Leaf>,
    /// Inverse document frequency of all its terms together.
    pub(crate) idf: f32,
    /// Factor of its score.
    pub(crate) factor: f32,
    /// What covering it is worth; nothing for words that alone would be noise.
    pub(crate) cover: f32,
    /// The word that was probably meant, where the typed one is unknown.
    pub(crate) meant: Option<String>,
    /// Whether its lists are worth reading.
    read: bool,
}

impl Weighed {
    /// What its score is multiplied with.
    pub(crate) fn weight(&self) -> f32 {
        self.factor * self.idf
    }

    fn apart(&self) -> u32 {
        self.leaves.iter().flat_map(|leaf| &leaf.terms).map(|(_, entry)| entry.list.apart()).sum()
    }

    fn sections(&self) -> u64 {
        self.leaves.iter().map(sections).sum()
    }
}

/// At most so many sections have all terms of a leaf.
fn sections(leaf: &Leaf) -> u64 {
    leaf.terms.iter().map(|(_, entry)| u64::from(entry.sections)).min().unwrap_or(0)
}

/// A section that answers the query.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Scored {
    pub(crate) section: u32,
    pub(crate) score: f32,
}

/// The concepts of a query with what the index knows of them; `None` if blocks have to be fetched first.
pub(crate) fn weigh(query: &Query, vocabulary: Vocabulary<'_>) -> Option<Vec<Weighed>> {
    let content = query.concepts.iter().any(|concept| concept.part == Part::Content);
    let looked_up =
        |concept: &Concept| concept.part == Part::Content || !content || concept.part == Part::Hint;
    let meanings: Vec<Option<Meaning>> = query
        .concepts
        .iter()
        .map(
            |concept| if looked_up(concept) { vocabulary.meaning(concept) } else { Some(Meaning::default()) },
        )
        .collect();
    let known = meanings.iter().all(Option::is_some);
    let all = vocabulary.head.sections() as f32;
    let meanings = meanings.into_iter().map(Option::unwrap_or_default);
    let weighed = query.concepts.iter().zip(meanings);
    let mut weighed: Vec<Weighed> =
        weighed.map(|(concept, meaning)| weighed_one(concept, meaning, all)).collect();
    let sections: Vec<u64> = weighed.iter().map(Weighed::sections).collect();
    let cohesion = cohesion(&query.concepts, &sections);
    weighed.iter_mut().zip(cohesion).for_each(|(concept, cohesion)| concept.factor *= cohesion);
    choose(query, &mut weighed, known);
    if !known {
        // Long lists that are known of will be wanted, and need not wait for the rest.
        fetch(&weighed, vocabulary.shelf);
    }
    known.then_some(weighed)
}

fn weighed_one(concept: &Concept, meaning: Meaning, all: f32) -> Weighed {
    let Meaning { leaves, said, meant } = meaning;
    // How rare a thing is, the words tell that were typed, unless none of them is known.
    let telling = if said > 0 { &leaves[..said] } else { &leaves[..] };
    let with = (telling.iter().map(sections).sum::<u64>() as f32).min(all);
    // What a whole site is about is in most of its sections and still meant: never less than ln 2.
    let idf = libm::logf(1.0 + (all + 0.5) / (with + 0.5));
    let factor = match concept.part {
        Part::Content => 1.0,
        Part::Function => FUNCTION_WEIGHT,
        Part::Hint => HINT_WEIGHT,
    };
    let cover = match (concept.part, concept.kind) {
        (Part::Function | Part::Hint, _) => 0.0,
        (Part::Content, Kind::Pair) if leaves.is_empty() => UNKNOWN_PAIR * UNKNOWN,
        (Part::Content, _) if leaves.is_empty() => UNKNOWN,
        (Part::Content, _) => KNOWN + idf,
    };
    let idf = if concept.part == Part::Function { EVERYWHERE } else { idf };
    Weighed { leaves, idf, factor, cover, meant, read: true }
}

/// Which concepts are read: the rarest, and others while they are short. One that is not read counts for nothing.
fn choose(query: &Query, weighed: &mut [Weighed], complete: bool) {
    let known: Vec<usize> = (0..weighed.len()).filter(|&at| !weighed[at].leaves.is_empty()).collect();
    let key = |at: usize| (query.concepts[at].part != Part::Content, weighed[at].sections(), at);
    let order = order::all(known, |&a, &b| key(a) < key(b));
    let mut spent = 0;
    for (rank, &at) in order.iter().enumerate() {
        let apart = weighed[at].apart();
        let hint = query.concepts[at].part != Part::Content;
        let affordable = if hint { apart == 0 } else { spent + apart <= MOST_BYTES };
        // What is not known yet may be rarer than all.
        if (rank > 0 || !complete) && !affordable {
            weighed[at].read = false;
            weighed[at].cover = 0.0;
        } else {
            spent += apart;
        }
    }
}

/// The lists of all leaves of all concepts that are read.
pub(crate) type Fetched = Vec<Vec<Vec<OwnedBytes>>>;

/// Gathers the lists; `None` if some have to be fetched first.
pub(crate) fn fetch(weighed: &[Weighed], shelf: &Shelf) -> Option<Fetched> {
    let leaf = |leaf: &Leaf| every(leaf.terms.iter().map(|(_, entry)| entry.list.bytes(shelf)));
    every(weighed.iter().map(|concept| {
        let read = if concept.read { &concept.leaves[..] } else { &[] };
        every(read.iter().map(leaf))
    }))
}

/// Scores by section.
pub(crate) struct Board<'a> {
    index: &'a Index,
    score: Vec<f32>,
    cover: Vec<f32>,
    concept: Vec<f32>,
    /// What the page of a section covers by all its sections.
    page: Vec<f32>,
    /// The last concept that was met on a page.
    met: Vec<usize>,
}

/// All sections that cover enough of the query, by the measure of the reader's language, in the order of their numbers.
pub(crate) fn rank(
    query: &Query,
    weighed: &[Weighed],
    fetched: &Fetched,
    index: &Index,
    lang: Option<&str>,
) -> Vec<Scored> {
    let size = index.head.sections();
    let pages = index.head.pages.len();
    let (score, cover, concept) = (vec![0.0; size], vec![0.0; size], vec![0.0; size]);
    let mut board = Board { index, score, cover, concept, page: vec![0.0; pages], met: vec![0; pages] };
    for (number, (concept, lists)) in (1..).zip(weighed.iter().zip(fetched)) {
        board.add(number, concept, lists);
    }
    board.cover_by_page();
    let total = weighed.iter().map(|concept| concept.cover).sum();
    board.covered(Demand { total, strict: strictness(query) }, lang)
}

/// 1 for a few words, which are all meant; towards 0 for a long question, most of which is its wording.
fn strictness(query: &Query) -> f32 {
    let words = query.concepts.iter().filter(|concept| concept.part == Part::Content).count();
    libm::powf((FEW_WORDS / words.max(1) as f32).min(1.0), LENIENCE)
}

impl Board<'_> {
    fn add(&mut self, number: usize, concept: &Weighed, lists: &[Vec<OwnedBytes>]) {
        let mut touched = Vec::new();
        for (leaf, lists) in concept.leaves.iter().zip(lists) {
            self.add_leaf(leaf, lists, &mut touched);
        }
        for at in touched {
            self.score[at] += concept.weight() * std::mem::take(&mut self.concept[at]);
            self.cover[at] += concept.cover;
            let page = self.index.head.page_of[at] as usize;
            if std::mem::replace(&mut self.met[page], number) != number {
                self.page[page] += concept.cover;
            }
        }
    }

    /// What other sections of its page say counts for a section as well, if less.
    fn cover_by_page(&mut self) {
        for (cover, &page) in self.cover.iter_mut().zip(&self.index.head.page_of) {
            if *cover > 0.0 {
                *cover += ELSEWHERE * (self.page[page as usize] - *cover);
            }
        }
    }

    fn add_leaf(&mut self, leaf: &Leaf, lists: &[OwnedBytes], touched: &mut Vec<usize>) {
        let mut postings =
            leaf.terms.iter().zip(lists).filter_map(|((_, entry), bytes)| self.open(entry, bytes));
        let (Some(first), others) = (postings.next(), postings.collect::<Vec<_>>()) else { return };
        if others.is_empty() {
            each(first, |section, level| self.meet(section, leaf.weight, level, touched));
        } else {
            let levels = together(first, others);
            levels.into_iter().for_each(|(section, level)| self.meet(section, leaf.weight, level, touched));
        }
    }

    fn open(&self, entry: &Entry, bytes: &OwnedBytes) -> Option<SegmentPostings> {
        self.index.lists.read(entry.sections, bytes.clone())
    }

    fn meet(&mut self, section: u32, weight: f32, level: u32, touched: &mut Vec<usize>) {
        let impact = self.index.impacts.get(level as usize).copied().unwrap_or_default();
        let Some(best) = self.concept.get_mut(section as usize) else { return };
        if *best == 0.0 {
            touched.push(section as usize);
        }
        *best = best.max(weight * impact);
    }

    /// Sections that cover enough, their score weakened by what they lack.
    fn covered(&self, demand: Demand, lang: Option<&str>) -> Vec<Scored> {
        let cut = Cut::new(&self.cover, demand, &self.index.head, lang);
        let scored = |(section, (&score, &cover)): (u32, (&f32, &f32))| {
            let shown = cut.passes(section, cover);
            shown.then(|| Scored { section, score: demand.weakened(score, cover) })
        };
        (0..).zip(self.score.iter().zip(&self.cover)).filter_map(scored).collect()
    }
}

/// Section and level of every entry of a list.
pub(crate) fn each(mut postings: SegmentPostings, mut meet: impl FnMut(u32, u32)) {
    let mut section = postings.doc();
    while section != TERMINATED {
        meet(section, postings.term_freq());
        section = postings.advance();
    }
}

/// The sections that are in all lists, with the lowest of their levels.
fn together(first: SegmentPostings, others: Vec<SegmentPostings>) -> BTreeMap<u32, u32> {
    let mut levels = BTreeMap::new();
    each(first, |section, level| {
        levels.insert(section, level);
    });
    for other in others {
        let mut kept = BTreeMap::new();
        each(other, |section, level| {
            if let Some(&before) = levels.get(&section) {
                kept.insert(section, level.min(before));
            }
        });
        levels = kept;
    }
    levels
}
