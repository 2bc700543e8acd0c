//! Where pages of a kind go, and the names of their files.

use answerbook_kernel::kind::Kind;

/// The folder that pages of a kind go into, below the source folder.
pub(super) fn folder_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Page => "",
        Kind::Policy => "policies",
        Kind::Faq => "faq",
        Kind::Guide => "guides",
        Kind::Course | Kind::Lesson => "training",
        Kind::Reply => "replies",
        Kind::Announcement => "announcements",
    }
}

/// The kind of this word.
pub(super) fn named(word: &str) -> Option<Kind> {
    Kind::WORDS.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
}

/// A title as a name of a file: lower case, words between hyphens, letters of any script. Empty when there is no letter.
pub(super) fn file_name(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = words.map(str::to_lowercase).collect::<Vec<_>>().join("-");
    while name.len() > 100 {
        name.pop();
    }
    name.trim_end_matches('-').to_string()
}
