//! What a reader's browser remembers of policies: what changed since they were read, and, for staff, what was acknowledged.

use serde_json::{Value, json};

use crate::browser::Tab;
use crate::driver::{Site, UNDER};
use crate::find::{is_quiet, tab};
use crate::server::{Headers, Server};

const CHANGE_1: &str = "  - {date: 2026-01-10, version: '1.0', note: First version, material: true}\n";
const CHANGE_2: &str = "  - {date: 2026-03-01, version: '2.0', note: You have 60 days, material: true}\n";

/// A policy that staff acknowledge, with what its front matter says besides.
fn policy(version: &str, changes: &str, more: &str, text: &str) -> String {
    format!(
        "---\ntitle: Returns\nkind: policy\nacknowledge: true\nversion: '{version}'\n{more}changes:\n{changes}---\n{text}\n"
    )
}

fn first() -> String {
    policy("1.0", CHANGE_1, "", "You have 30 days to retun a chair.\n\nBring the receipt with you.")
}

fn mended() -> String {
    first().replace("retun", "return")
}

fn second() -> String {
    let text = "You have 60 days to return a chair.\n\nBring the receipt with you.";
    policy("2.0", &format!("{CHANGE_2}{CHANGE_1}"), "", text)
}

fn site() -> Site {
    Site::new()
        .file("content/rules/index.md", "---\ntitle: Rules\n---\n")
        .file("content/rules/returns.md", first())
}

fn server(site: &Site, edition: &str) -> Server {
    Server::start(&site.build().path(&format!("dist/{edition}")), UNDER, Headers::Applied)
}

/// Another text on the same host, for the same reader.
fn publish(site: &Site, text: &str) {
    site.write("content/rules/returns.md", text);
    site.build();
}

const PAGE: &str = "rules/returns/";
const SAID: &str = "document.querySelector('.acknowledge .said').textContent";
const OPEN: &str = "document.querySelector('.acknowledge form').checkVisibility()";
const BANNER: &str = "document.querySelector('.reread .callout-title')?.textContent ?? null";
/// What is marked in the part that is open.
const MARKED: &str = "[...document.querySelectorAll('.redline :is(ins,del)')].map(part => part.localName + part.lastChild.data)";

/// The day of a reader: pages alone, the clock goes on.
fn on(day: &str) -> Tab {
    let mut tab = tab(1200, 800);
    set_day(&mut tab, day);
    tab
}

fn set_day(tab: &mut Tab, day: &str) {
    tab.before_pages(&format!("Date.now = () => Date.parse('{day}T12:00:00')"));
}

fn acknowledge(tab: &mut Tab, name: &str) {
    tab.evaluate(&format!(
        "(form => {{ if (!form.querySelector('.field').hidden) form.elements.name.value = '{name}'; form.querySelector('.button').click(); }})(document.querySelector('.acknowledge form'))"
    ));
    tab.until(&format!("!{OPEN} && Object.keys(localStorage).some(key => key.includes(':text:') && key.includes(':acknowledged:'))"));
}

/// As a reader who goes through the page.
fn read(tab: &mut Tab) {
    // The page is longer than the window.
    tab.window(500, 300);
    tab.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
    tab.until("Object.keys(localStorage).some(key => /:text:.*:read:/.test(key))");
    tab.window(1200, 800);
}

#[test]
fn it_counts_until_a_change_that_matters() {
    let site = site();
    let server = server(&site, "internal");
    let mut tab = on("2026-02-01");
    tab.open(&server.url(PAGE));
    assert_eq!(tab.evaluate(OPEN), true);
    assert_eq!(tab.evaluate("document.querySelector('p.asked').checkVisibility()"), true);
    acknowledge(&mut tab, "Anna Lee");
    let done = "You acknowledged version 1.0 on 1 February 2026 · as Anna Lee";
    assert_eq!(tab.evaluate(SAID), done);
    assert_eq!(tab.evaluate("document.querySelector('p.asked').hidden"), true);
    assert_eq!(tab.evaluate("document.activeElement.matches('.acknowledge [data-print]')"), true);
    // What is recorded says which text it was.
    let record = tab.evaluate("(list => [list.length, list[0].type, list[0].page, list[0].version, list[0].revision, list[0].hash === document.body.dataset.hash, list[0].name])(JSON.parse(localStorage[Object.keys(localStorage).find(key => key.includes('records'))]))");
    assert_eq!(record, json!([1, "acknowledge", PAGE, "1.0", "2026-01-10 1.0", true, "Anna Lee"]));
    publish(&site, &mended());
    tab.open(&server.url(PAGE));
    assert_eq!((tab.evaluate(SAID), tab.evaluate(OPEN)), (done.into(), false.into()));
    publish(&site, &second());
    set_day(&mut tab, "2026-03-05");
    tab.open(&server.url(PAGE));
    assert_eq!((tab.evaluate(SAID), tab.evaluate(OPEN)), (done.into(), true.into()));
    // The notes of what matters since; the name is not asked for again; the words that changed.
    assert_eq!(
        tab.evaluate("[...document.querySelectorAll('.again .log p')].map(note => note.textContent)"),
        json!(["You have 60 days"])
    );
    assert_eq!(tab.evaluate("document.querySelector('.field').hidden"), true);
    tab.evaluate("document.querySelector('.again [data-compare]').click()");
    tab.until("document.querySelector('.again .redline')");
    assert_eq!(tab.evaluate(MARKED), json!(["del30", "ins60", "delretun", "insreturn"]));
    acknowledge(&mut tab, "");
    assert_eq!(tab.evaluate(SAID), "You acknowledged version 2.0 on 5 March 2026 · as Anna Lee");
    is_quiet(&mut tab);
}

#[test]
fn every_reader_is_asked_on_their_own() {
    let site = site();
    let server = server(&site, "internal");
    let mut anna = on("2026-02-01");
    anna.open(&server.url(PAGE));
    acknowledge(&mut anna, "Anna");
    let mut ben = on("2026-02-01");
    ben.open(&server.url(PAGE));
    assert_eq!((ben.evaluate(OPEN), ben.evaluate(SAID)), (true.into(), "".into()));
    // Without a name nothing is recorded.
    ben.evaluate("document.querySelector('.acknowledge form .button').click()");
    assert_eq!(ben.evaluate("Object.keys(localStorage).filter(key => key.includes('records')).length"), 0);
    assert_eq!(ben.evaluate(OPEN), true);
    // At a desk that is shared, somebody else may say who they are.
    anna.evaluate("localStorage.removeItem(Object.keys(localStorage).find(key => key.includes('records')))");
    anna.open(&server.url(PAGE));
    anna.evaluate("document.querySelector('.other').click()");
    acknowledge(&mut anna, "Cleo");
    assert_eq!(anna.evaluate(SAID), "You acknowledged version 1.0 on 1 February 2026 · as Cleo");
}

#[test]
fn tabs_agree() {
    let site = site();
    let server = server(&site, "internal");
    let mut one = on("2026-02-01");
    one.open(&server.url(PAGE));
    let mut other = one.beside();
    set_day(&mut other, "2026-02-01");
    other.open(&server.url(PAGE));
    assert_eq!(other.evaluate(OPEN), true);
    one.call("Page.bringToFront", json!({}));
    acknowledge(&mut one, "Anna");
    other.call("Page.bringToFront", json!({}));
    other.until(&format!("!{OPEN} && {SAID}"));
}

/// From the day on that it is in force, until the day on which its successor is; both by the reader's clock.
#[test]
fn only_what_is_in_force_is_asked_for() {
    let old = policy("1.0", CHANGE_1, "effective: 2026-01-10\n", "Old.");
    let new = policy("2.0", CHANGE_2, "effective: 2026-03-01\nsupersedes: returns.md\n", "New.");
    let site = site().file("content/rules/returns.md", old).file("content/rules/next.md", new);
    let server = server(&site, "internal");
    let shown = "[...document.querySelectorAll('.desk .asked li')].filter(line => line.checkVisibility()).map(line => line.querySelector('a').pathname.split('/').at(-2))";
    for (day, asked) in [
        ("2026-01-09", None),
        ("2026-01-10", Some("returns")),
        ("2026-02-28", Some("returns")),
        ("2026-03-01", Some("next")),
    ] {
        let mut tab = on(day);
        for page in ["returns", "next"] {
            // The old version leads on, unless it is asked for.
            tab.open(&server.url(&format!("rules/{page}/?version")));
            let open = tab.evaluate("!document.querySelector('.acknowledge').hidden");
            assert_eq!(open, asked == Some(page), "{day} {page}");
        }
        tab.open(&server.url("rules/"));
        let marked = "[...document.querySelectorAll('.list .badge[data-acknowledge]:not([hidden])')].length";
        assert_eq!(tab.evaluate(marked), i64::from(asked.is_some()), "{day}");
        tab.open(&server.url(""));
        assert_eq!(tab.evaluate(shown), json!(asked.into_iter().collect::<Vec<_>>()), "{day}");
        assert_eq!(tab.evaluate("document.querySelector('.desk .asked').hidden"), asked.is_none(), "{day}");
        is_quiet(&mut tab);
    }
}

#[test]
fn the_desk_stays_short() {
    let mut site = Site::new();
    for n in 0..30 {
        site = site.file(&format!("content/p{n:02}.md"), policy("1.0", CHANGE_1, "", "Text."));
    }
    let server = server(&site, "internal");
    let mut tab = on("2026-02-01");
    let state = "[document.querySelectorAll('.desk .asked li').length, [...document.querySelectorAll('.desk .asked li')].filter(line => line.checkVisibility()).length, document.querySelector('.rest').textContent]";
    tab.open(&server.url(""));
    assert_eq!(tab.evaluate(state), json!([20, 4, "More are marked in the lists of pages: 26"]));
    // One that is listed, and one that is not.
    for page in ["p00/", "p29/"] {
        tab.open(&server.url(page));
        acknowledge(&mut tab, "Anna");
    }
    tab.open(&server.url(""));
    assert_eq!(tab.evaluate(state), json!([20, 4, "More are marked in the lists of pages: 24"]));
}

#[test]
fn what_changed_since_it_was_read_is_told_in_both_editions() {
    for edition in ["public", "internal"] {
        let site = site();
        let server = server(&site, edition);
        let mut tab = on("2026-02-01");
        tab.open(&server.url(PAGE));
        assert_eq!(tab.evaluate(BANNER), Value::Null);
        read(&mut tab);
        publish(&site, &second());
        set_day(&mut tab, "2026-03-05");
        tab.open(&server.url(PAGE));
        assert_eq!(tab.evaluate(BANNER), "Changed since you read it on 1 February 2026", "{edition}");
        tab.evaluate("document.querySelector('.reread [data-compare]').click()");
        tab.until("document.querySelector('.reread .redline')");
        assert_eq!(tab.evaluate(MARKED), json!(["del30", "ins60", "delretun", "insreturn"]));
        assert_eq!(tab.evaluate("document.querySelector('.reread [data-compare]').ariaExpanded"), "true");
        // It waits until the reader says so, however long the page is open; what is kept is another text then.
        tab.open(&server.url(PAGE));
        assert_ne!(tab.evaluate(BANNER), Value::Null);
        tab.evaluate("document.querySelector('[data-read]').click()");
        tab.until("!document.querySelector('.reread')");
        tab.open(&server.url(PAGE));
        assert_eq!(tab.evaluate(BANNER), Value::Null);
        is_quiet(&mut tab);
    }
}

#[test]
fn a_correction_is_told_in_passing() {
    let site = site();
    let server = server(&site, "public");
    let mut tab = on("2026-02-01");
    tab.open(&server.url(PAGE));
    read(&mut tab);
    publish(&site, &mended());
    tab.open(&server.url(PAGE));
    assert_eq!(tab.evaluate(BANNER), "Small corrections since you read it on 1 February 2026");
    // It goes when the page has been read, and not before the reader's eyes.
    tab.evaluate("for (const key of Object.keys(localStorage)) if (/:text:/.test(key)) localStorage.setItem('spare', localStorage[key])");
    tab.window(500, 300);
    tab.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
    tab.until("Object.keys(localStorage).some(key => /:text:/.test(key) && localStorage[key] !== localStorage.spare)");
    assert_ne!(tab.evaluate(BANNER), Value::Null);
    tab.evaluate("document.querySelector('.reread [data-compare]').click()");
    tab.until("document.querySelector('.redline')");
    assert_eq!(tab.evaluate(MARKED), json!(["delretun", "insreturn"]));
    tab.open(&server.url(PAGE));
    assert_eq!(tab.evaluate(BANNER), Value::Null);
    is_quiet(&mut tab);
}

/// A page that is shown for a while has been read, without a movement; one in the background has not.
#[test]
fn time_in_view_counts_as_reading() {
    let site = site();
    let server = server(&site, "public");
    let mut tab = on("2026-02-01");
    tab.before_pages("const every = setInterval; window.ticks = []; window.setInterval = (act, wait) => wait === 1000 ? (ticks.push(act), every(() => {}, 1e9)) : every(act, wait)");
    tab.open(&server.url(PAGE));
    let texts = "Object.keys(localStorage).filter(key => key.includes(':text:')).length";
    tab.evaluate("Object.defineProperty(document, 'visibilityState', { get: () => window.shown ?? 'hidden' }); for (let n = 0; n < 60; n++) ticks.forEach(act => act())");
    tab.evaluate("window.shown = 'visible'; for (let n = 0; n < 7; n++) ticks.forEach(act => act())");
    assert_eq!(tab.evaluate(&format!("new Promise(done => requestIdleCallback(() => done({texts})))")), 0);
    tab.evaluate("ticks.forEach(act => act())");
    tab.until(&format!("{texts} === 1"));
}

/// The oldest texts make room.
#[test]
fn few_texts_are_kept() {
    let long = "A sentence that fills a page, and another one beside it. ".repeat(300);
    let mut site = Site::new();
    for n in 0..24 {
        site = site.file(&format!("content/p{n:02}.md"), policy("1.0", CHANGE_1, "", &long));
    }
    let server = server(&site, "public");
    let mut tab = on("2026-02-01");
    let kept = "Object.keys(localStorage).filter(key => key.includes(':text:'))";
    for n in 0..24 {
        set_day(&mut tab, &format!("2026-02-{:02}", n + 1));
        tab.open(&server.url(&format!("p{n:02}/")));
        tab.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
        tab.until(&format!("{kept}.some(key => key.endsWith(':p{n:02}/'))"));
    }
    let letters = tab.evaluate(&format!("{kept}.reduce((sum, key) => sum + localStorage[key].length, 0)"));
    assert!((200_000..=300_000).contains(&letters.as_i64().unwrap()), "{letters}");
    let names = tab.evaluate(&format!("{kept}.map(key => key.slice(-4)).sort()"));
    let names = names.as_array().unwrap().clone();
    assert_eq!((names.last(), names.contains(&json!("p00/"))), (Some(&json!("p23/")), false));
}

/// What lies in the reader's storage may be anything, or storage forbidden.
#[test]
fn storage_may_be_spoilt_or_forbidden() {
    let site = site();
    let server = server(&site, "internal");
    let mut tab = on("2026-02-01");
    for spoilt in [
        "garbage",
        "\"x\"",
        "[null]",
        "{\"hash\":1}",
        "{\"hash\":\"x\",\"at\":1,\"blocks\":[1]}",
        "5",
        "null",
        "[{\"type\":\"acknowledge\",\"page\":\"rules/returns/\",\"at\":\"x\"}]",
    ] {
        tab.open(&server.url(PAGE));
        tab.evaluate(&format!(
            "for (const name of ['records:internal:', 'name:internal:']) localStorage.setItem('answerbook:' + name + '{UNDER}', {0});
             for (const slot of ['read', 'acknowledged']) localStorage.setItem('answerbook:text:internal:{UNDER}:' + slot + ':{PAGE}', {0})",
            json!(spoilt)
        ));
        tab.open(&server.url(PAGE));
        assert_eq!((tab.evaluate(BANNER), tab.evaluate(OPEN)), (Value::Null, true.into()), "{spoilt}");
        tab.evaluate("document.querySelector('.other').hidden || document.querySelector('.other').click()");
        acknowledge(&mut tab, "Anna");
        assert_eq!(
            tab.evaluate(SAID),
            "You acknowledged version 1.0 on 1 February 2026 · as Anna",
            "{spoilt}"
        );
        is_quiet(&mut tab);
        tab.evaluate("localStorage.clear()");
    }
    // What cannot be kept holds as long as the page.
    let mut tab = on("2026-02-01");
    tab.before_pages("Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('no', 'SecurityError'); } })");
    tab.open(&server.url(PAGE));
    tab.evaluate("(form => { form.elements.name.value = 'Anna'; form.querySelector('.button').click(); })(document.querySelector('.acknowledge form'))");
    tab.until(&format!("!{OPEN} && {SAID}"));
    is_quiet(&mut tab);
}

#[test]
fn what_a_new_version_changes_is_shown_beside_its_card() {
    let old = policy(
        "1.0",
        CHANGE_1,
        "",
        "You have 30 days.\n\n- Bring the receipt.\n\n| a | b |\n| --- | --- |\n| Chat | 30 seconds |\n",
    );
    let new = policy(
        "2.0",
        CHANGE_2,
        "supersedes: returns.md\n",
        "You have **60** days.\n\n- Bring the receipt.\n\n| a | b |\n| --- | --- |\n| Chat | 20 seconds |\n",
    );
    let site = site().file("content/rules/returns.md", old).file("content/rules/next.md", new);
    let server = server(&site, "public");
    let mut tab = on("2026-04-01");
    tab.open(&server.url("rules/next/"));
    assert_eq!(
        tab.evaluate("document.querySelector('.policy button').textContent"),
        "What changes from version 1.0"
    );
    tab.evaluate("document.querySelector('.policy button').click()");
    tab.until("document.querySelector('.policy+.redline')");
    assert_eq!(tab.evaluate(MARKED), json!(["del30", "ins60", "del30", "ins20"]));
    // The head of the table is shown above its row; no Markdown is.
    assert_eq!(
        tab.evaluate("[...document.querySelectorAll('.redline tr')].map(row => row.innerText.replaceAll('\\n', '').split('\\t').length)"),
        json!([2, 2])
    );
    assert_eq!(tab.evaluate("document.querySelector('.redline').textContent.includes('**')"), false);
    tab.evaluate("document.querySelector('.policy button').click()");
    tab.until("!document.querySelector('.redline')");
    is_quiet(&mut tab);
}

#[test]
fn without_scripts_it_says_that_they_are_needed() {
    let site = site();
    let server = server(&site, "internal");
    let mut tab = tab(360, 700);
    tab.scripts_off();
    tab.load(&server.url(PAGE));
    let html = String::from_utf8(server.get(&format!("{UNDER}{PAGE}")).body).unwrap();
    assert!(html.contains("<noscript><p>Acknowledging needs JavaScript"), "{html}");
}

/// Neither a box nor a word, an attribute, a file nor a mention of one.
#[test]
fn customers_know_nothing_of_it() {
    let site =
        site().file("content/rules/more.md", policy("1.0", CHANGE_1, "effective: 2026-01-01\n", "More."));
    site.build();
    for (path, bytes) in site.edition("public") {
        let text = String::from_utf8_lossy(&bytes);
        for word in ["acknowledg", "data-asked", "data-when", "understood version"] {
            assert!(!path.contains(word) && !text.to_lowercase().contains(word), "{path}: {word}");
        }
        assert!(!path.contains("records") && !text.contains("records-"), "{path}");
    }
    assert!(site.edition("internal").keys().any(|path| path.contains("acknowledge-")));
}
