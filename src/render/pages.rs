//! Pages through templates.

use std::sync::Arc;

use answerbook_kernel::kind::Kind;
use answerbook_kernel::site::{Page, Tree};
use answerbook_kernel::{Audience, Diagnostic, PageId, Site};
use tera::{Context, Value};

use crate::files::Files;
use crate::render::backdrop::{self, Backdrop, Language};
use crate::render::course::{CourseView, PlaceView};
use crate::render::desk::DeskView;
use crate::render::health::HealthView;
use crate::render::lines::{pages, sections};
use crate::render::linked::{self, Around};
use crate::render::numbers::Numbers;
use crate::render::shape::Shaper;
use crate::render::view::{
    AlternateView, ChangeView, GroupView, LanguageView, LinkView, NavView, PageView, View,
};
use crate::render::{address, alternates, public_base};
use crate::theme::{Theme, Words};
use crate::theme_files::Published;

/// Pages that a section lists of each of its sub-sections.
const LISTED_OF_SUBSECTIONS: usize = 6;
/// Lines of what's new on the home page.
const NEWS_ON_HOME: usize = 6;
/// Promoted pages on the home page.
const PROMOTED: usize = 6;
/// A summary of up to so many lines is shown whole beside every page.
const WHOLE_SUMMARY: usize = 300;

/// A rendered file, or what its template did wrong.
pub type Made = Result<Arc<[u8]>, Box<Diagnostic>>;

/// Everything that rendering needs besides the page itself. It never changes; a copy shares what it is made of.
#[derive(Clone)]
pub struct Stage<A: Audience> {
    /// The site.
    pub site: Site<A>,
    /// The theme.
    pub theme: Arc<Theme>,
    /// The theme's files as they are published.
    pub published: Arc<Published>,
    /// Files that pages refer to.
    pub files: Arc<Files>,
    /// What the last report on feedback says.
    pub(super) numbers: Arc<Numbers<A>>,
    pub(super) backdrop: Arc<Backdrop<A>>,
}

impl<A: Audience> Stage<A> {
    /// Prepares what pages share.
    pub fn new(site: Site<A>, theme: &Arc<Theme>, published: &Arc<Published>, files: Arc<Files>) -> Self {
        let backdrop = Arc::new(Backdrop::new(&site, theme, &files, &published.paths));
        let (theme, published) = (Arc::clone(theme), Arc::clone(published));
        Self { site, theme, published, files, numbers: Arc::default(), backdrop }
    }

    /// The same stage with what a report says. Every page may say something else after another report.
    #[must_use]
    pub fn with_numbers(self, numbers: Arc<Numbers<A>>) -> Self {
        if *self.numbers == *numbers {
            return self;
        }
        let backdrop = Backdrop::new(&self.site, &self.theme, &self.files, &self.published.paths);
        Self { numbers, backdrop: Arc::new(backdrop), ..self }
    }

    /// A stage for the next state of a site, before the same backdrop if the site looks the same from outside.
    #[must_use]
    pub fn again(
        &self,
        site: Site<A>,
        theme: &Arc<Theme>,
        published: &Arc<Published>,
        files: Arc<Files>,
    ) -> Self {
        let logo = |site: &Site<A>, files: &Files| {
            site.logo().and_then(|path| files.published(path).map(str::to_string))
        };
        let same = Arc::ptr_eq(&self.theme, theme)
            && Arc::ptr_eq(&self.published, published)
            && std::ptr::eq(self.site.config(), site.config())
            && logo(&self.site, &self.files) == logo(&site, &files)
            && backdrop::same_outline(&self.site, &site);
        if !same {
            let numbers = Arc::clone(&self.numbers);
            return Self { numbers, ..Self::new(site, theme, published, files) };
        }
        let (theme, published) = (Arc::clone(theme), Arc::clone(published));
        Self { site, theme, published, files, ..self.clone() }
    }

    /// The same stage with more said about its pages than before.
    #[must_use]
    pub fn with_site(self, site: Site<A>) -> Self {
        Self { site, ..self }
    }

    /// Whether both stand before the same backdrop.
    pub fn shares_backdrop(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.backdrop, &other.backdrop)
    }

    /// Pages whose files may be others than they were; all of them before another backdrop.
    pub fn changed_since(&self, before: Option<&Self>) -> Vec<PageId<A>> {
        let ids = self.site.pages().map(|(id, _)| id);
        match before.filter(|before| self.shares_backdrop(before)) {
            Some(before) => {
                ids.filter(|id| !Arc::ptr_eq(self.site.shared(*id), before.site.shared(*id))).collect()
            }
            None => ids.collect(),
        }
    }

    /// The same page in every language of the site.
    pub fn languages(&self, page: &Page<A>) -> Vec<LanguageView> {
        self.language_of(page).map_or_else(Vec::new, |language| self.shaper(&language.words).languages(page))
    }

    pub(super) fn shaper<'s>(&'s self, words: &'s Words) -> Shaper<'s, A> {
        Shaper {
            site: &self.site,
            files: &self.files,
            words,
            counts: &self.backdrop.counts,
            translations: &self.backdrop.translations,
        }
    }

    pub(super) fn render(&self, template: &str, context: &Context) -> Made {
        match self.theme.tera.render(template, context) {
            Ok(html) => Ok(Arc::from(html.into_bytes())),
            Err(error) => Err(Box::new(self.theme.fault(&self.site.config().theme, &error))),
        }
    }

    /// The page of a source.
    pub(super) fn article(&self, id: PageId<A>) -> Made {
        let page = self.site.page(id);
        let Some(language) = self.language_of(page) else {
            return Ok(Arc::from(Vec::new()));
        };
        let line = self.site.line(id);
        let is_home = line.is_some_and(|(tree, node)| node == 0 && tree.home == id);
        let shaper = self.shaper(&language.words);
        let view_of_page = shaper.page(id);
        let mut view = self.view(language, page, view_of_page);
        view.votes = self.votes(page, &language.words);
        if let Some((tree, node)) = line {
            self.place(&mut view, language, (tree, node), &shaper);
        }
        if page.is_section
            && let Some((tree, node)) = line
        {
            let groups = self.groups(tree, node, &shaper);
            view.asks |= groups.iter().flat_map(|group| &group.pages).any(|link| link.acknowledge.is_some());
            view.groups = Value::from_serializable(&groups);
        }
        if is_home {
            self.answers(&mut view, page, &shaper);
            view.news = newest(self.news(&page.language, &shaper));
            let desk = line.and_then(|(tree, _)| self.desk(tree, &shaper));
            view.asks |= desk.as_ref().is_some_and(|desk| !desk.acknowledge.is_empty());
            view.desk = Value::from_serializable(&desk);
            view.contents =
                line.map_or(view.contents, |(tree, _)| Value::from_serializable(&self.index(tree, &shaper)));
        }
        self.train(&mut view, id, &shaper);
        view.linked = self.linked(language, Some(id), &view);
        self.render(template(page, is_home), &view.into_context())
    }

    /// What a page is, for search engines; a page that no source has only says where it stands.
    pub(super) fn linked(&self, language: &Language<A>, id: Option<PageId<A>>, view: &View) -> String {
        let Some(base) = public_base::<A>(&self.site).filter(|_| !view.canonical.is_empty()) else {
            return String::new();
        };
        let site = &language.site;
        let start = language.words.get("home").map_or("", String::as_str);
        let lessons = id.map_or(&[][..], |id| self.backdrop.courses.lessons(id));
        let lessons = lessons.iter().map(|lesson| self.site.page(*lesson)).collect();
        linked::text(id.map(|id| self.site.page(id)), view, &Around { base: &base, site, start, lessons })
    }

    /// What there is to learn. The neighbours of a lesson are those in its course, and those of a course its lessons.
    fn train(&self, view: &mut View, id: PageId<A>, shaper: &Shaper<'_, A>) {
        let places = self.places(id, shaper);
        let kind = self.site.page(id).kind;
        if kind == Kind::Course || !places.is_empty() && kind == Kind::Lesson {
            (view.previous, view.next) = (None, None);
        }
        view.course = Value::from_serializable(&self.course(id, shaper));
        view.places = Value::from_serializable(&places);
    }

    pub(super) fn language_of(&self, page: &Page<A>) -> Option<&Language<A>> {
        let languages = &self.backdrop.languages;
        languages.get(&page.language).or_else(|| languages.values().next())
    }

    pub(super) fn view(&self, language: &Language<A>, page: &Page<A>, view: PageView) -> View {
        let languages = self.shaper(&language.words).languages(page);
        let asks = view.acknowledge.is_some();
        View {
            root: address::root(&page.address),
            edition: A::NAME,
            linked: String::new(),
            canonical: public_base::<A>(&self.site)
                .map_or_else(String::new, |base| base + &address::path(&page.address)),
            common: language.common.clone(),
            alternates: self.alternates(&languages, &view.path),
            page: view,
            breadcrumb: Vec::new(),
            languages,
            nav: Value::from_serializable(&None::<NavView>),
            previous: None,
            next: None,
            groups: Value::from_serializable(&Vec::<GroupView>::new()),
            contents: Value::from_serializable(&Vec::<GroupView>::new()),
            promoted: Vec::new(),
            news: Vec::new(),
            popular: Vec::new(),
            popular_until: String::new(),
            course: Value::from_serializable(&None::<CourseView>),
            places: Value::from_serializable(&Vec::<PlaceView>::new()),
            desk: Value::from_serializable(&None::<DeskView>),
            asks,
            votes: None,
            health_page: self.health_path(&language.common.lang),
            health: Value::from_serializable(&None::<HealthView>),
        }
    }

    /// What search engines are told of a page's languages.
    pub(super) fn alternates(&self, languages: &[LanguageView], path: &str) -> Vec<AlternateView> {
        if public_base::<A>(&self.site).is_none() {
            return Vec::new();
        }
        alternates::of(languages, path, &self.site.config().language().code)
    }

    /// Where the page stands: its breadcrumb, its section, and its neighbours.
    fn place(
        &self,
        view: &mut View,
        language: &Language<A>,
        (tree, node): (&Tree<A>, usize),
        shaper: &Shaper<'_, A>,
    ) {
        let mut above: Vec<usize> =
            std::iter::successors(tree.nodes[node].parent, |at| tree.nodes[*at].parent)
                .filter(|at| *at != 0)
                .collect();
        above.reverse();
        view.breadcrumb =
            above.iter().filter_map(|at| tree.nodes[*at].page).map(|id| shaper.link(id)).collect();
        if node == 0 {
            return;
        }
        let whole = tree.from_summary && tree.nodes.len() <= WHOLE_SUMMARY;
        let own = !tree.nodes[node].children.is_empty() && !tree.from_summary;
        let section = match tree.nodes[node].parent {
            _ if whole => 0,
            _ if own => node,
            Some(parent) if parent != 0 || tree.from_summary => parent,
            _ => 0,
        };
        // A page may be written in another language than the folder that it lies in, and all pages of a section share one list.
        let language = self.backdrop.languages.get(&tree.language).unwrap_or(language);
        let around = self.shaper(&language.words);
        let lessons = tree.nodes[section].page.map_or(&[][..], |id| self.backdrop.courses.lessons(id));
        view.nav = match language.nav(&around, tree, section, lessons) {
            Some(nav) => nav,
            None => Value::from_serializable(&around.nav_around(tree, section, node)),
        };
        let top = if tree.from_summary { 0 } else { above.first().copied().unwrap_or(node) };
        let order = language.orders.get(&top).map_or(&[][..], Vec::as_slice);
        let at = tree.nodes[node].page.and_then(|id| order.iter().position(|other| *other == id));
        if let Some(at) = at {
            view.previous = at.checked_sub(1).map(|at| shaper.link(order[at]));
            view.next = order.get(at + 1).map(|id| shaper.link(*id));
        }
    }

    /// What a section lists: its own pages, and each sub-section with its first pages.
    pub(super) fn groups(&self, tree: &Tree<A>, node: usize, shaper: &Shaper<'_, A>) -> Vec<GroupView> {
        let own = pages(tree, node).into_iter().map(|id| shaper.link(id));
        let own = own.chain(self.untranslated(tree, node, shaper)).collect();
        let mut groups = vec![GroupView { section: None, pages: own }];
        for (below, id) in sections(tree, node) {
            let pages = pages(tree, below).into_iter().take(LISTED_OF_SUBSECTIONS);
            groups.push(GroupView {
                section: Some(shaper.link(id)),
                pages: pages.map(|id| shaper.link(id)).collect(),
            });
        }
        groups
    }

    /// Pages and sub-sections of a section that are there in the main language, and not in that of the list.
    pub(super) fn untranslated(&self, tree: &Tree<A>, node: usize, shaper: &Shaper<'_, A>) -> Vec<LinkView> {
        let translations = shaper.translations;
        let main = self.site.trees().first().filter(|main| main.language != tree.language);
        let other = |id: PageId<A>, language: &str| {
            let same = translations.get(&self.site.page(id).key)?;
            same.iter().copied().find(|other| self.site.page(*other).language == language)
        };
        let Some((main, section)) = main.zip(tree.nodes[node].page) else { return Vec::new() };
        let there = other(section, &main.language).and_then(|id| self.site.line(id));
        let Some((main, at)) = there.filter(|(tree, _)| std::ptr::eq(*tree, main)) else { return Vec::new() };
        let missing = |id: &PageId<A>| other(*id, &tree.language).is_none();
        let below = sections(main, at).into_iter().map(|(_, id)| id);
        pages(main, at).into_iter().chain(below).filter(missing).map(|id| shaper.foreign(id)).collect()
    }

    /// What most readers look for.
    pub(super) fn answers(&self, view: &mut View, page: &Page<A>, shaper: &Shaper<'_, A>) {
        let pages = || self.site.pages().filter(|(_, other)| other.language == page.language);
        let promoted =
            pages().filter(|(_, other)| other.extra.get("promoted").is_some_and(|flag| flag == "true"));
        view.promoted = promoted.take(PROMOTED).map(|(id, _)| shaper.link(id)).collect();
        if let Some((popular, until)) = self.popular(page, shaper) {
            (view.popular, view.popular_until) = (popular, until);
        }
    }

    /// Every change of a language's pages, newest first.
    pub(super) fn news(&self, language: &str, shaper: &Shaper<'_, A>) -> Vec<ChangeView> {
        let mut changes: Vec<_> = self
            .site
            .pages()
            .filter(|(_, page)| page.language == language)
            .flat_map(|(id, page)| page.changes.iter().map(move |change| (change, id)))
            .collect();
        changes.sort_by(|(a, page_a), (b, page_b)| {
            let key = |id: &PageId<A>| &self.site.page(*id).address;
            b.date.cmp(&a.date).then_with(|| key(page_a).cmp(key(page_b)))
        });
        let mut news: Vec<ChangeView> =
            changes.into_iter().map(|(change, id)| shaper.change(change, Some(id))).collect();
        for month in news.chunk_by_mut(|one, next| one.date.month == next.date.month) {
            let first = month.last().map_or_else(String::new, |first| first.eve.clone());
            month.iter_mut().for_each(|change| change.month_eve.clone_from(&first));
        }
        news
    }
}

/// The newest changes, besides those that may be still to come.
fn newest(news: Vec<ChangeView>) -> Vec<ChangeView> {
    let mut certain = 0;
    let fits = |change: &ChangeView| {
        let begins = change.page.as_ref().and_then(|page| page.from.as_ref());
        certain += usize::from(begins.is_none_or(|begins| change.date.iso < begins.iso));
        certain <= NEWS_ON_HOME
    };
    news.into_iter().take_while(fits).take(2 * NEWS_ON_HOME).collect()
}

fn template<A: Audience>(page: &Page<A>, is_home: bool) -> &'static str {
    match page.kind {
        _ if is_home => "home.html",
        Kind::Course => "course.html",
        _ if page.is_section => "section.html",
        Kind::Policy => "policy.html",
        Kind::Faq => "faq.html",
        Kind::Reply => "reply.html",
        Kind::Page | Kind::Guide | Kind::Lesson | Kind::Announcement => "article.html",
    }
}
