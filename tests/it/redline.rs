//! What changed between two texts, by word: the theme's own module, in a real browser.

use std::fs;

use serde_json::{Value, json};

use crate::browser::Tab;
use crate::driver::{new_folder, repository};
use crate::looks::BROWSER;
use crate::server::{Headers, Server};

/// A page that has nothing but the module, as `redline`.
fn tab() -> (Tab, Server) {
    let folder = new_folder();
    let module = repository().join("themes/default/js/redline.js");
    fs::copy(module, folder.join("redline.js")).unwrap();
    let page = "<!doctype html><html lang=en><title>t</title><script type=module>import * as all from './redline.js'; window.redline = all;</script>";
    fs::write(folder.join("index.html"), page).unwrap();
    let server = Server::start(&folder, "/", Headers::Ignored);
    let mut tab = BROWSER.tab();
    tab.open(&server.url(""));
    tab.until("window.redline");
    (tab, server)
}

/// A language, a text, another one, and what is marked.
type Edit = (&'static str, &'static str, &'static str, &'static [&'static str]);

const EDITS: [Edit; 27] = [
    ("en", "You have 14 days to return it.", "You have 30 days to return it.", &["-14", "+30"]),
    ("en", "We answer within 12 hours.", "We answer within 12 working hours.", &["+working "]),
    ("en", "Call us, please.", "Call us please.", &["-,"]),
    ("en", "Please return the red chair now.", "Please return the chair now.", &["-red "]),
    ("en", "You may return it.", "You may return it. You may keep it.", &["+ You may keep it."]),
    ("en", "One rule. Two rules. Three rules.", "One rule. Three rules.", &["-Two rules. "]),
    ("en", "It costs $1,000.50 in all.", "It costs $1,200.50 in all.", &["-1,000.50", "+1,200.50"]),
    ("en", "Up to 30kg, or 14%.", "Up to 25kg, or 15%.", &["-30", "+25", "-14", "+15"]),
    (
        "en",
        "Write to help@example.com today.",
        "Write to care@example.com today.",
        &["-help@example.com", "+care@example.com"],
    ),
    ("en", "We don’t charge for it.", "We do charge for it.", &["-don’t", "+do"]),
    ("en", "a quick brown fox", "a slow white fox", &["-quick brown", "+slow white"]),
    ("zh-Hans", "您有14天时间退货。", "您有30天时间退货。", &["-14", "+30"]),
    ("zh-Hans", "您有 14 天时间退货。", "您有 30 天时间退货。", &["-14", "+30"]),
    ("zh-Hans", "我们会在十四天内退款。", "我们会在三十天内退款。", &["-十四", "+三十"]),
    ("zh-Hans", "您可以申请退款或换货。", "您可以申请退货或换货。", &["-退款", "+退货"]),
    ("zh-Hans", "两个工作日内回复您。", "一个工作日内答复您。", &["-两", "+一", "-回复", "+答复"]),
    ("zh-Hans", "顾客须出示收据。", "顾客无须出示收据。", &["-须", "+无须"]),
    ("zh-Hans", "客服会致电您。", "客服会先致电您。", &["+先"]),
    // The dictionary parts 研究|生命|的 one way, and what stands around another word another way.
    ("zh-Hans", "研究生命的起源。", "研究生活的起源。", &["-生命", "+生活"]),
    ("zh-Hans", "请保留收据，并拍照。", "请保留收据并拍照。", &["-，"]),
    ("zh-Hans", "用 Kelmouth 门店的柜台。", "用 Harbour 门店的柜台。", &["-Kelmouth", "+Harbour"]),
    ("zh-Hant", "我們會在七天內退款。", "我們會在三十天內退款。", &["-七", "+三十"]),
    (
        "zh-Hant",
        "保固期為一年，自購買日起算。",
        "保固期為兩年，自送達日起算。",
        &["-一", "+兩", "-購買", "+送達"],
    ),
    ("zh-Hant", "請在營業時間內來電。", "請在營業時間內來信。", &["-來電", "+來信"]),
    ("zh-Hant", "運費由顧客負擔。", "運費由本公司負擔。", &["-顧客", "+本公司"]),
    ("zh-Hant", "主管須於兩日內核准。", "主管須於兩日內書面核准。", &["+書面"]),
    ("zh-Hant", "退貨須附發票。", "退貨不須附發票。", &["-須", "+不須"]),
];

#[test]
fn exactly_the_changed_words_are_marked() {
    let (mut tab, _server) = tab();
    let mut wrong = Vec::new();
    for (language, before, after, expected) in EDITS {
        let marked = format!(
            "redline.words({}, {}, '{language}').filter(([mark]) => mark !== '=').map(part => part.join(''))",
            json!(before),
            json!(after)
        );
        let marked = tab.evaluate(&marked);
        if marked != json!(expected) {
            wrong.push(format!("{before} > {after}: {marked}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is not inserted is the text as it was, what is not deleted the text as it is; of any two texts.
#[test]
fn both_texts_can_be_made_of_what_changed() {
    let (mut tab, _server) = tab();
    let found = tab.evaluate(
        "(() => {
            let seed = 7;
            const random = n => (seed = (seed * 48271) % 2147483647) % n;
            const pieces = ['退款', '退货', '天', '十四', '三', '研究生', '命', ' 14 ', '30', 'days', ' the ', 'a', '. ', ', ', '。', '，', '\\u3000', '您', '可以', 'e\\u0301', '👩‍🔧', '\\t', 'x@y.zz', ' ', '’s'];
            const text = () => Array.from({ length: random(25) }, () => pieces[random(pieces.length)]).join('');
            const edited = text => { const at = random(text.length + 1); return text.slice(0, at) + pieces[random(pieces.length)] + text.slice(at + random(4)); };
            const kinds = ['p', 'li', 'h2', 'row'];
            const blocks = () => Array.from({ length: random(9) }, () => ({ kind: kinds[random(4)], text: text() }));
            const changed = list => { const other = list.filter(() => random(5)).map(it => random(2) ? it : { ...it, text: edited(it.text) }); other.splice(random(other.length + 1), 0, ...blocks().slice(0, 2)); return other; };
            const side = (entries, out, type) => entries.filter(entry => entry.type !== type).map(entry => entry.parts.filter(([mark]) => mark !== out).map(([, text]) => text).join(''));
            for (let n = 0; n < 3000; n++) {
                const a = text(), b = random(3) ? edited(edited(a)) : text(), parts = redline.words(a, b, 'zh');
                const [was, is] = ['+', '-'].map(out => parts.filter(([mark]) => mark !== out).map(([, text]) => text).join(''));
                if (was !== a || is !== b) return [a, b, parts];
            }
            for (let n = 0; n < 300; n++) {
                const a = blocks(), b = random(4) ? changed(a) : blocks(), entries = redline.compare(a, b, 'en');
                const [was, is] = [side(entries, '+', 'added'), side(entries, '-', 'removed')];
                if (JSON.stringify([was, is]) !== JSON.stringify([a, b].map(list => list.map(({ text }) => text)))) return [a, b, entries];
            }
            return 'all';
        })()",
    );
    assert_eq!(found, "all");
}

/// Blocks as lines: the kind, then the text.
fn blocks(lines: &[&str]) -> Value {
    let block = |line: &&str| line.split_once(' ').map(|(kind, text)| json!({ "kind": kind, "text": text }));
    lines.iter().filter_map(block).collect()
}

/// What happened to each block that did not stay, and what is marked in it.
fn compared(tab: &mut Tab, before: &[&str], after: &[&str]) -> Value {
    tab.evaluate(&format!(
        "redline.compare({}, {}, 'en').filter(({{ type }}) => type !== 'same').map(({{ type, moved, parts }}) => (moved ? 'moved ' : '') + type + ': ' + parts.filter(([mark]) => mark !== '=').map(part => part.join('')).join(' '))",
        blocks(before),
        blocks(after)
    ))
}

#[test]
fn blocks_line_up_with_their_counterparts() {
    let (mut tab, _server) = tab();
    let before = [
        "h2 How long you have",
        "p You have 14 days from delivery.",
        "li Unpack the chair with care.",
        "li Keep the box for us.",
        "row Chat\t30 seconds",
        "row E-mail\t12 hours",
        "p Everything else stays with the shop.",
    ];
    let after = [
        "h2 How long",
        "p You have 30 days from delivery.",
        "p This goes for sales, too, and for presents.",
        "li Keep the box for us.",
        "row Chat\t45 seconds",
        "row Letter\t3 days",
        "row E-mail\t12 hours",
        "p Everything else stays with the shop.",
    ];
    assert_eq!(
        compared(&mut tab, &before, &after),
        json!([
            "changed: - you have",
            "changed: -14 +30",
            "removed: -Unpack the chair with care.",
            "added: +This goes for sales, too, and for presents.",
            "changed: -30 +45",
            "added: +Letter\t3 days",
        ])
    );
}

#[test]
fn what_was_moved_is_whole_and_said_so() {
    let (mut tab, _server) = tab();
    let before = [
        "p Gift cards do not come back.",
        "p Sofas are collected by us.",
        "p Ring the bell.",
        "p Sign here.",
    ];
    let after = [
        "p Sofas are collected by us.",
        "p Ring the bell.",
        "p Sign here.",
        "p Gift cards do not come back.",
    ];
    assert_eq!(
        compared(&mut tab, &before, &after),
        json!(["moved removed: -Gift cards do not come back.", "moved added: +Gift cards do not come back."])
    );
}

/// A page of 50 kB on a phone: far less than what is noticed, whatever became of it. A quadratic way would take minutes.
#[test]
fn long_texts_do_not_freeze() {
    let (mut tab, _server) = tab();
    let spent = tab.evaluate(
        "(() => {
            let seed = 3;
            const random = n => (seed = (seed * 48271) % 2147483647) % n;
            const word = () => 'w' + random(900).toString(36), text = n => Array.from({ length: n }, word).join(' ');
            const one = n => [{ kind: 'p', text: text(n) }], many = () => Array.from({ length: 200 }, () => one(60)[0]);
            const rows = Array.from({ length: 4000 }, (_, at) => ({ kind: 'row', text: `${at}\\t${random(9)}` }));
            const pairs = [[many(), many()], [one(12000), one(12000)], [rows, rows.map(row => ({ ...row, text: row.text + 'x' }))]];
            return pairs.map(([a, b]) => { const start = performance.now(); redline.compare(a, b); return performance.now() - start; });
        })()",
    );
    let spent: Vec<f64> = spent.as_array().unwrap().iter().map(|it| it.as_f64().unwrap()).collect();
    assert!(spent.iter().all(|spent| *spent < 8_000.0), "{spent:?}");
}
