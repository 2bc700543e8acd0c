//! Tables of what is read as what.

use jiff::civil::date;

use super::numeral::Amount;
use super::quantity::{self, What};
use super::unit::Unit;
use super::{placeholder, stale};

/// What a text says, in short: `14 d` and the like.
fn shown(text: &str) -> Vec<String> {
    quantity::read(text).iter().map(|found| one(&found.what)).collect()
}

fn one(what: &What) -> String {
    match what {
        What::Measure(unit, amount) => format!("{amount:?} {unit:?}").replace("Amount", ""),
        What::Day(day) => format!("{:?}-{}-{:?}", day.year, day.month, day.day),
        What::Clock(minutes) => format!("{}:{:02}", minutes / 60, minutes % 60),
        What::Telephone(digits) => format!("tel {digits}"),
        What::Email(address) | What::Web(address) => address.clone(),
    }
}

/// Each line says the same, in all its forms.
const SAME: &[&[&str]] = &[
    &[
        "14 days",
        "14 天",
        "十四天",
        "两周",
        "兩週",
        "fourteen days",
        "two weeks",
        "a fortnight",
        "14-day",
        "14 日内",
        "2 weeks",
        "２周",
    ],
    &["24 hours", "24 小时", "24 小時", "twenty-four hours", "二十四小时", "24 个小时"],
    &["12 hours", "12 小时", "十二小時", "twelve hours"],
    &["90 minutes", "90 分钟", "一个半小时", "an hour and a half", "1.5 hours"],
    &["30 minutes", "half an hour", "半小时", "半個小時", "30 分鐘"],
    &["3 working days", "3 个工作日", "3 個工作天", "three business days", "三个工作日"],
    &["6 months", "6 个月", "六個月", "half a year", "半年", "six months"],
    &["2 years", "两年", "24 months", "2 年"],
    &["100 nights", "100 晚", "a hundred nights"],
    &["£3.95", "3.95 英镑", "3.95 英鎊", "£3.95"],
    &["£1,000", "1000 英镑", "一千英镑", "1 千英镑", "£1 thousand"],
    &["25%", "七五折", "75 折"],
    &["3.5%", "百分之三点五", "百分之三點五"],
    &["70 million", "7千万", "7千萬", "七千萬"],
    &["10%", "10 %", "百分之十", "一成", "10 per cent", "ten percent", "10％"],
    &["8 am to 8 pm", "8:00 至 20:00", "早上 8 点到晚上 8 点", "8 to 8 pm", "8:00–20:00", "8 a.m. to 8 p.m."],
    &["9.30 am", "9:30", "上午 9 点半", "早上九點三十分"],
    &["2 to 4 days", "2–4 days", "2 至 4 天", "两到四天", "two to four days", "2-4 天"],
    &[
        "1 September 2026",
        "2026 年 9 月 1 日",
        "2026-09-01",
        "September 1, 2026",
        "1st of September 2026",
        "二〇二六年九月一日",
    ],
    &["24 and 31 December", "12 月 24 日和 31 日", "12 月 24 日与 12 月 31 日"],
    &["September 2026", "2026 年 9 月"],
    &["help@example.com", "HELP@example.com"],
    &["0808 157 0142", "0808-157-0142"],
    &["3 cm", "3 厘米", "3 公分", "30 mm", "三公分"],
    &["10,000", "1 万", "10000", "10 thousand"],
];

#[test]
fn what_is_the_same_is_read_the_same() {
    for row in SAME {
        for text in *row {
            assert!(!shown(row[0]).is_empty(), "{} says nothing", row[0]);
            assert_eq!(shown(text), shown(row[0]), "{text} and {}", row[0]);
        }
    }
}

#[test]
fn what_is_not_the_same_is_not() {
    let different = [
        ("12 hours", "半天"),
        ("3 days", "3 working days"),
        ("1 month", "30 days"),
        ("10%", "10"),
        ("8 am", "8 pm"),
        ("1 September 2026", "9 January 2026"),
        ("£4", "$4"),
        ("14 days", "15 天"),
    ];
    for (one, other) in different {
        assert_ne!(shown(one), shown(other), "{one} and {other}");
    }
}

#[test]
fn what_counts_nothing_is_no_quantity() {
    let nothing = [
        "the 3rd time",
        "第 3 步",
        "第三天",
        "星期三天气",
        "KM1 4HP",
        "24/7",
        "1.2.3",
        "三月",
        "3 月",
        "a second van",
        "万一天气不好",
        "周三天晴",
        "几十年",
        "by the way",
        "the day after",
    ];
    for text in nothing {
        let counted = quantity::read(text).iter().filter(|found| !found.by_the_way).count();
        assert_eq!(counted, 0, "{text}: {:?}", shown(text));
    }
    let by_the_way = [
        "one hour",
        "a day",
        "一天",
        "四周都是墙",
        "two people",
        "三个人",
        "step 3",
        "24 hours a day",
        "全天 24 小时",
    ];
    for text in by_the_way {
        assert!(quantity::read(text).iter().all(|found| found.by_the_way), "{text}");
    }
}

#[test]
fn numbers_are_exact() {
    let dollars = |text: &str| quantity::read(text).first().map(|found| found.what.clone());
    assert_eq!(dollars("$19.99"), Amount::whole(1_999).map(|_| dollars("19.99 dollars").unwrap()));
    assert_ne!(dollars("$19.99"), dollars("$19.98"));
    assert_eq!(dollars("99999999999999999999 dollars"), None);
    assert_eq!(dollars("¥5"), Amount::whole(5).map(|five| What::Measure(Unit::Yuan, five)));
}

#[test]
fn gaps_are_told_from_words() {
    let gaps = [
        "[Company]",
        "[X]",
        "[insert company name]",
        "[your name]",
        "[Order Number]",
        "<ORG>",
        "<company name>",
        "[[company: text]]",
        "[[hours: time]]",
        "{{ company name }}",
        "the rest is TBD",
        "tbd",
        "on ???",
        "Lorem ipsum",
        "待补充",
        "此处待補",
        "时间待定。",
        "某某公司",
        "XX公司",
        "XX 元",
        "○○公司",
        "[公司名称]",
        "【请填写日期】",
        "［姓名］",
    ];
    for text in gaps {
        assert_eq!(placeholder::of_text(text, &[]).len(), 1, "{text}");
    }
    let words = [
        "[sic]",
        "[1]",
        "[…]",
        "[p]rint",
        "[the manager] said",
        "[x]",
        "[ ]",
        "[_]",
        "<b>",
        "<BR>",
        "a < b and c > d",
        "what???",
        "等待补货",
        "对待定制商品",
        "期待补偿",
        "methods",
        "SIZE XXL",
        "二〇〇〇年",
        "【重要】",
        "‹name›",
        "mastodon",
        "{{ sla.email }}",
        "{{#include a.md}}",
        "亟待补充材料",
        "outbd",
    ];
    for text in words {
        assert_eq!(placeholder::of_text(text, &[]), Vec::new(), "{text}");
    }
    let typed = placeholder::of_text("[[hours: duration]]", &[]);
    assert!(typed[0].help.contains("a span of time"), "{typed:?}");
    let misspelt = placeholder::of_text("[[hours: duratoin]]", &[]);
    assert_eq!(misspelt[0].help, "did you mean `duration`?");
}

#[test]
fn ends_that_passed_are_told_from_history() {
    let today = date(2026, 11, 28);
    let passed = [
        "until 31 January 2026",
        "through September 2026",
        "by 1 October 2026",
        "Order before 2026-11-27.",
        "valid to 27 November 2026",
        "有效期至 2026 年 1 月 31 日",
        "截至 2026 年 1 月 31 日",
        "到 2026 年 1 月 31 日为止",
        "2026 年 1 月 31 日前下单",
        "until the end of October 2026",
        "by Friday 27 November 2026",
        "2026 年 10 月 31 日截止",
        "The deadline is 31 January 2026.",
        "截止日期：2026 年 1 月 31 日",
        "Accepting orders until 31 January 2026",
    ];
    for text in passed {
        assert_eq!(stale::of_text(text, today).len(), 1, "{text}");
    }
    let fine = [
        "until 28 November 2026",
        "until 31 January 2027",
        "on 31 January 2026",
        "orders placed before 1 September 2026",
        "Orders from before 1 September 2026 keep the old policy.",
        "it was open until 31 January 2026",
        "Furniture bought until 31 August 2026 has 30 days.",
        "2026 年 9 月 1 日以前的订单",
        "until 31 January",
        "since 2026-01-31",
        "through November 2026",
    ];
    for text in fine {
        assert_eq!(stale::of_text(text, today), Vec::new(), "{text}");
    }
}

/// Any text is read, and each quantity is a piece of it.
#[test]
fn any_text_is_read() {
    use proptest::prelude::*;
    let pieces = prop::sample::select(vec![
        "1",
        "２",
        "十",
        "两",
        "万",
        "百分之",
        "点",
        "半",
        "年",
        "月",
        "日",
        "天",
        "个",
        "£",
        "%",
        " ",
        "-",
        ".",
        ",",
        ":",
        "to",
        "a",
        "and",
        "half",
        "day",
        "May",
        "am",
        "至",
        "(",
        "+",
        "0",
        "@",
        "https://",
        "[",
        "]",
        "<",
        ">",
        "{{",
        "}}",
        "TBD",
        "待补",
        "?",
        "until",
        "é",
        "\u{fffc}",
    ]);
    let text = prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat());
    proptest!(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() }, |(text in text)| {
        let mut end = 0;
        for found in quantity::read(&text) {
            prop_assert!(found.range.start >= end && found.range.end <= text.len() && !found.range.is_empty());
            prop_assert!(text.get(found.range.clone()).is_some());
            end = found.range.end;
        }
        placeholder::of_text(&text, &[]);
        stale::of_text(&text, date(2026, 11, 28));
    });
}
