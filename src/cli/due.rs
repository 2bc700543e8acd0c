//! `answerbook due`.

use std::collections::BTreeSet;

use answerbook_kernel::nearest::did_you_mean;
use answerbook_kernel::period::Period;
use answerbook_kernel::{Audience, Checked, Diagnostic, Internal, Public, Site};
use clap::Args;

use crate::cli::check::hint;
use crate::cli::day::Today;
use crate::cli::editions::One;
use crate::cli::print::Printer;
use crate::cli::{Ending, Root};
use crate::due::{self, Scope};
use crate::engine::{Engine, EngineError};
use crate::report::{self, Format};

/// Tell what is to be reviewed and what comes into force
#[derive(Debug, Args)]
#[command(after_help = "\
Example: answerbook due --within \"3 months\" --format ics > due.ics
Exit codes: 0 nothing is overdue, 1 something is or a page has an error, 2 wrong usage, 3 the machine failed.")]
pub struct Due {
    #[command(flatten)]
    root: Root,
    /// Only what this person or team answers for
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// How far ahead to look: `30d`, `6 weeks`, `3 months`
    #[arg(long, value_name = "SPAN", default_value = "30d", value_parser = period)]
    within: Period,
    /// Which edition's pages
    #[arg(long, value_enum, default_value = "internal")]
    edition: One,
    /// Only this language
    #[arg(long, value_name = "CODE")]
    lang: Option<String>,
    /// How the list is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
    #[command(flatten)]
    today: Today,
}

/// How the list is printed.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Form {
    /// For people
    Text,
    /// Tasks, for an issue
    Md,
    /// A table for a spreadsheet
    Csv,
    /// Events for a calendar
    Ics,
    /// For programs
    Json,
}

/// A list, and what is to be said of it.
struct Found {
    due: due::Due,
    /// No page has an error.
    is_sound: bool,
    /// What was asked for is not on any page.
    unknown: Option<Misuse>,
}

/// What was asked for that cannot be, and what could.
type Misuse = (String, String);

/// A name that is on no page would make a list that is always empty.
fn unknown<A: Audience>(site: &Site<A>, scope: &Scope) -> Option<Misuse> {
    let owners = site.pages().map(|(_, page)| page.policy.owner.as_str());
    let owners: BTreeSet<&str> = owners.filter(|owner| !owner.is_empty()).collect();
    let languages: BTreeSet<&str> = site.trees().iter().map(|tree| tree.language.as_str()).collect();
    let told = |what: &str, asked: &str, known: &BTreeSet<&str>| {
        let known = known.iter().copied();
        let all: Vec<String> = known.clone().map(|name| format!("`{name}`")).collect();
        let help = match all.as_slice() {
            [] => "name who answers for a page as `owner` in its front matter".to_owned(),
            _ => did_you_mean(asked, known).unwrap_or_else(|| format!("there are {}", all.join(", "))),
        };
        (format!("no page {what} `{asked}`"), help)
    };
    let owner = scope.owner.as_deref().filter(|owner| !owners.contains(owner));
    let language = scope.language.as_deref();
    let language = language.filter(|code| !languages.iter().any(|known| known.eq_ignore_ascii_case(code)));
    owner
        .map(|owner| told("is owned by", owner, &owners))
        .or_else(|| language.map(|code| told("is in", code, &languages)))
}

fn period(text: &str) -> Result<Period, String> {
    Period::parse(text).ok_or_else(|| "write a number of days, weeks, months or years, such as `30d`".into())
}

impl Due {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        match self.due(printer) {
            Ok(Found { unknown: Some((message, help)), .. }) => printer.misuse(&message, &help),
            Ok(Found { due, is_sound, .. }) => {
                printer.out(&self.text(&due));
                if due.is_overdue() || !is_sound { Ending::Faulty } else { Ending::Done }
            }
            Err(error) => {
                printer.error(&error, hint(&error));
                Ending::Failed
            }
        }
    }

    /// What is due, as far as pages can be read, and whether they could: a page with an error may be the one that is overdue.
    fn due(&self, printer: &Printer) -> Result<Found, EngineError> {
        let engine = Engine::load(&self.root.root)?;
        let scope = self.scope();
        let (due, unknown, found) = match self.edition {
            One::Public => Self::of(engine.site::<Public>(), &scope),
            One::Internal => Self::of(engine.site::<Internal>(), &scope),
        };
        let errors: Vec<Diagnostic> = found.into_iter().filter(Diagnostic::is_error).collect();
        if !errors.is_empty() {
            printer.diagnostics(&report::tidy(errors.clone()), &engine, Format::Text);
        }
        let is_sound = errors.is_empty();
        Ok(Found { due, is_sound, unknown: unknown.filter(|_| is_sound) })
    }

    fn of<A: Audience>(site: Checked<Site<A>>, scope: &Scope) -> (due::Due, Option<Misuse>, Vec<Diagnostic>) {
        let (site, found) = site.into_parts();
        (due::Due::of(&site, scope), unknown(&site, scope), found)
    }

    fn scope(&self) -> Scope {
        let today = self.today.day();
        let until = self.within.after(today).unwrap_or(jiff::civil::Date::MAX);
        Scope { today, until, owner: self.owner.clone(), language: self.lang.clone() }
    }

    fn text(&self, due: &due::Due) -> String {
        match self.format {
            Form::Text => due::text::text(due),
            Form::Md => due::markdown::text(due),
            Form::Csv => due::csv::text(due),
            Form::Ics => due::ics::text(due),
            Form::Json => due::json::text(due),
        }
    }
}
