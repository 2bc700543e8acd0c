//! What is wrong with quizzes: rules that are none, no questions, questions without a right answer.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::directive::Directive;
use crate::quiz::{self, Ask, Question};
use crate::quiz_rules;
use crate::refine::Item;

/// Bytes of the text, in the order in which items begin.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// The lines that open quizzes.
    pub quizzes: Vec<Range<usize>>,
    /// The lists in quizzes.
    pub lists: Vec<Range<usize>>,
}

/// What is wrong, where, and what to do.
#[derive(Debug)]
pub(crate) struct Fault {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Why.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Looks at every quiz among the items of a page.
pub(crate) fn faults(items: &[Item<'_>], places: &Places) -> Vec<Fault> {
    let mut faults = Vec::new();
    let (mut quizzes, mut lists) = (places.quizzes.iter(), places.lists.iter());
    let mut ends = 0;
    for (at, item) in items.iter().enumerate() {
        match item {
            Item::Open(Directive::Quiz, arguments) => {
                let Some(range) = quizzes.next() else { return faults };
                let block = &items[at..at + quiz::length(&items[at..])];
                ends = ends.max(at + block.len());
                whole(quiz::inside(block), arguments, range, &mut faults);
            }
            Item::Markdown(Event::Start(Tag::List(_))) if at < ends => {
                let Some(range) = lists.next() else { return faults };
                let asked = quiz::questions(&items[at..ends.min(at + element(&items[at..]))]);
                let answers = asked.first().and_then(answers);
                faults.extend(answers.map(|(message, help)| Fault {
                    range: range.start..range.end.min(range.start + 1),
                    message,
                    help,
                }));
            }
            _ => {}
        }
    }
    faults
}

/// Looks at the rules of a quiz and at the number of its questions.
fn whole(inside: &[Item<'_>], arguments: &str, range: &Range<usize>, faults: &mut Vec<Fault>) {
    let (rules, wrong) = quiz_rules::read(arguments);
    let fault = |message, help| Fault { range: range.clone(), message, help };
    faults.extend(wrong.into_iter().map(|wrong| fault(wrong.message, wrong.help)));
    let count = quiz::questions(inside).len();
    if count == 0 {
        let message = "a quiz without a question".to_string();
        faults.push(fault(
            message,
            "write a question, and below it a list: `- [x]` is right, `- [ ]` is wrong".into(),
        ));
    } else if let Some(pool) = rules.pool.filter(|pool| *pool > count) {
        let message = format!("`pool={pool}`, but there are only {count} questions");
        faults.push(fault(message, "draw fewer, or write more questions".into()));
    }
}

/// What is wrong with the answers of a question.
fn answers(question: &Question<'_, '_>) -> Option<(String, String)> {
    let choices = quiz::choices(question.list);
    let wrong = |message: &str, help: &str| Some((message.to_string(), help.to_string()));
    match question.ask {
        Ask::Single if !choices.iter().any(|choice| choice.right) => {
            wrong("a question without a right answer", "write `- [x]` before each answer that is right")
        }
        Ask::Order if choices.len() < 2 => wrong(
            "there is nothing to put in order",
            "write two steps or more, in their order: `1. [ ] First`",
        ),
        Ask::Fill if choices.iter().all(|choice| choice.alternatives().is_empty()) => {
            wrong("`[_]` without an answer", "write the answer after it: `- [_] 60 days | sixty days`")
        }
        _ => None,
    }
}

/// How many items the element takes that begins with the first.
fn element(items: &[Item<'_>]) -> usize {
    let mut depth = 0_usize;
    let ends = items.iter().position(|item| {
        match item {
            Item::Markdown(Event::Start(_)) => depth += 1,
            Item::Markdown(Event::End(_)) => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    });
    ends.map_or(items.len(), |at| at + 1)
}
