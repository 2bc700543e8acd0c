//! The search field of every page, as readers use it: by keys, by touch, with a screen reader.

use serde_json::{Value, json};

use crate::browser::Tab;
use crate::driver::Site;
use crate::looks::{BROWSER, WATCH, complaints, public, requests};
use crate::server::{Headers, Server};

const OPTIONS: &str = "[...document.querySelectorAll('.panel:not([hidden]) [role=option]')]";
pub(crate) const HITS: &str = "[...document.querySelectorAll('.answers:not([hidden]) .hit')]";
pub(crate) const FIELD: &str = "document.querySelector('.search input')";

pub(crate) fn tab(width: u32, height: u32) -> Tab {
    let mut tab = BROWSER.tab();
    tab.before_pages(WATCH);
    tab.window(width, height);
    tab
}

#[track_caller]
pub(crate) fn is_quiet(tab: &mut Tab) {
    assert_eq!(tab.evaluate("violations"), json!([]));
    assert_eq!(complaints(&tab.events()), Vec::<String>::new());
}

pub(crate) fn type_in(tab: &mut Tab, text: &str) {
    tab.evaluate(&format!("{FIELD}.focus()"));
    tab.call("Input.insertText", json!({ "text": text }));
}

pub(crate) fn press(tab: &mut Tab, key: &str) {
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

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn s3_nothing_is_loaded_before_the_reader_turns_to_the_field() {
    let mut tab = tab(1440, 900);
    tab.open(&public().url("policies/returns/"));
    let of_search = |url: &String| url.contains("assets/search") || url.contains("/search/");
    assert!(!requests(&tab.events()).iter().any(of_search));
    tab.evaluate(&format!("{FIELD}.focus()"));
    tab.until("document.querySelector('.panel:not([hidden])')");
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
    tab.until("/\\d \\/ \\d/.test(document.querySelector('.marks [role=status]').textContent)");
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
    tab.until("document.activeElement.name === 'q' && document.querySelector('.panel:not([hidden])')");
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
