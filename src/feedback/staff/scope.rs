//! What a report on staff is about.

use super::facts::PageName;
use super::names::folded;
use super::roster::{Member, Roster};
use crate::feedback::day::Day;

/// What a report on staff is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// The day it is made for: what is in force then, and was done until its end (UTC).
    pub today: Day,
    /// Only these pages: by their path, that of their source, or that of all translations.
    pub pages: Vec<String>,
    /// Only members of this team.
    pub team: Option<String>,
    /// Only pages that this person or team answers for.
    pub owner: Option<String>,
}

/// Why a report would be about nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    /// No member of the roster is in the team.
    #[error("nobody in the roster is in the team `{0}`")]
    Team(String),
    /// No such page is to be acknowledged, or no such course is there.
    #[error("`{0}` is no {1}")]
    Page(String, &'static str),
}

impl Scope {
    /// Everything, as of a day.
    pub fn all(today: Day) -> Self {
        Self { today, pages: Vec::new(), team: None, owner: None }
    }

    /// Whether a time, in seconds since 1970, is not after the day.
    pub(super) fn has_come(&self, time: i64) -> bool {
        time < self.today.plus(1).start()
    }

    pub(super) fn concerns(&self, page: &PageName) -> bool {
        (self.pages.is_empty() || self.pages.iter().any(|path| page.is(path)))
            && self.owner.as_ref().is_none_or(|owner| folded(owner) == folded(&page.owner))
    }

    pub(super) fn has(&self, member: &Member) -> bool {
        self.team.as_ref().is_none_or(|team| folded(team) == folded(&member.team))
    }

    /// Looks whether everything that is named is there.
    ///
    /// # Errors
    /// When something is not.
    pub fn check<'p>(
        &self,
        roster: &Roster,
        pages: impl Iterator<Item = &'p PageName> + Clone,
        what: &'static str,
    ) -> Result<(), ScopeError> {
        if let Some(team) = self.team.as_ref().filter(|_| !roster.members.iter().any(|one| self.has(one))) {
            return Err(ScopeError::Team(team.clone()));
        }
        let is_missing = |path: &&String| !pages.clone().any(|page| page.is(path));
        match self.pages.iter().find(is_missing) {
            Some(path) => Err(ScopeError::Page(path.clone(), what)),
            None => Ok(()),
        }
    }
}
