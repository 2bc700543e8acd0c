//! `answerbook audit`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::print::Printer;
use crate::cli::{Ending, Root};

/// Prove on the finished output that nothing internal is public
#[derive(Debug, Args)]
#[command(after_help = "Example: answerbook audit --out dist")]
pub struct Audit {
    #[command(flatten)]
    root: Root,
    /// Folder that holds the editions [default: `out` of book.toml, or `dist`]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Audit {
    pub(super) fn run(self, _printer: &Printer) -> Ending {
        let _ = (self.root, self.out);
        Ending::Failed
    }
}
