//! What the last report on feedback says to the readers of an edition.
//!
//! Customers are told one thing, which pages other customers read most; nothing else of the report gets here for them, so nothing
//! else of it can change a byte of what they get (I3, R13).

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use answerbook_kernel::{Audience, Level};

use crate::feedback::day::Day;
use crate::feedback::report::Report;
use crate::feedback::report::model::{PageRow, Viewed};

/// So many days after its last day a report tells nothing of the present any more.
const FRESH: i64 = 45;

/// What the report says to the readers of an edition.
#[derive(Clone, Debug)]
pub struct Numbers<A> {
    /// Paths of pages by language, the most read first.
    popular: BTreeMap<String, Vec<String>>,
    /// From this day on nothing is popular any more.
    until: Option<Day>,
    /// For staff, the whole of it.
    report: Option<Arc<Report>>,
    audience: PhantomData<fn() -> A>,
}

impl<A> Default for Numbers<A> {
    fn default() -> Self {
        Self { popular: BTreeMap::new(), until: None, report: None, audience: PhantomData }
    }
}

impl<A> PartialEq for Numbers<A> {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.report, &other.report) {
            (Some(own), Some(other)) => Arc::ptr_eq(own, other) || own == other,
            (own, other) => own.is_none() && other.is_none(),
        };
        same && self.popular == other.popular && self.until == other.until
    }
}

impl<A: Audience> Numbers<A> {
    /// What a report says to this audience. One that was made for a language or an owner alone does not say what is popular.
    pub fn of(report: &Arc<Report>) -> Self {
        let (viewed, whole) = match A::SEES {
            Level::Public => (&report.popular.public, None),
            Level::Internal => (&report.popular.internal, Some(Arc::clone(report))),
        };
        let partial = report.owner.is_some() || report.language.is_some();
        let paths = |pages: &Vec<Viewed>| pages.iter().map(|viewed| viewed.page.clone()).collect();
        let popular =
            viewed.iter().filter(|_| !partial).map(|(language, pages)| (language.clone(), paths(pages)));
        Self {
            popular: popular.collect(),
            until: Some(report.popular.to.plus(FRESH)),
            report: whole,
            audience: PhantomData,
        }
    }

    /// Paths of the pages of a language that are read most, and the day from which on they may not be any more.
    pub fn popular(&self, language: &str) -> Option<(&[String], Day)> {
        Some((self.popular.get(language)?, self.until?))
    }

    /// The report, for staff.
    pub fn report(&self) -> Option<&Report> {
        self.report.as_deref()
    }

    /// What staff is told about a page, by its path.
    pub fn row(&self, page: &str) -> Option<&PageRow> {
        self.report()?.pages.iter().find(|row| row.page.page == page)
    }
}
