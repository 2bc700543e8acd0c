//! A source file before anybody was asked who may read it. It never leaves the kernel.

use std::sync::{Arc, OnceLock};

use crate::body::Body;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::front::{self, FrontMatter};
use crate::kind::Kind;
use crate::path::SourcePath;
use crate::place::Place;
use crate::source::File;
use crate::span::Span;
use crate::stray;

/// One Markdown file: what it says about itself, and its text.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// Where it lies in the source folder.
    pub place: Place,
    /// As diagnostics name it.
    pub path: SourcePath,
    /// What it says about itself.
    pub front: FrontMatter,
    /// The whole file.
    pub text: Arc<str>,
    /// First byte of the body in `text`.
    pub body: usize,
    /// What is wrong with it.
    pub faults: Vec<Diagnostic>,
    /// Its text as a page of a kind, if that says the same to everybody and was read before.
    pub plain: OnceLock<(Kind, Arc<Body>)>,
}

impl Document {
    /// Reads a file; what is wrong with it is noted.
    pub fn parse(place: Place, file: &File, config: &Config) -> Self {
        let mut faults = Vec::new();
        let text = utf8(file, &mut faults);
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let known = faults.len();
        let split = front::split(&text[mark..], mark, &file.path, config.unknown_keys, &mut faults);
        // Front matter that is known to be broken needs no second complaint.
        if faults.len() == known {
            check_strays(&text, split.body + mark, file, &mut faults);
        }
        let (path, body) = (file.path.clone(), split.body + mark);
        Self { place, path, front: split.front, body, text, faults, plain: OnceLock::new() }
    }

    /// Whether the text says the same to every audience: it has nothing that could be a directive, a variable or an include.
    /// Anything that looks a little like one makes the answer no.
    pub fn is_plain(&self) -> bool {
        let body = &self.text[self.body..];
        let mut colons = false;
        !body.contains("{{")
            && !body.chars().any(|c| {
                let colon = matches!(c, ':' | '\u{ff1a}' | '\u{fe55}' | '\u{fe13}');
                std::mem::replace(&mut colons, colon) && colon
            })
    }
}

/// Text that its author may have meant for staff alone, and that Markdown would publish.
fn check_strays(text: &str, body: usize, file: &File, faults: &mut Vec<Diagnostic>) {
    for line in stray::audience_lines(&text[body..]) {
        let span = Span::new(&file.path, body + line.start..body + line.end);
        faults.push(
            Diagnostic::error(Code::Audience, span, "this line decides nothing about who may read the page")
                .help("front matter stands between two lines of `---` at the very beginning of the file"),
        );
    }
    if let Some(at) = stray::lone_return(text).filter(|_| text.contains(":::") || text.contains("udience")) {
        let span = Span::new(&file.path, at..at + 1);
        faults.push(
            Diagnostic::error(Code::MisplacedDirective, span, "line ends with a lone carriage return")
                .help("save the file with line feeds"),
        );
    }
}

/// The text of a file; where it is not UTF-8, what is before the fault.
pub(crate) fn utf8(file: &File, faults: &mut Vec<Diagnostic>) -> Arc<str> {
    let bytes = file.bytes.as_deref().unwrap_or_default();
    match std::str::from_utf8(bytes) {
        Ok(text) => Arc::from(text),
        Err(error) => {
            let at = error.valid_up_to();
            faults.push(
                Diagnostic::error(Code::NotUtf8, Span::new(&file.path, at..at + 1), "file is not UTF-8")
                    .help("save it as UTF-8 in your editor"),
            );
            Arc::from("")
        }
    }
}
