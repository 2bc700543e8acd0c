//! `answerbook audit`, and the short form of it that ends every build.

use std::path::PathBuf;

use answerbook_kernel::{Clean, Internal, Public};
use clap::Args;

use crate::audit::{self, AuditError, AuditReport};
use crate::cli::editions::out_folder;
use crate::cli::print::Printer;
use crate::cli::{Ending, Root};
use crate::disk;
use crate::engine::Engine;
use crate::output::Output;

/// Prove on the finished output that nothing internal is public
#[derive(Debug, Args)]
#[command(
    after_help = "Example: answerbook audit --out dist\n\nThe internal edition is the control: what is looked for in \
                        the public edition must be found there, or the audit says that it proved nothing."
)]
pub struct Audit {
    #[command(flatten)]
    root: Root,
    /// Folder that holds the editions [default: `out` of book.toml, or `dist`]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Audit {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        let config = match disk::read_config(&self.root.root) {
            Ok(bytes) => answerbook_kernel::Config::parse(&String::from_utf8_lossy(&bytes)).into_parts().0,
            Err(error) => {
                printer.error(&error, Some("name the folder of the site with `--root DIR`"));
                return Ending::Failed;
            }
        };
        let out = out_folder(&self.root.root, self.out.as_deref(), &config);
        match audit::audit(&self.root.root, &out) {
            Ok(report) => tell(&report, printer),
            Err(error) => {
                printer.error(&error, Some("build both editions first: `answerbook build`"));
                Ending::Failed
            }
        }
    }
}

fn tell(report: &AuditReport, printer: &Printer) -> Ending {
    let faults = report.leaks.iter().map(|leak| format!("leak: {leak}"));
    let faults = faults.chain(report.control.iter().map(|failure| format!("control failed: {failure}")));
    let faults = faults.chain(report.altered.iter().map(|text| format!("altered: {text}")));
    for line in faults {
        printer.out(&(line + "\n"));
    }
    for (kind, count) in &report.figures {
        printer.detail(&format!(
            "{kind}: {} looked for, {} in the internal edition, {} shared with public text, {} too short",
            count.fingerprints, count.in_control, count.dropped, count.weak
        ));
    }
    printer.say(&report.to_string());
    if report.is_clean() {
        printer.say("nothing internal is public");
        Ending::Done
    } else {
        Ending::Faulty
    }
}

/// The sweep at the end of a build, before anything is published. Leaks stop it; a control that fails is told, since
/// pages may be left out on purpose.
pub(super) fn sweep(
    engine: &Engine,
    public: &Clean<Output<Public>>,
    internal: Option<&Clean<Output<Internal>>>,
    printer: &Printer,
) -> Result<AuditReport, AuditError> {
    let report = audit::quick(engine.root(), engine.sources(), public.get(), internal.map(Clean::get))?;
    for leak in &report.leaks {
        printer.alarm(&format!("leak: {leak}"));
    }
    for failure in &report.control {
        printer.say(&format!("note: the audit at the end of the build is in doubt: {failure}"));
    }
    Ok(report)
}
