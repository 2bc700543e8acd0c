//! What `book.toml` says under `[internal]`: values, and words that mean the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::front::texts;
use super::lines::Reader;
use super::prints::{About, Place, Prints};
use super::report::Kind;
use super::site::Site;

/// The values of `[internal.vars]`, of which those that internal text uses must be found; and the words of `[internal.search]`.
pub(super) fn add(site: &Site, prints: &mut Prints) {
    let Some(internal) = site.config.get("internal") else {
        return;
    };
    let used = used_variables(site);
    let mut values = BTreeMap::new();
    internal.get("vars").into_iter().for_each(|table| flatten("", table, &mut values));
    for (name, value) in values {
        let about = About::new(Kind::Variable);
        let short = name.split_once('.').map_or(name.as_str(), |(_, rest)| rest);
        let about = if used.contains(&name) || used.contains(short) { about } else { about.unproven() };
        prints.value(about, place(site, &value));
    }
    // An edition has only those words of which it has any of the same meaning.
    for word in internal.get("search").map(texts).unwrap_or_default() {
        prints.value(About::new(Kind::Keyword).unproven(), place(site, &word));
    }
}

/// Where `book.toml` says it.
fn place(site: &Site, value: &str) -> Place {
    let line = line_of(&site.config_text, value);
    Place { path: Arc::from("book.toml"), line, text: Arc::from(value.as_bytes()), group: u32::MAX }
}

fn line_of(config: &str, value: &str) -> usize {
    let start = config.find("[internal").unwrap_or(0);
    let at = config[start..].find(value).map_or(start, |at| start + at);
    1 + config[..at].matches('\n').count()
}

fn used_variables(site: &Site) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for page in site.pages.iter().filter(|page| page.reader != Reader::Nobody && page.has_more()) {
        let text = String::from_utf8_lossy(&page.text);
        let names = text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}"));
        used.extend(names.map(|(name, _)| name.trim().to_owned()));
    }
    used
}

/// The texts of a table by their dotted names.
pub(super) fn flatten(prefix: &str, value: &Value, into: &mut BTreeMap<String, String>) {
    if let Value::Object(entries) = value {
        for (key, value) in entries {
            let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
            flatten(&name, value, into);
        }
        return;
    }
    into.extend(texts(value).into_iter().map(|text| (prefix.to_owned(), text)));
}
