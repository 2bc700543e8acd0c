//! What is known of the site that the events are about.

use std::collections::BTreeMap;

use answerbook_kernel::site::Page;
use answerbook_kernel::{Internal, Level, Public, Site};

use crate::feedback::day::Day;
use crate::version;

/// What is known of a site, seen from inside.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiteFacts {
    /// The site's title.
    pub title: String,
    /// The address of the public edition with a slash at its end; may be empty.
    pub base: String,
    /// By path from the root of an edition, as it is written, not percent-encoded.
    pub pages: BTreeMap<String, PageFacts>,
}

/// The kind of the page of a section.
pub(super) const SECTION: &str = "section";

/// What is known of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageFacts {
    /// Plain text.
    pub title: String,
    /// BCP 47.
    pub language: String,
    /// Who answers for it; may be empty.
    pub owner: String,
    /// The word of its kind.
    pub kind: &'static str,
    /// The version in force; may be empty.
    pub version: String,
    /// When its text last changed, as far as it says.
    pub changed: Option<Day>,
    /// To be reviewed by this day, unless it is replaced by then.
    pub review_by: Option<Day>,
    /// The day from which on another page takes its place.
    pub until: Option<Day>,
    /// Whether customers may read it.
    pub public: bool,
    /// Words of its front matter that readers use and the text does not.
    pub keywords: Vec<String>,
    /// Its headings.
    pub headings: Vec<String>,
    /// What the page says now.
    pub hashes: Hashes,
}

/// What a page says, as a hash, in each edition: a block for one edition makes the texts differ.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hashes {
    /// For customers.
    pub public: Option<String>,
    /// For staff.
    pub internal: Option<String>,
}

impl Hashes {
    /// The one of an edition.
    pub fn of(&self, edition: Level) -> Option<&String> {
        match edition {
            Level::Public => self.public.as_ref(),
            Level::Internal => self.internal.as_ref(),
        }
    }
}

impl SiteFacts {
    /// What both editions of a site say about it.
    pub fn of(internal: &Site<Internal>, public: &Site<Public>) -> Self {
        let config = internal.config();
        let mut pages: BTreeMap<String, PageFacts> = internal
            .pages()
            .filter(|(_, page)| page.source.is_some())
            .map(|(_, page)| (page.address.clone(), PageFacts::of(page)))
            .collect();
        for (_, page) in public.pages() {
            if let Some(facts) = pages.get_mut(&page.address) {
                facts.hashes.public = version::hash(page);
            }
        }
        let base = config.base_url.clone().unwrap_or_default();
        Self { title: config.language().title.clone(), base, pages }
    }
}

impl PageFacts {
    fn of(page: &Page<Internal>) -> Self {
        let newest = page.changes.first();
        let version = match page.policy.version.as_str() {
            "" => newest.map_or("", |change| &change.version),
            version => version,
        };
        Self {
            title: page.title.clone(),
            language: page.language.clone(),
            owner: page.policy.owner.clone(),
            kind: if page.is_section { SECTION } else { page.kind.word() },
            version: version.to_owned(),
            changed: page.updated.max(newest.map(|change| change.date)).map(Day),
            review_by: page.policy.review().map(Day),
            until: page.policy.superseded_on.map(Day),
            public: page.level == Level::Public,
            keywords: page.keywords.clone(),
            headings: page.body.headings.iter().map(|heading| heading.text.clone()).collect(),
            hashes: Hashes { public: None, internal: version::hash(page) },
        }
    }
}
