//! `translations.toml`: what the original said, section by section, when each translation was last brought level.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use crate::checked::Checked;
use crate::diagnostic::{Code, Diagnostic};
use crate::node::Value;
use crate::path::SourcePath;
use crate::promises::script::{Script, Section, originals};
use crate::span::Span;
use crate::toml_tree;

/// The name of the file, beside `book.toml`.
pub const FILE: &str = "translations.toml";

/// What to do about a file that cannot be read.
const MEND: &str = "bring the file back as it was; after a merge, keep the lines of both sides and run `answerbook translated` for the pages \
    that were translated";

/// Hashes of an original's sections, in their order.
type Sections = Vec<(String, String)>;

/// The record: for each translation, by its path in the source folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    translations: BTreeMap<String, Sections>,
}

impl Record {
    /// Reads the file; everything wrong in it is said. A record with an error is not to be written over: what could not be read
    /// would be lost.
    pub fn parse(bytes: &[u8]) -> Checked<Self> {
        let file = SourcePath::new(FILE);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let at = error.valid_up_to();
                let span = Span::new(&file, at..at + 1);
                let fault = Diagnostic::error(Code::NotUtf8, span, "file is not UTF-8");
                return Checked::with(Self::default(), vec![fault]);
            }
        };
        let (node, errors) = toml_tree::parse(text, 0);
        let fault = |range: Range<usize>, message: String| {
            Diagnostic::error(Code::ConfigSyntax, Span::new(&file, range), message).help(MEND)
        };
        let mut faults: Vec<Diagnostic> =
            errors.into_iter().map(|error| fault(error.span, error.message)).collect();
        let Value::Table(entries) = node.value else { return Checked::with(Self::default(), faults) };
        let mut record = Self::default();
        for (key, node) in entries {
            let Value::Table(own) = &node.value else {
                faults.push(fault(key.span, format!("`{}` is no translation with its sections", key.name)));
                continue;
            };
            let mut sections = Sections::new();
            for (name, hash) in own {
                match hash.text().filter(|hash| hash.len() == 16) {
                    Some(hash) => sections.push((name.name.clone(), hash.to_string())),
                    None => faults.push(fault(hash.span.clone(), "this is no hash of a section".into())),
                }
            }
            record.translations.insert(key.name, sections);
        }
        Checked::with(record, faults)
    }

    /// The file.
    pub fn write(&self) -> String {
        let mut out = String::from(
            "# What the original said when each translation was last brought level with it, by section.\n# `answerbook translated` writes this file, and `answerbook check` reads it.\n",
        );
        for (path, sections) in &self.translations {
            // Writing to a String cannot fail.
            let _ = writeln!(out, "\n[{}]", quoted(path));
            for (name, hash) in sections {
                let _ = writeln!(out, "{} = \"{hash}\"", quoted(name));
            }
        }
        out
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.translations.is_empty()
    }

    /// What is known of a translation.
    pub(crate) fn of(&self, path: &str) -> Option<&Sections> {
        self.translations.get(path)
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.extend(format!("\\u{:04X}", u32::from(c)).chars()),
            c => out.push(c),
        }
    }
    out + "\""
}

/// The hash of a section's text, white space made one: 16 hexadecimal digits.
pub(crate) fn hash(section: &Section) -> String {
    blake3::hash(section.written.as_bytes()).to_hex()[..16].to_string()
}

/// The sections of an original, as the record has them. What says nothing is no section.
pub(crate) fn sections(original: &Script<'_>) -> Sections {
    let said = original.sections.iter().filter(|section| !section.written.is_empty());
    said.map(|section| (section.name.clone(), hash(section))).collect()
}

/// The record with some translations brought level; those that are no more are dropped. Gives also how many there are now, of
/// those that were asked for.
pub(crate) fn brought_level(
    record: &Record,
    scripts: &[Script<'_>],
    language: &str,
    asked: &dyn Fn(&str) -> bool,
) -> (Record, Vec<String>) {
    let mut next = Record::default();
    let mut level = Vec::new();
    for (original, translation) in originals(scripts, language) {
        let path = scripts[translation].document.place.path.clone();
        if asked(&path) {
            next.translations.insert(path.clone(), sections(&scripts[original]));
            level.push(path);
        } else if let Some(known) = record.of(&path) {
            next.translations.insert(path, known.clone());
        }
    }
    (next, level)
}
