//! For an issue: a list of tasks.

use super::{Due, Item};
use crate::feedback::report::markdown::escape;

/// Tasks under a heading for each kind.
pub fn text(due: &Due) -> String {
    if due.items.is_empty() {
        return format!("{}\n", capital(&due.nothing()));
    }
    let mut out = String::new();
    for (heading, items) in due.parts() {
        let gap = if out.is_empty() { "" } else { "\n" };
        out.push_str(&format!("{gap}## {heading}\n\n"));
        out.extend(items.into_iter().map(task));
    }
    out
}

fn task(item: &Item) -> String {
    let name = escape(&item.name());
    let name = if item.url.is_empty() { name } else { format!("[{name}](<{}>)", item.url) };
    let owner = if item.owner.is_empty() { String::new() } else { format!(", {}", escape(&item.owner)) };
    let languages =
        if item.languages.len() > 1 { format!(" ({})", item.languages.join(", ")) } else { String::new() };
    // A file's name may hold what ends a span of code.
    format!("- [ ] {} ({}): {name}{owner}, {}{languages}\n", item.day, item.when(), code(&item.path))
}

fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let gap = if longest > 0 { " " } else { "" };
    format!("{fence}{gap}{text}{gap}{fence}")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
