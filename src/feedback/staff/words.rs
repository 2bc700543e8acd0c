//! What the forms for people say, the same in each.

use super::acknowledgements::{Answer, Given, Status};
use super::training::{self, Gap, Learner, Missing, Paper, Test, Validity};
use crate::feedback::report::words::{day, percent};

/// `3 of 4`.
pub(super) fn part(done: u64, of: u64) -> String {
    format!("{done} of {of}")
}

/// `75%`; empty where there is nothing to do.
pub(super) fn share(done: u64, of: u64) -> String {
    if of == 0 {
        String::new()
    } else {
        percent(
            f64::from(u32::try_from(done).unwrap_or(u32::MAX))
                / f64::from(u32::try_from(of).unwrap_or(u32::MAX)),
        )
    }
}

/// The name of a team; those without one are a team, too.
pub(super) fn team(name: &str) -> &str {
    if name.is_empty() { "no team" } else { name }
}

pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Current => "yes",
        Status::Older => "an older version",
        Status::None => "no",
    }
}

/// `28 November 2026, version 2.1`.
pub(super) fn given(given: &Given) -> String {
    match given.version.as_str() {
        "" => day(given.day),
        version => format!("{}, version {version}", day(given.day)),
    }
}

/// How somebody is known: by a proxy, or by what they typed.
pub(super) fn known(given: &Given) -> String {
    match (given.verified, given.typed.as_str()) {
        (true, "") => "logged in".into(),
        (true, typed) => format!("logged in as {}, typed “{typed}”", given.as_name),
        (false, _) => "typed".into(),
    }
}

pub(super) fn when(answer: &Answer) -> String {
    answer.given.as_ref().map_or_else(String::new, given)
}

pub(super) fn progress(status: training::Status) -> &'static str {
    match status {
        training::Status::Done => "done",
        training::Status::Started => "started",
        training::Status::None => "not started",
    }
}

/// `test-1: 80%, 28 November 2026`.
pub(super) fn test(test: &Test) -> String {
    let share = percent(f64::from(test.score) / f64::from(test.points.max(1)));
    let passed = match (test.passed, test.current) {
        (true, true) => "passed",
        (true, false) => "passed before the page changed",
        (false, _) => "not passed",
    };
    format!("{}: {share}, {passed}, {}", test.title, day(test.day))
}

/// `A-17, valid until 28 February 2027`.
pub(super) fn paper(paper: &Paper) -> String {
    let until = paper.expires.map_or_else(String::new, |last| format!(" until {}", day(last)));
    let said = match paper.status {
        Validity::Valid => format!("valid{until}"),
        Validity::Expired => format!("was valid{until}"),
        Validity::Outdated => "out of date".into(),
    };
    format!("{}, {said}", paper.number)
}

/// What is missing; lessons in one word where none was read.
pub(super) fn missing(one: &Learner) -> Vec<String> {
    let is_lesson = |gap: &&Gap| gap.what == Missing::Lesson;
    let lessons = one.gaps.iter().filter(is_lesson).count() as u64;
    if lessons > 1 && lessons == one.of {
        let rest = one.gaps.iter().filter(|gap| !is_lesson(gap)).map(gap);
        return std::iter::once(format!("all {lessons} lessons")).chain(rest).collect();
    }
    one.gaps.iter().map(gap).collect()
}

fn gap(gap: &Gap) -> String {
    let what = match gap.what {
        Missing::Lesson => "lesson",
        Missing::LessonAgain => "lesson has changed",
        Missing::Test => "test not passed",
        Missing::TestAgain => "test has changed",
        Missing::Certificate => "certificate",
        Missing::CertificateAgain => "certificate to be renewed",
    };
    match gap.what {
        Missing::Certificate | Missing::CertificateAgain => what.into(),
        Missing::Lesson | Missing::LessonAgain | Missing::Test | Missing::TestAgain => {
            format!("{what}: {}", gap.title)
        }
    }
}
