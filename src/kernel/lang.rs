//! Languages by their BCP 47 code.

/// What a reader calls a language, in its own words; the code itself when it is not known here.
pub fn own_name(code: &str) -> &str {
    let names = [
        ("en", "English"),
        ("zh-Hans", "简体中文"),
        ("zh-Hant", "繁體中文"),
        ("zh", "中文"),
        ("de", "Deutsch"),
        ("es", "Español"),
        ("fr", "Français"),
        ("it", "Italiano"),
        ("ja", "日本語"),
        ("ko", "한국어"),
        ("nl", "Nederlands"),
        ("pt", "Português"),
    ];
    names.iter().find(|(known, _)| known.eq_ignore_ascii_case(code)).map_or(code, |(_, name)| name)
}

/// Whether the word is formed like a language code: letters and digits in parts of up to eight, the first of letters.
pub fn is_code(word: &str) -> bool {
    let mut parts = word.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=8).contains(&first.len())
        && first.chars().all(|c| c.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()))
}
