//! Values that stand in `book.toml` and are typed by hand all the same: as they are, or other than they are.

use std::ops::Range;

use crate::audience::Level;
use crate::diagnostic::{Code, Diagnostic};
use crate::kind::Kind;
use crate::promises::book::Book;
use crate::promises::line::{Form, Line, Readers};
use crate::promises::quantity::{self, Quantity, What};
use crate::promises::script::{Script, Section};
use crate::promises::subject::{self, Match, Subject, Subjects, Words};
use crate::promises::unit::Family;

/// From this score on, words name a variable well enough to say that its value is typed by hand.
const SAME: f64 = 0.7;

/// From this score on, they name it well enough to say that its value is another one.
const OTHER: f64 = 1.05;

/// The share of the words around a place that must stand beside the variable elsewhere, too.
const SHARE: f64 = 0.5;

/// What a script types by hand.
pub(crate) fn of(script: &Script<'_>, subjects: &Subjects, book: &Book) -> Vec<Diagnostic> {
    if script.kind == Kind::Announcement {
        return Vec::new();
    }
    let mut found = Vec::new();
    for section in &script.sections {
        for line in section.lines.iter().filter(|line| line.form != Form::Note) {
            for (range, run) in subject::runs(quantity::read(&line.text)) {
                if line.is_typed(range.clone()) {
                    let judge = Judge { script, section, line, subjects, book };
                    found.extend(judge.run(range, &run));
                }
            }
        }
    }
    found
}

/// Whether words name the first of some variables so well that a value which is not its own contradicts it.
fn is_named(named: &[Match], words: &Words) -> bool {
    let Some(best) = named.first() else { return false };
    let margin = best.score - named.get(1).map_or(0.0, |second| second.score);
    let likest = best.like - named.iter().skip(1).map(|other| other.like).fold(0.0, f64::max);
    let han = words.near.iter().any(|term| !term.is_ascii());
    // `| E-mail | 24 hours |`: nothing but the subject and its value.
    let pair = words.bare && best.like >= 0.5 && best.score >= 0.7 && (margin >= 0.15 || likest >= 0.3);
    let clear = best.score >= OTHER && best.share >= SHARE && margin >= 0.15;
    let strong = best.score >= if han { 3.2 } else { 2.0 } && best.share >= 0.25 && margin >= 1.2;
    pair || clear || strong
}

struct Judge<'a> {
    script: &'a Script<'a>,
    section: &'a Section,
    line: &'a Line,
    subjects: &'a Subjects,
    book: &'a Book,
}

impl Judge<'_> {
    fn run(&self, range: Range<usize>, run: &[Quantity]) -> Option<Diagnostic> {
        let first = run.first().filter(|first| !first.by_the_way)?;
        let Some(family) = first.what.family() else { return self.telling(range, run) };
        if family == Family::Count {
            return None;
        }
        let (words, part) = subject::context(self.section, self.line, &range);
        let named = self.named(family, &words);
        let best = named.first()?.score;
        let close =
            |found: &&Match| found.score >= best * 0.6 && found.score >= SAME && found.share >= SHARE * 0.6;
        if let Some(same) =
            named.iter().filter(close).find(|found| self.says(&self.subjects.all[found.subject], run))
        {
            return Some(self.same(range, &self.subjects.all[same.subject]));
        }
        let told = self.telling(range.clone(), run);
        if told.is_some() || self.has_another_reason(&words, &part) {
            return told;
        }
        let best = named.first().filter(|_| is_named(&named, &words))?;
        self.other(range, &self.subjects.all[best.subject])
    }

    /// The variables that the words name and that may stand here.
    fn named(&self, family: Family, words: &Words) -> Vec<Match> {
        let mut named = self.subjects.named(&self.script.language, family, words);
        named.retain(|found| self.may_stand(&self.subjects.all[found.subject]));
        named
    }

    fn may_stand(&self, subject: &Subject) -> bool {
        !subject.internal
            || self.script.level == Level::Internal
            || self.line.readers == Readers::Only(Level::Internal)
    }

    fn says(&self, subject: &Subject, run: &[Quantity]) -> bool {
        let value = subject.values.get(&self.script.language);
        value.is_some_and(|(value, _)| value.iter().eq(run.iter().map(|found| &found.what)))
    }

    /// Values that are one variable's and nothing else's: telephone numbers, addresses, amounts with pence.
    fn telling(&self, range: Range<usize>, run: &[Quantity]) -> Option<Diagnostic> {
        let tells = match &run.first()?.what {
            What::Telephone(_) | What::Email(_) => true,
            What::Measure(unit, amount) => unit.family() == Family::Money && amount.as_whole().is_none(),
            _ => false,
        };
        let says = |subject: &&Subject| self.may_stand(subject) && self.says(subject, run);
        let same: Vec<&Subject> = self.subjects.all.iter().filter(says).collect();
        let money = run.first()?.what.family().is_some();
        let written = self.line.text[range.clone()].trim();
        let exact = |subject: &&&Subject| {
            subject.values.get(&self.script.language).is_some_and(|(_, value)| value == written)
        };
        let subject = match same.as_slice() {
            [only] => only,
            [first, ..] if !money => same.iter().find(exact).unwrap_or(first),
            _ => return None,
        };
        tells.then(|| self.same(range, subject))
    }

    /// The place says what was or what is elsewhere, asks, or names another variable.
    fn has_another_reason(&self, words: &Words, part: &Range<usize>) -> bool {
        let text = &self.line.text[part.clone()];
        let lower = text.to_ascii_lowercase();
        let past = [
            " was ",
            " were ",
            "it was",
            "used to",
            "instead of",
            "no longer",
            "原为",
            "原為",
            "以前是",
            "曾",
            "而不是",
            "不再",
        ];
        let uses = self.line.variables().any(|(_, range)| range.start >= part.start && range.end <= part.end);
        let superseded = self.line.asked || words.near.is_empty();
        past.iter().any(|past| lower.contains(past)) || uses || superseded
    }

    fn same(&self, range: Range<usize>, subject: &Subject) -> Diagnostic {
        let written = &self.line.text[range.clone()];
        let message = format!("`{}` is the value of `{}`, typed by hand", written.trim(), subject.name);
        let warning = Diagnostic::warning(Code::TypedByHand, self.line.span(range), message);
        self.explained(warning, subject)
    }

    fn other(&self, range: Range<usize>, subject: &Subject) -> Option<Diagnostic> {
        let (_, value) = subject.values.get(&self.script.language)?;
        let message =
            format!("`{}` here, but `{}` is `{value}`", self.line.text[range.clone()].trim(), subject.name);
        let warning = Diagnostic::warning(Code::TypedByHand, self.line.span(range), message);
        Some(self.explained(warning, subject))
    }

    fn explained(&self, warning: Diagnostic, subject: &Subject) -> Diagnostic {
        let help = format!("write `{{{{ {} }}}}`", subject.name);
        let warning = warning.help(help);
        match self.book.place(&self.script.language, &subject.name) {
            Some(place) => warning.label(place.clone(), "its value"),
            None => warning,
        }
    }
}
