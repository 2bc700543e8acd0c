//! Which lines of a file an include takes, as in mdBook: `file:2`, `file:2:10`, `file::10`, `file:2:`, `file:anchor`.

use std::ops::Range;

/// Splits `path:selection`.
pub(crate) fn split(target: &str) -> (&str, &str) {
    let target = target.split_whitespace().next().unwrap_or_default();
    target.split_once(':').unwrap_or((target, ""))
}

/// Whether a selection counts lines.
pub(crate) fn counts_lines(selection: &str) -> bool {
    selection.contains(':') || selection.parse::<usize>().is_ok()
}

/// The selected bytes of a text, in order; lines that only mark an anchor are left out.
pub(crate) fn select(text: &str, selection: &str) -> Result<Vec<Range<usize>>, String> {
    if selection.is_empty() {
        return Ok(unmarked(text, 0..text.len()));
    }
    let (first, last) = selection.split_once(':').unwrap_or((selection, ""));
    let number = |word: &str| word.parse::<usize>().ok().filter(|n| *n > 0);
    let single = !selection.contains(':');
    match (number(first), number(last)) {
        (Some(from), None) if single => Ok(lines(text, from, from)),
        (Some(from), None) if last.is_empty() => Ok(lines(text, from, usize::MAX)),
        (Some(from), Some(to)) => Ok(lines(text, from, to)),
        (None, Some(to)) if first.is_empty() => Ok(lines(text, 1, to)),
        _ if single => anchored(text, first).ok_or_else(|| format!("the file has no anchor `{first}`")),
        _ => Err(format!("`{selection}` is not a range of lines")),
    }
}

fn lines(text: &str, from: usize, to: usize) -> Vec<Range<usize>> {
    let mut start = text.len();
    let mut end = text.len();
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if index + 1 == from {
            start = at;
        }
        at += line.len();
        if index + 1 == to {
            end = at;
            break;
        }
    }
    std::iter::once(start.min(end)..end).collect()
}

fn anchored(text: &str, name: &str) -> Option<Vec<Range<usize>>> {
    let marks = |line: &str, word: &str| {
        line.split_once(word).is_some_and(|(_, rest)| rest.split_whitespace().next() == Some(name))
    };
    let mut at = 0;
    let mut start = None;
    for line in text.split_inclusive('\n') {
        if start.is_none() && marks(line, "ANCHOR:") && !line.contains("ANCHOR_END:") {
            start = Some(at + line.len());
        } else if let Some(start) = start
            && marks(line, "ANCHOR_END:")
        {
            return Some(unmarked(text, start..at));
        }
        at += line.len();
    }
    start.map(|start| unmarked(text, start..text.len()))
}

/// The range without the lines that mark anchors.
fn unmarked(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut ranges = vec![];
    let (mut at, mut start) = (range.start, range.start);
    for line in text[range.clone()].split_inclusive('\n') {
        let next = at + line.len();
        if line.contains("ANCHOR:") || line.contains("ANCHOR_END:") {
            ranges.push(start..at);
            start = next;
        }
        at = next;
    }
    ranges.push(start..range.end);
    ranges
}
