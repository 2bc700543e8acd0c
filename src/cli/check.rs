//! `answerbook check`.

use answerbook_kernel::{Audience, Internal, Public};
use answerbook_search::ReadError;
use clap::Args;

use crate::cli::day::Today;
use crate::cli::print::Printer;
use crate::cli::{Ending, Root, says};
use crate::disk::DiskError;
use crate::engine::{Edition, Engine, EngineError};
use crate::report::{self, Format};
use crate::{index, searches};

/// Find everything that is wrong, and write nothing
#[derive(Debug, Args)]
#[command(after_help = "Example: answerbook check --format short --deny warnings")]
pub struct Check {
    #[command(flatten)]
    root: Root,
    /// How diagnostics are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Count warnings as errors
    #[arg(long, value_name = "WHAT")]
    deny: Option<Denied>,
    /// List every place that says a variable, such as `sla.email`, or a value, such as `12 hours`, and check nothing
    #[arg(long, value_name = "NAME|VALUE")]
    says: Option<String>,
    #[command(flatten)]
    today: Today,
}

/// What `--deny` takes.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Denied {
    /// Warnings
    Warnings,
}

impl Check {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        match self.check(printer) {
            Ok(ending) => ending,
            Err(Stop::Engine(error)) => {
                printer.error(&error, hint(&error));
                Ending::Failed
            }
            Err(error @ Stop::Searches(_)) => {
                printer.error(&error, None);
                Ending::Failed
            }
        }
    }

    fn check(&self, printer: &Printer) -> Result<Ending, Stop> {
        let progress = printer.progress("checking");
        let engine = Engine::load(&self.root.root)?;
        if let Some(asked) = &self.says {
            progress.finish_and_clear();
            return Ok(says::run(&engine, asked, self.format, printer));
        }
        let (tests, mut found) = engine.search_tests()?.into_parts();
        let whole = !tests.is_empty();
        let (public, internal) =
            rayon::join(|| edition::<Public>(&engine, whole), || edition::<Internal>(&engine, whole));
        let (public, internal) = (public?, internal?);
        found.extend_from_slice(public.output.diagnostics());
        found.extend_from_slice(internal.output.diagnostics());
        if whole {
            found.extend(searches::run(&tests, &public, &internal, index::day_number(self.today.day()))?);
        }
        found.extend(engine.promises(self.today.day())?);
        let found = report::tidy(found);
        progress.finish_and_clear();
        printer.diagnostics(&found, &engine, self.format);
        printer.count(&found);
        let faulty = found.iter().any(|one| one.is_error() || self.deny.is_some());
        Ok(if faulty { Ending::Faulty } else { Ending::Done })
    }
}

/// An edition with its index only where that is asked for.
fn edition<A: Audience>(engine: &Engine, whole: bool) -> Result<Edition<A>, EngineError> {
    if whole { engine.edition() } else { engine.unindexed() }
}

/// What stops a check.
#[derive(Debug, thiserror::Error)]
enum Stop {
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error("the search index that was just made cannot be read")]
    Searches(#[from] ReadError),
}

/// What to do about an error of the machine.
pub(super) fn hint(error: &EngineError) -> Option<&'static str> {
    match error {
        EngineError::Disk(DiskError::NoSite(_)) => Some(
            "run this in the folder of a site, name it with `--root DIR`, or make one with `answerbook init`",
        ),
        EngineError::Disk(DiskError::NoSources(_)) => Some("`src` in `book.toml` names it"),
        EngineError::Disk(DiskError::Read { .. }) | EngineError::Index(_) => None,
    }
}
