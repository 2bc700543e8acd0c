//! For programs.

use serde::Serialize;

use super::{Due, Item};

#[derive(Serialize)]
struct Whole<'a> {
    today: String,
    until: String,
    items: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    day: String,
    days_left: i32,
    what: &'a str,
    overdue: bool,
    title: &'a str,
    version: &'a str,
    owner: &'a str,
    path: &'a str,
    languages: &'a [String],
    url: &'a str,
}

/// Everything, as the manual describes it.
pub fn text(due: &Due) -> String {
    let items = due.items.iter().map(line).collect();
    let whole = Whole { today: due.today.to_string(), until: due.until.to_string(), items };
    // A value of texts and numbers can always be written.
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}

fn line(item: &Item) -> Line<'_> {
    let Item { title, version, owner, path, languages, url, .. } = item;
    let overdue = item.is_overdue();
    Line {
        day: item.day.to_string(),
        days_left: item.days,
        what: item.what.word(),
        overdue,
        title,
        version,
        owner,
        path,
        languages,
        url,
    }
}
