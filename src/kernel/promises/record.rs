//! `translations.toml`: what the original said, section by section, when each translation was last brought level.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::node::Value;
use crate::promises::script::{Script, Section, originals};
use crate::toml_tree;

/// The name of the file, beside `book.toml`.
pub const FILE: &str = "translations.toml";

/// Hashes of an original's sections, in their order.
type Sections = Vec<(String, String)>;

/// The record: for each translation, by its path in the source folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    translations: BTreeMap<String, Sections>,
}

impl Record {
    /// Reads the file; what is no hash of a section is passed over, and counts as not recorded.
    pub fn parse(text: &str) -> Self {
        let (node, _) = toml_tree::parse(text, 0);
        let Value::Table(entries) = node.value else { return Self::default() };
        let sections = |node: &crate::node::Node| match &node.value {
            Value::Table(own) => own
                .iter()
                .filter_map(|(key, hash)| Some((key.name.clone(), hash.text()?.to_string())))
                .collect(),
            _ => Sections::new(),
        };
        Self { translations: entries.iter().map(|(key, node)| (key.name.clone(), sections(node))).collect() }
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
