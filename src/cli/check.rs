//! `answerbook check`.

use answerbook_kernel::{Internal, Public};
use clap::Args;

use crate::cli::print::Printer;
use crate::cli::{Ending, Root};
use crate::disk::DiskError;
use crate::engine::{Engine, EngineError};
use crate::report::{self, Format};

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
            Err(error) => {
                printer.error(&error, hint(&error));
                Ending::Failed
            }
        }
    }

    fn check(&self, printer: &Printer) -> Result<Ending, EngineError> {
        let progress = printer.progress("checking");
        let engine = Engine::load(&self.root.root)?;
        let (public, internal) = rayon::join(|| engine.edition::<Public>(), || engine.edition::<Internal>());
        let (_, mut found) = public?.output.into_parts();
        found.extend(internal?.output.into_parts().1);
        let found = report::tidy(found);
        progress.finish_and_clear();
        printer.diagnostics(&found, &engine, self.format);
        printer.count(&found);
        let faulty = found.iter().any(|one| one.is_error() || self.deny.is_some());
        Ok(if faulty { Ending::Faulty } else { Ending::Done })
    }
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
