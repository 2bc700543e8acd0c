//! Bytes to lines and columns.

/// `line:column`, both from 1, the column in characters; bytes that are not UTF-8 count as one character each.
pub fn line_and_column(file: Option<&Vec<u8>>, byte: usize) -> String {
    let Some(bytes) = file else { return "?:?".into() };
    let before = &bytes[..byte.min(bytes.len())];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let column = String::from_utf8_lossy(&before[start..]).chars().filter(|c| *c != '\u{feff}').count() + 1;
    format!("{line}:{column}")
}
