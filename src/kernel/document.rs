//! A source file before anybody was asked who may read it. It never leaves the kernel.

use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::front::{self, FrontMatter};
use crate::path::SourcePath;
use crate::place::Place;
use crate::source::File;
use crate::span::Span;

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
}

impl Document {
    /// Reads a file; what is wrong with it is noted.
    pub fn parse(place: Place, file: &File, config: &Config, faults: &mut Vec<Diagnostic>) -> Self {
        let text = utf8(file, faults);
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let split = front::split(&text[mark..], mark, &file.path, config.unknown_keys, faults);
        Self { place, path: file.path.clone(), front: split.front, body: split.body + mark, text }
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
