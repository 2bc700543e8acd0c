//! For a terminal: a line each.

use super::{Due, Item};

/// The lines, and how many there are of each kind.
pub fn text(due: &Due) -> String {
    if due.items.is_empty() {
        return format!("{}\n", due.nothing());
    }
    let when = due.items.iter().map(|item| item.when().len()).max().unwrap_or_default();
    let what = due.items.iter().map(|item| item.what.words().len()).max().unwrap_or_default();
    let mut out: String = due.items.iter().map(|item| line(item, when, what)).collect();
    let counts: Vec<String> =
        due.parts().map(|(heading, items)| format!("{} {}", items.len(), heading.to_lowercase())).collect();
    out.push_str(&format!("\n{}, until {}\n", counts.join(", "), due.until));
    out
}

/// Only what is always in one script is put in columns.
fn line(item: &Item, when: usize, what: usize) -> String {
    let Item { owner, path, languages, .. } = item;
    let owner = if owner.is_empty() { String::new() } else { format!(", {}", plain(owner)) };
    let languages = if languages.len() > 1 { format!(" ({})", languages.join(", ")) } else { String::new() };
    let (day, ago, words, name) = (item.day, item.when(), item.what.words(), plain(&item.name()));
    format!("{day}  {ago:<when$}  {words:<what$}  {name}{owner}  {path}{languages}\n")
}

/// Characters that would move the cursor of the terminal become spaces.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
