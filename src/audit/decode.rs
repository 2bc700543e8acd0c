//! Characters as they are written in HTML, in addresses and in JSON.

/// One character, and how many bytes it takes.
pub(super) fn utf8(bytes: &[u8]) -> Option<(char, usize)> {
    let length = match bytes[0] {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let c = std::str::from_utf8(bytes.get(..length)?).ok()?.chars().next()?;
    Some((c, length))
}

/// `&amp;`, `&#39;`, `&#x27;`.
pub(super) fn entity(bytes: &[u8]) -> Option<(char, usize)> {
    const NAMED: [(&str, char); 8] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", ' '),
        ("shy", '\u{ad}'),
        ("zwnj", '\u{200c}'),
    ];
    let end = bytes.iter().take(12).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(&bytes[1..end]).ok()?;
    let c = match name.strip_prefix('#') {
        Some(number) => {
            let hex = number.strip_prefix(['x', 'X']).map(|hex| u32::from_str_radix(hex, 16));
            char::from_u32(hex.unwrap_or_else(|| number.parse()).ok()?)?
        }
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((c, end + 1))
}

/// One character of an address, however many bytes it takes.
pub(super) fn percent(bytes: &[u8]) -> Option<(char, usize)> {
    let byte = |at: usize| {
        let digits = bytes.get(at..at + 3)?;
        let text = std::str::from_utf8(&digits[1..]).ok().filter(|_| digits[0] == b'%')?;
        u8::from_str_radix(text, 16).ok()
    };
    let first = byte(0)?;
    if first < 0x80 {
        return Some((char::from(first), 3));
    }
    let mut found = [first, 0, 0, 0];
    (1..4).for_each(|at| found[at] = byte(at * 3).unwrap_or(0));
    utf8(&found).map(|(c, length)| (c, length * 3))
}

/// `\n`, `\u9000`, and pairs of surrogates.
pub(super) fn escape(bytes: &[u8]) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    if bytes.get(1)? != &b'u' {
        return Some((' ', 2));
    }
    let first = unit(0)?;
    if let Some(c) = char::from_u32(u32::from(first)) {
        return Some((c, 6));
    }
    let pair = [first, unit(6)?];
    char::decode_utf16(pair).next()?.ok().map(|c| (c, 12))
}
