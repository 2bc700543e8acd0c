//! Who has acknowledged which policy, and who has not.

use std::collections::BTreeMap;

use serde::Serialize;

use super::facts::{PageFacts, PageName, Policy, StaffFacts};
use super::roster::{Member, Roster};
use super::scope::{Scope, ScopeError};
use super::sums::{TeamRow, teams};
use crate::feedback::day::Day;
use crate::feedback::record::{Deed, Record};

/// The version of the JSON.
pub const FORMAT: u32 = 1;

/// Who has acknowledged what.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Acknowledgements {
    /// [`FORMAT`].
    pub format: u32,
    /// `acknowledgements`.
    pub report: &'static str,
    /// The day it is made for (UTC, as all days).
    pub made: Day,
    /// The site's title.
    pub title: String,
    /// Only this team.
    pub team: Option<String>,
    /// Only this owner's policies.
    pub owner: Option<String>,
    /// How many acknowledgements there are of those that there should be.
    pub done: u64,
    /// How many there should be.
    pub of: u64,
    /// Policies in force, by title.
    pub policies: Vec<PolicyRow>,
    /// The same by team.
    pub teams: Vec<TeamRow>,
    /// The same by person, in the order of the roster.
    pub people: Vec<Coverage>,
    /// Who has acknowledged something and is not in the roster.
    pub strangers: Vec<Stranger>,
    /// Policies that will be in force, and are not asked for yet.
    pub to_come: Vec<ToCome>,
}

/// A policy, and who has acknowledged it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PolicyRow {
    /// Which.
    #[serde(flatten)]
    pub page: PageName,
    /// How many have acknowledged what it says now.
    pub done: u64,
    /// How many should.
    pub of: u64,
    /// The same by team.
    pub teams: Vec<TeamRow>,
    /// Each person of the roster, in its order.
    pub people: Vec<Answer>,
}

/// What a person has said about a policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// As the roster writes it.
    pub name: String,
    /// May be empty.
    pub team: String,
    /// Whether it was acknowledged.
    pub status: Status,
    /// What was acknowledged: what counts, or else what last did.
    pub given: Option<Given>,
}

/// Whether a policy was acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// As it is now, but for changes that do not matter.
    Current,
    /// Before a change that matters.
    Older,
    /// Never.
    None,
}

/// An acknowledgement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Given {
    /// When.
    pub day: Day,
    /// The version in force then; may be empty.
    pub version: String,
    /// The last change that mattered then.
    pub revision: String,
    /// BCP 47, of what was read.
    pub language: String,
    /// Whether a trusted proxy said who it was; else they typed their name.
    pub verified: bool,
    /// Who it was taken for.
    pub as_name: String,
    /// What was typed, where that is something else than who it was taken for.
    pub typed: String,
}

/// How much of what is asked a person has acknowledged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Coverage {
    /// As the roster writes it.
    pub name: String,
    /// May be empty.
    pub team: String,
    /// How many policies.
    pub done: u64,
    /// Of how many.
    pub of: u64,
    /// Pages of those that are open.
    pub open: Vec<String>,
}

/// Somebody who is not in the roster.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stranger {
    /// Who they were taken for.
    pub name: String,
    /// What a proxy knows them by; may be empty.
    pub login: String,
    /// What they acknowledged.
    pub policies: Vec<StrangerAnswer>,
}

/// What a stranger has said about a policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StrangerAnswer {
    /// Path of the policy.
    pub page: String,
    /// Its title.
    pub title: String,
    /// Whether it counts.
    pub status: Status,
    /// What was acknowledged.
    pub given: Given,
}

/// A policy that is not in force yet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ToCome {
    /// Which.
    #[serde(flatten)]
    pub page: PageName,
    /// From this day on.
    pub from: Option<Day>,
}

/// What somebody has said about a policy while it is counted.
type Said = BTreeMap<String, (Status, Given)>;

impl Given {
    fn of(record: &Record) -> Self {
        let person = &record.person;
        let typed = if person.typed == person.name { String::new() } else { person.typed.clone() };
        Self {
            day: Day::of(record.time),
            version: record.version.clone(),
            revision: record.revision.clone(),
            language: record.language.clone(),
            verified: person.is_verified(),
            as_name: person.name.clone(),
            typed,
        }
    }
}

/// The report on all acknowledgements among records.
///
/// # Errors
/// When the scope names what is not there.
pub fn make(
    records: &[Record],
    roster: &Roster,
    site: &StaffFacts,
    scope: &Scope,
) -> Result<Acknowledgements, ScopeError> {
    scope.check(
        roster,
        site.policies.iter().map(|policy| &policy.page),
        "policy that is to be acknowledged",
    )?;
    let mut asked: Vec<&Policy> =
        site.policies.iter().filter(|policy| scope.concerns(&policy.page)).collect();
    asked.sort_by(|a, b| a.page.title.cmp(&b.page.title).then_with(|| a.page.page.cmp(&b.page.page)));
    let to_come = asked.iter().filter(|policy| policy.span.is_to_come(scope.today));
    let to_come =
        to_come.map(|policy| ToCome { page: policy.page.clone(), from: policy.span.from.map(Day) }).collect();
    asked.retain(|policy| policy.span.holds(scope.today));
    let counted = Counted::of(records, roster, site, scope);
    let members: Vec<(usize, &Member)> =
        roster.members.iter().enumerate().filter(|(_, member)| scope.has(member)).collect();
    let policies: Vec<PolicyRow> = asked.iter().map(|policy| counted.row(&policy.page, &members)).collect();
    let people: Vec<Coverage> = members
        .iter()
        .map(|(_, member)| *member)
        .zip(0..)
        .map(|(member, at)| coverage(member, at, &policies))
        .collect();
    let (done, of) = people.iter().fold((0, 0), |(done, of), one| (done + one.done, of + one.of));
    Ok(Acknowledgements {
        format: FORMAT,
        report: "acknowledgements",
        made: scope.today,
        title: site.title.clone(),
        team: scope.team.clone(),
        owner: scope.owner.clone(),
        done,
        of,
        teams: teams(people.iter().map(|one| (one.team.as_str(), one.done, one.of))),
        strangers: counted.strangers(&asked),
        policies,
        people,
        to_come,
    })
}

/// What everybody has said.
#[derive(Default)]
struct Counted {
    /// By place in the roster, then by key of the policy.
    members: BTreeMap<usize, Said>,
    /// By login and name, likewise.
    strangers: BTreeMap<(String, String), Said>,
}

impl Counted {
    fn of(records: &[Record], roster: &Roster, site: &StaffFacts, scope: &Scope) -> Self {
        let mut counted = Self::default();
        let given =
            records.iter().filter(|record| record.deed == Deed::Acknowledge && scope.has_come(record.time));
        for record in given {
            let Some(page) = site.page(&record.page) else { continue };
            let said = match roster.find(&record.person) {
                Some(at) => counted.members.entry(at).or_default(),
                None => {
                    let person = &record.person;
                    counted.strangers.entry((person.login.clone(), person.name.clone())).or_default()
                }
            };
            hear(said, page, status(site, page, record), record);
        }
        counted
    }

    fn row(&self, page: &PageName, members: &[(usize, &Member)]) -> PolicyRow {
        let answer = |(at, member): &(usize, &Member)| {
            let said = self.members.get(at).and_then(|said| said.get(&page.key));
            Answer {
                name: member.name.clone(),
                team: member.team.clone(),
                status: said.map_or(Status::None, |(status, _)| *status),
                given: said.map(|(_, given)| given.clone()),
            }
        };
        let people: Vec<Answer> = members.iter().map(answer).collect();
        let is_done = |answer: &Answer| u64::from(answer.status == Status::Current);
        PolicyRow {
            page: page.clone(),
            done: people.iter().map(is_done).sum(),
            of: people.len() as u64,
            teams: teams(people.iter().map(|one| (one.team.as_str(), is_done(one), 1))),
            people,
        }
    }

    fn strangers(self, asked: &[&Policy]) -> Vec<Stranger> {
        let stranger = |((login, name), mut said): ((String, String), Said)| {
            let answer = |policy: &&Policy| {
                let (status, given) = said.remove(&policy.page.key)?;
                let PageName { page, title, .. } = policy.page.clone();
                Some(StrangerAnswer { page, title, status, given })
            };
            let policies: Vec<StrangerAnswer> = asked.iter().filter_map(answer).collect();
            (!policies.is_empty()).then_some(Stranger { name, login, policies })
        };
        self.strangers.into_iter().filter_map(stranger).collect()
    }
}

fn status(site: &StaffFacts, page: &PageFacts, record: &Record) -> Status {
    if site.is_current(page, &record.revision) { Status::Current } else { Status::Older }
}

/// What counts is what was said first of it as it is now, rather by somebody who is known; else what was said last.
fn hear(said: &mut Said, page: &PageFacts, status: Status, record: &Record) {
    let given = Given::of(record);
    match said.get_mut(&page.key) {
        None => _ = said.insert(page.key.clone(), (status, given)),
        Some(known) => {
            let better = match (known.0, status) {
                (Status::Current, Status::Current) if given.verified == known.1.verified => {
                    given.day < known.1.day
                }
                (Status::Current, Status::Current) => given.verified,
                (Status::Current, _) => false,
                (_, Status::Current) => true,
                _ => given.day >= known.1.day,
            };
            if better {
                *known = (status, given);
            }
        }
    }
}

/// What is open for the person at a place in every policy's list.
fn coverage(member: &Member, at: usize, policies: &[PolicyRow]) -> Coverage {
    let is_open = |row: &&PolicyRow| row.people.get(at).is_none_or(|one| one.status != Status::Current);
    let open: Vec<String> = policies.iter().filter(is_open).map(|row| row.page.page.clone()).collect();
    let of = policies.len() as u64;
    Coverage { name: member.name.clone(), team: member.team.clone(), done: of - open.len() as u64, of, open }
}
