//! Words of the interface inside a page's text: known by key here, spoken by the theme.

use crate::reserved::{self, LABELS};

/// The words that a page's text uses.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labels(Vec<Label>);

/// A word of the interface.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Key in `i18n/*.toml`.
    pub key: String,
    /// What is shown when the theme does not know the key.
    pub fallback: String,
}

impl Labels {
    /// The character that stands for a word.
    pub(crate) fn character(&mut self, key: &str, fallback: &str) -> char {
        let known = self.0.iter().position(|label| label.key == key && label.fallback == fallback);
        let index = known.unwrap_or_else(|| {
            self.0.push(Label { key: key.to_string(), fallback: fallback.to_string() });
            self.0.len() - 1
        });
        reserved::character(&LABELS, index).unwrap_or(' ')
    }

    /// The word with a number.
    pub fn get(&self, index: usize) -> Option<&Label> {
        self.0.get(index)
    }
}
