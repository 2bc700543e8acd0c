//! What the pages of an edition have in common: words, header and footer, side navigation. It depends on the outline of the
//! site alone (I6), so it stays the same while only texts change.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use answerbook_kernel::site::{Page, Tree};
use answerbook_kernel::{Audience, Level, PageId, Site};
use tera::Value;

use crate::files::Files;
use crate::render::course::Courses;
use crate::render::extras::ASK;
use crate::render::lines::{counts, order, sections};
use crate::render::shape::{self, NAV_WHOLE, Shaper};
use crate::render::view::{Common, SiteView};
use crate::render::{address, catalog, public_base};
use crate::theme::{Theme, Words};

/// Sections in the menu and in the footer of every page; the search page lists all of them.
const MENU: usize = 12;

/// What all pages share.
pub struct Backdrop<A: Audience> {
    /// By language.
    pub languages: BTreeMap<String, Language<A>>,
    /// How many pages lie below each page.
    pub counts: Vec<usize>,
    /// Pages by the key that translations share.
    pub translations: BTreeMap<String, Vec<PageId<A>>>,
    /// Courses and their lessons.
    pub courses: Courses<A>,
}

/// What the pages of a language have in common.
pub struct Language<A> {
    /// Words of the interface.
    pub words: Words,
    /// Values of every template.
    pub common: Common,
    /// The site as templates see it.
    pub site: SiteView,
    /// Side navigation of short sections by node of the tree, made when a page needs it.
    navs: BTreeMap<usize, OnceLock<Value>>,
    /// Pages of a section in reading order, by node: the order of previous and next.
    pub orders: BTreeMap<usize, Vec<PageId<A>>>,
    /// The address of the what's-new page; empty when there is none.
    pub news: String,
}

impl<A: Audience> Language<A> {
    /// The side navigation of a section that is shown whole.
    pub fn nav(
        &self,
        shaper: &Shaper<'_, A>,
        tree: &Tree<A>,
        node: usize,
        lessons: &[PageId<A>],
    ) -> Option<Value> {
        let nav = self.navs.get(&node)?;
        Some(nav.get_or_init(|| Value::from_serializable(&shaper.nav(tree, node, lessons))).clone())
    }
}

impl<A: Audience> Backdrop<A> {
    /// Prepares what pages share; `assets` are the published names of the theme's files.
    pub fn new(site: &Site<A>, theme: &Theme, files: &Files, assets: &BTreeMap<String, String>) -> Self {
        let mut translations: BTreeMap<String, Vec<PageId<A>>> = BTreeMap::new();
        for (id, page) in site.pages() {
            match translations.get_mut(&page.key) {
                Some(same) => same.push(id),
                None => {
                    translations.insert(page.key.clone(), vec![id]);
                }
            }
        }
        let (counts, courses) = (counts(site), Courses::of(site));
        let mut backdrop = Self { languages: BTreeMap::new(), counts, translations, courses };
        let assets = Value::from_serializable(assets);
        for tree in site.trees() {
            let language = backdrop.language(site, (theme.words(&tree.language), files), &assets, tree);
            backdrop.languages.insert(tree.language.clone(), language);
        }
        backdrop
    }

    fn language(
        &self,
        site: &Site<A>,
        (words, files): (Words, &Files),
        assets: &Value,
        tree: &Tree<A>,
    ) -> Language<A> {
        let shaper =
            Shaper { site, files, words: &words, counts: &self.counts, translations: &self.translations };
        let home = site.page(tree.home).address.clone();
        let has_news =
            site.pages().any(|(_, page)| page.language == tree.language && !page.changes.is_empty());
        let news = if has_news { format!("{home}whats-new/") } else { String::new() };
        let site = site_view(tree, &shaper, &home, &news);
        let common = Common {
            lang: tree.language.clone(),
            t: Value::from_serializable(&words),
            site: Value::from_serializable(&site),
            assets: assets.clone(),
        };
        let tops: Vec<usize> =
            (0..tree.nodes.len()).filter(|node| !tree.nodes[*node].children.is_empty()).collect();
        let short =
            tops.iter().filter(|node| tree.from_summary || tree.nodes[**node].children.len() <= NAV_WHOLE);
        let navs = short.map(|node| (*node, OnceLock::new())).collect();
        let orders = tops.iter().map(|node| (*node, order(tree, *node))).collect();
        Language { words, common, site, navs, orders, news }
    }
}

fn site_view<A: Audience>(tree: &Tree<A>, shaper: &Shaper<'_, A>, home: &str, news: &str) -> SiteView {
    let config = shaper.site.config();
    let language = config.find_language(&tree.language).unwrap_or(config.language());
    let logo =
        shaper.site.logo().and_then(|path| shaper.files.published(path)).unwrap_or_default().to_string();
    SiteView {
        base: public_base::<A>(shaper.site).unwrap_or_default(),
        title: language.title.clone(),
        image: image(&logo, public_base::<A>(shaper.site)),
        description: language.description.clone(),
        home: address::path(home),
        opensearch: public_base::<A>(shaper.site)
            .map_or_else(String::new, |_| address::path(&catalog::opensearch_path(shaper.site, tree))),
        search: address::path(&format!("{home}search/")),
        news: address::path(news),
        feed: if news.is_empty() { String::new() } else { address::path(&format!("{home}feed.xml")) },
        ask: config.contact.as_ref().map_or_else(String::new, |_| address::path(&format!("{home}{ASK}"))),
        public: config.base_url.clone().filter(|_| A::SEES == Level::Internal).unwrap_or_default(),
        contact: config.contact.as_ref().map_or_else(String::new, |contact| contact.value.clone()),
        endpoint: config.feedback_endpoint.as_ref().map_or_else(String::new, |at| at.value.clone()),
        records: config
            .records_endpoint
            .as_ref()
            .filter(|_| A::SEES == Level::Internal)
            .map_or_else(String::new, |at| at.value.clone()),
        icon: logo.clone(),
        logo,
        sections: sections(tree, 0).into_iter().take(MENU).map(|(_, id)| shaper.link(id)).collect(),
    }
}

/// A drawing is not shown beside links elsewhere.
fn image(logo: &str, base: Option<String>) -> String {
    let raster = [".png", ".jpg", ".jpeg", ".webp"].iter().any(|end| logo.to_lowercase().ends_with(end));
    base.filter(|_| raster).map_or_else(String::new, |base| base + logo)
}

/// Whether pages of two editions of a site stand before the same backdrop: they have the same navigation, and each page
/// looks the same from outside.
pub fn same_outline<A: Audience>(site: &Site<A>, other: &Site<A>) -> bool {
    let ids = || site.pages().map(|(id, _)| id);
    Arc::ptr_eq(site.map(), other.map())
        && site.logo() == other.logo()
        && site.pages().len() == other.pages().len()
        && ids().all(|id| {
            let (own, other) = (site.shared(id), other.shared(id));
            Arc::ptr_eq(own, other) || same_from_outside(own, other)
        })
}

/// Whether all that other pages show of a page is the same.
fn same_from_outside<A: Audience>(own: &Page<A>, other: &Page<A>) -> bool {
    let texts = |page: &Page<A>| {
        let icon = page.extra.get("icon").cloned();
        [Some(page.title.clone()), Some(page.summary.clone()), Some(page.key.clone()), icon]
    };
    let facts = |page: &Page<A>| {
        let shown = (shape::shown_minutes(page), shape::is_new(page));
        let policy = &page.policy;
        let from = policy.supersedes.and(policy.effective);
        let end = (policy.superseded_by.is_some(), policy.superseded_on);
        (page.kind, page.is_section, page.level, page.updated, shown, from, end)
    };
    // What is to be acknowledged is marked where pages are listed; a policy says which version it replaces.
    let asked = |page: &Page<A>| {
        let revision = if page.acknowledge { page.revision() } else { String::new() };
        (
            page.acknowledge,
            revision,
            page.policy.version.clone(),
            page.policy.effective,
            page.policy.superseded_by,
        )
    };
    // What a course says of its lessons.
    let learned = |page: &Page<A>| (page.revision(), page.body.quizzes, page.training.lessons.clone());
    own.address == other.address
        && own.language == other.language
        && own.changes.is_empty() == other.changes.is_empty()
        && facts(own) == facts(other)
        && asked(own) == asked(other)
        && learned(own) == learned(other)
        && texts(own) == texts(other)
}
