//! A tree of values that remember where they stand: what YAML and TOML have in common.

use std::ops::Range;

/// A value and its place in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Bytes of the file.
    pub span: Range<usize>,
    /// The value.
    pub value: Value,
}

/// A key and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Bytes of the file.
    pub span: Range<usize>,
    /// As written.
    pub name: String,
}

/// What a node can be.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing: `key:` in YAML.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number, and how it was written.
    Integer(i64, String),
    /// Another number or a date, as written.
    Other(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and values, in the order of the file.
    Table(Vec<(Key, Node)>),
}

impl Value {
    /// What it is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Integer(..) => "a number",
            Self::Other(_) => "a number or date",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

impl Node {
    /// The text of a scalar as it was written: numbers and dates too.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Integer(_, text) | Value::Other(text) | Value::Text(text) => Some(text),
            Value::Null | Value::Bool(_) | Value::List(_) | Value::Table(_) => None,
        }
    }
}

/// A file that could not be read as a tree.
#[derive(Clone, Debug)]
pub struct SyntaxError {
    /// Where it stops making sense.
    pub span: Range<usize>,
    /// Why.
    pub message: String,
}
