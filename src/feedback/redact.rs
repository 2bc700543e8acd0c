//! What people type about themselves is blackened before it is kept anywhere: addresses of mail, and numbers long enough to
//! be a telephone, an order, an account or a card. Rather too much than too little; dates and years stay.

/// So many digits without anything between them may belong to somebody.
const LONG_RUN: usize = 6;

/// So many digits in groups may.
const LONG_GROUPS: usize = 7;

/// The most signs between two groups of one number: `0808 – 157`.
const WIDEST_GAP: usize = 3;

/// What stands for an address.
const ADDRESS: &str = "[address]";

/// What stands for a number.
const NUMBER: &str = "[number]";

/// The text without addresses of mail and long numbers.
pub fn redact(text: &str) -> String {
    numbers(&addresses(text))
}

/// Everything around a sign that stands in addresses of mail alone, if what follows it could be a host.
fn addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['@', '＠']) {
        let (before, from) = rest.split_at(at);
        let sign = from.chars().next().map_or(0, char::len_utf8);
        let host = host(&from[sign..]);
        let name = before.len() - name(before);
        if host == 0 || name == before.len() {
            out.push_str(&rest[..at + sign]);
            rest = &rest[at + sign..];
            continue;
        }
        out.push_str(&before[..name]);
        out.push_str(ADDRESS);
        rest = &from[sign + host..];
    }
    out + rest
}

/// How many bytes at the end of a text are the name in an address.
fn name(before: &str) -> usize {
    if let Some(quoted) = before.strip_suffix('"') {
        return quoted.rfind('"').map_or(1, |start| before.len() - start);
    }
    let script = before.chars().next_back().is_some_and(is_han);
    let letter = |c: char| c.is_alphanumeric() && is_han(c) == script;
    let of_name = |c: &char| letter(*c) || "._%+-'!#$&*=?^`{|}~/".contains(*c);
    before.chars().rev().take_while(of_name).map(char::len_utf8).sum()
}

/// How many bytes at the start of a text are a host with a dot in it.
fn host(after: &str) -> usize {
    let script = after.chars().next().is_some_and(is_han);
    let letter = |c: char| c.is_alphanumeric() && (script || !is_han(c));
    let of_host = |c: &char| letter(*c) || matches!(c, '.' | '-' | '．' | '。');
    let length: usize = after.chars().take_while(of_host).map(char::len_utf8).sum();
    let host = after[..length].trim_end_matches(['.', '-', '．', '。']);
    if host.contains(['.', '．', '。']) { host.len() } else { 0 }
}

/// Chinese needs no space before and after an address.
fn is_han(c: char) -> bool {
    ('\u{2e80}'..'\u{ff00}').contains(&c)
}

fn numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_numeric) {
        let (before, from) = rest.split_at(start);
        let (found, after) = from.split_at(number(from));
        out.push_str(before);
        out.push_str(if is_somebodys(found) { NUMBER } else { found });
        rest = after;
    }
    out + rest
}

/// How many bytes a number has that a text begins with: groups of digits with little between them.
fn number(text: &str) -> usize {
    let (mut end, mut gap) = (0, 0);
    for (at, c) in text.char_indices() {
        if c.is_numeric() {
            (end, gap) = (at + c.len_utf8(), 0);
        } else if gap == WIDEST_GAP || !is_between(c) {
            break;
        } else {
            gap += 1;
        }
    }
    end
}

/// Signs that people divide numbers with.
fn is_between(c: char) -> bool {
    c.is_whitespace() || "-‐‑‒–—−./()+_,:·•".contains(c)
}

fn is_somebodys(number: &str) -> bool {
    let groups: Vec<usize> =
        number.split(is_between).map(|group| group.chars().count()).filter(|length| *length > 0).collect();
    if groups.iter().any(|length| *length >= LONG_RUN) {
        return true;
    }
    groups.iter().sum::<usize>() >= LONG_GROUPS && !is_date(&groups) && !are_years(number)
}

/// `2026-11-28`, `28.11.2026`, `1/5/2026`.
fn is_date(groups: &[usize]) -> bool {
    matches!(groups, [4, 1..=2, 1..=2] | [1..=2, 1..=2, 4])
}

/// `2024 2025`, `2019–2026`.
fn are_years(number: &str) -> bool {
    let groups = number.split(is_between).filter(|group| !group.is_empty());
    groups.into_iter().all(|group| group.len() == 4 && (group.starts_with("19") || group.starts_with("20")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_long_numbers_are_blackened() {
        for (text, expected) in [
            ("write to jo.doe+x@mail.example.com.", "write to [address]."),
            ("请发到wang@example.cn谢谢", "请发到[address]谢谢"),
            ("anna@example.com,bob@example.com;<eve@example.com>", "[address],[address];<[address]>"),
            ("mailto:a@b.example?cc=c@d.example", "mailto:[address][address]"),
            ("anna@müller.de, wang@例子.中国, anna＠example．com", "[address], [address], [address]"),
            ("jörg@example.de and @me:anna@example.com", "[address] and @me:[address]"),
            ("\"anna smith\"@example.com", "[address]"),
            ("order 123456 is late", "order [number] is late"),
            ("call 0808 157 0142 now", "call [number] now"),
            ("0808 - 157 - 0142, 0808 – 157 – 0142", "[number]"),
            ("0808   157\u{a0}0142", "[number]"),
            ("DE89\n3704\n0044\n0532", "DE[number]"),
            ("4111_1111_1111_1111", "[number]"),
            ("+44 (0)20 7946-0147", "+[number]"),
            ("卡号４１１１１１１１", "卡号[number]"),
            ("٠١٢٣٤٥٦٧", "[number]"),
            ("tag#A-100200300", "tag#A-[number]"),
        ] {
            assert_eq!(redact(text), expected);
        }
    }

    #[test]
    fn what_everybody_may_know_stays() {
        for text in [
            "60 days",
            "2026",
            "£1,000",
            "room 12 and 13",
            "a @ b",
            "me@home",
            "30 天",
            "v1.2.3",
            "@",
            "",
            "2026-11-28",
            "12/05/2026",
            "1.5.2026",
            "30/60/90 days",
            "pages 100-200",
            "2024 2025 tax",
            "version 2024.10.1",
            "@@",
            "a@",
        ] {
            assert_eq!(redact(text), text);
        }
    }
}
