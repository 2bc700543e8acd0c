//! Links, pictures and figures.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Writer;
use crate::destination;
use crate::refine::Item;
use crate::reserved::{self, DESTINATIONS, FACTS};

impl Writer<'_> {
    pub(super) fn link(&mut self, address: &str, title: &str) {
        let number = address.chars().next().and_then(|c| reserved::index(&DESTINATIONS, c));
        let raw = number
            .and_then(|number| self.context.destinations.get(number))
            .map_or("", |found| found.raw.as_str());
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

    pub(super) fn title(&mut self, title: &str) {
        if !title.is_empty() {
            self.out.push_str(" title=\"");
            self.attribute(title);
            self.out.push('"');
        }
    }

    pub(super) fn end_link(&mut self) {
        let facts = self.attachments.pop().flatten().and_then(|number| reserved::character(&FACTS, number));
        if let Some(facts) = facts {
            self.out.push_str(" <span class=\"attachment-meta\">");
            self.out.push(facts);
            self.out.push_str("</span>");
        }
        self.out.push_str("</a>");
    }

    /// Everything up to the end of the picture is its text.
    pub(super) fn image(&mut self, address: &str, title: &str) {
        self.out.push_str("<img src=\"");
        self.out.push_str(address);
        self.out.push_str("\" loading=\"lazy\"");
        self.title(title);
        self.alt = Some((String::new(), 0));
    }

    pub(super) fn alt_item(&mut self, item: &Item<'_>) {
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
    pub(super) fn figure(&mut self, items: &[Item<'_>]) -> usize {
        let Some((length, title)) = figure(items) else { return 1 };
        self.block("<figure>");
        self.items(&items[1..length - 1]);
        self.out.push_str("<figcaption>");
        self.text(title);
        self.out.push_str("</figcaption></figure>\n");
        length
    }
}

/// The number of items and the caption, when a paragraph is one picture with a title.
pub(super) fn figure<'i>(items: &'i [Item<'_>]) -> Option<(usize, &'i str)> {
    let Some(Item::Markdown(Event::Start(Tag::Image { title, .. }))) = items.get(1) else { return None };
    let end = items.iter().position(|item| matches!(item, Item::Markdown(Event::End(TagEnd::Image))))?;
    let alone = matches!(items.get(end + 1), Some(Item::Markdown(Event::End(TagEnd::Paragraph))));
    (alone && !title.is_empty()).then_some((end + 2, title.as_ref()))
}
