//! Telephone numbers, e-mail addresses and web addresses in text.

/// The longest part before the `@` of an e-mail address.
const LOCAL: usize = 64;

/// The longest name of a host.
const HOST: usize = 255;

/// The e-mail address that a text begins with: its bytes.
pub(crate) fn email(text: &str) -> Option<usize> {
    let local = |byte: &u8| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte);
    let name = text.bytes().take(LOCAL).take_while(local).count();
    let host = text.get(name..)?.strip_prefix('@').filter(|_| name > 0)?;
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    let length = host.bytes().take(HOST).take_while(part).count();
    let host = host[..length].trim_end_matches(['.', '-']);
    (host.contains('.') && !host.starts_with('.')).then_some(name + 1 + host.len())
}

/// The web address that a text begins with: its bytes.
pub(crate) fn web(text: &str) -> Option<usize> {
    let scheme = ["https://", "http://"].iter().find(|scheme| text.starts_with(**scheme))?;
    let ends = |c: char| c.is_whitespace() || !c.is_ascii() || "<>\"'`|".contains(c);
    let end = text.find(ends).unwrap_or(text.len());
    let length = text[..end].trim_end_matches(['.', ',', ';', ':', ')', '!', '?']).len();
    (length > scheme.len()).then_some(length)
}

/// The telephone number that a text begins with: its bytes and its last nine digits, which are the same with and without the
/// code of the country.
pub(crate) fn telephone(text: &str) -> Option<(usize, String)> {
    let first = text.chars().next().filter(|c| matches!(c, '+' | '0' | '(' | '4' | '8' | '1'))?;
    let mut digits = String::new();
    let (mut end, mut breaks, mut at) = (0, 0, 0);
    for (index, c) in text.char_indices().take(24) {
        match c {
            '0'..='9' => {
                digits.push(c);
                end = index + 1;
                at = 0;
            }
            '+' if index == 0 => {}
            ' ' | '-' | '(' | ')' | '\u{a0}' if at < 2 => {
                breaks += usize::from(at == 0 && c != '(');
                at += 1;
            }
            _ => break,
        }
    }
    let open = text[end..].starts_with(|c: char| c.is_ascii_alphanumeric());
    let long = (7..=15).contains(&digits.len()) && !open;
    let formed = match first {
        '+' | '0' | '(' => true,
        '4' | '8' => digits.starts_with("400") || digits.starts_with("800"),
        _ => digits.starts_with("1800") || digits.starts_with("1-800"),
    };
    let broken = matches!(first, '+' | '0') || breaks >= 2;
    if !long || !formed || !broken {
        return None;
    }
    let last = digits.len().saturating_sub(9);
    Some((end, digits[last..].to_string()))
}
