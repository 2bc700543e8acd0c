//! Where words stand in the text of the best sections: those that stand together as they were asked count more, and
//! quotations are kept to the letter.

use std::collections::BTreeMap;

use crate::impact::FIELDS;
use crate::query::{Phrase, Query};
use crate::rank::Weighed;
use crate::stem::Stems;
use crate::store::Section;
use crate::tokens::{Gaps, Kind, Tokens};

/// What two neighbours that stand together add, in parts of the weight of the rarer one.
const TOGETHER: f32 = 0.6;
/// What each two neighbours add on top where the whole query stands as it was asked.
const AS_ASKED: f32 = 2.0;
/// Words further from where they were asked to stand than this are not together.
const FAR: u32 = 6;

/// Title, heading and text of a section, with what standing together in each is worth.
fn fields(section: &Section) -> [(&str, f32); 3] {
    [(&section.title, FIELDS[0].boost), (&section.heading, FIELDS[2].boost), (&section.text, FIELDS[3].boost)]
}

/// The terms of a text with their places.
struct Places(BTreeMap<String, Vec<u32>>);

impl Places {
    fn of(text: &str) -> Places {
        let (tokens, stems) = (Tokens::of(text, Gaps::Bridge), Stems::new());
        let mut places: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for item in tokens.items() {
            let word = tokens.text(item);
            let term = match item.kind {
                Kind::Word | Kind::Whole { .. } => stems.term(word).into_owned(),
                Kind::Single | Kind::Pair => word.to_owned(),
            };
            places.entry(term).or_default().push(item.position);
        }
        Places(places)
    }

    fn get(&self, term: &str) -> &[u32] {
        self.0.get(term).map_or(&[], Vec::as_slice)
    }

    fn has(&self, phrase: &Phrase) -> bool {
        let Some((first, _)) = phrase.first() else { return true };
        let follows = |start: u32| phrase.iter().all(|(term, step)| self.get(term).contains(&(start + step)));
        self.get(first).iter().any(|&start| follows(start))
    }
}

/// Whether a section has all quotations of the query, each within one field.
pub(crate) fn has_phrases(query: &Query, section: &Section) -> bool {
    let places: Vec<Places> = fields(section).iter().map(|(text, _)| Places::of(text)).collect();
    query.phrases.iter().all(|phrase| places.iter().any(|field| field.has(phrase)))
}

/// What the order and nearness of the words in a section adds to its score.
pub(crate) fn closeness(query: &Query, weighed: &[Weighed], section: &Section) -> f32 {
    let bonus = |(text, boost): (&str, f32)| boost * togetherness(query, weighed, &Places::of(text));
    fields(section).into_iter().map(bonus).sum()
}

fn togetherness(query: &Query, weighed: &[Weighed], places: &Places) -> f32 {
    let at = |concept: usize| -> &[u32] {
        let own = places.get(&query.concepts[concept].term);
        let best = || weighed[concept].leaves.first().and_then(|leaf| leaf.terms.first());
        if own.is_empty() { best().map_or(own, |(term, _)| places.get(term)) } else { own }
    };
    let (mut sum, mut all, mut exact) = (0.0, 0.0, query.sequence.len() > 1);
    for two in query.sequence.windows(2) {
        let [(one, first), (other, second)] = *two else {
            continue;
        };
        let weight = weighed[one].weight().min(weighed[other].weight());
        let distance = nearest(at(one), at(other), second - first);
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
