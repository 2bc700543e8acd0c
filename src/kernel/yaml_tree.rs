//! YAML into a [`Node`] tree, from the parser's events: no anchors, no tags, bounded depth.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput};

use crate::node::{Key, Node, SyntaxError, Value};
use crate::reserved;

/// Deeper front matter than this is refused.
const DEEPEST: usize = 32;

/// Reads one YAML document that begins at byte `offset` of its file.
pub fn parse(text: &str, offset: usize) -> Result<Node, SyntaxError> {
    let mut builder =
        Builder { parser: Parser::new_from_str(text), bytes: byte_offsets(text), offset, depth: 0 };
    builder.document()
}

/// The byte at which each character begins, or nothing when they are the same.
fn byte_offsets(text: &str) -> Option<Vec<usize>> {
    (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).chain([text.len()]).collect())
}

struct Builder<'a> {
    parser: Parser<'a, StrInput<'a>>,
    bytes: Option<Vec<usize>>,
    offset: usize,
    depth: usize,
}

impl<'a> Builder<'a> {
    fn document(&mut self) -> Result<Node, SyntaxError> {
        loop {
            let (event, span) = self.event()?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
                Event::StreamEnd | Event::DocumentEnd => {
                    return Ok(Node { span: self.range(span), value: Value::Table(Vec::new()) });
                }
                other => {
                    let node = self.node(other, span)?;
                    return self.end().map(|()| node);
                }
            }
        }
    }

    /// What follows the first document would never be looked at.
    fn end(&mut self) -> Result<(), SyntaxError> {
        loop {
            let (event, span) = self.event()?;
            match event {
                Event::StreamEnd => return Ok(()),
                Event::DocumentEnd | Event::Nothing => {}
                _ => {
                    let span = self.range(span);
                    return Err(SyntaxError { span, message: "there is more than one document".into() });
                }
            }
        }
    }

    fn event(&mut self) -> Result<(Event<'a>, Span), SyntaxError> {
        match self.parser.next_event() {
            Some(Ok(pair)) => Ok(pair),
            Some(Err(error)) => Err(self.error(&error)),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span) -> Result<Node, SyntaxError> {
        let range = self.range(span);
        match event {
            Event::Scalar(text, style, ..) => Ok(Node { span: range, value: scalar(&text, style) }),
            Event::SequenceStart(..) => self.deeper(range, Self::list),
            Event::MappingStart(..) => self.deeper(range, Self::table),
            Event::Alias(_) => {
                Err(SyntaxError { span: range, message: "anchors and aliases are not supported".into() })
            }
            _ => Err(SyntaxError { span: range, message: "not a value".into() }),
        }
    }

    fn deeper(
        &mut self,
        range: Range<usize>,
        read: impl FnOnce(&mut Self, Range<usize>) -> Result<Node, SyntaxError>,
    ) -> Result<Node, SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(SyntaxError { span: range, message: format!("nested more than {DEEPEST} deep") });
        }
        let node = read(self, range)?;
        self.depth -= 1;
        Ok(node)
    }

    fn list(&mut self, start: Range<usize>) -> Result<Node, SyntaxError> {
        let mut items = Vec::new();
        loop {
            let (event, span) = self.event()?;
            if matches!(event, Event::SequenceEnd | Event::StreamEnd) {
                let end = self.range(span).end.max(start.end);
                return Ok(Node { span: start.start..end, value: Value::List(items) });
            }
            items.push(self.node(event, span)?);
        }
    }

    fn table(&mut self, start: Range<usize>) -> Result<Node, SyntaxError> {
        let mut entries: Vec<(Key, Node)> = Vec::new();
        loop {
            let (event, span) = self.event()?;
            if matches!(event, Event::MappingEnd | Event::StreamEnd) {
                let end = self.range(span).end.max(start.end);
                return Ok(Node { span: start.start..end, value: Value::Table(entries) });
            }
            let key = self.key(&event, span)?;
            if entries.iter().any(|(known, _)| known.name == key.name) {
                return Err(SyntaxError { span: key.span, message: format!("`{}` stands twice", key.name) });
            }
            let (event, span) = self.event()?;
            entries.push((key, self.node(event, span)?));
        }
    }

    fn key(&self, event: &Event<'a>, span: Span) -> Result<Key, SyntaxError> {
        let range = self.range(span);
        match event {
            Event::Scalar(text, ..) => Ok(Key { span: range, name: text.to_string() }),
            _ => Err(SyntaxError { span: range, message: "a key must be a word".into() }),
        }
    }

    fn range(&self, span: Span) -> Range<usize> {
        let start = self.byte(span.start.index());
        start..self.byte(span.end.index()).max(start)
    }

    fn byte(&self, character: usize) -> usize {
        let local = match &self.bytes {
            Some(offsets) => offsets.get(character).or(offsets.last()).copied().unwrap_or(0),
            None => character,
        };
        local + self.offset
    }

    fn error(&self, error: &ScanError) -> SyntaxError {
        let at = self.byte(error.marker().index());
        SyntaxError { span: at..at, message: error.info().to_string() }
    }
}

/// The core schema, as far as front matter needs it: only plain words can be anything but text.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::Text(reserved::without(text));
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        word => match word.parse::<i64>() {
            Ok(number) => Value::Integer(number, word.to_string()),
            Err(_) if word.parse::<f64>().is_ok() => Value::Other(word.to_string()),
            Err(_) => Value::Text(reserved::without(word)),
        },
    }
}
