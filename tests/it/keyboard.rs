//! The reader who has a keyboard only: what can be reached is seen, in the order of the page, and nothing holds it.

use serde_json::json;

use crate::browser::Tab;
use crate::looks::BROWSER;
use crate::stage::server;
use crate::views::Edition;

const ACTIVE: &str = "document.activeElement";

fn tab(width: u32) -> Tab {
    let mut tab = BROWSER.tab();
    tab.window(width, 800);
    // Other tabs are in front, and this one is typed into all the same.
    tab.call("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
    tab
}

/// A key as it is named in the standard, with `Shift+` or `Control+` before it.
pub(crate) fn press(tab: &mut Tab, keys: &str) {
    let (modifier, key) = keys.split_once('+').unwrap_or(("", keys));
    let modifiers = match modifier {
        "Control" => 2,
        "Shift" => 8,
        _ => 0,
    };
    let (code, text) = match key {
        "Tab" => (9, ""),
        "Enter" => (13, "\r"),
        "Escape" => (27, ""),
        "Space" => (32, " "),
        "ArrowUp" => (38, ""),
        "ArrowDown" => (40, ""),
        "/" => (191, "/"),
        "k" => (75, ""),
        other => panic!("no such key: {other}"),
    };
    let named = if key == "Space" { " " } else { key };
    let mut event = json!({ "key": named, "windowsVirtualKeyCode": code, "modifiers": modifiers });
    event["type"] = if text.is_empty() { "rawKeyDown" } else { "keyDown" }.into();
    event["text"] = text.into();
    tab.call("Input.dispatchKeyEvent", event.clone());
    event["type"] = "keyUp".into();
    event["text"] = "".into();
    tab.call("Input.dispatchKeyEvent", event);
}

/// Goes on with Tab until a selector is reached.
#[track_caller]
pub(crate) fn reach(tab: &mut Tab, selector: &str) {
    for _ in 0..200 {
        press(tab, "Tab");
        if tab.evaluate(&format!("{ACTIVE}.matches('{selector}')")) == true {
            return;
        }
    }
    panic!("{selector} is not reached");
}

/// Numbers what can be reached, in the order of the page, radio buttons of a question as one, and finds what is wrong with what has the focus.
const WATCH: &str = "const way = item => item.type === 'radio' ? document.querySelector(`[name=\"${item.name}\"]`) : item;
window.stops = [...document.querySelectorAll('a[href],button,input,summary,textarea,[tabindex]')]
    .filter(item => item.tabIndex >= 0 && !item.disabled && item.checkVisibility({ visibilityProperty: true }) && way(item) === item);
window.stop = () => {
    const item = document.activeElement;
    if (item === document.body) return { at: -1 };
    const rings = item => (style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && !/, 0\\)$|transparent/.test(style.outlineColor))(getComputedStyle(item));
    const label = item.closest('label'), ring = rings(item) || label && rings(label);
    const [box] = item.getClientRects(), x = box.left + Math.min(box.width, innerWidth) / 2, y = box.top + Math.min(box.height, innerHeight) / 2;
    const top = document.elementFromPoint(x, y);
    const seen = top && (item.contains(top) || top.contains(item) && top.closest('main,header,footer,nav,aside') === item.closest('main,header,footer,nav,aside'));
    const name = `${item.localName}.${item.className} ${(item.ariaLabel ?? item.textContent).trim().slice(0, 40)}`;
    return { at: stops.indexOf(way(item)), fault: !ring ? `${name} does not show that it has the focus` : !seen ? `${name} is covered by ${top?.localName}.${top?.className}` : '' };
}";

/// All stops of a page, by one key.
fn walk(tab: &mut Tab, key: &str, count: usize, what: &str) -> (Vec<i64>, Vec<String>) {
    let (mut order, mut faults) = (Vec::new(), Vec::new());
    for _ in 0..count {
        press(tab, key);
        let stop = tab.evaluate("stop()");
        order.push(stop["at"].as_i64().unwrap());
        if let Some(fault) = stop["fault"].as_str().filter(|fault| !fault.is_empty()) {
            faults.push(format!("{what} {key}: {fault}"));
        }
    }
    (order, faults)
}

fn walk_through(edition: Edition, pages: &[&str], width: u32) {
    let mut tab = tab(width);
    let mut found = Vec::new();
    for page in pages {
        let what = format!("{} {page} {width}", edition.name());
        tab.open(&server(edition).url(page));
        if page.contains("?q=") {
            tab.until("document.querySelector('.answers:not([hidden]) .hit')");
        }
        tab.evaluate(WATCH);
        let count = usize::try_from(tab.evaluate("stops.length").as_i64().unwrap()).unwrap();
        assert!(count > 15, "{what}: {count} places to stop");
        let (order, mut faults) = walk(&mut tab, "Tab", count, &what);
        let expected: Vec<i64> = (0..i64::try_from(count).unwrap()).collect();
        assert_eq!(order, expected, "{what}");
        press(&mut tab, "Tab");
        let after = tab.evaluate("stop().at");
        assert!(after == -1 || after == 0, "{what}: the last place leads to {after}");
        found.append(&mut faults);
        tab.evaluate("stops.at(-1).focus()");
        let (order, mut faults) = walk(&mut tab, "Shift+Tab", count - 1, &what);
        assert_eq!(order, (0..i64::try_from(count).unwrap() - 1).rev().collect::<Vec<_>>(), "{what}");
        found.append(&mut faults);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_place_is_reached_and_seen() {
    walk_through(Edition::Public, &["", "faq/delivery/", "zh-Hans/search/?q=Kelmouth"], 1440);
    walk_through(Edition::Internal, &["policies/returns/"], 1440);
}

#[test]
fn every_place_is_reached_and_seen_on_a_phone() {
    walk_through(Edition::Public, &["guides/measure-your-doorway/"], 360);
    walk_through(Edition::Internal, &["", "training/quarterly-test/"], 360);
}

#[test]
fn the_first_stop_leads_to_the_text() {
    let mut tab = tab(1440);
    for page in ["", "policies/returns/", "zh-Hant/faq/delivery/"] {
        tab.open(&server(Edition::Public).url(page));
        press(&mut tab, "Tab");
        let shown = format!("{ACTIVE}.matches('.skip') && {ACTIVE}.getBoundingClientRect().top >= 0");
        tab.until(&shown);
        press(&mut tab, "Enter");
        tab.until("location.hash === '#ab-main'");
        press(&mut tab, "Tab");
        assert_eq!(tab.evaluate(&format!("!!{ACTIVE}.closest('main')")), true, "{page}");
    }
}

#[test]
fn two_keys_lead_to_the_search_from_everywhere() {
    let mut tab = tab(1440);
    for page in ["", "policies/returns/", "search/", "no/such/page"] {
        for key in ["/", "Control+k"] {
            tab.open(&server(Edition::Public).url(page));
            press(&mut tab, key);
            tab.until(&format!("{ACTIVE}.name === 'q' && !{ACTIVE}.value.includes('/')"));
        }
    }
}

#[test]
fn answers_are_chosen_with_arrows_and_left_with_escape() {
    let mut tab = tab(1440);
    tab.open(&server(Edition::Public).url("policies/returns/"));
    reach(&mut tab, ".search input");
    tab.call("Input.insertText", json!({ "text": "Kelmouth" }));
    let open = "!!document.querySelector('.panel:not([hidden]) [role=option]')";
    tab.until(open);
    let chosen = "document.querySelector('[role=option][aria-selected=true]')?.id ?? null";
    for (key, at) in [("ArrowDown", "0"), ("ArrowDown", "1"), ("ArrowUp", "0")] {
        press(&mut tab, key);
        assert_eq!(tab.evaluate(chosen), format!("ab-hit-{at}"));
        assert_eq!(
            tab.evaluate(&format!("{ACTIVE}.getAttribute('aria-activedescendant')")),
            tab.evaluate(chosen)
        );
    }
    press(&mut tab, "Escape");
    assert_eq!(tab.evaluate(open), false);
    assert_eq!(tab.evaluate(&format!("{ACTIVE}.matches('.search input')")), true);
    press(&mut tab, "ArrowDown");
    tab.until(open);
    press(&mut tab, "ArrowDown");
    let there =
        tab.evaluate("new URL(document.querySelector('[role=option][aria-selected=true]').href).pathname");
    press(&mut tab, "Enter");
    tab.until(&format!("location.pathname === {there} && document.readyState === 'complete'"));
}

#[test]
fn menus_open_and_close_and_give_the_focus_back() {
    let mut tab = tab(1440);
    tab.open(&server(Edition::Internal).url("guides/"));
    for menu in [1, 2] {
        let menu = format!(".menu:nth-of-type({menu})");
        reach(&mut tab, &format!("{menu} summary"));
        for key in ["Enter", "Space"] {
            press(&mut tab, key);
            tab.until(&format!("document.querySelector('{menu}').open"));
            press(&mut tab, "Tab");
            assert_eq!(tab.evaluate(&format!("{ACTIVE}.matches('{menu} a')")), true);
            press(&mut tab, "Escape");
            tab.until(&format!("!document.querySelector('{menu}').open"));
            assert_eq!(tab.evaluate(&format!("{ACTIVE}.matches('{menu} summary')")), true);
        }
    }
    reach(&mut tab, ".theme");
    for (key, theme) in [("Enter", "light"), ("Space", "dark")] {
        press(&mut tab, key);
        assert_eq!(tab.evaluate("document.documentElement.dataset.theme"), theme);
    }
}

#[test]
fn questions_unfold_by_the_keyboard() {
    let mut tab = tab(1440);
    tab.open(&server(Edition::Public).url("faq/delivery/"));
    reach(&mut tab, ".question summary");
    for (key, open) in [("Enter", true), ("Space", false), ("Enter", true)] {
        press(&mut tab, key);
        tab.until(&format!("{ACTIVE}.parentElement.open === {open}"));
    }
    press(&mut tab, "Tab");
    assert_eq!(tab.evaluate(&format!("!!{ACTIVE}.closest('.question[open]')")), true);
}

#[test]
fn a_vote_is_given_without_a_pointer() {
    let mut tab = tab(1440);
    tab.open(&server(Edition::Public).url("policies/returns/"));
    reach(&mut tab, ".helpful>[value=no]");
    press(&mut tab, "Enter");
    tab.until("document.querySelector('.helpful form')");
    reach(&mut tab, ".helpful form [type=checkbox]");
    press(&mut tab, "Space");
    assert_eq!(tab.evaluate(&format!("{ACTIVE}.checked")), true);
    reach(&mut tab, ".helpful textarea");
    tab.call("Input.insertText", json!({ "text": "Where is the label?" }));
    reach(&mut tab, ".helpful form button");
    press(&mut tab, "Enter");
    tab.until("document.querySelector('.helpful form').hidden");
    let kept = tab.evaluate(&format!("{ACTIVE}.closest('.helpful') !== null"));
    assert_eq!(kept, true, "the focus is lost with the form");
}

#[test]
fn a_policy_is_acknowledged_without_a_pointer() {
    let mut tab = tab(360);
    tab.open(&server(Edition::Internal).url("policies/complaints/"));
    reach(&mut tab, ".asked a");
    press(&mut tab, "Enter");
    tab.until("location.hash === '#ab-acknowledge'");
    reach(&mut tab, ".acknowledge input");
    tab.call("Input.insertText", json!({ "text": "Anna Lee" }));
    press(&mut tab, "Enter");
    tab.until("document.querySelector('.acknowledge form').hidden");
    let said = tab.evaluate("document.querySelector('.acknowledge [role=status]').textContent");
    assert!(said.as_str().unwrap().contains("Anna Lee"), "{said}");
    assert_eq!(tab.evaluate(&format!("{ACTIVE}.matches('.acknowledge [data-print]')")), true);
}
