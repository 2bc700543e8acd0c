//! What is searched: the sections of pages.

use std::collections::BTreeMap;

/// The files of an index: name → bytes. [`MANIFEST`] names the others with size and checksum.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The one file whose name does not follow from its content.
pub const MANIFEST: &str = "manifest.json";

/// One section of a page: what search finds and links to.
///
/// `title`, `breadcrumb`, `lang`, `kind` and `keywords` are the page's and the same in all its sections.
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
    /// BCP 47 tag of the page's language.
    pub lang: String,
    /// What kind of page it is, such as `policy`.
    pub kind: String,
    /// Words readers use that the text does not.
    pub keywords: String,
    /// The section as plain text.
    pub text: String,
    /// The page has a successor, which is to be found first.
    pub superseded: bool,
    /// The section is for staff alone.
    pub internal: bool,
}
