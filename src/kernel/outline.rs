//! What a page's text is about: its headings, and its words under each of them.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::directive::Directive;
use crate::refine::Item;

/// A heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Unique in the page.
    pub id: String,
    /// Plain text.
    pub text: String,
    /// Whether it is a question of a quiz.
    pub asks: bool,
}

/// Text under a heading, or before the first one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Passage {
    /// Id of the heading; empty before the first.
    pub id: String,
    /// Plain text of the heading; empty before the first.
    pub heading: String,
    /// Plain text, an empty line between blocks, also where one lies in another.
    pub text: String,
}

/// Headings and passages of items.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Outline {
    pub headings: Vec<Heading>,
    pub passages: Vec<Passage>,
}

/// Reads the outline.
pub(crate) fn read(items: &[Item<'_>]) -> Outline {
    let mut reader = Reader { outline: Outline::default(), heading: None, quizzes: 0 };
    reader.outline.passages.push(Passage::default());
    for item in items {
        reader.item(item);
    }
    reader.outline.passages.retain(|passage| !(passage.text.trim().is_empty() && passage.heading.is_empty()));
    reader.outline
}

struct Reader {
    outline: Outline,
    heading: Option<Heading>,
    /// Quizzes that are open.
    quizzes: usize,
}

impl Reader {
    fn item(&mut self, item: &Item<'_>) {
        match item {
            Item::Markdown(Event::Start(Tag::Heading { level, id, .. })) => {
                let id = id.as_deref().unwrap_or_default().to_string();
                self.heading =
                    Some(Heading { level: *level as u8, id, text: String::new(), asks: self.quizzes > 0 });
            }
            Item::Markdown(Event::End(TagEnd::Heading(_))) => self.end_heading(),
            Item::Markdown(Event::Text(text) | Event::Code(text)) => self.text().push_str(text),
            Item::Markdown(Event::SoftBreak | Event::HardBreak) => self.text().push(' '),
            Item::Markdown(Event::Start(tag)) => self.boundary(tag.to_end()),
            Item::Markdown(Event::End(tag)) => self.boundary(*tag),
            // What stands after the word are rules for the quiz.
            Item::Open(Directive::Quiz, _) => {
                self.quizzes += 1;
                self.gap();
            }
            Item::Close(Directive::Quiz) => {
                self.quizzes = self.quizzes.saturating_sub(1);
                self.gap();
            }
            Item::Open(_, title) => {
                let title = title.trim_start_matches(crate::reserved::is_reserved).to_string();
                self.block(&title);
            }
            Item::Close(_) => self.gap(),
            Item::Levels(rows) => self.levels(rows),
            Item::RawBlock(html) => self.block(&text_of_html(html)),
            Item::RawInline(html) => self.raw(html),
            Item::Markdown(_) | Item::Blank => {}
        }
    }

    fn boundary(&mut self, tag: TagEnd) {
        if !is_inline(tag) {
            self.gap();
        }
    }

    fn block(&mut self, text: &str) {
        self.gap();
        self.text().push_str(text);
        self.gap();
    }

    /// An empty line, over which no two words or characters are neighbours.
    fn gap(&mut self) {
        let text = self.text();
        text.truncate(text.trim_end().len());
        if !text.is_empty() {
            text.push_str("\n\n");
        }
    }

    fn text(&mut self) -> &mut String {
        if let Some(heading) = &mut self.heading {
            return &mut heading.text;
        }
        let passages = &mut self.outline.passages;
        if passages.is_empty() {
            passages.push(Passage::default());
        }
        let last = passages.len() - 1;
        &mut passages[last].text
    }

    fn end_heading(&mut self) {
        let Some(mut heading) = self.heading.take() else { return };
        heading.text = heading.text.trim().to_string();
        self.outline.passages.push(Passage {
            id: heading.id.clone(),
            heading: heading.text.clone(),
            text: String::new(),
        });
        self.outline.headings.push(heading);
    }

    fn levels(&mut self, rows: &[Vec<crate::levels::Cell>]) {
        for cell in rows.iter().flatten() {
            self.block(match cell {
                crate::levels::Cell::Text(text) => text,
                crate::levels::Cell::Label { fallback, .. } => fallback,
            });
        }
    }

    /// Raw HTML is only searched for its text; of its tags within a line, one ends the line.
    fn raw(&mut self, html: &str) {
        let words = text_of_html(html);
        let line = html.get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<br"));
        self.text().push_str(if line { " " } else { &words });
    }
}

/// The words of raw HTML, without its tags.
pub(crate) fn text_of_html(html: &str) -> String {
    let mut inside = false;
    let mut blank = |c: char| {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside && !crate::reserved::is_reserved(c) => return c,
            _ => {}
        }
        ' '
    };
    let text: String = html.chars().map(&mut blank).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_inline(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

/// Words of a text: runs of letters and digits, and every Chinese, Japanese or Korean character on its own.
pub fn words(text: &str) -> usize {
    let mut count = 0;
    let mut inside = false;
    for c in text.chars() {
        if is_ideograph(c) {
            count += 1;
            inside = false;
        } else if c.is_alphanumeric() {
            count += usize::from(!inside);
            inside = true;
        } else if c.is_whitespace() {
            inside = false;
        }
    }
    count
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
