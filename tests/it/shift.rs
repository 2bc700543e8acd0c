//! Nothing moves once it is shown: not on a first view, not for a reader who comes back, not on a day that has banners.

use serde_json::json;

use crate::browser::Tab;
use crate::looks::BROWSER;
use crate::stage::{all, server};
use crate::views::Edition;

/// Adds up what moves, from before the first paint on; what follows a key or a click within half a second is wanted.
const SUM: &str = "window.moved = []; new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput)
        moved.push(`${entry.value.toPrecision(2)}: ${entry.sources.map(({ node, previousRect: was, currentRect: is }) => `${node?.localName ?? node?.nodeName}.${node?.className ?? ''} ${[was, is].map(it => [it.x, it.y, it.width, it.height].join(' ')).join(' to ')}`).join(', ')}`);
}).observe({ type: 'layout-shift', buffered: true });";

/// A day on which every policy is due, and one on which the newest is not in force yet.
const DUE: &str = "2031-01-01";
const EARLY: &str = "2024-01-01";

/// Another day, for pages alone: the clock goes on.
fn on(day: &str) -> String {
    format!(
        "{{ const Real = Date, off = Real.parse('{day}') - Real.now();
            Date = class extends Real {{ constructor(...given) {{ super(...(given.length ? given : [Real.now() + off])); }} static now() {{ return Real.now() + off; }} }}; }}"
    )
}

fn settled(tab: &mut Tab) -> Vec<String> {
    // What is late comes within a few frames: files are local, and the browser is idle before it tells.
    tab.evaluate("new Promise(done => requestIdleCallback(() => setTimeout(done, 60)))");
    let moved = tab.evaluate("moved");
    moved.as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect()
}

fn nothing_moves(edition: Edition, home: &str) {
    let mut found = Vec::new();
    for (width, height) in [(360, 740), (1440, 900)] {
        let mut tab = BROWSER.tab();
        tab.before_pages(SUM);
        tab.window(width, height);
        for time in ["first", "again"] {
            for view in all(edition, home).filter(|view| view.is_plain()) {
                tab.open(&server(edition).url(&format!("{home}{}", view.page)));
                let what = format!("{} {home} {} {width} {time}", edition.name(), view.name);
                found.extend(settled(&mut tab).into_iter().map(|moved| format!("{what} {moved}")));
            }
        }
        // By now there is something that was seen last.
        tab.open(&server(edition).url(home));
        let recent = "document.querySelector('.recent:not([hidden]) a') !== null";
        assert_eq!(tab.evaluate(recent), true, "{}", edition.name());
        found.extend(settled(&mut tab).into_iter().map(|moved| format!("home with recent {width} {moved}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn nothing_moves_in_the_public_edition() {
    nothing_moves(Edition::Public, "");
    nothing_moves(Edition::Public, "zh-Hant/");
}

#[test]
fn nothing_moves_in_the_internal_edition() {
    nothing_moves(Edition::Internal, "");
}

#[test]
fn nothing_moves_on_a_day_with_banners() {
    for (day, banner) in [(DUE, ".callout[data-from]"), (EARLY, ".callout[data-until]")] {
        for width in [360, 1440] {
            let mut tab = BROWSER.tab();
            tab.before_pages(SUM);
            tab.before_pages(&on(day));
            tab.window(width, 740);
            tab.open(&server(Edition::Public).url("policies/returns/"));
            let shown = format!("document.querySelector('{banner}').checkVisibility()");
            assert_eq!(tab.evaluate(&shown), true, "{day}: {banner}");
            assert_eq!(settled(&mut tab), Vec::<String>::new(), "{day} {width}");
        }
    }
}

#[test]
fn what_moves_is_seen() {
    let mut tab = BROWSER.tab();
    tab.before_pages(SUM);
    tab.window(1440, 900);
    tab.open(&server(Edition::Public).url("about/"));
    tab.evaluate("(box => { box.style.height = '200px'; document.querySelector('main').prepend(box); })(document.createElement('div'))");
    tab.until("moved.length > 0");
    assert_ne!(settled(&mut tab), Vec::<String>::new());
    tab.call("Page.navigate", json!({ "url": "about:blank" }));
}
