//! The text of a page in all the forms it is needed in.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use crate::config::RawHtml;
use crate::destination::Destination;
use crate::directive::Directive;
use crate::holed::Holed;
use crate::html;
use crate::kind::Kind;
use crate::labels::Labels;
use crate::outline::{self, Heading, Passage};
use crate::refine::{Item, Refined};
use crate::{sanitize, twin};

/// The text of a page.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// HTML without the page's own heading.
    pub html: Holed,
    /// The heading of level 1 that the text begins with.
    pub heading: Option<Heading>,
    /// That heading's inline HTML.
    pub heading_html: Holed,
    /// Markdown for machines, with the heading.
    pub twin: Holed,
    /// Headings below the page's own.
    pub headings: Vec<Heading>,
    /// Every id a link may lead to.
    pub ids: BTreeSet<String>,
    /// What is searched.
    pub passages: Vec<Passage>,
    /// Addresses, by number.
    pub destinations: Vec<Destination>,
    /// Words of the interface, by number.
    pub labels: Labels,
    /// Words of text.
    pub words: usize,
    /// Quizzes.
    pub quizzes: usize,
    /// Cards of role-plays.
    pub cards: usize,
    /// Its directives do not fit together, so none of it could be read; that is an error.
    pub unread: bool,
}

impl Body {
    /// Whether readers see the same in both.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        let raw = |body: &Self| body.destinations.iter().map(|to| to.raw.clone()).collect::<Vec<_>>();
        self.html == other.html && self.labels == other.labels && raw(self) == raw(other)
    }
}

/// How a body is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    /// An FAQ is divided into questions.
    pub kind: Kind,
    /// Whether text for staff is marked.
    pub marks_internal: bool,
    /// Whether it is written for staff.
    pub for_staff: bool,
    /// What happens to raw HTML.
    pub raw_html: RawHtml,
    /// Whether the page has a title of its own; otherwise the heading it begins with is its title, whatever its level.
    pub titled: bool,
}

/// Makes the body.
pub(crate) fn make(refined: Refined<'_>, manner: Manner) -> Body {
    let (own, rest) = split_heading(&refined.items, manner.titled);
    let outline = outline::read(rest);
    let heading = outline::read(own).headings.pop();
    let mut labels = Labels::default();
    let context = html::Context {
        destinations: &refined.destinations,
        question_level: question_level(manner.kind, &outline.headings),
        marks_internal: manner.marks_internal,
        for_staff: manner.for_staff,
    };
    let clean = |html: String| {
        if refined.has_raw && manner.raw_html == RawHtml::Sanitize { sanitize::clean(&html) } else { html }
    };
    let html = clean(html::write(rest, &context, &mut labels));
    let inline = own.get(1..own.len().saturating_sub(1)).unwrap_or_default();
    let heading_html = clean(html::write(inline, &context, &mut labels));
    let ids = ids(&heading, &outline.headings, &refined, &html);
    Body {
        html: Holed::new(html),
        heading_html: Holed::new(heading_html),
        twin: Holed::new(twin::write(&refined.items, manner.raw_html)),
        ids,
        heading,
        quizzes: count(&refined.items, Directive::Quiz),
        cards: count(&refined.items, Directive::Roleplay),
        words: outline.passages.iter().map(|passage| outline::words(&passage.text)).sum(),
        headings: outline.headings,
        passages: outline.passages,
        destinations: refined.destinations,
        labels,
        unread: false,
    }
}

fn count(items: &[Item<'_>], wanted: Directive) -> usize {
    items.iter().filter(|item| matches!(item, Item::Open(directive, _) if *directive == wanted)).count()
}

/// The heading that the items begin with, if it is the page's own, and the rest.
fn split_heading<'i, 'a>(items: &'i [Item<'a>], titled: bool) -> (&'i [Item<'a>], &'i [Item<'a>]) {
    let begins = match items.first() {
        Some(Item::Markdown(Event::Start(Tag::Heading { level, .. }))) => {
            !titled || *level == HeadingLevel::H1
        }
        _ => false,
    };
    let end = items.iter().position(|item| matches!(item, Item::Markdown(Event::End(TagEnd::Heading(_)))));
    match end.filter(|_| begins) {
        Some(end) => items.split_at(end + 1),
        None => items.split_at(0),
    }
}

/// Questions are the highest headings of an FAQ.
fn question_level(kind: Kind, headings: &[Heading]) -> Option<u8> {
    if kind == Kind::Faq { headings.iter().map(|heading| heading.level).min() } else { None }
}

fn ids(own: &Option<Heading>, headings: &[Heading], refined: &Refined<'_>, html: &str) -> BTreeSet<String> {
    let mut ids: BTreeSet<String> = own.iter().chain(headings).map(|heading| heading.id.clone()).collect();
    ids.extend(refined.raw_ids.iter().cloned());
    for (at, _) in html.match_indices(" id=\"fn") {
        ids.extend(html[at + 5..].split('"').next().map(str::to_string));
    }
    ids
}
