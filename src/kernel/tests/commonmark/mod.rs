//! The examples of CommonMark and of GitHub's extensions, through the whole kernel.
//!
//! What differs is listed in `deviations.txt` with its reason; a listed example that no longer differs fails as well.

mod deviation;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::driver::html::{self, Piece};
use crate::driver::{self, Site};
use deviation::Deviation;

const SUITES: &[(&str, &str, usize)] = &[
    ("commonmark", include_str!("commonmark-0.31.2.json"), 652),
    ("gfm", include_str!("gfm-spec.json"), 12),
    ("extensions", include_str!("gfm-extensions.json"), 22),
];

/// Content made for another tool: what leads nowhere is left as it was written.
const TOML: &str = "[book]\ntitle = \"Site\"\n[audience]\ndefault = \"public\"\n[check]\nbroken-links = \"warn\"\n\
    unknown-keys = \"warn\"\n[security]\nraw-html = \"trusted\"\n";

struct Example {
    name: String,
    markdown: String,
    html: String,
}

fn examples() -> Vec<Example> {
    SUITES.iter().flat_map(|(suite, json, count)| suite_of(suite, json, *count)).collect()
}

fn suite_of(suite: &str, json: &str, count: usize) -> Vec<Example> {
    let list: Vec<Value> = serde_json::from_str(json).unwrap();
    assert_eq!(list.len(), count, "{suite} is not complete");
    let text = |value: &Value| value.as_str().unwrap().to_string();
    let example = |value: &Value| Example {
        name: format!("{suite} {}", value["example"]),
        markdown: text(&value["markdown"]),
        html: text(&value["html"]),
    };
    list.iter().map(example).collect()
}

#[test]
fn examples_hold_but_for_what_is_listed() {
    let listed = deviation::listed();
    let examples = examples();
    let known: Vec<&str> = examples.iter().map(|example| example.name.as_str()).collect();
    let mut wrong: Vec<String> = listed
        .keys()
        .filter(|name| !known.contains(&name.as_str()))
        .map(|name| format!("no example {name}"))
        .collect();
    wrong.extend(examples.iter().filter_map(|example| fault(example, &listed)));
    assert!(wrong.is_empty(), "{} examples\n{}", wrong.len(), wrong.join("\n"));
}

fn fault(example: &Example, listed: &BTreeMap<String, Vec<Deviation>>) -> Option<String> {
    let mut expected = html::normal(html::pieces(&example.html));
    let mut found = html::normal(html::pieces(&rendered(&example.markdown)));
    for deviation in listed.get(&example.name).into_iter().flatten() {
        let before = (expected.clone(), found.clone());
        (expected, found) = deviation::undo(*deviation, expected, found);
        if before == (expected.clone(), found.clone()) {
            return Some(format!("{} no longer deviates by {deviation:?}", example.name));
        }
    }
    let (expected, found) = (html::shown(&html::normal(expected)), html::shown(&html::normal(found)));
    (expected != found).then(|| {
        let reasons = deviation::would_explain(&example.html, &rendered(&example.markdown));
        format!(
            "--- {} {reasons:?}\n{}\n- expected\n{expected}\n- found\n{found}",
            example.name, example.markdown
        )
    })
}

/// The page's own heading is taken out of the text; here it goes back to its beginning.
fn rendered(markdown: &str) -> String {
    let site = Site::new().toml(TOML).file("page.md", format!("---\ntitle: Title\n---\n{markdown}"));
    let built = site.build();
    let page = driver::page(&built.public, "page/").unwrap();
    let body = driver::body(&built.public, page);
    match &page.body.heading {
        Some(heading) => {
            let inner = driver::fill(&built.public, page, &page.body.heading_html);
            format!("<h{0} id=\"{1}\">{inner}</h{0}>\n{body}", heading.level, heading.id)
        }
        None => body,
    }
}

/// Whether a piece is a start tag of that name with that value of an attribute.
fn has(piece: &Piece, element: &str, attribute: &str, value: &str) -> bool {
    matches!(piece, Piece::Start(name, attributes) if name == element
        && attributes.iter().any(|(key, found)| key == attribute && found == value))
}
