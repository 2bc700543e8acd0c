//! For programs.

use serde_json::{Value, json};

use super::{Due, Item, What};

/// Everything, as the manual describes it.
pub fn text(due: &Due) -> String {
    let items: Vec<Value> = due.items.iter().map(item).collect();
    let value = json!({ "today": due.today.to_string(), "until": due.until.to_string(), "items": items });
    format!("{value:#}\n")
}

fn item(item: &Item) -> Value {
    let what = match item.what {
        What::Review => "review",
        What::Begins => "begins",
    };
    json!({
        "day": item.day.to_string(),
        "days_left": item.days,
        "what": what,
        "overdue": item.is_overdue(),
        "title": item.title,
        "version": item.version,
        "owner": item.owner,
        "path": item.path,
        "languages": item.languages,
        "url": item.url,
    })
}
