//! The words of a text by which a subject is known: English words without their endings, Chinese in pairs of characters.

use std::collections::BTreeSet;

/// Words that name nothing.
const EMPTY: &[&str] = &[
    "late", "later", "ago", "first", "last", "next", "time", "times", "today", "the", "and", "for", "you",
    "your", "our", "with", "within", "from", "that", "this", "are", "was", "were", "have", "has", "had",
    "will", "would", "can", "could", "may", "must", "should", "not", "but", "they", "them", "their", "its",
    "all", "any", "each", "every", "when", "what", "which", "who", "how", "than", "then", "there", "here",
    "more", "most", "less", "least", "about", "after", "before", "until", "over", "under", "between", "into",
    "onto", "out", "off", "per", "only", "also", "one", "two", "three", "working", "business", "day", "days",
    "hour", "hours", "minute", "minutes", "week", "weeks", "month", "months", "year", "years", "second",
    "seconds", "been", "does", "did", "his", "her", "she", "him", "yes", "get", "at", "least",
];

/// Characters that name nothing, in either script.
const EMPTY_HAN: &str = "的了在是我你您他她它们們会會可以就也都和与與或及后後前内內中上下到从從被把给給让讓为為不有请請每个個这這那并並最将將由其之得";

/// The terms of a text.
pub(crate) fn of(text: &str) -> BTreeSet<String> {
    let mut terms = BTreeSet::new();
    let mut word = String::new();
    let mut last = None;
    for c in text.chars().chain([' ']) {
        if c.is_ascii_alphabetic() {
            word.push(c.to_ascii_lowercase());
        } else if !matches!(c, '-' | '’' | '\'') {
            push(&mut terms, &mut word);
        }
        let han = Some(c).filter(|c| is_han(*c) && !EMPTY_HAN.contains(*c));
        if let (Some(last), Some(c)) = (last, han) {
            terms.insert([last, c].iter().collect());
        }
        last = han;
    }
    terms
}

fn push(terms: &mut BTreeSet<String>, word: &mut String) {
    let whole = std::mem::take(word);
    if whole.len() > 2 && !EMPTY.contains(&whole.as_str()) {
        terms.insert(stem(&whole).to_string());
    }
}

/// A word without `s`, `ed`, `ing`, as far as that is needed to know it again.
fn stem(word: &str) -> &str {
    let endings = ["ing", "ies", "ied", "es", "ed", "er", "s", "y", "e"];
    let long = |ending: &&&str| word.len() >= ending.len() + 3 && !word.ends_with("ss");
    // "answered" is "answer", and that must be what "answer" is.
    endings.iter().filter(long).find_map(|ending| word.strip_suffix(*ending)).map_or(word, stem)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Whether a text is a label: up to three words, or eight Chinese characters.
pub(crate) fn is_label(text: &str) -> bool {
    let words = text
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '\'')
        .filter(|word| !word.is_empty());
    words.take(4).count() <= 3 && text.chars().filter(|c| is_han(*c)).take(9).count() <= 8
}
