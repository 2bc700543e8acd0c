//! A made-up year: three languages, two editions, pages that change, readers who change their minds.

use std::collections::BTreeMap;

use answerbook_kernel::Level;

use super::super::facts::{Hashes, PageFacts};
use super::super::{Day, SiteFacts};
use crate::feedback::event::{Contact, Event, Outcome, Search, SearchClick, SearchMiss, Vote, What};

/// A generator of numbers: xorshift64* (Vigna 2016, "An experimental exploration of Marsaglia's xorshift generators").
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(high).unwrap() % limit
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

const LANGUAGES: [&str; 3] = ["en", "zh-Hans", "zh-Hant"];
const OWNERS: [&str; 3] = ["Customer care", "Shipping", ""];
const REASONS: [&str; 4] = ["unclear", "outdated", "incomplete", "too-long"];
const COMMENTS: [&str; 5] = ["", "", "", "Where is the form?", "退货地址在哪里？"];
const QUERIES: [&str; 12] = [
    "refund",
    "Refund",
    "money back",
    "退货",
    "退貨",
    "保修",
    "warranty",
    "gift card",
    "ＧＩＦＴ card",
    "sofa bed",
    "invoice",
    "發票",
];

/// Pages of each language; the last is not in the site any more.
const PAGES: usize = 40;

pub(super) fn first_day() -> Day {
    super::today().plus(-364)
}

fn path(language: &str, page: usize) -> String {
    let home = if language == "en" { String::new() } else { format!("{language}/") };
    if page == 0 { home } else { format!("{home}section/page-{page}/") }
}

/// What a page said at a time: every seventh changed once, in the middle of the year.
fn hash(page: usize, edition: Level, time: i64) -> String {
    let late = page % 7 == 3 && time >= first_day().plus(180).start();
    format!(
        "{page:08x}{:04x}{:04x}",
        u8::from(late),
        u8::from(edition == Level::Internal && page.is_multiple_of(5))
    )
}

pub(super) fn site() -> SiteFacts {
    let mut pages = BTreeMap::new();
    for language in LANGUAGES {
        for page in (0..PAGES - 1).chain([900, 901]) {
            let now = super::today().start();
            let facts = PageFacts {
                title: format!("Page {page} about {}", QUERIES[page % 5]),
                language: language.into(),
                owner: OWNERS[page % 3].into(),
                kind: "policy",
                version: "1.4".into(),
                changed: Some(first_day().plus(180)),
                review_by: (page % 9 == 0).then(|| super::today().plus(i64::try_from(page).unwrap() - 14)),
                public: page % 8 != 7,
                hashes: Hashes {
                    public: Some(hash(page, Level::Public, now)),
                    internal: Some(hash(page, Level::Internal, now)),
                },
                ..PageFacts::default()
            };
            pages.insert(path(language, page), facts);
        }
    }
    SiteFacts { title: "Help".into(), base: String::new(), pages }
}

pub(super) fn events(count: usize) -> Vec<Event> {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut searches: Vec<(String, String)> = Vec::new();
    (0..count).map(|number| one(&mut dice, number, &mut searches)).collect()
}

fn one(dice: &mut Dice, number: usize, searches: &mut Vec<(String, String)>) -> Event {
    let language = dice.one(&LANGUAGES);
    // Few pages have most of the readers.
    let page = dice.below(PAGES).min(dice.below(PAGES));
    let time = first_day().start() + i64::try_from(dice.below(364 * 86_400)).unwrap();
    let edition = if dice.below(5) == 0 { Level::Internal } else { Level::Public };
    let id = format!("{number:08x}-{:08x}", dice.below(1 << 30));
    let hash = if page == 0 { String::new() } else { hash(page, edition, time) };
    let what = what(dice, page, &id, &hash, searches);
    Event {
        id,
        time,
        edition,
        language: language.into(),
        page: path(language, page),
        section: String::new(),
        hash,
        what,
    }
}

fn what(dice: &mut Dice, page: usize, id: &str, hash: &str, searches: &mut Vec<(String, String)>) -> What {
    let query = dice.one(&QUERIES).to_owned();
    match dice.below(20) {
        0..=9 => What::View,
        10..=13 => What::Vote(vote(dice, page, hash)),
        14 | 15 => {
            searches.push((id.to_owned(), query.clone()));
            What::Search(Search { query, results: 3 })
        }
        16 => What::SearchMiss(SearchMiss { query }),
        17 | 18 if !searches.is_empty() => {
            let (search, query) = searches[dice.below(searches.len())].clone();
            let position = u32::try_from(1 + dice.below(10)).unwrap();
            What::SearchClick(SearchClick { query, search, to: "section/page-1/".into(), position })
        }
        18 => What::Contact(Contact { outcome: Outcome::Deflected }),
        _ => What::Contact(Contact { outcome: Outcome::Sent }),
    }
}

/// Every third vote takes the place of another of the same ballot.
fn vote(dice: &mut Dice, page: usize, hash: &str) -> Vote {
    let voter = dice.below(6_000);
    Vote {
        helpful: dice.below(10) > page % 6,
        ballot: format!("{voter:08x}{:0>16}", hash),
        turn: u32::try_from(dice.below(3)).unwrap(),
        reasons: (0..dice.below(3)).map(|_| dice.one(&REASONS).to_owned()).collect(),
        comment: dice.one(&COMMENTS).to_owned(),
        follow: dice.below(12) == 0,
    }
}

/// Queries of the year that mean the same.
pub(super) fn same(query: &str) -> &str {
    match query {
        "Refund" => "refund",
        "退貨" => "退货",
        "ＧＩＦＴ card" => "gift card",
        other => other,
    }
}
