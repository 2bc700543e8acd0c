//! The report as a value, and what its JSON says. Names stay as they are within a [`FORMAT`]; more may be added.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use super::totals::{Summary, Totals, Week};
use crate::feedback::day::Day;

/// The version of the JSON.
pub const FORMAT: u32 = 1;

/// What to fix first, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`FORMAT`].
    pub format: u32,
    /// The day it was made (UTC, as all days).
    pub made: Day,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// Only this owner's pages.
    pub owner: Option<String>,
    /// Only this language.
    pub language: Option<String>,
    /// The site's title; empty when the report knows events alone.
    pub title: String,
    /// The address of the public edition with a slash at its end; may be empty.
    pub base: String,
    /// All of it in numbers.
    pub summary: Summary,
    /// By week, oldest first; weeks without events are left out.
    pub weeks: Vec<Week>,
    /// What to fix first.
    pub pages: Vec<PageRow>,
    /// What was looked for and not found, most frequent first.
    pub misses: Vec<Miss>,
    /// What was found and not followed, most frequent first.
    pub unclicked: Vec<Unclicked>,
    /// Pages that nobody looked at; `None` when it is not known, because there is no site or no view.
    pub unseen: Option<Vec<PageRef>>,
    /// Pages whose review was due before the report was made, the oldest date first.
    pub overdue: Vec<Overdue>,
    /// By owner, the most to do first.
    pub owners: Vec<OwnerRow>,
    /// By language.
    pub languages: Vec<LanguageRow>,
    /// What was read most in the last 30 days.
    pub popular: Popular,
}

/// A page, named.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PageRef {
    /// From the root of the edition, as it is written: `policies/returns/`.
    pub page: String,
    /// Its title; its path when the report knows no site.
    pub title: String,
    /// BCP 47.
    pub language: String,
    /// Who answers for it; may be empty.
    pub owner: String,
    /// Whether customers may read it; `None` when the report knows no site.
    pub public: Option<bool>,
}

/// A page and what readers say about what it says now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageRow {
    /// Which.
    #[serde(flatten)]
    pub page: PageRef,
    /// The word of its kind; may be empty.
    pub kind: String,
    /// The version in force; may be empty.
    pub version: String,
    /// When it last changed, as far as it says.
    pub changed: Option<Day>,
    /// What it says now, as a hash, by edition: only events of these versions count here.
    pub hashes: BTreeMap<String, String>,
    /// How much there is to gain: readers × `low`.
    pub worth: f64,
    /// Readers since it changed: views, or votes where there are more of them.
    pub readers: u64,
    /// Views since it changed.
    pub views: u64,
    /// Readers who found it helpful.
    pub helpful: u64,
    /// Readers who did not.
    pub unhelpful: u64,
    /// The share of those who did not, 0 to 1.
    pub share: f64,
    /// The lower bound of that share.
    pub low: f64,
    /// Why, most frequent first.
    pub reasons: Vec<Counted>,
    /// In their own words: of those whom it did not help before others, newest first; no more than [`MOST_COMMENTS`](super::pages::MOST_COMMENTS).
    pub comments: Vec<Comment>,
    /// Further comments.
    pub more_comments: u64,
    /// Readers who wait to be told of a change.
    pub waiting: u64,
    /// Readers who went from here to a person.
    pub sent: u64,
    /// Votes on what it said before.
    pub votes_before: u64,
    /// Views of what it said before.
    pub views_before: u64,
}

/// A word and how often it was said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    /// The word.
    pub name: String,
    /// How often.
    pub count: u64,
}

/// What a reader wrote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    /// When.
    pub day: Day,
    /// Whether the page helped.
    pub helpful: bool,
    /// In the reader's own words; blackened where it could say who it is.
    pub text: String,
}

/// A query that found nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Miss {
    /// As most readers wrote it.
    pub query: String,
    /// How often.
    pub count: u64,
    /// By whom, most frequent first.
    pub asked: Vec<AskedBy>,
    /// Pages that come near, all in one language, the nearest first.
    pub near: Vec<PageRef>,
    /// What to do; `None` when the report knows no site, and no query that comes near.
    pub proposal: Option<Proposal>,
}

/// Readers who looked for something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AskedBy {
    /// `public` or `internal`.
    pub edition: String,
    /// Of the page that it was typed on.
    pub language: String,
    /// How often.
    pub count: u64,
}

impl Miss {
    /// Whether customers looked for it, and not staff alone.
    pub fn is_public(&self) -> bool {
        self.asked.iter().any(|asked| asked.edition == "public")
    }
}

/// What to do about a query that found nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
pub enum Proposal {
    /// Add the query to `keywords` of the page.
    Keyword {
        /// Its path.
        page: String,
        /// Its title.
        title: String,
    },
    /// A page has the query among its `keywords`, title or headings by now.
    Mended {
        /// Its path.
        page: String,
        /// Its title.
        title: String,
    },
    /// Add a line to `synonyms`: what finds something, and the query.
    Synonym {
        /// Words that mean the same.
        words: Vec<String>,
    },
    /// A page answers it in a language that nobody asked in.
    Elsewhere {
        /// Its path.
        page: String,
        /// Its title.
        title: String,
        /// BCP 47.
        language: String,
    },
    /// No page comes near: one is missing.
    Write,
}

/// A query whose results were not followed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unclicked {
    /// As most readers wrote it.
    pub query: String,
    /// `public` or `internal`.
    pub edition: String,
    /// Of the page that it was typed on.
    pub language: String,
    /// How often it was asked.
    pub searches: u64,
    /// How often no result was followed.
    pub unclicked: u64,
    /// The share of searches of which a result was followed, 0 to 1.
    pub click_rate: f64,
}

/// A page whose review is overdue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overdue {
    /// Which.
    #[serde(flatten)]
    pub page: PageRef,
    /// When it was due.
    pub review_by: Day,
    /// Days since then, when the report was made.
    pub days: i64,
}

/// What an owner has to look at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OwnerRow {
    /// Empty for pages that nobody answers for.
    pub owner: String,
    /// Pages among those ranked.
    pub pages: u64,
    /// Views of what they say now.
    pub views: u64,
    /// Votes on what they say now.
    pub helpful: u64,
    /// Likewise.
    pub unhelpful: u64,
    /// The sum of what there is to gain.
    pub worth: f64,
    /// Overdue reviews.
    pub overdue: u64,
}

/// A language in numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LanguageRow {
    /// BCP 47.
    pub language: String,
    /// In numbers.
    #[serde(flatten)]
    pub totals: Totals,
}

/// What was read most, apart for each edition: one build must not know what the other one's readers do (I3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Popular {
    /// The first day of the 30.
    pub from: Day,
    /// The last one.
    pub to: Day,
    /// In the edition for customers, by language.
    pub public: BTreeMap<String, Vec<Viewed>>,
    /// In the edition for staff, by language.
    pub internal: BTreeMap<String, Vec<Viewed>>,
}

/// A page and how often it was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Viewed {
    /// From the root of the edition, as it is written.
    pub page: String,
    /// How often.
    pub views: u64,
}
