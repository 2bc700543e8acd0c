//! Events in numbers.

use serde::{Deserialize, Serialize};

use crate::feedback::day::Day;

/// Events in numbers, of all versions of all pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Pages looked at.
    pub views: u64,
    /// Readers who found a page helpful.
    pub helpful: u64,
    /// Readers who did not.
    pub unhelpful: u64,
    /// Searches that found something.
    pub searches: u64,
    /// Results that were followed.
    pub clicks: u64,
    /// Searches that found nothing.
    pub misses: u64,
    /// Readers who went to a person.
    pub sent: u64,
    /// Readers who read a page instead.
    pub deflected: u64,
}

impl Totals {
    /// How many answered "was this helpful?".
    pub fn votes(&self) -> u64 {
        self.helpful + self.unhelpful
    }

    /// Takes others in.
    pub(super) fn add(&mut self, other: &Self) {
        let Self { views, helpful, unhelpful, searches, clicks, misses, sent, deflected } = other;
        self.views += views;
        self.helpful += helpful;
        self.unhelpful += unhelpful;
        self.searches += searches;
        self.clicks += clicks;
        self.misses += misses;
        self.sent += sent;
        self.deflected += deflected;
    }
}

/// All of it in numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// In numbers.
    #[serde(flatten)]
    pub totals: Totals,
    /// The share of helpful votes, 0 to 1; `None` without votes.
    pub helpful_share: Option<f64>,
    /// Comments among the votes.
    pub comments: u64,
    /// The mean place of results that were followed, from 1; `None` when none was.
    pub mean_position: Option<f64>,
}

/// A week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Week {
    /// Its Monday.
    pub monday: Day,
    /// What happened in it.
    #[serde(flatten)]
    pub totals: Totals,
}
