//! The page that offers answers before a person is asked.

use serde_json::json;

use crate::browser::Tab;
use crate::driver::{Site, UNDER};
use crate::find::{is_quiet, tab, text};
use crate::looks::BROWSER;
use crate::server::{Headers, Server};

const WAY: &str = "document.querySelector('[data-person]')";
const RAISED: &str = "window.raised = []; document.addEventListener('answerbook:event', event => raised.push(event.detail.type + ' ' + event.detail.detail?.outcome));
    addEventListener('click', event => event.target.closest('a') && event.preventDefault());";

fn site(contact: &str) -> (Site, Server) {
    let book = format!(
        "[book]\ntitle = \"Test\"\n[audience]\ndefault = \"public\"\n[feedback]\ncontact = \"{contact}\"\n"
    );
    let site = Site::with_book(&book)
        .file("content/index.md", "---\ntitle: Home\n---\nAbout zeppelins, too.\n")
        .file(
            "content/late.md",
            "---\ntitle: Late zeppelins\nextra: {promoted: true}\n---\nZeppelins may be late.\n",
        )
        .file("content/two.md", "---\ntitle: Two\n---\nAbout parcels.\n");
    let server = Server::start(&site.build().path("dist/public"), UNDER, Headers::Applied);
    (site, server)
}

fn type_subject(tab: &mut Tab, words: &str) {
    tab.evaluate("document.querySelector('#ab-subject').focus()");
    tab.call("Input.insertText", json!({ "text": words }));
}

#[test]
fn pages_are_offered_while_the_subject_is_typed() {
    let (_site, server) = site("mailto:help@example.com");
    let mut tab = tab(1200, 800);
    tab.before_pages(RAISED);
    tab.open(&server.url("two/"));
    assert_eq!(tab.evaluate("document.querySelector('.contact .button').pathname"), format!("{UNDER}ask/"));
    tab.open(&server.url("ask/"));
    assert_eq!(tab.evaluate(&format!("{WAY}.href")), "mailto:help@example.com");
    assert_eq!(
        tab.evaluate("document.querySelectorAll('.usual li').length"),
        1,
        "what most readers look for"
    );
    type_subject(&mut tab, "zeppelin & co");
    tab.until("document.querySelectorAll('.offers .hit').length === 1");
    assert_eq!(tab.evaluate("document.querySelector('.usual').hidden"), true);
    // What was read goes with it: the page before this one, and the one that was offered.
    tab.evaluate("document.querySelector('.offers .hit').click()");
    let way = tab.evaluate(&format!("decodeURIComponent({WAY}.href)"));
    let letter = format!(
        "mailto:help@example.com?subject=zeppelin & co&body=\n\nPages I have read:\n- Two {}\n- Late zeppelins {}\n",
        server.url("two/"),
        server.url("late/")
    );
    assert_eq!(text(&way), letter);
    tab.until("document.querySelector('.answered:not([hidden])')?.textContent.includes('Late zeppelins')");
    tab.evaluate("document.querySelector('.answered [value=yes]').click()");
    tab.until("document.activeElement.matches('.thanks')");
    assert_eq!(
        tab.evaluate("raised.filter(type => type.startsWith('contact'))"),
        json!(["contact deflected"])
    );
    is_quiet(&mut tab);
}

/// A press that comes before its script waits for it.
#[test]
fn a_press_at_once_hands_over_what_was_read() {
    let (_site, server) = site("https://shop.example.com/form");
    let mut tab = tab(360, 720);
    tab.open(&server.url("late/"));
    tab.open(&server.url("ask/"));
    tab.call("Network.setBlockedURLs", json!({ "urls": ["*shop.example.com*"] }));
    tab.evaluate(&format!("{WAY}.click()"));
    let read = server.url("late/").replace(':', "%3A").replace('/', "%2F");
    let gone = |event: &serde_json::Value| {
        event["params"]["request"]["url"] == format!("https://shop.example.com/form?read={read}")
    };
    let since = std::time::Instant::now();
    while !tab.events().iter().any(gone) {
        assert!(since.elapsed().as_secs() < 30, "nothing was handed over");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

/// What staff read is not told; what customers have, too, is told by their own address.
#[test]
fn staff_hand_over_no_address_of_their_own() {
    let book = "[book]\ntitle = \"Test\"\nbase-url = \"https://help.example.com\"\n[audience]\ndefault = \"public\"\n[feedback]\ncontact = \"https://shop.example.com/form\"\n";
    let site = Site::with_book(book)
        .file("content/open.md", "# Open\n")
        .file("content/secret.md", "---\ntitle: Secret\naudience: internal\n---\nText.\n");
    let server = Server::start(&site.build().path("dist/internal"), UNDER, Headers::Applied);
    let mut tab = tab(1200, 800);
    for page in ["secret/", "open/", "ask/"] {
        tab.open(&server.url(page));
    }
    tab.evaluate("document.querySelector('#ab-subject').focus()");
    tab.until(&format!("{WAY}.href.includes('read')"));
    assert_eq!(
        tab.evaluate(&format!("{WAY}.href")),
        "https://shop.example.com/form?read=https%3A%2F%2Fhelp.example.com%2Fopen%2F"
    );
}

#[test]
fn a_form_elsewhere_is_told_subject_and_pages() {
    let (_site, server) = site("https://shop.example.com/form?lang=en");
    let mut tab = tab(360, 720);
    tab.before_pages(RAISED);
    tab.open(&server.url("ask/"));
    type_subject(&mut tab, "zeppelins");
    tab.until("document.querySelector('.offers .hit')");
    tab.evaluate("document.querySelector('.offers .hit').click()");
    tab.until("document.querySelector('.answered:not([hidden])')");
    tab.evaluate("document.querySelector('.answered [value=no]').click()");
    assert_eq!(tab.evaluate("document.activeElement === document.querySelector('[data-person]')"), true);
    let way = tab.evaluate(&format!("{WAY}.href"));
    let read = server.url("late/").replace(':', "%3A").replace('/', "%2F");
    assert_eq!(text(&way), format!("https://shop.example.com/form?lang=en&subject=zeppelins&read={read}"));
    tab.evaluate(&format!("{WAY}.click()"));
    assert_eq!(tab.evaluate("raised.filter(type => type.startsWith('contact'))"), json!(["contact sent"]));
    assert_eq!(tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), true);
    is_quiet(&mut tab);
}

#[test]
fn without_scripts_the_way_is_there_and_nothing_that_would_not_work() {
    let (_site, server) = site("mailto:help@example.com");
    let mut tab = BROWSER.tab();
    tab.scripts_off();
    tab.open(&server.url("ask/"));
    let shown = |selector: &str| {
        format!(
            "[...document.querySelectorAll('{selector}')].filter(item => item.getClientRects().length).length"
        )
    };
    assert_eq!(tab.evaluate(&shown("main input, main button")), 0);
    assert_eq!(tab.evaluate(&shown("[data-person]")), 1);
}

#[test]
fn only_an_address_where_a_person_is_is_taken() {
    for contact in ["mailto:", "mailto:help", "mailto:a@b?bcc=x@y", "javascript:alert(1)", "mailto:a@b@c"] {
        let book = format!(
            "[book]\ntitle = \"Test\"\n[audience]\ndefault = \"public\"\n[feedback]\ncontact = \"{contact}\"\n"
        );
        let site = Site::with_book(&book).file("content/one.md", "# One\n");
        site.run(&["check"]).ends_with(1).says(&["book.toml:6:11", contact]);
    }
    let site = Site::new().file("content/one.md", "# One\n");
    assert!(
        !site.build().edition("public").contains_key("ask/index.html"),
        "without a contact there is nobody to ask"
    );
}
