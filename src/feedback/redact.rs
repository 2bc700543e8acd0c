//! What people type about themselves is blackened before it is kept anywhere: addresses of mail, and numbers long enough to
//! be a telephone, an order, an account or a card.

/// So many digits in a row, with the usual signs between them, are a number that may belong to somebody.
const LONG_NUMBER: usize = 6;

/// What stands for an address.
const ADDRESS: &str = "[address]";

/// What stands for a number.
const NUMBER: &str = "[number]";

/// The text without addresses of mail and long numbers.
pub fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end_matches(char::is_whitespace);
        match address(word) {
            Some((before, after)) => {
                out.push_str(before);
                out.push_str(ADDRESS);
                out.push_str(after);
            }
            None => out.push_str(word),
        }
        out.push_str(&piece[word.len()..]);
    }
    numbers(&out)
}

/// What stands before and after an address of mail in a word.
fn address(word: &str) -> Option<(&str, &str)> {
    let at = word.find(['@', '＠'])?;
    let sign = word[at..].chars().next().map_or(0, char::len_utf8);
    let of_name = |c: char| c.is_ascii_alphanumeric() || "._%+-'".contains(c);
    let of_host = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    let name: usize = word[..at].chars().rev().take_while(|c| of_name(*c)).map(char::len_utf8).sum();
    let host: usize = word[at + sign..].chars().take_while(|c| of_host(*c)).map(char::len_utf8).sum();
    let end = at + sign + word[at + sign..at + sign + host].trim_end_matches(['.', '-']).len();
    (name > 0 && word[at + sign..end].contains('.')).then(|| (&word[..at - name], &word[end..]))
}

fn numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_digit) {
        let (before, from) = rest.split_at(start);
        let length = number(from);
        let (found, after) = from.split_at(length);
        out.push_str(before);
        let digits = found.chars().filter(|c| is_digit(*c)).count();
        out.push_str(if digits >= LONG_NUMBER { NUMBER } else { found });
        rest = after;
    }
    out + rest
}

/// How many bytes a number has that a text begins with: digits, with at most two other signs between them.
fn number(text: &str) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if is_digit(c) {
            end = at + c.len_utf8();
        } else if !" -–./()+".contains(c) || at >= end + 2 {
            break;
        }
    }
    end
}

fn is_digit(c: char) -> bool {
    c.is_numeric() && (c.is_ascii_digit() || ('０'..='９').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_long_numbers_are_blackened() {
        for (text, expected) in [
            ("write to jo.doe+x@mail.example.com.", "write to [address]."),
            ("请发到wang@example.cn，谢谢", "请发到[address]，谢谢"),
            ("order 123456 is late", "order [number] is late"),
            ("call 0808 157 0142 now", "call [number] now"),
            ("+44 (0)20 7946-0147", "+[number]"),
            ("卡号４１１１１１１１", "卡号[number]"),
            ("tag#A-100200300", "tag#A-[number]"),
        ] {
            assert_eq!(redact(text), expected);
        }
    }

    #[test]
    fn what_everybody_may_know_stays() {
        for text in
            ["60 days", "2026", "£1,000", "room 12 and 13", "a @ b", "me@home", "30 天", "v1.2.3", "@", ""]
        {
            assert_eq!(redact(text), text);
        }
    }
}
