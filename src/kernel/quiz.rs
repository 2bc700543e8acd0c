//! The parts of a quiz: questions are ordinary text, options are task lists, an indented line explains.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::directive::Directive;
use crate::refine::Item;

/// A part of a quiz.
pub(crate) enum Part<'i, 'a> {
    /// Anything that is not a list of options.
    Other(&'i [Item<'a>]),
    /// A task list, its own start and end included.
    Options(&'i [Item<'a>]),
}

/// One option of a question.
pub(crate) struct Choice<'i, 'a> {
    /// Whether it is a right answer.
    pub right: bool,
    /// What it says.
    pub text: &'i [Item<'a>],
    /// Why; may be empty.
    pub explanation: &'i [Item<'a>],
}

/// How many items the directive takes that begins with the first.
pub(crate) fn length(items: &[Item<'_>]) -> usize {
    let mut depth = 0_usize;
    for (at, item) in items.iter().enumerate() {
        match item {
            Item::Open(Directive::Quiz, _) => depth += 1,
            Item::Close(Directive::Quiz) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    items.len()
}

/// The parts of a quiz.
pub(crate) fn parts<'i, 'a>(items: &'i [Item<'a>]) -> Vec<Part<'i, 'a>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < items.len() {
        let length = if starts_list(&items[at]) { element(&items[at..]) } else { 1 };
        if length > 1 && has_task(&items[at..at + length]) {
            parts.push(Part::Other(&items[start..at]));
            parts.push(Part::Options(&items[at..at + length]));
            start = at + length;
        }
        at += length;
    }
    parts.push(Part::Other(&items[start..]));
    parts
}

/// The options of a task list.
pub(crate) fn options<'i, 'a>(list: &'i [Item<'a>]) -> Vec<Choice<'i, 'a>> {
    let mut options = Vec::new();
    let mut at = 1;
    while at < list.len() {
        if matches!(list[at], Item::Markdown(Event::Start(Tag::Item))) {
            let length = element(&list[at..]);
            options.push(option(&list[at + 1..at + length - 1]));
            at += length;
        } else {
            at += 1;
        }
    }
    options
}

fn option<'i, 'a>(items: &'i [Item<'a>]) -> Choice<'i, 'a> {
    let marker = items.iter().position(|item| matches!(item, Item::Markdown(Event::TaskListMarker(_))));
    let right = marker.is_some_and(|at| matches!(items[at], Item::Markdown(Event::TaskListMarker(true))));
    let start = marker.map_or(0, |at| at + 1);
    let length = items[start..].iter().position(ends_line).unwrap_or(items.len() - start);
    let rest = &items[start + length..];
    // The paragraph that a loose list puts around an option began before its text.
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

fn has_task(items: &[Item<'_>]) -> bool {
    items.iter().any(|item| matches!(item, Item::Markdown(Event::TaskListMarker(_))))
}

/// How many items the element takes that begins with the first.
fn element(items: &[Item<'_>]) -> usize {
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
