//! What is searched: the sections of pages.

use std::collections::BTreeMap;

/// The files of an index: path below its folder → bytes. [`MANIFEST`] tells where the others are.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The one file whose name does not follow from its content.
pub const MANIFEST: &str = "manifest.json";

/// One section of a page: what search finds and links to.
///
/// All but `anchor`, `heading`, `text` and `internal` are the page's and the same in all its sections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// Address of the page from the edition's root, such as `policies/returns/`.
    pub url: String,
    /// Id of the section's heading; empty for the page's own beginning.
    pub anchor: String,
    /// Title of the page.
    pub title: String,
    /// Heading of the section; empty for the beginning.
    pub heading: String,
    /// Titles of the sections above the page, ready to be shown.
    pub breadcrumb: String,
    /// Where the page belongs.
    pub category: Category,
    /// BCP 47 tag of the page's language.
    pub lang: String,
    /// What kind of page it is, such as `policy`.
    pub kind: String,
    /// Words readers use that the text does not.
    pub keywords: String,
    /// The section as plain text.
    pub text: String,
    /// Day of the last update, counted from 1970-01-01.
    pub date: Option<i32>,
    /// Address of the page that replaces this one and is to be found first.
    pub successor: Option<String>,
    /// Day from which on it does, as a number such as 20270115; always, where there is none.
    pub until: Option<u32>,
    /// The section is for staff alone.
    pub internal: bool,
}

/// A part of the site by which results can be narrowed down.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Category {
    /// What a filter names; empty for pages that belong nowhere.
    pub id: String,
    /// What readers see.
    pub title: String,
}

/// What belongs to an index besides its passages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Groups of words and phrases that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// Path of the engine's WebAssembly from the edition's root, for the manifest.
    pub engine: String,
    /// Path of the script that runs it.
    pub worker: String,
}
