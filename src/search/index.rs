//! An index that was opened, and what comes out of it.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::directory::Memory;
use crate::error::OpenError;
use crate::excerpt::{Fragment, Marks};
use crate::expand::Vocabulary;
use crate::manifest::{Checked, Role, verify};
use crate::passage::{Files, MANIFEST};
use crate::phrase::bring_together;
use crate::query::Query;
use crate::rank::{Scored, rank, weigh};
use crate::segment::Segment;
use crate::store::Store;
use crate::words::Words;
use crate::write::META;

/// What a page with a successor keeps of its score.
const SUPERSEDED: f32 = 0.3;
/// What pages in the reader's language gain, and those in another script of it.
const OWN_LANGUAGE: f32 = 3.0;
const NEAR_LANGUAGE: f32 = 1.5;

/// How to search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Most pages in the answer.
    pub limit: usize,
    /// The reader's language, as a BCP 47 tag: its pages come first, others are found all the same.
    pub lang: Option<String>,
}

impl Default for Options {
    fn default() -> Options {
        Options { limit: 10, lang: None }
    }
}

/// The answer to a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// Number of pages that were found, whatever the limit.
    pub total: usize,
    /// The best pages, best first; equals in the order of their addresses.
    pub hits: Vec<Hit>,
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
    /// Whether the page has a successor.
    pub superseded: bool,
    /// Whether the section is for staff alone.
    pub internal: bool,
    /// How well it answers; to be compared within one answer only.
    pub score: f32,
    /// The part of the section that shows why it was found.
    pub excerpt: Vec<Fragment>,
}

/// An index, ready to be searched.
pub struct Index {
    segment: Segment,
    words: Words,
    store: Store,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("pages", &self.pages()).field("sections", &self.sections()).finish()
    }
}

/// Checked files by what they are for.
#[derive(Default)]
struct Sorted {
    meta: Option<Checked>,
    words: Option<Checked>,
    pages: Option<Checked>,
    shards: Vec<Vec<u8>>,
    segment: Vec<(String, Vec<u8>)>,
}

impl Sorted {
    fn of(files: Vec<Checked>) -> Sorted {
        let mut sorted = Sorted::default();
        for file in files {
            match file.role {
                Role::Meta => sorted.meta = Some(file),
                Role::Words => sorted.words = Some(file),
                Role::Pages => sorted.pages = Some(file),
                Role::Shard => sorted.shards.push(file.bytes),
                Role::Segment => sorted.segment.push((file.name, file.bytes)),
            }
        }
        sorted
    }
}

fn listed(file: Option<Checked>) -> Result<Checked, OpenError> {
    file.ok_or_else(|| OpenError::Malformed(MANIFEST.to_owned()))
}

impl Index {
    /// Opens the files that [`build`](crate::build) made; others among them are ignored.
    ///
    /// # Errors
    ///
    /// When a file is missing, truncated or altered, or was written by another version; the error names it.
    pub fn open(files: Files) -> Result<Index, OpenError> {
        let Sorted { meta, words, pages, shards, mut segment } = Sorted::of(verify(files)?);
        let (meta, words, pages) = (listed(meta)?, listed(words)?, listed(pages)?);
        segment.push((META.to_owned(), meta.bytes));
        let engine = |source| OpenError::Engine { name: meta.name, source: Box::new(source) };
        let segment = Segment::open(segment.into_iter().collect::<Memory>()).map_err(engine)?;
        let words = Words::read(&words.bytes).ok_or(OpenError::Malformed(words.name))?;
        let store =
            Store::read(&pages.bytes, shards).filter(|store| store.sections() == segment.sections as usize);
        let store = store.ok_or(OpenError::Malformed(pages.name))?;
        Ok(Index { segment, words, store })
    }

    /// Number of pages in the index.
    pub fn pages(&self) -> usize {
        self.store.pages()
    }

    /// Number of sections in the index.
    pub fn sections(&self) -> usize {
        self.store.sections()
    }

    /// The pages that answer a query. Whatever is typed is understood as well as possible; a query that has nothing
    /// in common with any page finds nothing.
    pub fn search(&self, query: &str, options: &Options) -> Results {
        let query = Query::parse(query);
        let weighed = weigh(&query, Vocabulary { segment: &self.segment, words: &self.words });
        let mut scored = rank(&query, &weighed, &self.segment);
        let standing = |section| self.standing(section, options);
        scored.iter_mut().for_each(|scored| scored.score *= standing(scored.section));
        scored.sort_unstable_by(better);
        bring_together(&query, &weighed, &self.segment, &mut scored, standing);
        let mut pages = self.best_of_pages(scored);
        let total = pages.len();
        pages.sort_unstable_by(better);
        let marks = Marks::new(&query, &weighed);
        let hits = pages.iter().take(options.limit).filter_map(|&scored| self.hit(scored, &marks)).collect();
        Results { total, hits }
    }

    /// What a page's own qualities do to its score.
    fn standing(&self, section: u32, options: &Options) -> f32 {
        let successor = if self.store.is_superseded(section) { SUPERSEDED } else { 1.0 };
        successor * options.lang.as_deref().map_or(1.0, |lang| nearness(lang, self.store.lang(section)))
    }

    fn best_of_pages(&self, scored: Vec<Scored>) -> Vec<Scored> {
        let mut best: BTreeMap<u32, Scored> = BTreeMap::new();
        for scored in scored {
            let page = best.entry(self.store.page_of(scored.section)).or_insert(scored);
            if better(&scored, page) == Ordering::Less {
                *page = scored;
            }
        }
        best.into_values().collect()
    }

    fn hit(&self, scored: Scored, marks: &Marks) -> Option<Hit> {
        let section = self.store.section(scored.section)?;
        let anchor = if section.anchor.is_empty() { String::new() } else { format!("#{}", section.anchor) };
        Some(Hit {
            url: format!("{}{anchor}", section.url),
            title: section.title.to_owned(),
            heading: section.heading.to_owned(),
            breadcrumb: section.breadcrumb.to_owned(),
            lang: self.store.lang(scored.section).to_owned(),
            kind: self.store.kind(scored.section).to_owned(),
            superseded: self.store.is_superseded(scored.section),
            internal: self.store.is_internal(scored.section),
            score: scored.score,
            excerpt: marks.excerpt(section.text),
        })
    }
}

/// Higher scores first, then lower numbers, which is the order of addresses.
fn better(a: &Scored, b: &Scored) -> Ordering {
    b.score.total_cmp(&a.score).then_with(|| a.section.cmp(&b.section))
}

fn nearness(reader: &str, page: &str) -> f32 {
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    if reader.eq_ignore_ascii_case(page) {
        OWN_LANGUAGE
    } else if primary(reader) == primary(page) {
        NEAR_LANGUAGE
    } else {
        1.0
    }
}
