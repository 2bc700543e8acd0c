//! Reading without scripts: every kind of page shows its text, and links alone lead to all of them.

use std::collections::{BTreeSet, VecDeque};
use std::fs;

use crate::browser::Tab;
use crate::crawl::{encoded, resolved};
use crate::driver::{BASE, files};
use crate::html::tags;
use crate::looks::{BROWSER, complaints};
use crate::server::decoded;
use crate::stage::{all, folder, server};
use crate::views::{Edition, LANGUAGES, View};

/// Characters of the text that are not shown; what is folded is opened by a press, without scripts, too.
const HIDDEN: &str = "(() => {
    document.querySelectorAll('main details').forEach(item => { item.open = true; });
    const words = text => text.replace(/\\s+/g, '');
    const main = document.querySelector('main'), shown = words(main.innerText);
    const missing = [...main.querySelectorAll('h1,h2,h3,p,li,dd,dt,td,th,pre,figcaption')]
        .filter(item => !item.closest('[hidden],.js,.vh,.anchor') && words(item.textContent) && !item.checkVisibility());
    return { shown: shown.length, missing: missing.map(item => item.textContent.trim().slice(0, 60)) };
})()";

fn is_read(tab: &mut Tab, edition: Edition, home: &str, view: &View) {
    let what = format!("{} {home}{}", edition.name(), view.page);
    tab.open(&server(edition).url(&format!("{home}{}", view.page)));
    let state = tab.evaluate(HIDDEN);
    assert!(state["shown"].as_u64().unwrap() > 30, "{what}: {state}");
    assert_eq!(state["missing"], serde_json::json!([]), "{what}");
    let offered = tab.evaluate(
        "[...document.querySelectorAll('main button, .theme')].filter(item => item.checkVisibility() && item.type !== 'submit').map(item => item.outerHTML)",
    );
    assert_eq!(offered, serde_json::json!([]), "{what}: buttons that do nothing");
    assert_eq!(complaints(&tab.events()), Vec::<String>::new(), "{what}");
}

#[test]
fn every_kind_of_page_is_read_without_scripts() {
    for edition in Edition::BOTH {
        let mut tab = BROWSER.tab();
        tab.scripts_off();
        tab.window(1440, 900);
        for (_, home) in LANGUAGES {
            for view in all(edition, home).filter(|view| view.is_plain()) {
                is_read(&mut tab, edition, home, view);
            }
        }
    }
}

#[test]
fn answers_dates_and_languages_need_no_scripts() {
    let mut tab = BROWSER.tab();
    tab.scripts_off();
    tab.window(1440, 900);
    for (_, home) in LANGUAGES {
        tab.open(&server(Edition::Public).url(&format!("{home}faq/delivery/")));
        let answers = "[...document.querySelectorAll('.question')].map(item => { item.firstElementChild.click(); return item.open && item.querySelector('.prose').innerText.length > 12; })";
        let answers = tab.evaluate(answers);
        let answers = answers.as_array().unwrap();
        assert!(answers.len() > 3 && answers.iter().all(|it| it == true), "{home}: {answers:?}");
        let menu = "(menu => { menu.firstElementChild.click(); return [...menu.querySelectorAll('a')].filter(link => link.checkVisibility()).length; })([...document.querySelectorAll('.menu')].at(-1))";
        assert_eq!(tab.evaluate(menu), LANGUAGES.len(), "{home}");
        tab.open(&server(Edition::Public).url(&format!("{home}policies/returns/")));
        let dates = "[...document.querySelectorAll('.policy time')].filter(time => time.checkVisibility() && time.innerText).length";
        assert_eq!(tab.evaluate(dates), 2, "{home}: in force, next review");
    }
}

/// Pages that links lead to, from the home on, as a reader without scripts follows them: no address is typed.
fn reached(edition: Edition) -> BTreeSet<String> {
    let folder = folder(edition);
    let mut known = BTreeSet::from([String::new()]);
    let mut open = VecDeque::from([String::new()]);
    while let Some(page) = open.pop_front() {
        let html = fs::read_to_string(folder.join(&page).join("index.html")).unwrap();
        for tag in tags(&html).iter().filter(|tag| tag.name == "a") {
            let address = tag.get("href").unwrap_or_default().split(['#', '?']).next().unwrap_or_default();
            let there = match address.strip_prefix(BASE) {
                Some(inner) => inner.to_owned(),
                None if address.is_empty() || address.contains(':') => continue,
                None => decoded(&resolved(&format!("/{page}"), address)).trim_start_matches('/').to_owned(),
            };
            if (there.is_empty() || there.ends_with('/')) && known.insert(there.clone()) {
                open.push_back(there);
            }
        }
    }
    known
}

#[test]
fn links_alone_lead_to_every_page() {
    for edition in Edition::BOTH {
        let folder = folder(edition);
        let is_page = |path: &str| {
            let html = fs::read_to_string(folder.join(path)).unwrap();
            // An old address is asked for by those who kept it.
            !html.contains("http-equiv=\"refresh\"")
        };
        let all = files(&folder).into_keys().filter(|path| path.ends_with("index.html") && is_page(path));
        let pages: BTreeSet<String> =
            all.map(|path| path.strip_suffix("index.html").unwrap().to_owned()).collect();
        let reached = reached(edition);
        let lost: Vec<&String> = pages.difference(&reached).collect();
        assert!(pages.len() > 80, "{} pages", pages.len());
        assert!(lost.is_empty(), "{}: {lost:?}", edition.name());
        assert!(pages.iter().all(|page| encoded(page) == *page), "addresses are plain");
    }
}
