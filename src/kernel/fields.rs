//! Typed values out of a [`Node`] table, with every fault noted and nothing given up early.

use jiff::civil::Date;

use crate::audience::Level;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::nearest;
use crate::node::{Key, Node, Value};
use crate::path::SourcePath;
use crate::span::Span;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

/// One table being read. Keys that were never asked for are unknown keys.
pub struct Fields<'a> {
    file: &'a SourcePath,
    entries: Vec<(&'a Key, &'a Node)>,
    asked: Vec<&'static str>,
    lenient: Severity,
    faults: &'a mut Vec<Diagnostic>,
}

impl<'a> Fields<'a> {
    /// Starts reading `node`, which should be a table; `lenient` is the weight of unknown keys and wrong types.
    pub fn new(
        node: &'a Node,
        file: &'a SourcePath,
        lenient: Severity,
        faults: &'a mut Vec<Diagnostic>,
    ) -> Self {
        let entries = match &node.value {
            Value::Table(entries) => entries.iter().map(|(key, value)| (key, value)).collect(),
            Value::Null => Vec::new(),
            other => {
                let span = Span::new(file, node.span.clone());
                let message = format!("expected keys and values, found {}", other.kind());
                faults.push(Diagnostic::error(Code::WrongValue, span, message));
                Vec::new()
            }
        };
        Self { file, entries, asked: Vec::new(), lenient, faults }
    }

    /// The raw node of a key, under any of its names; the first name is the one to be suggested.
    pub fn node(&mut self, names: &[&'static str]) -> Option<&'a Node> {
        self.key_and_node(names).map(|(_, node)| node)
    }

    fn key_and_node(&mut self, names: &[&'static str]) -> Option<(&'a Key, &'a Node)> {
        self.asked.extend(names);
        let named = |name: &str| self.entries.iter().find(|(key, _)| key.name == name).copied();
        let found = names.iter().find_map(|name| named(name));
        self.entries.retain(|(key, _)| !names.contains(&key.name.as_str()));
        found.filter(|(_, node)| node.value != Value::Null)
    }

    /// Text, or a number as it was written.
    pub fn text(&mut self, names: &[&'static str]) -> Option<At<String>> {
        let node = self.node(names)?;
        match node.text() {
            Some(text) => Some(self.at(node, text.to_string())),
            None => self.wrong(names[0], node, "text"),
        }
    }

    /// A list of texts; one text alone counts as a list of one.
    pub fn texts(&mut self, names: &[&'static str]) -> Vec<At<String>> {
        let Some(node) = self.node(names) else { return Vec::new() };
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let texts: Option<Vec<_>> =
            items.iter().map(|item| item.text().map(|text| self.at(item, text.to_string()))).collect();
        texts.or_else(|| self.wrong(names[0], node, "text or a list of texts")).unwrap_or_default()
    }

    /// `true` or `false`.
    pub fn flag(&mut self, name: &'static str) -> Option<bool> {
        let node = self.node(&[name])?;
        match node.value {
            Value::Bool(flag) => Some(flag),
            _ => self.wrong(name, node, "true or false"),
        }
    }

    /// A whole number.
    pub fn integer(&mut self, names: &[&'static str]) -> Option<i64> {
        let node = self.node(names)?;
        match node.value {
            Value::Integer(number, _) => Some(number),
            _ => self.wrong(names[0], node, "a whole number"),
        }
    }

    /// A date, `2026-11-22`; a time of day behind it is dropped.
    pub fn date(&mut self, names: &[&'static str]) -> Option<At<Date>> {
        let node = self.node(names)?;
        let date = node.text().and_then(|text| text.get(..10)).and_then(|text| text.parse().ok());
        match date {
            Some(date) => Some(self.at(node, date)),
            None => self.wrong(names[0], node, "a date such as 2026-11-22"),
        }
    }

    /// One of a few words.
    pub fn word<T: Copy>(&mut self, name: &'static str, words: &[(&'static str, T)]) -> Option<At<T>> {
        let node = self.node(&[name])?;
        let text = node.text().unwrap_or_default();
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Some(self.at(node, *value));
        }
        let known = words.iter().map(|(word, _)| *word);
        let help = nearest::did_you_mean(text, known.clone());
        let list = known.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        let message = format!("`{name}` must be one of {list}");
        let fault = self.fault(Code::WrongValue, node, message).maybe_help(help);
        self.faults.push(fault.with_severity(self.lenient));
        None
    }

    /// An audience. Whatever is not exactly `public` or `internal` is an error that nothing lowers, and means internal.
    pub fn audience(&mut self, name: &'static str) -> Option<At<Level>> {
        self.asked.push(name);
        let found = self.entries.iter().position(|(key, _)| key.name == name)?;
        let (_, node) = self.entries.remove(found);
        if let Value::Text(word) = &node.value
            && let Some(level) = Level::parse(word)
        {
            return Some(self.at(node, level));
        }
        let fault = self
            .fault(Code::Audience, node, format!("`{name}` must be exactly `public` or `internal`"))
            .help("nothing is public by accident: the page counts as internal until this is mended");
        self.faults.push(fault);
        Some(self.at(node, Level::Internal))
    }

    /// A table inside this one.
    pub fn table(&mut self, name: &'static str) -> Option<Fields<'_>> {
        let node = self.node(&[name])?;
        Some(Fields::new(node, self.file, self.lenient, self.faults))
    }

    /// The same reader over a node got from this one.
    pub fn within<'b>(&'b mut self, node: &'b Node) -> Fields<'b> {
        Fields::new(node, self.file, self.lenient, self.faults)
    }

    /// What is left and has not been asked for.
    pub fn rest(&mut self) -> Vec<(&'a Key, &'a Node)> {
        std::mem::take(&mut self.entries)
    }

    /// Complains about every key that was not asked for.
    pub fn finish(mut self) {
        for (key, node) in self.rest() {
            let fault = self.unknown(key, node);
            self.faults.push(fault);
        }
    }

    fn unknown(&self, key: &Key, node: &Node) -> Diagnostic {
        let span = Span::new(self.file, key.span.clone());
        if could_mean_audience(&key.name, node) {
            let message = format!("`{}` could be a misspelt `audience`", key.name);
            return Diagnostic::error(Code::Audience, span, message)
                .help("write `audience: internal` or `audience: public`, or move the key under `extra`");
        }
        let help = nearest::did_you_mean(&key.name, self.asked.iter().copied())
            .unwrap_or_else(|| "keys of your own go under `extra`".into());
        Diagnostic::error(Code::UnknownKey, span, format!("unknown key `{}`", key.name))
            .with_severity(self.lenient)
            .help(help)
    }

    /// Notes a wrong value at a node.
    pub fn fault(&self, code: Code, node: &Node, message: String) -> Diagnostic {
        Diagnostic::error(code, Span::new(self.file, node.span.clone()), message)
    }

    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.faults.push(diagnostic);
    }

    /// The weight of foreign keys here.
    pub fn leniency(&self) -> Severity {
        self.lenient
    }

    fn wrong<T>(&mut self, name: &str, node: &Node, expected: &str) -> Option<T> {
        let message = format!("`{name}` must be {expected}, found {}", node.value.kind());
        let fault = self.fault(Code::WrongValue, node, message).with_severity(self.lenient);
        self.faults.push(fault);
        None
    }

    /// A value with the place of its node.
    pub fn at<T>(&self, node: &Node, value: T) -> At<T> {
        At { value, span: Span::new(self.file, node.span.clone()) }
    }
}

/// Whether an unknown key, by its name or by its value, may have been meant as `audience`.
pub fn could_mean_audience(name: &str, node: &Node) -> bool {
    let folded = nearest::fold(name);
    let named = folded.contains("audien") || near(&folded, "audience") || names_level(&folded);
    named || holds_level(node)
}

/// Whether a word names a level of readers, or nearly does.
fn names_level(folded: &str) -> bool {
    folded == "public" || (folded.len() >= 6 && near(folded, "internal"))
}

/// Whether a value, or any value inside it, names a level of readers.
fn holds_level(node: &Node) -> bool {
    match &node.value {
        Value::Text(text) => names_level(&nearest::fold(text)),
        Value::List(items) => items.iter().any(holds_level),
        Value::Table(entries) => entries.iter().any(|(key, value)| could_mean_audience(&key.name, value)),
        Value::Null | Value::Bool(_) | Value::Integer(..) | Value::Other(_) => false,
    }
}

fn near(word: &str, to: &str) -> bool {
    strsim::damerau_levenshtein(word, to) <= 2
}
