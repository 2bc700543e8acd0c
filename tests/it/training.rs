//! A course from its first page to its certificate, and what becomes of that.

use serde_json::{Value, json};

use crate::browser::Tab;
use crate::driver::{Site, UNDER};
use crate::find::{is_quiet, tab};
use crate::keyboard::{press, reach};
use crate::printing::sheets;
use crate::quizzes::NO_STORAGE;
use crate::server::{Headers, Server};

const BOOK: &str = "[book]\ntitle = \"Harbour\"\n[audience]\ndefault = \"public\"\n";
const COURSE: &str = "---\ntitle: Beginners\nkind: course\naudience: internal\nversion: '2'\nlessons: [a.md, ../rules.md, b.md]\ncertificate: 3 months\n\
    cascade: {audience: internal, kind: lesson}\n---\nWelcome.\n";
const TEST: &str = "---\ntitle: The test\n---\n:::quiz pass=75\n### Which one?\n\n- [ ] Bad\n- [x] Good\n\n### Which ones?\n\n- [x] First\n- [x] Second\n- [ ] Third\n\n\
    ### In which order?\n\n1. [ ] Alpha\n2. [ ] Beta\n\n### How many?\n\n- [_] 60 | sixty\n:::\n";

fn rules(change: &str) -> String {
    let change =
        if change.is_empty() { String::new() } else { format!("changes:\n  - {{{change}, note: Now}}\n") };
    format!("---\ntitle: The rules\nkind: policy\nversion: '1'\n{change}---\nBe kind.\n")
}

fn site() -> (Site, Server) {
    let site = Site::with_book(BOOK)
        .file("content/index.md", "---\ntitle: Home\n---\nHello.\n")
        .file("content/rules.md", rules(""))
        .file("content/course/index.md", COURSE)
        .file("content/course/a.md", "---\ntitle: First steps\nminutes: 12\n---\nA few words.\n")
        .file("content/course/b.md", TEST);
    let server = Server::start(&site.build().path("dist/internal"), UNDER, Headers::Applied);
    (site, server)
}

/// The clock of the reader, from the next page on.
fn on(tab: &mut Tab, day: &str) {
    tab.before_pages(&format!("Date.now = () => Date.parse('{day}T12:00:00Z')"));
}

const HELD: &str =
    "window.printed = []; window.print = () => { printed.push(document.documentElement.dataset.paper); };";
const LINES: &str = "[...document.querySelectorAll('[data-lesson]')].map(line => [line.className, line.querySelector('.state')?.textContent ?? ''])";
const AWARD: &str = "document.querySelector('.award-state').innerText.replace(/\\s+/g, ' ')";
const RECORDS: &str = "JSON.parse(localStorage['answerbook:records:internal:/some/where/'] ?? '[]').map(({ type, page, revision, detail }) => [type, page, revision, detail.course, detail.passed ?? null])";

fn progress(tab: &mut Tab) -> Value {
    tab.evaluate("[document.querySelector('progress').value, document.querySelector('.done-of').textContent, document.querySelector('.progress .button').innerText]")
}

/// Takes the test by keyboard, from the first question on; both radio buttons are tried.
fn take(tab: &mut Tab, typed: &str) {
    press(tab, "Space");
    press(tab, "ArrowDown");
    reach(tab, ".ask-multiple input");
    press(tab, "Space");
    reach(tab, ".ask-multiple input");
    press(tab, "Space");
    reach(tab, "[aria-label=\"Move down: Beta\"]");
    press(tab, "Enter");
    reach(tab, ".ask-fill input");
    tab.call("Input.insertText", json!({ "text": typed }));
    reach(tab, ".foot .button");
    press(tab, "Enter");
    tab.until("document.activeElement.matches('.result')");
}

fn pass(tab: &mut Tab, server: &Server) {
    tab.open(&server.url("course/b/"));
    reach(tab, ".ask-single input");
    take(tab, "Sixty");
    assert_eq!(tab.evaluate("document.querySelector('.result strong').textContent"), "Passed");
}

/// Reads both lessons that have no test, and passes the one that has.
fn learn(tab: &mut Tab, server: &Server) {
    for page in ["course/a/", "rules/"] {
        tab.open(&server.url(page));
        tab.evaluate("document.querySelector('.step').scrollIntoView()");
        tab.until("document.querySelector('.learned.is-done')");
    }
    pass(tab, server);
}

fn certify(tab: &mut Tab, server: &Server) {
    tab.open(&server.url("course/"));
    reach(tab, "#ab-name");
    tab.call("Input.insertText", json!({ "text": "Ada Okonkwo" }));
    press(tab, "Enter");
    tab.until("document.querySelector('.certificate')");
}

fn phone() -> Tab {
    let mut tab = tab(360, 740);
    tab.call("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
    tab.before_pages(HELD);
    tab
}

#[test]
fn a_course_is_gone_through_by_keyboard_on_a_phone() {
    let (_site, server) = site();
    let mut tab = phone();
    on(&mut tab, "2026-03-02");
    tab.open(&server.url("course/"));
    assert_eq!(progress(&mut tab), json!([0, "0 of 3 lessons learned", "Start the course"]));
    reach(&mut tab, ".progress .button");
    press(&mut tab, "Enter");
    tab.until("location.pathname.endsWith('/course/a/') && document.querySelector('.learned')");
    assert_eq!(tab.evaluate("document.querySelector('.meta').innerText.includes('Lesson 1 of 3')"), true);
    reach(&mut tab, ".step [rel=next]");
    tab.until("document.querySelector('.learned.is-done')");
    assert_eq!(
        tab.evaluate("document.querySelector('.learned').textContent"),
        "Learned on 2\u{a0}March 2026"
    );
    press(&mut tab, "Enter");
    tab.until("location.pathname.endsWith('/rules/') && document.querySelector('.learned')");
    reach(&mut tab, ".step [rel=next]");
    tab.until("document.querySelector('.learned.is-done')");
    press(&mut tab, "Enter");
    tab.until("location.pathname.endsWith('/course/b/') && document.querySelector('.foot')");
    // Fails, tries again, passes.
    reach(&mut tab, ".ask-single input");
    press(&mut tab, "Space");
    reach(&mut tab, ".ask-multiple input");
    press(&mut tab, "Space");
    reach(&mut tab, "[aria-label=\"Move down: Beta\"]");
    press(&mut tab, "Enter");
    reach(&mut tab, ".ask-fill input");
    tab.call("Input.insertText", json!({ "text": "six" }));
    reach(&mut tab, ".foot .button");
    press(&mut tab, "Enter");
    tab.until("document.activeElement.matches('.result.is-wrong')");
    press(&mut tab, "Tab");
    press(&mut tab, "Enter");
    tab.until("document.activeElement.matches('.ask-single input')");
    take(&mut tab, "sixty");
    assert_eq!(tab.evaluate("document.querySelector('.result strong').textContent"), "Passed");
    reach(&mut tab, ".step .button:not([rel])");
    press(&mut tab, "Enter");
    tab.until("location.pathname.endsWith('/course/') && document.querySelector('#ab-name')");
    assert_eq!(tab.evaluate("document.documentElement.scrollWidth"), 360);
    assert_eq!(progress(&mut tab), json!([3, "3 of 3 lessons learned", "Make the certificate"]));
    reach(&mut tab, "#ab-name");
    tab.call("Input.insertText", json!({ "text": "Ada Okonkwo" }));
    press(&mut tab, "Enter");
    tab.until("document.activeElement.matches('.certificate')");
    press(&mut tab, "Shift+Tab");
    press(&mut tab, "Enter");
    tab.until("printed[0] === 'certificate'");
    is_printed(&mut tab);
    tab.until(&format!("{RECORDS}.length === 6"));
    assert_eq!(
        tab.evaluate(RECORDS),
        json!([
            ["lesson", "course/a/", "", "course/", null],
            ["lesson", "rules/", "1", "course/", null],
            ["quiz", "course/b/", "", "course/", false],
            ["quiz", "course/b/", "", "course/", true],
            ["lesson", "course/b/", "", "course/", null],
            ["certificate", "course/", "2", "course/", null],
        ])
    );
    is_quiet(&mut tab);
}

/// On one sheet, with nothing around it.
fn is_printed(tab: &mut Tab) {
    tab.media("light", "print");
    let seen = tab.evaluate(
        "[...document.querySelectorAll('.certificate,h1,.top,.ribbon,.path,.award .button,.prose,.end,.bottom')].filter(part => part.checkVisibility()).map(part => part.className)",
    );
    assert_eq!(seen, json!(["certificate"]));
    let text = tab.evaluate("document.querySelector('.certificate').innerText.replace(/\\s+/g, ' ')");
    let text = text.as_str().unwrap();
    for said in [
        "Harbour",
        "Ada Okonkwo",
        "Beginners version 2",
        "First steps",
        "The rules version 1",
        "The test",
        "2 March 2026",
        "2 June 2026",
    ] {
        assert!(text.contains(said), "no {said:?} in {text}");
    }
    assert_eq!(sheets(tab), 1);
    tab.evaluate("dispatchEvent(new Event('afterprint'))");
    tab.media("light", "screen");
}

#[test]
fn a_week_later_all_is_there() {
    let (_site, server) = site();
    let mut tab = phone();
    on(&mut tab, "2026-03-02");
    learn(&mut tab, &server);
    certify(&mut tab, &server);
    on(&mut tab, "2026-03-09");
    tab.open(&server.url("course/"));
    assert_eq!(progress(&mut tab)[0], 3);
    assert_eq!(
        tab.evaluate(LINES),
        json!([
            ["done", "Learned on 2\u{a0}March 2026"],
            ["done", "Learned on 2\u{a0}March 2026"],
            ["done", "Test passed on 2\u{a0}March 2026 with 100 %"]
        ])
    );
    assert_eq!(tab.evaluate("document.querySelector('.certificate').className"), "certificate");
    tab.open(&server.url(""));
    let bar = "(bar => [bar.value, bar.max, bar.nextElementSibling.textContent])(document.querySelector('.desk progress'))";
    assert_eq!(tab.evaluate(bar), json!([3, 3, "3 / 3"]));
    is_quiet(&mut tab);
}

#[test]
fn a_material_change_makes_it_out_of_date() {
    let (site, server) = site();
    let mut tab = phone();
    on(&mut tab, "2026-03-02");
    learn(&mut tab, &server);
    certify(&mut tab, &server);
    // A typo does not matter.
    site.write("content/rules.md", rules("").replace("Be kind.", "Be very kind."));
    site.build();
    tab.open(&server.url("course/"));
    assert_eq!(tab.evaluate("document.querySelector('.certificate').className"), "certificate");
    site.write("content/rules.md", rules("date: 2026-04-01, version: '2', material: true"));
    site.build();
    on(&mut tab, "2026-04-02");
    tab.open(&server.url("course/"));
    let said = tab.evaluate(AWARD);
    let said = said.as_str().unwrap();
    assert!(said.contains("Out of date The rules changed on 1 April 2026. Learn it again."), "{said}");
    assert_eq!(tab.evaluate("document.querySelector('.award .callout a').pathname"), "/some/where/rules/");
    let stamp = "document.querySelector('.certificate.is-void .stamp').innerText";
    assert_eq!(tab.evaluate(stamp), "Out of date", "and paper says so, too");
    assert_eq!(progress(&mut tab), json!([2, "2 of 3 lessons learned", "Continue with: The rules"]));
    assert_eq!(tab.evaluate(LINES)[1], json!(["", "Changed on 1\u{a0}April 2026: learn it again"]));
    tab.open(&server.url("rules/"));
    tab.evaluate("document.querySelector('.step').scrollIntoView()");
    tab.until("document.querySelector('.learned.is-done')");
    tab.open(&server.url("course/"));
    reach(&mut tab, ".ways .button");
    press(&mut tab, "Enter");
    tab.until("document.querySelector('.certificate:not(.is-void)')");
    assert_eq!(tab.evaluate(&format!("{AWARD}.includes('version 2, 1 April 2026')")), true);
    is_quiet(&mut tab);
}

#[test]
fn after_three_months_the_test_is_to_be_taken_again() {
    let (_site, server) = site();
    let mut tab = phone();
    on(&mut tab, "2026-03-02");
    learn(&mut tab, &server);
    certify(&mut tab, &server);
    on(&mut tab, "2026-06-02");
    tab.open(&server.url("course/"));
    assert_eq!(
        tab.evaluate("document.querySelector('.certificate').className"),
        "certificate",
        "its last day"
    );
    on(&mut tab, "2026-06-03");
    tab.open(&server.url("course/"));
    let said = tab.evaluate(AWARD);
    let said = said.as_str().unwrap();
    assert!(said.contains("Expired It was valid until 2 June 2026. Take the test again: The test"), "{said}");
    assert_eq!(tab.evaluate("document.querySelector('.certificate.is-void .stamp').innerText"), "Expired");
    assert_eq!(tab.evaluate(LINES)[2], json!(["", "Expired: take the test again"]));
    pass(&mut tab, &server);
    tab.open(&server.url("course/"));
    reach(&mut tab, ".ways .button");
    press(&mut tab, "Enter");
    tab.until("document.querySelector('.certificate:not(.is-void)')");
    assert_eq!(tab.evaluate(&format!("{AWARD}.includes('3 September 2026')")), true);
    is_quiet(&mut tab);
}

#[test]
fn a_course_works_where_nothing_can_be_kept() {
    let (_site, server) = site();
    let mut tab = phone();
    tab.before_pages(NO_STORAGE);
    for page in ["course/", "course/a/", "rules/", "course/b/"] {
        tab.open(&server.url(page));
    }
    reach(&mut tab, ".ask-single input");
    take(&mut tab, "60");
    tab.until("document.querySelector('.learned.is-done')");
    is_quiet(&mut tab);
}

#[test]
fn what_is_spoilt_is_replaced() {
    let (_site, server) = site();
    let mut tab = phone();
    for spoilt in [
        "garbage",
        "\"x\"",
        "[null]",
        "{\"course/\":1,\"rules/\":[]}",
        "{\"course/\":{\"lessons\":1}}",
        "5",
        "null",
    ] {
        tab.open(&server.url("course/"));
        tab.evaluate(&format!(
            "for (const name of ['learned', 'tests', 'certificates', 'records', 'name']) localStorage.setItem(`answerbook:${{name}}:internal:{UNDER}`, {})",
            json!(spoilt)
        ));
        tab.open(&server.url("course/"));
        assert_eq!(progress(&mut tab)[0], 0, "{spoilt}");
        learn(&mut tab, &server);
        is_quiet(&mut tab);
    }
}

/// Customers see the policy as what it is to them: no course, no lesson, no word of either.
#[test]
fn customers_know_nothing_of_courses_for_staff() {
    let (site, _server) = site();
    for (path, bytes) in site.edition("public").into_iter().filter(|(path, _)| !path.starts_with("assets/")) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for word in ["Beginners", "course/", "ab-words", "data-lesson", "First steps", "class=\"step"] {
            assert!(!text.contains(word), "{path} says {word}");
        }
    }
}

/// What everybody may learn needs no staff: there is a certificate, and no record.
#[test]
fn customers_have_courses_of_their_own() {
    let course = COURSE
        .replace("audience: internal\n", "")
        .replace("{audience: internal, kind: lesson}", "{kind: lesson}");
    let site = Site::with_book(BOOK)
        .file("content/rules.md", rules(""))
        .file("content/course/index.md", course)
        .file("content/course/a.md", "---\ntitle: First steps\n---\nA few words.\n")
        .file("content/course/b.md", TEST);
    let server = Server::start(&site.build().path("dist/public"), UNDER, Headers::Applied);
    let mut tab = phone();
    learn(&mut tab, &server);
    certify(&mut tab, &server);
    let kept = "Object.keys(localStorage).filter(key => key.includes(':records:'))";
    assert_eq!(tab.evaluate(kept), json!([]));
    is_quiet(&mut tab);
}

/// The pages of a folder are the lessons of its course, but not those of a course below it.
#[test]
fn a_course_in_a_course_has_its_own_lessons() {
    let page = |title: &str| format!("---\ntitle: {title}\n---\nText.\n");
    let course = |title: &str| format!("---\ntitle: {title}\nkind: course\ncascade: {{kind: lesson}}\n---\n");
    let site = Site::new()
        .file("content/out/index.md", course("Outer"))
        .file("content/out/one.md", page("One"))
        .file("content/out/part/two.md", page("Two"))
        .file("content/out/in/index.md", course("Inner"))
        .file("content/out/in/three.md", page("Three"));
    site.build();
    let lessons = |path: &str| {
        let html = site.public(path);
        let found =
            html.split("data-lesson=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        found.collect::<Vec<_>>()
    };
    assert_eq!(lessons("out/index.html"), ["out/one/", "out/part/two/"]);
    assert_eq!(lessons("out/in/index.html"), ["out/in/three/"]);
    assert!(site.public("out/in/three/index.html").contains("Lesson 1 of 1"));
}

#[test]
fn cards_are_dealt() {
    let card =
        |title: &str| format!("::::roleplay {title}\nA scene.\n\n:::answer\nWell said.\n:::\n::::\n\n");
    let cards: String = ["One", "Two", "Three"].map(card).concat();
    let site = Site::new().file("content/play.md", format!("---\ntitle: Play\n---\n{cards}"));
    let server = Server::start(&site.build().path("dist/public"), UNDER, Headers::Applied);
    let mut tab = phone();
    tab.open(&server.url("play/"));
    let seen = "[...document.querySelectorAll('.roleplay')].filter(card => card.checkVisibility()).map(card => card.firstElementChild.textContent)";
    assert_eq!(tab.evaluate(&format!("{seen}.length")), 3);
    let mut last = Value::Null;
    for _ in 0..5 {
        tab.evaluate("document.querySelectorAll('.model').forEach(answer => { answer.open = true; }); document.querySelector('.deck .button').click()");
        let dealt = tab.evaluate(seen);
        assert!(dealt.as_array().unwrap().len() == 1 && dealt != last, "{last} and then {dealt}");
        assert_eq!(tab.evaluate("[...document.querySelectorAll('.model')].filter(answer => answer.open && answer.checkVisibility()).length"), 0);
        last = dealt;
    }
    tab.evaluate("document.querySelectorAll('.deck .button')[1].click()");
    assert_eq!(tab.evaluate(&format!("{seen}.length")), 3);
    is_quiet(&mut tab);
}
