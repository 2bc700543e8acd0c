//! `answerbook check --says`: where a value is said.

use std::fmt::Write;

use answerbook_kernel::promises::{How, Place, Says, Unknown};
use answerbook_kernel::{Level, SourcePath};
use serde::Serialize;

use crate::cli::Ending;
use crate::cli::print::Printer;
use crate::engine::Engine;
use crate::report::{Format, Sources};

/// Lists the places.
pub(super) fn run(engine: &Engine, asked: &str, format: Format, printer: &Printer) -> Ending {
    let says = match engine.corpus().says(asked) {
        Ok(says) => says,
        Err(Unknown { help }) => {
            let hint = help
                .unwrap_or_else(|| "name a variable of `book.toml`, or a value such as `12 hours`".into());
            return printer.misuse(&format!("there is no variable `{asked}`, and it is no quantity"), &hint);
        }
    };
    let text = |path: &SourcePath| engine.text(path);
    let mut sources = Sources::new(&text);
    printer.out(&match format {
        Format::Text => readable(asked, &says, &mut sources),
        Format::Short => short(&says, &mut sources),
        Format::Json => json(asked, &says, &mut sources),
    });
    Ending::Done
}

fn how(how: How) -> &'static str {
    match how {
        How::Variable => "variable",
        How::Table => "table",
        How::Typed => "typed by hand",
    }
}

fn edition(only: Option<Level>) -> &'static str {
    match only {
        None => "both",
        Some(Level::Public) => "public",
        Some(Level::Internal) => "internal",
    }
}

fn line(place: &Place, sources: &mut Sources<'_>) -> String {
    let (line, column) = sources.position(&place.span);
    let Place { span, written, language, .. } = place;
    let (how, edition) = (how(place.how), edition(place.only));
    format!("{}:{line}:{column}: {written} ({how}, {language}, {edition})\n", span.file)
}

fn short(says: &Says, sources: &mut Sources<'_>) -> String {
    says.places.iter().map(|place| line(place, sources)).collect()
}

fn readable(asked: &str, says: &Says, sources: &mut Sources<'_>) -> String {
    let mut out = format!("{asked}\n");
    for (language, value) in &says.values {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  {language:<8} {value}");
    }
    let places = short(says, sources);
    let count = says.places.len();
    let _ = write!(out, "\n{places}\n{count} place{}\n", if count == 1 { "" } else { "s" });
    out
}

#[derive(Serialize)]
struct Json<'a> {
    asked: &'a str,
    values: serde_json::Map<String, serde_json::Value>,
    places: Vec<JsonPlace<'a>>,
}

#[derive(Serialize)]
struct JsonPlace<'a> {
    file: String,
    line: usize,
    column: usize,
    start: usize,
    end: usize,
    written: &'a str,
    how: &'static str,
    language: &'a str,
    edition: &'static str,
}

impl<'a> JsonPlace<'a> {
    fn of(place: &'a Place, sources: &mut Sources<'_>) -> Self {
        let (line, column) = sources.position(&place.span);
        Self {
            file: place.span.file.to_string(),
            line,
            column,
            start: place.span.start,
            end: place.span.end,
            written: &place.written,
            how: how(place.how),
            language: &place.language,
            edition: edition(place.only),
        }
    }
}

fn json<'a>(asked: &'a str, says: &'a Says, sources: &mut Sources<'_>) -> String {
    let values =
        says.values.iter().map(|(language, value)| (language.clone(), value.clone().into())).collect();
    let mut place = |place: &'a Place| JsonPlace::of(place, sources);
    let places = says.places.iter().map(&mut place).collect();
    serde_json::to_string_pretty(&Json { asked, values, places }).unwrap_or_default() + "\n"
}
