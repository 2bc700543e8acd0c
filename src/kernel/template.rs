//! Templates of pages: what they ask for, and the text it goes into.
//!
//! A template is a page with a header between two lines of `%%%`. The header is TOML and never part of the page: what the template
//! is for, and the values it asks for. In the text a value is `[[name]]`.

mod fill;
mod form;

use std::ops::Range;

use crate::checked::Checked;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::fields::Fields;
use crate::kind::Kind;
use crate::nearest;
use crate::node::{Key, Node, Value};
use crate::path::{SourcePath, join};
use crate::span::Span;
use crate::toml_tree;

pub use fill::{Answer, Filled, Filling, variable_name};
pub use form::Form;

/// Names that the program fills in itself.
const OWN: [&str; 3] = ["title", "kind", "today"];

/// A value that a template asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Blank {
    /// Its name, as between `[[` and `]]`.
    pub name: String,
    /// What it must look like.
    pub form: Form,
    /// The question, in the language of the template.
    pub ask: String,
    /// An answer as it could be.
    pub example: String,
    /// The answer where none is given.
    pub default: Option<String>,
    /// The variable of `book.toml` that holds it on sites that have one.
    pub var: String,
    /// Whether there may be several answers, each on a line of its own.
    pub repeat: bool,
}

/// A page to start from.
#[derive(Clone, Debug, Default)]
pub struct Template {
    /// What it is for, in one line.
    pub about: String,
    /// The kind of its pages.
    pub kind: Kind,
    /// Where its pages go, below the source folder, if not where those of its kind go.
    pub folder: Option<String>,
    /// What it asks for, in this order.
    pub values: Vec<Blank>,
    text: String,
}

impl Template {
    /// Reads a template; everything wrong in it is said, and what could be read is kept.
    pub fn parse(source: &str, file: &SourcePath) -> Checked<Self> {
        let mut faults = Vec::new();
        let (header, text) = match split(source) {
            Ok(parts) => parts,
            Err(range) => {
                let fault =
                    Diagnostic::error(Code::ConfigSyntax, Span::new(file, range), "the header has no end");
                faults.push(fault.help("close it with a line of `%%%`"));
                (0..0, source.len()..source.len())
            }
        };
        let (node, errors) = toml_tree::parse(&source[header.clone()], header.start);
        faults.extend(
            errors.into_iter().map(|error| {
                Diagnostic::error(Code::ConfigSyntax, Span::new(file, error.span), error.message)
            }),
        );
        let mut template = Self { text: source[text.clone()].to_string(), ..Self::default() };
        template.read(&node, file, &mut faults);
        template.compare(&node, file, text.start, &mut faults);
        Checked::with(template, faults)
    }

    fn read(&mut self, node: &Node, file: &SourcePath, faults: &mut Vec<Diagnostic>) {
        let mut fields = Fields::new(node, file, Severity::Error, faults);
        self.about = fields.text(&["about"]).map_or_else(String::new, |at| at.value);
        self.kind = fields.word("kind", Kind::WORDS).map_or(Kind::Page, |at| at.value);
        if let Some(folder) = fields.text(&["folder"]) {
            self.folder = join("", &folder.value);
            if self.folder.is_none() {
                let message = format!("`{}` leads outside of the source folder", folder.value);
                fields.push(Diagnostic::error(Code::OutsideSource, folder.span, message));
            }
        }
        if let Some(mut values) = fields.table("values") {
            for (key, node) in values.rest() {
                self.values.extend(blank(key, node, &mut values));
            }
        }
        fields.finish();
    }

    /// Names in the text against names in the header.
    fn compare(&self, header: &Node, file: &SourcePath, offset: usize, faults: &mut Vec<Diagnostic>) {
        let known = || self.values.iter().map(|blank| blank.name.as_str()).chain(OWN);
        let used = names(&self.text);
        for (range, name) in &used {
            // What a broken declaration should have declared was complained about already.
            if !known().any(|one| one == *name) && !declares(header, name) {
                let span = Span::new(file, range.start + offset..range.end + offset);
                let message = format!("the header does not declare `{name}`");
                let near = nearest::did_you_mean(name, known());
                let help = near.unwrap_or_else(|| format!("add `{name}` under `[values]`"));
                faults.push(Diagnostic::error(Code::UnknownVariable, span, message).help(help));
            }
        }
        for blank in self.values.iter().filter(|blank| !used.iter().any(|(_, name)| *name == blank.name)) {
            let span = declared(header, &blank.name)
                .map_or(Span::start_of(file), |key| Span::new(file, key.span.clone()));
            let message = format!("`{}` is declared, but not in the text", blank.name);
            faults.push(
                Diagnostic::error(Code::WrongValue, span, message).help(format!(
                    "write `[[{}]]` where it belongs, or take it out of the header",
                    blank.name
                )),
            );
        }
    }
}

fn blank(key: &Key, node: &Node, values: &mut Fields<'_>) -> Option<Blank> {
    let place = values.at(node, ()).span;
    let place = Span::new(&place.file, key.span.clone());
    if !is_name(&key.name) || OWN.contains(&key.name.as_str()) {
        let message = format!("`{}` cannot be the name of a value", key.name);
        values.push(Diagnostic::error(Code::WrongValue, place, message).help(
            "small letters, digits and hyphens; `title`, `kind` and `today` are filled in by themselves",
        ));
        return None;
    }
    let mut fields = values.within(node);
    let form = fields.word("type", Form::WORDS).map_or(Form::Text, |at| at.value);
    let ask = required(&mut fields, "ask", &place);
    let example = required(&mut fields, "example", &place);
    let default = fields.text(&["default"]);
    let var = fields.text(&["var"]).map_or_else(|| key.name.clone(), |at| at.value);
    let repeat = fields.flag("repeat").unwrap_or_default();
    for (word, given) in [("example", &example), ("default", &default)] {
        if let Some(given) = given.as_ref().filter(|given| !form.admits(&given.value)) {
            let message = format!("the {word} `{}` is not of the type `{}`", given.value, form.word());
            let fault = Diagnostic::error(Code::WrongValue, given.span.clone(), message);
            fields.push(fault.help(form.hint()));
        }
    }
    fields.finish();
    Some(Blank {
        name: key.name.clone(),
        form,
        ask: ask?.value,
        example: example?.value,
        default: default.map(|at| at.value),
        var,
        repeat,
    })
}

fn required(fields: &mut Fields<'_>, name: &'static str, place: &Span) -> Option<crate::fields::At<String>> {
    let found = fields.text(&[name]);
    if found.is_none() {
        let message = format!("a value needs `{name}`");
        fields.push(Diagnostic::error(Code::WrongValue, place.clone(), message));
    }
    found
}

/// The key under `[values]` that declares a name.
fn declared<'a>(header: &'a Node, name: &str) -> Option<&'a Key> {
    let Value::Table(entries) = &header.value else { return None };
    let (_, values) = entries.iter().find(|(key, _)| key.name == "values")?;
    let Value::Table(values) = &values.value else { return None };
    values.iter().map(|(key, _)| key).find(|key| key.name == name)
}

fn declares(header: &Node, name: &str) -> bool {
    declared(header, name).is_some()
}

/// Where header and text are; the place of the first line where the header has no end.
fn split(source: &str) -> Result<(Range<usize>, Range<usize>), Range<usize>> {
    let marks = |line: &str| line.trim_end() == "%%%";
    let start = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut at = start;
    let mut header = None;
    for line in source[start..].split_inclusive('\n') {
        match header {
            None if !marks(line) => return Ok((start..start, start..source.len())),
            None => header = Some(at + line.len()),
            Some(from) if marks(line) => return Ok((from..at, at + line.len()..source.len())),
            Some(_) => {}
        }
        at += line.len();
    }
    if header.is_some() { Err(start..start + 3) } else { Ok((start..start, start..source.len())) }
}

/// Small letters, digits and hyphens, a letter first.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// The values named in a text, with the places of their brackets.
fn names(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find("[[").map(|open| open + at) {
        let name = text[open + 2..].split("]]").next().unwrap_or_default();
        let end = open + 2 + name.len() + 2;
        if is_name(name) && end <= text.len() {
            found.push((open..end, name));
            at = end;
        } else {
            at = open + 1;
        }
    }
    found
}
