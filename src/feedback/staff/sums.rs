//! How many of a team have done something.

use std::collections::BTreeMap;

use serde::Serialize;

/// A team, and how far it has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TeamRow {
    /// Empty for those without one.
    pub team: String,
    /// How much was done.
    pub done: u64,
    /// How much there is to do.
    pub of: u64,
}

/// Teams by name, from what each of their members has done of what.
pub(super) fn teams<'t>(rows: impl Iterator<Item = (&'t str, u64, u64)>) -> Vec<TeamRow> {
    let mut teams: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (team, done, of) in rows {
        let sum = teams.entry(team).or_default();
        *sum = (sum.0 + done, sum.1 + of);
    }
    let row = |(team, (done, of)): (&str, (u64, u64))| TeamRow { team: team.to_owned(), done, of };
    teams.into_iter().map(row).collect()
}
