//! `answerbook build`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use answerbook_kernel::{Audience, Clean, Diagnostic, Internal, Public};
use clap::Args;

use crate::audit::{AuditError, AuditReport};
use crate::cli::editions::{Editions, out_folder};
use crate::cli::print::Printer;
use crate::cli::{Ending, Root};
use crate::engine::{Engine, EngineError, Figures};
use crate::output::Output;
use crate::publish::{Lock, PublishDir, PublishError, Receipt, SiteFolders, Stage};
use crate::render::fill::size;
use crate::report::{self, Format};

/// Build the public and the internal edition
#[derive(Debug, Args)]
#[command(after_help = "Example: answerbook build --edition public --out site")]
pub struct Build {
    #[command(flatten)]
    root: Root,
    /// Which edition
    #[arg(long, value_enum, default_value_t)]
    edition: Editions,
    /// Folder to write `public` and `internal` into [default: `out` of book.toml, or `dist`]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How diagnostics are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// What stops a build.
#[derive(Debug, thiserror::Error)]
enum Stop {
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Publish(#[from] PublishError),
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error("the public edition would hold something internal")]
    Leak,
    #[error("the content has errors")]
    Content(Vec<Diagnostic>),
}

/// An edition ready to be published, its pages staged already.
struct Ready<'l, A: Audience> {
    output: Clean<Output<A>>,
    stage: Stage<'l, A>,
    dir: PublishDir<A>,
    figures: Figures,
}

impl Build {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        let start = Instant::now();
        let engine = match Engine::load(&self.root.root) {
            Ok(engine) => engine,
            Err(error) => {
                printer.error(&error, super::check::hint(&error));
                return Ending::Failed;
            }
        };
        printer.detail(&format!("read and parsed in {:.2?}", start.elapsed()));
        match self.build(&engine, printer, start) {
            Ok(()) => Ending::Done,
            Err(Stop::Content(found)) => {
                let found = report::tidy(found);
                printer.diagnostics(&found, &engine, self.format);
                printer.count(&found);
                printer.say("nothing was written");
                Ending::Faulty
            }
            Err(Stop::Engine(error)) => {
                printer.error(&error, None);
                Ending::Failed
            }
            Err(Stop::Publish(error)) => refuse(&error, printer),
            Err(Stop::Audit(error)) => {
                printer.error(&error, None);
                Ending::Failed
            }
            Err(leak @ Stop::Leak) => {
                printer.error(
                    &leak,
                    Some("nothing was written; take it out of the public text, or publish its source"),
                );
                Ending::Faulty
            }
        }
    }

    fn build(&self, engine: &Engine, printer: &Printer, start: Instant) -> Result<(), Stop> {
        let out = out_folder(engine.root(), self.out.as_deref(), engine.config());
        let folders = folders(engine);
        // Refused before the work is done, not after.
        let public_dir = self.dir::<Public>(&out, &folders)?;
        let internal_dir = self.dir::<Internal>(&out, &folders)?;
        let lock = Lock::take(&out)?;
        let progress = printer.progress("building");
        let (public, internal) =
            rayon::join(|| ready(engine, public_dir, &lock), || ready(engine, internal_dir, &lock));
        let mut found = Vec::new();
        let public = keep(public?, &mut found);
        let internal = keep(internal?, &mut found);
        if found.iter().any(Diagnostic::is_error) {
            return Err(Stop::Content(found));
        }
        let found = report::tidy(found);
        printer.diagnostics(&found, engine, self.format);
        let swept =
            public.as_ref().map(|ready| audit(engine, ready, internal.as_ref(), printer)).transpose()?;
        if let Some(ready) = public {
            ready.publish(printer)?;
        }
        if let Some(ready) = internal {
            ready.publish(printer)?;
        }
        lock.release()?;
        progress.finish_and_clear();
        if let Some(report) = swept {
            printer.say(&format!("audit    {report}"));
        }
        printer.say(&format!("done in {:.2} s", start.elapsed().as_secs_f64()));
        Ok(())
    }

    /// Where an edition goes, if it is asked for.
    fn dir<A: Audience>(
        &self,
        out: &Path,
        folders: &SiteFolders,
    ) -> Result<Option<PublishDir<A>>, PublishError> {
        self.edition.include::<A>().then(|| PublishDir::check(out, folders)).transpose()
    }
}

/// Makes an edition. Its pages are written into a stage while the search index is still being built.
fn ready<'l, A: Audience>(
    engine: &Engine,
    dir: Option<PublishDir<A>>,
    lock: &'l Lock,
) -> Result<Option<Made<'l, A>>, Stop> {
    let Some(dir) = dir else { return Ok(None) };
    let (edition, stage) = engine.edition_while(|pages| {
        let mut stage = Stage::begin(&dir, lock)?;
        if !pages.diagnostics().iter().any(Diagnostic::is_error) {
            stage.add(pages.value())?;
        }
        Ok::<_, PublishError>(stage)
    })?;
    let (figures, stage) = (edition.figures, stage?);
    Ok(Some(edition.into_clean().map(|output| Ready { output, stage, dir, figures })))
}

impl<A: Audience> Ready<'_, A> {
    fn publish(self, printer: &Printer) -> Result<(), PublishError> {
        let receipt = self.stage.publish(&self.output)?;
        tell(printer, A::NAME, receipt, self.figures, self.dir.path());
        Ok(())
    }
}

/// The sweep that ends every build.
fn audit(
    engine: &Engine,
    public: &Ready<'_, Public>,
    internal: Option<&Ready<'_, Internal>>,
    printer: &Printer,
) -> Result<AuditReport, Stop> {
    let start = Instant::now();
    let report = super::audit::sweep(engine, &public.output, internal.map(|ready| &ready.output), printer)?;
    printer.detail(&format!("audited in {:.2?}", start.elapsed()));
    if report.leaks.is_empty() { Ok(report) } else { Err(Stop::Leak) }
}

type Made<'l, A> = Result<Ready<'l, A>, Vec<Diagnostic>>;

/// Keeps an edition if it is clean, and what was found either way.
fn keep<'l, A: Audience>(made: Option<Made<'l, A>>, found: &mut Vec<Diagnostic>) -> Option<Ready<'l, A>> {
    match made? {
        Ok(ready) => {
            found.extend_from_slice(ready.output.warnings());
            Some(ready)
        }
        Err(faults) => {
            found.extend(faults);
            None
        }
    }
}

fn folders(engine: &Engine) -> SiteFolders {
    let root = engine.root();
    let src = &engine.config().src;
    SiteFolders {
        root: root.to_owned(),
        // Where the source folder is the site's own folder, the output lies in it and is not read.
        sources: if src.is_empty() { root.join("book.toml") } else { root.join(src) },
        themes: root.join("themes"),
        home: std::env::home_dir(),
        working: std::env::current_dir().unwrap_or_else(|_| root.to_owned()),
    }
}

fn tell(printer: &Printer, name: &str, receipt: Receipt, figures: Figures, path: &Path) {
    printer.detail(&format!(
        "{name:<8} projected in {:.2?}, rendered in {:.2?}, indexed in {:.2?}",
        figures.projecting, figures.rendering, figures.indexing
    ));
    printer.say(&format!(
        "{name:<8} {} pages, {} words, {} files, {} ({} of them search) in {}",
        figures.pages,
        figures.words,
        receipt.files,
        size(receipt.bytes),
        size(figures.search_bytes),
        path.display()
    ));
}

fn refuse(error: &PublishError, printer: &Printer) -> Ending {
    printer.error(error, error.hint());
    match error {
        PublishError::Refused { .. } => Ending::Misused,
        _ => Ending::Failed,
    }
}
