//! Reports on staff as Markdown: readable in a terminal and in an issue.

use super::acknowledgements::{Acknowledgements, PolicyRow};
use super::facts::PageName;
use super::sums::TeamRow;
use super::training::{CourseRow, Training};
use super::words::{known, missing, paper, part, progress, share, status, team, test, when};
use crate::feedback::day::Day;
use crate::feedback::report::markdown::escape;
use crate::feedback::report::words::{day, many};

/// Who has acknowledged what.
pub fn acknowledgements(report: &Acknowledgements) -> String {
    let about = [report.team.as_deref(), report.owner.as_deref()];
    let mut out = head("Acknowledgements", &report.title, report.made, about);
    let share = share(report.done, report.of);
    let share = if share.is_empty() { share } else { format!(" ({share})") };
    out.push_str(&format!("\n{} acknowledged{share}\n", part(report.done, report.of)));
    let row = |row: &PolicyRow| {
        vec![name(&row.page), escape(&row.page.version), part(row.done, row.of), behind(&row.page)]
    };
    section(
        &mut out,
        "Policies",
        &["Policy", "Version", "Acknowledged", "Behind"],
        report.policies.iter().map(row),
    );
    section(&mut out, "Teams", &["Team", "Acknowledged"], report.teams.iter().map(sum));
    let row = |one: &super::acknowledgements::Coverage| {
        vec![escape(&one.name), escape(&one.team), part(one.done, one.of)]
    };
    section(&mut out, "People", &["Name", "Team", "Acknowledged"], report.people.iter().map(row));
    for policy in &report.policies {
        let row = |one: &super::acknowledgements::Answer| {
            let how = one.given.as_ref().map_or_else(String::new, |given| escape(&known(given)));
            vec![escape(&one.name), escape(&one.team), status(one.status).into(), escape(&when(one)), how]
        };
        let names = ["Name", "Team", "Acknowledged", "When", "Known by"];
        section(&mut out, &escape(&policy.page.title), &names, policy.people.iter().map(row));
    }
    let strangers = report.strangers.iter().flat_map(|one| one.policies.iter().map(move |said| (one, said)));
    let row =
        |(one, said): (&super::acknowledgements::Stranger, &super::acknowledgements::StrangerAnswer)| {
            let who = escape(&one.name);
            vec![
                who,
                escape(&one.login),
                escape(&said.title),
                status(said.status).into(),
                escape(&super::words::given(&said.given)),
            ]
        };
    let names = ["Name", "Login", "Policy", "Acknowledged", "When"];
    section(&mut out, "Not in the roster", &names, strangers.map(row));
    let row =
        |one: &super::acknowledgements::ToCome| vec![name(&one.page), one.from.map_or_else(String::new, day)];
    section(&mut out, "Not in force yet", &["Policy", "From"], report.to_come.iter().map(row));
    out
}

/// Who has learned what.
pub fn training(report: &Training) -> String {
    let mut out =
        head("Training", &report.title, report.made, [report.team.as_deref(), report.owner.as_deref()]);
    let row = |row: &CourseRow| {
        let lessons = row.lessons.len() as u64;
        vec![name(&row.page), many(lessons, "lesson", "lessons"), part(row.done, row.of)]
    };
    section(&mut out, "Courses", &["Course", "Lessons", "Done"], report.courses.iter().map(row));
    for course in &report.courses {
        let row = |one: &super::training::Learner| {
            let tests: Vec<String> = one.tests.iter().map(test).collect();
            let gaps = missing(one);
            vec![
                escape(&one.name),
                escape(&one.team),
                progress(one.status).into(),
                part(one.lessons, one.of),
                escape(&tests.join("; ")),
                escape(&one.certificate.as_ref().map_or_else(String::new, paper)),
                escape(&gaps.join("; ")),
            ]
        };
        let names = ["Name", "Team", "Course", "Lessons", "Tests", "Certificate", "Missing"];
        section(&mut out, &escape(&course.page.title), &names, course.people.iter().map(row));
    }
    let row = |one: &super::training::Stranger| {
        vec![escape(&one.name), escape(&one.login), one.records.to_string(), day(one.last)]
    };
    section(
        &mut out,
        "Not in the roster",
        &["Name", "Login", "Records", "Last"],
        report.strangers.iter().map(row),
    );
    out
}

fn head(what: &str, title: &str, made: Day, [team, owner]: [Option<&str>; 2]) -> String {
    let title = if title.is_empty() { String::new() } else { format!(": {}", escape(title)) };
    let team = team.map_or_else(String::new, |team| format!(", team {}", escape(team)));
    let owner = owner.map_or_else(String::new, |owner| format!(", pages of {}", escape(owner)));
    format!("# {what}{title}\n\n{}{team}{owner}\n", day(made))
}

fn name(page: &PageName) -> String {
    format!("{} `/{}`", escape(&page.title), page.page.replace('`', "´").replace('|', "\\|"))
}

/// Translations that lack the newest change that matters.
fn behind(page: &PageName) -> String {
    escape(&page.behind.join(", "))
}

fn sum(row: &TeamRow) -> Vec<String> {
    vec![escape(team(&row.team)), part(row.done, row.of)]
}

/// A table below its title; nothing where it has no rows.
fn section(out: &mut String, title: &str, names: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let rows: Vec<String> = rows.map(|cells| line(&cells)).collect();
    if !rows.is_empty() {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let rule = "| --- ".repeat(names.len());
        out.push_str(&format!("\n## {title}\n\n{}{rule}|\n{}", line(&names), rows.concat()));
    }
}
