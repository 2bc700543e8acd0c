//! Raw HTML inside Markdown: finds its addresses and ids, and drops comments, which are notes to other authors.
//!
//! This is no sanitizer: what may stay is decided afterwards, over the whole page (`sanitize.rs`).

use pulldown_cmark::Event;

use crate::markdown;

/// What is done with the things that are found.
pub(crate) trait Finds {
    /// An address in `href`, `src` or `poster`, at a byte of the text; gives what is written in its place.
    fn address(&mut self, element: &str, value: &str, at: usize) -> String;
    /// An id.
    fn id(&mut self, value: &str);
    /// An element opens or, with `/` before its name, closes.
    fn tag(&mut self, name: &str);
    /// Whether an element may not even be looked at by the sanitizer.
    fn drops(&self, element: &str) -> bool;
}

/// Copies HTML with addresses replaced and comments dropped.
pub(crate) fn rewrite(html: &str, finds: &mut impl Finds) -> String {
    let mut out = String::with_capacity(html.len());
    let mut at = 0;
    while let Some(open) = html[at..].find('<').map(|open| at + open) {
        out.push_str(&html[at..open]);
        at = open + construct(html, open, &mut out, finds);
    }
    out.push_str(&html[at..]);
    out
}

/// Handles what begins with `<` at `open`; gives how many bytes it took.
fn construct(html: &str, open: usize, out: &mut String, finds: &mut impl Finds) -> usize {
    let rest = &html[open..];
    if rest.starts_with("<!--") {
        return comment(rest);
    }
    let name = rest[1..].trim_start_matches('/');
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        out.push('<');
        return 1;
    }
    match tag(rest) {
        Some(tag) => {
            finds.tag(&rest[1..rest.len() - name.len() + tag.name.len()]);
            if !finds.drops(&tag.name) {
                write_tag(rest, &tag, open, out, finds);
            }
            tag.length
        }
        None => {
            out.push_str("&lt;");
            1
        }
    }
}

/// Whether an element is never open for long: it is empty, or the next of its kind closes it.
pub(crate) fn closes_itself(name: &str) -> bool {
    const EMPTY: &str = "area base br col embed hr img input link meta source track wbr";
    const CLOSED_BY_NEXT: &str = "li dt dd p rt rp option colgroup thead tbody tfoot tr td th";
    let names = EMPTY.split(' ').chain(CLOSED_BY_NEXT.split(' '));
    names.into_iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The length of a comment, which an unclosed one gives to the end.
fn comment(text: &str) -> usize {
    if text.starts_with("<!-->") {
        return 5;
    }
    if text.starts_with("<!--->") {
        return 6;
    }
    let inner = &text[4..];
    let plain = inner.find("-->").map(|end| end + 7);
    let bang = inner.find("--!>").map(|end| end + 8);
    plain.into_iter().chain(bang).min().unwrap_or(text.len())
}

struct Tag {
    name: String,
    attributes: Vec<Attribute>,
    length: usize,
}

struct Attribute {
    name: String,
    /// Bytes of the value with its quotes; empty without a value.
    written: std::ops::Range<usize>,
    value: String,
}

/// Reads a tag as browsers do; `None` when it never ends.
fn tag(text: &str) -> Option<Tag> {
    let bytes = text.as_bytes();
    let mut at = 1 + usize::from(bytes.get(1) == Some(&b'/'));
    let end = at + text[at..].find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')?;
    let name = text[at..end].to_ascii_lowercase();
    at = end;
    let mut attributes = Vec::new();
    loop {
        at += text[at..].find(|c: char| !(c.is_ascii_whitespace() || c == '/'))?;
        if bytes[at] == b'>' {
            return Some(Tag { name, attributes, length: at + 1 });
        }
        let (attribute, next) = attribute(text, at)?;
        attributes.push(attribute);
        at = next;
    }
}

fn attribute(text: &str, start: usize) -> Option<(Attribute, usize)> {
    let stop = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
    // A `=` at the very beginning belongs to the name.
    let first = text[start..].chars().next()?.len_utf8();
    let end = start + first + text[start + first..].find(stop)?;
    let name = text[start..end].to_ascii_lowercase();
    let after = end + text[end..].find(|c: char| !c.is_ascii_whitespace())?;
    if text.as_bytes()[after] != b'=' {
        return Some((Attribute { name, written: end..end, value: String::new() }, end));
    }
    let value = after + 1 + text[after + 1..].find(|c: char| !c.is_ascii_whitespace())?;
    let quote = text[value..].chars().next()?;
    let (inner, next) = if matches!(quote, '"' | '\'') {
        let close = value + 1 + text[value + 1..].find(quote)?;
        (value + 1..close, close + 1)
    } else {
        let close = value + text[value..].find(|c: char| c.is_ascii_whitespace() || c == '>')?;
        (value..close, close)
    };
    Some((Attribute { name, written: value..next, value: text[inner].to_string() }, next))
}

fn write_tag(text: &str, tag: &Tag, open: usize, out: &mut String, finds: &mut impl Finds) {
    let mut at = 0;
    for attribute in &tag.attributes {
        let value = decode(&attribute.value);
        match attribute.name.as_str() {
            "id" => finds.id(&value),
            "name" if tag.name == "a" => finds.id(&value),
            "href" | "src" | "poster" => {
                out.push_str(&text[at..attribute.written.start]);
                out.push('"');
                out.push_str(&finds.address(&tag.name, &value, open + attribute.written.start));
                out.push('"');
                at = attribute.written.end;
            }
            _ => {}
        }
    }
    out.push_str(&text[at..tag.length]);
}

/// An attribute's value with its entities decoded, white space around it dropped.
fn decode(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(start) = rest.find('&') {
        let name = |c: char| c.is_ascii_alphanumeric() || c == '#';
        let end = start + 1 + rest[start + 1..].find(|c| !name(c)).unwrap_or(rest.len() - start - 1);
        let end = end + usize::from(rest[end..].starts_with(';'));
        out.push_str(&rest[..start]);
        out.push_str(&entity(&rest[start..end]));
        rest = &rest[end..];
    }
    (out + rest).trim().to_string()
}

/// What an entity stands for; anything else stands for itself. Markdown knows the same entities as HTML.
fn entity(written: &str) -> String {
    let texts = markdown::events(written).filter_map(|(event, _)| match event {
        Event::Text(text) => Some(text.to_string()),
        _ => None,
    });
    let text: String = texts.collect();
    if text.is_empty() { written.to_string() } else { text }
}
