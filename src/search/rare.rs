//! What becomes of characters beyond ASCII and Chinese: a table made once from the Unicode Character Database, since all
//! of Unicode's own tables would be half of what a browser has to fetch.

use std::sync::LazyLock;

use crate::codec::Reader;
use crate::fold::Class;

/// Ranges of characters that stay as they are, then characters that become others; see [`Table::read`].
const BYTES: &[u8] = include_bytes!("data/rare.bin");

/// Classes by their number in the table.
const CLASSES: [Class; 3] = [Class::Letter, Class::Digit, Class::Wide];

/// The table, ready to be searched.
#[derive(Default)]
struct Table {
    /// First, last, class: in order.
    kept: Vec<(u32, u32, Class)>,
    /// Character, class, folded form: in order.
    changed: Vec<(u32, Class, &'static str)>,
}

impl Table {
    /// Numbers as in [`crate::codec`]. A range is its distance from the end of the one before, its length and class;
    /// after a range of no length follow characters: distance from the one before, class, folded form.
    fn read(bytes: &'static [u8]) -> Option<Table> {
        let mut reader = Reader::new(bytes);
        let mut table = Table::default();
        let mut at = 0;
        loop {
            let (gap, len) = (reader.number()?, reader.number()?);
            if len == 0 {
                break;
            }
            let first = at + gap;
            at = first + len;
            table.kept.push((first, at - 1, *CLASSES.get(reader.number()? as usize)?));
        }
        at = 0;
        while !reader.is_empty() {
            at += reader.number()?;
            table.changed.push((at, *CLASSES.get(reader.number()? as usize)?, reader.str()?));
        }
        Some(table)
    }
}

/// The class of a character that is part of words, and its folded form unless that is itself.
pub(crate) fn find(c: char) -> Option<(Class, Option<&'static str>)> {
    static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(BYTES).unwrap_or_default());
    let (table, code) = (&*TABLE, u32::from(c));
    if let Ok(at) = table.changed.binary_search_by_key(&code, |row| row.0) {
        return Some((table.changed[at].1, Some(table.changed[at].2)));
    }
    let at = table.kept.partition_point(|row| row.0 <= code).checked_sub(1)?;
    let (_, last, class) = table.kept[at];
    (code <= last).then_some((class, None))
}

#[cfg(test)]
mod tests {
    //! Where the table comes from: every character taken apart, in lower case, without accents.

    use unicode_normalization::char::decompose_compatible;

    use super::*;
    use crate::codec::{put_number, put_str};
    use crate::fold::{is_ignored, is_wide, simplified};

    fn reference(c: char) -> Option<(Class, String)> {
        if is_ignored(c) {
            return None;
        }
        if is_whole(c) {
            return Some((if is_wide(c) { Class::Wide } else { Class::Letter }, c.into()));
        }
        let mut out = String::new();
        c.to_lowercase().for_each(|low| decompose_compatible(low, |part| push_part(part, &mut out)));
        let first = out.chars().next()?;
        let class = match first {
            first if is_wide(first) => Class::Wide,
            first if first.is_numeric() => Class::Digit,
            _ => Class::Letter,
        };
        Some((class, out))
    }

    /// Scripts whose characters must not be taken apart: kana and Hangul.
    fn is_whole(c: char) -> bool {
        matches!(c, '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7a3}') && c.is_alphanumeric()
    }

    fn push_part(part: char, out: &mut String) {
        if !is_ignored(part) && part.is_alphanumeric() {
            simplified(part)
                .to_lowercase()
                .filter(|&low| !is_ignored(low))
                .for_each(|low| push_plain(low, out));
        }
    }

    /// Letters that no decomposition makes plain.
    fn push_plain(letter: char, out: &mut String) {
        match letter {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ł' => out.push('l'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            _ => out.push(letter),
        }
    }

    fn made() -> Vec<u8> {
        let chars =
            (0x80..0x11_0000).filter_map(char::from_u32).filter(|c| !matches!(c, '\u{3400}'..='\u{9fff}'));
        let rows: Vec<(u32, Class, String)> = chars
            .filter_map(|c| {
                reference(c).map(|(class, text)| {
                    (u32::from(c), class, if text == c.to_string() { String::new() } else { text })
                })
            })
            .collect();
        let class =
            |class: Class| CLASSES.iter().position(|own| *own == class).map_or(u32::MAX, |at| at as u32);
        let (mut out, mut at) = (Vec::new(), 0);
        let kept: Vec<_> = rows.iter().filter(|row| row.2.is_empty()).collect();
        for range in kept.chunk_by(|one, next| one.0 + 1 == next.0 && one.1 == next.1) {
            put_number(&mut out, range[0].0 - at);
            put_number(&mut out, range.len() as u32);
            put_number(&mut out, class(range[0].1));
            at = range[0].0 + range.len() as u32;
        }
        put_number(&mut out, 0);
        put_number(&mut out, 0);
        at = 0;
        for (code, own, text) in rows.iter().filter(|row| !row.2.is_empty()) {
            put_number(&mut out, code - at);
            put_number(&mut out, class(*own));
            put_str(&mut out, text);
            at = *code;
        }
        out
    }

    /// `WRITE_TABLES=1 cargo test` makes it anew. A compiler that knows a newer Unicode may know more characters.
    #[test]
    fn the_table_is_what_unicode_says() {
        if std::env::var_os("WRITE_TABLES").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/data/rare.bin"), made()).unwrap();
        }
        let mut known = 0;
        for c in (0x80..0x11_0000).filter_map(char::from_u32) {
            if let Some((class, folded)) = find(c) {
                assert_eq!(
                    reference(c),
                    Some((class, folded.map_or_else(|| c.to_string(), str::to_owned))),
                    "{c:?}"
                );
                known += 1;
            }
        }
        assert!(known > 90_000, "{known}");
    }
}
