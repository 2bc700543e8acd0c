//! What is known of the site that records are about: which policies are to be acknowledged, which courses are to be learned, and what
//! of it is in force.

use std::collections::BTreeMap;

use answerbook_kernel::kind::Kind;
use answerbook_kernel::site::{Node, Page, PageId};
use answerbook_kernel::{Internal, Site};
use jiff::civil::Date;
use serde::Serialize;

use crate::feedback::day::Day;

/// A site, as staff see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StaffFacts {
    /// The site's title.
    pub title: String,
    /// The address of the public edition with a slash at its end; may be empty.
    pub base: String,
    /// All pages by their path from the root of the edition.
    pub pages: BTreeMap<String, PageFacts>,
    /// Where former paths lead.
    pub former: BTreeMap<String, String>,
    /// What is to be acknowledged, each once for all of its translations.
    pub policies: Vec<Policy>,
    /// What is to be learned, likewise.
    pub courses: Vec<Course>,
}

/// A page in one language.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageFacts {
    /// The same for all translations.
    pub key: String,
    /// Plain text.
    pub title: String,
    /// BCP 47.
    pub language: String,
    /// The version in force; may be empty.
    pub version: String,
    /// The last change of what readers must do.
    pub revision: String,
    /// Whether it says the newest of that: a translation may be behind.
    pub is_level: bool,
}

/// The page that stands for all translations: the one in the site's first language, if there is one.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PageName {
    /// From the root of the edition.
    pub page: String,
    /// Plain text.
    pub title: String,
    /// BCP 47.
    pub language: String,
    /// Who answers for it; may be empty.
    pub owner: String,
    /// The version in force; may be empty.
    pub version: String,
    /// The last change of what readers must do.
    pub revision: String,
    /// Languages of translations that do not say that change.
    pub behind: Vec<String>,
    #[serde(skip)]
    pub(super) key: String,
    #[serde(skip)]
    pub(super) source: String,
}

/// A policy to be acknowledged.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Which.
    pub page: PageName,
    /// From this day on, and before that one.
    pub span: Span,
}

/// When something is in force.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Span {
    /// The first day.
    pub from: Option<Date>,
    /// The first day on which something else is.
    pub until: Option<Date>,
    /// Whether something else is already, whatever the day.
    pub is_over: bool,
}

impl Span {
    /// Whether it is in force on a day.
    pub fn holds(self, today: Day) -> bool {
        !self.is_over
            && self.from.is_none_or(|from| from <= today.0)
            && self.until.is_none_or(|until| today.0 < until)
    }

    /// Whether it will be.
    pub fn is_to_come(self, today: Day) -> bool {
        !self.is_over && self.from.is_some_and(|from| today.0 < from)
    }
}

/// A course.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Which.
    pub page: PageName,
    /// Its lessons in order.
    pub lessons: Vec<PageName>,
    /// Whether who passes it is given a certificate.
    pub has_certificate: bool,
}

impl StaffFacts {
    /// What a site says about it.
    pub fn of(site: &Site<Internal>) -> Self {
        let mut groups: BTreeMap<&str, Vec<&Page<Internal>>> = BTreeMap::new();
        for (_, page) in site.pages().filter(|(_, page)| page.source.is_some()) {
            groups.entry(&page.key).or_default().push(page);
        }
        let config = site.config();
        let mut facts = Self {
            title: config.language().title.clone(),
            base: config.base_url.clone().unwrap_or_default(),
            former: former(site),
            ..Self::default()
        };
        for group in groups.values() {
            let first = first(site, group);
            facts.pages.extend(group.iter().map(|page| (page.address.clone(), PageFacts::of(page, group))));
            if group.iter().any(|page| page.acknowledge) {
                facts.policies.push(Policy { page: PageName::of(first, group), span: span(site, first) });
            }
            if first.kind == Kind::Course {
                let lessons = lessons(site, first).into_iter();
                let lessons = lessons.filter_map(|lesson| {
                    groups.get(lesson.key.as_str()).map(|group| PageName::of(lesson, group))
                });
                facts.courses.push(Course {
                    page: PageName::of(first, group),
                    lessons: lessons.collect(),
                    has_certificate: first.training.certificate.is_some(),
                });
            }
        }
        facts
    }

    /// The page at a path, or where a former path leads.
    pub fn page(&self, path: &str) -> Option<&PageFacts> {
        self.pages.get(path).or_else(|| self.pages.get(self.former.get(path)?))
    }

    /// Whether what was read of a page, in whichever language, still counts.
    pub fn is_current(&self, page: &PageFacts, revision: &str) -> bool {
        let same = |other: &PageFacts| other.key == page.key && other.is_level && other.revision == revision;
        if page.revision == revision { page.is_level } else { self.pages.values().any(same) }
    }
}

impl PageFacts {
    fn of(page: &Page<Internal>, group: &[&Page<Internal>]) -> Self {
        Self {
            key: page.key.clone(),
            title: page.title.clone(),
            language: page.language.clone(),
            version: version(page),
            revision: page.revision(),
            is_level: is_level(page, group),
        }
    }
}

impl PageName {
    fn of(page: &Page<Internal>, group: &[&Page<Internal>]) -> Self {
        let behind = group.iter().filter(|other| !is_level(other, group)).map(|other| other.language.clone());
        Self {
            page: page.address.clone(),
            title: page.title.clone(),
            language: page.language.clone(),
            owner: page.policy.owner.clone(),
            version: version(page),
            revision: page.revision(),
            behind: behind.collect(),
            key: page.key.clone(),
            source: page.source.as_ref().map_or_else(String::new, |source| source.as_str().to_owned()),
        }
    }

    /// Whether it is meant by a path: that of the page, of its source, or of all translations.
    pub(super) fn is(&self, path: &str) -> bool {
        let plain = |text: &str| text.trim_start_matches("./").trim_matches('/').to_owned();
        let path = plain(path);
        [&self.page, &self.source, &self.key].into_iter().any(|own| plain(own) == path)
    }
}

/// The version that a page names, or else its newest change does.
fn version(page: &Page<Internal>) -> String {
    match page.policy.version.as_str() {
        "" => page.changes.first().map_or_else(String::new, |change| change.version.clone()),
        version => version.to_owned(),
    }
}

/// The day of the last change of what readers must do, and how many such changes there are.
fn material(page: &Page<Internal>) -> Option<(Date, usize)> {
    let mut days = page.changes.iter().filter(|change| change.material).map(|change| change.date);
    let last = days.next()?;
    Some((last, 1 + days.count()))
}

/// Whether a page says all changes that any of its translations says: it has as many, up to the same day, or the same version.
fn is_level(page: &Page<Internal>, group: &[&Page<Internal>]) -> bool {
    let newest = group.iter().filter_map(|page| material(page)).max();
    let has = |page: &Page<Internal>| material(page) == newest;
    let version = &page.policy.version;
    let is_same = |other: &&&Page<Internal>| has(other) && other.policy.version == *version;
    has(page)
        || (material(page).is_none() && !version.is_empty() && group.iter().any(|other| is_same(&other)))
}

fn first<'p>(site: &Site<Internal>, group: &[&'p Page<Internal>]) -> &'p Page<Internal> {
    let usual = &site.config().language().code;
    group.iter().find(|page| page.language == *usual).unwrap_or(&group[0])
}

/// When a policy is in force: from its day until that of the page that replaces it.
fn span(site: &Site<Internal>, page: &Page<Internal>) -> Span {
    let successor = page.policy.superseded_by.map(|id| site.page(id).policy.effective);
    Span {
        from: page.policy.effective,
        until: successor.flatten(),
        is_over: successor.is_some_and(|effective| effective.is_none()),
    }
}

/// The lessons that a course names, or else the pages below it in reading order.
fn lessons<'s>(site: &'s Site<Internal>, course: &'s Page<Internal>) -> Vec<&'s Page<Internal>> {
    if !course.training.lessons.is_empty() {
        return course.training.lessons.iter().map(|id| site.page(*id)).collect();
    }
    let line = site.find(&course.address).and_then(|id| site.line(id));
    let mut found = Vec::new();
    if let Some((tree, node)) = line {
        below(&tree.nodes, node, &mut found);
    }
    let pages = found.into_iter().map(|id: PageId<Internal>| site.page(id));
    pages.filter(|page| !page.is_section && page.language == course.language).collect()
}

fn below(nodes: &[Node<Internal>], node: usize, found: &mut Vec<PageId<Internal>>) {
    for child in &nodes[node].children {
        found.extend(nodes[*child].page);
        below(nodes, *child, found);
    }
}

fn former(site: &Site<Internal>) -> BTreeMap<String, String> {
    let path = |file: &str| file.strip_suffix("index.html").unwrap_or(file).to_owned();
    let leads = |id: PageId<Internal>| site.page(id).address.clone();
    site.redirects().iter().map(|redirect| (path(&redirect.path), leads(redirect.page))).collect()
}
