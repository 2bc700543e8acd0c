//! Which sections answer a query, and how well: BM25 over the fields, each concept once by its best term, weighed by
//! how much of the query a section covers.

use tantivy::postings::Postings;
use tantivy::{DocSet, TERMINATED};

use crate::expand::{Leaf, Vocabulary};
use crate::phrase;
use crate::query::{Part, Query};
use crate::schema::FIELDS;
use crate::segment::{FieldReader, Segment};
use crate::tokens::Kind;

/// BM25's k1: how fast repetition stops counting.
const SATURATION: f32 = 1.2;
/// What function words and hints weigh against other concepts.
const FUNCTION_WEIGHT: f32 = 0.5;
const HINT_WEIGHT: f32 = 0.4;
/// Share of the query a section must cover to be shown at all.
const LEAST_COVER: f32 = 0.1;
/// Share of the best section's cover that others must reach, and what is added to it for short queries.
const LEAST_OF_BEST: f32 = 0.3;
const STRICT_MORE: f32 = 0.25;
/// Up to so many words, each that a section lacks costs its full share of the score; less and less beyond.
const FEW_WORDS: f32 = 2.0;
/// What an unknown pair of characters counts: most are no words but the seams between them.
const UNKNOWN_PAIR: f32 = 0.1;

/// A concept with its terms and its weight.
pub(crate) struct Weighed {
    pub(crate) leaves: Vec<Leaf>,
    /// Inverse document frequency of all its terms together.
    pub(crate) idf: f32,
    /// Factor of its score.
    pub(crate) factor: f32,
    /// What covering it is worth; nothing for words that alone would be noise.
    pub(crate) cover: f32,
}

impl Weighed {
    /// What its score is multiplied with.
    pub(crate) fn weight(&self) -> f32 {
        self.factor * self.idf
    }
}

/// A section that answers the query.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Scored {
    pub(crate) section: u32,
    pub(crate) score: f32,
}

/// The concepts of a query with what the index knows of them.
pub(crate) fn weigh(query: &Query, vocabulary: Vocabulary<'_>) -> Vec<Weighed> {
    query
        .concepts
        .iter()
        .map(|concept| {
            let leaves = vocabulary.leaves(concept);
            let idf = idf(vocabulary.segment, &leaves);
            let factor = match concept.part {
                Part::Content => 1.0,
                Part::Function => FUNCTION_WEIGHT,
                Part::Hint => HINT_WEIGHT,
            };
            let cover = match (concept.part, concept.kind) {
                (Part::Function | Part::Hint, _) => 0.0,
                (Part::Content, Kind::Pair) if leaves.is_empty() => UNKNOWN_PAIR * idf,
                (Part::Content, _) => idf,
            };
            Weighed { leaves, idf, factor, cover }
        })
        .collect()
}

/// Rarity of terms taken together, by the field that has most of them.
fn idf(segment: &Segment, leaves: &[Leaf]) -> f32 {
    let in_field =
        |field: &FieldReader| leaves.iter().map(|leaf| u64::from(field.frequency(&leaf.term))).sum::<u64>();
    let all = segment.sections as f32;
    let with = (segment.fields.iter().map(in_field).max().unwrap_or(0) as f32).min(all);
    libm::logf(1.0 + (all - with + 0.5) / (with + 0.5))
}

/// Scores by section, reused from concept to concept.
struct Board {
    score: Vec<f32>,
    cover: Vec<f32>,
    concept: Vec<f32>,
    field: Vec<f32>,
}

/// All sections that cover enough of the query, in the order of their numbers.
pub(crate) fn rank(query: &Query, weighed: &[Weighed], segment: &Segment) -> Vec<Scored> {
    let size = segment.sections as usize;
    let mut board = Board {
        score: vec![0.0; size],
        cover: vec![0.0; size],
        concept: vec![0.0; size],
        field: vec![0.0; size],
    };
    weighed.iter().for_each(|concept| board.add(concept, segment));
    let total: f32 = weighed.iter().map(|concept| concept.cover).sum();
    let scored = board.covered(total, strictness(query));
    phrase::keep(query, segment, scored)
}

/// 1 for a few words, which are all meant; towards 0 for a long question, most of which is its wording.
fn strictness(query: &Query) -> f32 {
    let words = query.concepts.iter().filter(|concept| concept.part == Part::Content).count();
    (FEW_WORDS / words.max(1) as f32).min(1.0)
}

impl Board {
    fn add(&mut self, concept: &Weighed, segment: &Segment) {
        let mut touched = Vec::new();
        for (reader, spec) in segment.fields.iter().zip(&FIELDS) {
            let met = self.add_field(concept, reader, spec.length);
            for section in met {
                let at = section as usize;
                if self.concept[at] == 0.0 {
                    touched.push(at);
                }
                self.concept[at] += spec.boost * std::mem::take(&mut self.field[at]);
            }
        }
        for at in touched {
            self.score[at] += concept.weight() * std::mem::take(&mut self.concept[at]);
            self.cover[at] += concept.cover;
        }
    }

    /// The best term of the concept in one field; gives the sections that have any.
    fn add_field(&mut self, concept: &Weighed, reader: &FieldReader, length: f32) -> Vec<u32> {
        let mut met = Vec::new();
        for leaf in &concept.leaves {
            let Some(mut postings) = reader.counts(&leaf.term) else {
                continue;
            };
            let mut section = postings.doc();
            while section != TERMINATED {
                let best = &mut self.field[section as usize];
                if *best == 0.0 {
                    met.push(section);
                }
                let norm = SATURATION * (1.0 - length + length * reader.relative_length(section));
                let count = postings.term_freq() as f32;
                *best = best.max(leaf.weight * count * (SATURATION + 1.0) / (count + norm));
                section = postings.advance();
            }
        }
        met
    }

    /// Sections that cover enough, their score weakened by what they lack.
    fn covered(&self, total: f32, strict: f32) -> Vec<Scored> {
        let best = self.cover.iter().copied().fold(0.0, f32::max);
        let least = (LEAST_COVER * total).max((LEAST_OF_BEST + STRICT_MORE * strict) * best);
        let scored = |(section, (&score, &cover)): (u32, (&f32, &f32))| {
            let enough = cover > 0.0 && cover >= least;
            enough.then(|| Scored { section, score: score * (1.0 - strict + strict * cover / total) })
        };
        (0..).zip(self.score.iter().zip(&self.cover)).filter_map(scored).collect()
    }
}
