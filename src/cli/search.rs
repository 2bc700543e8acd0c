//! `answerbook search`: the same engine as the reader's, over the index that the build wrote.

use std::path::{Path, PathBuf};

use answerbook_search::{Hit, Options, Reader};
use clap::Args;
use serde::Serialize;

use crate::cli::editions::out_folder;
use crate::cli::print::Printer;
use crate::cli::{Ending, Root};
use crate::disk;

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
}

/// One edition.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum One {
    /// For customers
    Public,
    /// For staff
    Internal,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Shape {
    /// For people
    Text,
    /// A JSON array
    Json,
}

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
        let config = match disk::read_config(&self.root.root) {
            Ok(bytes) => answerbook_kernel::Config::parse(&String::from_utf8_lossy(&bytes)).into_parts().0,
            Err(_) if self.out.is_some() => answerbook_kernel::Config::default(),
            Err(error) => {
                printer.error(&error, Some("name the folder of the site with `--root DIR`"));
                return Ending::Failed;
            }
        };
        let out = out_folder(&self.root.root, self.out.as_deref(), &config);
        let folder = out.join(match self.edition {
            One::Public => "public",
            One::Internal => "internal",
        });
        match open(&folder, printer) {
            Some(mut index) => self.answer(&mut index, printer),
            None => Ending::Failed,
        }
    }

    fn answer(&self, index: &mut Reader<Source>, printer: &Printer) -> Ending {
        if let Some(file) = &self.batch {
            return self.batch(index, file, printer);
        }
        let results = self.ask(index, self.query.as_deref().unwrap_or_default());
        match self.format {
            Shape::Json => printer.out(&(json(&results) + "\n")),
            Shape::Text => printer.out(&text(&results)),
        }
        Ending::Done
    }

    fn ask(&self, index: &mut Reader<Source>, query: &str) -> Vec<Hit> {
        let options = Options { limit: self.limit, lang: self.lang.clone(), ..Options::default() };
        index.search(query, &options).map(|results| results.hits).unwrap_or_default()
    }

    fn batch(&self, index: &mut Reader<Source>, file: &Path, printer: &Printer) -> Ending {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match disk::read_beside(folder, &name) {
            Ok(Some(bytes)) => {
                let queries = String::from_utf8_lossy(&bytes).into_owned();
                for query in queries.lines() {
                    printer.out(&(json(&self.ask(index, query)) + "\n"));
                }
                Ending::Done
            }
            Ok(None) => printer.misuse(
                &format!("there is no file `{}`", file.display()),
                "name a file with a query per line",
            ),
            Err(error) => {
                printer.error(&error, None);
                Ending::Failed
            }
        }
    }
}

type Source = Box<dyn FnMut(&str) -> std::io::Result<Vec<u8>>>;

fn open(folder: &Path, printer: &Printer) -> Option<Reader<Source>> {
    let source: Source = Box::new(disk::opener(folder.join("search")));
    match Reader::open(source) {
        Ok(index) => Some(index),
        Err(error) => {
            printer.error(&error, Some("build the edition: `answerbook build`"));
            None
        }
    }
}

fn json(hits: &[Hit]) -> String {
    let results: Vec<Found<'_>> = hits
        .iter()
        .map(|hit| Found {
            url: &hit.url,
            title: &hit.title,
            heading: &hit.heading,
            lang: &hit.lang,
            score: hit.score,
            snippet: hit.excerpt.iter().map(|fragment| fragment.text.as_str()).collect(),
        })
        .collect();
    serde_json::to_string(&results).unwrap_or_default()
}

fn text(hits: &[Hit]) -> String {
    if hits.is_empty() {
        return "nothing found\n".into();
    }
    let mut out = String::new();
    for (number, hit) in hits.iter().enumerate() {
        let heading = if hit.heading.is_empty() { String::new() } else { format!(" › {}", hit.heading) };
        let excerpt: String = hit
            .excerpt
            .iter()
            .map(|fragment| {
                if fragment.marked {
                    format!("\u{1b}[1m{}\u{1b}[0m", fragment.text)
                } else {
                    fragment.text.clone()
                }
            })
            .collect();
        let excerpt = excerpt.split_whitespace().collect::<Vec<_>>().join(" ");
        out.push_str(&format!("{}. {}{heading}\n   /{}\n   {excerpt}\n", number + 1, hit.title, hit.url));
    }
    out
}
