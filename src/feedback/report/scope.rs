//! What a report is about.

use crate::feedback::day::Day;

/// What a report is about; days are in UTC.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// The day it is made.
    pub today: Day,
    /// The first day; none for the day of the oldest event.
    pub since: Option<Day>,
    /// The last day; none for today.
    pub until: Option<Day>,
    /// Only pages that this person or team answers for.
    pub owner: Option<String>,
    /// Only this language (BCP 47, any case).
    pub language: Option<String>,
}

/// Popular is what was read in so many days.
const MONTH: i64 = 30;

impl Scope {
    /// All there is, as of a day.
    pub fn all(today: Day) -> Self {
        Self { today, since: None, until: None, owner: None, language: None }
    }

    /// The last day.
    pub fn last(&self) -> Day {
        self.until.unwrap_or(self.today)
    }

    /// The first day of the month that ends with the last one.
    pub fn month(&self) -> Day {
        self.last().plus(1 - MONTH)
    }

    /// Whether a language is meant.
    pub fn speaks(&self, language: &str) -> bool {
        self.language.as_ref().is_none_or(|own| own.eq_ignore_ascii_case(language))
    }

    /// Whether a page's owner is meant.
    pub fn concerns(&self, owner: &str) -> bool {
        self.owner.as_ref().is_none_or(|own| own == owner)
    }
}
