//! Word forms brought together: the term under which a word is indexed.

use std::borrow::Cow;

use frostem::{Algorithm, Stemmer};

/// Turns folded words into terms.
#[derive(Clone, Copy)]
pub(crate) struct Stems(Stemmer);

impl Stems {
    /// The English rules, which leave words with other than ASCII letters alone.
    pub(crate) fn new() -> Stems {
        Stems(Stemmer::new(Algorithm::English))
    }

    /// The term for a folded word; numbers, codes and short words are terms themselves.
    pub(crate) fn term<'w>(self, word: &'w str) -> Cow<'w, str> {
        if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Cow::Borrowed(word);
        }
        self.0.stem(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_meet_and_codes_stay() {
        let stems = Stems::new();
        assert_eq!(stems.term("refunds"), stems.term("refunded"));
        assert_eq!(stems.term("kb00500q"), "kb00500q");
        assert_eq!(stems.term("退货"), "退货");
    }
}
