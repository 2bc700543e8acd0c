//! Items of a page back into Markdown: the twin that machines read, without directives, comments and variables.

use pulldown_cmark::{Alignment, BlockQuoteKind, CowStr, Event, LinkType, Tag, TagEnd};
use pulldown_cmark_to_cmark::{Options, cmark_with_options};

use crate::config::RawHtml;
use crate::directive::{Callout, Directive};
use crate::levels::Cell;
use crate::markdown;
use crate::outline;
use crate::refine::Item;
use crate::reserved::{self, DESTINATIONS};

/// Writes items as Markdown. Addresses are left as reserved characters; of raw HTML only a trusted site keeps the tags.
pub(crate) fn write(items: &[Item<'_>], raw_html: RawHtml) -> String {
    let events = items.iter().flat_map(|item| match (item, raw_html) {
        (Item::RawInline(html), RawHtml::Sanitize) => bare(html).into_iter().collect(),
        (Item::RawBlock(html), RawHtml::Sanitize) => bare(html).map_or_else(Vec::new, |text| {
            vec![Event::Start(Tag::Paragraph), text, Event::End(TagEnd::Paragraph)]
        }),
        _ => events(item),
    });
    let options = Options { code_block_token_count: 3, ..Options::default() };
    let mut out = String::new();
    // Writing to a String cannot fail; a page that cannot be written down has no twin, and loses nothing else.
    if cmark_with_options(events, &mut out, markdown::options(), options).is_err() {
        out.clear();
    }
    out
}

/// The text of raw HTML.
fn bare(html: &str) -> Option<Event<'_>> {
    let text = outline::text_of_html(html);
    (!text.is_empty()).then(|| Event::Text(CowStr::from(text)))
}

fn events<'a>(item: &'a Item<'a>) -> Vec<Event<'a>> {
    match item {
        Item::Markdown(Event::Start(Tag::Heading { level, .. })) => {
            vec![Event::Start(Tag::Heading {
                level: *level,
                id: None,
                classes: Vec::new(),
                attrs: Vec::new(),
            })]
        }
        Item::Markdown(Event::Start(Tag::Link { dest_url, title, .. })) => vec![Event::Start(Tag::Link {
            link_type: LinkType::Inline,
            dest_url: dest_url.clone(),
            title: title.clone(),
            id: CowStr::from(""),
        })],
        Item::Markdown(Event::Start(Tag::Image { dest_url, title, .. })) => vec![Event::Start(Tag::Image {
            link_type: LinkType::Inline,
            dest_url: dest_url.clone(),
            title: title.clone(),
            id: CowStr::from(""),
        })],
        Item::Markdown(event) => vec![event.clone()],
        Item::RawBlock(html) => vec![
            Event::Start(Tag::HtmlBlock),
            Event::Html(CowStr::from(html.as_str())),
            Event::End(TagEnd::HtmlBlock),
        ],
        Item::RawInline(html) => vec![Event::InlineHtml(CowStr::from(html.as_str()))],
        Item::Open(directive, title) => open(*directive, title),
        Item::Close(Directive::Callout(callout)) => {
            vec![Event::End(TagEnd::BlockQuote(Some(quote(*callout))))]
        }
        Item::Close(_) => Vec::new(),
        Item::Levels(rows) => table(rows),
        // As it was written; as text its brackets would be escaped.
        Item::Blank => vec![Event::InlineHtml(CowStr::from("[_] "))],
    }
}

fn open<'a>(directive: Directive, title: &'a str) -> Vec<Event<'a>> {
    match directive {
        Directive::Callout(callout) => {
            let mut events = vec![Event::Start(Tag::BlockQuote(Some(quote(callout))))];
            events.extend(strong(title));
            events
        }
        Directive::Details | Directive::Reply | Directive::Roleplay | Directive::Answer => strong(title),
        Directive::Video => video(title),
        Directive::Only(_) | Directive::Steps | Directive::Quiz | Directive::Sla => Vec::new(),
    }
}

fn quote(callout: Callout) -> BlockQuoteKind {
    match callout {
        Callout::Note => BlockQuoteKind::Note,
        Callout::Tip => BlockQuoteKind::Tip,
        Callout::Important => BlockQuoteKind::Important,
        Callout::Warning => BlockQuoteKind::Warning,
        Callout::Caution => BlockQuoteKind::Caution,
    }
}

fn strong(title: &str) -> Vec<Event<'_>> {
    if title.is_empty() {
        return Vec::new();
    }
    vec![
        Event::Start(Tag::Paragraph),
        Event::Start(Tag::Strong),
        Event::Text(CowStr::from(title)),
        Event::End(TagEnd::Strong),
        Event::End(TagEnd::Paragraph),
    ]
}

fn video(arguments: &str) -> Vec<Event<'_>> {
    let Some(address) = arguments.chars().next().filter(|c| reserved::index(&DESTINATIONS, *c).is_some())
    else {
        return Vec::new();
    };
    let title = arguments[address.len_utf8()..].trim();
    vec![
        Event::Start(Tag::Paragraph),
        Event::Start(Tag::Link {
            link_type: LinkType::Inline,
            dest_url: CowStr::from(address.to_string()),
            title: CowStr::from(""),
            id: CowStr::from(""),
        }),
        Event::Text(CowStr::from(if title.is_empty() { "Video" } else { title })),
        Event::End(TagEnd::Link),
        Event::End(TagEnd::Paragraph),
    ]
}

fn table(rows: &[Vec<Cell>]) -> Vec<Event<'_>> {
    let columns = rows.first().map_or(0, Vec::len);
    let mut events = vec![Event::Start(Tag::Table(vec![Alignment::None; columns]))];
    for (index, row) in rows.iter().enumerate() {
        let (start, end) = match index {
            0 => (Tag::TableHead, TagEnd::TableHead),
            _ => (Tag::TableRow, TagEnd::TableRow),
        };
        events.push(Event::Start(start));
        for cell in row {
            let text = match cell {
                Cell::Text(text) => text,
                Cell::Label { fallback, .. } => fallback,
            };
            events.push(Event::Start(Tag::TableCell));
            events.push(Event::Text(CowStr::from(text.as_str())));
            events.push(Event::End(TagEnd::TableCell));
        }
        events.push(Event::End(end));
    }
    events.push(Event::End(TagEnd::Table));
    events
}
