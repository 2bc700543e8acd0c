//! Tables of service levels, from variables or from a file beside the page.

use crate::place::readable;

/// A cell of the table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// As it is.
    Text(String),
    /// A word that the theme may know.
    Label {
        /// Key in `i18n/*.toml`.
        key: String,
        /// What is shown otherwise.
        fallback: String,
    },
}

/// A word of the theme, or the name made readable.
fn label(group: &str, name: &str) -> Cell {
    Cell::Label { key: format!("{group}_{}", name.replace('-', "_")), fallback: readable(name) }
}

/// Names deeper than type of case, level of customer and channel have no place in a table.
const DEEPEST: usize = 3;

/// Where nothing is promised.
const NONE: &str = "–";

/// A time by channel, and perhaps by level of customer and by type of case.
struct Time<'a> {
    case: Option<&'a str>,
    level: Option<&'a str>,
    channel: &'a str,
    value: &'a str,
}

impl<'a> Time<'a> {
    /// `email`, `priority.email`, or `complaint.priority.email`.
    fn read(name: &'a str, value: &'a str) -> Option<Self> {
        let parts: Vec<&str> = name.split('.').collect();
        let channel = *parts.last()?;
        let above = |from_end: usize| parts.len().checked_sub(from_end + 1).map(|at| parts[at]);
        (parts.len() <= DEEPEST).then_some(Self { case: above(2), level: above(1), channel, value })
    }

    fn row(&self) -> (Option<&'a str>, &'a str) {
        (self.case, self.channel)
    }
}

/// A table of the variables below a prefix: `email` is a row, `priority.email` is a row with a column `priority`, and
/// `complaint.priority.email` a row for complaints by e-mail with that column.
///
/// # Errors
/// The name that has no place in such a table.
pub(crate) fn from_variables(values: &[(&str, &str)]) -> Result<Vec<Vec<Cell>>, String> {
    let mut times = Vec::new();
    for (name, value) in values {
        times.push(Time::read(name, value).ok_or(*name)?);
    }
    let cases = times.iter().any(|time| time.case.is_some());
    let levels = distinct(times.iter().map(|time| time.level));
    let rows = distinct(times.iter().map(Time::row));
    let head = cases.then(|| label("sla", "case")).into_iter().chain([label("sla", "channel")]);
    let head = head
        .chain(levels.iter().map(|level| level.map_or(label("sla", "time"), |name| label("level", name))));
    let row = |(case, channel): &(Option<&str>, &str)| {
        let time = |level: &Option<&str>| {
            let found = times.iter().find(|time| time.row() == (*case, *channel) && time.level == *level);
            Cell::Text(found.map_or(NONE, |time| time.value).to_string())
        };
        let case = cases.then(|| case.map_or(Cell::Text(String::new()), |name| label("case", name)));
        let start = case.into_iter().chain([label("channel", channel)]);
        start.chain(levels.iter().map(time)).collect()
    };
    Ok([head.collect()].into_iter().chain(rows.iter().map(row)).collect())
}

/// The first of each, in order.
fn distinct<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    all.for_each(|one| {
        if !distinct.contains(&one) {
            distinct.push(one);
        }
    });
    distinct
}

/// A table from a CSV text, its first line the head. Fields may be quoted as in RFC 4180.
///
/// # Errors
/// What is no table: nothing, a quote that is not closed, a row with more or fewer cells than the head, or a variable in a cell, which no
/// file has.
pub(crate) fn from_csv(text: &str) -> Result<Vec<Vec<Cell>>, String> {
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err("it is empty".into());
    }
    if let Some(at) = text.find("{{") {
        let line = 1 + text[..at].matches('\n').count();
        return Err(format!("line {line} has `{{{{`, and variables are not filled in here"));
    }
    let mut rows: Vec<Vec<Cell>> = vec![Vec::new()];
    let mut field = String::new();
    let mut quoted = false;
    let mut characters = text.trim_start_matches('\u{feff}').trim_end().chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => field.extend(characters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => push(&mut rows, &mut field),
            '\n' if !quoted => {
                push(&mut rows, &mut field);
                rows.push(Vec::new());
            }
            '\r' if !quoted => {}
            c => field.push(c),
        }
    }
    if quoted {
        return Err(format!("the quote in row {} is not closed", rows.len()));
    }
    push(&mut rows, &mut field);
    let columns = rows[0].len();
    match rows.iter().position(|row| row.len() != columns) {
        Some(at) => Err(format!("row {} has {} cells, and the head has {columns}", at + 1, rows[at].len())),
        None => Ok(rows),
    }
}

fn push(rows: &mut [Vec<Cell>], field: &mut String) {
    if let Some(row) = rows.last_mut() {
        row.push(Cell::Text(std::mem::take(field).trim().to_string()));
    }
}
