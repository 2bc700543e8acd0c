//! `answerbook report --acknowledgements` and `--training`: what staff have still to do.

use std::path::{Path, PathBuf};

use answerbook_kernel::Internal;
use clap::Args;
use jiff::civil::Date;

use super::{Form, Stop};
use crate::cli::print::Printer;
use crate::disk;
use crate::engine::Engine;
use crate::feedback::day::Day;
use crate::feedback::record::Record;
use crate::feedback::staff::facts::StaffFacts;
use crate::feedback::staff::roster::Roster;
use crate::feedback::staff::scope::Scope;
use crate::feedback::staff::{acknowledgements, html, json, markdown, of_store, table, training, xapi};
use crate::feedback::store::Address;

/// What staff have still to do.
#[derive(Debug, Args)]
pub(super) struct Staff {
    /// Who has acknowledged which policy of the internal edition, and who has not
    #[arg(long, group = "staff", conflicts_with_all = ["since", "until", "lang", "table"])]
    acknowledgements: bool,
    /// Who has learned which course, passed which tests and has which certificate, and what is missing
    #[arg(long, group = "staff", conflicts_with_all = ["since", "until", "lang", "table"])]
    training: bool,
    /// Table of all members of staff: CSV with a column `name`, and perhaps `id`, `email`, `login`, `team`
    #[arg(long, value_name = "FILE", requires = "staff")]
    roster: Option<PathBuf>,
    /// Only this policy, by its path; may be repeated
    #[arg(long, value_name = "PATH", requires = "acknowledgements")]
    policy: Vec<String>,
    /// Only this course, by its path; may be repeated
    #[arg(long, value_name = "PATH", requires = "training")]
    course: Vec<String>,
    /// Only members of this team
    #[arg(long, value_name = "NAME", requires = "staff")]
    team: Option<String>,
    /// As if it were the end of this day (UTC)
    #[arg(long, value_name = "DATE", requires = "staff")]
    today: Option<Date>,
}

/// What the report is made of.
struct Given {
    records: Vec<Record>,
    roster: Option<Roster>,
    site: StaffFacts,
    scope: Scope,
}

impl Staff {
    /// Whether one of these reports is asked for.
    pub(super) fn is_asked(&self) -> bool {
        self.acknowledgements || self.training
    }

    /// The report in a form.
    pub(super) fn text(
        &self,
        db: &str,
        root: Option<&Path>,
        owner: Option<&String>,
        form: Form,
        printer: &Printer,
    ) -> Result<String, Stop> {
        if matches!(form, Form::Xapi) && !self.training {
            return Err(Stop::Xapi);
        }
        let address = Address::parse(db)?;
        let roster = self.roster(printer)?;
        if roster.is_none() && !matches!(form, Form::Xapi) {
            return Err(Stop::NoRoster);
        }
        let root = root.ok_or(Stop::NoSite)?;
        let site = StaffFacts::of(&Engine::load(root)?.site::<Internal>().into_parts().0);
        let scope = Scope {
            today: self.today.map_or_else(Day::today, Day),
            pages: [self.policy.clone(), self.course.clone()].concat(),
            team: self.team.clone(),
            owner: owner.cloned(),
        };
        let given = Given { records: of_store(&address)?, roster, site, scope };
        given.text(self.training, form)
    }

    fn roster(&self, printer: &Printer) -> Result<Option<Roster>, Stop> {
        let Some(path) = &self.roster else { return Ok(None) };
        let bytes = disk::read_roster(path)?;
        let shown = path.display();
        let (roster, odd) =
            Roster::parse(&bytes).map_err(|error| Stop::Roster { path: path.clone(), error })?;
        odd.iter().for_each(|fault| printer.alarm(&format!("warning: {shown}:{fault}")));
        Ok(Some(roster))
    }
}

impl Given {
    fn text(&self, is_training: bool, form: Form) -> Result<String, Stop> {
        let (records, site, scope) = (&self.records, &self.site, &self.scope);
        let nobody = Roster::default();
        let roster = self.roster.as_ref().unwrap_or(&nobody);
        if matches!(form, Form::Xapi) {
            if site.base.is_empty() {
                return Err(Stop::NoBase);
            }
            return Ok(xapi::text(records, self.roster.as_ref(), site, scope));
        }
        if is_training {
            let report = training::make(records, roster, site, scope)?;
            return Ok(match form {
                Form::Html => html::training(&report),
                Form::Csv => table::training(&report),
                Form::Json => json(&report),
                Form::Md | Form::Xapi => markdown::training(&report),
            });
        }
        let report = acknowledgements::make(records, roster, site, scope)?;
        Ok(match form {
            Form::Html => html::acknowledgements(&report),
            Form::Csv => table::acknowledgements(&report),
            Form::Json => json(&report),
            Form::Md | Form::Xapi => markdown::acknowledgements(&report),
        })
    }
}
