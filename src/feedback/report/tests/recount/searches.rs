//! What was looked for, once more.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::model::Report;
use super::super::year::same;
use super::{Year, close};
use crate::feedback::event::What;

impl Year<'_> {
    pub(super) fn check_searches(&self, made: &Report) {
        let mut clicked = BTreeSet::new();
        for event in &self.events {
            if let What::SearchClick(click) = &event.what {
                clicked.insert(click.search.as_str());
            }
        }
        // By edition, language and query: in vain, asked, followed.
        let mut counts: BTreeMap<(&str, &str, String), [u64; 3]> = BTreeMap::new();
        for event in &self.events {
            let mut add = |query: &str, what: [u64; 3]| {
                let known = counts
                    .entry((event.edition.name(), &event.language, same(query).to_owned()))
                    .or_default();
                (0..3).for_each(|at| known[at] += what[at]);
            };
            match &event.what {
                What::SearchMiss(miss) => add(&miss.query, [1, 0, 0]),
                What::Search(search) => {
                    add(&search.query, [0, 1, u64::from(clicked.contains(event.id.as_str()))]);
                }
                _ => {}
            }
        }
        for miss in &made.misses {
            let query = same(&miss.query);
            let all = counts.iter().filter(|((_, _, other), [missed, ..])| *missed > 0 && other == query);
            assert_eq!(miss.count, all.clone().map(|(_, [missed, ..])| missed).sum::<u64>());
            assert_eq!(miss.asked.len(), all.count());
            for by in &miss.asked {
                let place = (by.edition.as_str(), by.language.as_str(), query.to_owned());
                assert_eq!(by.count, counts[&place][0]);
            }
            assert!(miss.asked.is_sorted_by(|a, b| a.count >= b.count));
        }
        if self.scope.owner.is_none() {
            let missed = counts.iter().filter(|(_, [missed, ..])| *missed > 0);
            let queries: BTreeSet<&str> = missed.map(|((.., query), _)| query.as_str()).collect();
            assert_eq!(made.misses.len(), queries.len());
        }
        for row in &made.unclicked {
            let [_, asked, followed] =
                counts[&(row.edition.as_str(), row.language.as_str(), same(&row.query).to_owned())];
            assert_eq!((row.searches, row.unclicked), (asked, asked - followed));
            close(row.click_rate, followed as f64 / asked as f64, 0.0001);
        }
        let enough = counts.values().filter(|[_, asked, followed]| *asked >= 3 && followed < asked).count();
        assert_eq!(made.unclicked.len(), enough);
    }
}
