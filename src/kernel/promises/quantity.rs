//! Quantities in a text: spans of time, money, shares, measures, days, times of day, ways to reach somebody.
//!
//! One pass from left to right; at each place only so much is looked at as the longest quantity takes.

use std::ops::Range;

use crate::promises::contact;
use crate::promises::day::{self, Day};
use crate::promises::numeral::{self, Amount, Numeral, Style, starts};
use crate::promises::unit::{self, Family, Unit};

/// What is said, the same in every language and however it is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum What {
    Measure(Unit, Amount),
    Day(Day),
    /// Minutes after midnight.
    Clock(i64),
    /// Its last digits.
    Telephone(String),
    Email(String),
    Web(String),
}

/// Something that can agree or disagree with what another text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quantity {
    /// Bytes of the text.
    pub range: Range<usize>,
    pub what: What,
    /// Said by the way: it need not be said elsewhere, but may agree with what is.
    pub by_the_way: bool,
    /// The first of a range (`2 to 4 days`) is followed by its last.
    pub to_next: bool,
    /// The number alone, without what is counted.
    pub number: Option<Amount>,
}

impl What {
    /// What it measures, if it does.
    pub fn family(&self) -> Option<Family> {
        match self {
            Self::Measure(unit, _) => Some(unit.family()),
            _ => None,
        }
    }

    /// Roughly how much it is, comparable within a family.
    pub fn rough_size(&self) -> Option<f64> {
        match self {
            Self::Measure(unit, amount) => Some(unit.rough_size() * amount.rough()),
            _ => None,
        }
    }
}

/// All quantities of a text, in order.
pub(crate) fn read(text: &str) -> Vec<Quantity> {
    let mut reader = Reader { text, at: 0, found: Vec::new() };
    while reader.at < text.len() {
        reader.step();
    }
    reader.found
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    found: Vec<Quantity>,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn push(&mut self, length: usize, what: What, by_the_way: bool) {
        let range = self.at..self.at + length;
        self.at = range.end;
        self.found.push(Quantity { range, what, by_the_way, to_next: false, number: None });
    }

    /// A measure, and the number in it.
    fn push_measure(
        &mut self,
        length: usize,
        (unit, amount): (Unit, Amount),
        number: Amount,
        by_the_way: bool,
    ) {
        self.push(length, What::Measure(unit, amount), by_the_way);
        if let Some(last) = self.found.last_mut() {
            last.number = Some(number);
        }
    }

    fn step(&mut self) {
        let rest = &self.text[self.at..];
        if let Some(length) = contact::web(rest) {
            let address = rest[..length].trim_end_matches('/').to_string();
            return self.push(length, What::Web(address), false);
        }
        if let Some(length) = contact::email(rest) {
            return self.push(length, What::Email(rest[..length].to_ascii_lowercase()), false);
        }
        if let Some((length, day)) = day::read(rest) {
            return self.push(length, What::Day(day), false);
        }
        if let Some((length, minutes)) = day::clock(rest) {
            return self.push(length, What::Clock(minutes), false);
        }
        if let Some(word) = NOON.iter().find(|word| starts(rest, word)) {
            return self.push(word.len(), What::Clock(12 * 60), true);
        }
        if let Some((length, digits)) = contact::telephone(rest) {
            return self.push(length, What::Telephone(digits), false);
        }
        if self.share() || self.money() || self.half() || self.number() {
            return;
        }
        self.skip();
    }

    /// Goes on to where the next word may begin.
    fn skip(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return };
        // What counts weekdays and ranks counts nothing else.
        const RANKS: [&str; 9] = ["星期", "礼拜", "禮拜", "周", "週", "第", "初", "几", "数"];
        let rank = RANKS.iter().find(|rank| rest.starts_with(**rank));
        self.at += match rank {
            Some(rank) => rank.len() + rank_length(&rest[rank.len()..]),
            None if first.is_ascii_alphanumeric() => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
                let apostrophe = rest[end..].starts_with(['\'', '’']);
                end + if apostrophe { rest[end..].chars().next().map_or(0, char::len_utf8) } else { 0 }
            }
            None => first.len_utf8(),
        };
    }

    /// `百分之十`, `一成`, `八折`.
    fn share(&mut self) -> bool {
        let text = self.text;
        let rest = &text[self.at..];
        if let Some(number) = rest.strip_prefix("百分之") {
            let hundred = number.starts_with('百');
            let read = numeral::read(number).map(|numeral| (numeral.length, numeral.amount));
            let read = if hundred { Some(('百'.len_utf8(), Amount::whole(100))) } else { read };
            let decimals = read.and_then(|(length, _)| numeral::han_decimals(&number[length..]));
            let read = match (read, decimals) {
                (Some((length, Some(amount))), Some((more, part))) => {
                    Some((length + more, amount.plus(part)))
                }
                _ => read,
            };
            if let Some((length, Some(amount))) = read {
                self.push("百分之".len() + length, What::Measure(Unit::Percent, amount), false);
                return true;
            }
        }
        let Some(numeral) = numeral::read(rest).filter(|n| matches!(n.style, Style::Han | Style::Digits))
        else {
            return false;
        };
        let spaces = usize::from(rest[numeral.length..].starts_with(' '));
        let after = &rest[numeral.length + spaces..];
        if self.discount(numeral, after, spaces) {
            return true;
        }
        let Some(tens) =
            numeral.amount.filter(|amount| *amount <= Amount::ONE.times(10).unwrap_or(Amount::ONE))
        else {
            return false;
        };
        let follows = |mark: char, not: &str| {
            after.strip_prefix(mark).is_some_and(|more| !more.starts_with(|c| not.contains(c)))
        };
        let percent = if follows('成', "为為不功员員本交立长長果套份品年型熟就人员") {
            tens.times(10)
        } else if follows('折', "扣叠疊返旧舊") {
            Amount::whole(100).and_then(|all| all.plus(tens.times(-10)?))
        } else {
            None
        };
        let Some(percent) = percent else { return false };
        self.push(numeral.length + spaces + '成'.len_utf8(), What::Measure(Unit::Percent, percent), false);
        true
    }

    /// `七五折`, `75 折`: what is left to pay, in hundredths.
    fn discount(&mut self, numeral: Numeral, after: &str, spaces: usize) -> bool {
        let said = &self.text[self.at..self.at + numeral.length];
        let left = numeral::han_pair(said).or_else(|| numeral.amount.and_then(Amount::as_whole));
        let Some(left) = left.filter(|left| (11..100).contains(left) && after.starts_with('折')) else {
            return false;
        };
        let Some(percent) = Amount::whole(100 - left) else { return false };
        self.push(numeral.length + spaces + '折'.len_utf8(), What::Measure(Unit::Percent, percent), false);
        true
    }

    /// `£3.95`, `£2 to £4`, `£2–4`; `50p`.
    fn money(&mut self) -> bool {
        let Some((length, unit)) = unit::sign(self.rest()) else { return false };
        let Some(numeral) = numeral::read(&self.rest()[length..]).filter(|n| n.style == Style::Digits) else {
            return false;
        };
        let Some(amount) = numeral.amount else { return false };
        self.push(length + numeral.length, What::Measure(unit, amount), false);
        let Some(joint) = joint(self.rest(), true) else { return true };
        let second = &self.rest()[joint..];
        let Some(numeral) = numeral::read(second).filter(|n| n.style == Style::Digits) else { return true };
        if unit::read(&second[numeral.length..]).is_none()
            && let Some(amount) = numeral.amount
        {
            self.at += joint;
            self.range();
            self.push(numeral.length, What::Measure(unit, amount), false);
        }
        true
    }

    /// What was found last is the first of a range.
    fn range(&mut self) {
        if let Some(last) = self.found.last_mut() {
            last.to_next = true;
        }
    }

    /// Halves: of an hour 30 minutes, of a year six months; of a day nobody knows how many hours.
    fn half(&mut self) -> bool {
        const HALVES: [(&str, Unit, i64); 17] = [
            ("half an hour", Unit::Seconds, 1_800),
            ("half-an-hour", Unit::Seconds, 1_800),
            ("half hour", Unit::Seconds, 1_800),
            ("half-hour", Unit::Seconds, 1_800),
            ("half a minute", Unit::Seconds, 30),
            ("half a day", Unit::HalfDays, 1),
            ("half a year", Unit::Months, 6),
            ("half a month", Unit::HalfMonths, 1),
            ("半小时", Unit::Seconds, 1_800),
            ("半小時", Unit::Seconds, 1_800),
            ("半个小时", Unit::Seconds, 1_800),
            ("半個小時", Unit::Seconds, 1_800),
            ("半天", Unit::HalfDays, 1),
            ("半年", Unit::Months, 6),
            ("半个月", Unit::HalfMonths, 1),
            ("半個月", Unit::HalfMonths, 1),
            ("半分钟", Unit::Seconds, 30),
        ];
        let rest = self.rest();
        let Some((name, unit, amount)) = HALVES.iter().find(|(name, ..)| starts(rest, name)) else {
            return false;
        };
        let Some(amount) = Amount::whole(*amount) else { return false };
        self.push(name.len(), What::Measure(*unit, amount), false);
        true
    }

    fn number(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let Some(numeral) = numeral::read(rest) else { return false };
        let after = &rest[numeral.length..];
        if numeral.style == Style::Digits && day::ordinal(after) > 0 {
            self.at += numeral.length + 2;
            return true;
        }
        let Some(amount) = numeral.amount else {
            self.at += numeral.length;
            return true;
        };
        if self.calendar(numeral, amount) {
            return true;
        }
        if let Some(named) = unit::read(after) {
            return self.measure(numeral, amount, &named);
        }
        self.first_of_range(numeral, amount) || self.count(numeral, amount)
    }

    fn measure(&mut self, numeral: Numeral, amount: Amount, named: &unit::Named) -> bool {
        let Some(whole) = named.of(amount) else {
            self.at += numeral.length;
            return true;
        };
        let length = numeral.length + named.length;
        let half = and_a_half(&self.rest()[length..]).filter(|_| named.factor > 1);
        let with_half = half.and_then(|more| Some((more, whole.plus(Amount::HALF.times(named.factor)?)?)));
        let by_the_way = with_half.is_none() && self.is_vague(numeral, amount, named, length);
        let (more, whole) = with_half.unwrap_or((0, whole));
        self.push_measure(length + more, (named.unit, whole), amount, by_the_way);
        true
    }

    /// "One hour", "a day", 一天, 四周 are said of many things, and 24 hours a day are always.
    fn is_vague(&self, numeral: Numeral, amount: Amount, named: &unit::Named, length: usize) -> bool {
        let (said, after) = self.rest().split_at(length);
        let fortnight = said.to_ascii_lowercase().ends_with("fortnight");
        let one = amount == Amount::ONE && numeral.style != Style::Digits && !named.half && !fortnight;
        let around =
            matches!(said, "四周" | "四週") && !after.starts_with(|c| "内內后後以之时時".contains(c));
        let day =
            named.unit == Unit::Seconds && named.of(amount) == Amount::whole(86_400) && amount != Amount::ONE;
        let before = self.text[..self.at].trim_end();
        let always = ALWAYS_BEFORE.iter().any(|word| before.ends_with(word))
            || ALWAYS_AFTER.iter().any(|word| after.trim_start_matches(' ').starts_with(word.trim_start()));
        one || around || (day && always)
    }

    /// `2 to 4 days`, `两到四天`, `9 to 11 am`: the first takes what the last is counted in.
    fn first_of_range(&mut self, numeral: Numeral, amount: Amount) -> bool {
        if numeral.style == Style::Article {
            return false;
        }
        let after = &self.rest()[numeral.length..];
        let between = self.text[..self.at].trim_end().ends_with("between");
        let Some(wide) = joint(after, true) else { return false };
        let hours = numeral.style == Style::Digits && day::clock(&after[wide..]).is_some();
        let Some(joint) = joint(after, between || hours) else { return false };
        let second = &after[joint..];
        let start = self.at + numeral.length + joint;
        if let Some((length, minutes)) = day::clock(second).filter(|_| numeral.style == Style::Digits) {
            let Some((_, add)) =
                day::half(&second[second[..length].trim_end_matches(|c: char| !c.is_ascii_digit()).len()..])
            else {
                return false;
            };
            let Some(hour) = amount.as_whole().filter(|hour| (1..=12).contains(hour)) else { return false };
            let add = if (hour % 12 + add) * 60 >= minutes { 0 } else { add };
            self.push(numeral.length, What::Clock((hour % 12 + add) * 60), false);
            self.range();
            self.at = start;
            self.push(length, What::Clock(minutes), false);
            return true;
        }
        let Some(last) = numeral::read(second).filter(|last| last.style != Style::Article) else {
            return false;
        };
        let (Some(named), Some(second)) = (unit::read(&second[last.length..]), last.amount) else {
            return false;
        };
        let (Some(from), Some(to)) = (named.of(amount), named.of(second)) else { return false };
        self.push_measure(numeral.length, (named.unit, from), amount, false);
        self.range();
        self.at = start;
        self.push_measure(last.length + named.length, (named.unit, to), second, false);
        true
    }

    /// Years of the calendar, and days of a month that was named before or is named after.
    fn calendar(&mut self, numeral: Numeral, amount: Amount) -> bool {
        let Some(value) = amount.as_whole() else { return false };
        let rest = &self.text[self.at..];
        let after = &rest[numeral.length..];
        let digits = rest[..numeral.length].chars().filter(|c| numeral::digit(*c).is_some()).count();
        let four = digits == rest[..numeral.length].chars().count() && digits == 4;
        let four = four || (numeral.style == Style::Han && rest[..numeral.length].chars().count() == 4);
        let in_words = after.trim_start_matches(' ').starts_with('年');
        if (1900..=2100).contains(&value) && four && (in_words || unit::read(after).is_none()) {
            let length = if in_words {
                numeral.length + after.find('年').unwrap_or(0) + '年'.len_utf8()
            } else {
                numeral.length
            };
            self.push(length, What::Measure(Unit::Year, amount), false);
            return true;
        }
        if !(1..=31).contains(&value) {
            return false;
        }
        let spaces = after.len() - after.trim_start_matches(' ').len();
        let mark = after[spaces..].chars().next().filter(|c| matches!(c, '日' | '号' | '號'));
        if let Some(mark) = mark.filter(|_| unit::read(after).is_none()) {
            let length = numeral.length + spaces + mark.len_utf8();
            match self.last_day() {
                Some(day) => self.push(length, What::Day(Day { day: Some(value), ..day }), false),
                None => self.at += length,
            }
            return true;
        }
        let joint = joint(after, true).filter(|_| numeral.style == Style::Digits);
        let next = joint.and_then(|joint| day::read(&after[joint..])).map(|(_, day)| day);
        match next.filter(|day| day.day.is_some() && !rest[numeral.length..].starts_with(['年', '月'])) {
            Some(day) => {
                self.push(numeral.length, What::Day(Day { day: Some(value), ..day }), false);
                true
            }
            None => false,
        }
    }

    /// The day named shortly before, whose month the next one shares.
    fn last_day(&self) -> Option<Day> {
        let last = self.found.last().filter(|last| self.at - last.range.end <= 24)?;
        match last.what {
            What::Day(day) => Some(day),
            _ => None,
        }
    }

    /// A bare number.
    fn count(&mut self, numeral: Numeral, amount: Amount) -> bool {
        let before = &self.text[..self.at];
        let after = &self.rest()[numeral.length..];
        // A month alone.
        let month = after.trim_start_matches(' ').starts_with('月');
        // A part of a name: `KM1`, `4HP`, `24/7`.
        let named = after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/')
            || before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '#'));
        if numeral.style == Style::Article {
            return false;
        }
        let article = numeral.style != Style::Digits;
        let numbered = LISTS.iter().any(|word| {
            let cut = before.trim_end().len().checked_sub(word.len());
            cut.and_then(|cut| before.get(cut..)).is_some_and(|end| starts(end.trim_end(), word))
        });
        if named || month {
            self.at += numeral.length;
            return true;
        }
        self.push(numeral.length, What::Measure(Unit::Count, amount), article || numbered);
        true
    }
}

/// Noon, where no number follows.
const NOON: [&str; 4] = ["noon", "midday", "中午", "正午"];

/// Before these and after those, 24 hours are no span of time but always.
const ALWAYS_BEFORE: [&str; 8] = ["全天", "一天", "每天", "天天", "昼夜", "晝夜", "全年", "全日"];
const ALWAYS_AFTER: [&str; 6] = [" a day", "不间断", "不間斷", "全天", "全年", "营业"];

/// After these a number says which, not how many.
const LISTS: &[&str] = &[
    "lesson", "stage", "module", "article", "step", "section", "page", "no.", "number", "item", "question",
    "part", "chapter", "version", "level", "figure", "table", "步骤", "步驟", "版本",
];

/// The bytes of a word between the numbers of a range.
fn joint(text: &str, also_and: bool) -> Option<usize> {
    const JOINTS: [&str; 12] = [" to ", " or ", "–", "—", "-", "~", "～", "至", "到", "或", "、", "－"];
    let inner = text.trim_start_matches(' ');
    let spaces = text.len() - inner.len();
    let close = |length: usize| {
        let after = &text[length..];
        length + (after.len() - after.trim_start_matches(' ').len()).min(2)
    };
    if let Some(word) =
        JOINTS[..2].iter().chain(also_and.then_some(&" and ")).find(|word| text.starts_with(**word))
    {
        return Some(word.len());
    }
    let word = JOINTS[2..]
        .iter()
        .chain(also_and.then_some(&"和"))
        .chain(also_and.then_some(&"与"))
        .chain(also_and.then_some(&"與"));
    let mut word = word;
    let found = word.find(|word| inner.starts_with(**word)).filter(|_| spaces <= 1)?;
    Some(close(spaces + found.len()))
}

/// `an hour and a half`, `一年半`.
fn and_a_half(text: &str) -> Option<usize> {
    [" and a half", "半"].iter().find(|word| starts(text, word)).map(|word| word.len())
}

/// The bytes of the number that a rank is followed by.
fn rank_length(text: &str) -> usize {
    let spaces = usize::from(text.starts_with(' '));
    numeral::read(&text[spaces..])
        .filter(|n| n.style != Style::Article && n.style != Style::Words)
        .map_or(0, |n| spaces + n.length)
}
