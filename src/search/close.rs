//! Where words stand in the text of the best sections: those that stand together as they were asked count more, and
//! quotations are kept to the letter.

use crate::impact::FIELDS;
use crate::query::{Phrase, Query};
use crate::rank::Weighed;
use crate::store::Section;
use crate::wanted::Wanted;

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

/// What is looked for: the concepts of a query and the terms of its quotations.
pub(crate) struct Closeness<'a> {
    query: &'a Query,
    weighed: &'a [Weighed],
    /// Numbers of places.
    terms: Wanted<usize>,
    count: usize,
}

/// Places by the number of their term.
type Places = Vec<Vec<u32>>;

impl<'a> Closeness<'a> {
    /// Looks for a query's words as they were asked.
    pub(crate) fn new(query: &'a Query, weighed: &'a [Weighed]) -> Closeness<'a> {
        let mut terms = Wanted::new();
        for (number, (concept, weighed)) in query.concepts.iter().zip(weighed).enumerate() {
            let known =
                weighed.leaves.iter().any(|leaf| leaf.terms.len() == 1 && leaf.terms[0].0 == concept.term);
            let best = weighed.leaves.first().filter(|_| !known).and_then(|leaf| leaf.terms.first());
            terms.add(best.map_or(&concept.term, |(term, _)| term), number);
        }
        Closeness { query, weighed, terms, count: query.concepts.len() }
    }

    /// What the order and nearness of the words in a section adds to its score.
    pub(crate) fn of(&self, section: &Section) -> f32 {
        let bonus = |(text, boost): (&str, f32)| boost * self.togetherness(&self.places(text));
        fields(section).into_iter().map(bonus).sum()
    }

    fn places(&self, text: &str) -> Places {
        let mut places = vec![Vec::new(); self.count];
        self.terms.find(text, |item, &number| places[number].push(item.position));
        places
    }

    fn togetherness(&self, places: &Places) -> f32 {
        let (mut sum, mut all, mut exact) = (0.0, 0.0, self.query.sequence.len() > 1);
        for two in self.query.sequence.windows(2) {
            let [(one, first), (other, second)] = *two else {
                continue;
            };
            let weight = self.weighed[one].weight().min(self.weighed[other].weight());
            let distance = nearest(&places[one], &places[other], second - first);
            exact &= distance == 0;
            all += weight;
            if one != other && distance <= FAR {
                sum += TOGETHER * weight / (1.0 + distance as f32);
            }
        }
        if exact { sum + AS_ASKED * all } else { sum }
    }
}

/// Whether a section has all quotations of the query, each within one field.
pub(crate) fn has_phrases(query: &Query, section: &Section) -> bool {
    let fields = fields(section);
    query.phrases.iter().all(|phrase| fields.iter().any(|(text, _)| has(phrase, text)))
}

fn has(phrase: &Phrase, text: &str) -> bool {
    let mut terms = Wanted::new();
    phrase.iter().for_each(|(term, _)| terms.add(term, term.as_str()));
    let mut places: Vec<(&str, u32)> = Vec::new();
    terms.find(text, |item, &term| places.push((term, item.position)));
    let Some((first, _)) = phrase.first() else { return true };
    let follows = |start: u32| phrase.iter().all(|(term, step)| places.contains(&(term, start + step)));
    places.iter().any(|&(term, start)| term == first && follows(start))
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
