//! What to fix first: events and what is known of the site → [`Report`] → HTML, Markdown, CSV or JSON.
//!
//! [`Tally`] counts events, [`make`] makes the report of it; both are pure: the day is an argument. The four forms show the same
//! value. Text of readers is text in all of them (R17, R30).

pub mod csv;
pub mod facts;
mod fold;
pub mod html;
pub mod json;
pub mod markdown;
pub mod misses;
pub mod model;
mod near;
pub mod pages;
mod queries;
pub mod scope;
mod sums;
pub mod tally;
#[cfg(test)]
mod tests;
mod totals;
mod wilson;
pub(super) mod words;

pub use super::day::Day;
pub use facts::SiteFacts;
pub use model::Report;
pub use scope::Scope;
pub use tally::Tally;

use super::store::{Address, StoreError};
use model::{FORMAT, LanguageRow, PageRow, Summary, Totals, Week};
use wilson::{count, rounded, share};

/// The report on what a store holds.
///
/// # Errors
/// When the store cannot be read.
pub fn of_store(store: &Address, scope: &Scope, site: Option<&SiteFacts>) -> Result<Report, StoreError> {
    let mut tally = Tally::new(scope, site);
    let (since, until) = (scope.since.map(Day::start), scope.until.map(|day| day.plus(1).start()));
    store.open_existing()?.each(since, until, &mut |event| tally.add(&event))?;
    Ok(make(&tally, site))
}

/// The report on everything that was counted.
pub fn make(tally: &Tally, site: Option<&SiteFacts>) -> Report {
    let scope = tally.scope();
    let (weeks, languages) = tally.with_votes();
    let queries = tally.queries.counted();
    let pages = pages::rank(tally, site);
    let misses = misses::misses(&queries, scope, site);
    let overdue = sums::overdue(scope, site);
    let mut totals = Totals::default();
    languages.values().for_each(|one| totals.add(one));
    if scope.owner.is_some() {
        totals.misses = misses.iter().map(|miss| miss.count).sum();
    }
    let first = tally.span.map_or_else(|| scope.last(), |(oldest, _)| Day::of(oldest));
    Report {
        format: FORMAT,
        made: scope.today,
        from: scope.since.unwrap_or(first),
        to: scope.last(),
        owner: scope.owner.clone(),
        language: scope.language.clone(),
        title: site.map_or_else(String::new, |site| site.title.clone()),
        base: site.map_or_else(String::new, |site| site.base.clone()),
        summary: summary(tally, totals),
        weeks: weeks.into_iter().map(|(monday, totals)| Week { monday, totals }).collect(),
        owners: sums::owners(&pages, &overdue),
        pages,
        misses,
        unclicked: misses::unclicked(&queries),
        unseen: sums::unseen(tally, site),
        overdue,
        languages: languages.into_iter().map(|(language, totals)| LanguageRow { language, totals }).collect(),
        popular: sums::popular(tally, site),
    }
}

fn summary(tally: &Tally, totals: Totals) -> Summary {
    let (clicks, places) = tally.queries.positions;
    Summary {
        totals,
        helpful_share: (totals.votes() > 0).then(|| rounded(share(totals.helpful, totals.votes()), 4)),
        comments: tally.ballots.values().filter(|ballot| !ballot.comment().is_empty()).count() as u64,
        mean_position: (clicks > 0).then(|| rounded(count(places) / count(clicks), 2)),
    }
}

impl PageRow {
    /// How many answered since the page changed.
    pub fn votes(&self) -> u64 {
        self.helpful + self.unhelpful
    }

    /// How many readers there are to help, in words that are the same wherever they stand.
    pub fn estimate(&self) -> String {
        words::worth(self.worth)
    }
}

impl Report {
    /// Pages that there is something to gain on, the most first.
    pub fn to_fix(&self) -> impl Iterator<Item = &PageRow> {
        self.pages.iter().filter(|row| row.worth > 0.0)
    }
}
