//! Days that something ends on, and that have passed.

use std::ops::Range;

use jiff::civil::Date;

use crate::promises::clause;
use crate::promises::day::Day;
use crate::promises::quantity::{self, What};

/// The days of a text that something ends on and that lie before `today`.
pub(crate) fn of_text(text: &str, today: Date) -> Vec<Range<usize>> {
    let found = quantity::read(text).into_iter();
    let passed = found.filter_map(|found| match found.what {
        What::Day(day) if has_passed(day, today) => Some(found.range),
        _ => None,
    });
    passed.filter_map(|range| end(text, &range)).collect()
}

/// A month has passed when its last day has. Without a year, nobody knows.
fn has_passed(day: Day, today: Date) -> bool {
    let Some(year) = day.year else { return false };
    let own = (year, day.month, day.day.unwrap_or(31));
    own < (i64::from(today.year()), i64::from(today.month()), i64::from(today.day()))
}

/// The bytes from the word that says that something ends to the end of the day, if there is such a word.
fn end(text: &str, day: &Range<usize>) -> Option<Range<usize>> {
    let sentence = clause::sentence(text, day);
    if is_past(&text[sentence.clone()]) {
        return None;
    }
    let before = &text[sentence.start..day.start];
    let after = &text[day.end..sentence.end];
    let start = english(before).or_else(|| chinese(before, after))?;
    Some(sentence.start + start..day.end)
}

/// What is told of the past is as true as it was.
fn is_past(sentence: &str) -> bool {
    let english = sentence.split(|c: char| !c.is_ascii_alphabetic());
    let mut english = english
        .filter(|word| ["was", "were", "had", "did"].iter().any(|past| past.eq_ignore_ascii_case(word)));
    let chinese = ["曾", "当时", "當時", "已于", "已於", "原为", "原為", "累计", "累計", "总共", "總共"];
    english.next().is_some() || chinese.iter().any(|past| sentence.contains(past))
}

/// Phrases that an end follows; longer ones first.
const UNTIL: [&str; 21] = [
    "deadline is",
    "deadline:",
    "last day is",
    "no later than",
    "not later than",
    "up to and including",
    "valid through",
    "valid to",
    "expires on",
    "expires",
    "expiring on",
    "ends on",
    "ending on",
    "ends",
    "until",
    "till",
    "through",
    "thru",
    "up to",
    "by",
    "before",
];

/// After these, `before` tells when something was done; after the first seven, `until` does, too.
const DONE: [&str; 22] = [
    "placed",
    "made",
    "bought",
    "ordered",
    "purchased",
    "dated",
    "signed",
    "from",
    "or",
    "orders",
    "contracts",
    "accounts",
    "created",
    "published",
    "released",
    "sold",
    "delivered",
    "received",
    "issued",
    "written",
    "long",
    "shortly",
];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Where the phrase begins that an end follows.
fn english(before: &str) -> Option<usize> {
    let lower = before.to_ascii_lowercase();
    let mut head = lower.trim_end();
    for filler in ["the end of", "end of", "midnight on", "noon on", "on", "the"].iter().chain(&WEEKDAYS) {
        head = head
            .trim_end_matches(',')
            .strip_suffix(filler)
            .filter(|rest| !rest.ends_with(|c: char| c.is_alphanumeric()))
            .map_or(head, str::trim_end);
    }
    let phrase = UNTIL.iter().find(|phrase| {
        head.strip_suffix(*phrase).is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_alphanumeric()))
    })?;
    let rest = head.strip_suffix(phrase)?.trim_end();
    let word = rest.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    // "Bought until" tells which ones, "orders until" how long.
    let bought = *phrase == "until" && DONE[..7].contains(&word);
    let done = bought || matches!(*phrase, "before" | "by") && DONE.contains(&word);
    (!done).then_some(head.len() - phrase.len())
}

fn chinese(before: &str, after: &str) -> Option<usize> {
    let head = before.trim_end();
    let after = after.trim_start();
    // 以前的订单: what came before a day, however long ago.
    let attribute =
        || after.chars().take(14).take_while(|c| !matches!(c, '，' | ',' | '、')).any(|c| c == '的');
    let stops = ["为止", "為止", "止", "到期", "截止"].iter().any(|word| after.starts_with(word));
    let before_it = ["前", "之前", "以前"].iter().any(|word| after.starts_with(word)) && !attribute();
    const STRONG: [&str; 15] = [
        "有效期至",
        "有效期到",
        "有效至",
        "截止到",
        "截止至",
        "截止于",
        "截止於",
        "截止日期：",
        "截止日期:",
        "截止日期为",
        "截止日期為",
        "截止日期是",
        "截至",
        "直到",
        "直至",
    ];
    if let Some(word) = STRONG.iter().find(|word| head.ends_with(**word)) {
        return Some(head.len() - word.len());
    }
    if let Some(word) = ["至", "到"].iter().find(|word| head.ends_with(**word))
        && (stops
            || before_it
            || ["有效", "期限", "截止", "优惠", "優惠", "活动", "活動"]
                .iter()
                .any(|word| head.contains(word)))
    {
        return Some(head.len() - word.len());
    }
    (stops || before_it).then_some(before.len())
}
