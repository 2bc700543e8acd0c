//! The list of kinds and templates.

use answerbook_kernel::template::Template;

use super::kinds::folder_of;
use super::shelf::{Shelf, Volume};

/// A line for each template: name, kind, folder, languages, and what it is for.
pub(super) fn lines(shelf: &Shelf, language: &str) -> String {
    let rows: Vec<[String; 4]> =
        shelf.names().into_iter().filter_map(|name| row(shelf, name, language)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let (name, place, languages) = (width(0), width(1), width(2));
    let line = |row: &[String; 4]| {
        format!("{:<name$}  {:<place$}  {:<languages$}  {}\n", row[0], row[1], row[2], row[3])
    };
    rows.iter().map(line).collect()
}

fn row(shelf: &Shelf, name: &str, language: &str) -> Option<[String; 4]> {
    let best = shelf.find(name, language)?;
    let template = best.read().into_parts().0;
    let place = format!("{} in {}/", template.kind.word(), home(&template));
    let mut languages: Vec<&str> =
        shelf.named(name).iter().filter_map(|one| one.language.as_deref()).collect();
    languages.sort_unstable();
    languages.dedup();
    let about = match best {
        Volume { own: Some(path), .. } => format!("{} ({path})", template.about),
        _ => template.about.clone(),
    };
    Some([name.to_string(), place, languages.join(", "), about.trim().to_string()])
}

fn home(template: &Template) -> String {
    template.folder.clone().unwrap_or_else(|| folder_of(template.kind).to_string())
}
