//! Events, counted one by one and in any order.

use std::collections::{BTreeMap, BTreeSet};

use answerbook_kernel::Level;
use percent_encoding::percent_decode_str;

use super::facts::SiteFacts;
use super::model::Totals;
use super::queries::{Asked, Queries};
use super::scope::Scope;
use crate::feedback::day::Day;
use crate::feedback::event::{Contact, Event, Outcome, Vote, What};

/// Events in numbers. What it holds grows with pages and their versions, with different queries and ballots, and by a few
/// bytes for each search; not with views.
///
/// An event must be added once: stores see to that. The order in which events are added makes no difference.
#[derive(Clone, Debug)]
pub struct Tally {
    scope: Scope,
    /// Pages of the owner that is asked for.
    owned: Option<BTreeSet<String>>,
    /// Begin of the month at the end of the span, in seconds since 1970.
    month: i64,
    pub(super) pages: BTreeMap<(Level, String), PageTally>,
    pub(super) ballots: BTreeMap<String, Ballot>,
    pub(super) queries: Queries,
    pub(super) weeks: BTreeMap<Day, Totals>,
    pub(super) languages: BTreeMap<String, Totals>,
    /// The oldest and the newest event, in seconds since 1970.
    pub(super) span: Option<(i64, i64)>,
}

/// A page of an edition.
#[derive(Clone, Debug, Default)]
pub(super) struct PageTally {
    /// Time and id of the newest event.
    newest: (i64, String),
    /// What the page said then.
    pub hash: String,
    /// Its language then.
    pub language: String,
    /// By what the page said.
    pub versions: BTreeMap<String, Version>,
    /// Views in the last month, by language.
    pub recent: BTreeMap<String, u64>,
}

/// What happened while a page said the same; votes are in their ballots.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Version {
    pub views: u64,
    pub sent: u64,
}

/// What was voted on a ballot. The last vote counts, but what a reader took the trouble to write is not lost with a later press
/// of a button.
#[derive(Clone, Debug)]
pub(super) struct Ballot {
    pub time: i64,
    pub page: (Level, String),
    pub hash: String,
    pub language: String,
    /// The last one.
    pub vote: Vote,
    last: Turn,
    /// The newest comment, and the newest reasons.
    comment: Option<(Turn, String)>,
    reasons: Option<(Turn, Vec<String>)>,
}

/// The place of a vote among those of its ballot: by turn; by time and id where that says nothing.
type Turn = (u32, i64, String);

impl Ballot {
    fn new(event: &Event, page: (Level, String), vote: &Vote, last: Turn) -> Self {
        let (hash, language) = (event.hash.clone(), event.language.clone());
        let mut ballot = Self {
            time: event.time,
            page,
            hash,
            language,
            vote: vote.clone(),
            last,
            comment: None,
            reasons: None,
        };
        ballot.note(vote, &ballot.last.clone());
        ballot
    }

    fn note(&mut self, vote: &Vote, turn: &Turn) {
        let newer = |known: Option<&Turn>| known.is_none_or(|known| turn > known);
        if !vote.comment.is_empty() && newer(self.comment.as_ref().map(|(known, _)| known)) {
            self.comment = Some((turn.clone(), vote.comment.clone()));
        }
        if !vote.reasons.is_empty() && newer(self.reasons.as_ref().map(|(known, _)| known)) {
            self.reasons = Some((turn.clone(), vote.reasons.clone()));
        }
    }

    /// In the reader's own words; may be empty.
    pub fn comment(&self) -> &str {
        self.comment.as_ref().map_or("", |(_, comment)| comment)
    }

    /// Why it did not help, if it did not.
    pub fn reasons(&self) -> &[String] {
        self.reasons.as_ref().filter(|_| !self.vote.helpful).map_or(&[], |(_, reasons)| reasons)
    }
}

impl Tally {
    /// Nothing yet; the site says which pages are whose.
    pub fn new(scope: &Scope, site: Option<&SiteFacts>) -> Self {
        let owned = scope.owner.as_ref().map(|_| {
            let pages = site.into_iter().flat_map(|site| &site.pages);
            pages.filter(|(_, page)| scope.concerns(&page.owner)).map(|(path, _)| path.clone()).collect()
        });
        Self {
            month: scope.month().start(),
            scope: scope.clone(),
            owned,
            pages: BTreeMap::new(),
            ballots: BTreeMap::new(),
            queries: Queries::default(),
            weeks: BTreeMap::new(),
            languages: BTreeMap::new(),
            span: None,
        }
    }

    /// What the report is about.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Counts an event. Searches belong to no owner: where one is asked for, only those without a result are counted.
    pub fn add(&mut self, event: &Event) {
        if !self.scope.speaks(&event.language) {
            return;
        }
        let (oldest, newest) = self.span.unwrap_or((event.time, event.time));
        self.span = Some((oldest.min(event.time), newest.max(event.time)));
        let page = percent_decode_str(&event.page).decode_utf8_lossy().into_owned();
        let asks_all = self.owned.is_none();
        if self.owned.as_ref().is_none_or(|owned| owned.contains(&page)) {
            self.add_to_page(event, page);
        }
        let asked = || Asked::of(event);
        match &event.what {
            What::SearchMiss(miss) => self.queries.miss(asked(), &miss.query),
            What::Search(search) if asks_all => self.queries.search(asked(), &search.query, &event.id),
            What::SearchClick(click) if asks_all => self.queries.click(&click.search, click.position),
            _ => return,
        }
        if asks_all {
            self.count(event, |totals| match &event.what {
                What::SearchMiss(_) => totals.misses += 1,
                What::Search(_) => totals.searches += 1,
                _ => totals.clicks += 1,
            });
        }
    }

    fn add_to_page(&mut self, event: &Event, page: String) {
        let place = (event.edition, page);
        let tally = self.pages.entry(place.clone()).or_default();
        tally.note(event);
        let version = tally.versions.entry(event.hash.clone()).or_default();
        match &event.what {
            What::View => {
                version.views += 1;
                if event.time >= self.month {
                    *tally.recent.entry(event.language.clone()).or_default() += 1;
                }
                self.count(event, |totals| totals.views += 1);
            }
            What::Vote(vote) => self.vote(event, place, vote),
            What::Contact(Contact { outcome: Outcome::Sent }) => {
                version.sent += 1;
                self.count(event, |totals| totals.sent += 1);
            }
            What::Contact(Contact { outcome: Outcome::Deflected }) => {
                self.count(event, |totals| totals.deflected += 1);
            }
            What::Search(_) | What::SearchMiss(_) | What::SearchClick(_) => {}
        }
    }

    /// Of the votes of a ballot the last counts.
    fn vote(&mut self, event: &Event, page: (Level, String), vote: &Vote) {
        let turn = (vote.turn, event.time, event.id.clone());
        let Some(ballot) = self.ballots.get_mut(&vote.ballot) else {
            self.ballots.insert(vote.ballot.clone(), Ballot::new(event, page, vote, turn));
            return;
        };
        ballot.note(vote, &turn);
        if turn > ballot.last {
            let (comment, reasons) = (ballot.comment.take(), ballot.reasons.take());
            *ballot = Ballot { comment, reasons, ..Ballot::new(event, page, vote, turn) };
        }
    }

    fn count(&mut self, event: &Event, add: impl Fn(&mut Totals)) {
        add(self.weeks.entry(Day::of(event.time).monday()).or_default());
        add(self.languages.entry(event.language.clone()).or_default());
    }

    /// Weeks and languages with the votes that count.
    pub(super) fn with_votes(&self) -> (BTreeMap<Day, Totals>, BTreeMap<String, Totals>) {
        let (mut weeks, mut languages) = (self.weeks.clone(), self.languages.clone());
        for ballot in self.ballots.values() {
            let add = |totals: &mut Totals| match ballot.vote.helpful {
                true => totals.helpful += 1,
                false => totals.unhelpful += 1,
            };
            add(weeks.entry(Day::of(ballot.time).monday()).or_default());
            add(languages.entry(ballot.language.clone()).or_default());
        }
        (weeks, languages)
    }
}

impl PageTally {
    fn note(&mut self, event: &Event) {
        if (event.time, event.id.as_str()) >= (self.newest.0, self.newest.1.as_str()) {
            self.newest = (event.time, event.id.clone());
            self.hash.clone_from(&event.hash);
            self.language.clone_from(&event.language);
        }
    }
}
