//! One character of text or query, made comparable: case, width, diacritics and Chinese script are folded away.

use std::sync::LazyLock;

use crate::rare;

/// Pairs of a Traditional character and its Simplified one, twenty to a line.
const PAIRS: &str = include_str!("data/simplified.txt");

const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

/// What a character does in the stream of words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Class {
    /// Part of a word written with spaces around it.
    Letter,
    /// Part of a number.
    Digit,
    /// A character of a script without spaces: searched alone and in pairs.
    Wide,
    /// Punctuation that may hold the parts of one word together.
    Joiner,
    /// Nothing of its own: an accent, a soft hyphen, a variation selector.
    Ignored,
    /// White space that is not the end of a line.
    Blank,
    /// The end of a line.
    Line,
    /// Everything else ends a word.
    Other,
}

/// Appends the folded form of `c` to `out`, nothing unless it belongs to a word, and says what it is.
pub(crate) fn fold(c: char, out: &mut String) -> Class {
    match c {
        'a'..='z' => keep(c, out, Class::Letter),
        'A'..='Z' => keep(c.to_ascii_lowercase(), out, Class::Letter),
        '0'..='9' => keep(c, out, Class::Digit),
        '\n' => Class::Line,
        '\0'..='\u{7f}' => punctuation(c),
        '\u{3400}'..='\u{9fff}' => keep(simplified(c), out, Class::Wide),
        _ => fold_rare(c, out),
    }
}

fn keep(c: char, out: &mut String, class: Class) -> Class {
    out.push(c);
    class
}

fn punctuation(c: char) -> Class {
    match c {
        '-' | '_' | '.' | '@' | '\'' | '&' | ',' => Class::Joiner,
        '\u{2010}' | '\u{2011}' | '\u{2019}' | '\u{ff07}' | '\u{ff0e}' | '\u{ff20}' => Class::Joiner,
        c if c.is_whitespace() => Class::Blank,
        _ => Class::Other,
    }
}

fn fold_rare(c: char, out: &mut String) -> Class {
    if is_ignored(c) {
        return Class::Ignored;
    }
    match rare::find(c) {
        Some((class, folded)) => {
            out.push_str(folded.unwrap_or(c.encode_utf8(&mut [0; 4])));
            class
        }
        None => punctuation(c),
    }
}

/// Whether `c` is part of words.
pub(crate) fn is_word_char(c: char) -> bool {
    matches!(fold(c, &mut String::new()), Class::Letter | Class::Digit | Class::Wide)
}

/// Whether `c` is part of a number.
pub(crate) fn is_digit(c: char) -> bool {
    fold(c, &mut String::new()) == Class::Digit
}

pub(crate) fn is_ignored(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{3099}' | '\u{309a}' | '\u{ff9e}' | '\u{ff9f}' | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}')
}

/// Whether `c` belongs to a script that is written without spaces between words.
pub(crate) fn is_wide(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{312f}' | '\u{31f0}'..='\u{31ff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}')
}

/// The Simplified form of a Traditional character; any other character itself.
pub(crate) fn simplified(c: char) -> char {
    static TABLE: LazyLock<Vec<u16>> = LazyLock::new(table);
    let code = u32::from(c);
    if !(FIRST..=LAST).contains(&code) {
        return c;
    }
    let other = u32::from(TABLE[(code - FIRST) as usize]);
    char::from_u32(other).filter(|_| other != 0).unwrap_or(c)
}

/// The pairs by code point, zero where a character stays as it is.
fn table() -> Vec<u16> {
    let mut table = vec![0; (LAST - FIRST + 1) as usize];
    for pair in PAIRS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace) {
        let mut chars = pair.chars().map(u32::from);
        if let (Some(from @ FIRST..=LAST), Some(to)) = (chars.next(), chars.next()) {
            table[(from - FIRST) as usize] = u16::try_from(to).unwrap_or(0);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut out = String::new();
        for c in text.chars() {
            fold(c, &mut out);
        }
        out
    }

    #[test]
    fn case_width_and_accents_are_folded() {
        assert_eq!(folded("Café"), "cafe");
        assert_eq!(folded("Cafe\u{301}"), "cafe");
        assert_eq!(folded("ＶＩＰ１"), "vip1");
        assert_eq!(folded("Straße Łódź Ærø"), "strasselodzaero");
        assert_eq!(folded("İstanbul ISTANBUL"), "istanbulistanbul");
    }

    #[test]
    fn traditional_and_simplified_are_one() {
        assert_eq!(folded("退貨運費與帳號"), folded("退货运费与账号"));
        assert_eq!(folded("回覆"), folded("回复"));
        assert_eq!(folded("這裡裏面"), "这里里面");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for c in (0..0x11_0000).filter_map(char::from_u32) {
            let once = folded(&c.to_string());
            assert_eq!(folded(&once), once, "{c:?}");
        }
    }

    #[test]
    fn kana_and_hangul_stay_whole() {
        assert_eq!(folded("が한"), "が한");
    }
}
