//! Who has learned what: lessons read, tests passed, certificates that are valid, and what is missing.

use std::collections::BTreeMap;

use serde::Serialize;

use super::facts::{Course, PageName, StaffFacts};
use super::learned::Learned;
use super::roster::{Member, Roster};
use super::scope::{Scope, ScopeError};
use super::sums::{TeamRow, teams};
use crate::feedback::day::Day;
use crate::feedback::record::Record;

/// The version of the JSON.
pub const FORMAT: u32 = 1;

/// Who has learned what.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Training {
    /// [`FORMAT`].
    pub format: u32,
    /// `training`.
    pub report: &'static str,
    /// The day it is made for (UTC, as all days).
    pub made: Day,
    /// The site's title.
    pub title: String,
    /// Only this team.
    pub team: Option<String>,
    /// Only this owner's courses.
    pub owner: Option<String>,
    /// Courses by title.
    pub courses: Vec<CourseRow>,
    /// Who has learned something and is not in the roster.
    pub strangers: Vec<Stranger>,
}

/// A course, and who has learned it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CourseRow {
    /// Which.
    #[serde(flatten)]
    pub page: PageName,
    /// Its lessons in order.
    pub lessons: Vec<PageName>,
    /// Whether who passes it is given a certificate.
    pub has_certificate: bool,
    /// How many are through.
    pub done: u64,
    /// How many there are.
    pub of: u64,
    /// The same by team.
    pub teams: Vec<TeamRow>,
    /// Each person of the roster, in its order.
    pub people: Vec<Learner>,
}

/// How far a person has come in a course.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Learner {
    /// As the roster writes it.
    pub name: String,
    /// May be empty.
    pub team: String,
    /// How far.
    pub status: Status,
    /// How many lessons were read as they are now.
    pub lessons: u64,
    /// How many there are.
    pub of: u64,
    /// Tests that were taken, by page and name.
    pub tests: Vec<Test>,
    /// The newest certificate.
    pub certificate: Option<Paper>,
    /// What is missing.
    pub gaps: Vec<Gap>,
}

/// How far somebody has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nothing is missing.
    Done,
    /// Something is done, and something is missing.
    Started,
    /// Nothing is done.
    None,
}

/// A test that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Test {
    /// The page it stands on.
    pub page: String,
    /// That page's title.
    pub title: String,
    /// Its name on the page.
    pub quiz: String,
    /// The most points that were reached, in what counts if anything does.
    pub score: u32,
    /// Of how many.
    pub points: u32,
    /// The day of the best attempt.
    pub day: Day,
    /// Whether it was passed with that.
    pub passed: bool,
    /// Whether the page has not changed since in a way that matters.
    pub current: bool,
    /// How often it was tried.
    pub tries: u64,
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Paper {
    /// When it was given.
    pub day: Day,
    /// What stands on it.
    pub number: String,
    /// The last day on which it is valid; for good without one.
    pub expires: Option<Day>,
    /// Whether it is.
    pub status: Validity,
    /// Whether a trusted proxy said whose it is.
    pub verified: bool,
}

/// Whether a certificate is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Validity {
    /// It is.
    Valid,
    /// Its time is over.
    Expired,
    /// What was learned has changed in a way that matters.
    Outdated,
}

/// Something that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// What.
    pub what: Missing,
    /// The page it is about.
    pub page: String,
    /// Its title.
    pub title: String,
}

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// A lesson was not read.
    Lesson,
    /// It was, before a change that matters.
    LessonAgain,
    /// A test was taken and not passed.
    Test,
    /// It was passed, before a change that matters.
    TestAgain,
    /// There is no certificate.
    Certificate,
    /// It is not valid any more.
    CertificateAgain,
}

/// Somebody who is not in the roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stranger {
    /// Who they were taken for.
    pub name: String,
    /// What a proxy knows them by; may be empty.
    pub login: String,
    /// How many records there are.
    pub records: u64,
    /// The day of the newest.
    pub last: Day,
}

/// The report on all that was learned among records.
///
/// # Errors
/// When the scope names what is not there.
pub fn make(
    records: &[Record],
    roster: &Roster,
    site: &StaffFacts,
    scope: &Scope,
) -> Result<Training, ScopeError> {
    scope.check(roster, site.courses.iter().map(|course| &course.page), "course")?;
    let mut courses: Vec<&Course> =
        site.courses.iter().filter(|course| scope.concerns(&course.page)).collect();
    courses.sort_by(|a, b| a.page.title.cmp(&b.page.title).then_with(|| a.page.page.cmp(&b.page.page)));
    let (mut own, mut others): (BTreeMap<usize, Vec<&Record>>, BTreeMap<_, Stranger>) = Default::default();
    for record in
        records.iter().filter(|record| record.deed.name() != "acknowledge" && scope.has_come(record.time))
    {
        match roster.find(&record.person) {
            Some(at) => own.entry(at).or_default().push(record),
            None => stranger(&mut others, record),
        }
    }
    let members: Vec<(usize, &Member)> =
        roster.members.iter().enumerate().filter(|(_, member)| scope.has(member)).collect();
    let row = |course: &&Course| {
        let learner = |(at, member): &(usize, &Member)| {
            let records = own.get(at).map_or(&[][..], Vec::as_slice);
            learner(course, member, &Learned::of(course, records, site, scope.today))
        };
        row(course, members.iter().map(learner).collect())
    };
    Ok(Training {
        format: FORMAT,
        report: "training",
        made: scope.today,
        title: site.title.clone(),
        team: scope.team.clone(),
        owner: scope.owner.clone(),
        courses: courses.iter().map(row).collect(),
        strangers: others.into_values().collect(),
    })
}

fn stranger(others: &mut BTreeMap<(String, String), Stranger>, record: &Record) {
    let (person, day) = (&record.person, Day::of(record.time));
    let known = others.entry((person.login.clone(), person.name.clone())).or_insert_with(|| Stranger {
        name: person.name.clone(),
        login: person.login.clone(),
        records: 0,
        last: day,
    });
    known.records += 1;
    known.last = known.last.max(day);
}

fn row(course: &Course, people: Vec<Learner>) -> CourseRow {
    let is_done = |one: &Learner| u64::from(one.status == Status::Done);
    CourseRow {
        page: course.page.clone(),
        lessons: course.lessons.clone(),
        has_certificate: course.has_certificate,
        done: people.iter().map(is_done).sum(),
        of: people.len() as u64,
        teams: teams(people.iter().map(|one| (one.team.as_str(), is_done(one), 1))),
        people,
    }
}

fn learner(course: &Course, member: &Member, learned: &Learned) -> Learner {
    let gaps = learned.gaps(course);
    let status = match (gaps.is_empty(), learned.is_empty()) {
        (_, true) => Status::None,
        (true, false) => Status::Done,
        (false, false) => Status::Started,
    };
    Learner {
        name: member.name.clone(),
        team: member.team.clone(),
        status,
        lessons: learned.lessons.values().filter(|current| **current).count() as u64,
        of: course.lessons.len() as u64,
        tests: learned.tests.values().cloned().collect(),
        certificate: learned.certificate.clone(),
        gaps,
    }
}
