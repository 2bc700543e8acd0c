//! Who may read each document, as its author, its folder and the site say, and what about that is likely to be a mistake.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::audience::Level;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::library;
use crate::span::Span;

/// What the pages of folders say about who may read what lies in them. Every page that could be a folder's may close it, drafts,
/// too, but only the one that is its page may open it.
fn folder_levels(documents: &[Arc<Document>], pages: &HashMap<&str, usize>) -> BTreeMap<String, Level> {
    let mut levels: BTreeMap<String, Level> = BTreeMap::new();
    for (number, document) in documents.iter().enumerate() {
        let Some(said) = &document.front.cascade.audience else { continue };
        let place = &document.place;
        let folder =
            if place.index_rank().is_some() { place.folder() } else { place.path_without_extension() };
        if said.value < Level::Internal && pages.get(folder) != Some(&number) {
            continue;
        }
        let level = levels.entry(folder.to_string()).or_insert(said.value);
        *level = said.value.max(*level);
    }
    levels
}

/// Who may read each document: what it says itself, else its section, else the site, else staff alone. And what folders say about
/// the pages and assets in them.
pub(crate) fn levels(
    documents: &[Arc<Document>],
    config: &Config,
    faults: &mut Vec<Diagnostic>,
) -> (Vec<Level>, BTreeMap<String, Level>) {
    let pages = library::sections(documents, |number| !documents[number].front.draft);
    let folders = folder_levels(documents, &pages);
    let said = |document: &Arc<Document>| {
        let own = document.front.audience.as_ref().map(|at| at.value);
        own.or_else(|| library::nearest(&folders, scope(document, &folders)))
    };
    let explicit: Vec<Option<Level>> = documents.iter().map(said).collect();
    let levels: Vec<Level> = explicit.iter().map(|level| level.unwrap_or(config.default_audience)).collect();
    check_translations(config, (documents, &explicit, &levels), faults);
    check_cascades(documents, &pages, faults);
    check_sections((documents, pages), &explicit, &levels, faults);
    (levels, folders)
}

/// Where a document looks for what its section says: in its own folder, which for the page beside a folder is that one.
fn scope<'d>(document: &'d Document, folders: &BTreeMap<String, Level>) -> &'d str {
    let below = document.place.path_without_extension();
    if folders.contains_key(below) { below } else { document.place.folder() }
}

/// A section whose page is for staff while its other pages are public only because nobody said otherwise.
fn check_sections(
    (documents, pages): (&[Arc<Document>], HashMap<&str, usize>),
    explicit: &[Option<Level>],
    levels: &[Level],
    faults: &mut Vec<Diagnostic>,
) {
    // In the order of the folders, so that what is found comes in one order.
    for (folder, number) in BTreeMap::from_iter(pages) {
        let said = documents[number].front.audience.as_ref().filter(|at| at.value == Level::Internal);
        let Some(said) = said.filter(|_| documents[number].front.cascade.audience.is_none()) else {
            continue;
        };
        let open = documents.iter().zip(explicit).zip(levels).find(|((document, explicit), level)| {
            (document.place.folder() == folder || document.place.folder().starts_with(&format!("{folder}/")))
                && explicit.is_none()
                && **level == Level::Public
                && !document.front.draft
        });
        if let Some(((document, _), _)) = open {
            let message = "the page of this section is internal, but its other pages are public";
            faults.push(
                Diagnostic::warning(Code::Audience, said.span.clone(), message)
                    .label(Span::start_of(&document.path), "this page is public by default")
                    .help(
                        "say `audience: internal` under `cascade`, too, or `audience: public` on those pages",
                    ),
            );
        }
    }
}

/// A `cascade` decides nothing on a page that is not the page of a section, and its author believes that it does.
fn check_cascades(documents: &[Arc<Document>], pages: &HashMap<&str, usize>, faults: &mut Vec<Diagnostic>) {
    let folders = library::folders(documents.iter().map(|document| &**document));
    for (number, document) in documents.iter().enumerate() {
        let place = &document.place;
        let section = match place.index_rank() {
            Some(_) => document.front.draft || pages.get(place.folder()) == Some(&number),
            None => folders.contains(place.path_without_extension()),
        };
        if let Some(said) = document.front.cascade.audience.as_ref().filter(|_| !section) {
            let message = "`cascade` decides nothing on a page that is not the page of a section";
            faults.push(
                Diagnostic::error(Code::Audience, said.span.clone(), message)
                    .help("move it to the `index.md` of the folder"),
            );
        }
    }
}

/// A translation that says nothing while its original is for staff was most likely forgotten.
fn check_translations(
    config: &Config,
    (documents, explicit, levels): (&[Arc<Document>], &[Option<Level>], &[Level]),
    faults: &mut Vec<Diagnostic>,
) {
    let mut internal: BTreeMap<&str, &Document> = BTreeMap::new();
    for (document, level) in documents.iter().zip(levels) {
        if *level == Level::Internal {
            internal.insert(&document.place.key, document);
        }
    }
    for ((document, explicit), level) in documents.iter().zip(explicit).zip(levels) {
        let Some(other) = internal.get(document.place.key.as_str()) else { continue };
        let translated = document.place.language != config.language().code;
        if *level == Level::Public && explicit.is_none() && translated && !document.front.draft {
            faults.push(
                Diagnostic::error(
                    Code::Audience,
                    Span::start_of(&document.path),
                    "translation of an internal page is public",
                )
                .label(Span::start_of(&other.path), "this page is internal")
                .help("say `audience: internal`, or `audience: public` if that is meant"),
            );
        }
    }
}
