//! Searching as readers do it: by keys, by touch, with a screen reader's eyes, with scripts off, and without an engine.

use serde_json::{Value, json};

use crate::browser::Tab;
use crate::driver::{Site, sample};
use crate::looks::{BROWSER, WATCH, complaints, internal, public, requests};
use crate::server::{Headers, Server};

const OPTIONS: &str = "[...document.querySelectorAll('.panel:not([hidden]) [role=option]')]";
const HITS: &str = "[...document.querySelectorAll('.answers:not([hidden]) .hit')]";
const FIELD: &str = "document.querySelector('.search input')";

fn tab(width: u32, height: u32) -> Tab {
    let mut tab = BROWSER.tab();
    tab.before_pages(WATCH);
    tab.window(width, height);
    tab
}

#[track_caller]
fn is_quiet(tab: &mut Tab) {
    assert_eq!(tab.evaluate("violations"), json!([]));
    assert_eq!(complaints(&tab.events()), Vec::<String>::new());
}

fn type_in(tab: &mut Tab, text: &str) {
    tab.evaluate(&format!("{FIELD}.focus()"));
    tab.call("Input.insertText", json!({ "text": text }));
}

fn press(tab: &mut Tab, key: &str) {
    let code = match key {
        "Enter" => 13,
        "Escape" => 27,
        "End" => 35,
        "Home" => 36,
        "ArrowUp" => 38,
        _ => 40,
    };
    let text = if key == "Enter" { "\r" } else { "" };
    for kind in ["keyDown", "keyUp"] {
        let event = json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code,
            "text": if kind == "keyDown" { text } else { "" } });
        tab.call("Input.dispatchKeyEvent", event);
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn s3_nothing_is_loaded_before_the_reader_turns_to_the_field() {
    let mut tab = tab(1440, 900);
    tab.open(&public().url("policies/returns/"));
    let of_search = |url: &String| url.contains("assets/search") || url.contains("/search/");
    assert!(!requests(&tab.events()).iter().any(of_search));
    tab.evaluate(&format!("{FIELD}.focus()"));
    tab.until("!document.querySelector('.panel').hidden");
    assert!(requests(&tab.events()).iter().any(of_search));
    is_quiet(&mut tab);
}

/// Type, arrow, Enter: at the heading, with the words marked and a clean address; Escape takes the marks away.
#[test]
fn s10_an_answer_is_reached_by_keys() {
    let mut tab = tab(1440, 900);
    tab.open(&public().url("about/"));
    type_in(&mut tab, "delivery slot");
    tab.until(&format!("{OPTIONS}.length > 1"));
    press(&mut tab, "ArrowDown");
    let chosen = "document.getElementById(document.querySelector('.search input').getAttribute('aria-activedescendant'))";
    tab.until(&format!("{chosen}?.ariaSelected === 'true'"));
    let aim = tab.evaluate(&format!("{chosen}.href"));
    press(&mut tab, "Enter");
    tab.until("document.querySelector('.marks [role=status]')?.textContent");
    assert_eq!(tab.evaluate("location.href"), aim);
    assert_eq!(tab.evaluate("location.search"), "");
    let marked = tab.evaluate("[...CSS.highlights.get('sought')].map(range => `${range}`.toLowerCase())");
    let marked = marked.as_array().unwrap();
    assert!(
        !marked.is_empty()
            && marked.iter().all(|word| text(word).contains("deliver") || text(word).contains("slot")),
        "{marked:?}"
    );
    let seen = "(top => top >= 0 && top < innerHeight / 2)(document.getElementById(decodeURIComponent(location.hash.slice(1))).getBoundingClientRect().top)";
    tab.until(&format!("!location.hash || {seen}"));
    press(&mut tab, "Escape");
    tab.until("!CSS.highlights.has('sought') && !document.querySelector('.marks')");
    is_quiet(&mut tab);
}

#[test]
fn the_field_is_a_combobox() {
    let mut tab = tab(1440, 900);
    tab.open(&public().url("about/"));
    type_in(&mut tab, "refund");
    tab.until(&format!("{OPTIONS}.length > 2"));
    let state = |tab: &mut Tab, name: &str| tab.evaluate(&format!("{FIELD}.getAttribute('{name}')"));
    assert_eq!(state(&mut tab, "role"), "combobox");
    assert_eq!(state(&mut tab, "aria-expanded"), "true");
    assert_eq!(
        tab.evaluate(&format!("document.getElementById({FIELD}.getAttribute('aria-controls')).role")),
        "listbox"
    );
    let chosen = format!("{OPTIONS}.findIndex(option => option.ariaSelected === 'true')");
    let last = tab.evaluate(&format!("{OPTIONS}.length - 1"));
    for (key, at) in [
        ("ArrowDown", json!(0)),
        ("ArrowDown", json!(1)),
        ("End", last.clone()),
        ("ArrowDown", json!(-1)),
        ("ArrowUp", last),
        ("Home", json!(0)),
    ] {
        press(&mut tab, key);
        tab.until(&format!("{chosen} === {at}"));
    }
    tab.until("/\\d/.test(document.querySelector('.search [role=status]').textContent)");
    press(&mut tab, "Escape");
    tab.until("document.querySelector('.panel').hidden");
    assert_eq!(state(&mut tab, "aria-expanded"), "false");
    assert_eq!(tab.evaluate(&format!("{FIELD}.value")), "refund");
    is_quiet(&mut tab);
}

/// With no answer chosen, Enter asks the search page.
#[test]
fn enter_asks_the_search_page() {
    let mut tab = tab(1440, 900);
    tab.open(&public().url("about/"));
    type_in(&mut tab, "refund");
    tab.until(&format!("{OPTIONS}.length > 1"));
    press(&mut tab, "Enter");
    tab.until(&format!("location.pathname.endsWith('/search/') && {HITS}.length > 0"));
    assert_eq!(tab.evaluate("location.search"), "?q=refund");
    is_quiet(&mut tab);
}

/// Everything the reader is told while the first answer is on its way.
#[test]
fn nothing_found_is_not_said_before_the_index_has_answered() {
    let mut tab = tab(1440, 900);
    tab.open(&public().url("about/"));
    tab.evaluate(
        "window.told = new Set(); new MutationObserver(() => document.querySelectorAll('.panel, .search [role=status]').forEach(box => told.add(box.textContent)))
            .observe(document.querySelector('.search'), { childList: true, subtree: true, characterData: true, attributes: true }); 0",
    );
    for letter in "refund".chars() {
        type_in(&mut tab, &letter.to_string());
    }
    tab.until(&format!("{OPTIONS}.length > 1"));
    assert_eq!(tab.evaluate("[...told].filter(text => text.includes('Nothing found'))"), json!([]));
    tab.evaluate(&format!("{FIELD}.select()"));
    type_in(&mut tab, "xqzvkjwq");
    tab.until("document.querySelector('.panel').textContent.includes('Nothing found')");
    is_quiet(&mut tab);
}

#[test]
fn by_touch_on_a_phone() {
    let mut tab = tab(360, 740);
    tab.call("Emulation.setTouchEmulationEnabled", json!({ "enabled": true }));
    tab.open(&public().url(""));
    let tap = |tab: &mut Tab, what: &str| {
        let place = tab.evaluate(&format!("(box => ({{ x: box.x + box.width / 2, y: box.y + box.height / 2 }}))({what}.getBoundingClientRect())"));
        tab.call("Input.dispatchTouchEvent", json!({ "type": "touchStart", "touchPoints": [place] }));
        tab.call("Input.dispatchTouchEvent", json!({ "type": "touchEnd", "touchPoints": [] }));
    };
    tap(&mut tab, FIELD);
    tab.until("document.activeElement.name === 'q' && !document.querySelector('.panel').hidden");
    tab.call("Input.insertText", json!({ "text": "refund" }));
    tab.until(&format!("{OPTIONS}.length > 2"));
    let small = format!("{OPTIONS}.filter(option => option.getBoundingClientRect().height < 44).length");
    assert_eq!(tab.evaluate(&small), 0);
    // The first results are in the upper half, above the keyboard; the panel is as wide as the window, and ends in it.
    tab.until(&format!("{OPTIONS}[1].getBoundingClientRect().bottom < innerHeight / 2"));
    let panel = tab.evaluate("(({ left, right, bottom }) => left >= 0 && right <= 360 && right - left > 330 && bottom <= innerHeight)(document.querySelector('.panel').getBoundingClientRect())");
    assert_eq!(panel, true);
    assert_eq!(tab.evaluate("document.documentElement.scrollWidth"), 360);
    let aim = tab.evaluate(&format!("{OPTIONS}[0].pathname"));
    tap(&mut tab, &format!("{OPTIONS}[0]"));
    tab.until(&format!("location.pathname === {aim} && document.querySelector('.marks')"));
    is_quiet(&mut tab);
}

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
    tab.until("location.search === '?q=refund&kind=policy' && document.querySelectorAll('.chips button').length === 1");
    tab.until(&format!("document.querySelector('.count').textContent.startsWith('{expected} ')"));
    let kinds = format!("{HITS}.every(hit => hit.querySelector('.badge').textContent === 'Policy')");
    assert_eq!(tab.evaluate(&kinds), true);
    tab.evaluate("history.back()");
    tab.until(&format!(
        "location.search === '?q=refund' && document.querySelector('.count').textContent === {all}"
    ));
    assert_eq!(tab.evaluate(&format!("{policy}.checked")), false);
    tab.open(&public().url("search/?q=refund&kind=policy"));
    tab.until("document.querySelector('.chips button')");
    tab.evaluate("document.querySelector('.chips button').click()");
    tab.until("location.search === '?q=refund' && document.querySelector('.chips').hidden");
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

/// R17: what a reader types and what an author writes is text.
#[test]
fn r17_texts_of_the_answers_are_shown_as_text() {
    let evil = "<img src=x onerror=__xss=1>";
    let site = Site::new().file("content/index.md", "# Home\n").file(
        "content/a.md",
        format!(
            "---\ntitle: {}\n---\n\nA gadget `{evil}` gadget.\n\n## `{evil}` gadget\n\nMore gadget.\n",
            json!(format!("{evil} gadget"))
        ),
    );
    site.build();
    let server = Server::start(&site.path("dist/public"), "/", Headers::Applied);
    let mut tab = tab(1440, 900);
    for query in ["gadget", evil] {
        tab.open(&server.url("a/"));
        type_in(&mut tab, query);
        tab.until("document.querySelector('.panel:not([hidden])')?.textContent.includes('<img')");
        assert_eq!(tab.evaluate("document.querySelectorAll('.panel img').length + (window.__xss ?? 0)"), 0);
    }
    tab.open(&server.url("search/?q=gadget"));
    tab.until(&format!("{HITS}.length > 0"));
    assert_eq!(tab.evaluate("document.querySelectorAll('main img').length + (window.__xss ?? 0)"), 0);
    let shown = tab.evaluate("document.querySelector('.answers').textContent");
    assert!(text(&shown).contains(evil), "{shown}");
    tab.open(&server.url("search/?q=%3Cimg%20src%3Dx%20onerror%3D__xss%3D1%3Exqzvkjwq"));
    tab.until("document.querySelector('.count').textContent");
    assert_eq!(tab.evaluate(&format!("{FIELD}.value")), format!("{evil}xqzvkjwq"));
    assert_eq!(tab.evaluate("document.querySelectorAll('main img').length + (window.__xss ?? 0)"), 0);
    is_quiet(&mut tab);
}

/// The public edition without its index.
fn without_index() -> (Site, Server) {
    let site = Site::none();
    crate::driver::copy(&sample().join("public"), &site.root());
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
