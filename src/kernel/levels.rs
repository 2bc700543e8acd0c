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

fn label(group: &str, name: &str) -> Cell {
    Cell::Label { key: format!("{group}_{}", name.replace('-', "_")), fallback: readable(name) }
}

/// A table of the variables below a prefix: `email` is a row; `priority.email` is a row with a column `priority`.
pub(crate) fn from_variables(values: &[(&str, &str)]) -> Vec<Vec<Cell>> {
    if values.iter().any(|(name, _)| name.contains('.')) {
        return crossed(values);
    }
    let head = vec![label("sla", "channel"), label("sla", "time")];
    let rows =
        values.iter().map(|(name, value)| vec![label("channel", name), Cell::Text((*value).to_string())]);
    [head].into_iter().chain(rows).collect()
}

fn crossed(values: &[(&str, &str)]) -> Vec<Vec<Cell>> {
    let split =
        |name: &'_ str| name.split_once('.').map(|(column, row)| (column.to_string(), row.to_string()));
    let pairs: Vec<_> = values.iter().filter_map(|(name, value)| Some((split(name)?, *value))).collect();
    let mut columns: Vec<&str> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for ((column, row), _) in &pairs {
        if !columns.contains(&column.as_str()) {
            columns.push(column);
        }
        if !names.contains(&row.as_str()) {
            names.push(row);
        }
    }
    let cell = |column: &str, row: &str| {
        let found = pairs.iter().find(|((c, r), _)| c == column && r == row);
        Cell::Text(found.map_or("", |(_, value)| value).to_string())
    };
    let head =
        [label("sla", "channel")].into_iter().chain(columns.iter().map(|column| label("level", column)));
    let rows = names.iter().map(|row| {
        [label("channel", row)].into_iter().chain(columns.iter().map(|column| cell(column, row))).collect()
    });
    [head.collect()].into_iter().chain(rows).collect()
}

/// A table from a CSV text, its first line the head. Fields may be quoted as in RFC 4180.
pub(crate) fn from_csv(text: &str) -> Vec<Vec<Cell>> {
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
    push(&mut rows, &mut field);
    rows
}

fn push(rows: &mut [Vec<Cell>], field: &mut String) {
    if let Some(row) = rows.last_mut() {
        row.push(Cell::Text(std::mem::take(field).trim().to_string()));
    }
}
