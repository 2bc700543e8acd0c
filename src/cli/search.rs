//! `answerbook search`: the same engine as the reader's, over the index that the build wrote.

use std::path::{Path, PathBuf};

use answerbook_search::{Hit, Options, ReadError, Reader, Results};
use clap::Args;
use serde::Serialize;

use crate::cli::day::Today;
use crate::cli::editions::{One, out_folder};
use crate::cli::print::Printer;
use crate::cli::{Ending, Root};
use crate::{disk, index};

/// Search a built edition
#[derive(Debug, Args)]
#[command(after_help = "Example: answerbook search \"late parcel\" --edition internal --format json")]
pub struct Search {
    /// What to look for
    #[arg(required_unless_present = "batch")]
    query: Option<String>,
    #[command(flatten)]
    root: Root,
    /// Folder that holds the editions [default: `out` of book.toml, or `dist`]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Which edition
    #[arg(long, value_enum, default_value = "public")]
    edition: One,
    /// The reader's language, whose pages come first
    #[arg(long, value_name = "CODE")]
    lang: Option<String>,
    /// How many pages at the most
    #[arg(long, default_value_t = 10)]
    limit: usize,
    /// How results are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Shape,
    /// A file with a query per line; prints a JSON array per line
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    batch: Option<PathBuf>,
    #[command(flatten)]
    today: Today,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Shape {
    /// For people
    Text,
    /// A JSON array
    Json,
}

/// What stops a search.
#[derive(Debug, thiserror::Error)]
enum Stop {
    #[error(transparent)]
    Disk(#[from] disk::DiskError),
    #[error("there is no {edition} edition in `{}`", .folder.display())]
    NotBuilt { edition: &'static str, folder: PathBuf },
    #[error("the search index in `{}` cannot be used", .folder.display())]
    Index { folder: PathBuf, source: ReadError },
    #[error("there is no file `{}`", .0.display())]
    NoBatch(PathBuf),
    #[error("`{}` is not UTF-8: line {line}, byte {column}", .file.display())]
    NotUtf8 { file: PathBuf, line: usize, column: usize },
}

impl Stop {
    fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Disk(disk::DiskError::NoSite(_)) => Some("name the folder of the site with `--root DIR`"),
            Self::Disk(_) => None,
            Self::NotBuilt { .. } => Some("build it first: `answerbook build`"),
            Self::Index { .. } => Some("build the edition again: `answerbook build`"),
            Self::NoBatch(_) => Some("name a file with a query per line"),
            Self::NotUtf8 { .. } => Some("save the file as UTF-8"),
        }
    }

    fn ending(&self) -> Ending {
        match self {
            Self::NoBatch(_) | Self::NotUtf8 { .. } => Ending::Misused,
            Self::Disk(_) | Self::NotBuilt { .. } | Self::Index { .. } => Ending::Failed,
        }
    }
}

/// A result as JSON.
#[derive(Serialize)]
struct Found<'a> {
    url: &'a str,
    title: &'a str,
    heading: &'a str,
    lang: &'a str,
    score: f32,
    snippet: String,
}

impl Search {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        match self.answer() {
            Ok(text) => {
                printer.out(&text);
                Ending::Done
            }
            Err(stop) => {
                printer.error(&stop, stop.hint());
                stop.ending()
            }
        }
    }

    /// What is printed; all of it, or nothing.
    fn answer(&self) -> Result<String, Stop> {
        let queries = self.batch.as_deref().map(queries).transpose()?;
        let folder = self.folder()?;
        let damaged = |source| Stop::Index { folder: folder.clone(), source };
        let mut reader = Reader::open(disk::opener(folder.clone())).map_err(damaged)?;
        let mut ask = |query: &str| reader.search(query, &self.options()).map_err(damaged);
        let Some(queries) = queries else {
            let results = ask(self.query.as_deref().unwrap_or_default())?;
            return Ok(match self.format {
                Shape::Json => json(&results.hits) + "\n",
                Shape::Text => text(&results),
            });
        };
        queries.lines().map(|query| Ok(json(&ask(query)?.hits) + "\n")).collect()
    }

    fn options(&self) -> Options {
        Options {
            limit: self.limit,
            lang: self.lang.clone(),
            today: index::day_number(self.today.day()),
            ..Options::default()
        }
    }

    /// The folder of the edition's index.
    fn folder(&self) -> Result<PathBuf, Stop> {
        let config = match disk::read_config(&self.root.root) {
            Ok(bytes) => answerbook_kernel::Config::parse(&String::from_utf8_lossy(&bytes)).into_parts().0,
            Err(_) if self.out.is_some() => answerbook_kernel::Config::default(),
            Err(error) => return Err(error.into()),
        };
        let edition = self.edition.name();
        let folder = out_folder(&self.root.root, self.out.as_deref(), &config).join(edition);
        if folder.is_dir() { Ok(folder.join("search")) } else { Err(Stop::NotBuilt { edition, folder }) }
    }
}

/// The text of a batch.
fn queries(file: &Path) -> Result<String, Stop> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes = disk::read_beside(folder, &name)?.ok_or_else(|| Stop::NoBatch(file.to_owned()))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        Stop::NotUtf8 { file: file.to_owned(), line, column: 1 + before.len() - start }
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

fn json(hits: &[Hit]) -> String {
    let found = |hit| {
        let Hit { url, title, heading, lang, score, excerpt, .. }: &Hit = hit;
        let snippet = excerpt.iter().map(|fragment| fragment.text.as_str()).collect();
        Found { url, title, heading, lang, score: *score, snippet }
    };
    let results: Vec<Found<'_>> = hits.iter().map(found).collect();
    serde_json::to_string(&results).unwrap_or_default()
}

fn text(results: &Results) -> String {
    let mut out = String::new();
    if let Some(correction) = &results.correction {
        out.push_str(&format!("did you mean {}?\n\n", bold(&correction.query)));
    }
    if results.hits.is_empty() {
        return out + "nothing found\n";
    }
    for (number, hit) in (1..).zip(&results.hits) {
        out.push_str(&entry(number, hit));
    }
    if results.total > results.hits.len() {
        out.push_str(&format!("{} of {} pages; `--limit` shows more\n", results.hits.len(), results.total));
    }
    out
}

/// A result in three lines: what it is, where it is, why it was found.
fn entry(number: usize, hit: &Hit) -> String {
    let heading = if hit.heading.is_empty() { String::new() } else { format!(" › {}", hit.heading) };
    let from =
        hit.from.map(|day| format!(" (from {:04}-{:02}-{:02})", day / 10_000, day / 100 % 100, day % 100));
    let marks = [(hit.superseded, " (replaced)"), (hit.internal, " (staff)")];
    let marks = marks.iter().filter(|(is, _)| *is).map(|(_, word)| *word);
    let marks: String = from.as_deref().into_iter().chain(marks).collect();
    let excerpt: String = hit
        .excerpt
        .iter()
        .map(|part| if part.marked { bold(&part.text) } else { plain(&part.text) })
        .collect();
    let title = bold(&hit.title) + &plain(&heading);
    let place = plain(&format!("/{}", hit.url));
    let breadcrumb =
        if hit.breadcrumb.is_empty() { String::new() } else { format!("  {}", plain(&hit.breadcrumb)) };
    let excerpt = if excerpt.trim().is_empty() { String::new() } else { format!("   {}\n", excerpt.trim()) };
    format!("{number}. {title}{marks}\n   {place}{breadcrumb}\n{excerpt}\n")
}

/// Where the terminal has no such thing, nothing is left of it.
fn bold(text: &str) -> String {
    format!("\u{1b}[1m{}\u{1b}[0m", plain(text))
}

/// Characters that would move the cursor of the terminal become spaces.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
