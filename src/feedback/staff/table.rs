//! Reports on staff as CSV: a row for each person and policy, or person and course.

use super::acknowledgements::{Acknowledgements, Given, Status};
use super::training::{Learner, Training};
use super::words::{missing, test};
use crate::feedback::day::Day;
use crate::feedback::report::csv::Csv;

/// Who has acknowledged what.
pub fn acknowledgements(report: &Acknowledgements) -> String {
    let mut csv = Csv::new(&[
        "page",
        "title",
        "owner",
        "version",
        "name",
        "team",
        "in_roster",
        "status",
        "day",
        "acknowledged_version",
        "language",
        "verified",
        "as_name",
        "typed",
    ]);
    for row in &report.policies {
        let page = &row.page;
        for one in &row.people {
            let about = [&page.page, &page.title, &page.owner, &page.version, &one.name, &one.team];
            csv.row(&cells(about, "yes", one.status, one.given.as_ref()));
        }
        for one in &report.strangers {
            for said in one.policies.iter().filter(|said| said.page == page.page) {
                let about = [&page.page, &page.title, &page.owner, &page.version, &one.name, &String::new()];
                csv.row(&cells(about, "no", said.status, Some(&said.given)));
            }
        }
    }
    csv.text
}

fn cells(about: [&String; 6], in_roster: &str, status: Status, given: Option<&Given>) -> Vec<String> {
    let mut cells: Vec<String> = about.into_iter().cloned().collect();
    let status = match status {
        Status::Current => "current",
        Status::Older => "older",
        Status::None => "none",
    };
    cells.extend([in_roster.to_owned(), status.to_owned()]);
    cells.extend(given.map_or_else(Default::default, |given| {
        let verified = if given.verified { "yes" } else { "no" };
        [
            given.day.to_string(),
            given.version.clone(),
            given.language.clone(),
            verified.into(),
            given.as_name.clone(),
            given.typed.clone(),
        ]
    }));
    cells
}

/// Who has learned what.
pub fn training(report: &Training) -> String {
    let mut csv = Csv::new(&[
        "page",
        "title",
        "owner",
        "name",
        "team",
        "status",
        "lessons",
        "of",
        "tests_passed",
        "tests_taken",
        "tests",
        "certificate",
        "certificate_day",
        "certificate_until",
        "certificate_status",
        "missing",
    ]);
    for row in &report.courses {
        let page = &row.page;
        for one in &row.people {
            let about = [&page.page, &page.title, &page.owner, &one.name, &one.team];
            let mut cells: Vec<String> = about.into_iter().cloned().collect();
            cells.extend(learned(one));
            csv.row(&cells);
        }
    }
    csv.text
}

fn learned(one: &Learner) -> Vec<String> {
    let status = word(&one.status);
    let passed = one.tests.iter().filter(|test| test.passed && test.current).count();
    let joined = |texts: Vec<String>| texts.join("; ");
    let paper = one.certificate.as_ref();
    let until = paper.and_then(|paper| paper.expires).map_or_else(String::new, |day: Day| day.to_string());
    vec![
        status,
        one.lessons.to_string(),
        one.of.to_string(),
        passed.to_string(),
        one.tests.len().to_string(),
        joined(one.tests.iter().map(test).collect()),
        paper.map_or_else(String::new, |paper| paper.number.clone()),
        paper.map_or_else(String::new, |paper| paper.day.to_string()),
        until,
        paper.map_or_else(String::new, |paper| word(&paper.status)),
        joined(missing(one)),
    ]
}

/// The word that the JSON has for it.
fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
