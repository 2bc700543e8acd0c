//! What is to be shown at this moment. The engine puts it up, every connection looks at it, and nobody changes it.

use std::sync::Arc;

use serde::Serialize;
use tokio::sync::watch;

/// An edition that can be looked at, page by page. It was made as a whole and never changes.
pub trait Showing: Send + Sync {
    /// The bytes of a file by its path in the edition (`index.html`, `assets/site-1f2e.css`); made when asked for.
    fn file(&self, path: &str) -> Option<Arc<[u8]>>;

    /// What the toolbar says about the page at an address (`policies/returns/`; empty for the home page).
    fn facts(&self, address: &str) -> Option<Facts>;

    /// The address of the page that a source file makes.
    fn address_of(&self, source: &str) -> Option<String>;
}

/// What the toolbar says about a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Facts {
    /// Its source, from the site's root; none for pages that no source has.
    pub source: Option<String>,
    /// Its title.
    pub title: String,
    /// `public` or `internal`: who may read it.
    pub audience: &'static str,
    /// What it is for: `page`, `policy`, `faq`.
    pub kind: &'static str,
    /// Words of text.
    pub words: usize,
    /// How hard it is to read.
    pub reading: Option<Reading>,
    /// The card of a policy.
    pub policy: Option<PolicyFacts>,
    /// The same page in all languages of the site.
    pub languages: Vec<LanguageFacts>,
}

/// How hard a text is to read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reading {
    /// `grade` (years of school, English and its like) or `length` (characters in a sentence, Chinese).
    pub measure: &'static str,
    /// The value, with one decimal.
    pub value: f32,
    /// `easy`, `fair` or `hard`.
    pub verdict: &'static str,
}

/// Dates and names of a policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PolicyFacts {
    /// The version in force; may be empty.
    pub version: String,
    /// In force from this day, as `2026-01-31`.
    pub effective: Option<String>,
    /// To be reviewed by this day.
    pub review_by: Option<String>,
    /// Who answers for it; may be empty.
    pub owner: String,
}

/// The page in one language of the site.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LanguageFacts {
    /// BCP 47.
    pub code: String,
    /// What the language calls itself.
    pub name: String,
    /// Path from the root of the edition; the home page of the language where there is no translation.
    pub path: String,
    /// Whether there is a translation.
    pub translated: bool,
    /// Whether this is the page that was asked about.
    pub current: bool,
}

/// A diagnostic as the browser shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Problem {
    /// `error` or `warning`.
    pub severity: &'static str,
    /// `AB0002`.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// From the site's root.
    pub file: String,
    /// The same file for an editor: absolute.
    pub path: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The lines around the place.
    pub excerpt: Vec<ExcerptLine>,
    /// Further places and remarks.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
}

/// All that is wrong, as far as it is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Problems {
    /// Errors first, then by place; not all where there are many.
    pub list: Vec<Problem>,
    /// How many errors there are.
    pub errors: usize,
    /// How many warnings there are.
    pub warnings: usize,
}

/// A line of a source.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExcerptLine {
    /// From 1.
    pub number: usize,
    /// Without its end.
    pub text: String,
    /// What is marked, in characters: from, and up to but without.
    pub mark: Option<(usize, usize)>,
}

/// One edition at one moment.
#[derive(Clone, Default)]
pub struct Side {
    /// The last that had no error; none until there is one.
    pub showing: Option<Arc<dyn Showing>>,
    /// Whether what is shown is older than the sources, because they have errors now.
    pub stale: bool,
    /// Whether the search index is that of the pages shown.
    pub indexed: bool,
}

/// Everything at one moment.
#[derive(Clone, Default)]
pub struct Moment {
    /// Counts what was put up.
    pub number: u64,
    /// The edition for customers.
    pub public: Side,
    /// The edition for staff.
    pub internal: Side,
    /// What the site calls itself; may be empty.
    pub title: Arc<str>,
    /// What is wrong with the site.
    pub problems: Arc<Problems>,
    /// What stops the machine, if anything does: a folder that cannot be read.
    pub failure: Option<Arc<str>>,
}

impl std::fmt::Debug for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Moment").field("number", &self.number).finish_non_exhaustive()
    }
}

/// Where moments are put up.
#[derive(Clone, Debug)]
pub struct Board(watch::Sender<Arc<Moment>>);

impl Default for Board {
    fn default() -> Self {
        Self(watch::Sender::new(Arc::default()))
    }
}

impl Board {
    /// Puts up the next moment.
    pub fn put(&self, mut moment: Moment) {
        self.0.send_modify(|last| {
            moment.number = last.number + 1;
            *last = Arc::new(moment);
        });
    }

    /// How many look at it.
    pub fn watchers(&self) -> usize {
        self.0.receiver_count()
    }

    /// What is up, and everything that will be.
    pub fn watch(&self) -> watch::Receiver<Arc<Moment>> {
        self.0.subscribe()
    }
}
