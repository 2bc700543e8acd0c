//! Items of a page into HTML. Addresses and words of the interface are left as reserved characters.

mod blocks;
mod directives;
mod links;
mod notes;
mod quizzes;

use std::collections::BTreeMap;

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};
use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use crate::destination::Destination;
use crate::directive::Directive;
use crate::labels::Labels;
use crate::refine::Item;

/// What the writer must know about the page.
pub(crate) struct Context<'a> {
    /// Addresses, by number.
    pub destinations: &'a [Destination],
    /// Whether headings at this level are questions with an address each.
    pub question_level: Option<u8>,
    /// Whether the page is for everybody, so that text for staff alone is marked.
    pub marks_internal: bool,
    /// Whether it is written for staff, so that what is in `:::internal` is there and not for customers.
    pub for_staff: bool,
}

/// Writes items as HTML.
pub(crate) fn write(items: &[Item<'_>], context: &Context<'_>, labels: &mut Labels) -> String {
    let mut writer = Writer {
        context,
        labels,
        out: String::new(),
        table: None,
        alt: None,
        notes: Notes::default(),
        containers: 0,
        replies: 0,
        marked: Vec::new(),
        depth: 0,
        attachments: Vec::new(),
    };
    writer.items(items);
    writer.footnotes();
    writer.out
}

#[derive(Default)]
struct Notes {
    /// Names in the order of their first reference, with how often they were referred to.
    order: Vec<(String, usize)>,
    texts: BTreeMap<String, String>,
    /// Output that waits while a note is written.
    outside: Vec<(String, String)>,
}

struct Table {
    alignments: Vec<Alignment>,
    head: bool,
    cell: usize,
    rows: bool,
}

struct Writer<'a> {
    context: &'a Context<'a>,
    labels: &'a mut Labels,
    out: String,
    table: Option<Table>,
    /// The text of the picture being read, and how many pictures it is nested in.
    alt: Option<(String, usize)>,
    notes: Notes,
    containers: usize,
    /// Canned replies that are open.
    replies: usize,
    /// For each open block for staff, whether it is marked, and where its mark begins and ends.
    marked: Vec<Option<(usize, usize)>>,
    depth: usize,
    /// For each open link, the number of the attachment it leads to.
    attachments: Vec<Option<usize>>,
}

impl Writer<'_> {
    fn items(&mut self, items: &[Item<'_>]) {
        let mut at = 0;
        while at < items.len() {
            at += self.item(&items[at..]);
        }
    }

    /// Writes the first item, or as many as belong together; gives their number.
    fn item(&mut self, items: &[Item<'_>]) -> usize {
        if self.alt.is_some() {
            self.alt_item(&items[0]);
            return 1;
        }
        match &items[0] {
            Item::Open(Directive::Quiz, arguments) => return self.quiz(items, arguments),
            Item::Open(directive, arguments) => self.open(*directive, arguments),
            Item::Close(directive) => self.close(*directive),
            Item::RawBlock(html) | Item::RawInline(html) => self.out.push_str(html),
            Item::Levels(rows) => self.service_levels(rows),
            Item::Blank => self.out.push_str("[_] "),
            Item::Markdown(Event::Start(Tag::Paragraph)) if links::figure(items).is_some() => {
                return self.figure(items);
            }
            Item::Markdown(event) => self.event(event),
        }
        1
    }

    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => self.text(text),
            Event::Code(code) => {
                self.out.push_str("<code>");
                self.text(code);
                self.out.push_str("</code>");
            }
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br />\n"),
            Event::Rule => {
                self.line();
                self.out.push_str("<hr />\n");
            }
            Event::FootnoteReference(name) => self.reference(name),
            Event::TaskListMarker(done) => self.task(*done),
            Event::Html(html) | Event::InlineHtml(html) => self.text(html),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(text),
        }
    }

    fn text(&mut self, text: &str) {
        // Writing to a String cannot fail.
        let _ = escape_html_body_text(&mut self.out, text);
    }

    fn attribute(&mut self, text: &str) {
        let _ = escape_html(&mut self.out, text);
    }

    fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn block(&mut self, tag: &str) {
        self.line();
        self.out.push_str(tag);
    }

    fn start(&mut self, tag: &Tag<'_>) {
        self.depth += 1;
        match tag {
            Tag::Paragraph => self.block("<p>"),
            Tag::Heading { level, id, .. } => self.heading(*level as u8, id.as_deref().unwrap_or_default()),
            Tag::BlockQuote(kind) => self.quote(*kind),
            Tag::CodeBlock(kind) => self.code_block(kind),
            Tag::List(Some(1)) => self.block("<ol>\n"),
            Tag::List(Some(start)) => self.block(&format!("<ol start=\"{start}\">\n")),
            Tag::List(None) => self.block("<ul>\n"),
            Tag::Item => self.block("<li>"),
            Tag::FootnoteDefinition(name) => {
                let outside = std::mem::take(&mut self.out);
                self.notes.outside.push((name.to_string(), outside));
            }
            Tag::DefinitionList => self.block("<dl>\n"),
            Tag::DefinitionListTitle => self.block("<dt>"),
            Tag::DefinitionListDefinition => self.block("<dd>"),
            Tag::Table(alignments) => {
                self.block("<div class=\"table\"><table>");
                self.table =
                    Some(Table { alignments: alignments.clone(), head: false, cell: 0, rows: false });
            }
            Tag::TableHead => self.row(true),
            Tag::TableRow => self.row(false),
            Tag::TableCell => self.cell(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link { dest_url, title, .. } => self.link(dest_url, title),
            Tag::Image { dest_url, title, .. } => self.image(dest_url, title),
            Tag::HtmlBlock | Tag::MetadataBlock(_) | Tag::Superscript | Tag::Subscript => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        self.depth = self.depth.saturating_sub(1);
        match tag {
            TagEnd::Paragraph => self.out.push_str("</p>\n"),
            TagEnd::Heading(level) => self.end_heading(level as u8),
            TagEnd::BlockQuote(Some(_)) => self.block("</aside>\n"),
            TagEnd::BlockQuote(None) => self.block("</blockquote>\n"),
            TagEnd::CodeBlock => self.out.push_str("</code></pre>\n"),
            TagEnd::List(true) => self.block("</ol>\n"),
            TagEnd::List(false) => self.block("</ul>\n"),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::FootnoteDefinition => {
                if let Some((name, outside)) = self.notes.outside.pop() {
                    let text = std::mem::replace(&mut self.out, outside);
                    self.notes.texts.entry(name).or_insert(text);
                }
            }
            TagEnd::DefinitionList => self.block("</dl>\n"),
            TagEnd::DefinitionListTitle => self.out.push_str("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.out.push_str("</dd>\n"),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => self.out.push_str("</tr></thead>\n"),
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image
            | TagEnd::HtmlBlock
            | TagEnd::MetadataBlock(_)
            | TagEnd::Superscript
            | TagEnd::Subscript => {}
        }
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    let _ = escape_html(&mut out, text);
    out
}
