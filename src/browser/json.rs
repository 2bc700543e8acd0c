//! Writing JSON (RFC 8259): the little that an answer needs.
#![forbid(unsafe_code)]

use std::fmt::Write;

/// What can be written as JSON.
pub(crate) trait Json {
    /// Adds the value to a text.
    fn write(&self, out: &mut String);
}

/// A value as a text of its own.
pub(crate) fn text(value: &impl Json) -> String {
    let mut out = String::new();
    value.write(&mut out);
    out
}

/// Adds an object; names are written as they are.
pub(crate) fn object(out: &mut String, fields: &[(&str, &dyn Json)]) {
    let mut before = "{\"";
    for (name, value) in fields {
        out.push_str(before);
        out.push_str(name);
        out.push_str("\":");
        value.write(out);
        before = ",\"";
    }
    out.push('}');
}

impl Json for String {
    fn write(&self, out: &mut String) {
        out.push('"');
        for c in self.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                '\u{0}'..='\u{1f}' => escape(out, c),
                _ => out.push(c),
            }
        }
        out.push('"');
    }
}

/// Control characters cannot stand for themselves.
fn escape(out: &mut String, c: char) {
    let digit = |value: u32| char::from_digit(value, 16).unwrap_or_default();
    let code = u32::from(c);
    out.push_str("\\u00");
    out.extend([digit(code >> 4), digit(code & 15)]);
}

impl Json for f32 {
    /// The shortest number that is read back as the same.
    fn write(&self, out: &mut String) {
        assert!(self.is_finite(), "no number of JSON says this");
        _ = write!(out, "{self}");
    }
}

impl Json for usize {
    fn write(&self, out: &mut String) {
        _ = write!(out, "{self}");
    }
}

impl Json for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

impl<T: Json> Json for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }
}

impl<T: Json> Json for Vec<T> {
    fn write(&self, out: &mut String) {
        out.push('[');
        for (number, item) in self.iter().enumerate() {
            if number > 0 {
                out.push(',');
            }
            item.write(out);
        }
        out.push(']');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        super::text(&text.to_owned())
    }

    #[test]
    fn strings_are_escaped_where_they_must_be() {
        assert_eq!(of("a \"b\" \\ </script> é 退 🦀"), r#""a \"b\" \\ </script> é 退 🦀""#);
        assert_eq!(
            of("\n\r\t\u{0}\u{1f}\u{7f}\u{2028}"),
            "\"\\u000a\\u000d\\u0009\\u0000\\u001f\u{7f}\u{2028}\""
        );
    }

    #[test]
    fn other_values() {
        assert_eq!(text(&vec![Some(true), None]), "[true,null]");
        assert_eq!(text(&Vec::<usize>::new()), "[]");
        for number in [0.0_f32, 1.0, 0.1, 16_777_216.0, 1e-30, f32::MAX, f32::MIN_POSITIVE, 12.345_678] {
            assert_eq!(text(&number).parse::<f32>().unwrap().to_bits(), number.to_bits());
        }
        let mut out = String::new();
        object(&mut out, &[("a", &1_usize), ("b", &String::new())]);
        assert_eq!(out, r#"{"a":1,"b":""}"#);
    }
}
