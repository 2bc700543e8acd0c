//! Words and phrases that the site's owner says mean the same, in whatever languages.

use crate::query::{Phrase, Query, phrase};
use crate::stem::Stems;
use crate::tokens::{Gaps, Tokens};

/// Gives the concepts of a query what stands in their groups.
pub(crate) fn add(query: &mut Query, groups: &[Vec<String>]) {
    for group in groups {
        let phrases: Vec<Phrase> = group.iter().filter_map(|text| read(text)).collect();
        for said in 0..phrases.len() {
            let others =
                phrases.iter().enumerate().filter(|(at, _)| *at != said).map(|(_, phrase)| terms(phrase));
            let others: Vec<Vec<String>> = others.collect();
            for concept in found(query, &phrases[said]).unwrap_or_default() {
                query.concepts[concept].synonyms.extend(others.iter().cloned());
            }
        }
    }
}

fn terms(phrase: &Phrase) -> Vec<String> {
    phrase.iter().map(|(term, _)| term.clone()).collect()
}

fn read(text: &str) -> Option<Phrase> {
    phrase(&Tokens::of(text, Gaps::Keep), Stems::new())
}

/// The concepts that make up a phrase, if the query has it.
fn found(query: &Query, phrase: &Phrase) -> Option<Vec<usize>> {
    let term_at =
        |at: usize| query.sequence.get(at).map(|(concept, place)| (&query.concepts[*concept].term, *place));
    let starts = (0..query.sequence.len()).find(|&start| {
        let from = term_at(start).map_or(0, |(_, place)| place);
        phrase.iter().enumerate().all(|(step, (term, distance))| {
            term_at(start + step).is_some_and(|(own, place)| own == term && place - from == *distance)
        })
    })?;
    Some(query.sequence[starts..starts + phrase.len()].iter().map(|(concept, _)| *concept).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn synonyms(typed: &str) -> Vec<(String, Vec<Vec<String>>)> {
        let mut query = Query::parse(typed);
        add(&mut query, &[["refund", "money back", "退款"].map(str::to_owned).to_vec()]);
        query.concepts.into_iter().map(|concept| (concept.term, concept.synonyms)).collect()
    }

    fn terms(words: &[&[&str]]) -> Vec<Vec<String>> {
        words.iter().map(|words| words.iter().map(|&word| word.to_owned()).collect()).collect()
    }

    #[test]
    fn both_ways_and_across_languages() {
        assert_eq!(synonyms("refunds")[0].1, terms(&[&["money", "back"], &["退款"]]));
        let money = synonyms("my money back");
        assert_eq!(money[1], ("money".to_owned(), terms(&[&["refund"], &["退款"]])));
        assert_eq!(money[2], ("back".to_owned(), terms(&[&["refund"], &["退款"]])));
        let pair = synonyms("退款").into_iter().find(|(term, _)| term == "退款");
        assert_eq!(pair.unwrap().1, terms(&[&["refund"], &["money", "back"]]));
    }

    #[test]
    fn parts_of_a_phrase_alone_are_not_it() {
        assert!(synonyms("back money").iter().all(|(_, synonyms)| synonyms.is_empty()));
        assert!(synonyms("money").iter().all(|(_, synonyms)| synonyms.is_empty()));
    }
}
