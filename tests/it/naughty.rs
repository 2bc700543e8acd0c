//! What nobody means to ask, asked all the same: an answer or nothing found, in time, and shown as the text it is.

use serde_json::{Value, json};

use crate::browser::Tab;
use crate::delivery::CLIENT;
use crate::find::{FIELD, is_quiet, tab};
use crate::looks::public;

/// A query a line; `\u{…}` stands for a code point or for half of one. Whatever runs sets `__ran`.
const QUERIES: &str = include_str!("naughty.txt");

/// Milliseconds within which there is an answer, on a machine that has other things to do.
const ANSWERED: u32 = 3_000;
/// And within which it is painted: ten thousand different characters take the browser's fonts their time.
const PAINTED: u32 = 15_000;

/// All queries as the page's own strings, since those may hold what no text of ours can; and long ones.
fn queries() -> String {
    let lines: Vec<&str> = QUERIES.lines().filter(|line| !line.starts_with("## ")).collect();
    assert!(lines.len() >= 150, "{}", lines.len());
    let lines = json!(lines);
    format!(
        r#"[
          ...{lines}.map(line => line.replace(/\\u\{{(\w+)\}}/g, (_, code) => String.fromCodePoint(parseInt(code, 16)))),
          ...['a', 'return', 'return ', 'retrun ', 'a b c ', '"', '"a" ', '<', '退', '退货', '\u0301', '\u200b', '\0', '\ud800', '🦀', '1', '. ']
            .map(part => part.repeat(1e4 / part.length)),
          Array.from({{ length: 10000 }}, (_, at) => String.fromCharCode(0x4e00 + at)).join(''),
          Array.from({{ length: 2000 }}, (_, at) => `w${{at.toString(36)}}`).join(' '),
        ]"#
    )
}

/// Asks something of the page about every query, and wants no objection to any.
#[track_caller]
fn no_objection(tab: &mut Tab, patience: u32, objection: &str) {
    let queries = queries();
    let found = tab.evaluate(&format!(
        "(async () => {{
            const objection = {objection}, found = [];
            for (const query of {queries}) {{
                const since = performance.now();
                const what = await objection(query).catch(error => `${{error.kind}} ${{error.stack ?? error}}`);
                const late = performance.now() - since > {patience} && 'too late';
                if (what || late || window.__ran) found.push([query.slice(0, 60).toWellFormed(), what || late || 'it ran']);
            }}
            return found;
        }})()"
    ));
    assert_eq!(found, json!([]));
    is_quiet(tab);
}

#[test]
fn whatever_is_asked_is_answered() {
    let mut tab = tab(1440, 900);
    tab.open(&public().url("about/"));
    no_objection(
        &mut tab,
        ANSWERED,
        &format!(
            "async query => {{
                const {{ total, results }} = await (await {CLIENT}).search(query);
                if (results.length !== Math.min(total, 10)) return `${{results.length}} of ${{total}}`;
                return results.every(({{ url, score }}) => url.startsWith(location.origin) && score > 0) ? '' : 'what are these?';
            }}"
        ),
    );
}

/// Types and waits until what is shown has been renewed; then nothing in it may act, and a query that found nothing must
/// be said as it was typed.
const TYPING: &str = "(selector, told, answered) => async query => {
    const input = document.querySelector('.search input'), box = document.querySelector(selector);
    const renewed = new Promise(done => {
        const watch = new MutationObserver(() => answered() && (watch.disconnect(), done()));
        watch.observe(box, { childList: true, subtree: true, attributes: true, characterData: true });
    });
    input.value = '';
    input.value = query;
    const asked = input.value.trim();
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await Promise.race([renewed, new Promise((_, late) => setTimeout(late, 15000, 'nothing happened'))]);
    const acts = part => part.matches('script, img, iframe, frame, object, embed, style, link, meta, base, form, video, audio, template, math, textarea')
        || part.getAttributeNames().some(name => name.startsWith('on'));
    const strange = [...box.querySelectorAll('*')].filter(acts).map(part => part.outerHTML);
    if (strange.length) return strange.join(' ');
    const found = box.querySelector('.hit');
    return found || !asked || told().includes(asked) ? '' : `not said: ${told().slice(0, 200).toWellFormed()}`;
}";

#[test]
fn whatever_is_typed_into_the_field_is_shown_as_text() {
    let mut tab = tab(1440, 900);
    tab.open(&public().url("about/"));
    tab.evaluate(&format!("{FIELD}.focus()"));
    tab.until("document.querySelector('.panel:not([hidden])')");
    let panel = "document.querySelector('.panel')";
    no_objection(
        &mut tab,
        PAINTED,
        &format!("({TYPING})('.panel', () => {panel}.textContent, () => !('wait' in {panel}.dataset))"),
    );
}

#[test]
fn whatever_is_typed_into_the_search_page_is_shown_as_text() {
    let mut tab = tab(1440, 900);
    tab.open(&public().url("search/?q=refund"));
    tab.until("document.querySelector('.answers .hit')");
    let (count, busy) = ("document.querySelector('.count')", "document.querySelector('.answers').ariaBusy");
    no_objection(
        &mut tab,
        PAINTED,
        &format!("({TYPING})('.finder > div', () => {count}.textContent, () => {busy} !== 'true')"),
    );
}

/// Addresses of the search page that no form makes.
const ADDRESSES: [&str; 12] = [
    "?q=%",
    "?q=%FF%FE%C0%80",
    "?q=%ED%A0%80return",
    "?q=return%00",
    "?q=return&q=refund",
    "?q=return&n=-1",
    "?q=return&n=1e9",
    "?q=return&kind=%3Cimg%20src=x%20onerror=__ran=1%3E",
    "?q=return&lang=%09%0A&category=..%2F..%2F",
    "?q[]=return&__proto__=1",
    "?q=%22&kind=policy&kind=policy&lang=zz",
    "?&&==&q",
];

#[test]
fn whatever_the_address_says_the_page_answers() {
    let mut tab = tab(1440, 900);
    for address in ADDRESSES {
        tab.open(&public().url(&format!("search/{address}")));
        tab.until("document.querySelector('.count').textContent && document.querySelector('.answers').ariaBusy !== 'true' || !document.querySelector('.index').hidden");
        let strange = tab.evaluate("[...document.querySelectorAll('.answers img, .chips img, .facets img')].length + (window.__ran ?? 0)");
        assert_eq!(strange, Value::from(0), "{address}");
        is_quiet(&mut tab);
    }
}
