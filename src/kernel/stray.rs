//! Words about who may read, where they decide nothing: front matter that is none would be published as text.

use std::ops::Range;

use crate::audience::Level;
use crate::nearest;

/// Front matter is looked for in so many lines of a text.
const LINES: usize = 30;

/// The lines near the top of a text that say `audience: internal`, or the like, and are not inside a fence.
pub(crate) fn audience_lines(text: &str) -> Vec<Range<usize>> {
    if !text.contains("udience") && !text.contains("UDIENCE") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut fenced = false;
    let mut at = 0;
    for (number, line) in text.split_inclusive(['\n', '\r']).take(LINES).enumerate() {
        let fence = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        // A fence that the text begins with may be somebody's idea of front matter.
        fenced ^= fence && number > 0;
        if !fenced && says_audience(line) {
            found.push(at..at + line.trim_end().len());
        }
        at += line.len();
    }
    found
}

/// Whether a text that is no page marks parts of itself for one edition.
pub(crate) fn marks_audience(text: &str) -> bool {
    crate::directive::stray_audience(text).is_some() || !audience_lines(text).is_empty()
}

/// A carriage return that does not end a line the way any editor of today does.
pub(crate) fn lone_return(text: &str) -> Option<usize> {
    text.match_indices('\r').map(|(at, _)| at).find(|at| !text[at + 1..].starts_with('\n'))
}

fn says_audience(line: &str) -> bool {
    let bare = line.trim_start_matches(|c: char| c.is_whitespace() || "\"'{\u{feff}\u{200b}".contains(c));
    let Some(word) = bare.get(..8).filter(|word| word.eq_ignore_ascii_case("audience")) else { return false };
    let rest = &bare[word.len()..];
    let value = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let between = &rest[..rest.len() - value.len()];
    let end = value.find(|c: char| !c.is_alphanumeric()).unwrap_or(value.len());
    between.contains([':', '=', '：']) && Level::parse(&nearest::fold(&value[..end])).is_some()
}
