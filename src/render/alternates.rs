//! The languages that a page is really there in, as search engines want to know them: `hreflang` in the page's head and
//! in the sitemap.

use crate::render::view::{AlternateView, LanguageView};

/// What `hreflang` calls the version for readers of all other languages.
const EVERYBODY: &str = "x-default";

/// The page at `path` in each of its languages, and once more in the default language of the site for everybody else.
/// Nothing for a page that is there in one language alone: it would only name itself.
pub fn of(languages: &[LanguageView], path: &str, default: &str) -> Vec<AlternateView> {
    let there: Vec<&LanguageView> = languages.iter().filter(|language| language.translated).collect();
    // Each must name all, itself too: of two pages of one language that claim to be the same, one is named.
    let named = there.iter().any(|language| language.current && language.path == path);
    if there.len() < 2 || !named {
        return Vec::new();
    }
    let own =
        |language: &&LanguageView| AlternateView { code: language.code.clone(), path: language.path.clone() };
    let everybody = there
        .iter()
        .find(|language| language.code == default)
        .map(|language| AlternateView { code: EVERYBODY.into(), path: language.path.clone() });
    there.iter().map(own).chain(everybody).collect()
}
