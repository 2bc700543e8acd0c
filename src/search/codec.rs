//! Numbers and strings in few bytes, and reading them back without trust.

/// Appends a number, seven bits to a byte, lowest first.
#[cfg(feature = "write")]
pub(crate) fn put_number(out: &mut Vec<u8>, mut number: u32) {
    while number > 0x7f {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Appends a length or a count, which never exceeds `u32` in an index.
#[cfg(feature = "write")]
pub(crate) fn put_len(out: &mut Vec<u8>, len: usize) {
    put_number(out, u32::try_from(len).unwrap_or(u32::MAX));
}

/// Appends a string after its length in bytes.
#[cfg(feature = "write")]
pub(crate) fn put_str(out: &mut Vec<u8>, text: &str) {
    put_len(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// Reads what the functions above wrote; `None` where the bytes say something else.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    /// From the first of the bytes.
    pub(crate) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { bytes }
    }

    /// Whether all has been read.
    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Bytes left.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// One byte.
    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(first)
    }

    /// A number.
    pub(crate) fn number(&mut self) -> Option<u32> {
        let mut number = 0u32;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// As many bytes as asked for.
    pub(crate) fn bytes(&mut self, len: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.bytes.split_at_checked(len)?;
        self.bytes = rest;
        Some(bytes)
    }

    /// A string after its length.
    pub(crate) fn str(&mut self) -> Option<&'a str> {
        let len = self.number()?;
        std::str::from_utf8(self.bytes(len as usize)?).ok()
    }
}

#[cfg(all(test, feature = "write"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let mut out = Vec::new();
        for number in [0, 1, 127, 128, 300, 65_535, u32::MAX] {
            put_number(&mut out, number);
        }
        put_str(&mut out, "退货");
        let mut reader = Reader::new(&out);
        for number in [0, 1, 127, 128, 300, 65_535, u32::MAX] {
            assert_eq!(reader.number(), Some(number));
        }
        assert_eq!(reader.str(), Some("退货"));
        assert!(reader.is_empty());
        assert_eq!(reader.number(), None);
    }

    #[test]
    fn cut_off_bytes_are_noticed() {
        assert_eq!(Reader::new(&[0x80]).number(), None);
        assert_eq!(Reader::new(&[5, b'a']).str(), None);
        assert_eq!(Reader::new(&[0x80, 0x80, 0x80, 0x80, 0x80, 1]).number(), None);
    }
}
