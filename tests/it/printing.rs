//! A page and a whole section on paper.

use serde_json::{Value, json};

use crate::browser::Tab;
use crate::driver::UNDER;
use crate::find::{is_quiet, tab};
use crate::looks::{internal, public};

const HELD: &str = "window.printed = 0; window.print = () => { printed++; };";

fn printing(tab: &mut Tab, url: &str) {
    tab.before_pages(HELD);
    tab.open(url);
    tab.evaluate("document.querySelector('[data-print]').click()");
    tab.until("printed === 1");
    tab.media("light", "print");
}

/// The pages of the paper, as far as a PDF tells.
pub(crate) fn sheets(tab: &mut Tab) -> usize {
    let pdf = tab.call("Page.printToPDF", json!({ "preferCSSPageSize": true }));
    let bytes = pdf["data"].as_str().unwrap();
    assert!(bytes.len() > 10_000);
    usize::try_from(
        tab.evaluate(&format!("(atob({bytes:?}).match(/\\/Type\\s*\\/Page[^s]/g) ?? []).length"))
            .as_u64()
            .unwrap(),
    )
    .unwrap()
}

fn shown(selector: &str) -> String {
    format!(
        "[...document.querySelectorAll('{selector}')].filter(item => item.getClientRects().length).length"
    )
}

#[test]
fn a_section_becomes_a_book() {
    let mut tab = tab(1200, 800);
    printing(&mut tab, &public().url("policies/"));
    let book = tab.evaluate(
        "({ chapters: [...document.querySelectorAll('.chapter>h1')].map(head => head.textContent),
            contents: [...document.querySelectorAll('.contents a')].map(link => link.textContent),
            ids: [...document.querySelectorAll('.book [id]')].map(part => part.id),
            lost: [...document.querySelectorAll('.book a[href^=\"#\"]')].filter(link => !document.getElementById(decodeURIComponent(link.hash.slice(1)))).map(link => link.outerHTML),
            notes: document.querySelectorAll('.addresses li').length,
            here: document.querySelector('.book').textContent.includes(location.host) })",
    );
    let listed =
        tab.evaluate("[...document.querySelectorAll('main .list>li>a')].map(link => link.textContent)");
    let texts = |value: &Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let numbered: Vec<String> =
        texts(&listed).iter().enumerate().map(|(at, title)| format!("{}{title}", at + 1)).collect();
    assert_eq!(texts(&book["contents"]), numbered);
    // What the section itself says comes first, without a number.
    assert_eq!(texts(&book["chapters"])[1..], numbered);
    let ids = texts(&book["ids"]);
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), ids.len(), "an id stands twice");
    assert_eq!(book["lost"], json!([]));
    assert!(book["notes"].as_u64() > Some(5) && book["here"] == false, "{}", book["notes"]);
    for selector in ["header.top", "main", "footer.bottom", ".book button", ".book .anchor", ".book input"] {
        assert_eq!(tab.evaluate(&shown(selector)), 0, "{selector}");
    }
    assert!(sheets(&mut tab) > numbered.len() + 2);
    tab.evaluate("dispatchEvent(new Event('afterprint'))");
    tab.media("light", "screen");
    assert_eq!(
        tab.evaluate(
            "[document.querySelectorAll('.book').length, 'paper' in document.documentElement.dataset]"
        ),
        json!([0, false])
    );
    is_quiet(&mut tab);
}

#[test]
fn a_section_for_staff_says_so_on_its_cover() {
    let mut tab = tab(1200, 800);
    printing(&mut tab, &internal().url("zh-Hans/operations/"));
    assert_eq!(tab.evaluate("document.querySelector('.cover').textContent.includes(document.querySelector('.ribbon strong').textContent)"), true);
    assert!(tab.evaluate(&shown(".chapter")).as_u64() > Some(1));
    is_quiet(&mut tab);
}

#[test]
fn a_page_tells_its_addresses_below() {
    let mut tab = tab(1200, 800);
    printing(&mut tab, &public().url("policies/returns/"));
    let notes = tab.evaluate("[...document.querySelectorAll('.addresses li')].map(note => note.textContent)");
    let notes: Vec<&str> = notes.as_array().unwrap().iter().map(|note| note.as_str().unwrap()).collect();
    assert!(
        notes.contains(&format!("https://help.example.com{UNDER}policies/warranty/").as_str())
            && notes.iter().all(|note| note.starts_with("http")),
        "{notes:?}"
    );
    let numbers = tab.evaluate("[...new Set([...document.querySelectorAll('.number')].map(number => +number.textContent))].sort((a, b) => a - b)");
    assert_eq!(numbers, json!((1..=notes.len()).collect::<Vec<_>>()));
    tab.evaluate("dispatchEvent(new Event('afterprint'))");
    assert_eq!(tab.evaluate("document.querySelectorAll('.addresses, .number').length"), 0);
    is_quiet(&mut tab);
}
