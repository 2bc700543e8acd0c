//! Numbers and dates as the forms for people write them.

use jiff::civil::Date;

use crate::feedback::day::Day;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `12,345`.
pub(in crate::feedback) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 vote`, `12,345 votes`.
pub(in crate::feedback) fn many(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// `72%` of a share from 0 to 1.
pub(in crate::feedback) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let decimals = usize::from(percent > 0.0 && percent < 1.0);
    format!("{percent:.decimals$}%")
}

/// How many readers there are to help: whole ones.
pub(super) fn worth(worth: f64) -> String {
    let whole = worth.round();
    if worth > 0.0 && whole < 1.0 { "<1".into() } else { format!("{whole:.0}") }
}

/// `28 November 2026`.
pub(in crate::feedback) fn day(day: Day) -> String {
    let Day(date) = day;
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// `November`.
pub(super) fn month(date: Date) -> &'static str {
    let number = usize::try_from(date.month()).unwrap_or(1);
    MONTHS.get(number.saturating_sub(1)).copied().unwrap_or_default()
}

/// A reason as people say it: those of the default theme in its words, others as they are.
pub(super) fn reason(word: &str) -> &str {
    match word {
        "not-answered" => "question not answered",
        "unclear" => "hard to understand",
        "wrong" => "something is wrong",
        "outdated" => "out of date",
        "disagree" => "clear, but does not agree",
        other => other,
    }
}

/// The name of an edition for people.
pub(super) fn readers(edition: &str) -> &'static str {
    if edition == "internal" { "staff" } else { "customers" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_groups() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(number), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([0.0, 0.004, 0.0312, 0.725].map(percent), ["0%", "0.4%", "3%", "72%"]);
        assert_eq!([0.0, 0.2, 66.4, 66.6].map(worth), ["0", "<1", "66", "67"]);
    }
}
