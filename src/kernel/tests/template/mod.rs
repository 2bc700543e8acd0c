//! Templates: types of values, headers, and what is written.

use std::collections::BTreeMap;

use answerbook_kernel::template::{Answer, Filling, Form, Template};
use answerbook_kernel::{Code, SourcePath};

#[test]
fn values_have_types() {
    let cases: [(Form, &[&str], &[&str]); 8] = [
        (Form::Text, &["x", "a | b", "退货"], &["", "  ", "two\nlines", "\u{10_0000}"]),
        (
            Form::Number,
            &["80", "80%", "4.5", "1,000", "-3", "1 000", "九十"],
            &["eighty", "8O", "4.", "80 days", "%"],
        ),
        (
            Form::Money,
            &[
                "£25",
                "25 EUR",
                "€1,000.50",
                "25 元",
                "NT$500",
                "新台幣 500 元",
                "20 dollars",
                "人民币 100 元",
                "三百元",
            ],
            &["25", "£", "25 apples", "12 hours", "much £"],
        ),
        (
            Form::Duration,
            &[
                "12 hours",
                "30 seconds",
                "2 working days",
                "2 to 4 working days",
                "1 day",
                "two weeks",
                "3 rings",
                "12 小时",
                "2 个工作日",
                "2 個工作天",
                "十四天",
                "14天",
                "半年",
                "铃响 3 声",
                "2 至 4 周",
                "1.5 hours",
            ],
            &["12", "soon", "hours", "12 apples", "£12", "2 to working days", "马上"],
        ),
        (
            Form::Date,
            &["2026-11-22", "22 November 2026", "November 22, 2026", "2026 年 11 月 22 日", "2026年11月22日"],
            &["2026-02-30", "31 June 2026", "tomorrow", "2026", "2026 年 13 月 1 日", "22/11/2026"],
        ),
        (
            Form::Phone,
            &["+44 20 7946 0000", "0808 157 0142", "(02) 5555-0100", "112"],
            &["12", "call us", "+", "44a20"],
        ),
        (
            Form::Email,
            &["help@example.com", "a.b+c@x.co.uk"],
            &["help", "help@", "@x.com", "a@b", "a b@x.com", "a@b@c.d"],
        ),
        (
            Form::Url,
            &["https://example.com/a?b=c", "http://x.example"],
            &["example.com", "https://", "javascript:1", "https://a b"],
        ),
    ];
    for (form, good, bad) in cases {
        for text in good {
            assert!(form.admits(text), "{text:?} is of the type {}", form.word());
        }
        for text in bad {
            assert!(!form.admits(text), "{text:?} is not of the type {}", form.word());
        }
    }
    assert_eq!(Form::WORDS.len(), 8);
}

fn faults(source: &str) -> Vec<(Code, String)> {
    let (_, faults) = Template::parse(source, &SourcePath::new("templates/x.md")).into_parts();
    faults.into_iter().map(|fault| (fault.code, source[fault.span.range()].to_string())).collect()
}

#[test]
fn headers_are_checked_where_they_are_wrong() {
    let value = |rest: &str| format!("%%%\n[values]\n{rest}\n%%%\n[[a]]\n");
    let good = "a = { type = \"money\", ask = \"How much?\", example = \"£5\" }";
    assert_eq!(faults(&value(good)), []);
    assert_eq!(faults("# A page without a header\n"), []);
    let cases: [(String, Code, &str); 10] = [
        ("%%%\nabout = \"x\"\n# Text\n".into(), Code::ConfigSyntax, "%%%"),
        ("%%%\nabout = \n%%%\nx\n".into(), Code::ConfigSyntax, ""),
        ("%%%\nabuot = \"x\"\n%%%\nx\n".into(), Code::UnknownKey, "abuot"),
        ("%%%\nkind = \"polcy\"\n%%%\nx\n".into(), Code::WrongValue, "\"polcy\""),
        ("%%%\nfolder = \"../up\"\n%%%\nx\n".into(), Code::OutsideSource, "\"../up\""),
        (value(good).replace("[[a]]", "[[a]] [[b]]"), Code::UnknownVariable, "[[b]]"),
        (value(good).replace("[[a]]", "none"), Code::WrongValue, "a"),
        (value(&good.replace("£5", "five")), Code::WrongValue, "\"five\""),
        (value("a = { type = \"money\", example = \"£5\" }"), Code::WrongValue, "a"),
        (value(good).replace("a = {", "title = {").replace("[[a]]", ""), Code::WrongValue, "title"),
    ];
    for (source, code, place) in cases {
        assert_eq!(faults(&source), [(code, place.to_string())], "{source}");
    }
}

const PAGE: &str = "%%%
[values]
who = { type = \"text\", ask = \"Who?\", example = \"me\" }
mail = { type = \"email\", ask = \"Where?\", example = \"a@b.example\" }
time = { type = \"duration\", ask = \"When?\", example = \"1 day\", var = \"sla.email\" }
item = { type = \"text\", ask = \"What?\", example = \"x\", repeat = true }
%%%
---
title: \"[[title]]\"
summary: Within [[time]]
owner: [[who]]
approved-by: '[[who]]'
effective: [[today]]
applies-to: [[time]]
tags:
  - [[item]]
---

[[who]], [[mail]], [[time]]

- [[item]]
";

fn filled(title: &str, answers: &[(&str, Answer)]) -> String {
    let template = Template::parse(PAGE, &SourcePath::new("x.md")).into_parts().0;
    let answers: BTreeMap<String, Answer> =
        answers.iter().map(|(name, answer)| (name.to_string(), answer.clone())).collect();
    let today = jiff::civil::date(2026, 11, 28);
    template.fill(&Filling { title, kind: "page", today, answers: &answers }).text
}

fn given(texts: &[&str]) -> Answer {
    Answer::Given(texts.iter().map(|text| (*text).to_string()).collect())
}

#[test]
fn answers_stay_what_they_are() {
    let hostile = "- O'Brien \"&amp;\" *x* #1: [a] | {{ b }} \\";
    let time = Answer::Variable { name: "sla.email".into(), value: "12 hours".into() };
    let text = filled(
        "T",
        &[
            ("who", given(&[hostile])),
            ("mail", given(&["a@b.example"])),
            ("time", time),
            ("item", given(&["one", "t: wo"])),
        ],
    );
    for line in [
        "summary: \"Within {{ sla.email }}\"",
        "owner: \"- O'Brien \\\"&amp;\\\" *x* #1: [a] | {{ b }} \\\\\"",
        "approved-by: '- O''Brien \"&amp;\" *x* #1: [a] | {{ b }} \\'",
        "effective: 2026-11-28",
        "applies-to: \"12 hours\"",
        "  - one",
        "  - \"t: wo\"",
        "\\- O'Brien \"\\&amp;\" \\*x\\* #1: \\[a\\] \\| \\{{ b }} \\\\, <a@b.example>, {{ sla.email }}",
        "- t: wo",
    ] {
        assert!(text.lines().any(|one| one == line), "no line {line}\nin\n{text}");
    }
    assert!(!text.contains("%%%") && !text.contains("ask ="));
}

#[test]
fn what_is_open_says_its_type() {
    let text = filled("T", &[]);
    for line in [
        "owner: \"[[who: text]]\"",
        "summary: \"Within [[time: duration]]\"",
        "- [[item: text]]",
        "[[who: text]], [[mail: email]], [[time: duration]]",
    ] {
        assert!(text.lines().any(|one| one == line), "no line {line}\nin\n{text}");
    }
}
