//! Shell completions and the man page.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::cli::print::Printer;
use crate::cli::{Cli, Ending};

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(
    after_help = "Example: answerbook completions bash > ~/.local/share/bash-completion/completions/answerbook"
)]
pub struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "answerbook", &mut script);
        printer.out(&String::from_utf8_lossy(&script));
        Ending::Done
    }
}

/// Print the man page
#[derive(Debug, Args)]
#[command(after_help = "Example: answerbook man | man -l -")]
pub struct Man {}

impl Man {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        let mut page = Vec::new();
        match clap_mangen::Man::new(Cli::command()).render(&mut page) {
            Ok(()) => {
                printer.out(&String::from_utf8_lossy(&page));
                Ending::Done
            }
            Err(error) => {
                printer.error(&error, None);
                Ending::Failed
            }
        }
    }
}
