//! An own, plain reading of front matter. What cannot be read is taken for internal.

use saphyr_parser::{Event, Parser, StrInput};
use serde_json::{Map, Value};

/// Deeper front matter is not read.
const DEEPEST: usize = 40;

/// Front matter and where the text begins.
#[derive(Debug, Default)]
pub(super) struct Front {
    /// An object; empty when there is none.
    pub keys: Value,
    /// First byte of the body.
    pub body: usize,
    /// It is there and cannot be read.
    pub broken: bool,
}

/// Splits a file.
pub(super) fn read(text: &str) -> Front {
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let rest = &text[mark..];
    let first = rest.lines().next().unwrap_or_default();
    let fence = first.trim_end();
    if fence != "---" && fence != "+++" {
        return Front { body: mark, ..Front::default() };
    }
    let start = rest.find('\n').map_or(rest.len(), |at| at + 1);
    let mut at = start;
    for line in rest[start..].split_inclusive('\n') {
        if line.trim_end() == fence {
            let keys = parse(fence, &rest[start..at]);
            let broken = !keys.as_ref().is_some_and(Value::is_object);
            return Front { keys: keys.unwrap_or_default(), body: mark + at + line.len(), broken };
        }
        at += line.len();
    }
    Front { body: mark, ..Front::default() }
}

fn parse(fence: &str, text: &str) -> Option<Value> {
    if fence == "+++" {
        return toml::from_str(text).ok();
    }
    let mut parser = Parser::new_from_str(text);
    loop {
        match next(&mut parser)? {
            Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
            Event::StreamEnd | Event::DocumentEnd => return Some(Value::Object(Map::new())),
            event => return value(&mut parser, event, 0),
        }
    }
}

fn next<'a>(parser: &mut Parser<'a, StrInput<'a>>) -> Option<Event<'a>> {
    parser.next_event()?.ok().map(|(event, _)| event)
}

fn value<'a>(parser: &mut Parser<'a, StrInput<'a>>, event: Event<'a>, depth: usize) -> Option<Value> {
    match event {
        Event::Scalar(text, ..) => Some(Value::String(text.to_string())),
        Event::SequenceStart(..) if depth < DEEPEST => list(parser, depth + 1),
        Event::MappingStart(..) if depth < DEEPEST => table(parser, depth + 1),
        _ => None,
    }
}

fn list<'a>(parser: &mut Parser<'a, StrInput<'a>>, depth: usize) -> Option<Value> {
    let mut items = Vec::new();
    loop {
        match next(parser)? {
            Event::SequenceEnd => return Some(Value::Array(items)),
            event => items.push(value(parser, event, depth)?),
        }
    }
}

fn table<'a>(parser: &mut Parser<'a, StrInput<'a>>, depth: usize) -> Option<Value> {
    let mut entries = Map::new();
    loop {
        let key = match next(parser)? {
            Event::MappingEnd => return Some(Value::Object(entries)),
            Event::Scalar(key, ..) => key.to_string(),
            _ => return None,
        };
        let event = next(parser)?;
        entries.insert(key, value(parser, event, depth)?);
    }
}

/// All texts of a value: itself, those of a list, or those between commas.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(entries) => entries.values().flat_map(texts).collect(),
        Value::Number(number) => vec![number.to_string()],
        Value::Null | Value::Bool(_) => Vec::new(),
    }
}

/// Whether the audience that a table names is public; `None` if it names none.
pub(super) fn says_public(table: &Value) -> Option<bool> {
    table.get("audience").map(|audience| audience == "public")
}

/// Whether it is a draft.
pub(super) fn is_draft(keys: &Value) -> bool {
    keys.get("draft").is_some_and(|draft| draft == &Value::Bool(true) || draft == "true" || draft == "True")
}
