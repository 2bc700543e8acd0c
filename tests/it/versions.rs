//! Versions of a policy beside each other: one built site, opened on days before and after they come into force and are to be
//! reviewed.

use serde_json::{Value, json};

use crate::browser::Tab;
use crate::delivery::{CLIENT, reading};
use crate::driver::{Run, Site, UNDER, answerbook, sample};
use crate::find::{is_quiet, tab};
use crate::host::{Host, Manners};
use crate::looks::BROWSER;
use crate::server::{Headers, Server};

const BOOK: &str =
    "[book]\ntitle = \"Test\"\n[audience]\ndefault = \"public\"\n[security]\nraw-html = \"trusted\"\n";

fn policy(title: &str, front: &str, text: &str) -> String {
    format!("---\ntitle: {title}\nkind: policy\n{front}\n---\n{text}\n\n## Place\n\nThe lantern policy.\n")
}

/// Three versions, of which the last two come into force in 2027 and 2028; and two without days.
fn site() -> Site {
    Site::with_book(BOOK)
        .file("content/p/index.md", "---\ntitle: Policies\n---\n")
        .file(
            "content/p/one.md",
            policy("One", "version: '1'\neffective: 2024-01-01\nreview-by: 2026-12-01\nowner: Anna\nweight: 1", "First."),
        )
        .file(
            "content/p/two.md",
            policy(
                "Two",
                "version: '2'\neffective: 2027-01-15\nreview-by: 2027-12-01\nsupersedes: one.md\nowner: Anna\nweight: 2\nchanges:\n  - {date: 2027-01-15, version: '2', note: Two begins, material: true}",
                "Before: [one](one.md#place).",
            ),
        )
        .file(
            "content/p/three.md",
            policy("Three", "version: '3'\neffective: 2028-02-01\nsupersedes: two.md\nweight: 3", "[one](one.md)"),
        )
        .file("content/p/old.md", policy("Old", "version: '1'\nweight: 4", "Old."))
        .file("content/p/new.md", policy("New", "version: '2'\nsupersedes: old.md\nweight: 5", "[one](one.md)"))
}

fn served(site: &Site, edition: &str) -> Server {
    Server::start(&site.build().path(&format!("dist/{edition}")), UNDER, Headers::Applied)
}

/// Notes in the tab what of each page is painted.
const PAINTED: &str = "new PerformanceObserver(() => sessionStorage.setItem('painted', (sessionStorage.getItem('painted') ?? '') + location.pathname + ' ')).observe({ type: 'paint', buffered: true })";

/// A reader whose clock says another day.
fn on(day: &str) -> Tab {
    let mut tab = tab(1200, 800);
    tab.before_pages(&format!("Date.now = () => Date.parse('{day}T12:00:00Z')"));
    tab.before_pages(PAINTED);
    tab
}

/// Goes to an address and comes to a page, perhaps another one.
fn arrives(tab: &mut Tab, server: &Server, from: &str, to: &str) {
    tab.go(&server.url(from));
    let there = json!(server.url(to));
    tab.until(&format!(
        "location.href === {there} && document.readyState === 'complete' && !document.documentElement.hidden"
    ));
    tab.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))");
}

const NOTES: &str = "[...document.querySelectorAll('.main>[role=note]')].filter(note => note.checkVisibility()).map(note => note.innerText.replace(/\\s+/g, ' ').trim())";

#[test]
fn the_version_in_force_is_the_one_of_the_day() {
    let site = site();
    let server = served(&site, "public");
    let coming = "A new version comes into force on 15 January 2027 Two";
    let waiting =
        "Not yet in force This policy applies from 15 January 2027. Until then this applies: Version 1";
    let due = "Due for review This policy was to be reviewed by 1 December 2026. It stays in force until it is replaced.";
    let replaced = "This policy has been replaced Kept for what happened while it applied. In force now: Two";
    for (day, from, to, notes) in [
        ("2026-12-01", "p/one/", "p/one/", vec![coming]),
        ("2026-12-02", "p/one/", "p/one/", vec![coming, due]),
        ("2027-01-14", "p/one/", "p/one/", vec![coming, due]),
        (
            "2027-01-14",
            "p/two/",
            "p/two/",
            vec!["A new version comes into force on 1 February 2028 Three", waiting],
        ),
        ("2027-01-14", "p/one/?version", "p/one/", vec![coming, due]),
        ("2027-01-15", "p/one/", "p/two/", vec!["A new version comes into force on 1 February 2028 Three"]),
        (
            "2027-01-15",
            "p/one/#place",
            "p/two/#place",
            vec!["A new version comes into force on 1 February 2028 Three"],
        ),
        ("2027-01-15", "p/one/?version", "p/one/?version", vec![replaced]),
        (
            "2028-01-31",
            "p/one/",
            "p/two/",
            vec![
                "A new version comes into force on 1 February 2028 Three",
                "Due for review This policy was to be reviewed by 1 December 2027. It stays in force until it is replaced.",
            ],
        ),
        // Two steps at once.
        ("2028-02-01", "p/one/", "p/three/", vec![]),
        (
            "2028-02-01",
            "p/two/?version",
            "p/two/?version",
            vec![
                "This policy has been replaced Kept for what happened while it applied. In force now: Three",
            ],
        ),
        // Without a day it is so at once.
        ("2020-01-01", "p/old/", "p/new/", vec![]),
        (
            "2020-01-01",
            "p/old/?version",
            "p/old/?version",
            vec!["This policy has been replaced Kept for what happened while it applied. In force now: New"],
        ),
    ] {
        let mut tab = on(day);
        arrives(&mut tab, &server, from, to);
        assert_eq!(tab.evaluate(NOTES), json!(notes), "{day} {from}");
        let path = |page: &str| format!("{UNDER}{}", page.split(['?', '#']).next().unwrap());
        tab.until(&format!("sessionStorage.getItem('painted')?.includes('{}')", path(to)));
        let painted = tab.evaluate("sessionStorage.getItem('painted')");
        let strayed = path(from) != path(to) && painted.as_str().unwrap().contains(&path(from));
        assert!(!strayed, "{day} {from}: painted {painted}");
        // Nobody who goes back meets the page that leads on.
        assert_eq!(tab.evaluate("history.length"), 2, "{day} {from}");
        is_quiet(&mut tab);
    }
}

/// What applies until the last of three comes into force is told of the day, too.
#[test]
fn until_then_another_applies() {
    let site = site();
    let server = served(&site, "public");
    for (day, applies) in [
        ("2026-12-01", "Version 1"),
        ("2027-01-14", "Version 1"),
        ("2027-01-15", "Version 2"),
        ("2028-01-31", "Version 2"),
    ] {
        let mut tab = on(day);
        tab.open(&server.url("p/three/"));
        let shown = "[...document.querySelectorAll('.callout.important a')].filter(link => link.checkVisibility()).map(link => link.textContent)";
        assert_eq!(tab.evaluate(shown), json!([applies]), "{day}");
        is_quiet(&mut tab);
    }
}

const LISTED: &str = "[...document.querySelectorAll('.group .list>li')].map(line => [line.querySelector('a').textContent, ...[...line.querySelectorAll('.badge:not(.new)')].filter(badge => badge.checkVisibility()).map(badge => badge.textContent)].join(': '))";

#[test]
fn lists_say_what_is_to_come_and_what_is_over() {
    let site = site();
    let server = served(&site, "public");
    for (day, lines) in [
        (
            "2026-12-01",
            ["One", "Two: From 15 January 2027", "Three: From 1 February 2028", "Old: Replaced", "New"],
        ),
        ("2027-01-15", ["One: Replaced", "Two", "Three: From 1 February 2028", "Old: Replaced", "New"]),
        ("2028-02-01", ["One: Replaced", "Two: Replaced", "Three", "Old: Replaced", "New"]),
    ] {
        let mut tab = on(day);
        for page in ["p/", "search/"] {
            tab.open(&server.url(page));
            let said = tab.evaluate(&format!("{LISTED}.map(line => line.replaceAll('\\u00a0', ' '))"));
            assert_eq!(said, json!(lines), "{day} {page}");
        }
        // Who chooses the old one there, or as the one before, is not led on.
        for (page, link) in [
            ("p/", ".list a"),
            ("p/two/?version", ".pager a"),
            ("p/two/?version", ".side a"),
            ("p/two/?version", ".policy a"),
            ("p/three/", ".prose a"),
        ] {
            tab.open(&server.url(page));
            let link = format!(
                "[...document.querySelectorAll('{link}')].find(link => new URL(link.href).pathname.endsWith('/one/'))"
            );
            let stays = if day < "2027-01-15" { "p/one/" } else { "p/one/?version" };
            tab.evaluate(&format!("{link}.click()"));
            let there = json!(server.url(stays));
            tab.until(&format!("location.href === {there} && document.readyState === 'complete'"));
        }
        // What names it without meaning that version leads on.
        tab.open(&server.url("p/new/"));
        tab.evaluate("document.querySelector('.prose a').click()");
        let version = match day {
            "2026-12-01" => "p/one/",
            "2027-01-15" => "p/two/",
            _ => "p/three/",
        };
        tab.until(&format!(
            "location.href === {} && document.readyState === 'complete'",
            json!(server.url(version))
        ));
        is_quiet(&mut tab);
    }
}

/// All that a reader without scripts is told of days.
#[test]
fn without_scripts_the_days_are_read() {
    let site = site();
    let server = served(&site, "public");
    let mut tab = BROWSER.tab();
    tab.scripts_off();
    tab.window(1200, 800);
    for (page, says) in [
        ("p/one/", vec!["In force from\n1 January 2024", "Replaced on 15 January 2027 by\nTwo"]),
        (
            "p/two/",
            vec!["In force from\n15 January 2027", "Replaces\nOne", "Replaced on 1 February 2028 by\nThree"],
        ),
        ("p/three/", vec!["In force from\n1 February 2028", "Replaces\nTwo"]),
        ("p/old/", vec!["This policy has been replaced", "Replaced by\nNew"]),
    ] {
        tab.open(&server.url(page));
        let card = tab.evaluate("document.querySelector('.main').innerText.replaceAll('\\u00a0', ' ')");
        for words in says {
            assert!(card.as_str().unwrap().contains(words), "{page}: no {words:?} in {card}");
        }
    }
}

/// A change is no news before its day; nor is the month that it is the first of.
#[test]
fn what_is_to_come_is_no_news_yet() {
    let site = site().file(
        "content/p/other.md",
        policy("Other", "version: '1'\nchanges:\n  - {date: 2026-11-02, note: Other begins}", "Other."),
    );
    let server = served(&site, "internal");
    let shown = "[...document.querySelectorAll('.news h2, .log li, .columns h2')].filter(it => it.checkVisibility()).map(it => it.querySelector('a')?.textContent ?? it.textContent)";
    for (day, news) in [
        ("2027-01-14", json!(["November 2026", "Other"])),
        ("2027-01-15", json!(["January 2027", "Two", "November 2026", "Other"])),
    ] {
        let mut tab = on(day);
        tab.open(&server.url("whats-new/"));
        let seen = tab.evaluate(shown);
        let seen: Vec<&Value> =
            seen.as_array().unwrap().iter().filter(|it| !it.as_str().unwrap().contains("help")).collect();
        assert_eq!(json!(seen), news, "{day}");
        tab.open(&server.url("p/two/"));
        let updated = tab.evaluate("!!document.querySelector('.meta time')?.checkVisibility()");
        assert_eq!(updated, day == "2027-01-15", "{day}");
        is_quiet(&mut tab);
    }
}

#[test]
fn staff_are_told_what_is_due_and_what_comes_into_force() {
    let site = site();
    let server = served(&site, "internal");
    let lines = |part: &str| {
        format!(
            "[...document.querySelectorAll('[aria-labelledby=ab-{part}] li')].filter(line => line.checkVisibility()).map(line => line.querySelector('a').textContent + (line.querySelector('.badge')?.checkVisibility() ? ' overdue' : ''))"
        )
    };
    for (day, due, coming) in [
        ("2026-11-01", json!([]), json!([])),
        ("2026-11-02", json!(["One"]), json!([])),
        ("2026-12-01", json!(["One"]), json!([])),
        ("2026-12-16", json!(["One overdue"]), json!(["Two"])),
        ("2027-01-14", json!(["One overdue"]), json!(["Two"])),
        ("2027-01-15", json!([]), json!([])),
        ("2028-01-31", json!(["Two overdue"]), json!(["Three"])),
    ] {
        let mut tab = on(day);
        tab.open(&server.url(""));
        assert_eq!(tab.evaluate(&lines("due")), due, "{day}");
        assert_eq!(tab.evaluate(&lines("coming")), coming, "{day}");
        is_quiet(&mut tab);
    }
}

/// What the engine finds in a browser, and on the command line.
#[test]
fn s11_search_follows_the_day() {
    let site = site();
    site.build();
    let host = Host::start(&site.path("dist/public"), Manners::default());
    let mut tab = reading(&host, "");
    for (day, order, marks) in [
        (
            "2026-12-01",
            ["One", "Two", "Three"],
            [json!([false, null]), json!([false, "2027-01-15"]), json!([false, "2028-02-01"])],
        ),
        (
            "2027-01-14",
            ["One", "Two", "Three"],
            [json!([false, null]), json!([false, "2027-01-15"]), json!([false, "2028-02-01"])],
        ),
        (
            "2027-01-15",
            ["Two", "One", "Three"],
            [json!([false, null]), json!([true, null]), json!([false, "2028-02-01"])],
        ),
        (
            "2028-02-01",
            ["Three", "Two", "One"],
            [json!([false, null]), json!([true, null]), json!([true, null])],
        ),
    ] {
        let found = tab.evaluate(&format!(
            "{CLIENT}.then(client => client.search('lantern policy', {{ day: '{day}' }})).then(({{ results }}) => results)"
        ));
        let found = found.as_array().unwrap();
        let titles: Vec<&str> = found.iter().map(|hit| hit["title"].as_str().unwrap()).collect();
        let of = |title: &str| titles.iter().position(|other| *other == title).unwrap();
        let mut line = order.map(|title| (of(title), title));
        line.sort_unstable();
        // The versions that are not in force stand below the one that is, whatever stands between.
        assert_eq!(line[0].1, order[0], "{day}: {titles:?}");
        for (title, mark) in order.iter().zip(marks) {
            let hit = &found[of(title)];
            assert_eq!(json!([hit["superseded"], hit["from"]]), mark, "{day} {title}");
        }
        let run = site.run(&["search", "lantern policy", "--format", "json", "--today", day]).ends_with(0);
        let own: Vec<Value> = serde_json::from_str(&run.out).unwrap();
        let own: Vec<(&Value, &Value)> = own.iter().map(|hit| (&hit["title"], &hit["score"])).collect();
        let browsers: Vec<(&Value, &Value)> =
            found.iter().map(|hit| (&hit["title"], &hit["score"])).collect();
        assert_eq!(own, browsers, "{day}");
    }
    is_quiet(&mut tab);
}

/// A result that has been replaced is marked, and leads to that very version.
#[test]
fn results_say_what_is_to_come_and_what_is_over() {
    let site = site();
    let server = served(&site, "public");
    let badge = "(title => [...document.querySelectorAll('.hit')].filter(hit => hit.querySelector('b').textContent === title).map(hit => [hit.querySelector('.badge')?.textContent.replaceAll('\\u00a0', ' ') ?? '', new URL(hit.href).search]))";
    for (day, one, two) in [
        ("2026-12-01", json!([["", ""]]), json!([["From 15 January 2027", ""]])),
        ("2027-01-15", json!([["Replaced", "?version"]]), json!([["", ""]])),
    ] {
        let mut tab = on(day);
        tab.open(&server.url("search/?q=lantern+policy"));
        tab.until("document.querySelectorAll('.answers:not([hidden]) .hit').length > 2");
        assert_eq!(tab.evaluate(&format!("{badge}('One')")), one, "{day}");
        assert_eq!(tab.evaluate(&format!("{badge}('Two')")), two, "{day}");
        is_quiet(&mut tab);
    }
}

/// The unforgivable bug: what staff prepare is nobody else's, nor is its day.
#[test]
fn customers_know_nothing_of_an_internal_version() {
    let with = |front: &str| {
        Site::with_book(BOOK)
            .file(
                "content/p/one.md",
                policy("One", "version: '1'\neffective: 2024-01-01\nreview-by: 2027-05-01", "First."),
            )
            .file(
                "content/p/two.md",
                policy(
                    "Secret",
                    &format!("version: '2'\neffective: 2027-01-19\nsupersedes: one.md\n{front}"),
                    "Hidden.",
                ),
            )
    };
    let (hidden, shown) = (with("audience: internal"), with(""));
    let alone = Site::with_book(BOOK).file(
        "content/p/one.md",
        policy("One", "version: '1'\neffective: 2024-01-01\nreview-by: 2027-05-01", "First."),
    );
    for site in [&hidden, &shown, &alone] {
        site.build();
    }
    // As if it did not exist, to the byte.
    assert_eq!(hidden.edition("public"), alone.edition("public"));
    let says = |site: &Site, edition: &str, word: &str| {
        site.edition(edition).values().any(|bytes| String::from_utf8_lossy(bytes).contains(word))
    };
    for word in ["2027-01-19", "2027-01-18", "Secret", "19\u{a0}January\u{a0}2027", "data-day"] {
        assert!(!says(&hidden, "public", word), "{word}");
    }
    // These would be found.
    for word in ["2027-01-19", "2027-01-18", "Secret"] {
        assert!(says(&hidden, "internal", word) && says(&shown, "public", word), "{word}");
    }
}

/// Pages in a circle are an error, and the preview does not follow them.
#[test]
fn circles_are_not_published() {
    for (one, two) in [("supersedes: one.md", ""), ("supersedes: two.md", "supersedes: one.md")] {
        let site = Site::with_book(BOOK)
            .file("content/one.md", policy("One", one, "One."))
            .file("content/two.md", policy("Two", two, "Two."));
        site.run(&["build"]).ends_with(1).says(&["AB0035", "content/one.md:4:13"]);
        assert!(!site.path("dist").exists());
    }
}

/// The sample has a version to come, in all its languages.
#[test]
fn the_sample_has_a_version_to_come() {
    for home in ["", "zh-Hans/", "zh-Hant/"] {
        let page =
            std::fs::read_to_string(sample().join(format!("public/{home}policies/delivery/index.html")))
                .unwrap();
        assert!(
            page.contains("data-day=\"2027-01-15\" data-to=") && page.contains("delivery-2027/"),
            "{home}"
        );
    }
    let out = sample().to_str().unwrap();
    let first = |day: &str| {
        let run = Run::of(
            answerbook()
                .args([
                    "search",
                    "change the day of my delivery",
                    "--out",
                    out,
                    "--format",
                    "json",
                    "--lang",
                    "en",
                    "--today",
                    day,
                ])
                .output()
                .unwrap(),
        )
        .ends_with(0);
        let hits: Vec<Value> = serde_json::from_str(&run.out).unwrap();
        let at =
            |page: &str| hits.iter().position(|hit| hit["url"].as_str().unwrap().starts_with(page)).unwrap();
        at("policies/delivery/") < at("policies/delivery-2027/")
    };
    assert!(first("2027-01-14") && !first("2027-01-15"));
}
