//! What one audience may know: pages, their order, and what they lead to. Made by `Corpus::project`, and by nothing else.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use jiff::civil::Date;

use crate::audience::{Audience, Level};
use crate::body::Body;
use crate::config::Config;
use crate::front::Certificate;
use crate::kind::Kind;
use crate::path::SourcePath;

/// The number of a page in the site of its own audience; it fits no other site.
pub struct PageId<A>(pub(crate) u32, PhantomData<fn() -> A>);

impl<A> PageId<A> {
    pub(crate) fn new(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX), PhantomData)
    }

    /// Its place among the pages.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl<A> Clone for PageId<A> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<A> Copy for PageId<A> {}
impl<A> PartialEq for PageId<A> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<A> Eq for PageId<A> {}
impl<A> std::fmt::Debug for PageId<A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PageId({})", self.0)
    }
}

/// Where an address leads.
#[derive(Debug)]
pub enum Target<A> {
    /// A page of the site, and a place on it.
    Page(PageId<A>, String),
    /// A file of the site.
    Asset(SourcePath),
    /// A place on the same page.
    Fragment(String),
    /// Another host or program.
    External(String),
    /// Beside the site on the same host: steps up from the site's root, and the rest.
    Beside(usize, String),
    /// It leads nowhere, and the site's configuration lets that pass: as the author wrote it.
    Broken(String),
    /// Not to be written at all.
    Nothing,
}

/// A file that a page refers to.
#[derive(Clone, Debug, PartialEq)]
pub struct Asset {
    /// Bytes.
    pub size: u64,
}

/// The card of a policy.
#[derive(Debug)]
pub struct Policy<A> {
    /// The version in force.
    pub version: String,
    /// In force from this day.
    pub effective: Option<Date>,
    /// Who answers for it.
    pub owner: String,
    /// To whom it applies.
    pub applies_to: String,
    /// Who approved it.
    pub approved_by: String,
    /// To be reviewed by this day.
    pub review_by: Option<Date>,
    /// The page that this one replaces.
    pub supersedes: Option<PageId<A>>,
    /// The page that replaces this one.
    pub superseded_by: Option<PageId<A>>,
    /// The day from which on it does; at once where there is none.
    pub superseded_on: Option<Date>,
}

impl<A> Policy<A> {
    /// Whether another page has taken its place by a day.
    pub fn is_superseded(&self, day: Date) -> bool {
        self.superseded_by.is_some() && self.superseded_on.is_none_or(|from| from <= day)
    }

    /// Whether it is in force on a day: it has begun, and nothing has taken its place.
    pub fn is_in_force(&self, day: Date) -> bool {
        self.effective.is_none_or(|from| from <= day) && !self.is_superseded(day)
    }

    /// The day by which it is to be reviewed; none if it is replaced by then.
    pub fn review(&self) -> Option<Date> {
        let gone = self.superseded_by.map(|_| self.superseded_on.unwrap_or(Date::MIN));
        self.review_by.filter(|day| gone.is_none_or(|gone| *day < gone))
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        let texts = [&self.version, &self.owner, &self.applies_to, &self.approved_by];
        texts.iter().all(|text| text.is_empty())
            && self.effective.is_none()
            && self.review_by.is_none()
            && self.supersedes.is_none()
            && self.superseded_by.is_none()
    }
}

/// What there is to learn.
#[derive(Debug)]
pub struct Training<A> {
    /// The lessons that a course names, in order; where it names none, the pages of its folder are its lessons.
    pub lessons: Vec<PageId<A>>,
    /// What is given to who has passed the course.
    pub certificate: Option<Certificate>,
    /// How long the page takes, where the length of its text does not tell.
    pub minutes: Option<u32>,
}

/// What customers read of a page, made by the filter that makes their own edition.
#[derive(Debug)]
pub struct Wording<A> {
    /// The text.
    pub body: Arc<Body>,
    /// Where its addresses lead, by number.
    pub targets: Arc<[Target<A>]>,
}

/// One line of a changelog.
#[derive(Clone, Debug)]
pub struct Change {
    /// When.
    pub date: Date,
    /// The version it made; may be empty.
    pub version: String,
    /// What changed.
    pub note: String,
    /// Whether it changes what readers must do.
    pub material: bool,
    /// Who may know of it.
    pub level: Level,
}

/// A page of the site of audience `A`.
#[derive(Debug)]
pub struct Page<A: Audience> {
    /// Where its source lies; none for a page made for a folder without one.
    pub source: Option<SourcePath>,
    /// From the root of the edition: `policies/returns/`; empty for the home page.
    pub address: String,
    /// BCP 47.
    pub language: String,
    /// Path without its language: the same for all translations.
    pub key: String,
    /// Plain text.
    pub title: String,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// What it is for.
    pub kind: Kind,
    /// Whether it is the page of a section.
    pub is_section: bool,
    /// Who may read it.
    pub level: Level,
    /// Its text.
    pub body: Arc<Body>,
    /// Where the addresses of its text lead, by number.
    pub targets: Arc<[Target<A>]>,
    /// In the edition for staff: what customers read in the place of its text, where that is something else.
    pub wording: Option<Wording<A>>,
    /// Lighter pages come first.
    pub weight: Option<i64>,
    /// Free words.
    pub tags: Vec<String>,
    /// Words readers use that the text does not.
    pub keywords: Vec<String>,
    /// When it last changed, as far as this audience knows.
    pub updated: Option<Date>,
    /// Whether it has a table of contents.
    pub toc: bool,
    /// Whether readers are asked if it helped.
    pub feedback: bool,
    /// Its card.
    pub policy: Policy<A>,
    /// Whether staff are asked to say that they have read it.
    pub acknowledge: bool,
    /// What it is in a training.
    pub training: Training<A>,
    /// Its changelog, newest first.
    pub changes: Vec<Change>,
    /// Pages to read next, named by hand; [`Site::related`] has more.
    pub related: Vec<PageId<A>>,
    /// The site's own keys.
    pub extra: BTreeMap<String, String>,
    pub(crate) audience: PhantomData<fn() -> A>,
}

impl<A: Audience> Page<A> {
    /// The last change of what readers must do, as its day and version, and of several such changes their number:
    /// `2026-09-01 3.0 (2)`. What was read, learned or acknowledged of the page before counts as long as this stays the same; a page
    /// without such a change has its version alone, which may be empty.
    pub fn revision(&self) -> String {
        let material = || self.changes.iter().filter(|change| change.material);
        let Some(last) = material().next() else { return self.policy.version.clone() };
        // A change with the day of the last one, or dated back, is one more.
        let count = match material().count() {
            1 => String::new(),
            count => format!(" ({count})"),
        };
        format!("{}{}{count}", last.date, spaced(&last.version))
    }
}

fn spaced(version: &str) -> String {
    if version.is_empty() { String::new() } else { format!(" {version}") }
}

/// A line of the navigation.
#[derive(Debug)]
pub struct Node<A> {
    /// As shown.
    pub title: String,
    /// Where it leads; none for the title of a part.
    pub page: Option<PageId<A>>,
    /// The line above it.
    pub parent: Option<usize>,
    /// The lines below it, in order.
    pub children: Vec<usize>,
}

/// The navigation of one language.
#[derive(Debug)]
pub struct Tree<A> {
    /// BCP 47.
    pub language: String,
    /// The home page of the language.
    pub home: PageId<A>,
    /// The first line is the home page; the others hang below it.
    pub nodes: Vec<Node<A>>,
    /// Whether a `SUMMARY.md` gave the order.
    pub from_summary: bool,
}

/// A former address.
#[derive(Debug)]
pub struct Redirect<A> {
    /// The file to be written, from the root of the edition.
    pub path: String,
    /// Where it leads.
    pub page: PageId<A>,
}

/// What audience `A` may know.
///
/// What sites of one folder have in common they share, so that a copy costs little.
#[derive(Clone, Debug)]
pub struct Site<A: Audience> {
    pub(crate) config: Arc<Config>,
    pub(crate) pages: Vec<Arc<Page<A>>>,
    pub(crate) assets: BTreeMap<SourcePath, Asset>,
    pub(crate) map: Arc<Map<A>>,
    pub(crate) redirects: Arc<[Redirect<A>]>,
    pub(crate) logo: Option<SourcePath>,
    /// For each page, more pages to read next.
    pub(crate) related: Arc<[Vec<PageId<A>>]>,
}

/// The navigation of all languages, and where each page stands in it.
#[derive(Debug)]
pub struct Map<A> {
    pub(crate) trees: Vec<Tree<A>>,
    /// For each page its line: tree and node.
    pub(crate) lines: Vec<Option<(usize, usize)>>,
}

impl<A: Audience> Site<A> {
    /// The same site with more pages to read next: a list for each page, in the order of the pages.
    #[must_use]
    pub fn with_related(self, more: Vec<Vec<PageId<A>>>) -> Self {
        Self { related: more.into(), ..self }
    }

    /// The same site with those pages to read next that another state of it has, as far as they are there.
    #[must_use]
    pub fn with_related_of(self, other: &Self) -> Self {
        let same = self.pages.len() == other.pages.len()
            && self
                .pages
                .iter()
                .zip(&other.pages)
                .all(|(own, other)| Arc::ptr_eq(own, other) || own.address == other.address);
        if same {
            return Self { related: Arc::clone(&other.related), ..self };
        }
        let known = |id: &PageId<A>| self.find(&other.page(*id).address);
        let of = |page: &Arc<Page<A>>| {
            let more = other.find(&page.address).and_then(|id| other.related.get(id.index()));
            more.map_or_else(Vec::new, |more| more.iter().filter_map(known).collect())
        };
        let related = self.pages.iter().map(of).collect();
        Self { related, ..self }
    }

    /// Pages to read after a page: those that it names, then those that [`Site::with_related`] added.
    pub fn related(&self, id: PageId<A>) -> impl Iterator<Item = PageId<A>> {
        let more = self.related.get(id.index()).map_or(&[][..], Vec::as_slice);
        self.pages[id.index()].related.iter().chain(more).copied()
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// All pages, in the order of their addresses.
    pub fn pages(&self) -> impl ExactSizeIterator<Item = (PageId<A>, &Page<A>)> {
        self.pages.iter().enumerate().map(|(index, page)| (PageId::new(index), &**page))
    }

    /// A page.
    pub fn page(&self, id: PageId<A>) -> &Page<A> {
        &self.pages[id.index()]
    }

    /// The page at an address.
    pub fn find(&self, address: &str) -> Option<PageId<A>> {
        self.pages.binary_search_by(|page| page.address.as_str().cmp(address)).ok().map(PageId::new)
    }

    /// A page, to be kept.
    pub fn shared(&self, id: PageId<A>) -> &Arc<Page<A>> {
        &self.pages[id.index()]
    }

    /// Files that pages refer to.
    pub fn assets(&self) -> &BTreeMap<SourcePath, Asset> {
        &self.assets
    }

    /// The navigation of each language.
    pub fn trees(&self) -> &[Tree<A>] {
        &self.map.trees
    }

    /// The navigation as a value, which stays the same one as long as it says the same.
    pub fn map(&self) -> &Arc<Map<A>> {
        &self.map
    }

    /// A page's line in the navigation.
    pub fn line(&self, id: PageId<A>) -> Option<(&Tree<A>, usize)> {
        self.map.lines[id.index()].map(|(tree, node)| (&self.map.trees[tree], node))
    }

    /// Former addresses.
    pub fn redirects(&self) -> &[Redirect<A>] {
        &self.redirects
    }

    /// The logo among the assets.
    pub fn logo(&self) -> Option<&SourcePath> {
        self.logo.as_ref()
    }
}
