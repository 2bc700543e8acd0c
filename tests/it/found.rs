//! The search page, and what a result leads to: filters, the address, other languages, what is left without an engine or
//! without scripts.

use serde_json::json;

use crate::driver::{Site, copy, sample};
use crate::find::{FIELD, HITS, is_quiet, press, tab, text, type_in};
use crate::looks::{BROWSER, internal, public};
use crate::server::{Headers, Server};

#[test]
fn the_search_page_filters_and_goes_back() {
    let mut tab = tab(1440, 900);
    tab.open(&public().url("search/?q=refund"));
    tab.until(&format!("{HITS}.length > 3"));
    assert_eq!(tab.evaluate("document.querySelector('.index').hidden"), true);
    let all = tab.evaluate("document.querySelector('.count').textContent");
    let policy = "document.querySelector('[data-facet=\"kind policy\"]')";
    let expected = tab.evaluate(&format!("+{policy}.parentElement.querySelector('small').textContent"));
    tab.evaluate(&format!("{policy}.click()"));
    tab.until("location.search === '?q=refund&kind=policy' && document.querySelectorAll('.chips button').length === 2");
    // The reader's own language and the others are counted apart.
    let shown = "document.querySelector('.count').textContent.match(/\\d+/g).reduce((sum, n) => sum + +n, 0)";
    tab.until(&format!("{shown} === {expected}"));
    assert_eq!(tab.evaluate(&format!("{HITS}.every(hit => hit.pathname.includes('/policies/'))")), true);
    assert_eq!(tab.evaluate("document.querySelector('.facets summary').textContent"), "Filters (1)");
    tab.evaluate("history.back()");
    tab.until(&format!(
        "location.search === '?q=refund' && document.querySelector('.count').textContent === {all}"
    ));
    assert_eq!(tab.evaluate(&format!("{policy}.checked")), false);
    tab.open(&public().url("search/?q=refund&kind=policy"));
    tab.until("document.querySelector('.chips .clear')");
    tab.evaluate("document.querySelector('.chips .clear').click()");
    tab.until("location.search === '?q=refund' && document.querySelector('.chips').hidden");
    is_quiet(&mut tab);
}

/// What was answered is another question than was typed: that is said, and taken over on demand.
#[test]
fn a_corrected_question_is_shown_and_taken_over() {
    let mut tab = tab(1440, 900);
    tab.open(&public().url("search/?q=refnd"));
    let link = "document.querySelector('.meant:not([hidden]) a')";
    tab.until(&format!("{link} && {HITS}.length > 2"));
    assert_eq!(tab.evaluate("document.querySelector('.meant').textContent"), "Showing results for refunds");
    assert_eq!(tab.evaluate(&format!("!!{HITS}[0].querySelector('.hit-title mark')")), true);
    tab.evaluate(&format!("{link}.click()"));
    tab.until("location.search === '?q=refunds' && document.querySelector('.meant').hidden");
    assert_eq!(tab.evaluate(&format!("{FIELD}.value")), "refunds");
    is_quiet(&mut tab);
}

#[test]
fn more_results_are_shown_on_demand() {
    let mut tab = tab(1440, 900);
    tab.open(&public().url("search/?q=refund"));
    tab.until("document.querySelector('.more-hits')");
    let before = tab.evaluate(&format!("{HITS}.length")).as_u64().unwrap();
    tab.evaluate("document.querySelector('.more-hits').click()");
    tab.until(&format!("{HITS}.length > {before} && document.activeElement === {HITS}[{before}]"));
    tab.until("location.search.includes('n=20')");
    is_quiet(&mut tab);
}

/// The reader's language first, the others under their own heading and in their own `lang`.
#[test]
fn other_languages_come_after() {
    let mut tab = tab(1440, 900);
    tab.open(&public().url("zh-Hans/search/?q=Kelmouth&n=60"));
    tab.until(&format!("{HITS}.length > 3"));
    let languages = tab.evaluate(&format!("{HITS}.map(hit => hit.lang)"));
    let languages: Vec<&str> = languages.as_array().unwrap().iter().map(text).collect();
    let own = languages.iter().take_while(|language| **language == "zh-Hans").count();
    assert!(own > 0 && own < languages.len() && !languages[own..].contains(&"zh-Hans"), "{languages:?}");
    assert_eq!(tab.evaluate("document.querySelectorAll('.answers h2').length"), 1);
    is_quiet(&mut tab);
}

#[test]
fn staff_see_what_is_internal() {
    let mut tab = tab(1440, 900);
    tab.open(&internal().url("search/?q=goodwill&n=60"));
    tab.until(&format!("{HITS}.some(hit => hit.querySelector('.lock'))"));
    tab.open(&internal().url("search/?q=warranty"));
    tab.until(&format!("{HITS}.some(hit => !hit.querySelector('.lock'))"));
    is_quiet(&mut tab);
}

/// The public edition without its index.
fn without_index() -> (Site, Server) {
    let site = Site::none();
    copy(&sample().join("public"), &site.root());
    std::fs::remove_file(site.path("search/manifest.json")).unwrap();
    let server = Server::start(&site.root(), "/", Headers::Applied);
    (site, server)
}

#[test]
fn without_an_index_reading_goes_on() {
    let (_site, server) = without_index();
    let mut tab = tab(1440, 900);
    tab.open(&server.url("about/"));
    type_in(&mut tab, "refund");
    tab.until("document.querySelector('.panel-note a')?.pathname === '/search/'");
    assert_eq!(tab.evaluate(&format!("{FIELD}.ariaExpanded")), "false");
    assert_eq!(tab.evaluate("document.querySelector('.panel-note button').offsetHeight > 24"), true);
    tab.open(&server.url("search/?q=warranty"));
    let shown = "[...document.querySelectorAll('.index .list > li')].filter(item => item.offsetParent)";
    tab.until(&format!("!document.querySelector('.plain').hidden && {shown}.length > 0"));
    let fits = format!("{shown}.every(item => item.textContent.toLowerCase().includes('warranty'))");
    assert_eq!(tab.evaluate(&fits), true);
    assert_eq!(tab.evaluate("violations"), json!([]));
}

#[test]
fn without_scripts_every_page_is_listed() {
    let mut tab = BROWSER.tab();
    tab.scripts_off();
    tab.open(&public().url("search/?q=warranty"));
    assert_eq!(tab.evaluate("document.querySelector('.plain').offsetParent !== null"), true);
    assert_eq!(
        tab.evaluate("[...document.querySelectorAll('.index .list > li')].every(item => item.offsetParent)"),
        true
    );
}

/// Where the browser paints no highlights, elements do, and they go without a trace.
#[test]
fn marks_are_made_without_highlights_too() {
    let mut tab = tab(1440, 900);
    tab.before_pages("delete CSS.highlights; delete window.Highlight; delete CSS.__proto__.highlights;");
    tab.open(&public().url("policies/returns/"));
    let before = tab.evaluate("document.querySelector('main').innerHTML.length");
    let told = json!({ "path": "/some/where/policies/returns/", "words": ["Refund", "days"] }).to_string();
    tab.evaluate(&format!("sessionStorage.setItem('answerbook:sought', {})", json!(told)));
    tab.open(&public().url("policies/returns/#how"));
    tab.evaluate("dispatchEvent(new HashChangeEvent('hashchange'))");
    tab.until("document.querySelectorAll('main mark.sought').length > 2 && document.querySelector('.marks')");
    press(&mut tab, "Escape");
    tab.until("!document.querySelector('.marks') && !document.querySelector('main mark')");
    assert_eq!(tab.evaluate("document.querySelector('main').innerHTML.length"), before);
    is_quiet(&mut tab);
}
