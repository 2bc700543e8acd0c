//! The search engine in a real browser: the same answers as on the command line, on any host.

use serde_json::{Value, json};

use crate::browser::Tab;
use crate::driver::{Run, answerbook, sample};
use crate::host::{Coding, Host, Manners, Types};
use crate::looks::{BROWSER, WATCH, complaints};
use crate::server::decoded;

/// What is asked, in the reader's languages.
const QUERIES: [(&str, &str); 14] = [
    ("en", "late parcel"),
    ("en", "how do i send something back"),
    ("en", "waranty"),
    ("en", "gift ca"),
    ("en", "\"return slip\""),
    ("en", "sofa doorway measure"),
    ("zh-Hans", "退货"),
    ("zh-Hans", "送货 费用"),
    ("zh-Hans", "退貨運費"),
    ("zh-Hant", "退货"),
    ("zh-Hant", "保固"),
    ("zh-Hant", "怎麼退款"),
    ("en", "\u{0} <img src=x onerror=alert(1)> \"unclosed \\ \n second line"),
    ("en", "zzqqxxyy"),
];

pub(crate) const CLIENT: &str =
    "import(new URL(document.querySelector('meta[name=\"answerbook:search\"]').content, document.baseURI))";

/// A tab on a page of the host, which notes what the policy forbids.
pub(crate) fn reading(host: &Host, page: &str) -> Tab {
    let mut tab = BROWSER.tab();
    tab.before_pages(WATCH);
    tab.open(&host.url(page));
    tab
}

/// What the client answers to a query, or the kind of its error.
pub(crate) fn asked(tab: &mut Tab, query: &str, lang: &str) -> Value {
    let (query, lang) = (json!(query), json!(lang));
    tab.evaluate(&format!(
        "{CLIENT}.then(client => client.search({query}, {{ lang: {lang} }})).catch(error => ({{ kind: error.kind ?? String(error) }}))"
    ))
}

/// Addresses and scores, as they are compared.
pub(crate) fn order(results: &Value, base: &str) -> Vec<(String, u32)> {
    let results = results.as_array().unwrap_or_else(|| panic!("no results: {results}"));
    let url = |result: &Value| decoded(result["url"].as_str().unwrap().trim_start_matches(base));
    #[expect(clippy::cast_possible_truncation, reason = "it was written as one of these")]
    let score = |result: &Value| (result["score"].as_f64().unwrap() as f32).to_bits();
    results.iter().map(|result| (url(result), score(result))).collect()
}

/// All answers of a host, in order.
fn answers(tab: &mut Tab, host: &Host) -> Vec<Vec<(String, u32)>> {
    let all = QUERIES.iter().map(|(lang, query)| order(&asked(tab, query, lang)["results"], &host.url("")));
    all.collect()
}

/// What the command line answers.
pub(crate) fn told(lang: &str, query: &str) -> Vec<(String, u32)> {
    let root = sample().parent().unwrap();
    let mut command = answerbook();
    command.args(["search", "--lang", lang, "--format", "json", "--root"]).arg(root).args(["--", query]);
    let run = Run::of(command.output().unwrap()).ends_with(0);
    order(&serde_json::from_str(&run.out).unwrap(), "")
}

#[track_caller]
fn is_quiet(tab: &mut Tab) {
    assert_eq!(tab.evaluate("violations"), json!([]));
    assert_eq!(complaints(&tab.events()), Vec::<String>::new());
}

#[test]
fn s12_the_browser_and_the_command_line_agree() {
    let host = Host::start(&sample().join("public"), Manners::default());
    let mut tab = reading(&host, "about/");
    let mut found = 0;
    for ((lang, query), answer) in QUERIES.iter().zip(answers(&mut tab, &host)) {
        // The command line takes no character of zero.
        if !query.contains('\0') {
            assert_eq!(answer, told(lang, query), "{query}");
            found += answer.len();
        }
    }
    assert!(found > 60, "{found}");
    is_quiet(&mut tab);
}

#[test]
fn s4_all_hosts_give_the_same_answers() {
    let folder = sample().join("public");
    let good = Host::start(&folder, Manners::default());
    let expected = answers(&mut reading(&good, ""), &good);
    for types in [Types::Proper, Types::Unknown, Types::Text] {
        for (coding, under) in [(Coding::Plain, "/"), (Coding::Gzip, "/a%20b/%E5%B8%AE%E5%8A%A9/")] {
            let host = Host::start(&folder, Manners { types, coding, under, ..Manners::default() });
            let mut tab = reading(&host, "zh-Hans/");
            assert_eq!(answers(&mut tab, &host), expected, "{types:?} {coding:?}");
            is_quiet(&mut tab);
        }
    }
}

/// Whether a file is there for search alone.
fn is_for_search(path: &str) -> bool {
    path.starts_with("search/") || path.contains("/search-") || path.ends_with(".wasm")
}

#[test]
fn s3_nothing_is_loaded_before_the_reader_turns_to_search() {
    let host = Host::start(&sample().join("public"), Manners::default());
    let mut tab = reading(&host, "policies/returns/");
    tab.evaluate("new Promise(done => setTimeout(done, 300))");
    let early: Vec<String> = host.asked().into_iter().filter(|path| is_for_search(path)).collect();
    assert_eq!(early, Vec::<String>::new());
    tab.evaluate("document.querySelector('.search input').focus()");
    tab.until(
        "performance.getEntriesByType('resource').some(entry => /\\/assets\\/engine-\\w+\\.wasm$/.test(entry.name))",
    );
    is_quiet(&mut tab);
}

#[test]
fn of_waiting_questions_the_newest_is_answered() {
    let host = Host::start(&sample().join("public"), Manners::default());
    let mut tab = reading(&host, "");
    let ends = tab.evaluate(&format!(
        "{CLIENT}.then(({{ search }}) => Promise.all(['w', 'wa', 'war', 'warranty'].map(query =>
            search(query).then(answer => answer.total > 0, error => error.kind))))"
    ));
    assert_eq!(ends, json!([true, "superseded", "superseded", true]));
    let head = host.asked().into_iter().filter(|path| path.ends_with("/head.bin")).count();
    assert_eq!(head, 1);
    is_quiet(&mut tab);
}
