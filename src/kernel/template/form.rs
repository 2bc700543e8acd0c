//! Types of values: what somebody types, and whether it can be meant.

use jiff::civil::Date;

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Anything on one line.
    Text,
    /// A number, or a share in per cent.
    Number,
    /// An amount with its currency.
    Money,
    /// A number, or a range, and a unit of time.
    Duration,
    /// A day.
    Date,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// The address of a page on the web.
    Url,
}

impl Form {
    /// Words of a template's header.
    pub const WORDS: &[(&'static str, Self)] = &[
        ("text", Self::Text),
        ("number", Self::Number),
        ("money", Self::Money),
        ("duration", Self::Duration),
        ("date", Self::Date),
        ("phone", Self::Phone),
        ("email", Self::Email),
        ("url", Self::Url),
    ];

    /// The word of a template's header, and of what is left open: `[[name: word]]`.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, form)| *form == self).map_or("text", |(word, _)| word)
    }

    /// How such a value is written.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Text => "a text on one line",
            Self::Number => "a number, such as `80`, `4.5` or `80%`",
            Self::Money => "an amount with its currency, such as `£25` or `25 元`",
            Self::Duration => {
                "a number and a unit of time, such as `12 hours`, `2 working days` or `12 小时`"
            }
            Self::Date => "a day, such as `2026-11-22` or `22 November 2026`",
            Self::Phone => "a telephone number, such as `+44 20 7946 0000`",
            Self::Email => "an e-mail address, such as `help@example.com`",
            Self::Url => "an address that begins with `https://`",
        }
    }

    /// Whether a text can be a value of this type. It is judged, never changed.
    pub fn admits(self, text: &str) -> bool {
        let text = text.trim();
        if text.is_empty() || text.chars().any(|c| c.is_control() || crate::reserved::is_reserved(c)) {
            return false;
        }
        match self {
            Self::Text => true,
            Self::Number => is_number(text.strip_suffix(['%', '％']).unwrap_or(text).trim_end()),
            Self::Money => is_money(text),
            Self::Duration => is_duration(text),
            Self::Date => is_date(text),
            Self::Phone => is_phone(text),
            Self::Email => is_email(text),
            Self::Url => is_url(text),
        }
    }
}

/// Numerals of Chinese, as in 十四天.
const NUMERALS: &str = "〇零一二三四五六七八九十百千万萬两兩半";

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '−', '+']).unwrap_or(text);
    let plain =
        digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | ' ' | '\u{a0}' | '\u{202f}'));
    let framed =
        digits.starts_with(|c: char| c.is_ascii_digit()) && digits.ends_with(|c: char| c.is_ascii_digit());
    (plain && framed && !digits.contains("  ")) || is_numeral(text)
}

fn is_numeral(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| NUMERALS.contains(c))
}

fn is_money(text: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit() || NUMERALS.contains(c);
    let Some(from) = text.find(digit) else { return false };
    let end =
        text.rfind(digit).map_or(text.len(), |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let sides = [text[..from].trim(), text[end..].trim()];
    is_number(&text[from..end])
        && sides.iter().all(|side| side.is_empty() || is_currency(side))
        && sides != ["", ""]
}

fn is_currency(text: &str) -> bool {
    let sign = |c: char| "$£€¥￥₩₹₽฿₫₺₴₦元圓圆块塊円".contains(c);
    let code = text.len() == 3 && text.chars().all(|c| c.is_ascii_uppercase());
    let words = ["euro", "euros", "dollar", "dollars", "pound", "pounds", "yuan", "cents", "pence", "p"];
    let country = ["人民币", "人民幣", "新台币", "新台幣", "新臺幣", "港币", "港幣", "美元"];
    code || (text.chars().count() <= 4 && text.contains(sign))
        || words.contains(&text.to_lowercase().as_str())
        || country.contains(&text)
}

fn is_duration(text: &str) -> bool {
    let text = ["铃响", "鈴響", "响铃", "響鈴"]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(text)
        .trim();
    let digit = |c: char| c.is_ascii_digit() || NUMERALS.contains(c);
    match text.rfind(digit) {
        // 半 and 十 belong to the number, also where no digit stands.
        Some(last) => {
            let end = last + text[last..].chars().next().map_or(0, char::len_utf8);
            is_range(&text[..end]) && is_unit(text[end..].trim())
        }
        None => {
            text.split_once(' ').is_some_and(|(number, unit)| is_number_word(number) && is_unit(unit.trim()))
        }
    }
}

fn is_range(text: &str) -> bool {
    let parts = [" to ", "–", "-", "至", "到", "~", "～"].iter().find_map(|word| text.split_once(word));
    match parts {
        Some((from, to)) => is_number(from.trim()) && is_number(to.trim()),
        None => is_number(text.trim()),
    }
}

fn is_number_word(word: &str) -> bool {
    let words = [
        "a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve", "half",
    ];
    words.contains(&word.to_lowercase().as_str())
}

fn is_unit(text: &str) -> bool {
    let lower = text.to_lowercase();
    let bare = ["working ", "business ", "calendar ", "whole ", "full "]
        .iter()
        .find_map(|word| lower.strip_prefix(word))
        .unwrap_or(&lower);
    let english = [
        "s", "sec", "second", "min", "minute", "h", "hour", "day", "night", "week", "month", "quarter",
        "year", "ring",
    ];
    let chinese = [
        "秒",
        "秒钟",
        "秒鐘",
        "分",
        "分钟",
        "分鐘",
        "小时",
        "小時",
        "钟头",
        "鐘頭",
        "天",
        "日",
        "晚",
        "工作日",
        "工作天",
        "自然日",
        "日历日",
        "日曆天",
        "周",
        "週",
        "星期",
        "礼拜",
        "禮拜",
        "月",
        "季度",
        "季",
        "年",
        "声",
        "聲",
    ];
    let counted = bare.strip_prefix(['个', '個']).unwrap_or(bare);
    english.contains(&bare)
        || bare.strip_suffix('s').is_some_and(|one| english.contains(&one) && one.len() > 1)
        || chinese.contains(&counted)
}

fn is_date(text: &str) -> bool {
    let day = |year: &str, month: Option<i8>, day: &str| {
        let (year, day) = (year.trim().parse().ok(), day.trim().parse().ok());
        year.zip(month).zip(day).is_some_and(|((year, month), day)| Date::new(year, month, day).is_ok())
    };
    let iso = text.len() == 10 && text.parse::<Date>().is_ok();
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let english = match words[..] {
        [first, second, year] => day(year, month(second), first) || day(year, month(first), second),
        _ => false,
    };
    let chinese = text.strip_suffix('日').and_then(|rest| {
        let (year, rest) = rest.split_once('年')?;
        let (month, date) = rest.split_once('月')?;
        Some(day(year, month.trim().parse().ok(), date))
    });
    iso || english || chinese.unwrap_or_default()
}

fn month(word: &str) -> Option<i8> {
    let names = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_lowercase();
    let found = names.iter().position(|name| word.len() >= 3 && name.starts_with(&word))?;
    i8::try_from(found + 1).ok()
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (3..=20).contains(&digits)
        && text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '('))
        && text.chars().all(|c| c.is_ascii_digit() || " +-()./#".contains(c))
}

fn is_email(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "!#$*+-/=^_{|}~.@".contains(c);
    text.chars().all(plain)
        && text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && !host.contains('@')
                && host.split('.').count() > 1
                && host.split('.').all(|part| !part.is_empty())
        })
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let clean = !text.contains(|c: char| c.is_whitespace() || "\"'<>`".contains(c));
    clean && rest.is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
}
