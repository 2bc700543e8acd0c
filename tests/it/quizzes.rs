//! Tests in the reader's browser: what is asked, how it is compared, what is said, and what is kept.

use serde_json::{Value, json};

use crate::browser::Tab;
use crate::driver::{Site, UNDER};
use crate::find::{is_quiet, tab};
use crate::looks::BROWSER;
use crate::server::{Headers, Server};

const ALL: &str = "---\ntitle: All\n---\n:::quiz pass=75\n### Which one?\n\n- [ ] Bad\n  Because no.\n- [x] Good\n  Because yes.\n\n### Which ones?\n\n\
    - [x] First\n- [x] Second\n- [ ] Third\n\n### In which order?\n\n1. [ ] Alpha\n2. [ ] Beta\n   After alpha.\n\n### How many?\n\n- [_] 1,000 days | Émile\n:::\n";

fn pool() -> String {
    let question =
        |n: usize| format!("### Question {n}?\n\n- [x] yes {n}\n- [ ] no {n}\n- [ ] perhaps {n}\n\n");
    let questions: String = (1..=8).map(question).collect();
    format!(
        "---\ntitle: Pool\n---\n## Text\n\nWords.\n\n## Test\n\n:::quiz pool=3 shuffle\nBefore.\n\n{questions}:::\n"
    )
}

fn site() -> (Site, Server) {
    let site = Site::new().file("content/all.md", ALL).file("content/pool.md", pool());
    let server = Server::start(&site.build().path("dist/public"), UNDER, Headers::Applied);
    (site, server)
}

/// Forbidden, as by the settings of a browser.
pub(crate) const NO_STORAGE: &str = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });";

const STATUS: &str = "document.querySelector('.foot [role=status]').textContent";
const VERDICTS: &str = "[...document.querySelectorAll('.verdict')].map(line => line.textContent)";
const RESULT: &str = "[...document.querySelectorAll('.result p')].map(line => line.textContent)";

/// Answers all four questions, the last with a text.
fn answer(tab: &mut Tab, one: usize, typed: &str) {
    tab.evaluate(&format!(
        "document.querySelectorAll('.ask-single .answers-given input')[{one}].click();
         document.querySelectorAll('.ask-multiple .answers-given input')[0].click();
         document.querySelectorAll('.ask-multiple .answers-given input')[1].click();
         document.querySelectorAll('.ask-order li.choice button')[1].click();
         (field => {{ field.value = {}; field.dispatchEvent(new Event('input', {{ bubbles: true }})); }})(document.querySelector('.ask-fill .answers-given input'))",
        json!(typed)
    ));
}

fn check(tab: &mut Tab) {
    tab.evaluate("document.querySelector('.foot .button').click()");
}

#[test]
fn four_kinds_of_question_are_asked_and_judged() {
    let (_site, server) = site();
    let mut tab = tab(1200, 900);
    tab.open(&server.url("all/"));
    assert_eq!(tab.evaluate(STATUS), "0 of 4 answered");
    // The order that is right is never the first one shown.
    let order =
        "[...document.querySelectorAll('.ask-order li.choice span')].map(line => line.textContent.trim())";
    assert_eq!(tab.evaluate(order), json!(["Beta", "Alpha"]));
    let named = "[...document.querySelectorAll('.answers-given')].map(box => [box.role, box.ariaLabel])";
    assert_eq!(
        tab.evaluate(named),
        json!([
            ["radiogroup", "Which one?"],
            ["group", "Which ones?"],
            ["group", "In which order?"],
            ["group", "How many?"]
        ])
    );
    check(&mut tab);
    assert_eq!(tab.evaluate(STATUS), "Not answered yet: 4");
    assert_eq!(tab.evaluate("document.activeElement.closest('.ask-single') !== null"), true);
    answer(&mut tab, 0, "999 days");
    assert_eq!(tab.evaluate(STATUS), "4 of 4 answered");
    check(&mut tab);
    assert_eq!(tab.evaluate(VERDICTS), json!(["Not right", "Right", "Right", "Not right"]));
    let failed = json!(["Not passed yet", "2 of 4 right: 50 %. The pass mark is 75 %."]);
    assert_eq!(tab.evaluate(RESULT), failed);
    assert_eq!(tab.evaluate("document.activeElement.className"), "result is-wrong");
    let why = "[...document.querySelectorAll('.why:not(.why .why)')].map(why => why.innerText.replace(/\\s+/g, ' '))";
    assert_eq!(
        tab.evaluate(why),
        json!([
            "Because no.",
            "Because yes.",
            "Right answer Alpha Beta After alpha.",
            "Right answer 1,000 days"
        ])
    );
    // Once more, and right this time: three of four are enough.
    tab.evaluate("document.querySelector('.result .button').click()");
    assert_eq!(tab.evaluate("document.activeElement.type"), "radio");
    assert_eq!(tab.evaluate("document.querySelectorAll('.verdict, .why, :checked').length"), 0);
    answer(&mut tab, 1, "１０００ ＤＡＹＳ.");
    check(&mut tab);
    assert_eq!(tab.evaluate(RESULT), json!(["Passed", "4 of 4 right: 100 %. The pass mark is 75 %."]));
    tab.open(&server.url("all/"));
    let last = tab.evaluate("document.querySelector('.last').textContent");
    assert!(last.as_str().unwrap().starts_with("Passed with 100 % on "), "{last}");
    // Customers have no records.
    let kept = "Object.keys(localStorage).filter(key => key.includes('records'))";
    assert_eq!(tab.evaluate(kept), json!([]));
    is_quiet(&mut tab);
}

#[test]
fn typed_answers_are_compared_as_people_mean_them() {
    let (_site, server) = site();
    let mut tab = tab(1200, 900);
    for (typed, right) in [
        ("1000days", true),
        (" 1’000  Days ", true),
        ("emile", true),
        ("100 days", false),
        ("1.000 days", false),
    ] {
        tab.open(&server.url("all/"));
        answer(&mut tab, 1, typed);
        check(&mut tab);
        assert_eq!(tab.evaluate(&format!("{VERDICTS}[3] === 'Right'")), right, "{typed}");
    }
}

/// Every attempt draws three of eight, and mixes them and their answers.
#[test]
fn a_pool_is_drawn_from() {
    let (_site, server) = site();
    let mut tab = tab(1200, 900);
    tab.open(&server.url("pool/"));
    let drawn = "[...document.querySelectorAll('.quiz>div:not([hidden]) h3')].map(head => head.firstChild.textContent)";
    let answers = "[...document.querySelectorAll('.quiz>div:not([hidden]) .choice span')].map(line => line.textContent.trim().split(' ')[0]).join()";
    let (mut questions, mut orders) = (Vec::new(), Vec::new());
    for _ in 0..12 {
        let asked: Value = tab.evaluate(drawn);
        assert_eq!(asked.as_array().unwrap().len(), 3);
        questions.push(asked.to_string());
        orders.push(tab.evaluate(answers).to_string());
        tab.evaluate("document.querySelectorAll('.answers-given').forEach(box => box.closest('[hidden]') || box.querySelector('input').click())");
        check(&mut tab);
        tab.evaluate("document.querySelector('.result .button').click()");
    }
    for found in [&mut questions, &mut orders] {
        found.sort();
        found.dedup();
        assert!(found.len() > 3, "{found:?}");
    }
    // What is not always asked is not among the contents.
    let contents = "[...document.querySelectorAll('.toc li a')].map(link => link.textContent)";
    assert_eq!(tab.evaluate(contents), json!(["Text", "Test"]));
    is_quiet(&mut tab);
}

#[test]
fn a_test_works_where_nothing_can_be_kept() {
    let (_site, server) = site();
    let mut tab = tab(1200, 900);
    tab.before_pages(NO_STORAGE);
    tab.open(&server.url("all/"));
    answer(&mut tab, 1, "emile");
    check(&mut tab);
    assert_eq!(tab.evaluate(&format!("{RESULT}[0]")), "Passed");
    tab.evaluate("document.querySelector('.result .button').click()");
    assert_eq!(tab.evaluate("document.querySelector('.last').textContent.includes('100 %')"), true);
    is_quiet(&mut tab);
}

#[test]
fn spoilt_results_are_replaced() {
    let (_site, server) = site();
    let mut tab = tab(1200, 900);
    for spoilt in
        ["garbage", "\"x\"", "[null]", "{\"all/#1\":1}", "{\"all/#1\":{\"revision\":\"\"}}", "5", "null"]
    {
        tab.open(&server.url("all/"));
        let keep = format!("localStorage.setItem('answerbook:tests:public:{UNDER}', {})", json!(spoilt));
        tab.evaluate(&keep);
        tab.open(&server.url("all/"));
        answer(&mut tab, 1, "emile");
        check(&mut tab);
        assert_eq!(tab.evaluate(&format!("{RESULT}[0]")), "Passed", "{spoilt}");
        is_quiet(&mut tab);
    }
}

#[test]
fn without_scripts_answers_are_unfolded() {
    let (_site, server) = site();
    let mut tab = BROWSER.tab();
    tab.scripts_off();
    tab.open(&server.url("all/"));
    let seen = tab.evaluate(
        "[...document.querySelectorAll('.answer')].map(box => { const folded = !box.querySelector('li').checkVisibility(); box.firstElementChild.click(); return [folded, box.querySelector('li').checkVisibility()]; })",
    );
    assert_eq!(seen, json!([[true, true], [true, true], [true, true], [true, true]]));
    let mixed = "[...document.querySelectorAll('.mixed li')].map(line => line.textContent.trim())";
    assert_eq!(tab.evaluate(mixed), json!(["Beta", "Alpha"]));
    assert_eq!(
        tab.evaluate("document.querySelectorAll('.options input:not([disabled]), .quiz button').length"),
        0
    );
}

/// Search is loaded on pages with a quiz as on all others.
#[test]
fn a_quiz_does_not_keep_the_search_away() {
    let (_site, server) = site();
    let mut tab = tab(1200, 900);
    tab.open(&server.url("all/"));
    tab.evaluate("document.querySelector('.search input').focus()");
    tab.call("Input.insertText", json!({ "text": "Alpha" }));
    tab.until("document.querySelector('.panel:not([hidden]) [role=option]')");
    is_quiet(&mut tab);
}
