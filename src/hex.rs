//! Bytes as lower-case hexadecimal digits.

/// Two digits for each byte.
pub fn text(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn every_byte_has_two_digits() {
        assert_eq!(text(&[]), "");
        assert_eq!(text(&[0, 9, 10, 0xaf, 0xff]), "00090aafff");
    }
}
