//! What readers told: the command that reports it, and the build that shows it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use answerbook::engine::Engine;
use answerbook::feedback::event::{Event, SearchMiss, Vote, What};
use answerbook::feedback::report::{Day, Scope, Tally, json, make};
use answerbook::feedback::store;
use answerbook::version::hash;
use answerbook::watch::{Changes, How, Places, Watch};
use answerbook_kernel::{Internal, Level, Public};

use crate::driver::{BOOK, Site, files};

/// A site with pages in two languages, one of them for staff, that shows a report.
fn site() -> Site {
    let book = format!("{BOOK}[languages.zh-Hans]\ntitle = \"帮助\"\n[feedback]\nreport = \"report.json\"\n");
    let mut site = Site::with_book(&book).file("content/index.md", "# Home\n");
    for page in ["a", "b", "c", "d"] {
        site = site.file(
            &format!("content/{page}.md"),
            format!("---\nversion: \"1.4\"\n---\n\n# Page {page}\n\nText.\n"),
        );
        site = site.file(&format!("content/zh-Hans/{page}.md"), format!("# 页面 {page}\n\n文字。\n"));
    }
    site.file("content/staff.md", "---\naudience: internal\n---\n\n# Waivers\n\nFor staff.\n")
}

fn today() -> Day {
    Day("2026-11-28".parse().unwrap())
}

pub(crate) fn event(number: usize, edition: Level, language: &str, page: &str, what: What) -> Event {
    Event {
        id: format!("event-{number:012}"),
        time: today().start() - 86_400 + i64::try_from(number).unwrap(),
        edition,
        language: language.into(),
        page: page.into(),
        section: String::new(),
        hash: "0123456789abcdef".into(),
        what,
    }
}

/// So many views of each page.
pub(crate) fn views(edition: Level, language: &str, pages: &[(&str, usize)]) -> Vec<Event> {
    let each = pages.iter().flat_map(|(page, count)| (0..*count).map(move |_| page));
    let first = if edition == Level::Public { 0 } else { 500 };
    each.enumerate().map(|(at, page)| event(first + at, edition, language, page, What::View)).collect()
}

pub(crate) fn vote(number: usize, edition: Level, page: &str, comment: &str) -> Event {
    let ballot = format!("ballot-{number:012}");
    let vote = Vote {
        helpful: false,
        ballot,
        turn: 0,
        reasons: vec!["outdated".into()],
        comment: comment.into(),
        follow: true,
    };
    event(1_000 + number, edition, "en", page, What::Vote(vote))
}

pub(crate) fn report(events: &[Event]) -> String {
    let mut tally = Tally::new(&Scope::all(today()), None);
    events.iter().for_each(|event| tally.add(event));
    json::text(&make(&tally, None))
}

/// What a page says now.
fn now(site: &Site, page: &str) -> String {
    let pages = Engine::load(&site.root()).unwrap().site::<Internal>().into_parts().0;
    hash(pages.page(pages.find(page).unwrap())).unwrap()
}

fn popular_of(home: &str) -> Vec<String> {
    let Some((_, after)) = home.split_once("data-until=\"2027-01-12\"") else { return Vec::new() };
    let list = after.split("</ul>").next().unwrap();
    list.split("href=\"./").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn customers_see_what_customers_read() {
    let mut events = views(Level::Public, "en", &[("b/", 5), ("a/", 4), ("c/", 3), ("staff/", 9), ("", 20)]);
    events.extend(views(Level::Internal, "en", &[("d/", 9), ("staff/", 8), ("a/", 7)]));
    let site = site().file("report.json", report(&events));
    site.build();
    assert_eq!(popular_of(&site.public("index.html")), ["b/", "a/", "c/"]);
    let internal = site.text("dist/internal/index.html");
    assert_eq!(popular_of(&internal), ["d/", "staff/", "a/"]);
    // Nothing is known of the other language, and two pages say nothing.
    assert!(!site.public("zh-Hans/index.html").contains("data-until"));
    site.write("report.json", report(&views(Level::Public, "en", &[("a/", 9), ("b/", 9)])));
    site.build();
    assert!(!site.public("index.html").contains("data-until"));
}

/// Words that may not get to customers.
const CANARIES: [&str; 4] = ["CanaryComment", "canaryquery", "canary-page", "canary-missed"];

#[test]
fn r13_nothing_else_of_a_report_reaches_customers() {
    let popular = views(Level::Public, "en", &[("b/", 5), ("a/", 4), ("c/", 3)]);
    let [comment, query, page, missed] = CANARIES;
    let miss = |number, edition, query: &str| {
        event(number, edition, "en", "search/", What::SearchMiss(SearchMiss { query: query.into() }))
    };
    let mut other = popular.clone();
    other.extend(views(Level::Internal, "en", &[("d/", 30), ("a/", 10), (page, 90)]));
    other.extend([vote(1, Level::Public, "a/", comment), vote(2, Level::Internal, "staff/", comment)]);
    other.extend([miss(2_000, Level::Internal, query), miss(2_001, Level::Public, missed)]);
    let (one, two) =
        (site().file("report.json", report(&popular)), site().file("report.json", report(&other)));
    one.build();
    two.build();
    assert_eq!(one.edition("public"), two.edition("public"));
    for (path, bytes) in two.edition("public") {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(
            CANARIES.iter().all(|word| !text.contains(&word.to_lowercase()) && !path.contains(word)),
            "{path}"
        );
        assert!(!path.contains("content-health") && !text.contains("content-health"), "{path}");
    }
    // The control: staff is told.
    let health = two.text("dist/internal/content-health/index.html");
    for word in [comment, query, missed] {
        assert!(health.contains(word), "{word} is not in:\n{health}");
    }
    assert_ne!(one.edition("internal"), two.edition("internal"));
}

#[test]
fn a_page_says_what_readers_say_of_it_until_it_changes() {
    let site = site().file("report.json", report(&[]));
    let now = now(&site, "a/");
    let mut votes = vec![vote(1, Level::Public, "a/", ""), vote(2, Level::Public, "a/", "")];
    votes.iter_mut().for_each(|event| event.hash.clone_from(&now));
    site.write("report.json", report(&votes));
    site.build();
    let line = "2 of 2 votes say this did not help";
    let page = || site.text("dist/internal/a/index.html");
    assert!(page().contains(line) && page().contains("href=\"../content-health/\""), "{}", page());
    assert!(!site.public("a/index.html").contains("votes say"));
    site.write("content/a.md", "# Page a\n\nAnother text.\n");
    site.build();
    assert!(!page().contains(line));
}

#[test]
fn every_language_has_its_page_for_staff() {
    let mut events = vec![vote(1, Level::Public, "a/", "English <img src=x onerror=alert(1)>")];
    let mut chinese = vote(2, Level::Public, "zh-Hans/a/", "中文意见");
    chinese.language = "zh-Hans".into();
    events.push(chinese);
    let site = site().file("report.json", report(&events));
    site.build();
    let english = site.text("dist/internal/content-health/index.html");
    let chinese = site.text("dist/internal/zh-Hans/content-health/index.html");
    assert!(
        english.contains("Page a")
            && english.contains("English &lt;img src=x")
            && !english.contains("中文意见")
    );
    assert!(chinese.contains("页面 a") && chinese.contains("中文意见") && chinese.contains("内容状况"));
    assert!(
        english.contains("lang=\"zh-Hans\"")
            && site.text("dist/internal/index.html").contains("content-health/")
    );
}

#[test]
fn a_report_that_cannot_be_used_is_an_error_where_it_is_named() {
    let cases = [
        (None, "AB0004", "missing file `report.json`"),
        (Some("{"), "AB0007", "`report.json` cannot be used: it is not a report"),
        (Some("{\"format\":2}"), "AB0007", "it has format 2"),
        (Some("{\"format\":1}"), "AB0007", "missing field"),
    ];
    for (text, code, said) in cases {
        let site = site();
        if let Some(text) = text {
            site.write("report.json", text);
        }
        let run = site.run(&["check", "--format", "short"]).ends_with(1);
        let errors = run.out.lines().filter(|line| line.contains(": error[")).count();
        let start = format!("book.toml:8:10: error[{code}]: ");
        assert!(run.out.starts_with(&start) && run.out.contains(said), "{}", run.out);
        assert_eq!(errors, 1, "{}", run.out);
    }
    let folder = site().folder("report.json").run(&["check", "--format", "short"]).ends_with(1);
    assert!(folder.out.contains("error[AB0004]: cannot read `report.json`"), "{}", folder.out);
    let outside = site().file("book.toml", format!("{BOOK}[feedback]\nreport = \"../report.json\"\n"));
    let outside = outside.run(&["check", "--format", "short"]).ends_with(1);
    assert!(outside.out.contains("error[AB0026]"), "{}", outside.out);
}

#[test]
fn a_page_at_the_address_of_content_health_is_an_error() {
    let site = site().file("report.json", report(&[])).file("content/content-health.md", "# Mine\n");
    let run = site.run(&["check", "--format", "short"]).ends_with(1);
    assert!(run.out.contains("content/content-health.md:1:1: error[AB0016]"), "{}", run.out);
}

/// I8: what follows the change of a report is what a build makes of it.
#[test]
fn a_preview_follows_the_report() {
    let site = site().file("report.json", report(&[]));
    let before = Engine::load(&site.root()).unwrap();
    let public = |engine: &Engine| {
        let output = engine.edition::<Public>().unwrap().output.into_parts().0;
        output.files().map(|(path, bytes)| (path.to_string(), bytes.to_vec())).collect::<Vec<_>>()
    };
    let empty = public(&before);
    site.write("report.json", report(&views(Level::Public, "en", &[("b/", 5), ("a/", 4), ("c/", 3)])));
    let changes = Changes::Paths(BTreeSet::from([PathBuf::from("report.json")]));
    let after = public(&before.again(&changes).unwrap());
    assert_eq!(after, public(&Engine::load(&site.root()).unwrap()));
    assert_ne!(after, empty);
}

/// Events in a store beside the site.
fn with_store(site: &Site) -> String {
    let address = format!("sqlite:{}", site.outside("feedback.db").display());
    let mut store = store::open(&address).unwrap();
    let mut events = views(Level::Public, "en", &[("b/", 5), ("a/", 4)]);
    events.push(vote(1, Level::Public, "a/", "=cmd|' /C calc'!A0 <b>here</b>"));
    events.iter_mut().filter(|event| event.page == "a/").for_each(|event| event.hash = now(site, "a/"));
    let _ = store.add(&events).unwrap();
    address
}

#[test]
fn a_new_report_is_seen() {
    let site = site().file("report.json", report(&[]));
    let mut watch = Watch::start(Places::read(&site.root()), How::Told);
    site.write("report.json", report(&[vote(1, Level::Public, "a/", "")]));
    let told = watch.next(Duration::from_secs(20)).expect("nothing was seen").changes;
    let Changes::Paths(paths) = told else { panic!("everything") };
    assert_eq!(paths, BTreeSet::from([PathBuf::from("report.json")]));
}

#[test]
fn the_command_prints_all_forms() {
    let site = site();
    let db = with_store(&site);
    let run = |arguments: &[&str]| site.run(&[&["report", "--db", &db], arguments].concat()).ends_with(0).out;
    let markdown = run(&[]);
    assert!(markdown.starts_with("# Feedback report: Test\n") && markdown.contains("Page a"), "{markdown}");
    let html = run(&["--format", "html"]);
    assert!(
        html.contains("&lt;b&gt;here&lt;/b&gt;") && !html.contains("<b>here") && !html.contains("<script"),
        "{html}"
    );
    let json: serde_json::Value = serde_json::from_str(&run(&["--format", "json"])).unwrap();
    assert_eq!((&json["format"], &json["summary"]["views"]), (&1.into(), &9.into()));
    assert!(run(&["--format", "csv"]).starts_with("page,title,language,owner,"));
    let comments = run(&["--format", "csv", "--table", "comments"]);
    assert!(comments.contains(",'=cmd|' /C calc'!A0 <b>here</b>\r\n"), "{comments}");
    // The span of days counts, and its last day belongs to it.
    let views = |arguments: &[&str]| {
        let json: serde_json::Value =
            serde_json::from_str(&run(&[&["--format", "json"], arguments].concat())).unwrap();
        json["summary"]["views"].as_u64()
    };
    assert_eq!(views(&["--until", "2026-11-27"]), Some(9));
    assert_eq!(views(&["--until", "2026-11-26"]), Some(0));
    assert_eq!(views(&["--since", "2026-11-28"]), Some(0));
    assert_eq!(views(&["--lang", "zh-Hans"]), Some(0));
}

#[test]
fn the_command_says_what_it_cannot_do() {
    let site = site();
    let db = with_store(&site);
    let before = files(&site.outside(""));
    site.run(&["report", "--db", "sqlite:typo.db"])
        .ends_with(3)
        .says(&["there is no file for `sqlite:typo.db`", "help:"]);
    site.run(&["report", "--db", "mysql://x"]).ends_with(2).says(&["no address of a store"]);
    site.run(&["report", "--db", &db, "--since", "yesterday"]).ends_with(2);
    let backwards = ["report", "--db", &db, "--since", "2026-11-02", "--until", "2026-11-01"];
    site.run(&backwards).ends_with(2).says(&["ends before it begins"]);
    site.run(&["report", "--db", &db, "--root", "nowhere"]).ends_with(3).says(&["no `book.toml`"]);
    let elsewhere = Site::none();
    elsewhere.run(&["report", "--db", &db, "--owner", "Me"]).ends_with(2).says(&["--root"]);
    elsewhere.run(&["report", "--db", &db]).ends_with(0).says(&["/a/"]);
    let after = files(&site.outside(""));
    assert!(after.keys().eq(before.keys()), "{:?}", after.keys());
}
