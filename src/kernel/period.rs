//! Spans of time as people write them in policies: `12 months`.

use jiff::{Span, civil::Date};

/// A number of days, weeks, months or years.
#[derive(Clone, Copy, Debug)]
pub struct Period(Span);

impl PartialEq for Period {
    fn eq(&self, other: &Self) -> bool {
        self.0.fieldwise() == other.0.fieldwise()
    }
}

impl Period {
    /// Reads `12 months`, `1 year`, `90 days`, `6 weeks` and the short forms `12m`, `1y`, `90d`, `6w`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let number: i64 = text[..digits].parse().ok().filter(|n| *n < 10_000)?;
        let span = Span::new();
        let span = match text[digits..].trim() {
            "d" | "day" | "days" => span.try_days(number),
            "w" | "week" | "weeks" => span.try_weeks(number),
            "m" | "month" | "months" => span.try_months(number),
            "y" | "year" | "years" => span.try_years(number),
            _ => return None,
        };
        span.ok().map(Self)
    }

    /// As ISO 8601 writes it: `P12M`.
    pub fn iso(self) -> String {
        self.0.to_string()
    }

    /// The day this long before `date`.
    pub fn before(self, date: Date) -> Option<Date> {
        date.checked_sub(self.0).ok()
    }

    /// The day this long after `date`.
    pub fn after(self, date: Date) -> Option<Date> {
        date.checked_add(self.0).ok()
    }
}
