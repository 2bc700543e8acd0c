//! `answerbook report`: what to fix first, from the events of a store; what staff have still to do, from its records.

mod staff;

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use crate::cli::Ending;
use crate::cli::print::Printer;
use crate::disk::DiskError;
use crate::engine::{Engine, EngineError};
use crate::feedback::report::csv::Table;
use crate::feedback::report::{Day, Report as Value, Scope, SiteFacts, csv, html, json, markdown, of_store};
use crate::feedback::staff::roster::RosterError;
use crate::feedback::staff::scope::ScopeError;
use crate::feedback::store::{Address, StoreError};
use staff::Staff;

/// Tell what to fix first, from what readers told; or what staff have still to read and to learn
#[derive(Debug, Args)]
#[command(
    after_help = "Example: answerbook report --db sqlite:feedback.db --since 2026-10-01 --format html > report.html
         answerbook report --acknowledgements --roster staff.csv"
)]
pub struct Report {
    /// Where events are kept: `sqlite:PATH` or `postgres://…`
    #[arg(long, value_name = "URL", default_value = "sqlite:feedback.db")]
    db: String,
    /// How the report is printed
    #[arg(long, value_enum, default_value = "md")]
    format: Form,
    /// Which table of the report `--format csv` prints
    #[arg(long, value_enum, default_value = "pages")]
    table: Columns,
    /// Only what happened from this day on (UTC)
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Only what happened until the end of this day (UTC)
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// Only pages that this person or team answers for
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Only this language
    #[arg(long, value_name = "CODE")]
    lang: Option<String>,
    /// Folder that holds `book.toml` [default: the current folder, if there is one in it]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(flatten)]
    staff: Staff,
}

/// How a report is printed.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Form {
    /// A page to be forwarded
    Html,
    /// Markdown, for a terminal or an issue
    Md,
    /// A table for a spreadsheet
    Csv,
    /// Everything, also for `report` under `[feedback]`
    Json,
    /// Statements for a learning record store, of `--training`
    Xapi,
}

/// A table of the report.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Columns {
    /// A row for each page
    Pages,
    /// A row for each query without a result or without a click
    Searches,
    /// A row for each comment
    Comments,
}

impl Columns {
    fn table(self) -> Table {
        match self {
            Self::Pages => Table::Pages,
            Self::Searches => Table::Searches,
            Self::Comments => Table::Comments,
        }
    }
}

/// What stops a report.
#[derive(Debug, thiserror::Error)]
enum Stop {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error("`--owner` needs the site, which says who answers for what")]
    OwnerWithoutSite,
    #[error("the span ends before it begins")]
    Backwards,
    #[error(transparent)]
    Disk(#[from] DiskError),
    #[error("{}", error.at(path))]
    Roster { path: PathBuf, error: RosterError },
    #[error(transparent)]
    Scope(#[from] ScopeError),
    #[error("nothing says who the members of staff are")]
    NoRoster,
    #[error("this report needs the site, which says what is to be read and learned")]
    NoSite,
    #[error("statements need `base-url` under `[book]`, which they name pages by")]
    NoBase,
    #[error("`--format xapi` is for `--training`")]
    Xapi,
}

impl Stop {
    fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Store(error) => error.hint(),
            Self::Engine(EngineError::Disk(DiskError::NoSite(_))) | Self::OwnerWithoutSite | Self::NoSite => {
                Some("name the folder of the site with `--root DIR`")
            }
            Self::Roster { error: RosterError::Encoding(_), .. } => {
                Some("save it as CSV in UTF-8; Excel calls that `CSV UTF-8`")
            }
            Self::Roster { .. } => Some("the first line names the columns: name, id, email, login, team"),
            Self::NoRoster => Some("name a table of them with `--roster staff.csv`"),
            Self::Scope(_) | Self::Engine(_) | Self::Disk(_) | Self::NoBase | Self::Xapi => None,
            Self::Backwards => Some("`--since` comes before `--until`"),
        }
    }

    fn ending(&self) -> Ending {
        match self {
            Self::Store(StoreError::Address(_))
            | Self::OwnerWithoutSite
            | Self::Backwards
            | Self::Roster { .. }
            | Self::Scope(_)
            | Self::NoRoster
            | Self::NoSite
            | Self::NoBase
            | Self::Xapi => Ending::Misused,
            Self::Store(_) | Self::Engine(_) | Self::Disk(_) => Ending::Failed,
        }
    }
}

impl Report {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        match self.made(printer) {
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

    fn made(&self, printer: &Printer) -> Result<String, Stop> {
        if self.staff.is_asked() {
            let root = self.folder();
            return self.staff.text(&self.db, root.as_deref(), self.owner.as_ref(), self.format, printer);
        }
        match self.format {
            Form::Xapi => Err(Stop::Xapi),
            Form::Html | Form::Md | Form::Csv | Form::Json => Ok(self.text(&self.report()?)),
        }
    }

    fn report(&self) -> Result<Value, Stop> {
        let scope = self.scope();
        if self.since.is_some_and(|since| Day(since) > scope.last()) {
            return Err(Stop::Backwards);
        }
        let address = Address::parse(&self.db)?;
        let site = self.site()?;
        if self.owner.is_some() && site.is_none() {
            return Err(Stop::OwnerWithoutSite);
        }
        Ok(of_store(&address, &scope, site.as_ref())?)
    }

    fn scope(&self) -> Scope {
        Scope {
            today: Day::today(),
            since: self.since.map(Day),
            until: self.until.map(Day),
            owner: self.owner.clone(),
            language: self.lang.clone(),
        }
    }

    /// What is known of the site, as far as its pages can be read; whether they are without fault is for `check` to say.
    fn site(&self) -> Result<Option<SiteFacts>, Stop> {
        let Some(root) = self.folder() else { return Ok(None) };
        Ok(Some(Engine::load(&root)?.facts()))
    }

    /// The folder of the site, if there is one.
    fn folder(&self) -> Option<PathBuf> {
        let here = PathBuf::from(".");
        self.root.clone().or_else(|| here.join("book.toml").is_file().then_some(here))
    }

    fn text(&self, report: &Value) -> String {
        match self.format {
            Form::Html => html::text(report),
            Form::Md => markdown::text(report),
            Form::Csv => csv::text(report, self.table.table()),
            Form::Json | Form::Xapi => json::text(report),
        }
    }
}
