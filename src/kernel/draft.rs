//! A page while its site is being put together: everything that can be known without looking at other pages.

use std::ops::Deref;
use std::sync::Arc;

use crate::audience::{Audience, Level, Public};
use crate::body::{self, Body, Manner};
use crate::compose;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::filter;
use crate::inclusions::{Inclusions, Taken};
use crate::kind::Kind;
use crate::library::{self, Library};
use crate::place;
use crate::refine;
use crate::span::Span;
use crate::structure;
use crate::values::PageValues;

/// A page of one audience, not yet linked to others.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// The document; none for a page made for a folder without one.
    pub document: Option<usize>,
    /// What it says, which does not depend on how many documents there are.
    pub text: Arc<Manuscript>,
}

impl Deref for Draft {
    type Target = Manuscript;

    fn deref(&self) -> &Manuscript {
        &self.text
    }
}

/// What a page says.
#[derive(Debug)]
pub(crate) struct Manuscript {
    /// Folder in the source that addresses of the text begin in.
    pub folder: String,
    /// Folder in the source that it is the page of.
    pub section: Option<String>,
    /// From the root of the edition.
    pub address: String,
    pub language: String,
    pub key: String,
    pub title: String,
    pub summary: String,
    pub kind: Kind,
    pub body: Arc<Body>,
    /// What a customer reads in the place of `body`: in the edition for staff, where that is something else.
    pub wording: Option<Arc<Body>>,
}

/// A document as it was read for an audience.
#[derive(Debug)]
pub(crate) struct Reading {
    pub document: Arc<Document>,
    /// Who may read the document.
    level: Level,
    text: Arc<Manuscript>,
    /// What it took from other files.
    taken: Taken,
    /// What its wording for customers took.
    offered: Taken,
    /// What is wrong with it.
    pub faults: Vec<Diagnostic>,
}

impl Reading {
    /// Whether the document would read the same now.
    pub fn holds<A: Audience>(&self, library: &Library<'_>, number: usize) -> bool {
        let document = &library.documents[number];
        self.holds_inside::<A>(library, number)
            && self.level == library.level(number)
            && self.text.section.as_deref() == library.section_of(number)
            && self.text.kind == kind::<A>(library, document)
    }

    /// The same if nothing is other than it was when the documents are seen from outside.
    pub fn holds_inside<A: Audience>(&self, library: &Library<'_>, number: usize) -> bool {
        Arc::ptr_eq(&self.document, &library.documents[number])
            && self.taken.holds(library, A::SEES)
            && self.offered.holds(library, Level::Public)
    }

    /// The page.
    pub fn draft(&self, number: usize) -> Draft {
        Draft { document: Some(number), text: Arc::clone(&self.text) }
    }

    /// A document, as audience `A` may know it.
    pub fn of<A: Audience>(library: &Library<'_>, number: usize) -> Self {
        let mut faults = Vec::new();
        let document = &library.documents[number];
        let place = &document.place;
        let language = language(library, document, &mut faults);
        let kind = kind::<A>(library, document);
        let inclusions = Inclusions::new(library, A::SEES);
        let values = PageValues {
            library,
            inclusions: &inclusions,
            language: &language,
            folder: place.folder(),
            sees: A::SEES,
        };
        let body = body::<A>(library, number, &values, kind, &mut faults);
        let (wording, offered) = wording::<A>(library, number, &body);
        let section = library.section_of(number).map(str::to_string);
        let is_section = section.is_some();
        let fill = |at: &crate::fields::At<String>, faults: &mut Vec<Diagnostic>| {
            values.plain(&at.value, &at.span, faults)
        };
        let given = document.front.title.as_ref().map(|title| fill(title, &mut faults));
        let summary =
            document.front.summary.as_ref().map(|summary| fill(summary, &mut faults)).unwrap_or_default();
        let text = Manuscript {
            folder: place.folder().to_string(),
            address: address(document, section.as_deref()),
            key: key(place, section.as_deref()),
            title: given.unwrap_or_else(|| title(library, document, &body, is_section)),
            language,
            section,
            summary,
            kind,
            body,
            wording,
        };
        Self {
            document: Arc::clone(document),
            level: library.level(number),
            text: Arc::new(text),
            taken: inclusions.into_taken(),
            offered,
            faults,
        }
    }
}

impl Draft {
    /// The page of a folder that has none.
    pub fn made(library: &Library<'_>, folder: &str) -> Self {
        let config = library.config;
        let place = place::Place::of(&format!("{folder}/index.md"), config);
        let language = config.find_language(&place.language).unwrap_or(config.language());
        let is_root = folder == place.language_folder;
        let name = folder.rsplit('/').next().unwrap_or_default();
        let text = Manuscript {
            folder: folder.to_string(),
            section: Some(folder.to_string()),
            address: place::address_folder(folder),
            key: key(&place, Some(folder)),
            title: if is_root { language.title.clone() } else { place::readable(name) },
            summary: if is_root { language.description.clone() } else { String::new() },
            kind: Kind::Page,
            body: Arc::default(),
            wording: None,
            language: place.language,
        };
        Self { document: None, text: Arc::new(text) }
    }
}

/// The text of a document for audience `A`; what says the same to everybody is made once for all.
fn body<A: Audience>(
    library: &Library<'_>,
    number: usize,
    values: &PageValues<'_>,
    kind: Kind,
    faults: &mut Vec<Diagnostic>,
) -> Arc<Body> {
    let document = &library.documents[number];
    if let Some((_, body)) = document.plain.get().filter(|(of, _)| *of == kind) {
        return Arc::clone(body);
    }
    let known = faults.len();
    let body = Arc::new(body_of::<A>(library, number, values, kind, faults));
    if document.is_plain() && faults.len() == known {
        // Both editions may have made it at the same time: either is right.
        _ = document.plain.set((kind, Arc::clone(&body)));
    }
    body
}

/// What customers read of a document that staff read otherwise, made of the same source by the same filter; what is wrong with it
/// is told by the edition for customers.
fn wording<A: Audience>(library: &Library<'_>, number: usize, body: &Body) -> (Option<Arc<Body>>, Taken) {
    let document = &library.documents[number];
    if A::SEES == Level::Public || library.level(number) == Level::Internal || document.is_plain() {
        return (None, Taken::default());
    }
    let inclusions = Inclusions::new(library, Level::Public);
    let values = PageValues {
        library,
        inclusions: &inclusions,
        language: &language(library, document, &mut Vec::new()),
        folder: document.place.folder(),
        sees: Level::Public,
    };
    let kind = kind::<Public>(library, document);
    let wording = body_of::<Public>(library, number, &values, kind, &mut Vec::new());
    let differs = !wording.says_the_same(body);
    (differs.then(|| Arc::new(wording)), inclusions.into_taken())
}

/// The text of a document for audience `A`.
pub(crate) fn body_of<A: Audience>(
    library: &Library<'_>,
    number: usize,
    values: &PageValues<'_>,
    kind: Kind,
    faults: &mut Vec<Diagnostic>,
) -> Body {
    let document = &library.documents[number];
    let composed = compose::compose::<A>(library, values.inclusions, document, faults);
    let structure = structure::find(&composed, faults);
    let text = filter::admit::<A>(composed, &structure);
    let unread = !structure.sound;
    // Without what was cut, the lines around it stand next to each other, and may read differently.
    let structure = structure::find(&text, faults);
    let unread = unread || !structure.sound;
    let text = filter::admit::<A>(text, &structure);
    let refined = refine::refine(&text, &structure, values, library.config.raw_html, faults);
    let manner = Manner {
        kind,
        marks_internal: A::SEES == Level::Internal && library.level(number) == Level::Public,
        for_staff: A::SEES == Level::Internal,
        raw_html: library.config.raw_html,
        titled: document.front.title.is_some(),
    };
    Body { unread, ..body::make(refined, manner) }
}

fn language(library: &Library<'_>, document: &Document, faults: &mut Vec<Diagnostic>) -> String {
    let config = library.config;
    let Some(lang) = &document.front.lang else { return document.place.language.clone() };
    if let Some(language) = config.find_language(&lang.value) {
        return language.code.clone();
    }
    let message = format!("the site has no language `{}`", lang.value);
    faults.push(
        Diagnostic::error(Code::WrongValue, lang.span.clone(), message)
            .with_severity(config.unknown_keys)
            .help("add it under `[languages]` in `book.toml`"),
    );
    document.place.language.clone()
}

/// What the page says, else what its section says, if this audience may see the section's page.
fn kind<A: Audience>(library: &Library<'_>, document: &Document) -> Kind {
    let cascaded = || library::cascaded(library, document, A::SEES, |index| index.front.cascade.kind);
    document.front.kind.or_else(cascaded).unwrap_or_default()
}

fn address(document: &Document, section: Option<&str>) -> String {
    if let Some(folder) = section {
        return place::address_folder(folder);
    }
    let folder = place::address_folder(document.place.folder());
    let name = document.front.slug.as_ref().map_or(document.place.stem(), |slug| slug.value.as_str());
    format!("{folder}{}/", place::address_part(name))
}

/// The path without its language; sections end in a slash.
fn key(place: &place::Place, section: Option<&str>) -> String {
    let Some(folder) = section else { return place.key.clone() };
    let inside = folder.strip_prefix(&place.language_folder).unwrap_or(folder);
    format!("{}/", inside.trim_start_matches('/'))
}

fn title(library: &Library<'_>, document: &Document, body: &Body, is_section: bool) -> String {
    let heading = body
        .heading
        .iter()
        .chain(&body.headings)
        .map(|heading| heading.text.trim())
        .find(|text| !text.is_empty());
    let place = &document.place;
    let is_home = is_section && place.folder() == place.language_folder;
    let folder = place.folder().rsplit('/').next().unwrap_or_default();
    match heading {
        Some(text) => text.to_string(),
        None if is_home => {
            let config = library.config;
            config.find_language(&place.language).unwrap_or(config.language()).title.clone()
        }
        None if is_section => place::readable(folder),
        None => place::readable(place.stem()),
    }
}

/// Where a fault of the page as a whole is shown.
pub(crate) fn place_of(library: &Library<'_>, draft: &Draft) -> Span {
    match draft.document {
        Some(number) => {
            let document = &library.documents[number];
            document
                .front
                .slug
                .as_ref()
                .map_or_else(|| Span::start_of(&document.path), |slug| slug.span.clone())
        }
        None => Span::start_of(&crate::source::config_path()),
    }
}
