//! Every number of a report once more, by going through all events for each of them.

use std::collections::{BTreeMap, BTreeSet};

use answerbook_kernel::Level;

use super::super::model::{PageRow, Report, Totals};
use super::super::{Day, Scope, SiteFacts};
use crate::feedback::event::{Event, Outcome, Vote, What};

mod searches;

/// Events that a report is about, and the votes that count.
struct Year<'e> {
    events: Vec<&'e Event>,
    /// The same by page, or this would take minutes.
    of_pages: BTreeMap<&'e str, Vec<&'e Event>>,
    votes: Vec<(&'e Event, &'e Vote)>,
    site: Option<&'e SiteFacts>,
    scope: &'e Scope,
}

pub(super) fn check(made: &Report, events: &[Event], site: Option<&SiteFacts>, scope: &Scope) {
    let spoken = scope.language.clone().unwrap_or_default().to_lowercase();
    let mut events: Vec<&Event> =
        events.iter().filter(|event| spoken.is_empty() || event.language.to_lowercase() == spoken).collect();
    if let Some(owner) = &scope.owner {
        events.retain(|event| match &event.what {
            What::SearchMiss(_) => true,
            What::Search(_) | What::SearchClick(_) => false,
            _ => site.unwrap().pages.get(&event.page).is_some_and(|page| page.owner == *owner),
        });
    }
    let mut votes: Vec<(&Event, &Vote)> = Vec::new();
    for event in &events {
        if let What::Vote(vote) = &event.what {
            votes.push((event, vote));
        }
    }
    votes.sort_by_key(|(event, vote)| (&vote.ballot, vote.turn, event.time, &event.id));
    let last = |at: usize| votes.get(at + 1).is_none_or(|next| next.1.ballot != votes[at].1.ballot);
    let counting = (0..votes.len()).filter(|at| last(*at)).map(|at| {
        // What was written on a ballot stays, whatever was pressed later.
        let (event, vote) = votes[at];
        let own = || {
            votes[..=at].iter().rev().map(|(_, other)| *other).take_while(|other| other.ballot == vote.ballot)
        };
        let comment = own().find(|other| !other.comment.is_empty());
        let reasons = own().find(|other| !other.reasons.is_empty()).filter(|_| !vote.helpful);
        let vote = Vote {
            comment: comment.map_or_else(String::new, |other| other.comment.clone()),
            reasons: reasons.map_or_else(Vec::new, |other| other.reasons.clone()),
            ..vote.clone()
        };
        (event, &*Box::leak(Box::new(vote)))
    });
    let votes = counting.collect();
    let mut of_pages: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for event in &events {
        of_pages.entry(&event.page).or_default().push(event);
    }
    let year = Year { events, of_pages, votes, site, scope };
    year.check_summary(made);
    year.check_pages(made);
    year.check_groups(made);
    year.check_searches(made);
    year.check_site(made);
    year.check_popular(made);
}

impl Year<'_> {
    fn totals(&self, suits: impl Fn(&Event) -> bool) -> Totals {
        let mut totals = Totals::default();
        for event in self.events.iter().filter(|event| suits(event)) {
            match &event.what {
                What::View => totals.views += 1,
                What::Search(_) => totals.searches += 1,
                What::SearchClick(_) => totals.clicks += 1,
                What::SearchMiss(_) if self.scope.owner.is_none() => totals.misses += 1,
                What::Contact(contact) if contact.outcome == Outcome::Sent => totals.sent += 1,
                What::Contact(_) => totals.deflected += 1,
                What::SearchMiss(_) | What::Vote(_) => {}
            }
        }
        for (_, vote) in self.votes.iter().filter(|(event, _)| suits(event)) {
            if vote.helpful { totals.helpful += 1 } else { totals.unhelpful += 1 }
        }
        totals
    }

    fn check_summary(&self, made: &Report) {
        let mut totals = self.totals(|_| true);
        if self.scope.owner.is_some() {
            totals.misses = made.misses.iter().map(|miss| miss.count).sum();
        }
        assert_eq!(made.summary.totals, totals);
        let votes = totals.helpful + totals.unhelpful;
        close(made.summary.helpful_share.unwrap(), totals.helpful as f64 / votes as f64, 0.0001);
        let comments = self.votes.iter().filter(|(_, vote)| !vote.comment.is_empty()).count();
        assert_eq!(made.summary.comments, comments as u64);
        let mut places = Vec::new();
        for event in &self.events {
            if let What::SearchClick(click) = &event.what {
                places.push(f64::from(click.position));
            }
        }
        if let Some(mean) = made.summary.mean_position {
            close(mean, places.iter().sum::<f64>() / places.len() as f64, 0.01);
        }
        assert_eq!(made.summary.mean_position.is_none(), places.is_empty());
        assert_eq!(
            (made.from, made.to, made.made),
            (self.scope.since.unwrap_or(made.from), self.scope.today, self.scope.today)
        );
    }

    fn check_groups(&self, made: &Report) {
        let mut votes = 0;
        for week in &made.weeks {
            let begin = week.monday.start();
            // The first of 1970 was a Thursday.
            assert_eq!((begin / 86_400 + 3) % 7, 0);
            let inside = |event: &Event| (begin..begin + 7 * 86_400).contains(&event.time);
            assert_eq!(week.totals, self.totals(inside), "{}", week.monday);
            votes += week.totals.helpful + week.totals.unhelpful;
        }
        assert_eq!(votes, self.votes.len() as u64);
        assert!(made.weeks.is_sorted_by_key(|week| week.monday));
        for row in &made.languages {
            assert_eq!(row.totals, self.totals(|event| event.language == row.language), "{}", row.language);
        }
        for row in &made.owners {
            let own: Vec<&PageRow> = made.pages.iter().filter(|page| page.page.owner == row.owner).collect();
            let sum = |number: fn(&PageRow) -> u64| own.iter().map(|page| number(page)).sum::<u64>();
            assert_eq!(row.pages, own.len() as u64);
            assert_eq!((row.views, row.unhelpful), (sum(|page| page.views), sum(|page| page.unhelpful)));
            assert_eq!(row.helpful, sum(|page| page.helpful));
            close(row.worth, own.iter().map(|page| page.worth).sum(), 0.01);
            let overdue = made.overdue.iter().filter(|page| page.page.owner == row.owner).count();
            assert_eq!(row.overdue, overdue as u64);
        }
    }

    /// What happened on a page.
    fn on(&self, page: &str) -> &[&Event] {
        self.of_pages.get(page).map_or(&[], Vec::as_slice)
    }

    /// What a page of an edition says now.
    fn now(&self, edition: Level, page: &str) -> String {
        if let Some(facts) = self.site.and_then(|site| site.pages.get(page)) {
            return facts.hashes.of(edition).unwrap().clone();
        }
        let own = |event: &&&Event| event.edition == edition && !self.is_of_no_owner(event);
        let newest = self.on(page).iter().filter(own).max_by_key(|event| (event.time, &event.id));
        newest.map_or_else(String::new, |event| event.hash.clone())
    }

    /// With an owner, searches tell nothing of pages.
    fn is_of_no_owner(&self, event: &Event) -> bool {
        self.scope.owner.is_some() && matches!(event.what, What::SearchMiss(_))
    }

    fn check_pages(&self, made: &Report) {
        let mut paths: BTreeSet<&str> = BTreeSet::new();
        for event in &self.events {
            let is_there = self.site.is_none_or(|site| site.pages.contains_key(&event.page));
            let mine = self.scope.owner.as_ref().is_none_or(|owner| {
                self.site.unwrap().pages.get(&event.page).is_some_and(|page| page.owner == *owner)
            });
            if is_there && mine {
                paths.insert(&event.page);
            }
        }
        assert_eq!(made.pages.iter().map(|row| row.page.page.as_str()).collect::<BTreeSet<_>>(), paths);
        made.pages.iter().for_each(|row| self.check_page(row));
        for pair in made.pages.windows(2) {
            assert!(pair[0].worth >= pair[1].worth);
        }
    }

    fn check_page(&self, row: &PageRow) {
        let now =
            [Level::Public, Level::Internal].map(|edition| (edition, self.now(edition, &row.page.page)));
        let is_now = |event: &Event| {
            now.iter().any(|(edition, hash)| *edition == event.edition && *hash == event.hash)
        };
        let own = self.on(&row.page.page);
        let views = |is: bool| {
            own.iter().filter(|event| event.what == What::View && is_now(event) == is).count() as u64
        };
        assert_eq!((row.views, row.views_before), (views(true), views(false)), "{}", row.page.page);
        let votes: Vec<_> = self.votes.iter().filter(|(event, _)| event.page == row.page.page).collect();
        let (current, before): (Vec<_>, Vec<_>) = votes.into_iter().partition(|(event, _)| is_now(event));
        let no = current.iter().filter(|(_, vote)| !vote.helpful).count() as u64;
        let all = current.len() as u64;
        assert_eq!((row.unhelpful, row.helpful, row.votes_before), (no, all - no, before.len() as u64));
        assert_eq!(row.waiting, current.iter().filter(|(_, vote)| vote.follow).count() as u64);
        for counted in &row.reasons {
            let said = current
                .iter()
                .map(|(_, vote)| vote.reasons.iter().filter(|word| **word == counted.name).count());
            assert_eq!(counted.count, said.sum::<usize>() as u64);
        }
        let comments = current.iter().filter(|(_, vote)| !vote.comment.is_empty()).count() as u64;
        assert_eq!(row.comments.len() as u64 + row.more_comments, comments);
        assert!(row.comments.is_sorted_by_key(|comment| (comment.helpful, std::cmp::Reverse(comment.day))));
        let is_sent = |event: &&&Event| {
            matches!(&event.what, What::Contact(contact) if contact.outcome == Outcome::Sent) && is_now(event)
        };
        assert_eq!(row.sent, own.iter().filter(is_sent).count() as u64);
        assert_eq!(row.readers, row.views.max(all));
        let low = bound(no, all);
        close(row.low, low, 0.0001);
        close(row.worth, low * row.readers as f64, 0.01);
    }

    fn check_site(&self, made: &Report) {
        let Some(site) = self.site else {
            assert!(made.unseen.is_none() && made.overdue.is_empty());
            return;
        };
        let (mut unseen, mut overdue) = (Vec::new(), Vec::new());
        for (path, page) in &site.pages {
            let spoken = self
                .scope
                .language
                .as_ref()
                .is_none_or(|own| own.to_lowercase() == page.language.to_lowercase());
            let owned = self.scope.owner.as_ref().is_none_or(|own| *own == page.owner);
            if !spoken || !owned {
                continue;
            }
            if !self.on(path).iter().any(|event| event.what == What::View) {
                unseen.push(path.as_str());
            }
            if page.review_by.is_some_and(|day| day < self.scope.today) {
                overdue.push((page.review_by.unwrap(), path.as_str()));
            }
        }
        overdue.sort_unstable();
        let said: Vec<&str> = made.unseen.iter().flatten().map(|page| page.page.as_str()).collect();
        assert_eq!(said, unseen);
        assert!(self.scope.owner.is_some() || !(overdue.is_empty() || unseen.is_empty()));
        let said: Vec<_> = made.overdue.iter().map(|row| (row.review_by, row.page.page.as_str())).collect();
        assert_eq!(said, overdue);
        for row in &made.overdue {
            assert_eq!(row.review_by.plus(row.days), self.scope.today);
        }
    }

    fn check_popular(&self, made: &Report) {
        let begin: Day = self.scope.today.plus(-29);
        assert_eq!((made.popular.from, made.popular.to), (begin, self.scope.today));
        for (edition, languages) in
            [(Level::Public, &made.popular.public), (Level::Internal, &made.popular.internal)]
        {
            for (language, pages) in languages {
                for viewed in pages {
                    let counts = |event: &&&Event| {
                        event.what == What::View
                            && event.edition == edition
                            && event.language == *language
                            && event.time >= begin.start()
                    };
                    assert_eq!(viewed.views, self.on(&viewed.page).iter().filter(counts).count() as u64);
                }
                assert!(pages.is_sorted_by(|a, b| a.views >= b.views));
            }
        }
    }
}

/// The smaller root of the equation that Wilson's interval comes from: (share − p)² = z² p (1 − p) / n.
fn bound(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    let (n, share) = (whole as f64, part as f64 / whole as f64);
    let z = 1.96_f64.powi(2) / n;
    let (a, b, c) = (1.0 + z, -(2.0 * share + z), share * share);
    (-b - (b * b - 4.0 * a * c).max(0.0).sqrt()) / (2.0 * a)
}

#[track_caller]
fn close(a: f64, b: f64, by: f64) {
    assert!((a - b).abs() <= by, "{a} is not {b}");
}
