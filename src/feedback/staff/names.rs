//! Names of people made comparable: however they are typed, they are the same person's.

use unicode_normalization::UnicodeNormalization;

/// A name without case, spaces and width (Unicode Standard Annex 15, form KC).
pub fn folded(name: &str) -> String {
    name.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn one_person_has_one_name() {
        for (one, other) in [
            ("Anna Smith", " anna  SMITH"),
            ("王 小明", "王小明"),
            ("Ｗａｎｇ　Ｗｅｉ", "Wang Wei"),
            ("José", "Jose\u{301}"),
            ("ANNA@example.com", "anna@example.com"),
        ] {
            assert_eq!(folded(one), folded(other));
        }
        assert_ne!(folded("Jose"), folded("José"));
        assert_ne!(folded("anna.smith"), folded("annasmith"));
    }
}
