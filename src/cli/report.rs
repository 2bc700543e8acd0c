//! `answerbook report`: what to fix first, from the events of a store.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use crate::cli::Ending;
use crate::cli::print::Printer;
use crate::disk::DiskError;
use crate::engine::{Engine, EngineError};
use crate::feedback::report::csv::Table;
use crate::feedback::report::{Day, Report as Value, Scope, SiteFacts, csv, html, json, markdown, of_store};
use crate::feedback::store::{Address, StoreError};

/// Tell what to fix first, from what readers told
#[derive(Debug, Args)]
#[command(
    after_help = "Example: answerbook report --db sqlite:feedback.db --since 2026-10-01 --format html > report.html"
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
}

impl Stop {
    fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Store(error) => error.hint(),
            Self::Engine(EngineError::Disk(DiskError::NoSite(_))) | Self::OwnerWithoutSite => {
                Some("name the folder of the site with `--root DIR`")
            }
            Self::Engine(_) => None,
            Self::Backwards => Some("`--since` comes before `--until`"),
        }
    }

    fn ending(&self) -> Ending {
        match self {
            Self::Store(StoreError::Address(_)) | Self::OwnerWithoutSite | Self::Backwards => Ending::Misused,
            Self::Store(_) | Self::Engine(_) => Ending::Failed,
        }
    }
}

impl Report {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        match self.report() {
            Ok(report) => {
                printer.out(&self.text(&report));
                Ending::Done
            }
            Err(stop) => {
                printer.error(&stop, stop.hint());
                stop.ending()
            }
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
        let here = PathBuf::from(".");
        let root = match &self.root {
            Some(root) => root,
            None if here.join("book.toml").is_file() => &here,
            None => return Ok(None),
        };
        Ok(Some(Engine::load(root)?.facts()))
    }

    fn text(&self, report: &Value) -> String {
        match self.format {
            Form::Html => html::text(report),
            Form::Md => markdown::text(report),
            Form::Csv => csv::text(report, self.table.table()),
            Form::Json => json::text(report),
        }
    }
}
