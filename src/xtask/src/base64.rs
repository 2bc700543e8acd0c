//! The bytes of a text in base64 (RFC 4648), as the browser sends pictures.

/// The bytes; what is no digit is skipped.
pub(crate) fn decoded(text: &str) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut values = [None; 256];
    for (value, digit) in (0_usize..).zip(DIGITS) {
        values[usize::from(*digit)] = Some(value);
    }
    let (mut bytes, mut bits, mut held) = (Vec::with_capacity(text.len() / 4 * 3), 0_u32, 0_usize);
    for digit in text.bytes().filter_map(|byte| values[usize::from(byte)]) {
        held = (held << 6 | digit) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.extend(u8::try_from(held >> bits & 0xff));
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn base64() {
        assert_eq!(decoded("QW5zd2Vy"), b"Answer");
        assert_eq!(decoded("QW5zd2U="), b"Answe");
        assert_eq!(decoded("QW5zdw=="), b"Answ");
        assert_eq!(decoded(""), b"");
    }
}
