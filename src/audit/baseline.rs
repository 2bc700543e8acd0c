//! What is public anyhow: public text, the configuration, the theme, the words of file formats. A fingerprint that is
//! found here tells nothing, and is not looked for.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use serde_json::Value;

use super::front::texts;
use super::hunt::Hunt;
use super::lines::Reader;
use super::markdown::Find;
use super::report::View;
use super::site::{Page, Site, setting};
use super::tokens::{BREAK, Decode};
use super::views::{self, Reading};
use super::{AuditError, collect};
use crate::disk;
use crate::theme::embedded;

/// Words that formats and addresses are made of, besides those of the theme.
const FORMATS: &str = "answerbook generator format edition public files size sha256 version role name bytes check meta \
    segment segments pages words shard manifest index_settings docstore_compression docstore_blocksize none schema \
    options indexing record fieldnorms tokenizer answerbook-names answerbook-prose position stored fast title keywords \
    heading text opstamp max_doc deletes include_temp_doc_store segment_id index_format_version library major minor \
    patch crc user-agent allow disallow sitemap urlset loc lastmod xhtml link alternate hreflang schemas sitemaps org \
    feed entry updated summary author atom opensearchdescription shortname description inputencoding template method \
    searchterms content-security-policy default-src script-src self wasm-unsafe-eval style-src img-src data font-src \
    connect-src worker-src manifest-src base-uri form-action frame-ancestors require-trusted-types-for script trusted-types no-cache block \
    x-content-type-options nosniff referrer-policy strict-origin-when-cross-origin permissions-policy camera \
    geolocation microphone cache-control max-age immutable robots index follow assets search whats-new html http https \
    context graph type breadcrumblist itemlistelement listitem position item article techarticle newsarticle \
    headline datemodified inlanguage author organization provider learningresource haspart faqpage \
    mainentity acceptedanswer website searchaction potentialaction entrypoint urltemplate query-input required \
    search_term_string ld json xml encoding utf xmlns w3 2005 1999 checkbox disabled checked footnote definition section question answer page \
    policy faq guide course lesson reply announcement news home video callout note tip important warning caution";

/// Marks the fingerprints that public text has, too; and those of drafts that internal text has.
pub(super) fn mark(root: &Path, site: &Site, hunt: &Hunt, shared: &[AtomicBool]) -> Result<(), AuditError> {
    let own = setting(&site.config, "theme", "name").unwrap_or("default");
    let theme: Vec<_> = embedded::files(own).into_iter().chain(disk::read_theme(root, own)?).collect();
    let base = Baseline { hunt, shared, variables: variables(&site.config) };
    theme.par_iter().for_each(|(path, bytes)| {
        base.text(bytes);
        base.file(path, bytes);
    });
    base.text(FORMATS.as_bytes());
    base.config(&site.config);
    site.loose.iter().for_each(|line| base.text(line));
    site.pages.par_iter().for_each(|page| base.page(page));
    let files = site
        .files
        .par_iter()
        .filter(|file| file.reader != Some(Reader::Internal) && !hunt.is_internal_file(&file.shown));
    files.for_each(|file| {
        base.text(file.path.as_bytes());
        file.bytes.iter().for_each(|bytes| base.file(&file.path, bytes));
    });
    Ok(())
}

struct Baseline<'a> {
    hunt: &'a Hunt,
    shared: &'a [AtomicBool],
    /// Public variables by name, each with its values in all languages.
    variables: BTreeMap<String, Vec<String>>,
}

impl Baseline<'_> {
    /// Everything that is in a text.
    fn text(&self, bytes: &[u8]) {
        self.text_where(bytes, |_, _| true);
    }

    /// Everything that is in a text and passes, by its number and its first byte.
    fn text_where(&self, bytes: &[u8], passes: impl Fn(u32, usize) -> bool) {
        views::plain(bytes, View::Twin, Decode::default(), &mut |reading| self.see(&reading, &passes));
    }

    fn file(&self, path: &str, bytes: &[u8]) {
        views::read(path, bytes, &mut |reading| self.see(&reading, &|_, _| true));
    }

    fn see(&self, reading: &Reading<'_>, passes: &impl Fn(u32, usize) -> bool) {
        self.hunt.each(reading, |number, offset| {
            let mark = &self.shared[number as usize];
            if !mark.load(Ordering::Relaxed) && passes(number, offset) {
                mark.store(true, Ordering::Relaxed);
            }
        });
    }

    /// All of `book.toml` but what is for staff.
    fn config(&self, config: &Value) {
        let tables = config.as_object().into_iter().flatten();
        for (name, table) in tables.filter(|(name, _)| *name != "internal") {
            self.text(name.as_bytes());
            texts(table).iter().for_each(|value| self.text(value.as_bytes()));
        }
    }

    fn page(&self, page: &Page) {
        match page.reader {
            Reader::Public => self.public(page),
            Reader::Internal | Reader::Nobody => {}
        }
        if self.hunt.has_drafts() && page.reader != Reader::Nobody {
            let nowhere = |number: u32, _| self.hunt.belongs_nowhere(number);
            let front = &page.text[..page.front.body.min(page.text.len())];
            self.text_where(&page.only(Reader::Internal, &page.clean.bytes), nowhere);
            self.text_where(front, nowhere);
        }
    }

    /// A page that is public, or the part of it that is.
    fn public(&self, page: &Page) {
        self.front(page);
        self.text(&page.only(Reader::Public, &page.clean.bytes));
        let raw = without_comments(page);
        let inner: Vec<&Range<usize>> = inner_links(page).collect();
        // Where a link leads is checked by the build, and must not make the address of an internal page public.
        self.text_where(&raw, |number, offset| {
            !self.hunt.is_address(number) || !inner.iter().any(|range| range.contains(&offset))
        });
        if super::markdown::find(&raw, b"{{").is_some() {
            for version in versions(&String::from_utf8_lossy(&raw), &self.variables) {
                let lines = super::lines::of(&version, 0, false);
                self.text(&super::markdown::clean(&version, &lines).bytes);
            }
        }
    }

    fn front(&self, page: &Page) {
        for name in [page.path.as_str(), page.stem(), &page.address()] {
            self.text(name.as_bytes());
        }
        let hidden: Vec<&Value> = page.own_changes().collect();
        for (key, value) in page.front.keys.as_object().into_iter().flatten() {
            let values = match value.as_array().filter(|_| key == "changes") {
                Some(changes) => {
                    changes.iter().filter(|change| !hidden.contains(change)).flat_map(texts).collect()
                }
                None => texts(value),
            };
            values.iter().for_each(|value| self.value(value));
        }
    }

    fn value(&self, value: &str) {
        self.text(value.as_bytes());
        versions(value, &self.variables).iter().for_each(|version| self.text(version.as_bytes()));
    }
}

fn inner_links(page: &Page) -> impl Iterator<Item = &Range<usize>> {
    let links = page.clean.finds.iter().filter(|(find, _)| *find == Find::Link).map(|(_, range)| range);
    links.filter(|range| !collect::leads_out(&page.text[(*range).clone()]))
}

/// Notes between authors are no public text.
fn without_comments(page: &Page) -> Vec<u8> {
    let mut raw = page.only(Reader::Public, &page.text);
    for (_, range) in page.clean.finds.iter().filter(|(find, _)| *find == Find::Comment) {
        raw[range.clone()].fill(BREAK);
    }
    raw
}

/// The text with the first values of its variables, with the second ones, and so on: one for each language.
fn versions(text: &str, variables: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    if !text.contains("{{") {
        return Vec::new();
    }
    let most = variables.values().map(Vec::len).max().unwrap_or(0);
    (0..most)
        .map(|version| fill(text, |name| variables.get(name)?.get(version).or(variables.get(name)?.first())))
        .collect()
}

fn fill<'v>(text: &str, value: impl Fn(&str) -> Option<&'v String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, (name, after))) =
        rest.split_once("{{").and_then(|(before, rest)| Some((before, rest.split_once("}}")?)))
    {
        out.push_str(before);
        match value(name.trim()) {
            Some(value) => out.push_str(value),
            None => out.push('\u{2}'),
        }
        rest = after;
    }
    out + rest
}

/// Public variables by name, each with its values in all languages.
fn variables(config: &Value) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let Some(table) = config.get("vars") else {
        return all;
    };
    let languages = config.get("languages").and_then(Value::as_object);
    let is_language =
        |name: &str| languages.is_some_and(|known| known.keys().any(|code| code.eq_ignore_ascii_case(name)));
    let mut open = vec![(String::new(), table)];
    while let Some((name, value)) = open.pop() {
        let Value::Object(entries) = value else {
            all.entry(name).or_default().extend(texts(value));
            continue;
        };
        for (key, value) in entries {
            let own = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
            let own = if name.is_empty() && is_language(key) { String::new() } else { own };
            open.push((own, value));
        }
    }
    all
}
