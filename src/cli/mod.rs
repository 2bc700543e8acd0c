//! The command line: one file per command, what was typed → what to do.

mod audit;
mod build;
mod check;
mod collect;
mod day;
mod due;
mod editions;
mod explain;
mod init;
mod new;
mod print;
mod report;
mod says;
mod search;
mod serve;
mod shell;
mod theme;
mod translated;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use print::Printer;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// It did what it was asked to.
    Done,
    /// The content has errors, or something of it is overdue, and all of it was printed.
    Faulty,
    /// It was asked for something that cannot be.
    Misused,
    /// The machine failed.
    Failed,
}

impl Ending {
    fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Faulty => 1,
            Self::Misused => 2,
            Self::Failed => 3,
        }
    }
}

/// A static knowledge base in two editions, public and internal, from one folder of Markdown.
#[derive(Debug, Parser)]
#[command(name = "answerbook", version, propagate_version = true)]
#[command(after_help = "Exit codes: 0 done, 1 the content has errors, 2 wrong usage, 3 the machine failed.")]
struct Cli {
    #[command(flatten)]
    volume: Volume,
    #[command(subcommand)]
    command: Command,
}

/// How much is said.
#[derive(Clone, Copy, Debug, Args)]
struct Volume {
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    New(new::New),
    Build(build::Build),
    Serve(serve::Serve),
    Check(check::Check),
    Translated(translated::Translated),
    Audit(audit::Audit),
    Collect(Box<collect::Collect>),
    Search(search::Search),
    Due(due::Due),
    Report(report::Report),
    Explain(explain::Explain),
    #[command(subcommand)]
    Theme(theme::Theme),
    Completions(shell::Completions),
    Man(shell::Man),
}

/// The folder of a site.
#[derive(Clone, Debug, Args)]
struct Root {
    /// Folder that holds `book.toml`
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

/// Runs the program with the arguments it was started with.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let printer = Printer::new(cli.volume.quiet, cli.volume.verbose);
    let ending = match cli.command {
        Command::Init(command) => command.run(&printer),
        Command::New(command) => command.run(&printer),
        Command::Build(command) => command.run(&printer),
        Command::Serve(command) => command.run(&printer),
        Command::Check(command) => command.run(&printer),
        Command::Translated(command) => command.run(&printer),
        Command::Audit(command) => command.run(&printer),
        Command::Collect(command) => command.run(&printer),
        Command::Search(command) => command.run(&printer),
        Command::Due(command) => command.run(&printer),
        Command::Report(command) => command.run(&printer),
        Command::Explain(command) => command.run(&printer),
        Command::Theme(command) => command.run(&printer),
        Command::Completions(command) => command.run(&printer),
        Command::Man(command) => command.run(&printer),
    };
    ExitCode::from(ending.code())
}
