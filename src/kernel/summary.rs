//! `SUMMARY.md` as mdBook reads it: a nested list of links, parts as headings, drafts as empty links.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::markdown;
use crate::path;
use crate::span::Span;

/// A line of the summary.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// As shown.
    pub title: String,
    /// Path in the source folder; none for parts and drafts.
    pub path: Option<String>,
    /// How deep it is nested; parts and chapters beside the list are at 0.
    pub depth: usize,
    /// Whether it is the title of a part.
    pub is_part: bool,
    /// Where its address stands.
    pub span: Span,
}

/// Reads the lines of a summary that lies in `folder`.
pub(crate) fn parse(text: &str, file: &crate::path::SourcePath, folder: &str) -> Vec<Entry> {
    let mut reader = Reader { entries: Vec::new(), depth: 0, title: None, heading: false };
    for (event, range) in markdown::events(text) {
        let span = Span::new(file, range);
        reader.event(event, span, folder);
    }
    // The heading that the file begins with is the book's, not a part's.
    if reader.entries.first().is_some_and(|entry| entry.is_part) {
        reader.entries.remove(0);
    }
    reader.entries
}

struct Reader {
    entries: Vec<Entry>,
    depth: usize,
    /// The text being read, and the address it is for.
    title: Option<(String, Option<String>)>,
    heading: bool,
}

impl Reader {
    fn event(&mut self, event: Event<'_>, span: Span, folder: &str) {
        match event {
            Event::Start(Tag::List(_)) => self.depth += 1,
            Event::End(TagEnd::List(_)) => self.depth = self.depth.saturating_sub(1),
            Event::Start(Tag::Link { dest_url, .. }) if !self.heading => {
                let address = decoded(&dest_url);
                let path =
                    if address.is_empty() { None } else { path::join(folder, &address).or(Some(address)) };
                self.title = Some((String::new(), path));
            }
            Event::Start(Tag::Heading { .. }) => {
                self.heading = true;
                self.title = Some((String::new(), None));
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some((title, _)) = &mut self.title {
                    title.push_str(&text);
                }
            }
            Event::End(TagEnd::Link) if !self.heading => self.finish(span),
            Event::End(TagEnd::Heading(_)) => {
                self.finish(span);
                self.heading = false;
            }
            _ => {}
        }
    }

    fn finish(&mut self, span: Span) {
        let Some((title, path)) = self.title.take() else { return };
        let depth = if self.heading { 0 } else { self.depth.saturating_sub(1) };
        self.entries.push(Entry { title, path, depth, is_part: self.heading, span });
    }
}

fn decoded(address: &str) -> String {
    let path = address.split_once('#').map_or(address, |(path, _)| path);
    percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned()
}
