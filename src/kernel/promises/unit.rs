//! What is counted: units in English and Chinese, and how much of the common measure each is.

use crate::promises::numeral::{Amount, starts};

/// A measure. Units that are exactly so many of each other share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Unit {
    /// Seconds, minutes, hours, days, weeks: in seconds.
    Seconds,
    /// Days on which people work: no days of 24 hours.
    WorkingDays,
    WorkingHours,
    Nights,
    /// Half a day, which nobody measures.
    HalfDays,
    HalfMonths,
    /// Months, years.
    Months,
    Percent,
    Pounds,
    Dollars,
    Euros,
    /// Yuan and what is also called `元`.
    Yuan,
    Yen,
    Millimetres,
    Grams,
    Millilitres,
    Degrees,
    /// Things.
    Count,
    /// A year of the calendar.
    Year,
}

/// Kinds of measure, of which one can stand for the other where a promise is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Family {
    Time,
    Money,
    Share,
    Size,
    Count,
}

impl Unit {
    /// What it measures.
    pub fn family(self) -> Family {
        match self {
            Self::Seconds
            | Self::WorkingDays
            | Self::WorkingHours
            | Self::Nights
            | Self::HalfDays
            | Self::HalfMonths
            | Self::Months => Family::Time,
            Self::Pounds | Self::Dollars | Self::Euros | Self::Yuan | Self::Yen => Family::Money,
            Self::Percent => Family::Share,
            Self::Millimetres | Self::Grams | Self::Millilitres | Self::Degrees => Family::Size,
            Self::Count | Self::Year => Family::Count,
        }
    }

    /// Roughly how many seconds it lasts, or one where it is no time: enough to tell minutes from years.
    pub fn rough_size(self) -> f64 {
        match self {
            Self::WorkingDays | Self::Nights => 86_400.0,
            Self::WorkingHours => 3_600.0,
            Self::HalfDays => 43_200.0,
            Self::HalfMonths => 1_300_000.0,
            Self::Months => 2_600_000.0,
            _ => 1.0,
        }
    }
}

/// So many of a unit.
type Factor = (Unit, i64);

const DAY: i64 = 86_400;
const WEEK: i64 = 7 * DAY;

/// English names; longer ones first where one begins like another. A name ends where its word ends.
const ENGLISH: [(&str, Factor); 76] = [
    ("working days", (Unit::WorkingDays, 1)),
    ("working day", (Unit::WorkingDays, 1)),
    ("business days", (Unit::WorkingDays, 1)),
    ("business day", (Unit::WorkingDays, 1)),
    ("working hours", (Unit::WorkingHours, 1)),
    ("working hour", (Unit::WorkingHours, 1)),
    ("business hours", (Unit::WorkingHours, 1)),
    ("business hour", (Unit::WorkingHours, 1)),
    ("calendar days", (Unit::Seconds, DAY)),
    ("calendar day", (Unit::Seconds, DAY)),
    ("calendar months", (Unit::Months, 1)),
    ("seconds", (Unit::Seconds, 1)),
    ("sec", (Unit::Seconds, 1)),
    ("secs", (Unit::Seconds, 1)),
    ("minutes", (Unit::Seconds, 60)),
    ("minute", (Unit::Seconds, 60)),
    ("mins", (Unit::Seconds, 60)),
    ("min", (Unit::Seconds, 60)),
    ("hours", (Unit::Seconds, 3_600)),
    ("hour", (Unit::Seconds, 3_600)),
    ("hrs", (Unit::Seconds, 3_600)),
    ("hr", (Unit::Seconds, 3_600)),
    ("days", (Unit::Seconds, DAY)),
    ("day", (Unit::Seconds, DAY)),
    ("nights", (Unit::Nights, 1)),
    ("night", (Unit::Nights, 1)),
    ("weeks", (Unit::Seconds, WEEK)),
    ("week", (Unit::Seconds, WEEK)),
    ("fortnights", (Unit::Seconds, 2 * WEEK)),
    ("fortnight", (Unit::Seconds, 2 * WEEK)),
    ("months", (Unit::Months, 1)),
    ("month", (Unit::Months, 1)),
    ("years", (Unit::Months, 12)),
    ("year", (Unit::Months, 12)),
    ("yrs", (Unit::Months, 12)),
    ("per cent", (Unit::Percent, 1)),
    ("percent", (Unit::Percent, 1)),
    ("percentage points", (Unit::Percent, 1)),
    ("%", (Unit::Percent, 1)),
    ("％", (Unit::Percent, 1)),
    ("pounds", (Unit::Pounds, 1)),
    ("pound", (Unit::Pounds, 1)),
    ("gbp", (Unit::Pounds, 1)),
    ("us dollars", (Unit::Dollars, 1)),
    ("dollars", (Unit::Dollars, 1)),
    ("dollar", (Unit::Dollars, 1)),
    ("usd", (Unit::Dollars, 1)),
    ("euros", (Unit::Euros, 1)),
    ("euro", (Unit::Euros, 1)),
    ("eur", (Unit::Euros, 1)),
    ("yuan", (Unit::Yuan, 1)),
    ("rmb", (Unit::Yuan, 1)),
    ("cny", (Unit::Yuan, 1)),
    ("yen", (Unit::Yen, 1)),
    ("mm", (Unit::Millimetres, 1)),
    ("millimetres", (Unit::Millimetres, 1)),
    ("cm", (Unit::Millimetres, 10)),
    ("centimetres", (Unit::Millimetres, 10)),
    ("centimeters", (Unit::Millimetres, 10)),
    ("m", (Unit::Millimetres, 1_000)),
    ("metres", (Unit::Millimetres, 1_000)),
    ("meters", (Unit::Millimetres, 1_000)),
    ("metre", (Unit::Millimetres, 1_000)),
    ("km", (Unit::Millimetres, 1_000_000)),
    ("kilometres", (Unit::Millimetres, 1_000_000)),
    ("g", (Unit::Grams, 1)),
    ("grams", (Unit::Grams, 1)),
    ("kg", (Unit::Grams, 1_000)),
    ("kilos", (Unit::Grams, 1_000)),
    ("kilograms", (Unit::Grams, 1_000)),
    ("ml", (Unit::Millilitres, 1)),
    ("millilitres", (Unit::Millilitres, 1)),
    ("litres", (Unit::Millilitres, 1_000)),
    ("litre", (Unit::Millilitres, 1_000)),
    ("°C", (Unit::Degrees, 1)),
    ("degrees", (Unit::Degrees, 1)),
];

/// Chinese names, after the measure word that may stand before them; longer ones first. What may not follow a name comes last.
const CHINESE: [(&str, Factor, &str); 62] = [
    ("工作日", (Unit::WorkingDays, 1), ""),
    ("工作天", (Unit::WorkingDays, 1), ""),
    ("营业日", (Unit::WorkingDays, 1), ""),
    ("營業日", (Unit::WorkingDays, 1), ""),
    ("工作小时", (Unit::WorkingHours, 1), ""),
    ("工作小時", (Unit::WorkingHours, 1), ""),
    ("自然日", (Unit::Seconds, DAY), ""),
    ("日历日", (Unit::Seconds, DAY), ""),
    ("日曆天", (Unit::Seconds, DAY), ""),
    ("秒钟", (Unit::Seconds, 1), ""),
    ("秒鐘", (Unit::Seconds, 1), ""),
    ("秒", (Unit::Seconds, 1), ""),
    ("分钟", (Unit::Seconds, 60), ""),
    ("分鐘", (Unit::Seconds, 60), ""),
    ("小时", (Unit::Seconds, 3_600), ""),
    ("小時", (Unit::Seconds, 3_600), ""),
    ("钟头", (Unit::Seconds, 3_600), ""),
    ("鐘頭", (Unit::Seconds, 3_600), ""),
    ("天", (Unit::Seconds, DAY), "气氣然空津花下才真生鹅鵝"),
    ("晚", (Unit::Nights, 1), "上间間安点點餐饭飯会會"),
    ("夜", (Unit::Nights, 1), "间間里裡班"),
    ("星期", (Unit::Seconds, WEEK), "一二三四五六日天"),
    ("礼拜", (Unit::Seconds, WEEK), "一二三四五六日天"),
    ("禮拜", (Unit::Seconds, WEEK), "一二三四五六日天"),
    ("周年", (Unit::Count, 1), ""),
    ("週年", (Unit::Count, 1), ""),
    ("周岁", (Unit::Months, 12), ""),
    ("周", (Unit::Seconds, WEEK), "一二三四五六日末边邊围圍到全知身"),
    ("週", (Unit::Seconds, WEEK), "一二三四五六日末邊到全"),
    ("年", (Unit::Months, 12), "级級代纪紀龄齡轻輕货貨"),
    ("岁", (Unit::Months, 12), "月"),
    ("歲", (Unit::Months, 12), "月"),
    ("%", (Unit::Percent, 1), ""),
    ("％", (Unit::Percent, 1), ""),
    ("英镑", (Unit::Pounds, 1), ""),
    ("英鎊", (Unit::Pounds, 1), ""),
    ("镑", (Unit::Pounds, 1), ""),
    ("鎊", (Unit::Pounds, 1), ""),
    ("美元", (Unit::Dollars, 1), ""),
    ("美金", (Unit::Dollars, 1), ""),
    ("欧元", (Unit::Euros, 1), ""),
    ("歐元", (Unit::Euros, 1), ""),
    ("日元", (Unit::Yen, 1), ""),
    ("日圆", (Unit::Yen, 1), ""),
    ("日圓", (Unit::Yen, 1), ""),
    ("港币", (Unit::Yuan, 1), ""),
    ("港幣", (Unit::Yuan, 1), ""),
    ("元", (Unit::Yuan, 1), "素件旦月"),
    ("毫米", (Unit::Millimetres, 1), ""),
    ("公釐", (Unit::Millimetres, 1), ""),
    ("厘米", (Unit::Millimetres, 10), ""),
    ("公分", (Unit::Millimetres, 10), ""),
    ("公里", (Unit::Millimetres, 1_000_000), ""),
    ("公尺", (Unit::Millimetres, 1_000), ""),
    ("米", (Unit::Millimetres, 1_000), "色饭飯"),
    ("公斤", (Unit::Grams, 1_000), ""),
    ("千克", (Unit::Grams, 1_000), ""),
    ("克", (Unit::Grams, 1), "服制"),
    ("毫升", (Unit::Millilitres, 1), ""),
    ("公升", (Unit::Millilitres, 1_000), ""),
    ("度", (Unit::Degrees, 1), "过過"),
    ("°C", (Unit::Degrees, 1), ""),
];

/// A unit after a number.
pub(crate) struct Named {
    /// Bytes, with white space and measure word.
    pub length: usize,
    pub unit: Unit,
    pub factor: i64,
    /// `三个半小时`: half a unit more.
    pub half: bool,
}

impl Named {
    /// So many of it.
    pub fn of(&self, amount: Amount) -> Option<Amount> {
        let amount = if self.half { amount.plus(Amount::HALF)? } else { amount };
        amount.times(self.factor)
    }
}

/// The unit that follows a number.
pub(crate) fn read(text: &str) -> Option<Named> {
    let trimmed = text.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let spaces = text.len() - trimmed.len();
    if spaces > 6 {
        return None;
    }
    let english = trimmed.strip_prefix('-').filter(|_| spaces == 0).unwrap_or(trimmed);
    let hyphen = trimmed.len() - english.len();
    if let Some((name, (unit, factor))) = ENGLISH.iter().find(|(name, _)| starts(english, name)) {
        let length = spaces + hyphen + name.len();
        return Some(Named { length, unit: *unit, factor: *factor, half: false });
    }
    chinese(trimmed).map(|named| Named { length: named.length + spaces, ..named })
}

fn chinese(text: &str) -> Option<Named> {
    let counted = text.strip_prefix(['个', '個']);
    let bare = counted.unwrap_or(text);
    let half = counted.and_then(|rest| rest.strip_prefix('半'));
    let bare = half.unwrap_or(bare);
    let before = text.len() - bare.len();
    let named = |name: &str, unit, factor| {
        Some(Named { length: before + name.len(), unit, factor, half: half.is_some() })
    };
    if counted.is_some() && bare.starts_with('月') {
        return named("月", Unit::Months, 1);
    }
    // `5 日内`: alone, 日 is a day of the month.
    if let Some(rest) = bare.strip_prefix('日')
        && ["内", "內", "之内", "之內", "以内", "以內", "无理由"].iter().any(|word| rest.starts_with(word))
    {
        return named("日", Unit::Seconds, DAY);
    }
    let follows = |name: &str, not: &str| {
        bare.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|c| not.contains(c)))
    };
    let (name, (unit, factor), _) = CHINESE.iter().find(|(name, _, not)| follows(name, not))?;
    named(name, *unit, *factor)
}

/// The currency whose sign stands before a number, and the bytes of the sign.
pub(crate) fn sign(text: &str) -> Option<(usize, Unit)> {
    const SIGNS: [(&str, Unit); 12] = [
        ("HK$", Unit::Yuan),
        ("NT$", Unit::Yuan),
        ("US$", Unit::Dollars),
        ("£", Unit::Pounds),
        ("￡", Unit::Pounds),
        ("$", Unit::Dollars),
        ("€", Unit::Euros),
        ("¥", Unit::Yuan),
        ("￥", Unit::Yuan),
        ("GBP ", Unit::Pounds),
        ("USD ", Unit::Dollars),
        ("EUR ", Unit::Euros),
    ];
    SIGNS.iter().find(|(sign, _)| text.starts_with(sign)).map(|(sign, unit)| (sign.len(), *unit))
}
