//! Reports on staff as pages of the same kind as the report on feedback. Every text that is not ours is escaped (R17).

use super::acknowledgements::{Acknowledgements, Answer, Coverage, PolicyRow, Status};
use super::facts::PageName;
use super::sums::TeamRow;
use super::training::{self, CourseRow, Learner, Training};
use super::words::{given, known, missing, paper, part, progress, share, status, team, test, when};
use crate::feedback::day::Day;
use crate::feedback::report::html::{day, document, language_name, small};
use crate::feedback::report::words::many;
use crate::render::fill::escape;

/// Who has acknowledged what.
pub fn acknowledgements(report: &Acknowledgements) -> String {
    let missing = report.policies.iter().flat_map(|policy| &policy.people);
    let older = missing.filter(|one| one.status == Status::Older).count() as u64;
    let figures = [
        (share(report.done, report.of), "acknowledged", part(report.done, report.of)),
        (report.policies.len().to_string(), "policies in force", String::new()),
        (older.to_string(), "know an older version", String::new()),
        (report.strangers.len().to_string(), "not in the roster", String::new()),
    ];
    let about = [report.team.as_deref(), report.owner.as_deref()];
    let sections = [
        head("Acknowledgements", &report.title, report.made, about),
        facts(&figures),
        list("Policies", &["Policy", "Acknowledged"], report.policies.iter().map(policy)),
        list("Teams", &["Team", "Acknowledged"], report.teams.iter().map(sum)),
        list("People", &["Name", "Acknowledged"], report.people.iter().map(coverage)),
        report.policies.iter().map(answers).collect(),
        strangers(report),
        list(
            "Not in force yet",
            &["Policy", "From"],
            report.to_come.iter().map(|one| [titled(&one.page), one.from.map_or_else(String::new, day)]),
        ),
    ];
    document(&format!("{}: acknowledgements", escape(&report.title)), &sections.concat())
}

/// Who has learned what.
pub fn training(report: &Training) -> String {
    let people = || report.courses.iter().flat_map(|course| &course.people);
    let count = |status| people().filter(|one| one.status == status).count().to_string();
    let figures = [
        (report.courses.len().to_string(), "courses", String::new()),
        (
            count(training::Status::Done),
            "done",
            part(
                people().filter(|one| one.status == training::Status::Done).count() as u64,
                people().count() as u64,
            ),
        ),
        (count(training::Status::Started), "started", String::new()),
        (count(training::Status::None), "not started", String::new()),
    ];
    let about = [report.team.as_deref(), report.owner.as_deref()];
    let others = report.strangers.iter().map(|one| {
        let who = format!("{}{}", escape(&one.name), small(&[escape(&one.login)]));
        [who, many(one.records, "record", "records"), day(one.last)]
    });
    let sections = [
        head("Training", &report.title, report.made, about),
        facts(&figures),
        report.courses.iter().map(course).collect(),
        list("Not in the roster", &["Name", "Records", "Last"], others),
    ];
    document(&format!("{}: training", escape(&report.title)), &sections.concat())
}

fn head(what: &str, title: &str, made: Day, [team, owner]: [Option<&str>; 2]) -> String {
    let team = team.map_or_else(String::new, |team| format!(" · team {}", escape(team)));
    let owner = owner.map_or_else(String::new, |owner| format!(" · pages of {}", escape(owner)));
    let title = if title.is_empty() { what.to_owned() } else { escape(title) };
    format!(
        "<header><p class=\"eyebrow\">{what}</p><h1>{title}</h1><p>{}{team}{owner}</p></header>\n",
        day(made)
    )
}

fn facts(figures: &[(String, &str, String)]) -> String {
    let fact = |(value, name, of): &(String, &str, String)| {
        let more = if of.is_empty() { String::new() } else { format!("<dd>{of}</dd>") };
        format!("<div><dt>{name}</dt><dd>{value}</dd>{more}</div>")
    };
    let figures = figures.iter().filter(|(value, ..)| !value.is_empty());
    format!("<dl class=\"facts\">{}</dl>\n", figures.map(fact).collect::<String>())
}

/// A section with a table, whose first column names its rows; nothing where there are none.
fn list<const N: usize>(title: &str, names: &[&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    section(&format!("<h2>{}</h2>", escape(title)), names, rows)
}

fn section<const N: usize>(head: &str, names: &[&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    // On narrow screens each cell is a line, which says what it is.
    let row = |cells: [String; N]| {
        let cell = |(at, cell): (usize, String)| match (at, cell.as_str()) {
            (0, _) => format!("<th role=\"rowheader\" scope=\"row\">{cell}</th>"),
            (_, "") => "<td role=\"cell\"></td>".to_owned(),
            _ => format!("<td role=\"cell\"><span class=\"said\">{}: </span>{cell}</td>", names[at]),
        };
        format!("<tr role=\"row\">{}</tr>", cells.into_iter().enumerate().map(cell).collect::<String>())
    };
    let rows: String = rows.map(row).collect();
    if rows.is_empty() {
        return String::new();
    }
    let name = |name: &&str| format!("<th role=\"columnheader\" scope=\"col\">{name}</th>");
    let names: String = names.iter().map(name).collect();
    format!(
        "<section>{head}<table class=\"wide staff\" role=\"table\"><thead role=\"rowgroup\"><tr role=\"row\">{names}</tr></thead>\
         <tbody role=\"rowgroup\">{rows}</tbody></table></section>\n"
    )
}

fn titled(page: &PageName) -> String {
    let version =
        if page.version.is_empty() { String::new() } else { format!("version {}", escape(&page.version)) };
    let behind: Vec<String> = page.behind.iter().map(|code| language_name(code)).collect();
    let behind = if behind.is_empty() { String::new() } else { format!("behind: {}", behind.join(", ")) };
    let about = small(&[escape(&page.owner), version, behind]);
    let title = format!("<span lang=\"{}\">{}</span>", escape(&page.language), escape(&page.title));
    format!("{title}<small class=\"path\">/{}</small>{about}", escape(&page.page))
}

fn policy(row: &PolicyRow) -> [String; 2] {
    [titled(&row.page), format!("{}{}", part(row.done, row.of), small(&[share(row.done, row.of)]))]
}

fn sum(row: &TeamRow) -> [String; 2] {
    [escape(team(&row.team)), format!("{}{}", part(row.done, row.of), small(&[share(row.done, row.of)]))]
}

fn person(name: &str, team: &str) -> String {
    format!("{}{}", escape(name), small(&[escape(team)]))
}

fn coverage(one: &Coverage) -> [String; 2] {
    [person(&one.name, &one.team), part(one.done, one.of)]
}

fn answers(row: &PolicyRow) -> String {
    let answer = |one: &Answer| {
        let how = one.given.as_ref().map_or_else(String::new, |given| small(&[escape(&known(given))]));
        [person(&one.name, &one.team), status(one.status).to_owned(), format!("{}{how}", escape(&when(one)))]
    };
    let title = &row.page;
    let head = format!("<h2 lang=\"{}\">{}</h2>", escape(&title.language), escape(&title.title));
    section(&head, &["Name", "Acknowledged", "When"], row.people.iter().map(answer))
}

fn strangers(report: &Acknowledgements) -> String {
    let said = report.strangers.iter().flat_map(|one| one.policies.iter().map(move |said| (one, said)));
    let rows = said.map(|(one, said)| {
        let when = format!("{}{}", escape(&given(&said.given)), small(&[escape(&known(&said.given))]));
        [person(&one.name, &one.login), escape(&said.title), status(said.status).to_owned(), when]
    });
    list("Not in the roster", &["Name", "Policy", "Acknowledged", "When"], rows)
}

fn course(row: &CourseRow) -> String {
    let lessons = many(row.lessons.len() as u64, "lesson", "lessons");
    let head = format!(
        "<h2 lang=\"{}\">{}</h2><p>{lessons} · {} done</p>",
        escape(&row.page.language),
        escape(&row.page.title),
        part(row.done, row.of)
    );
    let names = ["Name", "Course", "Lessons", "Tests", "Certificate", "Missing"];
    section(&head, &names, row.people.iter().map(learner))
}

fn learner(one: &Learner) -> [String; 6] {
    let lines = |texts: Vec<String>| texts.iter().map(|text| escape(text)).collect::<Vec<_>>().join("<br>");
    [
        person(&one.name, &one.team),
        progress(one.status).to_owned(),
        part(one.lessons, one.of),
        lines(one.tests.iter().map(test).collect()),
        escape(&one.certificate.as_ref().map_or_else(String::new, paper)),
        lines(missing(one)),
    ]
}
