//! What readers tell: the box "was this helpful?", and what leaves their browser.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::browser::Tab;
use crate::collector::{BUSY, Collector, LATER, SILENT, TAKEN, UNKNOWN, WRONG};
use crate::driver::{Site, UNDER};
use crate::find::{FIELD, HITS, is_quiet, press, tab, type_in};
use crate::looks::{complaints, public, requests};
use crate::server::{Headers, Server};

const ONE: &str = "---\ntitle: One\n---\nAbout parcels. See [two](two.md).\n";
const TWO: &str = "---\ntitle: Two\n---\nAbout zeppelins.\n";
const STATUS: &str = "document.querySelector('.helpful [role=status]')";
const ASKED: &str = "document.querySelector('#ab-helpful').innerText";
const FORM: &str = "document.querySelector('.helpful form:not([hidden])')";

/// A site whose readers are heard.
struct Heard {
    site: Site,
    server: Server,
    collector: Collector,
}

impl Heard {
    fn new() -> Self {
        let collector = Collector::start();
        let book = format!(
            "[book]\ntitle = \"Test\"\n[audience]\ndefault = \"public\"\n[feedback]\nendpoint = \"{}\"\n\
             contact = \"http://127.0.0.1:9/ask\"\n",
            collector.endpoint()
        );
        let site = Site::with_book(&book).file("content/index.md", "---\ntitle: Home\n---\nWelcome.\n");
        let site = site.file("content/one.md", ONE).file("content/two.md", TWO);
        let server = Server::start(&site.build().path("dist/public"), UNDER, Headers::Applied);
        Self { site, server, collector }
    }

    fn open(&self, path: &str) -> Tab {
        let mut tab = tab(1200, 700);
        tab.open(&self.server.url(path));
        tab
    }

    /// Waits until something has come.
    #[track_caller]
    fn until(&self, tab: &mut Tab, what: impl Fn(&Collector) -> bool) {
        let since = Instant::now();
        while !what(&self.collector) {
            assert!(since.elapsed() < Duration::from_secs(60), "{:?}", self.collector.events());
            tab.until("true");
        }
    }
}

/// What was said on the console, or did not load. An answer without a body is told as given up.
#[track_caller]
fn is_fine(tab: &mut Tab) {
    assert_eq!(tab.evaluate("violations"), json!([]));
    let said = complaints(&tab.events()).into_iter().filter(|line| !line.contains("\"canceled\":true"));
    assert_eq!(said.collect::<Vec<_>>(), Vec::<String>::new());
}

/// As at the end of a visit: what was gathered is sent.
fn leave(tab: &mut Tab) {
    tab.evaluate("dispatchEvent(new Event('pagehide'))");
}

fn say(tab: &mut Tab, answer: &str) {
    tab.evaluate(&format!("document.querySelector('.helpful>[value={answer}]').focus()"));
    tab.evaluate("document.activeElement.click()");
    tab.until(&format!("{STATUS}.textContent && document.activeElement.ariaPressed === 'true'"));
}

fn complain(tab: &mut Tab, comment: &str, follow: bool) {
    tab.until(FORM);
    tab.evaluate(&format!(
        "(form => {{ form.querySelector('[value=unclear]').click(); form.comment.value = {}; form.follow.checked = {follow}; \
         form.querySelector('button').click() }})({FORM})",
        json!(comment)
    ));
    tab.until(&format!("!{FORM} && document.activeElement === {STATUS}"));
}

/// Keys of what waits to be sent.
const WAITING: &str = "Object.keys(localStorage).filter(key => key.startsWith('answerbook:event:')).length";

#[test]
fn a_vote_is_sent_at_once_and_can_be_changed() {
    let heard = Heard::new();
    let mut tab = heard.open("one/");
    say(&mut tab, "no");
    heard.until(&mut tab, |collector| collector.told("vote").len() == 1);
    complain(&mut tab, " Which one? \"This\"? ", true);
    say(&mut tab, "yes");
    heard.until(&mut tab, |collector| collector.told("vote").len() == 3);
    let votes = heard.collector.told("vote");
    let ballots: BTreeSet<&str> = votes.iter().map(|vote| vote["ballot"].as_str().unwrap()).collect();
    assert_eq!(ballots.len(), 1, "{votes:?}");
    let ballot = &votes[0]["ballot"];
    assert_eq!(votes[0], json!({ "helpful": false, "ballot": ballot, "turn": 0 }));
    assert_eq!(
        votes[1],
        json!({ "helpful": false, "ballot": ballot, "turn": 1, "reasons": ["unclear"], "comment": "Which one? \"This\"?", "follow": true })
    );
    assert_eq!(votes[2], json!({ "helpful": true, "ballot": ballot, "turn": 2 }));
    tab.until(&format!("!{FORM}"));
    let event = &heard.collector.events()[0];
    assert_eq!((&event["page"], &event["edition"]), (&json!("one/"), &json!("public")));
    assert_eq!(event["hash"], tab.evaluate("document.body.dataset.hash"));
    is_fine(&mut tab);
}

#[test]
fn who_comes_back_is_known_and_nothing_moves() {
    let heard = Heard::new();
    let mut tab = heard.open("one/");
    let height = "document.querySelector('.helpful').offsetHeight";
    let before = tab.evaluate(height);
    let places = "JSON.stringify([...document.querySelectorAll('.helpful>button,#ab-helpful')].map(it => [it.offsetLeft, it.offsetTop, it.offsetWidth]))";
    let were = tab.evaluate(places);
    say(&mut tab, "no");
    tab.until(FORM);
    assert_eq!(tab.evaluate(places), were, "a choice moves neither the question nor the buttons");
    assert_eq!(tab.evaluate(ASKED), "Was this helpful?");
    tab.open(&heard.server.url("one/"));
    tab.until("document.querySelector('.helpful>[value=no]').ariaPressed === 'true'");
    assert_eq!(tab.evaluate(ASKED), "Was this helpful?");
    assert_eq!((tab.evaluate(height), tab.evaluate(places)), (before, were));
    // Another version of the page is asked about anew.
    heard.site.write("content/one.md", ONE.replace("parcels", "boxes"));
    heard.site.build();
    tab.open(&heard.server.url("one/"));
    tab.until("document.querySelector('.helpful>[value=no]').ariaPressed === 'false'");
    say(&mut tab, "no");
    heard.until(&mut tab, |collector| collector.told("vote").len() == 2);
    let votes = heard.collector.told("vote");
    assert_ne!(votes[0]["ballot"], votes[1]["ballot"]);
}

#[test]
fn what_did_not_arrive_is_sent_again_and_counts_once() {
    let heard = Heard::new();
    heard.collector.answers(|_| SILENT);
    let mut tab = heard.open("one/");
    say(&mut tab, "no");
    complain(&mut tab, "Nobody hears this yet.", false);
    heard.until(&mut tab, |collector| collector.asked() >= 2);
    heard.collector.answers(|_| BUSY);
    let asked = heard.collector.asked();
    tab.open(&heard.server.url("two/"));
    heard.until(&mut tab, |collector| collector.asked() > asked);
    assert_eq!(heard.collector.events(), Vec::<Value>::new());
    heard.collector.answers(|_| TAKEN);
    tab.evaluate("dispatchEvent(new Event('online'))");
    heard.until(&mut tab, |collector| !collector.told("vote").is_empty());
    leave(&mut tab);
    tab.until(&format!("{WAITING} === 0"));
    let votes = heard.collector.told("vote");
    assert_eq!(votes.len(), 1, "the first one was replaced before it was heard: {votes:?}");
    assert_eq!(votes[0]["comment"], "Nobody hears this yet.");
}

#[test]
fn who_is_asked_to_wait_waits_on_every_page() {
    let heard = Heard::new();
    heard.collector.answers(|_| LATER);
    let mut tab = heard.open("one/");
    say(&mut tab, "yes");
    heard.until(&mut tab, |collector| collector.asked() == 1);
    tab.until("Object.keys(localStorage).some(key => key.startsWith('answerbook:pause:'))");
    tab.open(&heard.server.url("two/"));
    say(&mut tab, "no");
    leave(&mut tab);
    assert_eq!(tab.evaluate(&format!("{WAITING} > 2")), true);
    assert_eq!(heard.collector.asked(), 1);
}

#[test]
fn what_is_refused_keeps_nothing_back() {
    let heard = Heard::new();
    let refused =
        |body: &Value| body["events"].as_array().unwrap().iter().any(|event| event["page"] == "two/");
    heard.collector.answers(move |body| if refused(body) { WRONG } else { TAKEN });
    let mut tab = tab(1200, 700);
    for page in ["one/", "two/", "one/"] {
        tab.open(&heard.server.url(page));
        tab.until("Object.keys(sessionStorage).some(key => key.startsWith('answerbook:seen:'))");
    }
    tab.open(&heard.server.url(""));
    tab.until(&format!("{WAITING} > 0"));
    leave(&mut tab);
    tab.until(&format!("{WAITING} === 0"));
    let views: Vec<Value> = heard.collector.events().iter().map(|event| event["page"].clone()).collect();
    assert_eq!(views, ["one/", ""], "once in a visit");
}

#[test]
fn a_page_that_the_collector_does_not_know_yet_is_told_again() {
    let heard = Heard::new();
    heard.collector.answers(|_| UNKNOWN);
    let mut tab = heard.open("one/");
    say(&mut tab, "no");
    heard.until(&mut tab, |collector| collector.asked() >= 1);
    heard.collector.answers(|_| TAKEN);
    // An hour later.
    let vote = "Object.entries(localStorage).filter(([, kept]) => kept.includes('\"type\":\"vote\"'))";
    tab.until(&format!("{vote}.some(([, kept]) => JSON.parse(kept).due > Date.now() + 6e5)"));
    tab.evaluate(&format!(
        "{vote}.forEach(([key, kept]) => {{ localStorage[key] = JSON.stringify({{ ...JSON.parse(kept), due: 0 }}) }})"
    ));
    tab.open(&heard.server.url("two/"));
    heard.until(&mut tab, |collector| collector.told("vote").len() == 1);
}

#[test]
fn who_does_not_want_to_be_watched_is_not() {
    let heard = Heard::new();
    let mut tab = tab(1200, 700);
    tab.before_pages(
        "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true });
         window.raised = []; document.addEventListener('answerbook:event', event => raised.push(event.detail.type))",
    );
    tab.open(&heard.server.url("one/"));
    type_in(&mut tab, "zeppelins");
    tab.until("document.querySelector('[role=option]')");
    press(&mut tab, "Escape");
    tab.open(&heard.server.url("ask/"));
    // A press before the page is ready is held back, and taken further later.
    tab.evaluate("document.querySelector('.ask input').focus()");
    tab.until("document.querySelector('[data-person][data-ready]')");
    tab.evaluate("addEventListener('click', event => event.preventDefault(), { once: true }); document.querySelector('[data-person]').click()");
    tab.open(&heard.server.url("one/"));
    say(&mut tab, "no");
    leave(&mut tab);
    heard.until(&mut tab, |collector| !collector.events().is_empty());
    assert_eq!(tab.evaluate("raised"), json!(["vote"]));
    assert_eq!(heard.collector.events().len(), heard.collector.told("vote").len());
}

#[test]
fn keys_make_one_search() {
    let heard = Heard::new();
    let mut tab = heard.open("one/");
    for piece in ["zep", "pel", "ins"] {
        type_in(&mut tab, piece);
        tab.until("document.querySelector('[role=option]') && !document.querySelector('.panel[data-wait]')");
    }
    press(&mut tab, "Escape");
    // What goes on from a search takes its place.
    tab.evaluate(&format!("{FIELD}.focus(); {FIELD}.setSelectionRange(9, 9)"));
    type_in(&mut tab, " fly");
    tab.until("document.querySelector('.hit-all')?.href.includes('fly')");
    press(&mut tab, "Escape");
    tab.evaluate(&format!("{FIELD}.focus(); {FIELD}.select()"));
    type_in(&mut tab, "xqzzvw");
    tab.until("document.querySelector('.panel')?.textContent.includes('xqzzvw')");
    tab.evaluate(&format!("{FIELD}.select()"));
    type_in(&mut tab, "parcels");
    tab.until("document.querySelector('[role=option]')?.href.includes('/one/')");
    tab.evaluate(
        "addEventListener('click', event => event.preventDefault(), { once: true });
         document.querySelector('[role=option]').click()",
    );
    leave(&mut tab);
    heard.until(&mut tab, |collector| collector.told("search-click").len() == 1);
    let queries = |kind| -> Vec<Value> {
        heard.collector.told(kind).iter().map(|detail| detail["query"].clone()).collect()
    };
    assert_eq!(
        (queries("search"), queries("search-miss")),
        (vec![json!("zeppelins fly"), json!("parcels")], vec![json!("xqzzvw")])
    );
    let click = &heard.collector.told("search-click")[0];
    assert_eq!((&click["to"], &click["position"]), (&json!("one/"), &json!(1)));
    let search = heard.collector.events().into_iter().find(|event| event["id"] == click["search"]).unwrap();
    assert_eq!(search["detail"]["query"], "parcels");
}

#[test]
fn a_search_that_goes_on_to_the_search_page_is_one() {
    let heard = Heard::new();
    let mut tab = heard.open("one/");
    type_in(&mut tab, "zeppelins");
    tab.until("document.querySelector('[role=option]')");
    press(&mut tab, "Enter");
    tab.until(&format!("location.pathname === '{UNDER}search/' && {HITS}.length"));
    tab.evaluate(&format!("{HITS}[0].click()"));
    tab.until(&format!("location.pathname === '{UNDER}two/' && document.readyState === 'complete'"));
    tab.until("document.querySelector('main') && Object.keys(sessionStorage).some(key => key.startsWith('answerbook:seen:'))");
    tab.until("(sessionStorage['answerbook:seen:/some/where/:'] ?? '').includes('two/')");
    leave(&mut tab);
    heard.until(&mut tab, |collector| collector.told("search-click").len() == 1);
    let (searches, clicks) = (heard.collector.told("search"), heard.collector.told("search-click"));
    assert_eq!((searches.len(), &clicks[0]["to"]), (1, &json!("two/")), "{searches:?}");
    let pages: Vec<Value> = heard.collector.events().iter().map(|event| event["page"].clone()).collect();
    assert!(pages.contains(&json!("search/")), "{pages:?}");
}

#[test]
fn two_tabs_have_one_ballot() {
    let heard = Heard::new();
    let mut first = heard.open("one/");
    let mut second = first.beside();
    second.open(&heard.server.url("one/"));
    first.call("Page.bringToFront", json!({}));
    say(&mut first, "no");
    second.call("Page.bringToFront", json!({}));
    say(&mut second, "yes");
    heard.until(&mut second, |collector| collector.told("vote").len() == 2);
    let votes = heard.collector.told("vote");
    assert_eq!(votes[0]["ballot"], votes[1]["ballot"]);
    assert_eq!(votes[1]["helpful"], true);
}

#[test]
fn a_reader_who_asked_is_told_of_a_change_once() {
    let heard = Heard::new();
    let mut tab = heard.open("one/");
    say(&mut tab, "no");
    complain(&mut tab, "", true);
    let notice = "document.querySelector('.changed [role=status]')?.textContent";
    let visit = |tab: &mut Tab, page: &str| {
        tab.evaluate("sessionStorage.clear()");
        tab.open(&heard.server.url(page));
        tab.until("Object.keys(sessionStorage).some(key => key.startsWith('answerbook:looked:'))");
    };
    visit(&mut tab, "two/");
    heard.site.write("content/two.md", TWO.replace("zeppelins", "balloons"));
    heard.site.build();
    visit(&mut tab, "");
    assert_eq!(tab.evaluate(notice), json!(null), "another page has changed");
    heard.site.write("content/one.md", ONE.replace("parcels", "boxes"));
    heard.site.build();
    visit(&mut tab, "two/");
    tab.until(&format!("{notice}?.includes('One')"));
    assert_eq!(tab.evaluate("document.querySelector('.changed a').href"), heard.server.url("one/").as_str());
    is_fine(&mut tab);
    tab.evaluate("document.querySelector('.changed button').click()");
    visit(&mut tab, "two/");
    assert_eq!(tab.evaluate(notice), json!(null));
}

#[test]
fn nothing_is_sent_where_there_is_no_endpoint() {
    let mut tab = tab(360, 720);
    tab.open(&public().url("policies/returns/"));
    tab.evaluate("window.raised = []; document.addEventListener('answerbook:event', event => raised.push(event.detail))");
    say(&mut tab, "yes");
    leave(&mut tab);
    let raised = tab.evaluate("raised");
    assert_eq!(
        (&raised[0]["type"], &raised[0]["page"], &raised[1]),
        (&json!("vote"), &json!("policies/returns/"), &Value::Null)
    );
    assert_eq!(tab.evaluate(WAITING), 0);
    assert!(requests(&tab.events()).iter().all(|url| url.starts_with(&public().url(""))));
    is_quiet(&mut tab);
}

#[test]
fn the_hash_of_a_page_is_of_its_text_alone() {
    let site = Site::new().file("content/index.md", "---\ntitle: Home\n---\nWelcome.\n");
    let site = site.file("content/a/one.md", ONE.replace("two.md", "two.md#end")).file(
        "content/a/two.md",
        "---\ntitle: Two\n---\nText.\n\n## The end {#end}\n\n:::internal\nFor staff.\n:::\n",
    );
    let hash = |page: &str| -> String {
        let html = site.build().public(page);
        html.split_once(" data-hash=\"").map_or("", |(_, rest)| &rest[..16]).to_owned()
    };
    let before = (hash("a/one/index.html"), hash("a/two/index.html"));
    assert!(before.0.bytes().all(|byte| byte.is_ascii_hexdigit()) && before.0 != before.1);
    assert_eq!(hash("search/index.html"), "");
    site.write("content/a/two.md", "---\ntitle: Another title\n---\nOther text.\n\n## The end {#end}\n");
    site.write("content/a/index.md", "---\ntitle: A section\n---\n");
    site.write("themes/default/css/custom.css", "p { color: red }");
    assert_eq!(hash("a/one/index.html"), before.0);
    assert_ne!(hash("a/two/index.html"), before.1);
    site.write(
        "content/a/two.md",
        "---\ntitle: Two\n---\nText.\n\n## The end {#end}\n\n:::internal\nMore for staff.\n:::\n",
    );
    assert_eq!(hash("a/two/index.html"), before.1);
    site.write("content/a/one.md", ONE.replace("parcels", "parcels again").replace("two.md", "two.md#end"));
    assert_ne!(hash("a/one/index.html"), before.0);
}
