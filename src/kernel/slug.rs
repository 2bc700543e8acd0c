//! Heading ids, made the way GitHub makes them, so that links written for it keep working.

use std::collections::BTreeMap;

/// Hands out ids that are unique in a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slugger {
    used: BTreeMap<String, usize>,
}

impl Slugger {
    /// The id for a heading: its text in lower case, without punctuation, spaces as hyphens, numbered when taken.
    pub fn id(&mut self, text: &str) -> String {
        let base = slug(text);
        let base = if base.is_empty() { "section".to_string() } else { base };
        self.unique(base)
    }

    /// Notes an id that the author chose; `false` when it is taken.
    pub fn claim(&mut self, id: &str) -> bool {
        self.used.insert(id.to_string(), 0).is_none()
    }

    fn unique(&mut self, base: String) -> String {
        let Some(mut number) = self.used.get(&base).copied() else {
            self.used.insert(base.clone(), 0);
            return base;
        };
        loop {
            number += 1;
            let candidate = format!("{base}-{number}");
            if !self.used.contains_key(&candidate) {
                self.used.insert(base, number);
                self.used.insert(candidate.clone(), 0);
                return candidate;
            }
        }
    }
}

fn slug(text: &str) -> String {
    text.trim()
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
            c if c.is_whitespace() => Some('-'),
            _ => None,
        })
        .collect()
}
