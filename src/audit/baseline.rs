//! What is public anyhow: public text, the configuration, the theme, the words of file formats. A fingerprint that is
//! found here tells nothing, and is not looked for.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use serde_json::Value;

use super::front::texts;
use super::hunt::Hunt;
use super::lines::Reader;
use super::markdown::Find;
use super::report::View;
use super::site::{File, Page, Site, setting};
use super::tokens::{BREAK, Decode};
use super::views::{self, Reading, Role};
use super::{AuditError, collect};
use crate::{disk, theme};

/// Words that formats and addresses are made of, besides those of the theme.
const FORMATS: &str = "answerbook generator format edition public files size sha256 version role name bytes check meta \
    segment segments pages words shard manifest index_settings docstore_compression docstore_blocksize none schema \
    options indexing record fieldnorms tokenizer answerbook-names answerbook-prose position stored fast title keywords \
    heading text opstamp max_doc deletes include_temp_doc_store segment_id index_format_version library major minor \
    patch crc user-agent allow disallow sitemap urlset loc lastmod xhtml link alternate hreflang schemas sitemaps org \
    feed entry updated summary author atom opensearchdescription shortname description inputencoding template method \
    searchterms content-security-policy default-src script-src self wasm-unsafe-eval style-src img-src data font-src \
    connect-src worker-src manifest-src base-uri form-action frame-ancestors require-trusted-types-for script \
    x-content-type-options nosniff referrer-policy strict-origin-when-cross-origin permissions-policy camera \
    geolocation microphone cache-control max-age immutable robots index follow assets search whats-new html http https \
    xml encoding utf xmlns w3 2005 1999 checkbox disabled checked footnote definition section question answer page \
    policy faq guide course lesson reply announcement news home video callout note tip important warning caution";

/// Marks the fingerprints that public text has, too; and those of drafts that internal text has.
pub(super) fn mark(root: &Path, site: &Site, hunt: &Hunt, shared: &[AtomicBool]) -> Result<(), AuditError> {
    let own = setting(&site.config, "theme", "name").unwrap_or("default");
    let theme: Vec<(String, Vec<u8>)> = theme::default_files()
        .into_iter()
        .chain(disk::read_theme(root, own)?)
        .collect();
    let drop = |reading: Reading<'_>| hunt.each(&reading, |number, _| mark_one(shared, number));
    theme.par_iter().for_each(|(path, bytes)| {
        text(bytes, &drop);
        views::read(path, bytes, Role::Other, &mut |reading| drop(reading));
    });
    text(FORMATS.as_bytes(), &drop);
    config(site, &drop);
    site.loose.iter().for_each(|line| text(line, &drop));
    let variables = variables(&site.config);
    site.pages.par_iter().for_each(|page| {
        if page.reader == Reader::Public {
            public(page, &variables, &drop);
        }
        if hunt.has_drafts() && page.reader != Reader::Nobody {
            let spare = |reading: Reading<'_>| {
                hunt.each(&reading, |number, _| {
                    if hunt.belongs_nowhere(number) {
                        mark_one(shared, number);
                    }
                });
            };
            text(&page.only(Reader::Internal, &page.clean.bytes), &spare);
            text(&page.text[..page.front.body.min(page.text.len())], &spare);
        }
    });
    site.files
        .par_iter()
        .filter(|file| is_public(file, hunt))
        .for_each(|file| {
            text(file.path.as_bytes(), &drop);
            if let Some(bytes) = &file.bytes {
                views::read(&file.path, bytes, Role::Other, &mut |reading| drop(reading));
            }
        });
    Ok(())
}

fn mark_one(shared: &[AtomicBool], number: u32) {
    shared[number as usize].store(true, Ordering::Relaxed);
}

fn is_public(file: &File, hunt: &Hunt) -> bool {
    file.reader != Some(Reader::Internal) && !hunt.is_internal_file(&file.shown)
}

fn text(bytes: &[u8], drop: &impl Fn(Reading<'_>)) {
    views::plain(bytes, View::Twin, Decode::default(), &mut |reading| drop(reading));
}

/// All of `book.toml` but what is for staff.
fn config(site: &Site, drop: &impl Fn(Reading<'_>)) {
    let Some(tables) = site.config.as_object() else {
        return;
    };
    for (name, table) in tables.iter().filter(|(name, _)| *name != "internal") {
        text(name.as_bytes(), drop);
        texts(table).iter().for_each(|value| text(value.as_bytes(), drop));
    }
}

/// A page that is public, or the part of it that is.
fn public(page: &Page, variables: &BTreeMap<String, Vec<String>>, drop: &impl Fn(Reading<'_>)) {
    let raw = page.only(Reader::Public, &page.text);
    text(&without_notes(page, raw.clone()), drop);
    text(&page.only(Reader::Public, &page.clean.bytes), drop);
    for name in [page.path.as_str(), page.stem(), &page.address()] {
        text(name.as_bytes(), drop);
    }
    let hidden: Vec<&Value> = page.own_changes().collect();
    let keys = page.front.keys.as_object().into_iter().flatten();
    for (key, value) in keys {
        match value.as_array().filter(|_| key == "changes") {
            Some(changes) => {
                let open = changes.iter().filter(|change| !hidden.contains(change));
                open.flat_map(texts)
                    .for_each(|value| filled(&value, variables, drop));
            }
            None => texts(value)
                .iter()
                .for_each(|value| filled(value, variables, drop)),
        }
    }
    filled_body(page, &raw, variables, drop);
}

/// Notes between authors are no public text; nor is where a link leads within the site, which is checked elsewhere and
/// must not make the address of an internal page public.
fn without_notes(page: &Page, mut raw: Vec<u8>) -> Vec<u8> {
    for (find, range) in &page.clean.finds {
        let inside = *find == Find::Link && !collect::leads_out(&page.text[range.clone()]);
        if inside || *find == Find::Comment {
            raw[range.clone()].fill(BREAK);
        }
    }
    raw
}

/// The body once more with its variables filled in, as the page shows it.
fn filled_body(
    page: &Page,
    raw: &[u8],
    variables: &BTreeMap<String, Vec<String>>,
    drop: &impl Fn(Reading<'_>),
) {
    if super::markdown::find(raw, b"{{").is_none() {
        return;
    }
    let raw = without_notes(page, raw.to_vec());
    let text = String::from_utf8_lossy(&raw).into_owned();
    for version in versions(&text, variables) {
        let lines = super::lines::of(&version, 0, false);
        let clean = super::markdown::clean(&version, &lines).bytes;
        self::text(&clean, drop);
    }
}

fn filled(value: &str, variables: &BTreeMap<String, Vec<String>>, drop: &impl Fn(Reading<'_>)) {
    text(value.as_bytes(), drop);
    versions(value, variables)
        .iter()
        .for_each(|version| text(version.as_bytes(), drop));
}

/// The text with the first values of its variables, with the second ones, and so on: one for each language.
fn versions(text: &str, variables: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    if !text.contains("{{") {
        return Vec::new();
    }
    let most = variables.values().map(Vec::len).max().unwrap_or(0);
    (0..most)
        .map(|version| {
            fill(text, |name| {
                variables.get(name)?.get(version).or(variables.get(name)?.first())
            })
        })
        .collect()
}

fn fill<'v>(text: &str, value: impl Fn(&str) -> Option<&'v String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, (name, after))) = rest
        .split_once("{{")
        .and_then(|(before, rest)| Some((before, rest.split_once("}}")?)))
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
            let own = if name.is_empty() {
                key.clone()
            } else {
                format!("{name}.{key}")
            };
            let own = if name.is_empty() && is_language(key) {
                String::new()
            } else {
                own
            };
            open.push((own, value));
        }
    }
    all
}
