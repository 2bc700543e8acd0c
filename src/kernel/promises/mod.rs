//! What pages promise: whether anything in them was not filled in, has passed, contradicts itself, or is said otherwise in
//! another language. Only `check` asks; a build does not.

mod align;
mod behind;
mod book;
mod clause;
mod contact;
mod day;
mod fronts;
mod line;
mod numeral;
mod parity;
mod placeholder;
mod quantity;
mod record;
mod replaced;
mod says;
mod scribe;
mod script;
mod stale;
mod subject;
mod terms;
#[cfg(test)]
mod tests;
mod typed;
mod unit;

use std::collections::BTreeSet;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::kind::Kind;
use crate::library::Library;
use crate::path;
use crate::span::Span;

pub use line::Readers;
pub use record::{FILE, Record};
pub use says::{How, Place, Says, Unknown};

use book::Book;
use line::{Form, Line};
use placeholder::Placeholder;
use script::{Script, originals};
use subject::Subjects;

/// What promises are held against.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The day of the question.
    pub today: Date,
    /// What is recorded of translations; nothing is said of them where there is no record.
    pub record: Option<&'a Record>,
    /// The text of `book.toml`.
    pub book: &'a str,
}

/// All documents, read for what they promise.
pub(crate) fn scripts<'a>(library: &Library<'a>) -> Vec<Script<'a>> {
    (0..library.documents.len()).into_par_iter().map(|number| Script::read(library, number)).collect()
}

/// Everything that is wrong with the promises of a site, by place.
pub(crate) fn all(library: &Library<'_>, asked: &Asked<'_>) -> Vec<Diagnostic> {
    let config: &Config = library.config;
    let scripts = scripts(library);
    let book = Book::read(asked.book, config);
    let subjects = Subjects::learn(config, &scripts);
    let superseded = superseded(&scripts);
    let of_one = |script: &Script<'_>| {
        let mut found = placeholders(script, config);
        if !superseded.contains(&script.document.place.path) {
            found.extend(stale(script, asked.today, config));
            found.extend(
                typed::of(script, &subjects, &book).into_iter().filter(|one| !allowed(one, script, config)),
            );
        }
        found
    };
    let mut found: Vec<Diagnostic> = scripts.par_iter().flat_map_iter(of_one).collect();
    found.extend(replaced::of(&scripts, &superseded, asked.today));
    let of_two = |(original, translation): &(usize, usize)| {
        let (original, translation) = (&scripts[*original], &scripts[*translation]);
        let mut found = parity::between(config, original, translation);
        found.retain(|one| !allowed(one, translation, config));
        found.extend(asked.record.into_iter().flat_map(|record| behind::of(record, original, translation)));
        found
    };
    found.extend(
        originals(&scripts, &config.language().code).par_iter().flat_map_iter(of_two).collect::<Vec<_>>(),
    );
    found.extend(of_book(&book, config));
    found.sort();
    found.dedup_by(|a, b| a.span == b.span && a.code == b.code && a.message == b.message);
    found
}

/// Which pages say a value.
pub(crate) fn says(library: &Library<'_>, asked: &str) -> Result<Says, Unknown> {
    says::find(library.config, &scripts(library), asked)
}

/// The record after some translations were brought level, and their paths.
pub(crate) fn brought_level(
    library: &Library<'_>,
    record: &Record,
    asked: &dyn Fn(&str) -> bool,
) -> (Record, Vec<String>) {
    record::brought_level(record, &scripts(library), &library.config.language().code, asked)
}

/// The pages that others have taken the place of, by path.
fn superseded(scripts: &[Script<'_>]) -> BTreeSet<String> {
    let old = |script: &Script<'_>| {
        let named = script.front().supersedes.as_ref()?;
        path::join(script.document.place.folder(), &named.value)
    };
    scripts.iter().filter_map(old).collect()
}

fn unfilled(found: Placeholder, span: Span) -> Diagnostic {
    Diagnostic::warning(Code::Placeholder, span, found.message).help(found.help)
}

fn placeholders(script: &Script<'_>, config: &Config) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for line in script.lines() {
        let keep = |text: &str, one: &Placeholder| {
            !config.allow.iter().any(|allow| *allow == text[one.range.clone()])
        };
        let own = placeholder::of_line(line).into_iter().filter(|one| keep(&line.text, one));
        found.extend(own.map(|one| {
            let span = line.span(one.range.clone());
            unfilled(one, span)
        }));
        for (tag, span) in &line.tags {
            let own = placeholder::of_tag(tag).filter(|one| keep(tag, one));
            found.extend(own.map(|one| unfilled(one, span.clone())));
        }
    }
    found
}

/// Values of variables, titles and descriptions that were not filled in.
fn of_book(book: &Book, config: &Config) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (text, span) in &book.texts {
        for one in placeholder::of_text(text, &[]) {
            let place = Span::new(&span.file, span.start + one.range.start..span.start + one.range.end);
            if !config.allow.iter().any(|allow| *allow == text[one.range.clone()]) {
                found.push(unfilled(one, place));
            }
        }
    }
    found
}

fn stale(script: &Script<'_>, today: Date, config: &Config) -> Vec<Diagnostic> {
    if script.kind == Kind::Announcement {
        return Vec::new();
    }
    let now = |line: &&Line| line.form != Form::Note;
    let mut found = Vec::new();
    for line in script.lines().filter(now) {
        for range in stale::of_text(&line.text, today) {
            let written = line.text[range.clone()].trim();
            if config.allow.iter().any(|allow| allow == written) {
                continue;
            }
            let message = format!("`{written}` has passed");
            let help = "say what holds now, or remove it; news with a day belong into an announcement";
            found.push(Diagnostic::warning(Code::StaleDate, line.span(range), message).help(help));
        }
    }
    found
}

/// Whether the marked text is one that the site allows.
fn allowed(one: &Diagnostic, script: &Script<'_>, config: &Config) -> bool {
    let own = one.span.file == script.document.path;
    let written = own.then(|| script.document.text.get(one.span.range())).flatten();
    written.is_some_and(|written| config.allow.iter().any(|allow| allow == written.trim()))
}
