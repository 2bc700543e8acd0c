//! The word list of an index: every word as written, sorted, with how often it names something and how often it
//! is said. Prefixes and misspellings are looked up here, and only then.

use crate::codec::{Reader, put_len, put_number};

/// A word and its counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Entry<'a> {
    /// Folded, not stemmed.
    pub(crate) text: &'a str,
    /// How often in titles, headings and keywords.
    pub(crate) names: u32,
    /// How often in text.
    pub(crate) prose: u32,
}

/// Writes sorted words; each shares what it can with the one before.
pub(crate) fn write(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut before = "";
    for entry in entries {
        let shared = shared_prefix(before, entry.text);
        put_len(&mut out, shared);
        put_len(&mut out, entry.text.len() - shared);
        out.extend_from_slice(&entry.text.as_bytes()[shared..]);
        put_number(&mut out, entry.names);
        put_number(&mut out, entry.prose);
        before = entry.text;
    }
    out
}

/// Bytes of whole characters that both begin with.
fn shared_prefix(a: &str, b: &str) -> usize {
    let same = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    b.floor_char_boundary(same)
}

/// The list, ready to be searched.
pub(crate) struct Words {
    text: String,
    /// End of the word in `text`, names, prose.
    rows: Vec<(u32, u32, u32)>,
}

impl Words {
    /// Reads what [`write()`] wrote; `None` if the bytes are something else.
    pub(crate) fn read(bytes: &[u8]) -> Option<Words> {
        let mut reader = Reader::new(bytes);
        let mut words = Words { text: String::new(), rows: Vec::new() };
        let mut before = 0usize;
        while !reader.is_empty() {
            let shared = reader.number()? as usize;
            let rest = reader.str()?;
            let start = words.text.len();
            let prefix = before..before.checked_add(shared)?;
            words.text.get(prefix.clone()).filter(|_| prefix.end <= start)?;
            words.text.extend_from_within(prefix);
            words.text.push_str(rest);
            words.rows.push((u32::try_from(words.text.len()).ok()?, reader.number()?, reader.number()?));
            before = start;
        }
        Some(words)
    }

    fn entry(&self, at: usize) -> Entry<'_> {
        let start = at.checked_sub(1).map_or(0, |before| self.rows[before].0 as usize);
        let (end, names, prose) = self.rows[at];
        Entry { text: &self.text[start..end as usize], names, prose }
    }

    /// All words that begin with `prefix`, sorted.
    pub(crate) fn starting_with<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = Entry<'a>> {
        let first = self.lower_bound(prefix);
        (first..self.rows.len())
            .map(|at| self.entry(at))
            .take_while(move |entry| entry.text.starts_with(prefix))
    }

    /// All words, sorted.
    pub(crate) fn all(&self) -> impl Iterator<Item = Entry<'_>> {
        (0..self.rows.len()).map(|at| self.entry(at))
    }

    fn lower_bound(&self, text: &str) -> usize {
        let (mut low, mut high) = (0, self.rows.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.entry(middle).text < text { low = middle + 1 } else { high = middle }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> Entry<'_> {
        Entry { text, names: 1, prose: 300 }
    }

    #[test]
    fn words_survive_and_are_found_by_prefix() {
        let list = ["re", "ref", "refund", "refunds", "réf", "zoo"].map(entry);
        let bytes = write(&list);
        let words = Words::read(&bytes).unwrap();
        assert_eq!(words.all().collect::<Vec<_>>(), list);
        assert_eq!(
            words.starting_with("ref").map(|entry| entry.text).collect::<Vec<_>>(),
            ["ref", "refund", "refunds"]
        );
        assert_eq!(words.starting_with("zzz").count(), 0);
    }

    #[test]
    fn other_bytes_are_refused() {
        assert!(Words::read(&[9, 1, b'a', 0, 0]).is_none());
        assert!(Words::read(&[0, 3, b'a']).is_none());
        assert!(Words::read(&[]).is_some());
    }
}
