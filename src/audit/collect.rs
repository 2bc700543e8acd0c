//! From the sources to fingerprints of everything that the public edition must not know.

use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value;

use super::front::texts;
use super::lines::Reader;
use super::markdown::Find;
use super::prints::{About, Check, Place, Prints};
use super::report::Kind;
use super::site::{Page, Site, setting};
use super::tokens::{Decode, Lane, Token};
use super::variables;

/// Addresses that an edition has whatever its pages are.
const EVERYWHERE: [&str; 3] = ["assets", "search", "whats-new"];

/// Facts of the front matter, with the kind that they are.
const FACTS: [(&str, Kind); 13] = [
    ("title", Kind::Title),
    ("summary", Kind::Text),
    ("description", Kind::Text),
    ("tags", Kind::Tag),
    ("keywords", Kind::Keyword),
    ("aliases", Kind::Alias),
    ("redirect_from", Kind::Alias),
    ("owner", Kind::Owner),
    ("approved-by", Kind::Owner),
    ("applies-to", Kind::Owner),
    ("extra", Kind::Owner),
    ("cascade", Kind::Owner),
    ("changes", Kind::Change),
];

/// All fingerprints of a site but those of files, in the order in which one goes before another.
pub(super) fn prints(site: &Site) -> Prints {
    let pages: Vec<(usize, &Page)> =
        site.pages.iter().enumerate().filter(|(_, page)| page.has_more()).collect();
    let base = setting(&site.config, "book", "base-url");
    let parts: Vec<Prints> =
        pages.par_iter().map(|(group, page)| of_page(page, *group as u32, base)).collect();
    let mut prints = Prints::default();
    parts.into_iter().for_each(|part| prints.extend(part));
    variables::add(site, &mut prints);
    prints
}

fn of_page(page: &Page, group: u32, base: Option<&str>) -> Prints {
    let mut own = Own { page, group, base, prints: Prints::default() };
    match page.reader {
        Reader::Public => own.changes(),
        Reader::Internal | Reader::Nobody => own.front(),
    }
    own.body();
    own.prints
}

struct Own<'a> {
    page: &'a Page,
    group: u32,
    /// Where the public edition is.
    base: Option<&'a str>,
    prints: Prints,
}

impl Own<'_> {
    fn about(&self, kind: Kind) -> About {
        let about = About::new(kind).nowhere(self.page.reader == Reader::Nobody);
        if self.page.built { about } else { about.unproven() }
    }

    /// The front matter of a page that is not public.
    fn front(&mut self) {
        self.address();
        for (key, kind) in FACTS {
            let Some(value) = fact(&self.page.front.keys, key) else {
                continue;
            };
            let about = self.about(kind);
            match kind {
                Kind::Change => self.notes(value),
                Kind::Keyword => self.keywords(value),
                // Shown by policies alone.
                Kind::Owner => self.values(about.unproven(), value),
                Kind::Alias => self.values(About { check: Check::Path, ..about }, value),
                _ => self.values(about, value),
            }
        }
    }

    fn address(&mut self) {
        let address = self.page.address();
        // Folders that every edition has tell nothing.
        if EVERYWHERE.contains(&address.trim_matches('/')) {
            return;
        }
        let about = About { check: Check::Path, ..self.about(Kind::Address) };
        self.value(about, &address);
        if self.page.front.keys.get("slug").is_some() {
            self.value(about.unproven(), self.page.stem());
        }
    }

    fn notes(&mut self, changes: &Value) {
        let notes: Vec<&Value> =
            changes.as_array().into_iter().flatten().filter_map(|change| change.get("note")).collect();
        let about = self.about(Kind::Change);
        notes.into_iter().for_each(|note| self.values(about, note));
    }

    /// The notes of a public page that are not.
    fn changes(&mut self) {
        let notes: Vec<&Value> = self.page.own_changes().filter_map(|change| change.get("note")).collect();
        notes.into_iter().for_each(|note| self.values(self.about(Kind::Change), note));
    }

    /// The index knows keywords by their single words.
    fn keywords(&mut self, value: &Value) {
        let about = self.about(Kind::Keyword);
        self.values(about.unproven(), value);
        for text in texts(value) {
            let place = self.place_of(&text);
            let tokens = super::tokens::tokens(&place.text);
            let place = self.prints.place(place);
            self.prints.words(about, place, &tokens);
        }
    }

    fn values(&mut self, about: About, value: &Value) {
        texts(value).iter().for_each(|text| self.value(about, text));
    }

    fn value(&mut self, about: About, text: &str) {
        let text = without_holes(text);
        // Half of a title proves nothing when it is missing.
        let about = if text.contains('\u{2}') { about.unproven() } else { about };
        let place = self.place_of(&text);
        let mut lane = Lane::default();
        lane.feed(&place.text, 0, Decode::default());
        lane.end();
        let place = self.prints.place(place);
        self.prints.phrase(about, place, &lane.tokens);
    }

    /// A value's own place, on the line where the front matter has it.
    fn place_of(&self, value: &str) -> Place {
        let front =
            String::from_utf8_lossy(&self.page.text[..self.page.front.body.min(self.page.text.len())]);
        let first = value.lines().next().unwrap_or_default();
        let at = front.find(first).filter(|_| !first.is_empty()).unwrap_or(0);
        let line = 1 + front[..at].matches('\n').count();
        Place { path: self.page.shown.clone(), line, text: Arc::from(value.as_bytes()), group: self.group }
    }

    fn body(&mut self) {
        let text = self.page.text.clone();
        let place = Place { path: self.page.shown.clone(), line: 1, text, group: self.group };
        let place = self.prints.place(place);
        self.finds(place);
        for (reader, nowhere) in [(Reader::Internal, false), (Reader::Nobody, true)] {
            if self.page.lines.iter().all(|line| line.reader != reader) {
                continue;
            }
            let (text, word) =
                (self.about(Kind::Text).nowhere(nowhere), self.about(Kind::Word).nowhere(nowhere));
            let tokens = tokens(&self.page.only(reader, &self.page.clean.bytes));
            self.prints.runs(text, place, &tokens);
            self.prints.words(word, place, &tokens);
        }
    }

    fn finds(&mut self, place: u32) {
        for (find, range) in &self.page.clean.finds {
            let reader = self.page.reader_at(range.start);
            let text = &self.page.text[range.clone()];
            let (kind, wanted) = match find {
                Find::Heading => (Kind::Heading, reader != Reader::Public),
                Find::Alt => (Kind::Alt, reader != Reader::Public),
                Find::Link => {
                    (Kind::Link, reader != Reader::Public && leads_out(text) && !self.leads_home(text))
                }
                Find::Comment => (Kind::Comment, !text.trim_ascii_start().starts_with(b"ANCHOR")),
            };
            if wanted {
                let nobody =
                    *find == Find::Comment || reader == Reader::Nobody || self.page.reader == Reader::Nobody;
                let about = self.about(kind).nowhere(nobody);
                let tokens = tokens(&self.cut(range.clone(), *find));
                match find {
                    Find::Comment => self.prints.runs(about, place, &tokens),
                    Find::Heading | Find::Alt | Find::Link => self.prints.phrase(about, place, &tokens),
                }
            }
        }
    }

    /// Whether an address is one of the public edition. If a page for staff is at it, that page's own address is looked for.
    fn leads_home(&self, address: &[u8]) -> bool {
        let base = self.base.map(|base| base.trim_end_matches('/').as_bytes());
        let rest = base.and_then(|base| address.strip_prefix(base));
        rest.is_some_and(|rest| matches!(rest.first(), None | Some(b'/' | b'#' | b'?')))
    }

    /// Nothing but a part of the page, every byte in its place.
    fn cut(&self, range: std::ops::Range<usize>, find: Find) -> Vec<u8> {
        let mut out = vec![super::tokens::BREAK; range.end];
        let from = if find == Find::Heading { &self.page.clean.bytes } else { &self.page.text[..] };
        let part = String::from_utf8_lossy(&from[range.clone()]).into_owned();
        let part = without_holes(&part);
        let length = part.len().min(range.len());
        out[range.start..range.start + length].copy_from_slice(&part.as_bytes()[..length]);
        out
    }
}

/// What a section says for its pages counts as far as it names people.
fn fact<'a>(keys: &'a Value, key: &str) -> Option<&'a Value> {
    let value = keys.get(key)?;
    if key == "cascade" { value.get("owner") } else { Some(value) }
}

/// Whether an address is none of this site's.
pub(super) fn leads_out(address: &[u8]) -> bool {
    [&b"http"[..], b"mailto:", b"tel:", b"//"].iter().any(|start| address.starts_with(start))
}

fn tokens(bytes: &[u8]) -> Vec<Token> {
    let mut lane = Lane::default();
    lane.feed(bytes, 0, Decode::default());
    lane.end();
    lane.tokens
}

/// The text with breaks for variables, as long as before.
fn without_holes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find("{{") {
        let Some(close) = rest[open..].find("}}").map(|close| open + close + 2) else {
            break;
        };
        out.push_str(&rest[..open]);
        out.extend(std::iter::repeat_n('\u{2}', close - open));
        rest = &rest[close..];
    }
    out + rest
}
