//! Pages, the most to gain first.

use std::collections::BTreeMap;

use answerbook_kernel::Level;

use super::facts::{PageFacts, SiteFacts};
use super::model::{Comment, Counted, PageRef, PageRow};
use super::tally::{Ballot, PageTally, Tally};
use super::wilson::{count, lower_bound, rounded, share};
use crate::feedback::day::Day;

/// So many comments of a page are in the report.
pub const MOST_COMMENTS: usize = 20;

/// What is said of a page while it is counted.
#[derive(Default)]
struct Sheet<'t> {
    language: &'t str,
    hashes: BTreeMap<String, String>,
    views: u64,
    sent: u64,
    views_before: u64,
    votes_before: u64,
    /// Votes on what it says now.
    ballots: Vec<&'t Ballot>,
}

/// Every page that anything is known of, the most to gain first.
///
/// What there is to gain is the number of readers since the page last changed, times the lower bound of the share of those whom
/// it does not help. Readers are views; where there are more votes than views, because browsers that ask not to be followed
/// send votes alone, they are the votes.
pub(super) fn rank(tally: &Tally, site: Option<&SiteFacts>) -> Vec<PageRow> {
    let mut sheets: BTreeMap<&str, Sheet<'_>> = BTreeMap::new();
    let current = currents(tally, site);
    for ((edition, path), page) in &tally.pages {
        let sheet = sheets.entry(path).or_default();
        sheet.add(*edition, page, current.get(&(*edition, path)).copied().unwrap_or_default());
    }
    for ballot in tally.ballots.values() {
        let (edition, path) = &ballot.page;
        let Some(sheet) = sheets.get_mut(path.as_str()) else { continue };
        match current.get(&(*edition, path)) {
            Some(hash) if *hash == ballot.hash => sheet.ballots.push(ballot),
            _ => sheet.votes_before += 1,
        }
    }
    let is_there = |path: &str| site.is_none_or(|site| site.pages.contains_key(path));
    let sheets = sheets.into_iter().filter(|(path, _)| is_there(path));
    let mut rows: Vec<PageRow> = sheets.map(|(path, sheet)| sheet.row(path, site)).collect();
    rows.sort_by(|a, b| {
        let by_worth = b.worth.total_cmp(&a.worth).then(b.unhelpful.cmp(&a.unhelpful));
        by_worth.then(b.views.cmp(&a.views)).then_with(|| a.page.page.cmp(&b.page.page))
    });
    rows
}

/// What each page says now, by edition: as the site says, or else as its newest event does.
fn currents<'t>(tally: &'t Tally, site: Option<&'t SiteFacts>) -> BTreeMap<(Level, &'t String), &'t str> {
    let hash = |edition: Level, path: &String| site?.pages.get(path)?.hashes.of(edition);
    let of = |(edition, path): &'t (Level, String), page: &'t PageTally| {
        ((*edition, path), hash(*edition, path).unwrap_or(&page.hash).as_str())
    };
    tally.pages.iter().map(|(place, page)| of(place, page)).collect()
}

/// What a page says in each edition: also in one that no event is of, so that its readers see the numbers of the other.
fn known_hashes(mut told: BTreeMap<String, String>, facts: Option<&PageFacts>) -> BTreeMap<String, String> {
    for edition in [Level::Public, Level::Internal] {
        if let Some(hash) = facts.and_then(|facts| facts.hashes.of(edition)) {
            told.insert(edition.name().to_owned(), hash.clone());
        }
    }
    told
}

impl<'t> Sheet<'t> {
    fn add(&mut self, edition: Level, page: &'t PageTally, current: &str) {
        self.language = &page.language;
        self.hashes.insert(edition.name().to_owned(), current.to_owned());
        for (hash, version) in &page.versions {
            if hash == current {
                self.views += version.views;
                self.sent += version.sent;
            } else {
                self.views_before += version.views;
            }
        }
    }

    fn row(self, path: &str, site: Option<&SiteFacts>) -> PageRow {
        let facts = site.and_then(|site| site.pages.get(path));
        let votes = self.ballots.len() as u64;
        let unhelpful = self.ballots.iter().filter(|ballot| !ballot.vote.helpful).count() as u64;
        let readers = self.views.max(votes);
        let low = lower_bound(unhelpful, votes);
        let (comments, more_comments) = comments(&self.ballots);
        PageRow {
            page: named(path, self.language, site),
            kind: facts.map_or_else(String::new, |facts| facts.kind.to_owned()),
            version: facts.map_or_else(String::new, |facts| facts.version.clone()),
            changed: facts.and_then(|facts| facts.changed),
            hashes: known_hashes(self.hashes, facts),
            worth: rounded(count(readers) * low, 2),
            readers,
            views: self.views,
            helpful: votes - unhelpful,
            unhelpful,
            share: rounded(share(unhelpful, votes), 4),
            low: rounded(low, 4),
            reasons: reasons(&self.ballots),
            comments,
            more_comments,
            waiting: self.ballots.iter().filter(|ballot| ballot.vote.follow).count() as u64,
            sent: self.sent,
            votes_before: self.votes_before,
            views_before: self.views_before,
        }
    }
}

/// A page by its path.
pub(super) fn named(path: &str, language: &str, site: Option<&SiteFacts>) -> PageRef {
    match site.and_then(|site| site.pages.get(path)) {
        Some(facts) => PageRef {
            page: path.to_owned(),
            title: facts.title.clone(),
            language: facts.language.clone(),
            owner: facts.owner.clone(),
            public: Some(facts.public),
        },
        None => PageRef {
            page: path.to_owned(),
            title: format!("/{path}"),
            language: language.to_owned(),
            owner: String::new(),
            public: None,
        },
    }
}

fn reasons(ballots: &[&Ballot]) -> Vec<Counted> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for reason in ballots.iter().flat_map(|ballot| ballot.reasons()) {
        *counts.entry(reason).or_default() += 1;
    }
    let mut reasons: Vec<Counted> =
        counts.into_iter().map(|(name, count)| Counted { name: name.to_owned(), count }).collect();
    reasons.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    reasons
}

/// Comments of those whom it did not help before praise, the newest first, and how many more there are.
fn comments(ballots: &[&Ballot]) -> (Vec<Comment>, u64) {
    let mut wrote: Vec<&&Ballot> = ballots.iter().filter(|ballot| !ballot.comment().is_empty()).collect();
    wrote.sort_by(|a, b| {
        let by_side = a.vote.helpful.cmp(&b.vote.helpful);
        by_side.then(b.time.cmp(&a.time)).then_with(|| a.vote.ballot.cmp(&b.vote.ballot))
    });
    let comment = |ballot: &&&Ballot| Comment {
        day: Day::of(ballot.time),
        helpful: ballot.vote.helpful,
        text: ballot.comment().to_owned(),
    };
    let shown = wrote.iter().take(MOST_COMMENTS).map(comment).collect();
    (shown, wrote.len().saturating_sub(MOST_COMMENTS) as u64)
}
