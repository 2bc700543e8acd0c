//! Queries made comparable: case, width and Chinese script are folded away, as the search itself does.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Pairs of a Traditional character and its Simplified one: the table that the search has.
const PAIRS: &str = include_str!("../../search/data/simplified.txt");

static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let pairs = PAIRS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
    pairs.filter_map(|pair| pair.chars().next().zip(pair.chars().nth(1))).collect()
});

/// Words of letters and digits with a space between them. A text without any stays as it is.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().map(narrow) {
        if c.is_alphanumeric() {
            let c = SIMPLIFIED.get(&c).copied().unwrap_or(c);
            folded.extend(c.to_lowercase());
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    if folded.is_empty() { text.trim().to_owned() } else { folded }
}

/// The usual form of a character of full width (Unicode, Halfwidth and Fullwidth Forms).
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    }
}

/// Whether a character is of a script that is written without spaces.
pub fn is_wide(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn what_readers_mean_is_the_same() {
        assert_eq!(fold(" Money-back,  GUARANTEE?"), "money back guarantee");
        assert_eq!(fold("退貨期限"), fold("退货期限"));
        assert_eq!(fold("ＳＫＵ　１２"), "sku 12");
        assert_eq!(fold("???"), "???");
    }
}
