//! An index that was opened, and what comes out of it.

use crate::answer;
use crate::codec::Reader;
use crate::error::OpenError;
use crate::excerpt::Fragment;
use crate::frame::Lists;
use crate::head::{Head, VERSION};
use crate::impact::{LEVELS, impacts};
use crate::shelf::{self, Kind, Shelf};

/// How to search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Most pages in the answer.
    pub limit: usize,
    /// The reader's language, as a BCP 47 tag: its pages come first, others are found all the same.
    pub lang: Option<String>,
    /// Which pages count.
    pub filters: Filters,
    /// The reader's day, as a number such as 20270115, which tells versions in force from others; without it, every version
    /// that replaces another counts as in force.
    pub today: Option<u32>,
}

impl Default for Options {
    fn default() -> Options {
        Options { limit: 10, lang: None, filters: Filters::default(), today: None }
    }
}

/// Pages must have one of the values of each list that is not empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Ids of categories.
    pub category: Vec<String>,
    /// Kinds of pages.
    pub kind: Vec<String>,
    /// BCP 47 tags.
    pub lang: Vec<String>,
}

/// The answer to a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// Number of pages that were found, whatever the limit.
    pub total: usize,
    /// The best pages, best first.
    pub hits: Vec<Hit>,
    /// How the pages spread over categories, kinds and languages.
    pub facets: Facets,
    /// How the query was understood, if words of it are unknown and others were taken for them.
    pub correction: Option<Correction>,
}

/// A query with the words that were probably meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// The whole query.
    pub query: String,
}

/// A page that was found, by its best section.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Address from the edition's root, with the section's `#anchor` if it has one.
    pub url: String,
    /// Title of the page.
    pub title: String,
    /// Heading of the section; empty for the page's beginning.
    pub heading: String,
    /// Where the page stands.
    pub breadcrumb: String,
    /// Language of the page.
    pub lang: String,
    /// Kind of the page.
    pub kind: String,
    /// Whether a successor has taken its place by the reader's day.
    pub superseded: bool,
    /// The day on which it takes the place of another page, such as 20270115, if that is after the reader's day.
    pub from: Option<u32>,
    /// Whether the section is for staff alone.
    pub internal: bool,
    /// How well it answers; to be compared within one answer only.
    pub score: f32,
    /// The part of the section that shows why it was found.
    pub excerpt: Vec<Fragment>,
}

/// Counts by which results can be narrowed down. A list counts the pages that pass the filters of the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// By category, in the order of their ids.
    pub category: Vec<Facet>,
    /// By kind.
    pub kind: Vec<Facet>,
    /// By language.
    pub lang: Vec<Facet>,
}

/// One value with its count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facet {
    /// What a filter names.
    pub id: String,
    /// What readers see; the same as the id for kinds and languages.
    pub title: String,
    /// Pages that have it.
    pub count: usize,
}

/// What a query came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// These blocks have to be supplied before it can be answered; then ask again.
    Needs(Vec<String>),
    /// The answer.
    Done(Results),
}

/// An index, ready to be searched.
pub struct Index {
    pub(crate) shelf: Shelf,
    pub(crate) head: Head,
    pub(crate) lists: Lists,
    pub(crate) impacts: [f32; LEVELS as usize + 1],
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("pages", &self.pages()).field("sections", &self.sections()).finish()
    }
}

impl Index {
    /// Opens the first file of an index, decompressed.
    ///
    /// # Errors
    ///
    /// When the bytes are something else or were written for another version.
    pub fn open(payload: &[u8]) -> Result<Index, OpenError> {
        let shelf = Shelf::open(payload.to_vec())?;
        let block = shelf.get(Kind::Head, 0).ok_or(OpenError::Malformed)?;
        let mut reader = Reader::new(&block);
        if reader.number() != Some(VERSION) {
            return Err(OpenError::Version);
        }
        let mut head = Head::read(&mut reader).ok_or(OpenError::Malformed)?;
        let sections = u32::try_from(head.sections()).map_err(|_| OpenError::Malformed)?;
        let frame = std::mem::take(&mut head.frame);
        let lists = Lists::open(frame, sections).map_err(|_| OpenError::Engine)?;
        Ok(Index { shelf, head, lists, impacts: impacts() })
    }

    /// Adds another file of the same index, decompressed.
    ///
    /// # Errors
    ///
    /// When the bytes are something else or of another build.
    pub fn supply(&mut self, payload: Vec<u8>) -> Result<(), OpenError> {
        self.shelf.add(payload)
    }

    /// The id of the index, which its files have in common, in hexadecimal.
    pub fn id(&self) -> String {
        self.shelf.id()
    }

    /// Number of pages in the index.
    pub fn pages(&self) -> usize {
        self.head.pages.len()
    }

    /// Number of sections in the index.
    pub fn sections(&self) -> usize {
        self.head.sections()
    }

    /// The pages that answer a query, or what has to be fetched to tell. Whatever is typed is understood as well as
    /// possible; a query that has nothing in common with any page finds nothing.
    pub fn step(&self, query: &str, options: &Options) -> Step {
        match answer::answer(self, query, options) {
            Some(results) => Step::Done(results),
            None => Step::Needs(self.shelf.take_wanted().into_iter().map(shelf::text).collect()),
        }
    }
}
