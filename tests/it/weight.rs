//! What a first view costs, as the browser counts it: scripts that run before the reader does anything, and styles.

use std::collections::BTreeMap;

use crate::browser::Tab;
use crate::itself::gzipped;
use crate::looks::BROWSER;
use crate::server::Server;
use crate::stage::{all, server};
use crate::views::Edition;

/// What was loaded for the page, by kind: its addresses, without the host.
fn loaded(tab: &mut Tab, server: &Server, url: &str) -> BTreeMap<String, Vec<String>> {
    tab.open(url);
    tab.evaluate("new Promise(done => requestIdleCallback(() => setTimeout(done, 60)))");
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for event in tab.events().iter().filter(|event| event["method"] == "Network.responseReceived") {
        let about = &event["params"];
        let address = about["response"]["url"].as_str().unwrap();
        if let Some(path) = address.strip_prefix(&server.url("")) {
            let kind = about["type"].as_str().unwrap().to_owned();
            found.entry(kind).or_default().push(path.to_owned());
        }
    }
    found
}

/// Bytes as they are, and as a host sends them.
fn weight(server: &Server, paths: Option<&Vec<String>>) -> (usize, usize) {
    let root = server.url("");
    let under = &root[root.match_indices('/').nth(2).unwrap().0..];
    let sizes = paths.into_iter().flatten().map(|path| {
        let answer = server.get(&format!("{under}{path}"));
        assert_eq!(answer.status, 200, "{path}");
        (answer.body.len(), gzipped(&answer.body))
    });
    sizes.fold((0, 0), |(plain, gzip), (more, zipped)| (plain + more, gzip + zipped))
}

/// The theme's styles for the screen: the colour of the owner is the owner's.
fn styles(tab: &mut Tab, server: &Server) -> Vec<String> {
    let applied = tab.evaluate(
        "[...document.styleSheets].filter(it => it.media.mediaText !== 'print').map(it => it.href)",
    );
    let all = applied.as_array().unwrap().iter().map(|it| it.as_str().unwrap());
    let paths = all.map(|it| it.strip_prefix(&server.url("")).unwrap().to_owned());
    paths.filter(|path| !path.contains("/accent-")).collect()
}

#[test]
fn a_first_view_is_light() {
    let mut found = Vec::new();
    for edition in Edition::BOTH {
        for view in all(edition, "").filter(|view| view.is_plain()) {
            // A reader who was never here: nothing is in the cache.
            let mut tab = BROWSER.tab();
            tab.window(1440, 900);
            let host = server(edition);
            let loaded = loaded(&mut tab, host, &host.url(view.page));
            let scripts = weight(host, loaded.get("Script"));
            let styles = weight(host, Some(&styles(&mut tab, host)));
            let what = format!("{} {}: scripts {scripts:?}, styles {styles:?}", edition.name(), view.name);
            // The page that searches is for that: it may load what others load with the first key.
            let searches = tab.evaluate("document.querySelector('.finder') !== null") == true;
            // What was read, learned or acknowledged before decides what is painted.
            let has = |tab: &mut Tab, selector: &str| {
                tab.evaluate(&format!("document.querySelector('{selector}') !== null")) == true
            };
            let (learns, asks, card) =
                (has(&mut tab, "#ab-words"), has(&mut tab, "[data-asked]"), has(&mut tab, ".policy"));
            let (plain, gzip) = match (learns, asks, card) {
                (true, ..) => (33_500, 13_800),
                (_, true, _) => (26_000, 10_800),
                (_, _, true) => (17_500, 7_200),
                _ => (10_000, 4_000),
            };
            let scripted = searches || scripts.0 <= plain && scripts.1 <= gzip;
            // It has styles of its own beside those of every page, and so has the page of numbers.
            let more = learns || has(&mut tab, ".finder,.health");
            let (plain, gzip) = match (more, asks) {
                (true, true) => (30_000, 9_400),
                (true, _) => (29_000, 8_700),
                (_, true) => (22_000, 6_700),
                _ => (20_000, 6_000),
            };
            let styled = styles.0 <= plain && styles.1 <= gzip;
            assert!(scripts.0 > 1_000 && styles.0 > 1_000, "{what}: it was not counted");
            if !scripted || !styled {
                found.push(what);
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_search_loads_its_scripts_when_it_is_turned_to() {
    let mut tab = BROWSER.tab();
    tab.window(1440, 900);
    let host = server(Edition::Public);
    let first = loaded(&mut tab, host, &host.url("policies/returns/"));
    tab.evaluate("document.querySelector('.search input').focus()");
    tab.until("document.querySelector('.panel:not([hidden])')");
    let more = tab.events().iter().filter(|event| event["params"]["type"] == "Script").count();
    assert!(more > first["Script"].len(), "scripts that come later are counted, too");
}
