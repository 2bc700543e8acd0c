//! Where words stand: quotations are kept to the letter, and words that stand together as they were asked count more.

use std::collections::BTreeMap;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocSet, TERMINATED};

use crate::query::{Phrase, Query};
use crate::rank::{Scored, Weighed};
use crate::schema::FIELDS;
use crate::segment::{FieldReader, Segment};

/// Sections whose places are looked at, the best by words alone.
const CLOSER_LOOK: usize = 200;
/// What two neighbours that stand together add, in parts of the weight of the rarer one.
const TOGETHER: f32 = 0.6;
/// What each two neighbours add on top where the whole query stands as it was asked.
const AS_ASKED: f32 = 2.0;
/// Words further from where they were asked to stand than this are not together.
const FAR: u32 = 6;

/// Keeps the sections with all quotations, or all sections if there is none such.
pub(crate) fn keep(query: &Query, segment: &Segment, scored: Vec<Scored>) -> Vec<Scored> {
    let mut kept = scored.clone();
    for phrase in &query.phrases {
        let sections = sections_with(phrase, segment);
        kept.retain(|scored| sections.binary_search(&scored.section).is_ok());
    }
    if kept.is_empty() { scored } else { kept }
}

/// The sections with a phrase in any one field, sorted.
fn sections_with(phrase: &Phrase, segment: &Segment) -> Vec<u32> {
    let mut sections: Vec<u32> = segment.fields.iter().flat_map(|field| sections_in(phrase, field)).collect();
    sections.sort_unstable();
    sections.dedup();
    sections
}

fn sections_in(phrase: &Phrase, field: &FieldReader) -> Vec<u32> {
    let places = |(term, offset): &(String, u32)| field.places(term).map(|postings| (postings, *offset));
    let Some(mut terms) = phrase.iter().map(places).collect::<Option<Vec<_>>>() else {
        return Vec::new();
    };
    let mut sections = Vec::new();
    let mut section = 0;
    while let Some(next) = next_common(&mut terms, section) {
        if stand_together(&mut terms) {
            sections.push(next);
        }
        section = next + 1;
    }
    sections
}

/// The first section from `from` on that has all terms; all postings stand on it.
fn next_common(terms: &mut [(SegmentPostings, u32)], from: u32) -> Option<u32> {
    let mut target = from;
    loop {
        let reached = terms.iter_mut().map(|(postings, _)| advance_to(postings, target)).max()?;
        if reached == TERMINATED {
            return None;
        }
        if terms.iter().all(|(postings, _)| postings.doc() == reached) {
            return Some(reached);
        }
        target = reached;
    }
}

/// Seeking backwards is not allowed, seeking to where one stands neither.
fn advance_to(postings: &mut SegmentPostings, target: u32) -> u32 {
    if postings.doc() < target { postings.seek(target) } else { postings.doc() }
}

fn stand_together(terms: &mut [(SegmentPostings, u32)]) -> bool {
    let mut starts: Option<Vec<u32>> = None;
    let mut places = Vec::new();
    for (postings, offset) in terms {
        postings.positions(&mut places);
        let here = places.iter().filter_map(|place| place.checked_sub(*offset));
        starts = Some(match starts {
            None => here.collect(),
            Some(before) => here.filter(|start| before.binary_search(start).is_ok()).collect(),
        });
    }
    starts.is_some_and(|starts| !starts.is_empty())
}

/// Adds to the scores of the best sections what the order and nearness of the words is worth.
/// `scored` is sorted; `standing` is the factor a section's score has been multiplied with already.
pub(crate) fn bring_together(
    query: &Query,
    weighed: &[Weighed],
    segment: &Segment,
    scored: &mut [Scored],
    standing: impl Fn(u32) -> f32,
) {
    let looked_at = CLOSER_LOOK.min(scored.len());
    let best = &mut scored[..looked_at];
    best.sort_unstable_by_key(|scored| scored.section);
    let sections: Vec<u32> = best.iter().map(|scored| scored.section).collect();
    for (field, spec) in segment.fields.iter().zip(&FIELDS) {
        let places: Vec<Places> = weighed.iter().map(|concept| places(concept, field, &sections)).collect();
        for scored in best.iter_mut() {
            let bonus = spec.boost * togetherness(query, weighed, &places, scored.section);
            scored.score += bonus * standing(scored.section);
        }
    }
}

type Places = BTreeMap<u32, Vec<u32>>;

/// Where the best term of a concept stands in the given sections.
fn places(concept: &Weighed, field: &FieldReader, sections: &[u32]) -> Places {
    let mut places = Places::new();
    let Some(mut postings) = concept.leaves.first().and_then(|leaf| field.places(&leaf.term)) else {
        return places;
    };
    for &section in sections {
        if advance_to(&mut postings, section) == section {
            postings.positions(places.entry(section).or_default());
        }
    }
    places
}

fn togetherness(query: &Query, weighed: &[Weighed], places: &[Places], section: u32) -> f32 {
    let (mut sum, mut all, mut exact) = (0.0, 0.0, query.sequence.len() > 1);
    for two in query.sequence.windows(2) {
        let [(one, first), (other, second)] = *two else {
            continue;
        };
        let weight = weighed[one].weight().min(weighed[other].weight());
        let (a, b) = (places[one].get(&section), places[other].get(&section));
        let distance = a.zip(b).map_or(u32::MAX, |(a, b)| nearest(a, b, second - first));
        exact &= distance == 0;
        all += weight;
        if one != other && distance <= FAR {
            sum += TOGETHER * weight / (1.0 + distance as f32);
        }
    }
    if exact { sum + AS_ASKED * all } else { sum }
}

/// How far the nearest `b` is from standing `step` behind an `a`.
fn nearest(a: &[u32], b: &[u32], step: u32) -> u32 {
    let distance = |&place: &u32| {
        let wanted = place + step;
        let at = b.partition_point(|&other| other < wanted);
        let near = [at.checked_sub(1), Some(at)].into_iter().flatten().filter_map(|at| b.get(at));
        near.map(|&other| other.abs_diff(wanted)).min().unwrap_or(u32::MAX)
    };
    a.iter().map(distance).min().unwrap_or(u32::MAX)
}
