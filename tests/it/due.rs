//! `answerbook due`: what is to be reviewed, and what comes into force.

use icalendar::parser::{read_calendar, unfold};
use serde_json::{Value, json};

use crate::driver::{Run, Site, answerbook, repository};

const BOOK: &str = "[book]\ntitle = \"Test; a, b\\\\c\"\nbase-url = \"https://help.example.com\"\n[languages.zh-Hans]\ntitle = \"测试\"\n[audience]\ndefault = \"public\"\n";

fn policy(title: &str, front: &str) -> String {
    format!("---\ntitle: \"{title}\"\nkind: policy\n{front}\n---\nText.\n")
}

fn site() -> Site {
    let long = "A policy with a name that goes on and on; with commas, too, and 一個很長很長的中文名稱 that does not end before the line does";
    Site::with_book(BOOK)
        .file("content/over.md", policy("=Over", "version: '1.0'\nowner: Anna\nreview-by: 2026-11-01"))
        .file("content/zh-Hans/over.md", policy("过期", "version: '1.0'\nowner: Anna\nreview-by: 2026-11-01"))
        .file("content/today.md", policy("Today", "owner: Ben\nreview-by: 2026-11-28\naudience: internal"))
        .file("content/soon.md", policy(long, "version: '2'\nowner: Anna\nreview-by: 2026-12-28"))
        .file("content/zh-Hans/soon.md", policy("将到", "version: '2'\nowner: 安娜\nreview-by: 2026-12-20"))
        .file("content/far.md", policy("Far", "owner: Anna\nreview-by: 2026-12-29"))
        // The first is reviewed before it is replaced, the second is not.
        .file("content/a.md", policy("A", "version: '1'\nreview-by: 2026-12-01"))
        .file("content/b.md", policy("B", "version: '2'\neffective: 2026-12-10\nsupersedes: a.md"))
        .file("content/c.md", policy("C", "version: '1'\nreview-by: 2026-12-20"))
        .file("content/d.md", policy("D", "version: '2'\neffective: 2026-12-15\nsupersedes: c.md"))
        // Gone already, by day and without one; and in force already.
        .file("content/e.md", policy("E", "review-by: 2026-11-20"))
        .file("content/f.md", policy("F", "effective: 2026-11-28\nsupersedes: e.md"))
        .file("content/g.md", policy("G", "review-by: 2026-01-01"))
        .file("content/h.md", policy("H", "supersedes: g.md"))
}

fn due(site: &Site, more: &[&str], code: i32) -> Run {
    let arguments = [&["due", "--today", "2026-11-28"], more].concat();
    site.run(&arguments).ends_with(code)
}

fn lines(site: &Site, more: &[&str], code: i32) -> Vec<Value> {
    let run = due(site, &[more, &["--format", "json"]].concat(), code);
    let whole: Value = serde_json::from_str(&run.out).unwrap();
    let line =
        |item: &Value| json!([item["day"], item["days_left"], item["what"], item["path"], item["languages"]]);
    whole["items"].as_array().unwrap().iter().map(line).collect()
}

#[test]
fn what_is_due_is_told_by_the_day() {
    let site = site();
    let all = lines(&site, &[], 1);
    let expected = vec![
        json!(["2026-11-01", -27, "review", "content/over.md", ["en", "zh-Hans"]]),
        json!(["2026-11-28", 0, "review", "content/today.md", ["en"]]),
        json!(["2026-12-01", 3, "review", "content/a.md", ["en"]]),
        json!(["2026-12-10", 12, "begins", "content/b.md", ["en"]]),
        json!(["2026-12-15", 17, "begins", "content/d.md", ["en"]]),
        json!(["2026-12-20", 22, "review", "content/zh-Hans/soon.md", ["zh-Hans"]]),
        json!(["2026-12-28", 30, "review", "content/soon.md", ["en"]]),
    ];
    assert_eq!(all, expected);
    assert_eq!(lines(&site, &["--within", "31d"], 1).len(), all.len() + 1);
    assert_eq!(lines(&site, &["--within", "1 day"], 1), expected[..2]);
    assert_eq!(lines(&site, &["--owner", "Ben"], 0), expected[1..2]);
    assert_eq!(
        lines(&site, &["--lang", "ZH-hans"], 1),
        [json!(["2026-11-01", -27, "review", "content/zh-Hans/over.md", ["zh-Hans"]]), expected[5].clone(),]
    );
    // Customers' own edition has no page for staff.
    assert_eq!(lines(&site, &["--edition", "public"], 1).len(), expected.len() - 1);
    // To be reviewed by a day is not late on it.
    let on_it = site.run(&["due", "--today", "2026-11-01", "--within", "0d"]).ends_with(0);
    assert!(on_it.out.starts_with("2026-11-01  today"), "{}", on_it.out);
    let after = site.run(&["due", "--today", "2026-11-02", "--within", "0d"]).ends_with(1);
    assert!(after.out.starts_with("2026-11-01  1 day ago"), "{}", after.out);
}

#[test]
fn every_form_says_the_same() {
    let site = site();
    let text = due(&site, &[], 1).out;
    assert!(text.contains("=Over 1.0, Anna  content/over.md (en, zh-Hans)"), "{text}");
    assert!(
        text.ends_with("\n1 overdue, 4 to be reviewed, 2 coming into force, until 2026-12-28\n"),
        "{text}"
    );
    let tasks = due(&site, &["--format", "md"], 1).out;
    assert!(tasks.starts_with("## Overdue\n\n- [ ] 2026-11-01 (27 days ago): [=Over 1.0](<https://help.example.com/over/>), Anna, `content/over.md` (en, zh-Hans)\n"), "{tasks}");
    assert!(tasks.contains("\n## Coming into force\n\n- [ ] 2026-12-10 (in 12 days): [B 2]"), "{tasks}");
    // What is for staff has no address for customers.
    assert!(tasks.contains("(today): Today, Ben, `content/today.md`\n"), "{tasks}");
    let table = due(&site, &["--format", "csv"], 1).out;
    let rows: Vec<&str> = table.split_terminator("\r\n").collect();
    assert_eq!(rows[0], "day,days_left,what,title,version,owner,path,languages,url");
    assert_eq!(
        rows[1],
        "2026-11-01,-27,review,'=Over,1.0,Anna,content/over.md,en zh-Hans,https://help.example.com/over/"
    );
    assert!(
        rows[7].contains(",review,\"A policy with a name that goes on and on; with commas, too"),
        "{table}"
    );
    assert_eq!(rows.len(), 8);
}

#[test]
fn a_calendar_takes_it() {
    let site = site();
    let text = due(&site, &["--format", "ics"], 1).out;
    // By hand: every line ends as it must, and none is too long.
    assert!(text.ends_with("\r\n") && text.matches('\n').count() == text.matches("\r\n").count());
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    assert!(text.split("\r\n").any(|line| line.starts_with(' ')), "nothing was folded");
    assert!(text.contains("X-WR-CALNAME:Test\\; a\\, b\\\\c\r\n"), "{text}");
    let unfolded = unfold(&text);
    let calendar = read_calendar(&unfolded).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let events: Vec<_> = calendar.components.iter().filter(|part| part.name == "VEVENT").collect();
    assert_eq!(events.len(), 7);
    let value = |part: &icalendar::parser::Component<'_>, name: &str| {
        part.find_prop(name).map(|property| property.val.to_string()).unwrap_or_default()
    };
    let days: Vec<String> = events.iter().map(|event| value(event, "DTSTART")).collect();
    assert_eq!(days, ["20261101", "20261128", "20261201", "20261210", "20261215", "20261220", "20261228"]);
    for event in &events {
        assert_eq!(value(event, "DTSTAMP"), "20261128T000000Z");
        let start = event.find_prop("DTSTART").unwrap();
        assert!(
            start
                .params
                .iter()
                .any(|one| one.key == "VALUE" && one.val.as_ref().is_some_and(|kind| *kind == "DATE"))
        );
        let alarm = event.components.iter().find(|part| part.name == "VALARM").unwrap();
        assert_eq!(value(alarm, "TRIGGER"), "-P7D");
        assert_eq!(value(alarm, "ACTION"), "DISPLAY");
        assert!(["Review", "Comes into force"].contains(&&*value(event, "CATEGORIES")));
    }
    assert_eq!(value(events[0], "URL"), "https://help.example.com/over/");
    assert_eq!(value(events[1], "URL"), "");
    let ids = |text: &str| -> Vec<String> {
        text.split("\r\n").filter_map(|line| Some(line.strip_prefix("UID:")?.to_owned())).collect()
    };
    let first = ids(&text);
    assert_eq!(first.iter().collect::<std::collections::BTreeSet<_>>().len(), 7);
    // An event whose day is moved is the same one; so is everything on another day.
    site.write("content/soon.md", policy("Renamed", "version: '3'\nowner: Anna\nreview-by: 2026-12-24"));
    assert_eq!(ids(&due(&site, &["--format", "ics"], 1).out), first);
    let later = site.run(&["due", "--today", "2026-11-29", "--format", "ics"]).ends_with(1).out;
    assert!(ids(&later).iter().filter(|id| first.contains(id)).count() == 7, "{later}");
}

#[test]
fn where_nothing_is_due_that_is_said() {
    let site = Site::with_book("[book]\ntitle = \"Test\"\n").file("content/a.md", "# A\n");
    let run = due(&site, &[], 0);
    assert_eq!(run.out, "no page says when it is to be reviewed or comes into force\n");
    assert_eq!(
        due(&site, &["--format", "md"], 0).out,
        "No page says when it is to be reviewed or comes into force\n"
    );
    let calendar = due(&site, &["--format", "ics"], 0).out;
    assert!(read_calendar(&unfold(&calendar)).is_ok_and(|calendar| calendar.components.is_empty()));
    site.write("content/a.md", policy("A", "review-by: 2030-01-01"));
    assert_eq!(due(&site, &[], 0).out, "nothing is due until 2026-12-28\n");
    for wrong in [["--within", "soon"], ["--today", "tomorrow"], ["--format", "pdf"], ["--edition", "all"]] {
        site.run(&[&["due"], &wrong[..]].concat()).ends_with(2);
    }
    Site::none().run(&["due"]).ends_with(3).says(&["book.toml"]);
}

/// The sample, on a day that stands still.
#[test]
fn the_sample_has_a_list() {
    let run = Run::of(
        answerbook()
            .args(["due", "--within", "60d", "--today", "2026-11-28", "--format", "csv", "--root"])
            .arg(repository())
            .output()
            .unwrap(),
    )
    .ends_with(1);
    let rows: Vec<String> = run
        .out
        .split_terminator("\r\n")
        .skip(1)
        .map(|row| row.split(',').take(7).collect::<Vec<_>>().join(","))
        .collect();
    assert_eq!(
        rows,
        [
            "2026-11-09,-19,review,Professional conduct,2.0,Head of People,content/policies/professional-conduct.md",
            "2026-12-15,17,review,Response times,2.3,Customer Care Manager,content/policies/response-times.md",
            "2026-12-31,33,review,Escalation runbook,2.3,Customer Care Manager,content/operations/escalation-runbook.md",
            "2027-01-11,44,review,Warranty and repairs,1.3,Product Quality Manager,content/policies/warranty.md",
            "2027-01-15,48,review,Respectful contact,1.1,Customer Care Manager,content/policies/respectful-contact.md",
            "2027-01-15,48,begins,Delivery (2027),3.0,Delivery Manager,content/policies/delivery-2027.md",
        ]
    );
}

#[test]
fn what_cannot_be_read_is_not_taken_for_nothing() {
    let site =
        Site::new().file("content/p.md", "---\ntitle: P\nkind: policy\nreview-by: 2026-13-45\n---\nText.\n");
    let told = site.run(&["due", "--today", "2026-11-28"]).ends_with(1);
    assert!(told.err.contains("content/p.md:4:12"), "{}", told.err);
}

/// A list that nothing could be on says nothing about what is due.
#[test]
fn who_is_on_no_page_is_told() {
    let site = site();
    for (asked, hint) in
        [(["--owner", "Ana"], "did you mean `Anna`?"), (["--lang", "fr"], "there are `en`, `zh-Hans`")]
    {
        due(&site, &asked, 2).says(&[asked[1], hint]);
    }
    due(&site, &["--owner", "安娜"], 0);
}

/// A note for staff is no review of what customers read.
#[test]
fn editions_agree_on_when_a_page_is_to_be_reviewed() {
    let change = |day: &str, audience: &str| format!("  - {{date: {day}, note: N, audience: {audience}}}\n");
    let lines = change("2026-10-01", "internal") + &change("2025-06-01", "public");
    let site = Site::with_book(&format!("{BOOK}[policy]\nreview-every = \"12 months\"\n"))
        .file("content/a.md", policy("A", &format!("changes:\n{lines}")))
        .file("content/b.md", policy("B", &format!("audience: internal\nchanges:\n{lines}")));
    let internal = due(&site, &[], 1).out;
    assert!(internal.starts_with("2026-06-01") && internal.contains("\n1 overdue"), "{internal}");
    let public = due(&site, &["--edition", "public"], 1).out;
    assert!(public.starts_with("2026-06-01"), "{public}");
}
