//! The texts of front matter as lines: title, summary, notes of changes and what else readers see.

use std::ops::Range;

use crate::audience::Level;
use crate::document::Document;
use crate::node::{Key, Node, Value};
use crate::promises::line::{Form, Line, Readers};
use crate::promises::script::Section;
use crate::span::Span;
use crate::{toml_tree, vars, yaml_tree};

/// Keys whose values are names of files, of words or of switches: no text that anybody reads.
const NOT_READ: [&str; 17] = [
    "slug",
    "aliases",
    "redirect_from",
    "lang",
    "audience",
    "kind",
    "supersedes",
    "related",
    "lessons",
    "draft",
    "tags",
    "keywords",
    "weight",
    "order",
    "nav_order",
    "sidebar_position",
    "cascade",
];

/// The section that front matter is; its title stands for it.
pub(crate) fn section(document: &Document, value: &dyn Fn(&str) -> Option<String>) -> Section {
    let start = Span::new(&document.path, 0..0);
    let span = document.front.title.as_ref().map_or(start, |title| title.span.clone());
    let mut reader = Reader { document, value, lines: Vec::new() };
    if let Some(node) = tree(document) {
        reader.table(&node, Form::Front, Readers::Everybody);
    }
    let lines = reader.lines;
    Section {
        level: 0,
        title: "front matter".into(),
        id: None,
        name: FRONT.into(),
        span,
        lines,
        links: Vec::new(),
        written: translated(document),
    }
}

/// What of it is translated, as written.
fn translated(document: &Document) -> String {
    let front = &document.front;
    let texts = [&front.title, &front.summary].into_iter().flatten().map(|at| at.value.as_str());
    let notes = front.changes.iter().map(|change| change.note.value.as_str());
    let all = texts.chain(front.applies_to.as_deref()).chain(notes);
    all.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// How the record calls front matter; no id of a heading has parentheses.
pub(crate) const FRONT: &str = "(front matter)";

/// The front matter once more, as a tree with places.
fn tree(document: &Document) -> Option<Node> {
    let text = &document.text[..document.body];
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let fence = text.get(mark..mark + 3).filter(|fence| matches!(*fence, "---" | "+++"))?;
    let start = mark + text[mark..].find('\n')? + 1;
    let end = text.trim_end().rfind('\n').map_or(text.len(), |at| at + 1);
    let inner = text.get(start..end)?;
    match fence {
        "+++" => Some(toml_tree::parse(inner, start).0),
        _ => yaml_tree::parse(inner, start).ok(),
    }
}

struct Reader<'a> {
    document: &'a Document,
    value: &'a dyn Fn(&str) -> Option<String>,
    lines: Vec<Line>,
}

impl Reader<'_> {
    fn table(&mut self, node: &Node, form: Form, readers: Readers) {
        let Value::Table(entries) = &node.value else { return };
        let internal = |(key, node): &(Key, Node)| key.name == "audience" && node.text() == Some("internal");
        let inside = form == Form::Note && entries.iter().any(internal);
        let readers = if inside { Readers::Only(Level::Internal) } else { readers };
        for (key, node) in entries.iter().filter(|(key, _)| !NOT_READ.contains(&key.name.as_str())) {
            let form = if key.name == "changes" { Form::Note } else { form };
            self.node(node, form, readers);
        }
    }

    fn node(&mut self, node: &Node, form: Form, readers: Readers) {
        match &node.value {
            Value::Text(text) => self.text(text, node.span.clone(), form, readers),
            Value::List(items) => items.iter().for_each(|item| self.node(item, form, readers)),
            Value::Table(_) => self.table(node, form, readers),
            Value::Null | Value::Bool(_) | Value::Integer(..) | Value::Other(_) => {}
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>, form: Form, readers: Readers) {
        let written = self.document.text.get(range.clone()).unwrap_or_default();
        let at = written.find(text).map(|at| range.start + at);
        let mut line = Line::new(form, readers);
        let push = |line: &mut Line, part: Range<usize>| {
            let piece = &text[part.clone()];
            match at {
                Some(at) => {
                    line.copy(piece, Span::new(&self.document.path, at + part.start..at + part.end));
                }
                None => line.replace(piece, Span::new(&self.document.path, range.clone()), None),
            }
        };
        let mut done = 0;
        while let Some(open) = text[done..].find("{{").map(|open| done + open) {
            let Some(close) = text[open..].find("}}").map(|close| open + close + 2) else { break };
            let name = text[open + 2..close - 2].trim();
            let value = (self.value)(name).filter(|_| vars::is_name(name) && !text[..open].ends_with('\\'));
            push(&mut line, done..open);
            match value {
                Some(value) => {
                    let place = at.map_or(range.clone(), |at| at + open..at + close);
                    line.replace(&value, Span::new(&self.document.path, place), Some(name.to_string()));
                }
                None => {
                    if text[..open].ends_with('\\') {
                        line.escaped.push(line.text.len());
                    }
                    push(&mut line, open..close);
                }
            }
            done = close;
        }
        push(&mut line, done..text.len());
        if !line.text.trim().is_empty() {
            self.lines.push(line);
        }
    }
}
