//! Days and times of day as people write them.

use crate::promises::numeral::{self, Numeral, Style, starts};

/// A day of the calendar, or as much of it as is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Day {
    pub year: Option<i64>,
    pub month: i64,
    pub day: Option<i64>,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A month's name at the beginning of a text, and its bytes with the dot of an abbreviation.
fn month(text: &str) -> Option<(usize, i64)> {
    if !text.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let of = |(at, name): (usize, &&str)| {
        let short = &name[..3];
        let length = match () {
            () if starts(text, name) => name.len(),
            () if *name == "September" && starts(text, "Sept") => 4,
            () if starts(text, short) => 3,
            () => return None,
        };
        let dot = usize::from(length < name.len() && text[length..].starts_with('.'));
        Some((length + dot, at as i64 + 1))
    };
    MONTHS.iter().enumerate().find_map(of)
}

/// A whole number in digits between two bounds, and its bytes.
fn whole(text: &str, from: i64, to: i64) -> Option<(usize, i64)> {
    let numeral = numeral::read(text).filter(|numeral| numeral.style != Style::Words)?;
    let value = numeral.amount?.as_whole()?;
    (numeral.style != Style::Article && (from..=to).contains(&value)).then_some((numeral.length, value))
}

fn space(text: &str) -> usize {
    text.bytes().take(4).take_while(|byte| *byte == b' ').count()
}

fn year(text: &str) -> Option<(usize, i64)> {
    let spaces = space(text.strip_prefix(',').unwrap_or(text)) + usize::from(text.starts_with(','));
    let digits = text[spaces..].bytes().take(5).take_while(u8::is_ascii_digit).count();
    let (length, value) = whole(&text[spaces..], 1900, 2200).filter(|_| digits == 4)?;
    (spaces > 0).then_some((spaces + length, value))
}

/// The day that a text begins with, and its bytes.
pub(crate) fn read(text: &str) -> Option<(usize, Day)> {
    iso(text).or_else(|| han(text)).or_else(|| day_month(text)).or_else(|| month_day(text))
}

/// `2026-01-31`, `2026/1/31`, `2026.1.31`.
fn iso(text: &str) -> Option<(usize, Day)> {
    let digits = |text: &str, most: usize| {
        let length = text.bytes().take(most + 1).take_while(u8::is_ascii_digit).count();
        let value: i64 = text[..length].parse().ok().filter(|_| length <= most)?;
        Some((length, value))
    };
    let (length, year) =
        digits(text, 4).filter(|(length, year)| *length == 4 && (1900..2200).contains(year))?;
    let separator = text[length..].chars().next().filter(|c| matches!(c, '-' | '/' | '.'))?;
    let rest = &text[length + 1..];
    let (first, month) = digits(rest, 2).filter(|(_, month)| (1..=12).contains(month))?;
    let rest = rest[first..].strip_prefix(separator)?;
    let (second, day) = digits(rest, 2).filter(|(_, day)| (1..=31).contains(day))?;
    Some((length + first + second + 2, Day { year: Some(year), month, day: Some(day) }))
}

/// `2026 年 1 月 31 日`, `2026 年 1 月`, `1 月 31 日`.
fn han(text: &str) -> Option<(usize, Day)> {
    let (mut at, mut year) = (0, None);
    if let Some((length, value)) = whole(text, 1900, 2200) {
        let spaces = space(&text[length..]);
        let rest = text[length + spaces..].strip_prefix('年')?;
        (at, year) = (text.len() - rest.len(), Some(value));
        at += space(rest);
    }
    let (length, month) = whole(&text[at..], 1, 12)?;
    at += length + space(&text[at + length..]);
    let rest = text[at..].strip_prefix('月')?;
    at = text.len() - rest.len();
    let spaces = space(rest);
    let day = whole(&rest[spaces..], 1, 31).and_then(|(length, day)| {
        let end = spaces + length + space(&rest[spaces + length..]);
        let mark = rest[end..].chars().next().filter(|c| matches!(c, '日' | '号' | '號'))?;
        Some((end + mark.len_utf8(), day))
    });
    match day {
        Some((length, day)) => Some((at + length, Day { year, month, day: Some(day) })),
        // A month alone is no day.
        None => year.map(|_| (at, Day { year, month, day: None })),
    }
}

/// `31 January 2026`, `31st of January`.
fn day_month(text: &str) -> Option<(usize, Day)> {
    let (mut at, day) = whole(text, 1, 31).filter(|_| text.starts_with(|c: char| c.is_ascii_digit()))?;
    at += ordinal(&text[at..]);
    at += space(&text[at..]);
    at += if starts(&text[at..], "of") { 2 + space(&text[at + 2..]) } else { 0 };
    let (length, month) = month(&text[at..])?;
    at += length;
    let year = year(&text[at..]);
    let end = at + year.map_or(0, |(length, _)| length);
    Some((end, Day { year: year.map(|(_, year)| year), month, day: Some(day) }))
}

/// `January 31, 2026`, `January 31st`, `January 2026`.
fn month_day(text: &str) -> Option<(usize, Day)> {
    let (mut at, month) = month(text)?;
    if let Some((length, year)) = year(&text[at..]) {
        return Some((at + length, Day { year: Some(year), month, day: None }));
    }
    let spaces = space(&text[at..]);
    let (length, day) = whole(&text[at + spaces..], 1, 31).filter(|_| spaces > 0)?;
    let numeric = text[at + spaces..].starts_with(|c: char| c.is_ascii_digit());
    at += spaces + length;
    at += ordinal(&text[at..]);
    let year = year(&text[at..]);
    let end = at + year.map_or(0, |(length, _)| length);
    numeric.then_some((end, Day { year: year.map(|(_, year)| year), month, day: Some(day) }))
}

/// The bytes of `st`, `nd`, `rd`, `th` after a number.
pub(crate) fn ordinal(text: &str) -> usize {
    if ["st", "nd", "rd", "th"].iter().any(|ending| starts(text, ending)) { 2 } else { 0 }
}

/// The time of day that a text begins with, in minutes after midnight, and its bytes.
pub(crate) fn clock(text: &str) -> Option<(usize, i64)> {
    english(text).or_else(|| chinese(text))
}

/// The half of the day that is named after a number, and its bytes: 0 before noon, 12 after.
pub(crate) fn half(text: &str) -> Option<(usize, i64)> {
    let spaces = space(text);
    let names = [("am", 0), ("a.m.", 0), ("a.m", 0), ("pm", 12), ("p.m.", 12), ("p.m", 12)];
    let (name, hours) = names.iter().find(|(name, _)| starts(&text[spaces..], name))?;
    Some((spaces + name.len(), *hours))
}

/// Hour and minutes in digits, and the bytes: `9`, `9.30`, `9:30`, `9：30`.
fn digits(text: &str) -> Option<(usize, i64, Option<i64>)> {
    let length = text.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let hour: i64 = text[..length].parse().ok().filter(|hour| length < 3 && *hour <= 24)?;
    let rest = &text[length..];
    let Some(separator) = rest.chars().next().filter(|c| matches!(c, ':' | '.' | '：')) else {
        return Some((length, hour, None));
    };
    let after = &rest[separator.len_utf8()..];
    let two = after.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let minutes =
        after.get(..2).and_then(|minutes| minutes.parse::<i64>().ok()).filter(|m| two == 2 && *m < 60);
    match minutes {
        Some(_) => Some((length + separator.len_utf8() + 2, hour, minutes)),
        None => Some((length, hour, None)),
    }
}

fn english(text: &str) -> Option<(usize, i64)> {
    let (length, hour, minutes) = digits(text)?;
    if let Some((more, add)) = half(&text[length..]).filter(|_| (1..=12).contains(&hour)) {
        return Some((length + more, (hour % 12 + add) * 60 + minutes.unwrap_or(0)));
    }
    let colon = text[..length].contains([':', '：']);
    minutes.filter(|_| colon).map(|minutes| (length, hour * 60 + minutes))
}

/// Parts of the day, and what is added to an hour in them.
const PARTS: [(&str, i64); 12] = [
    ("早上", 0),
    ("上午", 0),
    ("凌晨", 0),
    ("清晨", 0),
    ("早晨", 0),
    ("中午", 12),
    ("下午", 12),
    ("傍晚", 12),
    ("晚上", 12),
    ("晚间", 12),
    ("晚間", 12),
    ("夜间", 12),
];

fn chinese(text: &str) -> Option<(usize, i64)> {
    let part = PARTS.iter().find(|(name, _)| text.starts_with(name));
    let at = part.map_or(0, |(name, _)| name.len() + space(&text[name.len()..]));
    let add = |hour: i64| match part {
        Some((_, 12)) if hour < 12 => hour + 12,
        _ => hour,
    };
    if let Some((length, minutes)) = english(&text[at..]).filter(|_| part.is_some()) {
        return Some((at + length, add(minutes / 60) * 60 + minutes % 60));
    }
    let numeral = numeral::read(&text[at..]).filter(|numeral| is_plain(*numeral))?;
    let hour = numeral.amount?.as_whole().filter(|hour| (0..=24).contains(hour))?;
    let end = at + numeral.length + space(&text[at + numeral.length..]);
    let mark = text[end..].chars().next().filter(|c| matches!(c, '点' | '點' | '时' | '時'))?;
    let rest = &text[end + mark.len_utf8()..];
    let says = ["半", "整", "钟", "鐘", "一刻"].iter().any(|word| rest.starts_with(word));
    // Without a part of the day, 三点 may be three points; digits with a word for a span of time are a time of day.
    let spans = numeral.style == Style::Digits
        && rest.trim_start().starts_with(|c| "至到前后後之以开開关關结結".contains(c));
    let hours = matches!(mark, '时' | '時');
    if part.is_none() && (hours || !(says || spans)) {
        return None;
    }
    let (more, minutes) = minutes(rest);
    Some((text.len() - rest.len() + more, add(hour) * 60 + minutes))
}

fn is_plain(numeral: Numeral) -> bool {
    matches!(numeral.style, Style::Digits | Style::Han)
}

/// `半`, `整`, `15 分` after the hour.
fn minutes(rest: &str) -> (usize, i64) {
    let words = [("半", 30), ("整", 0), ("钟", 0), ("鐘", 0), ("一刻", 15)];
    if let Some((word, minutes)) = words.iter().find(|(word, _)| rest.starts_with(word)) {
        return (word.len(), *minutes);
    }
    let spaces = space(rest);
    let counted = whole(&rest[spaces..], 0, 59).and_then(|(length, minutes)| {
        let end = spaces + length + space(&rest[spaces + length..]);
        rest[end..].starts_with('分').then_some((end + '分'.len_utf8(), minutes))
    });
    counted.unwrap_or((0, 0))
}
