//! Translations whose original changed since they were brought level.

use crate::diagnostic::{Code, Diagnostic};
use crate::promises::align;
use crate::promises::fronts;
use crate::promises::record::{self, Record};
use crate::promises::script::Script;
use crate::span::Span;

/// What changed in an original since its translation was brought level with it, by section.
pub(crate) fn of(record: &Record, original: &Script<'_>, translation: &Script<'_>) -> Vec<Diagnostic> {
    let path = &translation.document.place.path;
    let Some(known) = record.of(path) else {
        let message = "nothing is recorded of what this translation was made of";
        let warning = Diagnostic::warning(Code::Behind, translation.sections[0].span.clone(), message);
        return vec![
            warning.help(format!("once it is level with its original, run `answerbook translated {path}`")),
        ];
    };
    let now = record::sections(original);
    let alignment = align::align(&original.sections[1..], &translation.sections[1..]);
    let place = |name: &str| {
        let own = original.sections.iter().position(|section| section.name == name).unwrap_or_default();
        let pair = alignment.pairs.iter().find(|(at, _)| at + 1 == own);
        let before = || alignment.pairs.iter().rev().find(|(at, _)| at + 1 < own);
        let other = pair.or_else(before).map_or(0, |(_, other)| other + 1);
        let there = original.sections[own].span.clone();
        (translation.sections[other].span.clone(), there, original.sections[own].title.clone())
    };
    let source = &original.document.path;
    let help = format!("bring it level, then run `answerbook translated {path}`");
    let warning =
        |here: Span, message: String| Diagnostic::warning(Code::Behind, here, message).help(help.clone());
    let mut found = Vec::new();
    for (name, hash) in &now {
        let before = known.iter().find(|(known, _)| known == name);
        if before.is_some_and(|(_, before)| before == hash) {
            continue;
        }
        let (here, there, title) = place(name);
        let what = if before.is_some() { "changed" } else { "is new" };
        let message = format!("the original {what} since this was translated: `{source}` § {title}");
        let label = if before.is_some() { "changed" } else { "new" };
        found.push(warning(here, message).label(there, label));
    }
    let gone = known.iter().filter(|(name, _)| !now.iter().any(|(now, _)| now == name));
    for (name, _) in gone.filter(|(name, _)| name != fronts::FRONT) {
        let own = translation.sections.iter().find(|section| section.name == *name);
        let here = own.map_or_else(|| translation.sections[0].span.clone(), |section| section.span.clone());
        let message = format!("the original lost a section since this was translated: `{source}` § {name}");
        found.push(warning(here, message).label(original.sections[0].span.clone(), "the original"));
    }
    found
}
