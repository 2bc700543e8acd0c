//! TOML into a [`Node`] tree.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::node::{Key, Node, SyntaxError, Value};
use crate::reserved;

/// Reads TOML that begins at byte `offset` of its file; every syntax error is reported, and what could be read is given.
pub fn parse(text: &str, offset: usize) -> (Node, Vec<SyntaxError>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let errors = errors
        .into_iter()
        .map(|error| SyntaxError {
            span: shift(error.span().unwrap_or(0..0), offset),
            message: error.message().lines().next().unwrap_or("not TOML").to_string(),
        })
        .collect();
    let span = offset..offset + text.len();
    (Node { span, value: from_table(table.get_ref(), offset) }, errors)
}

fn shift(range: Range<usize>, offset: usize) -> Range<usize> {
    range.start + offset..range.end + offset
}

fn from_table(table: &DeTable<'_>, offset: usize) -> Value {
    let mut entries: Vec<(Key, Node)> = table
        .iter()
        .map(|(key, value)| {
            let name = key.get_ref().to_string();
            (Key { span: shift(key.span(), offset), name }, from_value(value, offset))
        })
        .collect();
    entries.sort_by_key(|(key, _)| key.span.start);
    Value::Table(entries)
}

fn from_value(value: &Spanned<DeValue<'_>>, offset: usize) -> Node {
    let tree = match value.get_ref() {
        DeValue::String(text) => Value::Text(reserved::without(text)),
        DeValue::Integer(number) => {
            let text = number.as_str().to_string();
            i64::from_str_radix(number.as_str(), number.radix())
                .map_or_else(|_| Value::Other(text.clone()), |n| Value::Integer(n, text.clone()))
        }
        DeValue::Float(number) => Value::Other(number.as_str().to_string()),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(date) => Value::Other(date.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(|item| from_value(item, offset)).collect()),
        DeValue::Table(table) => from_table(table, offset),
    };
    Node { span: shift(value.span(), offset), value: tree }
}
