//! Every kind of page in a real browser: both widths, both colour schemes, two scripts. Nothing may be said on the
//! console, fail to load, break the policy, or stick out.

use std::collections::BTreeSet;
use std::sync::{LazyLock, OnceLock};

use serde_json::Value;

use crate::browser::{Browser, Tab};
use crate::driver::{UNDER, new_folder, sample};
use crate::server::{Headers, Server};

/// The browser of all tests.
pub(crate) static BROWSER: LazyLock<Browser> = LazyLock::new(|| Browser::start(&new_folder()));

/// The sample's public edition, with the headers it asks for.
pub(crate) fn public() -> &'static Server {
    static PUBLIC: OnceLock<Server> = OnceLock::new();
    PUBLIC.get_or_init(|| Server::start(&sample().join("public"), UNDER, Headers::Applied))
}

/// The sample's internal edition, likewise.
pub(crate) fn internal() -> &'static Server {
    static INTERNAL: OnceLock<Server> = OnceLock::new();
    INTERNAL.get_or_init(|| Server::start(&sample().join("internal"), UNDER, Headers::Applied))
}

/// A page of each kind, seen from the home of a language.
pub(crate) const PUBLIC: [&str; 9] = [
    "",
    "policies/",
    "about/",
    "policies/returns/",
    "faq/delivery/",
    "guides/measure-your-doorway/",
    "search/?q=a",
    "no/such/returns-page",
    "whats-new/",
];
pub(crate) const INTERNAL: [&str; 4] = ["", "training/", "training/how-we-serve/", "replies/greetings/"];

/// Notes what the policy forbids, in the page itself.
pub(crate) const WATCH: &str = "window.violations = [];
addEventListener('securitypolicyviolation', event => violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`), true);";

/// A reader's first view of a page loads no more than this, and the page's own pictures, what searches once it is to be
/// searched, on policies a script that knows what was read of them, and where something is to be acknowledged two and a sheet.
const REQUESTS: usize = 5;

/// What is loaded where something is learned.
const LEARNING: [&str; 10] =
    ["training", "quiz", "cards", "course", "lesson", "learned", "certificate", "page", "reader", "records"];

#[test]
fn public_pages_in_english() {
    look_at_all(public(), "", &PUBLIC);
}

#[test]
fn public_pages_in_chinese() {
    look_at_all(public(), "zh-Hans/", &PUBLIC);
}

#[test]
fn internal_pages_in_both() {
    look_at_all(internal(), "", &INTERNAL);
    look_at_all(internal(), "zh-Hans/", &INTERNAL);
}

/// Looks at pages of an edition at both widths, in light and in dark.
pub(crate) fn look_at_all(server: &Server, home: &str, pages: &[&str]) {
    let mut tab = BROWSER.tab();
    tab.before_pages(WATCH);
    for (width, height) in [(360, 720), (1440, 900)] {
        tab.window(width, height);
        for page in pages {
            let mut colours = Vec::new();
            for scheme in ["light", "dark"] {
                tab.media(scheme, "screen");
                tab.open(&server.url(&format!("{home}{page}")));
                let lost = page.starts_with("no/");
                // There is one page for what is not there, in the language of the root.
                let language = if home.is_empty() || lost { "en" } else { home.trim_end_matches('/') };
                check(&mut tab, server, language, &format!("{home}{page} {width} {scheme}"));
                colours.push(tab.evaluate("getComputedStyle(document.documentElement).backgroundColor + getComputedStyle(document.body).backgroundColor"));
            }
            assert_ne!(colours[0], colours[1], "{page} looks the same in light and dark");
        }
    }
}

fn check(tab: &mut Tab, server: &Server, language: &str, what: &str) {
    let state = tab.evaluate(
        "({ lang: document.documentElement.lang, h1: document.querySelectorAll('h1').length, title: document.title,
            wide: document.documentElement.scrollWidth - innerWidth, script: document.documentElement.dataset.js,
            text: document.querySelector('main').innerText.length, violations,
            more: document.querySelectorAll('.prose img').length + (document.querySelector('.policy') ? 1 : 0) + (document.querySelector('link[href*=acknowledge]') ? 4 : 0), searches: !!document.querySelector('.finder'), learns: !!document.querySelector('#ab-words') })",
    );
    assert_eq!(state["lang"], language, "{what}");
    assert_eq!(state["h1"], 1, "{what}");
    assert!(state["wide"].as_i64().unwrap() <= 0, "{what} is {} px too wide", state["wide"]);
    assert_eq!(state["violations"], Value::Array(vec![]), "{what}");
    assert_eq!(state["script"], "", "{what}: the script did not run");
    assert!(state["text"].as_u64().unwrap() > 20 && state["title"] != "", "{what}");
    let events = tab.events();
    assert_eq!(complaints(&events), Vec::<String>::new(), "{what}");
    // What the page before was still loading is none of this one's.
    let here = tab.evaluate("location.href.split('#')[0]");
    let own: Vec<Value> = events.into_iter().filter(|event| event["params"]["documentURL"] == here).collect();
    let requests: BTreeSet<String> = requests(&own).into_iter().collect();
    assert!(requests.iter().all(|url| url.starts_with(&server.url(""))), "{what}: {requests:?}");
    let of_search = |url: &str| {
        ["assets/search", "assets/engine", "assets/feedback", ".json", ".bin"]
            .iter()
            .any(|part| url.contains(part))
    };
    let of_learning = |url: &str| LEARNING.iter().any(|name| url.contains(&format!("assets/{name}-")));
    let (searches, learns) = (state["searches"] == true, state["learns"] == true);
    let extra = |url: &&String| searches && of_search(url) || learns && of_learning(url);
    let loaded = requests.iter().filter(|url| !extra(url)).count();
    let own = loaded - usize::try_from(state["more"].as_u64().unwrap()).unwrap();
    assert!(own <= REQUESTS, "{what}: {requests:?}");
}

/// What was said on the console, was not caught, or did not load.
pub(crate) fn complaints(events: &[Value]) -> Vec<String> {
    let documents = |event: &&Value| event["params"]["type"] == "Document";
    let lost = events.iter().filter(documents).find(|event| event["params"]["response"]["status"] == 404);
    // That a page is not there is said on the console by the browser itself.
    let expected = |entry: &Value| lost.is_some_and(|lost| entry["url"] == lost["params"]["response"]["url"]);
    let told = events.iter().filter_map(|event| {
        let about = &event["params"];
        let complaint = match event["method"].as_str()? {
            "Runtime.consoleAPICalled" | "Runtime.exceptionThrown" | "Network.loadingFailed" => true,
            "Page.javascriptDialogOpening" => true,
            "Log.entryAdded" => !expected(&about["entry"]),
            "Network.responseReceived" => {
                about["response"]["status"].as_u64()? >= 400 && about["type"] != "Document"
            }
            _ => false,
        };
        complaint.then(|| event.to_string())
    });
    told.collect()
}

/// The addresses that were asked for, but for those that hold their own data.
pub(crate) fn requests(events: &[Value]) -> Vec<String> {
    let sent = events.iter().filter(|event| event["method"] == "Network.requestWillBeSent");
    let urls = sent.map(|event| event["params"]["request"]["url"].as_str().unwrap().to_owned());
    urls.filter(|url| !url.starts_with("data:")).collect()
}
