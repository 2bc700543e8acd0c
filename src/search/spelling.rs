//! Whether two words are one slip of the finger apart.

/// One letter more, less or other, or two neighbours swapped. Equal words are not.
pub(crate) fn is_one_edit(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let (short, long) = (&short[same..], &long[same..]);
    match long.len() - short.len() {
        0 if short.is_empty() => false,
        0 => short[1..] == long[1..] || is_swap(short, long),
        1 => *short == long[1..],
        _ => false,
    }
}

fn is_swap(a: &[char], b: &[char]) -> bool {
    a.len() > 1 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..]
}

/// Whether some beginning of `word`, and not all of it, is one edit from `typed`.
pub(crate) fn starts_one_edit_away(typed: &[char], word: &[char]) -> bool {
    let longest = (typed.len() + 1).min(word.len().saturating_sub(1));
    (typed.len().saturating_sub(1)..=longest).any(|len| is_one_edit(typed, &word[..len]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(word: &str) -> Vec<char> {
        word.chars().collect()
    }

    #[test]
    fn one_slip_is_one_edit() {
        for typed in ["refnd", "refuund", "refumd", "refudn", "efund", "refun", "refunds", "rrefund"] {
            assert!(is_one_edit(&chars(typed), &chars("refund")), "{typed}");
        }
        for typed in ["refund", "rfnd", "funder", "dnufer", ""] {
            assert!(!is_one_edit(&chars(typed), &chars("refund")), "{typed}");
        }
    }

    #[test]
    fn beginnings_may_slip_too() {
        assert!(starts_one_edit_away(&chars("subcri"), &chars("subscription")));
        assert!(!starts_one_edit_away(&chars("subscr"), &chars("subway")));
    }
}
