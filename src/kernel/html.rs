//! Items of a page into HTML. Addresses and words of the interface are left as reserved characters.

use std::collections::BTreeMap;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};
use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use crate::destination::{self, Destination};
use crate::directive::{Callout, Directive};
use crate::labels::Labels;
use crate::levels::Cell;
use crate::quiz;
use crate::refine::Item;
use crate::reserved::{self, ANSWER, DESTINATIONS, FACTS, QUESTION};

/// What the writer must know about the page.
pub(crate) struct Context<'a> {
    /// Addresses, by number.
    pub destinations: &'a [Destination],
    /// Whether headings at this level are questions with an address each.
    pub question_level: Option<u8>,
    /// Whether the page is for everybody, so that text for staff alone is marked.
    pub marks_internal: bool,
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
            Item::Markdown(Event::Start(Tag::Paragraph)) if figure(items).is_some() => return self.figure(items),
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
                self.table = Some(Table { alignments: alignments.clone(), head: false, cell: 0, rows: false });
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

    fn heading(&mut self, level: u8, id: &str) {
        self.line();
        if self.is_question(level) {
            self.out.push(QUESTION);
        }
        self.out.push_str(&format!("<h{level} id=\""));
        self.attribute(id);
        self.out.push_str("\">");
    }

    /// Only headings outside of every list, quote and directive can divide a page into questions.
    fn is_question(&self, level: u8) -> bool {
        self.context.question_level == Some(level) && self.depth <= 1 && self.containers == 0
    }

    fn end_heading(&mut self, level: u8) {
        let question = self.context.question_level == Some(level) && self.depth == 0 && self.containers == 0;
        if !question && level > 1 {
            let start = self.out.rfind(&format!("<h{level} id=\"")).map_or(0, |at| at + 8);
            let id = self.out[start..].split('"').next().unwrap_or_default().to_string();
            let label = self.labels.character("anchor", "Link to this section");
            self.out.push_str(&format!("<a class=\"anchor\" href=\"#{id}\" aria-label=\"{label}\">#</a>"));
        }
        self.out.push_str(&format!("</h{level}>\n"));
        if question {
            self.out.push(ANSWER);
        }
    }

    fn quote(&mut self, kind: Option<BlockQuoteKind>) {
        let callout = match kind {
            None => return self.block("<blockquote>\n"),
            Some(BlockQuoteKind::Note) => Callout::Note,
            Some(BlockQuoteKind::Tip) => Callout::Tip,
            Some(BlockQuoteKind::Important) => Callout::Important,
            Some(BlockQuoteKind::Warning) => Callout::Warning,
            Some(BlockQuoteKind::Caution) => Callout::Caution,
        };
        self.callout(callout, "");
    }

    fn callout(&mut self, callout: Callout, title: &str) {
        let word = callout.word();
        self.block(&format!("<aside class=\"callout {word}\" role=\"note\">\n<p class=\"callout-title\">"));
        if title.is_empty() {
            let label = self.labels.character(word, word);
            self.out.push(label);
        } else {
            self.text(title);
        }
        self.out.push_str("</p>\n");
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>) {
        self.line();
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', ',', '\t']).next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        if language.is_empty() {
            return self.out.push_str("<pre><code>");
        }
        self.out.push_str("<pre><code class=\"language-");
        self.attribute(language);
        self.out.push_str("\">");
    }

    fn row(&mut self, head: bool) {
        let Some(table) = &mut self.table else { return };
        table.head = head;
        table.cell = 0;
        let first = !head && !table.rows;
        table.rows |= !head;
        self.out.push_str(match (head, first) {
            (true, _) => "<thead><tr>",
            (false, true) => "<tbody>\n<tr>",
            (false, false) => "<tr>",
        });
    }

    fn cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        let alignment = table.alignments.get(table.cell).copied().unwrap_or(Alignment::None);
        table.cell += 1;
        self.out.push_str(if table.head { "<th" } else { "<td" });
        self.out.push_str(match alignment {
            Alignment::None => ">",
            Alignment::Left => " align=\"left\">",
            Alignment::Center => " align=\"center\">",
            Alignment::Right => " align=\"right\">",
        });
    }

    fn end_cell(&mut self) {
        let head = self.table.as_ref().is_some_and(|table| table.head);
        self.out.push_str(if head { "</th>" } else { "</td>" });
    }

    fn end_table(&mut self) {
        let rows = self.table.take().is_some_and(|table| table.rows);
        self.out.push_str(if rows { "</tbody></table></div>\n" } else { "</table></div>\n" });
    }

    fn link(&mut self, address: &str, title: &str) {
        let number = address.chars().next().and_then(|c| reserved::index(&DESTINATIONS, c));
        let raw = number.and_then(|number| self.context.destinations.get(number)).map_or("", |found| found.raw.as_str());
        let attachment = number.filter(|_| destination::is_attachment(raw));
        self.out.push_str("<a href=\"");
        self.out.push_str(address);
        self.out.push('"');
        if attachment.is_some() {
            self.out.push_str(" class=\"attachment\"");
        } else if destination::leaves(raw) {
            self.out.push_str(" rel=\"external noopener\"");
        }
        self.title(title);
        self.out.push('>');
        self.attachments.push(attachment);
    }

    fn title(&mut self, title: &str) {
        if !title.is_empty() {
            self.out.push_str(" title=\"");
            self.attribute(title);
            self.out.push('"');
        }
    }

    fn end_link(&mut self) {
        let facts = self.attachments.pop().flatten().and_then(|number| reserved::character(&FACTS, number));
        if let Some(facts) = facts {
            self.out.push_str(" <span class=\"attachment-meta\">");
            self.out.push(facts);
            self.out.push_str("</span>");
        }
        self.out.push_str("</a>");
    }

    /// Everything up to the end of the picture is its text.
    fn image(&mut self, address: &str, title: &str) {
        self.out.push_str("<img src=\"");
        self.out.push_str(address);
        self.out.push_str("\" loading=\"lazy\"");
        self.title(title);
        self.alt = Some((String::new(), 0));
    }

    fn alt_item(&mut self, item: &Item<'_>) {
        let Some((alt, nested)) = &mut self.alt else { return };
        match item {
            Item::Markdown(Event::Text(text) | Event::Code(text)) => alt.push_str(text),
            Item::Markdown(Event::SoftBreak | Event::HardBreak) => alt.push(' '),
            Item::Markdown(Event::Start(Tag::Image { .. })) => *nested += 1,
            Item::Markdown(Event::End(TagEnd::Image)) if *nested > 0 => *nested -= 1,
            Item::Markdown(Event::End(TagEnd::Image)) => self.end_image(),
            _ => {}
        }
    }

    fn end_image(&mut self) {
        let Some((alt, _)) = self.alt.take() else { return };
        self.depth = self.depth.saturating_sub(1);
        self.out.push_str(" alt=\"");
        self.attribute(&alt);
        self.out.push_str("\" />");
    }

    /// A picture with a title, alone in its paragraph, is a figure.
    fn figure(&mut self, items: &[Item<'_>]) -> usize {
        let Some((length, title)) = figure(items) else { return 1 };
        self.block("<figure>");
        self.items(&items[1..length - 1]);
        self.out.push_str("<figcaption>");
        self.text(title);
        self.out.push_str("</figcaption></figure>\n");
        length
    }

    fn task(&mut self, done: bool) {
        for (plain, task) in [("<li>", "<li class=\"task\">"), ("<li><p>", "<li class=\"task\"><p>"), ("<li>\n<p>", "<li class=\"task\">\n<p>")] {
            if self.out.ends_with(plain) {
                self.out.truncate(self.out.len() - plain.len());
                self.out.push_str(task);
            }
        }
        let checked = if done { " checked=\"\"" } else { "" };
        self.out.push_str(&format!("<input type=\"checkbox\" disabled=\"\"{checked} /> "));
    }

    fn reference(&mut self, name: &str) {
        let known = self.notes.order.iter().position(|(known, _)| known == name);
        let number = known.unwrap_or_else(|| {
            self.notes.order.push((name.to_string(), 0));
            self.notes.order.len() - 1
        });
        self.notes.order[number].1 += 1;
        let times = self.notes.order[number].1;
        let id = reference_id(name, times);
        let name = escaped(name);
        self.out.push_str(&format!(
            "<sup class=\"footnote-ref\"><a href=\"#fn-{name}\" id=\"{id}\" data-footnote-ref=\"\">{}</a></sup>",
            number + 1
        ));
    }

    fn footnotes(&mut self) {
        let order = std::mem::take(&mut self.notes.order);
        let texts = std::mem::take(&mut self.notes.texts);
        if order.is_empty() {
            return;
        }
        self.block("<section class=\"footnotes\" data-footnotes=\"\">\n<ol>\n");
        for (number, (name, times)) in order.iter().enumerate() {
            let text = texts.get(name).map_or("", String::as_str);
            self.footnote(name, number + 1, *times, text);
        }
        self.out.push_str("</ol>\n</section>\n");
    }

    fn footnote(&mut self, name: &str, number: usize, times: usize, text: &str) {
        let back: Vec<String> = (1..=times).map(|time| self.back(name, number, time)).collect();
        let back = back.join(" ");
        self.out.push_str(&format!("<li id=\"fn-{}\">\n", escaped(name)));
        match text.trim_end().strip_suffix("</p>") {
            Some(head) => self.out.push_str(&format!("{head} {back}</p>\n")),
            None => self.out.push_str(&format!("{text}{back}\n")),
        }
        self.out.push_str("</li>\n");
    }

    fn back(&mut self, name: &str, number: usize, time: usize) -> String {
        let label = self.labels.character("footnote_back", "Back to reference");
        let index = if time == 1 { number.to_string() } else { format!("{number}-{time}") };
        let again = if time == 1 { String::new() } else { format!("<sup class=\"footnote-ref\">{time}</sup>") };
        format!(
            "<a href=\"#{}\" class=\"footnote-backref\" data-footnote-backref=\"\" data-footnote-backref-idx=\"{index}\" aria-label=\"{label} {index}\">↩{again}</a>",
            reference_id(name, time)
        )
    }

    fn open(&mut self, directive: Directive, arguments: &str) {
        self.containers += usize::from(!matches!(directive, Directive::Only(_)));
        match directive {
            Directive::Only(_) => self.open_internal(),
            Directive::Callout(callout) => self.callout(callout, arguments),
            Directive::Details => {
                self.block("<details class=\"details\">\n<summary>");
                self.title_or_label(arguments, "details", "Details");
                self.out.push_str("</summary>\n");
            }
            Directive::Steps => self.block("<div class=\"steps\">\n"),
            Directive::Reply => self.open_reply(arguments),
            Directive::Quiz => {}
            Directive::Video => self.video(arguments),
            Directive::Sla => {}
        }
    }

    fn close(&mut self, directive: Directive) {
        self.containers = self.containers.saturating_sub(usize::from(!matches!(directive, Directive::Only(_))));
        match directive {
            Directive::Only(_) if self.context.marks_internal => self.block("</div>\n"),
            Directive::Only(_) => {}
            Directive::Callout(_) => self.block("</aside>\n"),
            Directive::Details => self.block("</details>\n"),
            Directive::Steps => self.block("</div>\n"),
            Directive::Reply => self.block("</div>\n</div>\n"),
            Directive::Quiz | Directive::Video | Directive::Sla => self.line(),
        }
    }

    /// In the edition for everybody, `:::public` leaves no trace; in the one for staff, internal text is marked.
    fn open_internal(&mut self) {
        if self.context.marks_internal {
            let label = self.labels.character("internal", "Internal");
            self.block(&format!("<div class=\"internal-block\">\n<p class=\"internal-label\">{label}</p>\n"));
        }
    }

    fn title_or_label(&mut self, title: &str, key: &'static str, fallback: &str) {
        if title.is_empty() {
            let label = self.labels.character(key, fallback);
            self.out.push(label);
        } else {
            self.text(title);
        }
    }

    fn open_reply(&mut self, title: &str) {
        self.block("<div class=\"reply\">\n<div class=\"reply-head\"><span class=\"reply-title\">");
        self.title_or_label(title, "reply", "Reply");
        let label = self.labels.character("copy", "Copy");
        self.out.push_str(&format!(
            "</span><button type=\"button\" class=\"copy\" data-copy=\"\" hidden=\"\">{label}</button></div>\n<div class=\"reply-body\">\n"
        ));
    }

    /// The arguments begin with the reserved character of the address.
    fn video(&mut self, arguments: &str) {
        let mut characters = arguments.chars();
        let Some(address) = characters.next().filter(|c| reserved::index(&DESTINATIONS, *c).is_some()) else { return };
        self.block(&format!(
            "<p><a class=\"video\" rel=\"external noopener\" href=\"{address}\"><span class=\"video-title\">"
        ));
        self.title_or_label(characters.as_str().trim(), "video", "Watch the video");
        self.out.push_str("</span></a></p>\n");
    }

    fn service_levels(&mut self, rows: &[Vec<Cell>]) {
        let Some((head, rows)) = rows.split_first() else { return };
        self.block("<div class=\"table sla\"><table>\n<thead>");
        self.plain_row(head, "th");
        self.out.push_str("</thead>\n<tbody>\n");
        for row in rows {
            self.plain_row(row, "td");
        }
        self.out.push_str("</tbody></table></div>\n");
    }

    fn plain_row(&mut self, cells: &[Cell], element: &str) {
        self.out.push_str("<tr>");
        for cell in cells {
            self.out.push_str(&format!("<{element}>"));
            match cell {
                Cell::Text(text) => self.text(text),
                Cell::Label { key, fallback } => {
                    let label = self.labels.character(key, fallback);
                    self.out.push(label);
                }
            }
            self.out.push_str(&format!("</{element}>"));
        }
        self.out.push_str("</tr>\n");
    }

    fn quiz(&mut self, items: &[Item<'_>], arguments: &str) -> usize {
        let length = quiz::length(items);
        let pass = crate::directive::attribute(arguments, "pass").unwrap_or("80").trim_end_matches('%').to_string();
        let pass = pass.parse::<u8>().unwrap_or(80).min(100);
        self.block(&format!("<div class=\"quiz\" data-pass=\"{pass}\">\n"));
        for part in quiz::parts(items.get(1..length - 1).unwrap_or_default()) {
            match part {
                quiz::Part::Other(items) => self.items(items),
                quiz::Part::Options(items) => self.options(items),
            }
        }
        self.block("</div>\n");
        length
    }

    /// The options without a hint, then the answers, folded.
    fn options(&mut self, items: &[Item<'_>]) {
        self.block("<ul class=\"options\">\n");
        for option in quiz::options(items) {
            self.out.push_str("<li class=\"option\"><input type=\"checkbox\" disabled=\"\" /> ");
            self.items(option.text);
            self.out.push_str("</li>\n");
        }
        let label = self.labels.character("show_answer", "Show the answer");
        self.out.push_str(&format!("</ul>\n<details class=\"answer\">\n<summary>{label}</summary>\n<ul class=\"answers\">\n"));
        for option in quiz::options(items) {
            let class = if option.right { "right" } else { "wrong" };
            let label = self.labels.character(class, class);
            self.out.push_str(&format!("<li class=\"{class}\"><strong>{label}</strong> "));
            self.items(option.text);
            if !option.explanation.is_empty() {
                self.out.push_str("<div class=\"explanation\">");
                self.items(option.explanation);
                self.out.push_str("</div>");
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ul>\n</details>\n");
    }
}

/// The number of items and the caption, when a paragraph is one picture with a title.
fn figure<'i>(items: &'i [Item<'_>]) -> Option<(usize, &'i str)> {
    let Some(Item::Markdown(Event::Start(Tag::Image { title, .. }))) = items.get(1) else { return None };
    let end = items.iter().position(|item| matches!(item, Item::Markdown(Event::End(TagEnd::Image))))?;
    let alone = matches!(items.get(end + 1), Some(Item::Markdown(Event::End(TagEnd::Paragraph))));
    (alone && !title.is_empty()).then_some((end + 2, title.as_ref()))
}

fn reference_id(name: &str, time: usize) -> String {
    let name = escaped(name);
    if time == 1 { format!("fnref-{name}") } else { format!("fnref-{name}-{time}") }
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    let _ = escape_html(&mut out, text);
    out
}
