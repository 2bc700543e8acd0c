//! Records of staff in reports: who has acknowledged, who has learned, who is who.

use answerbook::feedback::record::{Certificate, Deed, Lesson, Person, Quiz, Record};
use answerbook::feedback::report::Day;
use answerbook::feedback::store;
use serde_json::{Value, json};

use crate::driver::{Run, Site};

pub(crate) const BOOK: &str = "[book]\ntitle = \"Staff & Co\"\nbase-url = \"https://help.example.com/kb/\"\n\
    [languages.zh-Hans]\ntitle = \"帮助\"\n";

const ROSTER: &str = "\u{feff}Name;Email;Login;Team\r\nAnna Smith;anna@example.com;asmith;Returns\r\nBob Miller;;;Returns\r\n\
    王小明;;wxm;Hong Kong\r\n\"=Eve, Jr.\";;;\r\n";

/// A policy whose last material change is a version of its own.
pub(crate) fn policy(text: &str, version: &str, material: &[(&str, &str)]) -> String {
    let change = |(day, version): &(&str, &str)| {
        format!("  - date: {day}\n    version: \"{version}\"\n    note: Changed.\n    material: true\n")
    };
    let changes: String = material.iter().map(change).collect();
    format!(
        "---\ntitle: Returns\nkind: policy\naudience: internal\nacknowledge: true\nowner: Operations\nversion: \"{version}\"\nchanges:\n{changes}---\n\n{text}\n"
    )
}

const FIRST: &[(&str, &str)] = &[("2026-01-10", "1.0")];

fn site() -> Site {
    Site::with_book(BOOK)
        .file("content/index.md", "---\naudience: public\n---\n\n# Home\n")
        .file("content/policies/returns.md", policy("Thirty days.", "1.0", FIRST))
        .file("content/zh-Hans/policies/returns.md", policy("三十天。", "1.0", FIRST))
        .file("staff.csv", ROSTER)
}

/// A record of somebody who typed a name, at noon.
fn record(id: &str, day: &str, name: &str, page: &str, revision: &str, deed: Deed) -> Record {
    let person = Person { name: name.into(), login: String::new(), typed: name.into() };
    let (time, language) = (Day(day.parse().unwrap()).start() + 43_200, "en".into());
    let (version, revision) = ("1.0".into(), revision.into());
    Record {
        id: format!("{id:0>16}"),
        time,
        language,
        page: page.into(),
        version,
        revision,
        hash: String::new(),
        person,
        deed,
    }
}

fn acknowledged(id: &str, day: &str, name: &str, revision: &str) -> Record {
    record(id, day, name, "policies/returns/", revision, Deed::Acknowledge)
}

fn known(login: &str, record: Record) -> Record {
    let person = Person { login: login.into(), ..record.person };
    Record { person, ..record }
}

fn keep(site: &Site, records: &[Record]) {
    let address = format!("sqlite:{}", site.path("feedback.db").display());
    store::open(&address).unwrap().add_records(records).unwrap();
}

fn report(site: &Site, arguments: &[&str]) -> Run {
    site.run(&[&["report", "--roster", "staff.csv", "--today", "2026-11-28"], arguments].concat())
}

fn json_of(site: &Site, arguments: &[&str]) -> Value {
    let run = report(site, &[arguments, &["--format", "json"]].concat()).ends_with(0);
    serde_json::from_str(&run.out).unwrap()
}

/// `Anna Smith: current`, for each person of a policy.
fn statuses(report: &Value) -> Vec<String> {
    let people = report["policies"][0]["people"].as_array().unwrap();
    let said =
        |one: &Value| format!("{}: {}", one["name"].as_str().unwrap(), one["status"].as_str().unwrap());
    people.iter().map(said).collect()
}

#[test]
fn an_acknowledgement_counts_until_a_change_that_matters() {
    let site = site();
    let first = "2026-01-10 1.0";
    keep(
        &site,
        &[
            known("ASMITH", acknowledged("a", "2026-02-01", "Somebody", first)),
            acknowledged("b", "2026-02-02", "bob  MILLER", first),
            record("c", "2026-02-03", "王 小明", "zh-Hans/policies/returns/", first, Deed::Acknowledge),
            acknowledged("d", "2026-02-04", "Mallory", first),
            // After the day of the report.
            acknowledged("e", "2026-12-01", "=Eve, Jr.", first),
        ],
    );
    let ask = ["--acknowledgements"];
    let one = json_of(&site, &ask);
    assert_eq!(
        statuses(&one),
        ["Anna Smith: current", "Bob Miller: current", "王小明: current", "=Eve, Jr.: none"]
    );
    assert_eq!((&one["done"], &one["of"]), (&json!(3), &json!(4)));
    let given = &one["policies"][0]["people"][0]["given"];
    assert_eq!(
        (&given["day"], &given["verified"], &given["version"]),
        (&json!("2026-02-01"), &json!(true), &json!("1.0"))
    );
    assert_eq!(one["policies"][0]["people"][1]["given"]["verified"], false);
    let teams = json!([{ "team": "", "done": 0, "of": 1 }, { "team": "Hong Kong", "done": 1, "of": 1 }, { "team": "Returns", "done": 2, "of": 2 }]);
    assert_eq!(one["policies"][0]["teams"], teams);
    assert_eq!(one["people"][3]["open"], json!(["policies/returns/"]));
    assert_eq!(
        (&one["strangers"][0]["name"], one["strangers"].as_array().unwrap().len()),
        (&json!("Mallory"), 1)
    );
    // A typo: another text, another version, and nobody is asked again.
    site.write("content/policies/returns.md", policy("30 days.", "1.1", FIRST));
    assert_eq!(json_of(&site, &ask)["done"], 3);
    // A change that matters asks everybody again; the translation is behind, and does not count any more.
    let second = [("2026-06-01", "2.0"), FIRST[0]];
    site.write("content/policies/returns.md", policy("60 days.", "2.0", &second));
    keep(&site, &[acknowledged("f", "2026-06-02", "Bob Miller", "2026-06-01 2.0 (2)")]);
    let two = json_of(&site, &ask);
    assert_eq!(
        statuses(&two),
        ["Anna Smith: older", "Bob Miller: current", "王小明: older", "=Eve, Jr.: none"]
    );
    assert_eq!(two["policies"][0]["behind"], json!(["zh-Hans"]));
    assert_eq!(two["policies"][0]["people"][0]["given"]["version"], "1.0");
    // Level again, in either language.
    site.write("content/zh-Hans/policies/returns.md", policy("六十天。", "2.0", &second));
    keep(
        &site,
        &[record(
            "g",
            "2026-06-09",
            "王小明",
            "zh-Hans/policies/returns/",
            "2026-06-01 2.0 (2)",
            Deed::Acknowledge,
        )],
    );
    let three = json_of(&site, &ask);
    assert_eq!((&three["done"], &three["policies"][0]["behind"]), (&json!(2), &json!([])));
    // As it was seen on an earlier day.
    let run = site.run(&[
        "report",
        "--acknowledgements",
        "--roster",
        "staff.csv",
        "--today",
        "2026-02-02",
        "--format",
        "json",
    ]);
    assert_eq!(serde_json::from_str::<Value>(&run.ends_with(0).out).unwrap()["strangers"], json!([]));
}

/// One more of the same day and version, or dated back, is one more.
#[test]
fn every_change_that_matters_is_asked_for() {
    let site = site();
    keep(&site, &[acknowledged("a", "2026-02-01", "Bob Miller", "2026-01-10 1.0")]);
    let status = || json_of(&site, &["--acknowledgements"])["policies"][0]["people"][1]["status"].clone();
    assert_eq!(status(), "current");
    for more in [FIRST[0], ("2025-03-01", "0.5")] {
        site.write("content/policies/returns.md", policy("30 days or so.", "1.0", &[FIRST[0], more]));
        assert_eq!(status(), "older", "{more:?}");
    }
}

#[test]
fn only_what_is_in_force_is_asked_for() {
    let site = site();
    let page = |title: &str, more: &str| {
        format!(
            "---\ntitle: {title}\nkind: policy\naudience: internal\nacknowledge: true\n{more}---\n\nText.\n"
        )
    };
    site.write("content/policies/old.md", page("Old", "owner: Legal\n"));
    site.write("content/policies/new.md", page("New", "effective: 2027-01-01\nsupersedes: old.md\n"));
    let titles = |arguments: &[&str]| -> Vec<String> {
        let report = json_of(&site, arguments);
        report["policies"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["title"].as_str().unwrap().to_owned())
            .collect()
    };
    keep(&site, &[]);
    assert_eq!(titles(&["--acknowledgements"]), ["Old", "Returns"]);
    assert_eq!(json_of(&site, &["--acknowledgements"])["to_come"][0]["title"], "New");
    let later = [
        "report",
        "--acknowledgements",
        "--roster",
        "staff.csv",
        "--today",
        "2027-01-01",
        "--format",
        "json",
    ];
    let later: Value = serde_json::from_str(&site.run(&later).ends_with(0).out).unwrap();
    let later: Vec<&Value> = later["policies"].as_array().unwrap().iter().map(|row| &row["title"]).collect();
    assert_eq!(later, ["New", "Returns"]);
    assert_eq!(titles(&["--acknowledgements", "--owner", "legal"]), ["Old"]);
    for path in
        ["policies/returns/", "content/policies/returns.md", "policies/returns", "zh-Hans/policies/returns"]
    {
        let run = report(&site, &["--acknowledgements", "--policy", path, "--format", "json"]);
        if path.starts_with("zh") {
            run.ends_with(2).says(&["is no policy that is to be acknowledged"]);
        } else {
            assert_eq!(titles(&["--acknowledgements", "--policy", path]), ["Returns"], "{path}");
        }
    }
    let team = json_of(&site, &["--acknowledgements", "--team", "hong kong"]);
    assert_eq!((&team["of"], &team["people"][0]["name"]), (&json!(2), &json!("王小明")));
    report(&site, &["--acknowledgements", "--team", "Moon"])
        .ends_with(2)
        .says(&["nobody in the roster is in the team `Moon`"]);
}

#[test]
fn the_forms_show_the_same_and_text_stays_text() {
    let site = site();
    let evil = "<b>|Eve*</b>";
    keep(
        &site,
        &[
            acknowledged("a", "2026-02-01", "Anna Smith", "2026-01-10 1.0"),
            acknowledged("b", "2026-02-01", evil, "x"),
        ],
    );
    let html = report(&site, &["--acknowledgements", "--format", "html"]).ends_with(0).out;
    assert!(
        html.contains("1 of 4")
            && html.contains("Staff &amp; Co")
            && html.contains("Content-Security-Policy")
    );
    assert!(
        html.contains("&lt;b&gt;|Eve*&lt;/b&gt;") && !html.contains("<b>") && !html.contains("<script"),
        "{html}"
    );
    let md = report(&site, &["--acknowledgements"]).ends_with(0).out;
    assert!(md.contains("| Anna Smith | Returns | yes | 1 February 2026, version 1.0 | typed |"), "{md}");
    assert!(md.contains("\\<b\\>\\|Eve\\*\\</b\\>"), "{md}");
    let csv = report(&site, &["--acknowledgements", "--format", "csv"]).ends_with(0).out;
    assert!(csv.contains("policies/returns/,Returns,Operations,1.0,Anna Smith,Returns,yes,current,2026-02-01,1.0,en,no,Anna Smith,\r\n"), "{csv}");
    assert!(csv.contains("\"'=Eve, Jr.\"") && csv.contains(",no,older,"), "{csv}");
    // The ordinary report knows nothing of it.
    for form in ["md", "json", "csv", "html"] {
        let ordinary = site.run(&["report", "--format", form]).ends_with(0).out;
        assert!(!ordinary.contains("Anna") && !ordinary.contains("acknowledg"), "{form}");
    }
}

#[test]
fn what_is_odd_about_a_roster_is_said() {
    let site = site();
    keep(&site, &[]);
    let ask = |roster: &[u8]| {
        site.write("staff.csv", roster);
        report(&site, &["--acknowledgements"])
    };
    ask(b"name,phone\nAnna,1\n")
        .ends_with(0)
        .says(&["warning: staff.csv:1:6: the column `phone` is not used"]);
    ask(b"name,id\nAnna,1\nBob,1\n")
        .ends_with(2)
        .says(&["staff.csv:3:1: `1` is somebody else already, in line 2", "name, id, email"]);
    ask(b"name\nJos\xe9\n").ends_with(2).says(&["staff.csv:2:1: the line is not UTF-8", "CSV UTF-8"]);
    ask(b"name,team\n\"Anna,Care\nBen,Care\n")
        .ends_with(2)
        .says(&["staff.csv:2:1: the quote is not closed on its line"]);
    ask(b"team\nx\n").ends_with(2).says(&["there is no column `name`"]);
    let run = |arguments: &[&str]| site.run(&[&["report"], arguments].concat());
    run(&["--acknowledgements"])
        .ends_with(2)
        .says(&["nothing says who the members of staff are", "--roster"]);
    run(&["--acknowledgements", "--roster", "no.csv"]).ends_with(3).says(&["no.csv"]);
    run(&["--roster", "staff.csv"]).ends_with(2);
    run(&["--acknowledgements", "--training", "--roster", "staff.csv"]).ends_with(2);
    run(&["--acknowledgements", "--since", "2026-01-01", "--roster", "staff.csv"]).ends_with(2);
    run(&["--format", "xapi"]).ends_with(2).says(&["for `--training`"]);
}

/// A course of two lessons, with what somebody has learned of it.
fn course() -> Site {
    let lesson = |title: &str, version: &str| {
        format!(
            "---\ntitle: {title}\nkind: lesson\naudience: internal\nversion: \"{version}\"\n---\n\nText.\n"
        )
    };
    let course = "---\ntitle: Onboarding\nkind: course\naudience: internal\nversion: \"1\"\ncertificate: 3 months\n---\n\nText.\n";
    let site = site()
        .file("content/training/index.md", course)
        .file("content/training/a.md", lesson("First", "1"))
        .file("content/training/b.md", lesson("Second", "1"));
    let on = "training/";
    let lesson = |id, day, name, page, revision| {
        record(id, day, name, page, revision, Deed::Lesson(Lesson { course: on.into() }))
    };
    let quiz = |id, day, name, score, passed| {
        let quiz = Quiz { course: on.into(), quiz: "test".into(), score, of: 5, passed };
        record(id, day, name, "training/b/", "1", Deed::Quiz(quiz))
    };
    let paper = |id, day, name, number: &str, expires: &str| {
        let expires = Some(Day(expires.parse().unwrap()));
        record(
            id,
            day,
            name,
            on,
            "1",
            Deed::Certificate(Certificate { course: on.into(), number: number.into(), expires }),
        )
    };
    keep(
        &site,
        &[
            known("asmith", lesson("a", "2026-09-01", "Anna Smith", "training/a/", "1")),
            known("asmith", lesson("b", "2026-09-02", "Anna Smith", "training/b/", "1")),
            known("asmith", quiz("c", "2026-09-03", "Anna Smith", 2, false)),
            known("asmith", quiz("d", "2026-09-04", "Anna Smith", 5, true)),
            known("asmith", quiz("e", "2026-09-05", "Anna Smith", 4, true)),
            known("asmith", paper("f", "2026-09-05", "Anna Smith", "A-1", "2026-12-05")),
            lesson("g", "2026-09-01", "Bob Miller", "training/a/", "0"),
            quiz("h", "2026-09-01", "Bob Miller", 1, false),
            paper("i", "2026-03-01", "Bob Miller", "B-1", "2026-06-01"),
            lesson("j", "2026-09-01", "Mallory", "training/a/", "1"),
        ],
    );
    site
}

#[test]
fn the_training_report_says_what_is_missing() {
    let site = course();
    let report_of = || json_of(&site, &["--training"]);
    let one = report_of();
    let people = one["courses"][0]["people"].as_array().unwrap();
    let said: Vec<_> =
        people.iter().map(|one| (one["status"].as_str().unwrap(), &one["lessons"], &one["of"])).collect();
    let none = ("none", &json!(0), &json!(2));
    assert_eq!(said, [("done", &json!(2), &json!(2)), ("started", &json!(0), &json!(2)), none, none]);
    let test = &people[0]["tests"][0];
    assert_eq!(
        (&test["score"], &test["day"], &test["tries"], &test["passed"]),
        (&json!(5), &json!("2026-09-04"), &json!(3), &json!(true))
    );
    assert_eq!((&people[0]["certificate"]["status"], &people[0]["gaps"]), (&json!("valid"), &json!([])));
    let gaps: Vec<&str> =
        people[1]["gaps"].as_array().unwrap().iter().map(|gap| gap["what"].as_str().unwrap()).collect();
    assert_eq!(gaps, ["lesson-again", "lesson", "test", "certificate-again"]);
    assert_eq!(people[1]["certificate"]["status"], "expired");
    assert_eq!(one["strangers"][0]["name"], "Mallory");
    // When the course changes, certificates are out of date.
    site.write(
        "content/training/index.md",
        site.text("content/training/index.md").replace("version: \"1\"", "version: \"2\""),
    );
    let two = report_of();
    assert_eq!(two["courses"][0]["people"][0]["certificate"]["status"], "outdated");
    assert_eq!(two["courses"][0]["done"], 0);
    for (form, word) in [
        ("md", "| Anna Smith | Returns | started | 2 of 2 |"),
        ("csv", ",Anna Smith,Returns,started,2,2,1,1,"),
        ("html", "certificate to be renewed"),
    ] {
        let text = report(&site, &["--training", "--format", form]).ends_with(0).out;
        assert!(text.contains(word), "{form}: {text}");
    }
}

/// What version 1.0.3 asks of every statement, as far as these have it.
fn check_statement(statement: &Value) {
    let is_iri =
        |value: &Value| value.as_str().is_some_and(|text| text.starts_with("http") && text.contains("://"));
    let keys: Vec<&str> = statement.as_object().unwrap().keys().map(String::as_str).collect();
    let known = ["id", "actor", "verb", "object", "result", "context", "timestamp", "version"];
    assert!(keys.iter().all(|key| known.contains(key)), "{keys:?}");
    let id = statement["id"].as_str().unwrap();
    let groups: Vec<usize> = id.split('-').map(str::len).collect();
    assert!(groups == [8, 4, 4, 4, 12] && id.chars().all(|c| c == '-' || c.is_ascii_hexdigit()), "{id}");
    let actor = &statement["actor"];
    assert_eq!(actor["objectType"], "Agent");
    let mail = actor["mbox"].as_str().is_some_and(|mail| mail.starts_with("mailto:") && mail.contains('@'));
    let account = is_iri(&actor["account"]["homePage"]) && actor["account"]["name"].is_string();
    assert!(mail != account, "one way to know somebody: {actor}");
    assert!(is_iri(&statement["verb"]["id"]) && statement["verb"]["display"]["en-US"].is_string());
    let object = &statement["object"];
    assert!(
        object["objectType"] == "Activity" && is_iri(&object["id"]) && is_iri(&object["definition"]["type"])
    );
    assert!(object["definition"]["name"].as_object().unwrap().values().all(Value::is_string));
    if let Some(score) = statement["result"]["score"].as_object() {
        let number = |name: &str| score[name].as_f64().unwrap();
        assert!(
            number("min") <= number("raw") && number("raw") <= number("max") && number("scaled").abs() <= 1.0
        );
    }
    let context = &statement["context"];
    assert!(context["extensions"].as_object().unwrap().keys().all(|key| is_iri(&json!(key))));
    for parent in context["contextActivities"]["parent"].as_array().into_iter().flatten() {
        assert!(is_iri(&parent["id"]));
    }
    assert!(statement["timestamp"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok());
}

#[test]
fn statements_have_the_shape_of_xapi() {
    let site = course();
    keep(&site, &[acknowledged("z", "2026-02-01", "Eve's", "2026-01-10 1.0")]);
    let of = |arguments: &[&str]| -> Vec<Value> {
        let run = site.run(
            &[&["report", "--training", "--format", "xapi", "--today", "2026-11-28"], arguments].concat(),
        );
        serde_json::from_str(&run.ends_with(0).out).unwrap()
    };
    let all = of(&[]);
    assert_eq!(all.len(), 11);
    all.iter().for_each(check_statement);
    assert_eq!(of(&[]), all, "the same each time");
    let said = |verb: &str| all.iter().find(|one| one["verb"]["display"]["en-US"] == verb).unwrap();
    assert_eq!(said("acknowledged")["object"]["id"], "https://help.example.com/kb/policies/returns/");
    assert_eq!(said("passed")["object"]["id"], "https://help.example.com/kb/training/b/#test");
    assert_eq!(
        said("passed")["result"],
        json!({ "completion": true, "success": true, "score": { "raw": 5, "min": 0, "max": 5, "scaled": 1.0 } })
    );
    assert_eq!(said("failed")["result"]["success"], false);
    assert_eq!(
        said("completed")["context"]["contextActivities"]["parent"][0]["id"],
        "https://help.example.com/kb/training/"
    );
    assert_eq!(said("earned")["object"]["id"], "https://help.example.com/kb/training/");
    let ours = of(&["--roster", "staff.csv"]);
    assert_eq!(ours.len(), 9, "those who are in the roster");
    assert!(ours.iter().any(|one| one["actor"]["mbox"] == "mailto:anna@example.com"));
    ours.iter().for_each(check_statement);
    let other = Site::new().file("content/index.md", "# Home\n");
    keep(&other, &[]);
    other.run(&["report", "--training", "--format", "xapi"]).ends_with(2).says(&["base-url"]);
}
