//! Diagnostics for people and programs: the one place where they are given a form.

use std::collections::BTreeMap;
use std::fmt::Write;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use answerbook_kernel::{Diagnostic, Severity, SourcePath, Span};
use serde::Serialize;

/// More than this many are counted and not printed for people; programs get all.
pub const SHOWN: usize = 200;

/// The form diagnostics take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// With the source line, for people.
    Text,
    /// `file:line:column: error[AB0001]: message`, a line each.
    Short,
    /// One JSON array, for editors and CI.
    Json,
}

/// What is printed, and how.
pub struct Report<'a> {
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
    /// Gives the text of a file.
    pub text: &'a dyn Fn(&SourcePath) -> Option<String>,
    /// Whether to use colours.
    pub colour: Colour,
}

/// Whether output goes to somebody who sees colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// It does.
    On,
    /// It does not.
    Off,
}

/// Sorts by place and keeps each fault once.
pub fn tidy(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort();
    diagnostics.dedup_by(|a, b| a.span == b.span && a.code == b.code && a.message == b.message);
    diagnostics
}

impl Report<'_> {
    /// The whole report.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text => self.human(),
            Format::Short => self.short(),
            Format::Json => self.json(),
        }
    }

    fn human(&self) -> String {
        let renderer = match self.colour {
            Colour::On => Renderer::styled(),
            Colour::Off => Renderer::plain(),
        };
        let renderer = renderer.decor_style(DecorStyle::Ascii);
        let mut sources = Sources::new(self.text);
        let mut out = String::new();
        for diagnostic in self.shown() {
            out.push_str(&snippet(&renderer, diagnostic, &mut sources));
            out.push_str("\n\n");
        }
        out.push_str(&self.more());
        out
    }

    /// As many as people read, by place. An error is never left out for the sake of a warning.
    fn shown(&self) -> impl Iterator<Item = &Diagnostic> {
        let errors = self.diagnostics.iter().filter(|one| one.is_error()).count().min(SHOWN);
        let mut room = [errors, (SHOWN - errors).min(self.diagnostics.len())];
        self.diagnostics.iter().filter(move |one| {
            let left = &mut room[usize::from(!one.is_error())];
            let fits = *left > 0;
            *left = left.saturating_sub(1);
            fits
        })
    }

    fn short(&self) -> String {
        let mut sources = Sources::new(self.text);
        let mut out = String::new();
        for diagnostic in &self.diagnostics {
            let (line, column) = sources.position(&diagnostic.span);
            let (file, word, code) = (&diagnostic.span.file, diagnostic.severity.word(), diagnostic.code);
            // Writing to a String cannot fail.
            let _ = writeln!(out, "{file}:{line}:{column}: {word}[{code}]: {}", diagnostic.message);
        }
        out
    }

    fn json(&self) -> String {
        let mut sources = Sources::new(self.text);
        let all: Vec<Json<'_>> = self.diagnostics.iter().map(|one| Json::of(one, &mut sources)).collect();
        serde_json::to_string_pretty(&all).unwrap_or_default() + "\n"
    }

    fn more(&self) -> String {
        match self.diagnostics.len().checked_sub(SHOWN) {
            Some(more) if more > 0 => format!("… and {more} more\n"),
            _ => String::new(),
        }
    }
}

/// `2 errors, 1 warning`.
pub fn count(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|one| one.is_error()).count();
    let warnings = diagnostics.len() - errors;
    let number = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    match (errors, warnings) {
        (0, 0) => "nothing to complain about".into(),
        (0, _) => number(warnings, "warning"),
        (_, 0) => number(errors, "error"),
        _ => format!("{}, {}", number(errors, "error"), number(warnings, "warning")),
    }
}

/// Texts that were asked for already.
pub(crate) struct Sources<'a> {
    text: &'a dyn Fn(&SourcePath) -> Option<String>,
    known: BTreeMap<SourcePath, Option<String>>,
}

impl<'a> Sources<'a> {
    pub(crate) fn new(text: &'a dyn Fn(&SourcePath) -> Option<String>) -> Self {
        Self { text, known: BTreeMap::new() }
    }

    pub(crate) fn get(&mut self, path: &SourcePath) -> Option<&str> {
        let text = self.known.entry(path.clone()).or_insert_with(|| (self.text)(path));
        text.as_deref()
    }

    /// Line and column, both from 1; columns count characters.
    pub(crate) fn position(&mut self, span: &Span) -> (usize, usize) {
        let Some(text) = self.get(&span.file) else { return (1, 1) };
        let at = floor(text, span.start);
        let before = &text[..at];
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        (before.matches('\n').count() + 1, text[line_start..at].chars().count() + 1)
    }
}

pub(crate) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The line of a text that a span begins in, and the span in it.
struct Excerpt {
    line: usize,
    /// The column, where it cannot be seen from the text, because its beginning is missing.
    column: Option<usize>,
    text: String,
    range: std::ops::Range<usize>,
}

/// One long line is cut around the span.
fn excerpt(text: &str, span: &Span) -> Excerpt {
    const AROUND: usize = 160;
    let start = floor(text, span.start);
    let first = text[..start].rfind('\n').map_or(0, |end| end + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |end| start + end);
    let end = floor(text, span.end.clamp(start, line_end.max(start)));
    let from = floor(text, first.max(start.saturating_sub(AROUND)));
    let to = floor(text, line_end.min(end + AROUND));
    Excerpt {
        line: text[..start].matches('\n').count() + 1,
        column: (from > first).then(|| text[first..start].chars().count() + 1),
        text: text[from..to].chars().map(harmless).collect(),
        range: start - from..end - from,
    }
}

/// Control characters would move the cursor of the terminal; what takes their place is as long.
pub(crate) fn harmless(c: char) -> char {
    match c {
        '\t' => c,
        _ if !c.is_control() => c,
        _ if c.len_utf8() == 1 => ' ',
        _ => '\u{a0}',
    }
}

fn snippet(renderer: &Renderer, diagnostic: &Diagnostic, sources: &mut Sources<'_>) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let first = (&diagnostic.span, &diagnostic.note, AnnotationKind::Primary);
    let labels = diagnostic.labels.iter().map(|label| (&label.span, &label.text, AnnotationKind::Context));
    let places: Vec<_> = std::iter::once(first)
        .chain(labels)
        .map(|(span, note, kind)| {
            let text = sources.get(&span.file).unwrap_or_default();
            (span.file.as_str(), excerpt(text, span), note.as_str(), kind)
        })
        .collect();
    let code = diagnostic.code.to_string();
    let mut group = Group::with_title(level.primary_title(diagnostic.message.as_str()).id(code.as_str()));
    for (file, excerpt, note, kind) in &places {
        let annotation = kind.span(excerpt.range.clone()).label(*note);
        let source = Snippet::source(excerpt.text.as_str()).line_start(excerpt.line).annotation(annotation);
        group = match excerpt.column {
            None => group.element(source.path(*file)),
            Some(column) => {
                group.element(Origin::path(*file).line(excerpt.line).char_column(column)).element(source)
            }
        };
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

#[derive(Serialize)]
struct Json<'a> {
    code: String,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: Place,
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<JsonLabel<'a>>,
}

#[derive(Serialize)]
struct JsonLabel<'a> {
    text: &'a str,
    #[serde(flatten)]
    place: Place,
}

#[derive(Serialize)]
struct Place {
    file: String,
    line: usize,
    column: usize,
    start: usize,
    end: usize,
}

impl Place {
    fn of(span: &Span, sources: &mut Sources<'_>) -> Self {
        let (line, column) = sources.position(span);
        Self { file: span.file.to_string(), line, column, start: span.start, end: span.end }
    }
}

impl<'a> Json<'a> {
    fn of(one: &'a Diagnostic, sources: &mut Sources<'_>) -> Self {
        Self {
            code: one.code.to_string(),
            severity: one.severity.word(),
            message: &one.message,
            place: Place::of(&one.span, sources),
            note: &one.note,
            help: one.help.as_deref(),
            labels: one
                .labels
                .iter()
                .map(|label| JsonLabel { text: &label.text, place: Place::of(&label.span, sources) })
                .collect(),
        }
    }
}
