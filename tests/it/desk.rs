//! What the home page tells a member of staff, decided by the reader's browser from the day and from what was read.

use serde_json::json;

use crate::browser::Tab;
use crate::driver::{Site, UNDER};
use crate::find::{is_quiet, tab};
use crate::server::{Headers, Server};

fn site() -> (Site, Server) {
    let policy = |title: &str, review: &str, change: &str| {
        format!(
            "---\ntitle: {title}\nkind: policy\nversion: '1'\nowner: Anna\nreview-by: {review}\nchanges:\n  - {{date: {change}, note: '{title} changed'}}\n---\nText.\n"
        )
    };
    let book = "[book]\ntitle = \"Test\"\n[audience]\ndefault = \"public\"\n";
    let site = Site::with_book(book)
        .file("content/soon.md", policy("Soon", "2026-06-20", "2026-05-30"))
        .file("content/over.md", policy("Over", "2026-05-01", "2026-01-01"))
        .file("content/far.md", policy("Far", "2027-01-01", "2026-06-20"))
        .file("content/course/index.md", "---\ntitle: Course\nkind: course\naudience: internal\ncascade: {audience: internal, kind: lesson}\n---\n")
        .file("content/course/a.md", "---\ntitle: First\n---\nText.\n")
        .file("content/course/b.md", "---\ntitle: Second\n---\nText.\n");
    let server = Server::start(&site.build().path("dist/internal"), UNDER, Headers::Applied);
    (site, server)
}

/// A reader whose clock says another day.
fn on(day: &str) -> Tab {
    let mut tab = tab(1200, 800);
    tab.before_pages(&format!(
        "Date.now = () => {}",
        json!(day).as_str().map_or(String::new(), |day| format!("Date.parse('{day}T12:00:00Z')"))
    ));
    tab
}

const SHOWN: &str = "[...document.querySelectorAll('.desk li')].filter(line => line.getClientRects().length).map(line => line.querySelector('a').textContent + (line.querySelector('.badge:not([hidden])')?.textContent ?? ''))";

#[test]
fn what_changed_is_told_until_it_is_read() {
    let (_site, server) = site();
    let mut tab = on("2026-06-01");
    tab.open(&server.url(""));
    tab.until("document.querySelector('.desk')");
    // Too long ago, and not yet.
    assert_eq!(tab.evaluate(SHOWN), json!(["Soon", "Over".to_owned() + "Overdue", "Soon", "Course"]));
    tab.open(&server.url("soon/"));
    tab.open(&server.url(""));
    assert_eq!(tab.evaluate(SHOWN), json!(["OverOverdue", "Soon", "Course"]));
    assert_eq!(tab.evaluate("document.querySelector('#ab-unread').closest('section').hidden"), true);
    is_quiet(&mut tab);
}

#[test]
fn what_was_learned_is_remembered() {
    let (_site, server) = site();
    let mut tab = on("2026-03-01");
    let bar = "(bar => [bar.value, bar.max, bar.nextElementSibling.textContent])(document.querySelector('progress'))";
    tab.open(&server.url(""));
    assert_eq!(tab.evaluate(bar), json!([0, 2, "0 / 2"]));
    tab.open(&server.url("course/a/"));
    tab.until("document.querySelector('.learned.is-done')");
    tab.open(&server.url("course/"));
    assert_eq!(
        tab.evaluate("[...document.querySelectorAll('[data-lesson]')].map(line => line.className)"),
        json!(["done", ""])
    );
    tab.open(&server.url(""));
    assert_eq!(tab.evaluate(bar), json!([1, 2, "1 / 2"]));
    is_quiet(&mut tab);
}

/// What lies in the reader's storage may be anything.
#[test]
fn spoilt_storage_is_replaced() {
    let (_site, server) = site();
    let mut tab = on("2026-06-01");
    for spoilt in ["garbage", "\"x\"", "[null]", "{\"a\":1}", "5", "null"] {
        tab.open(&server.url(""));
        tab.evaluate(&format!(
            "for (const name of ['recent:internal:en:', 'read:internal:', 'learned:internal:']) localStorage.setItem('answerbook:' + name + '{UNDER}', {})",
            json!(spoilt)
        ));
        tab.open(&server.url("far/"));
        tab.open(&server.url(""));
        assert_eq!(
            tab.evaluate("[...document.querySelectorAll('.recent a')].map(link => link.textContent)"),
            json!(["Far"]),
            "{spoilt}"
        );
        assert_eq!(tab.evaluate(SHOWN), json!(["Soon", "OverOverdue", "Soon", "Course"]), "{spoilt}");
        is_quiet(&mut tab);
        tab.evaluate("localStorage.clear()");
    }
}

/// A policy is in force from the reader's own midnight on.
#[test]
fn days_are_those_of_the_reader() {
    let book = "[book]\ntitle = \"Test\"\n[audience]\ndefault = \"public\"\n";
    let site = Site::with_book(book).file(
        "content/p/index.md",
        "---\ntitle: P\nkind: policy\nversion: '1'\neffective: 2026-10-01\n---\nText.\n",
    );
    let server = Server::start(&site.build().path("dist/public"), UNDER, Headers::Applied);
    for (zone, now, hidden) in [
        ("Asia/Shanghai", "2026-09-30T16:30:00Z", true),
        ("America/Los_Angeles", "2026-10-01T06:30:00Z", false),
    ] {
        let mut tab = tab(1200, 800);
        tab.call("Emulation.setTimezoneOverride", json!({ "timezoneId": zone }));
        tab.before_pages(&format!("Date.now = () => Date.parse('{now}')"));
        tab.open(&server.url("p/"));
        // The card of a policy that has a folder of its own is shown, too.
        assert_eq!(tab.evaluate("document.querySelector('.main>[data-until]').hidden"), hidden, "{zone}");
        is_quiet(&mut tab);
    }
}

#[test]
fn customers_have_no_desk() {
    let (site, _server) = site();
    let public = site.public("index.html");
    assert!(!public.contains("desk") && !public.contains("data-unread") && !public.contains("Course"));
}
