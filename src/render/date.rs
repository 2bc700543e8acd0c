//! Dates as readers write them.

use jiff::civil::Date;

use crate::render::view::DateView;
use crate::theme::Words;

/// All forms of a date. Patterns come from the theme (`date`, `date_month`): `{d}` day, `{m}` number of the month,
/// `{month}` its name (from `months`, twelve names between commas), `{y}` year.
pub fn view(date: Date, words: &Words) -> DateView {
    DateView {
        iso: date.to_string(),
        text: filled(date, words, "date", "{y}-{m}-{d}"),
        month: filled(date, words, "date_month", "{y}-{m}"),
    }
}

fn filled(date: Date, words: &Words, key: &str, fallback: &str) -> String {
    let names = words.get("months").map_or("", String::as_str);
    let month = names.split(',').nth(usize::from(date.month().unsigned_abs()) - 1).unwrap_or_default().trim();
    words
        .get(key)
        .map_or(fallback, String::as_str)
        .replace("{d}", &date.day().to_string())
        .replace("{month}", month)
        .replace("{m}", &date.month().to_string())
        .replace("{y}", &date.year().to_string())
}
