//! The parts of a quiz: a question is ordinary text, the list below it has its answers, an indented line explains.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use crate::directive::Directive;
use crate::refine::Item;

/// A part of a quiz.
pub(crate) enum Part<'i, 'a> {
    /// Anything that belongs to no question.
    Other(&'i [Item<'a>]),
    /// A directive that holds questions, its own lines included.
    Block(&'i [Item<'a>]),
    /// A question.
    Question(Question<'i, 'a>),
}

/// A question and its answers.
pub(crate) struct Question<'i, 'a> {
    /// What is asked; may be empty.
    pub text: &'i [Item<'a>],
    /// How it is answered.
    pub ask: Ask,
    /// The list of answers, its own start and end included.
    pub list: &'i [Item<'a>],
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// By the one right answer.
    Single,
    /// By all right answers.
    Multiple,
    /// By putting the answers in their order.
    Order,
    /// By words.
    Fill,
}

impl Ask {
    /// As it stands in the page.
    pub fn word(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Multiple => "multiple",
            Self::Order => "order",
            Self::Fill => "fill",
        }
    }
}

/// One answer.
pub(crate) struct Choice<'i, 'a> {
    /// Whether it is right.
    pub right: bool,
    /// What it says.
    pub text: &'i [Item<'a>],
    /// Why; may be empty.
    pub explanation: &'i [Item<'a>],
}

impl Choice<'_, '_> {
    /// What it says, without its form.
    pub fn plain(&self) -> String {
        let texts = self.text.iter().filter_map(|item| match item {
            Item::Markdown(Event::Text(text) | Event::Code(text)) => Some(text.as_ref()),
            _ => None,
        });
        texts.collect()
    }

    /// The answers that stand beside each other: `60 days | sixty days`.
    pub fn alternatives(&self) -> Vec<String> {
        let plain = self.plain();
        plain.split('|').map(str::trim).filter(|text| !text.is_empty()).map(str::to_string).collect()
    }
}

/// How many items the directive takes that begins with the first.
pub(crate) fn length(items: &[Item<'_>]) -> usize {
    let mut depth = 0_usize;
    for (at, item) in items.iter().enumerate() {
        match item {
            Item::Open(..) => depth += 1,
            Item::Close(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    items.len()
}

/// What stands between the first item and the last.
pub(crate) fn inside<'i, 'a>(block: &'i [Item<'a>]) -> &'i [Item<'a>] {
    block.get(1..block.len().saturating_sub(1)).unwrap_or_default()
}

/// The parts of what stands in a quiz.
pub(crate) fn parts<'i, 'a>(items: &'i [Item<'a>]) -> Vec<Part<'i, 'a>> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    let mut heading = None;
    while at < items.len() {
        let length = whole(&items[at..]);
        let element = &items[at..at + length];
        if starts_list(&element[0]) && has_answers(element) {
            let begin = heading.unwrap_or(start);
            parts.push(Part::Other(&items[start..begin]));
            parts.push(Part::Question(Question {
                text: &items[begin..at],
                ask: ask(element),
                list: element,
            }));
            (start, heading) = (at + length, None);
        } else if holds_questions(element) {
            parts.push(Part::Other(&items[start..at]));
            parts.push(Part::Block(element));
            (start, heading) = (at + length, None);
        } else if matches!(element[0], Item::Markdown(Event::Start(Tag::Heading { .. }))) {
            heading = Some(at);
        }
        at += length;
    }
    parts.push(Part::Other(&items[start..]));
    parts
}

/// The questions of what stands in a quiz, also those in blocks.
pub(crate) fn questions<'i, 'a>(items: &'i [Item<'a>]) -> Vec<Question<'i, 'a>> {
    let mut found = Vec::new();
    for part in parts(items) {
        match part {
            Part::Other(_) => {}
            Part::Block(block) => found.extend(questions(inside(block))),
            Part::Question(question) => found.push(question),
        }
    }
    found
}

/// The answers of a list.
pub(crate) fn choices<'i, 'a>(list: &'i [Item<'a>]) -> Vec<Choice<'i, 'a>> {
    let mut choices = Vec::new();
    let mut at = 1;
    while at < list.len() {
        if matches!(list[at], Item::Markdown(Event::Start(Tag::Item))) {
            let length = whole(&list[at..]);
            choices.push(choice(inside(&list[at..at + length])));
            at += length;
        } else {
            at += 1;
        }
    }
    choices
}

/// Puts a sign in the place of `[_]` where an answer of a quiz begins.
pub(crate) fn mark_blanks(items: &mut Vec<Item<'_>>) {
    let mut quizzes = 0_usize;
    let mut at = 0;
    while at < items.len() {
        match items[at] {
            Item::Open(Directive::Quiz, _) => quizzes += 1,
            Item::Close(Directive::Quiz) => quizzes = quizzes.saturating_sub(1),
            Item::Markdown(Event::Start(Tag::Item)) if quizzes > 0 => mark_blank(items, at + 1),
            _ => {}
        }
        at += 1;
    }
}

/// Markdown may give `[_]` in one text or in several, which become one.
fn mark_blank(items: &mut Vec<Item<'_>>, at: usize) {
    let is_paragraph = |item: &Item<'_>| matches!(item, Item::Markdown(Event::Start(Tag::Paragraph)));
    let start = at + usize::from(items.get(at).is_some_and(is_paragraph));
    let mut joined = String::new();
    let mut end = start;
    while let Some(Item::Markdown(Event::Text(text))) = items.get(end) {
        joined.push_str(text);
        end += 1;
    }
    let after = joined.strip_prefix("[_]");
    if let Some(rest) = after.filter(|rest| !rest.starts_with(char::is_alphanumeric)) {
        let rest = Item::Markdown(Event::Text(CowStr::from(rest.trim_start().to_string())));
        items.splice(start..end, [Item::Blank, rest]);
    }
}

fn ask(list: &[Item<'_>]) -> Ask {
    if list.iter().any(|item| matches!(item, Item::Blank)) {
        return Ask::Fill;
    }
    if matches!(list[0], Item::Markdown(Event::Start(Tag::List(Some(_))))) {
        return Ask::Order;
    }
    let right = choices(list).iter().filter(|choice| choice.right).count();
    if right > 1 { Ask::Multiple } else { Ask::Single }
}

fn choice<'i, 'a>(items: &'i [Item<'a>]) -> Choice<'i, 'a> {
    let marks = |item: &Item<'_>| matches!(item, Item::Blank | Item::Markdown(Event::TaskListMarker(_)));
    let marker = items.iter().position(marks);
    let right = marker.is_some_and(|at| !matches!(items[at], Item::Markdown(Event::TaskListMarker(false))));
    let start = marker.map_or(0, |at| at + 1);
    let length = items[start..].iter().position(ends_line).unwrap_or(items.len() - start);
    let rest = &items[start + length..];
    // The paragraph that a loose list puts around an answer began before its text.
    let rest = match rest.first() {
        Some(Item::Markdown(Event::End(TagEnd::Paragraph) | Event::SoftBreak | Event::HardBreak)) => {
            &rest[1..]
        }
        _ => rest,
    };
    let rest = match rest.last() {
        Some(Item::Markdown(Event::End(TagEnd::Paragraph))) if opens(rest) < 0 => &rest[..rest.len() - 1],
        _ => rest,
    };
    Choice { right, text: &items[start..start + length], explanation: rest }
}

/// Paragraphs begun less paragraphs ended.
fn opens(items: &[Item<'_>]) -> i32 {
    items
        .iter()
        .map(|item| match item {
            Item::Markdown(Event::Start(Tag::Paragraph)) => 1,
            Item::Markdown(Event::End(TagEnd::Paragraph)) => -1,
            _ => 0,
        })
        .sum()
}

fn ends_line(item: &Item<'_>) -> bool {
    match item {
        Item::Markdown(Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph)) => true,
        Item::Markdown(Event::Start(tag)) => {
            matches!(tag, Tag::Paragraph | Tag::List(_) | Tag::BlockQuote(_) | Tag::CodeBlock(_))
        }
        Item::Open(..) | Item::Close(_) => true,
        _ => false,
    }
}

fn starts_list(item: &Item<'_>) -> bool {
    matches!(item, Item::Markdown(Event::Start(Tag::List(_))))
}

fn has_answers(items: &[Item<'_>]) -> bool {
    items.iter().any(|item| matches!(item, Item::Blank | Item::Markdown(Event::TaskListMarker(_))))
}

/// The questions of a quiz in a quiz are its own.
fn holds_questions(element: &[Item<'_>]) -> bool {
    match element[0] {
        Item::Open(Directive::Quiz, _) => false,
        Item::Open(..) => has_answers(element),
        _ => false,
    }
}

/// How many items the element or the directive takes that begins with the first.
fn whole(items: &[Item<'_>]) -> usize {
    if matches!(items[0], Item::Open(..)) {
        return length(items);
    }
    let mut depth = 0_usize;
    for (at, item) in items.iter().enumerate() {
        match item {
            Item::Markdown(Event::Start(_)) => depth += 1,
            Item::Markdown(Event::End(_)) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    items.len()
}
