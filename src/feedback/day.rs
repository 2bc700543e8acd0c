//! Days, all of them in UTC: whoever makes the report anywhere gets the same one.

use std::fmt;

use jiff::Span;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day in UTC; as text `2026-11-28`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

impl Day {
    /// The day of a time in seconds since 1970; the first of 1970 for what is no time.
    pub fn of(seconds: i64) -> Self {
        let time = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
        Self(time.to_zoned(TimeZone::UTC).date())
    }

    /// The day that it is now.
    pub fn today() -> Self {
        Self::of(Timestamp::now().as_second())
    }

    /// When it begins, in seconds since 1970.
    pub fn start(self) -> i64 {
        self.0.to_zoned(TimeZone::UTC).map_or(0, |time| time.timestamp().as_second())
    }

    /// The Monday of its week.
    pub fn monday(self) -> Self {
        self.plus(-i64::from(self.0.weekday().to_monday_zero_offset()))
    }

    /// The day so many days later; itself where time ends.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        let span = Span::new().try_days(days);
        Self(span.and_then(|span| self.0.checked_add(span)).unwrap_or(self.0))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_and_its_week_on_monday() {
        let day = Day::of(1_764_288_000);
        assert_eq!((day.to_string().as_str(), day.start()), ("2025-11-28", 1_764_288_000));
        assert_eq!(Day::of(day.start() - 1), day.plus(-1));
        assert_eq!(day.monday().to_string(), "2025-11-24");
        assert_eq!(day.monday().monday(), day.monday());
    }
}
