//! The theme for paper: the sample in it, looked at as the default theme is, and what it does when it is printed.

use std::fs;
use std::sync::OnceLock;

use crate::browser::Tab;
use crate::driver::{UNDER, files, paper, repository};
use crate::html::tags;
use crate::looks::{BROWSER, INTERNAL, PUBLIC, look_at_all};
use crate::server::{Headers, Server};

fn public() -> &'static Server {
    static PUBLIC: OnceLock<Server> = OnceLock::new();
    PUBLIC.get_or_init(|| Server::start(&paper().join("public"), UNDER, Headers::Applied))
}

fn internal() -> &'static Server {
    static INTERNAL: OnceLock<Server> = OnceLock::new();
    INTERNAL.get_or_init(|| Server::start(&paper().join("internal"), UNDER, Headers::Applied))
}

#[test]
fn pages_on_a_screen() {
    look_at_all(public(), "", &PUBLIC);
    look_at_all(public(), "zh-Hans/", &PUBLIC);
    look_at_all(internal(), "", &INTERNAL);
}

#[test]
fn nothing_is_inline() {
    let pages = files(paper()).into_iter().filter(|(path, _)| path.ends_with(".html"));
    let mut count = 0;
    for (path, bytes) in pages {
        count += 1;
        for tag in tags(&String::from_utf8(bytes).unwrap()) {
            let inline = tag.name == "style"
                || tag.name == "script"
                    && tag.get("src").is_none()
                    && tag.get("type") != Some("application/ld+json");
            let attribute = tag.attributes().find(|name| *name == "style" || name.starts_with("on"));
            assert!(!inline && attribute.is_none(), "{path}: {tag:?}");
        }
    }
    assert!(count > 100, "{count} pages");
}

#[test]
fn search_finds_in_the_box_and_on_its_page() {
    let mut tab = BROWSER.tab();
    tab.window(1440, 900);
    tab.open(&public().url("policies/returns/"));
    tab.evaluate("document.querySelector('.top .search input').focus()");
    tab.call("Input.insertText", serde_json::json!({ "text": "refund" }));
    tab.until("document.querySelectorAll('.panel .hit').length > 2");
    tab.open(&public().url("search/?q=refund"));
    tab.until("document.querySelectorAll('.hits .hit').length > 2");
}

/// The contents of the book: every page of the sample's sections, none that is internal.
#[test]
fn the_home_page_lists_every_page() {
    let listed = |edition: &str| -> Vec<String> {
        let home = fs::read_to_string(paper().join(edition).join("index.html")).unwrap();
        let lines = tags(&home).into_iter().filter(|tag| tag.get("class") == Some("line"));
        lines.map(|tag| tag.get("href").unwrap().to_owned()).collect()
    };
    let (public, internal) = (listed("public"), listed("internal"));
    assert!(public.len() > 25 && internal.len() > public.len(), "{public:?}");
    for page in ["./policies/returns-2024/?version", "./guides/measure-your-doorway/", "./about/"] {
        assert!(public.iter().any(|line| line == page), "no {page} in {public:?}");
    }
    assert!(!public.iter().any(|line| line.contains("training")));
}

fn printed(server: &Server, page: &str) -> Tab {
    let mut tab = BROWSER.tab();
    tab.window(794, 1123);
    tab.media("light", "print");
    tab.open(&server.url(page));
    tab
}

#[test]
fn every_printed_page_says_what_it_is() {
    let style = |selector: &str, property: &str| {
        format!("getComputedStyle(document.querySelector('{selector}')).{property}")
    };
    let mut tab = printed(internal(), "policies/returns/");
    for line in [".running", ".ribbon"] {
        assert_eq!(tab.evaluate(&style(line, "position")), "fixed", "{line}");
        assert_eq!(tab.evaluate(&style(line, "display")), "flex", "{line}");
    }
    for gone in [".top", ".bottom", ".end", ".crumbs"] {
        assert_eq!(tab.evaluate(&style(gone, "display")), "none", "{gone}");
    }
    let line = tab.evaluate("document.querySelector('.running').innerText");
    assert!(line.as_str().unwrap().contains("Returns, Version 3.0"), "{line}");
    // The two lines lie above the text, not on it.
    let below = "document.querySelector('h1').getBoundingClientRect().top
        > document.querySelector('.running').getBoundingClientRect().bottom";
    assert_eq!(tab.evaluate(below), true);
    let apart = "document.querySelector('.running').getBoundingClientRect().top
        >= document.querySelector('.ribbon').getBoundingClientRect().bottom";
    assert_eq!(tab.evaluate(apart), true);
}

#[test]
fn headings_and_contents_have_the_same_numbers() {
    let mut tab = BROWSER.tab();
    tab.open(&public().url("policies/returns/"));
    let differing = "[...document.querySelectorAll('.toc>ol>li>a')].filter((link, i) =>
        document.querySelectorAll('.prose h2')[i]?.id !== decodeURIComponent(link.hash.slice(1))).length";
    assert_eq!(tab.evaluate(differing), 0);
    let first = "getComputedStyle(document.querySelector('.prose h2'), '::before').content";
    assert!(tab.evaluate(first).as_str().unwrap().starts_with("counter(h)"));
}

#[test]
fn its_styles_are_small() {
    let bytes = fs::read(repository().join("themes/paper/css/site.css")).unwrap();
    assert!(bytes.len() <= 8_000, "{} bytes", bytes.len());
}
