//! Pairs of characters that are words, told from those that are only the seam between two words.
//!
//! Scripts without spaces are cut into all their pairs. The characters of a word keep company: most sections that
//! have the rarer one have the pair. A seam is a chance meeting and seldom, so by its frequency alone it would count
//! most of all. What the lists say about single characters and pairs tells them apart, without a dictionary.

use crate::query::{Concept, Part};
use crate::tokens::Kind;

/// How strongly a pair is held back for being apart: 0 not at all, 1 in full proportion. Flat between 0.5 and 0.7.
const STRENGTH: f32 = 0.65;
/// Sections added to both counts, so that a single meeting is no proof.
const DOUBT: f32 = 0.5;

/// What each concept counts for being one word, at most 1; `sections` says how many have it.
pub(crate) fn cohesion(concepts: &[Concept], sections: &[u64]) -> Vec<f32> {
    let counted = || concepts.iter().zip(sections);
    let single = |term: &str| {
        let mut singles = counted().filter(|(concept, _)| concept.kind == Kind::Single);
        singles.find(|(concept, _)| concept.term == term).map(|(_, sections)| *sections)
    };
    let of_pair = |concept: &Concept, sections: u64| {
        let (first, second) = halves(concept)?;
        let rarer = single(first)?.min(single(second)?);
        let share = (sections as f32 + DOUBT) / (rarer as f32 + DOUBT);
        Some(libm::powf(share.min(1.0), STRENGTH))
    };
    counted().map(|(concept, &sections)| of_pair(concept, sections).unwrap_or(1.0)).collect()
}

/// The two characters of a pair that carries meaning.
fn halves(concept: &Concept) -> Option<(&str, &str)> {
    let pair = concept.kind == Kind::Pair && concept.part == Part::Content;
    let (second, _) = concept.term.char_indices().nth(1).filter(|_| pair)?;
    Some(concept.term.split_at(second))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Query;

    #[test]
    fn characters_that_keep_company_are_a_word() {
        let concepts = Query::parse("工伤认定").concepts;
        let sections = |concept: &Concept| match concept.term.as_str() {
            "工伤" | "伤" => 60,
            "认定" | "认" | "定" => 80,
            "伤认" => 3,
            _ => 400,
        };
        let counts: Vec<u64> = concepts.iter().map(sections).collect();
        let found = cohesion(&concepts, &counts);
        let of = |term: &str| found[concepts.iter().position(|concept| concept.term == term).unwrap()];
        assert_eq!((of("工伤"), of("认定"), of("工")), (1.0, 1.0, 1.0));
        assert!(of("伤认") < 0.2, "{}", of("伤认"));
    }
}
