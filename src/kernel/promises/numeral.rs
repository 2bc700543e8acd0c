//! Numbers as people write them: in digits, in English words, in Chinese.

/// Ten-thousandths: enough for money and measures, and equal when they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Amount(i64);

const ONE: i64 = 10_000;

impl Amount {
    /// A whole number.
    pub fn whole(number: i64) -> Option<Self> {
        number.checked_mul(ONE).map(Self)
    }

    /// So many times as much.
    pub fn times(self, factor: i64) -> Option<Self> {
        self.0.checked_mul(factor).map(Self)
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The number, if it is a whole one.
    pub fn as_whole(self) -> Option<i64> {
        (self.0 % ONE == 0).then_some(self.0 / ONE)
    }

    /// The number, roughly.
    pub fn rough(self) -> f64 {
        self.0 as f64 / ONE as f64
    }

    /// One half.
    pub const HALF: Self = Self(ONE / 2);
    /// One.
    pub const ONE: Self = Self(ONE);
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Digits,
    /// English words.
    Words,
    /// Chinese.
    Han,
    /// "a", "an": a number only before a measure.
    Article,
}

/// A number at the beginning of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Numeral {
    /// Bytes.
    pub length: usize,
    /// How much; nothing where it is no number after all (`1.2.3`, `两三`), and is passed over.
    pub amount: Option<Amount>,
    pub style: Style,
}

/// The number that a text begins with.
pub(crate) fn read(text: &str) -> Option<Numeral> {
    digits(text).or_else(|| words(text)).or_else(|| han(text))
}

/// A digit, also a full-width one.
pub(crate) fn digit(c: char) -> Option<i64> {
    match c {
        '0'..='9' => Some(i64::from(u32::from(c) - u32::from('0'))),
        '０'..='９' => Some(i64::from(u32::from(c) - u32::from('０'))),
        _ => None,
    }
}

fn digits(text: &str) -> Option<Numeral> {
    let mut number = Some(0_i64);
    let mut fraction = Some(0_i64);
    let (mut scale, mut dots, mut length) = (ONE, 0, 0);
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().and_then(|(_, next)| digit(*next));
        match digit(c) {
            Some(value) if dots == 0 => number = number.and_then(|n| n.checked_mul(10)?.checked_add(value)),
            Some(value) => {
                scale /= 10;
                // Past four places nothing counts but the digits that were not there.
                fraction = fraction.filter(|_| scale > 0 || value == 0).map(|f| f + value * scale.max(0));
            }
            None if at == 0 => return None,
            None if c == '.' && next.is_some() => dots += 1,
            None if c == ',' && dots == 0 && grouped(&text[at + 1..]) => {}
            None => break,
        }
        length = at + c.len_utf8();
    }
    (length > 0).then_some(())?;
    let amount = number.and_then(|n| n.checked_mul(ONE)).zip(fraction).and_then(|(n, f)| n.checked_add(f));
    let mut numeral =
        Numeral { length, amount: amount.filter(|_| dots < 2).map(Amount), style: Style::Digits };
    multiply(&mut numeral, &text[length..]);
    Some(numeral)
}

/// Whether exactly three digits follow.
fn grouped(text: &str) -> bool {
    let digits = text.chars().take(4).take_while(|c| digit(*c).is_some()).count();
    digits == 3
}

/// `2 thousand`, `1.5 万`.
fn multiply(numeral: &mut Numeral, rest: &str) {
    const BY: [(&str, i64); 12] = [
        ("thousand", 1_000),
        ("million", 1_000_000),
        ("billion", 1_000_000_000),
        ("千万", 10_000_000),
        ("千萬", 10_000_000),
        ("百万", 1_000_000),
        ("百萬", 1_000_000),
        ("千", 1_000),
        ("万", 10_000),
        ("萬", 10_000),
        ("亿", 100_000_000),
        ("億", 100_000_000),
    ];
    let word = rest.trim_start_matches([' ', '\u{a0}']);
    let Some((name, factor)) = BY.iter().find(|(name, _)| starts(word, name)) else { return };
    let after = &word[name.len()..];
    let unit = *name == "千" && after.starts_with(['克', '米', '瓦', '卡', '公']);
    if !unit {
        numeral.amount = numeral.amount.and_then(|amount| amount.times(*factor));
        numeral.length += rest.len() - after.len();
    }
}

/// Whether a text begins with a name, and where that ends in a Latin letter, the word ends there.
pub(crate) fn starts(text: &str, name: &str) -> bool {
    let Some(head) = text.get(..name.len()) else { return false };
    let bounded = !name.ends_with(|c: char| c.is_ascii_alphabetic())
        || !text[name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
    head.eq_ignore_ascii_case(name) && bounded
}

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// What an English word of a number does to it.
enum Part {
    Add(i64),
    Times(i64),
}

fn part(word: &str) -> Option<Part> {
    let same = |known: &&str| known.eq_ignore_ascii_case(word);
    let small = SMALL.iter().position(&same).map(|at| Part::Add(at as i64));
    let tens = || TENS.iter().position(&same).map(|at| Part::Add((at as i64 + 2) * 10));
    let large = || match word.to_ascii_lowercase().as_str() {
        "hundred" => Some(Part::Times(100)),
        "thousand" => Some(Part::Times(1_000)),
        _ => None,
    };
    small.or_else(tens).or_else(large)
}

fn word(text: &str) -> &str {
    let end = text.bytes().take(12).take_while(u8::is_ascii_alphabetic).count();
    if text[end..].starts_with(|c: char| c.is_ascii_alphanumeric()) { "" } else { &text[..end] }
}

fn words(text: &str) -> Option<Numeral> {
    let first = word(text);
    let article = matches!(first, "a" | "an" | "A" | "An");
    let begins = matches!(part(first), Some(Part::Add(_))) || article;
    if first.is_empty() || !begins {
        return None;
    }
    let (mut total, mut current, mut length, mut parts) = (0, 0, 0, 0);
    let mut rest = text;
    while parts < 8 {
        let next = word(rest);
        match part(next) {
            Some(Part::Add(value)) if joins(current, value) => current += value,
            Some(Part::Times(1_000)) => (total, current) = (total + current.max(1) * 1_000, 0),
            Some(Part::Times(by)) => current = current.max(1) * by,
            _ if parts == 0 && article => {}
            _ => break,
        }
        parts += 1;
        length = text.len() - rest.len() + next.len();
        let after = &text[length..];
        rest = ["-", " and ", " "].iter().find_map(|join| after.strip_prefix(join)).unwrap_or("");
    }
    let only = article && parts == 1;
    let value = if only { 1 } else { total + current };
    let style = if only { Style::Article } else { Style::Words };
    Some(Numeral { length, amount: Amount::whole(value), style })
}

/// Whether a part may follow what was counted so far: `twenty-one`, not `one two`.
fn joins(current: i64, value: i64) -> bool {
    current == 0
        || (current % 100 == 0)
        || (current % 10 == 0 && current % 100 >= 20 && (1..10).contains(&value))
}

fn han_digit(c: char) -> Option<i64> {
    let at =
        ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'].iter().position(|known| *known == c);
    match c {
        '〇' => Some(0),
        '两' | '兩' => Some(2),
        _ => at.map(|at| at as i64),
    }
}

fn han_unit(c: char) -> Option<i64> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1_000),
        '万' | '萬' => Some(10_000),
        '亿' | '億' => Some(100_000_000),
        _ => None,
    }
}

fn han(text: &str) -> Option<Numeral> {
    let first = text.chars().next()?;
    if han_digit(first).is_none() && first != '十' {
        return None;
    }
    let is_part = |c: &char| han_digit(*c).is_some() || han_unit(*c).is_some();
    let letters: Vec<char> = text.chars().take(16).take_while(is_part).collect();
    let length = letters.iter().map(|c| c.len_utf8()).sum();
    let amount = han_value(&letters).and_then(Amount::whole);
    Some(Numeral { length, amount, style: Style::Han })
}

/// The decimals that a text begins with: `点五`, `點九九`; their bytes and their amount.
pub(crate) fn han_decimals(text: &str) -> Option<(usize, Amount)> {
    let point = text.chars().next().filter(|c| matches!(c, '点' | '點'))?;
    let digits: Vec<char> = text.chars().skip(1).take_while(|c| han_digit(*c).is_some()).take(4).collect();
    let (mut amount, mut place) = (0, ONE);
    for digit in &digits {
        place /= 10;
        amount += han_digit(*digit)? * place;
    }
    let length = point.len_utf8() + digits.iter().map(|c| c.len_utf8()).sum::<usize>();
    (!digits.is_empty()).then_some((length, Amount(amount)))
}

/// Two digits side by side, which are no number but for discounts: 七五折.
pub(crate) fn han_pair(text: &str) -> Option<i64> {
    let digits: Vec<i64> = text.chars().map(han_digit).collect::<Option<_>>()?;
    match digits.as_slice() {
        [tens, ones] => Some(tens * 10 + ones),
        _ => None,
    }
}

fn han_value(letters: &[char]) -> Option<i64> {
    if letters.iter().all(|c| han_digit(*c).is_some()) {
        let year = letters.len() == 4;
        let digits = || letters.iter().try_fold(0_i64, |value, c| Some(value * 10 + han_digit(*c)?));
        return if letters.len() == 1 || year { digits() } else { None };
    }
    let (mut total, mut section, mut last) = (0_i64, 0_i64, None);
    for c in letters {
        match (han_digit(*c), han_unit(*c)) {
            (Some(0), _) => last = None,
            (Some(_), _) if last.is_some() => return None,
            (Some(value), _) => last = Some(value),
            (_, Some(unit)) if unit >= 10_000 => {
                total = (total + section + last.take().unwrap_or(0)).max(1).checked_mul(unit)?;
                section = 0;
            }
            (_, Some(unit)) => section += last.take().unwrap_or(1) * unit,
            _ => return None,
        }
    }
    Some(total + section + last.unwrap_or(0))
}
