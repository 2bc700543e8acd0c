//! What the theme's scripts do, and that reading works without them.

use serde_json::json;

use crate::browser::Tab;
use crate::driver::{UNDER, files, sample};
use crate::html::{tags, unescaped};
use crate::looks::{BROWSER, WATCH, complaints, public};
use crate::server::{Headers, Server};

fn tab() -> Tab {
    let mut tab = BROWSER.tab();
    tab.before_pages(WATCH);
    tab.window(1440, 900);
    tab
}

#[track_caller]
fn is_quiet(tab: &mut Tab) {
    assert_eq!(tab.evaluate("violations"), json!([]));
    assert_eq!(complaints(&tab.events()), Vec::<String>::new());
}

#[test]
fn a_question_is_opened_by_its_address() {
    let mut tab = tab();
    tab.open(&public().url("faq/delivery/"));
    assert_eq!(tab.evaluate("document.querySelectorAll('details.question[open]').length"), 0);
    tab.open(&public().url("faq/delivery/#late"));
    tab.until("document.getElementById('late').open");
    assert_eq!(tab.evaluate("document.querySelectorAll('details.question[open]').length"), 1);
    tab.until(
        "(top => top >= 0 && top < innerHeight)(document.getElementById('late').getBoundingClientRect().top)",
    );
    tab.evaluate("document.querySelector('#cost summary').click()");
    tab.until("location.hash === '#cost'");
    is_quiet(&mut tab);
}

#[test]
fn questions_are_filtered() {
    let mut tab = tab();
    tab.open(&public().url("faq/delivery/"));
    let shown = "[...document.querySelectorAll('details.question')].filter(item => item.offsetParent).length";
    let all = tab.evaluate(shown).as_u64().unwrap();
    tab.evaluate("document.querySelector('.filter input').focus()");
    tab.call("Input.insertText", json!({ "text": "upstairs" }));
    tab.until(&format!("{shown} > 0 && {shown} < {all}"));
    tab.evaluate("document.querySelector('.filter button').click()");
    tab.until("document.querySelectorAll('details.question[open]').length === document.querySelectorAll('details.question').length");
    is_quiet(&mut tab);
}

#[test]
fn a_search_from_any_page_leads_to_the_search_page() {
    let mut tab = tab();
    tab.open(&public().url("policies/returns/"));
    let key = |kind: &str, key: &str, text: &str| json!({ "type": kind, "key": key, "text": text, "windowsVirtualKeyCode": if key == "Enter" { 13 } else { 191 } });
    tab.call("Input.dispatchKeyEvent", key("keyDown", "/", "/"));
    tab.until("document.activeElement.name === 'q' && document.activeElement.value === ''");
    tab.call("Input.insertText", json!({ "text": "gift card" }));
    tab.call("Input.dispatchKeyEvent", key("keyDown", "Enter", "\r"));
    let there = format!("location.pathname === '{UNDER}search/' && document.readyState === 'complete'");
    tab.until(&there);
    tab.until("document.querySelector('.finder .search input').value === 'gift card'");
    is_quiet(&mut tab);
}

#[test]
fn the_choice_of_colours_is_kept() {
    let mut tab = tab();
    tab.media("light", "screen");
    tab.open(&public().url("about/"));
    let colour = "getComputedStyle(document.body).backgroundColor + getComputedStyle(document.documentElement).backgroundColor";
    let light = tab.evaluate(colour);
    for theme in ["light", "dark"] {
        tab.evaluate("document.querySelector('button.theme').click()");
        assert_eq!(tab.evaluate("document.documentElement.dataset.theme"), theme);
    }
    tab.open(&public().url("faq/"));
    assert_eq!(tab.evaluate("document.documentElement.dataset.theme"), "dark");
    assert_ne!(tab.evaluate(colour), light);
    is_quiet(&mut tab);
}

#[test]
fn the_page_that_is_not_there_offers_the_nearest() {
    let mut tab = tab();
    tab.open(&public().url("policies/old/returns.html"));
    tab.until("document.querySelectorAll('.near li').length > 0");
    assert_eq!(tab.evaluate("document.querySelector('.finder .search input').value"), "returns");
    assert_eq!(tab.evaluate("[...document.querySelectorAll('.near a')].some(link => link.pathname.endsWith('/policies/returns/'))"), true);
    is_quiet(&mut tab);
}

#[test]
fn paper_has_the_text_and_nothing_around_it() {
    let mut tab = tab();
    tab.open(&public().url("policies/returns/"));
    tab.media("light", "print");
    let shown = |selector: &str| {
        format!(
            "[...document.querySelectorAll('{selector}')].filter(item => item.getClientRects().length).length"
        )
    };
    for selector in ["header.top", "nav.side", "footer", ".toc", "button", ".helpful"] {
        assert_eq!(tab.evaluate(&shown(selector)), 0, "{selector}");
    }
    for selector in ["h1", ".policy", ".prose p"] {
        assert!(tab.evaluate(&shown(selector)).as_u64() > Some(0), "{selector}");
    }
    // The text begins where the paper does: the list at the side leaves no room behind.
    assert_eq!(tab.evaluate("document.querySelector('h1').getBoundingClientRect().left < 60"), true);
    tab.open(&public().url("faq/delivery/"));
    let answers =
        "[...document.querySelectorAll('details.question')].every(item => item.innerText.length > 40)";
    tab.media("light", "print");
    assert_eq!(tab.evaluate(answers), true, "folded answers are missing on paper");
}

#[test]
fn an_old_address_leads_to_the_page() {
    let mut tab = tab();
    tab.go(&public().url("terms/"));
    tab.until("document.querySelector('main#ab-main') && location.pathname.includes('/policies/')");
}

/// Nothing in a page needs what its policy forbids, even where nobody is watching.
#[test]
fn no_page_has_inline_script_or_style() {
    for edition in ["public", "internal"] {
        for (path, bytes) in files(&sample().join(edition)).iter().filter(|(path, _)| path.ends_with(".html"))
        {
            for tag in tags(std::str::from_utf8(bytes).unwrap()) {
                assert!(tag.name != "style" && tag.get("style").is_none(), "{path}: {tag:?}");
                let data = edition == "public" && tag.get("type") == Some("application/ld+json");
                assert!(tag.name != "script" || tag.get("src").is_some() || data, "{path}: {tag:?}");
                assert!(!tag.attributes().any(|name| name.starts_with("on")), "{path}: {tag:?}");
            }
        }
    }
}

/// A host may serve an edition at its root, too.
#[test]
fn an_edition_works_at_the_root_of_a_host() {
    let server = Server::start(&sample().join("public"), "/", Headers::Applied);
    let mut tab = tab();
    tab.open(&server.url("faq/delivery/"));
    let title = tab.evaluate("document.title");
    assert!(unescaped(title.as_str().unwrap()).starts_with("Deliveries"));
    is_quiet(&mut tab);
}
