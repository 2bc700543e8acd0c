//! What is copied: code, addresses, canned replies, and what a section says to customers.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::browser::Tab;
use crate::driver::{Files, Site, UNDER, files, sample};
use crate::find::{is_quiet, tab, text};
use crate::html::{tags, unescaped};
use crate::looks::internal;
use crate::server::{Headers, Server};

/// Keeps what is written to the clipboard where a test can see it.
const CLIPBOARD: &str = "window.copied = [];
const put = async item => copied.push(Object.fromEntries(await Promise.all(item.types.map(async type => [type, await (await item.getType(type)).text()]))));
Object.defineProperty(Navigator.prototype, 'clipboard', { value: { write: ([item]) => put(item) } });";
/// Presses every control of a kind, one after the other; what each copied.
const PRESS_ALL: &str = "(async selector => {
    const taken = [];
    for (const button of document.querySelectorAll(selector)) {
        copied.length = 0;
        button.click();
        for (let wait = 0; !copied.length && wait < 500; wait++) await new Promise(done => setTimeout(done));
        taken.push({ id: button.closest('[id]').id, ...copied[0] });
    }
    return taken;
})";

fn copying_tab() -> Tab {
    let mut tab = tab(1440, 900);
    tab.before_pages(CLIPBOARD);
    tab
}

fn press_all(tab: &mut Tab, selector: &str) -> Vec<Value> {
    tab.evaluate(&format!("{PRESS_ALL}({})", json!(selector))).as_array().unwrap().clone()
}

/// The texts between the tags, as they are read.
fn pieces(html: &str) -> BTreeSet<String> {
    let texts = html
        .split('<')
        .filter_map(|part| part.split_once('>').map(|(_, text)| text))
        .chain(html.split('<').take(1));
    let read = texts.map(|text| unescaped(text).split_whitespace().collect::<Vec<_>>().join(" "));
    read.filter(|text| !text.is_empty()).collect()
}

/// The page that an address of the public edition names, and whether it has the place.
fn leads(public: &Files, address: &str) -> bool {
    let path = address.strip_prefix("https://help.example.com").and_then(|path| path.strip_prefix(UNDER));
    let Some(path) = path else { return false };
    let (path, id) = path.split_once('#').unwrap_or((path, ""));
    // An older version of a page is asked for by name.
    let path = path.strip_suffix("?version").unwrap_or(path);
    let (path, id) = (crate::server::decoded(path), crate::server::decoded(id));
    let file = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
    public.get(&file).is_some_and(|bytes| {
        let html = String::from_utf8_lossy(bytes);
        id.is_empty() || tags(&html).iter().any(|tag| tag.get("id") == Some(&id))
    })
}

/// Of every section of the sample, in three languages.
#[test]
fn what_customers_are_sent_is_what_they_could_read_themselves() {
    let public = files(&sample().join("public"));
    let mut tab = copying_tab();
    let mut sections = 0;
    let mut others = 0;
    for (path, bytes) in files(&sample().join("internal")) {
        let html = String::from_utf8_lossy(&bytes).into_owned();
        if !path.ends_with("index.html") || !html.contains(" data-reply=") {
            continue;
        }
        others += usize::from(html.contains(" data-customers="));
        let theirs = pieces(&String::from_utf8_lossy(&public[&path]));
        // Of what another page has replaced, the reader stays here.
        tab.open(&internal().url(&format!("{}?version", path.trim_end_matches("index.html"))));
        for reply in press_all(&mut tab, ".quote") {
            let at = format!("{path}#{}", reply["id"]);
            let (html, plain) = (text(&reply["text/html"]), text(&reply["text/plain"]));
            let address = plain.lines().last().unwrap();
            assert!(leads(&public, address) && address.contains('#'), "{at}: {address}");
            for tag in tags(html) {
                let to = tag.get("href").or(tag.get("src")).unwrap_or_default();
                let mine = to.starts_with("https://help.example.com");
                assert!(!mine || leads(&public, &unescaped(to)), "{at}: {to}");
                assert!(
                    tag.attributes().all(|name| name != "class" && !name.starts_with("data-")),
                    "{at}: {tag:?}"
                );
            }
            let foreign: Vec<String> = pieces(html)
                .into_iter()
                .filter(|piece| piece != address && !theirs.contains(piece))
                .collect();
            assert_eq!(foreign, Vec::<String>::new(), "{at} is not what customers read");
            sections += 1;
        }
    }
    assert!(sections > 300 && others > 20, "{sections} sections, {others} pages that say more to staff");
    is_quiet(&mut tab);
}

const BOOK: &str = "[book]\ntitle = \"Test\"\nbase-url = \"https://help.example.com\"\n[audience]\ndefault = \"public\"\n\
    [vars]\nfee = \"£3\"\n[internal.vars]\nlimit = \"£999\"\n";

fn told() -> (Site, Server) {
    let page = "---\ntitle: Fees\n---\n## What it costs {#cost}\n\nIt costs {{ fee }}. See [times](times.md#late).\n\n- one\n- two\n\n\
        :::internal\nGive up to {{ limit }}, see [limits](limits.md).\n\n## Staff part {#staff}\n\nSecret.\n:::\n\n\
        :::public\nAsk us for more.\n:::\n\n### Below {#below}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n## Next\n\nOther.\n";
    let reply = "---\ntitle: Replies\nkind: reply\naudience: internal\n---\n:::reply Fees\nHello,\n\nit costs **{{ fee }}**: read [fees](fees.md#cost), \
        not [limits](limits.md).\n\n1. Pay\n2. Wait\n:::\n\n```\ncode\n```\n";
    let site = Site::with_book(BOOK)
        .file("content/fees.md", page)
        .file("content/times.md", "# Times\n\n## Late {#late}\n\nSoon.\n")
        .file("content/limits.md", "---\ntitle: Limits\naudience: internal\n---\nSecret limits.\n")
        .file("content/replies.md", reply);
    let server = Server::start(&site.build().path("dist/internal"), UNDER, Headers::Applied);
    (site, server)
}

#[test]
fn a_section_is_quoted_as_customers_read_it() {
    let (site, server) = told();
    let mut tab = copying_tab();
    tab.open(&server.url("fees/"));
    let quotes = press_all(&mut tab, ".quote");
    let ids: Vec<&str> = quotes.iter().map(|quote| text(&quote["id"])).collect();
    assert_eq!(ids, ["cost", "below", "next"], "what is for staff has no control");
    assert_eq!(
        text(&quotes[0]["text/plain"]),
        "What it costs\n\nIt costs £3. See times (https://help.example.com/times/#late).\n\n- one\n- two\n\nAsk us for more.\n\n\
         Below\n\na | b\n1 | 2\n\nhttps://help.example.com/fees/#cost"
    );
    assert!(text(&quotes[0]["text/html"]).starts_with("<p><strong>What it costs</strong></p>"));
    is_quiet(&mut tab);
    // The text lies beside the page, in the edition for staff alone, and only where it is another one.
    let own = site.text("dist/internal/fees/customers.html");
    assert!(own.contains("Ask us for more.") && !own.contains("Secret") && !own.contains("999"));
    assert!(site.edition("public").keys().all(|path| !path.contains("customers")));
    assert!(!site.edition("internal").contains_key("times/customers.html"));
}

/// Whatever a member of staff writes into a canned reply, nothing in the copy is theirs.
#[test]
fn a_copy_for_customers_knows_nothing_of_staff() {
    let reply = "---\ntitle: Replies\nkind: reply\naudience: internal\n---\n## Here {#here}\n\n:::reply Fees\nHello, [a](fees.md#staff) [b](fees.md#cost) \
        [c](https://help.example.com/limits/) [d](https://help.example.com/fees/#cost) [e](#here) [f](secret.pdf) note[^1]\n\n![g](secret.png)\n\n\
        ::::internal\nTell nobody.\n::::\n:::\n\n[^1]: Footnote.\n";
    let site = Site::with_book(BOOK)
        .file(
            "content/fees.md",
            "---\ntitle: Fees\n---\n## Cost {#cost}\n\nOne.\n\n:::internal\n## Staff {#staff}\n\nTwo.\n:::\n",
        )
        .file("content/limits.md", "---\ntitle: Limits\naudience: internal\n---\nSecret.\n")
        .file("content/secret.pdf", "pdf")
        .file("content/secret.png", "png")
        .file("content/replies.md", reply);
    let server = Server::start(&site.build().path("dist/internal"), UNDER, Headers::Applied);
    let mut tab = copying_tab();
    tab.open(&server.url("replies/"));
    assert_eq!(
        tab.evaluate("document.querySelectorAll('.reply .internal-block').length"),
        1,
        "staff see what is not sent"
    );
    let copies = press_all(&mut tab, ".reply .copy");
    let fees = "https://help.example.com/fees/#cost";
    assert_eq!(text(&copies[0]["text/plain"]), format!("Hello, a b ({fees}) c d ({fees}) e f note"));
    let links: Vec<String> = tags(text(&copies[1]["text/html"]))
        .iter()
        .filter_map(|tag| tag.get("href").or(tag.get("src")).map(str::to_owned))
        .collect();
    assert_eq!(links, [fees, fees]);
    is_quiet(&mut tab);
}

#[test]
fn a_question_for_staff_is_marked_and_not_copied() {
    let page = "---\ntitle: Asked\nkind: faq\n---\n## One?\n\nFirst.\n\n### Below\n\nMore.\n\n:::internal\nBetween.\n\n## Secret?\n\nStaff.\n:::\n\n## Two?\n\nSecond.\n";
    let site = Site::with_book(BOOK).file("content/asked.md", page);
    let server = Server::start(&site.build().path("dist/internal"), UNDER, Headers::Applied);
    let mut tab = copying_tab();
    tab.open(&server.url("asked/"));
    let questions = tab.evaluate(
        "[...document.querySelectorAll('.question')].map(item => [item.querySelector('h2').textContent.trim(), 'staff' in item.dataset, !!item.querySelector('.lock'),
            [...item.querySelectorAll('.internal-block')].map(block => block.lastElementChild.textContent), item.querySelectorAll('.own .quote').length])",
    );
    assert_eq!(
        questions,
        json!([
            ["One?", false, false, ["Between."], 1],
            ["Secret?", true, true, ["Staff."], 0],
            ["Two?", false, false, [], 1]
        ])
    );
    assert_eq!(
        tab.evaluate(
            "document.querySelectorAll('main').length + document.querySelectorAll('main .end').length"
        ),
        2
    );
    tab.evaluate("document.querySelectorAll('.question').forEach(item => { item.open = true; })");
    let first = &press_all(&mut tab, ".own .quote")[0];
    assert_eq!(
        text(&first["text/plain"]),
        "One?\n\nFirst.\n\nBelow\n\nMore.\n\nhttps://help.example.com/asked/#one"
    );
    assert!(!site.public("asked/index.html").contains("ecret"));
    is_quiet(&mut tab);
}

/// Headings of one name, some of them for staff: ids of the two editions are others.
#[test]
fn of_sections_of_one_name_the_right_one_is_quoted() {
    let page = "---\ntitle: Times\n---\n:::internal\n## Hours\n\nStaff.\n:::\n\n## Hours\n\nFirst.\n\n## Hours\n\nSecond.\n";
    let site = Site::with_book(BOOK).file("content/times.md", page);
    let server = Server::start(&site.build().path("dist/internal"), UNDER, Headers::Applied);
    let mut tab = copying_tab();
    tab.open(&server.url("times/"));
    let plain: Vec<String> =
        press_all(&mut tab, ".quote").iter().map(|quote| text(&quote["text/plain"]).to_owned()).collect();
    let address = "https://help.example.com/times/#hours";
    assert_eq!(plain, [format!("Hours\n\nFirst.\n\n{address}"), format!("Hours\n\nSecond.\n\n{address}-1")]);
    is_quiet(&mut tab);
}

#[test]
fn a_canned_reply_is_copied_with_and_without_its_form() {
    let (_site, server) = told();
    let mut tab = copying_tab();
    tab.open(&server.url("replies/"));
    let copies = press_all(&mut tab, ".reply .copy");
    assert_eq!(copies.len(), 2);
    assert!(copies[0]["text/html"].is_null());
    let plain = "Hello,\n\nit costs £3: read fees (https://help.example.com/fees/#cost), not limits.\n\n1. Pay\n2. Wait";
    assert_eq!((text(&copies[0]["text/plain"]), text(&copies[1]["text/plain"])), (plain, plain));
    let html = text(&copies[1]["text/html"]);
    assert!(
        html.contains("<strong>£3</strong>") && html.contains("href=\"https://help.example.com/fees/#cost\""),
        "{html}"
    );
    assert!(!html.contains("limits/"), "an address for staff: {html}");
    is_quiet(&mut tab);
}

#[test]
fn code_and_addresses_are_copied_even_without_a_secure_connection() {
    let (_site, server) = told();
    let mut tab = tab(1440, 900);
    tab.before_pages(
        "Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined }); window.copied = [];
         document.execCommand = () => { const data = new DataTransfer(); dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, cancelable: true }));
         copied.push(Object.fromEntries([...data.types].map(type => [type, data.getData(type)]))); return true; };",
    );
    tab.open(&server.url("replies/"));
    let code = press_all(&mut tab, ".code .copy");
    assert_eq!(code, [json!({ "id": "ab-main", "text/plain": "code\n" })]);
    tab.until("document.querySelector('.code .copy').textContent === 'Copied'");
    assert_eq!(tab.evaluate("document.querySelector('p.vh[role=status]').textContent"), "Copied");
    tab.open(&server.url("fees/"));
    let anchors = press_all(&mut tab, ".prose>h2>.anchor");
    assert_eq!(text(&anchors[0]["text/plain"]), server.url("fees/#cost"));
    assert_eq!(tab.evaluate("location.hash"), "#next");
    is_quiet(&mut tab);
}
