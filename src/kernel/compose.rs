//! From a document to the text that one audience's edition is made of: includes spliced in, the rest marked.

use crate::audience::{Audience, Level};
use crate::diagnostic::{Code, Diagnostic};
use crate::directive;
use crate::excerpt::{self, Refused};
use crate::inclusions::{Included, Inclusions};
use crate::library::Library;
use crate::nearest;
use crate::path::{self, SourcePath};
use crate::reserved;
use crate::selection;
use crate::span::Span;
use crate::text::{Text, Token, TokenKind};
use crate::vars;

/// Includes within includes beyond this are refused.
const DEEPEST: usize = 16;

/// More includes in one page than this are refused, and so is a page of more bytes that still includes.
const MOST: usize = 10_000;
const LONGEST: usize = 16 << 20;

/// Composes the text of a document for an audience.
pub(crate) fn compose<A: Audience>(
    library: &Library<'_>,
    inclusions: &Inclusions<'_>,
    document: &crate::document::Document,
    faults: &mut Vec<Diagnostic>,
) -> Text {
    let mut composer = Composer {
        library,
        inclusions,
        sees: A::SEES,
        text: Text::default(),
        open: Vec::new(),
        spliced: 0,
        lost: false,
        faults,
    };
    composer.open.push(document.place.path.clone());
    composer.run(Part { file: &document.path, at: document.body, text: &document.text[document.body..] });
    // A text that lacks a part may lack the very line that says who may read the rest.
    if composer.lost { Text::default() } else { composer.text }
}

/// A part of a file.
#[derive(Clone, Copy)]
struct Part<'a> {
    file: &'a SourcePath,
    at: usize,
    text: &'a str,
}

impl<'a> Part<'a> {
    fn slice(self, range: std::ops::Range<usize>) -> Self {
        Part { file: self.file, at: self.at + range.start, text: &self.text[range] }
    }

    fn span(self) -> Span {
        Span::new(self.file, self.at..self.at + self.text.len())
    }
}

struct Composer<'a> {
    library: &'a Library<'a>,
    inclusions: &'a Inclusions<'a>,
    sees: Level,
    text: Text,
    /// The files being included, outermost first.
    open: Vec<String>,
    /// How many includes were followed.
    spliced: usize,
    /// Whether something had to be left out.
    lost: bool,
    faults: &'a mut Vec<Diagnostic>,
}

impl Composer<'_> {
    fn run(&mut self, part: Part<'_>) {
        if !needs_work(part.text) {
            return self.text.push_verbatim(part.file, part.at, part.text);
        }
        let mut at = 0;
        for line in part.text.split_inclusive('\n') {
            self.checked_line(part.slice(at..at + line.len()));
            at += line.len();
        }
    }

    fn checked_line(&mut self, line: Part<'_>) {
        let Some(range) = reserved::find(line.text) else { return self.line(line) };
        let message = "character of Unicode's plane 16 is reserved";
        self.faults
            .push(Diagnostic::error(Code::BadName, line.slice(range).span(), message).help("remove it"));
        let clean = reserved::without(line.text);
        self.line(Part { text: &clean, ..line });
    }

    fn line(&mut self, line: Part<'_>) {
        let Some((start, marker)) = directive::read(line.text) else { return self.inline(line) };
        let end = line.text.trim_end_matches(['\n', '\r']).len();
        let written = line.slice(start..end);
        self.verbatim(line.slice(0..start));
        self.token(written, TokenKind::Marker(marker));
        self.verbatim(line.slice(end..line.text.len()));
    }

    /// Variables and includes of a line that is no directive.
    fn inline(&mut self, line: Part<'_>) {
        let mut at = 0;
        while let Some(open) = line.text[at..].find("{{").map(|open| open + at) {
            let Some(close) = line.text[open..].find("}}").map(|close| close + open + 2) else { break };
            let escaped = line.text[..open].ends_with('\\');
            let expression = line.text[open + 2..close - 2].trim();
            if escaped || !is_expression(expression) {
                self.verbatim(line.slice(at..open + 2));
                at = open + 2;
                continue;
            }
            self.verbatim(line.slice(at..open));
            self.expression(line.slice(open..close), expression);
            at = close;
        }
        self.verbatim(line.slice(at..line.text.len()));
    }

    fn expression(&mut self, written: Part<'_>, expression: &str) {
        match included(expression) {
            Some(target) => self.include(written, target),
            None => self.token(written, TokenKind::Variable(expression.to_string())),
        }
    }

    fn verbatim(&mut self, part: Part<'_>) {
        self.text.push_verbatim(part.file, part.at, part.text);
    }

    fn token(&mut self, written: Part<'_>, kind: TokenKind) {
        let token = Token { span: written.span(), literal: written.text.to_string(), kind };
        if !self.text.push_token(token) {
            self.lose(written, "too many variables and directives in one page");
        }
    }

    /// Says once that the page cannot be taken as a whole.
    fn lose(&mut self, written: Part<'_>, message: &str) {
        if !std::mem::replace(&mut self.lost, true) {
            self.faults
                .push(Diagnostic::error(Code::TooDeep, written.span(), message).help("split the page"));
        }
    }

    fn include(&mut self, written: Part<'_>, target: &str) {
        let (name, selected) = selection::split(target);
        let folder =
            self.open.last().map_or("", |path| path.rsplit_once('/').map_or("", |(folder, _)| folder));
        let Some(path) = path::join(folder, name).filter(|_| !name.starts_with('/') && !name.contains('\\'))
        else {
            let message = format!("`{name}` lies outside of the source folder");
            return self.faults.push(Diagnostic::error(Code::OutsideSource, written.span(), message));
        };
        if self.open.contains(&path) || self.open.len() >= DEEPEST {
            return self.circle(written, &path);
        }
        self.spliced += 1;
        if self.lost || self.spliced > MOST || self.text.string.len() > LONGEST {
            return self.lose(written, "the page grows too large by what it includes");
        }
        match self.inclusions.take(&path) {
            Included::Missing => self.missing(written, &path),
            Included::Denied => self.token(written, TokenKind::Denied),
            Included::Text { file, at, text, faults } => {
                self.faults.extend(faults);
                let part = Part { file: &file, at, text: &text };
                self.splice(path, part, written, selected);
            }
        }
    }

    fn splice(&mut self, path: String, part: Part<'_>, written: Part<'_>, selected: &str) {
        let ranges = match excerpt::take(part.text, selected, self.sees) {
            Ok(ranges) => ranges,
            Err(Refused::Denied) => return self.token(written, TokenKind::Denied),
            Err(Refused::Unclear(why)) => {
                return self.faults.push(Diagnostic::error(Code::Include, written.span(), why));
            }
        };
        self.open.push(path);
        for range in ranges {
            self.run(part.slice(range));
        }
        self.open.pop();
    }

    fn missing(&mut self, written: Part<'_>, path: &str) {
        let help = nearest::did_you_mean(path, self.library.names());
        let fault = Diagnostic::error(
            Code::Include,
            written.span(),
            format!("included file `{path}` does not exist"),
        );
        self.faults.push(fault.maybe_help(help));
    }

    fn circle(&mut self, written: Part<'_>, path: &str) {
        let chain = self.open.iter().map(String::as_str).chain([path]).collect::<Vec<_>>().join(" → ");
        self.faults.push(
            Diagnostic::error(Code::IncludeCircle, written.span(), "includes go in a circle").note(chain),
        );
    }
}

fn needs_work(text: &str) -> bool {
    text.contains("{{") || text.contains("::") || text.contains('：') || reserved::find(text).is_some()
}

/// Whether what stands between double braces is ours: `#include …`, or a name of letters, digits, dots and hyphens.
fn is_expression(text: &str) -> bool {
    included(text).is_some() || vars::is_name(text)
}

fn included(expression: &str) -> Option<&str> {
    ["#include ", "#rustdoc_include ", "#playground "]
        .iter()
        .find_map(|word| expression.strip_prefix(word))
        .map(str::trim)
}
