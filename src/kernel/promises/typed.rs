//! Values that stand in `book.toml` and are typed by hand all the same: as they are, or other than they are.

use std::ops::Range;

use crate::audience::Level;
use crate::diagnostic::{Code, Diagnostic};
use crate::kind::Kind;
use crate::promises::book::Book;
use crate::promises::clause;
use crate::promises::line::{Form, Line, Readers};
use crate::promises::quantity::{self, Quantity, What};
use crate::promises::script::{Script, Section};
use crate::promises::subject::{self, Match, Subject, Subjects, Words};
use crate::promises::unit::Family;

/// From this score on, words name a variable well enough to say that its value is typed by hand.
const SAME: f64 = 0.7;

/// From this score on, they name it well enough to say that its value is another one.
const OTHER: f64 = 1.05;

/// From this likeness on, two places say the same of different values.
const SAME_SENTENCE: f64 = 0.7;

/// How many times as much or as little another value of the same thing may be.
const FARTHEST: f64 = 50.0;

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

/// What comes every two minutes is no promise of two minutes.
const HOW_OFTEN: [&str; 3] = ["every", "per", "每"];

/// Whether words name one of some variables so well that a value which is not its own contradicts it.
fn is_named(named: &[Match], best: &Match, words: &Words) -> bool {
    let others = || named.iter().filter(|other| other.subject != best.subject);
    let margin = best.score - others().map(|other| other.score).fold(0.0, f64::max);
    let han = words.near.iter().any(|term| !term.is_ascii());
    // `| E-mail | 24 hours |`: nothing but the subject and its value.
    let pair = words.bare && best.like >= 0.5 && best.score >= 0.7;
    // Which of several it is does not matter where its value is none of theirs.
    let clear = best.score >= OTHER && best.share >= SHARE;
    let strong = best.score >= if han { 3.2 } else { 2.0 } && best.share >= 0.25 && margin >= 1.2;
    pair || clear || strong || best.is_all_name
}

/// The variable in whose sentence the place stands, nearly word for word.
fn framed(named: &[Match]) -> Option<&Match> {
    let best = named.iter().max_by(|a, b| a.frame.total_cmp(&b.frame))?;
    let second = named.iter().filter(|other| other.subject != best.subject).map(|other| other.frame);
    (best.frame >= SAME_SENTENCE && best.frame - second.fold(0.0, f64::max) >= 0.15).then_some(best)
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
        let first = run.first().filter(|first| !first.by_the_way || self.is_limit(&range))?;
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
        if told.is_some() || self.has_another_reason(&words, &part) || self.follows(&range, &HOW_OFTEN) {
            return told;
        }
        let best = framed(&named)
            .or_else(|| self.nearest(&named, run).filter(|best| is_named(&named, best, &words)))?;
        self.other(range, &self.subjects.all[best.subject], run)
    }

    /// Of the variables that words name about as well, the one whose value is nearest to what is written; none if that is something of
    /// another size.
    fn nearest<'m>(&self, named: &'m [Match], run: &[Quantity]) -> Option<&'m Match> {
        let written = run.first()?.what.rough_size().filter(|size| *size > 0.0)?;
        let far = |found: &Match| {
            let values = &self.subjects.all[found.subject].values;
            let (value, _) = values.get(&self.script.language)?;
            let size = value.first()?.rough_size().filter(|size| *size > 0.0)?;
            Some((size / written).ln().abs())
        };
        let near = named.iter().filter_map(|found| Some((far(found)?, found)));
        let near: Vec<(f64, &Match)> = near.filter(|(distance, _)| *distance <= FARTHEST.ln()).collect();
        let best = near.first()?.1.score;
        let close = near.into_iter().filter(|(_, found)| found.score >= best * 0.9);
        close.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, found)| found)
    }

    /// "One day" is said of many things, and "within one day" is a promise; "within a day" may be either.
    fn is_limit(&self, range: &Range<usize>) -> bool {
        let one = self.line.text[range.clone()].to_ascii_lowercase().starts_with("one ");
        one && self.follows(range, &["within", " in", "up to", "at most"])
    }

    /// Whether one of some words stands right before a place.
    fn follows(&self, range: &Range<usize>, words: &[&str]) -> bool {
        let before = self.line.text[..range.start].trim_end().to_ascii_lowercase();
        words.iter().any(|word| before.ends_with(word))
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
        let uses = self.line.variables().any(|(_, range)| range.start >= part.start && range.end <= part.end);
        let superseded = self.line.asked || words.near.is_empty();
        clause::is_past(text) || uses || superseded
    }

    fn same(&self, range: Range<usize>, subject: &Subject) -> Diagnostic {
        let written = &self.line.text[range.clone()];
        let message = format!("`{}` is the value of `{}`, typed by hand", written.trim(), subject.name);
        let warning = Diagnostic::warning(Code::TypedByHand, self.line.span(range), message);
        self.explained(warning, subject)
    }

    fn other(&self, range: Range<usize>, subject: &Subject, run: &[Quantity]) -> Option<Diagnostic> {
        let known = |subject: &&Subject| self.may_stand(subject) && self.says(subject, run);
        let meant = self.subjects.all.iter().find(known);
        let (_, value) = subject.values.get(&self.script.language)?;
        let message =
            format!("`{}` here, but `{}` is `{value}`", self.line.text[range.clone()].trim(), subject.name);
        let warning = Diagnostic::warning(Code::TypedByHand, self.line.span(range.clone()), message);
        let warning = self.explained(warning, subject);
        // Followed blindly, the help must not make a right number wrong.
        Some(match meant {
            Some(meant) => warning.help(format!(
                "write `{{{{ {} }}}}`; or, if that is what is meant, `{{{{ {} }}}}`, which is `{}`",
                subject.name,
                meant.name,
                self.line.text[range].trim()
            )),
            None => warning,
        })
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
