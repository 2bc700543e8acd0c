//! Pages through templates.

use std::collections::BTreeMap;
use std::sync::Arc;

use answerbook_kernel::kind::Kind;
use answerbook_kernel::site::{Page, Tree};
use answerbook_kernel::{Audience, Diagnostic, PageId, Site};
use rayon::prelude::*;
use tera::{Context, Value};

use crate::files::Files;
use crate::render::shape::{NAV_WHOLE, Shaper};
use crate::render::view::{ChangeView, Common, GroupView, LinkView, NavView, PageView, SiteView, View};
use crate::render::{Rendered, address};
use crate::theme::{Theme, Words};

/// Pages that a section lists of each of its sub-sections.
const LISTED_OF_SUBSECTIONS: usize = 6;
/// Sections of a language whose pages the search page lists; beyond this it lists sections alone.
const LISTED_ON_SEARCH: usize = 2_000;
/// Lines of what's new on the home page.
const NEWS_ON_HOME: usize = 6;
/// Sections in the menu and in the footer of every page; the search page lists all of them.
const MENU: usize = 12;
/// Promoted pages on the home page.
const PROMOTED: usize = 6;
/// A summary of up to so many lines is shown whole beside every page.
const WHOLE_SUMMARY: usize = 300;

/// A rendered file, or what its template did wrong.
type Made = Result<(String, Arc<[u8]>), Box<Diagnostic>>;

/// Everything that rendering needs besides the page itself.
pub struct Stage<'a, A: Audience> {
    site: &'a Site<A>,
    theme: &'a Theme,
    files: &'a Files,
    languages: BTreeMap<String, Language<A>>,
    counts: Vec<usize>,
    translations: BTreeMap<&'a str, Vec<PageId<A>>>,
}

/// What the pages of a language have in common.
struct Language<A> {
    words: Words,
    common: Common,
    /// Side navigation by node of the tree.
    navs: BTreeMap<usize, Value>,
    /// Pages of a section in reading order, by node: the order of previous and next.
    orders: BTreeMap<usize, Vec<PageId<A>>>,
    news: String,
}

impl<'a, A: Audience> Stage<'a, A> {
    /// Prepares what pages share.
    pub fn new(
        site: &'a Site<A>,
        theme: &'a Theme,
        files: &'a Files,
        assets: &BTreeMap<String, String>,
    ) -> Self {
        let mut translations: BTreeMap<&str, Vec<PageId<A>>> = BTreeMap::new();
        for (id, page) in site.pages() {
            translations.entry(&page.key).or_default().push(id);
        }
        let counts = counts(site);
        let mut stage = Self { site, theme, files, languages: BTreeMap::new(), counts, translations };
        for tree in site.trees() {
            let words = theme.words(&tree.language);
            let language = stage.language(tree, words, assets);
            stage.languages.insert(tree.language.clone(), language);
        }
        stage
    }

    fn shaper<'s>(&'s self, words: &'s Words) -> Shaper<'s, A> {
        Shaper {
            site: self.site,
            files: self.files,
            words,
            counts: &self.counts,
            translations: &self.translations,
        }
    }

    fn language(&self, tree: &Tree<A>, words: Words, assets: &BTreeMap<String, String>) -> Language<A> {
        let shaper = self.shaper(&words);
        let home = self.site.page(tree.home).address.clone();
        let has_news =
            self.site.pages().any(|(_, page)| page.language == tree.language && !page.changes.is_empty());
        let news = if has_news { format!("{home}whats-new/") } else { String::new() };
        let view = self.site_view(tree, &shaper, &home, &news);
        let common = Common {
            lang: tree.language.clone(),
            t: Value::from_serializable(&words),
            site: Value::from_serializable(&view),
            assets: Value::from_serializable(assets),
        };
        let tops: Vec<usize> =
            (0..tree.nodes.len()).filter(|node| !tree.nodes[*node].children.is_empty()).collect();
        let short =
            tops.iter().filter(|node| tree.from_summary || tree.nodes[**node].children.len() <= NAV_WHOLE);
        let navs = short.map(|node| (*node, Value::from_serializable(&shaper.nav(tree, *node)))).collect();
        let orders = tops.iter().map(|node| (*node, order(tree, *node))).collect();
        Language { words, common, navs, orders, news }
    }

    fn site_view(&self, tree: &Tree<A>, shaper: &Shaper<'_, A>, home: &str, news: &str) -> SiteView {
        let config = self.site.config();
        let language = config.find_language(&tree.language).unwrap_or(config.language());
        let logo =
            self.site.logo().and_then(|number| self.files.paths().get(number)).cloned().unwrap_or_default();
        SiteView {
            base: public_base::<A>(self.site).unwrap_or_default(),
            title: language.title.clone(),
            description: language.description.clone(),
            home: address::path(home),
            search: address::path(&format!("{home}search/")),
            news: address::path(news),
            feed: if news.is_empty() { String::new() } else { address::path(&format!("{home}feed.xml")) },
            contact: config.contact.as_ref().map_or_else(String::new, |contact| contact.value.clone()),
            icon: logo.clone(),
            logo,
            sections: sections(tree, 0).into_iter().take(MENU).map(|(_, id)| shaper.link(id)).collect(),
        }
    }

    /// Words of a language of the site.
    pub fn words(&self, language: &str) -> Option<&Words> {
        self.languages.get(language).map(|language| &language.words)
    }

    /// Every page, and what templates did wrong.
    pub fn pages(&self) -> (Rendered, Vec<Diagnostic>) {
        let ids: Vec<PageId<A>> = self.site.pages().map(|(id, _)| id).collect();
        let mut results: Vec<Made> = ids.par_iter().map(|id| self.article(*id)).collect();
        results.extend(self.site.trees().iter().flat_map(|tree| self.extra(tree)));
        results.extend(self.site.redirects().iter().map(|redirect| {
            let page = self.site.page(redirect.page);
            self.redirect(&redirect.path, page)
        }));
        let mut rendered = Vec::with_capacity(results.len());
        let mut faults: Vec<Diagnostic> = Vec::new();
        for result in results {
            match result {
                Ok(file) => rendered.push(file),
                Err(fault) if faults.contains(&fault) => {}
                Err(fault) => faults.push(*fault),
            }
        }
        (rendered, faults)
    }

    fn render(&self, template: &str, path: String, context: &Context) -> Made {
        match self.theme.tera.render(template, context) {
            Ok(html) => Ok((path, Arc::from(html.into_bytes()))),
            Err(error) => Err(Box::new(self.theme.fault(&self.site.config().theme, &error))),
        }
    }

    fn article(&self, id: PageId<A>) -> Made {
        let page = self.site.page(id);
        let Some(language) = self.languages.get(&page.language).or_else(|| self.languages.values().next())
        else {
            return Ok((format!("{}index.html", page.address), Arc::from(Vec::new())));
        };
        let line = self.site.line(id);
        let is_home = line.is_some_and(|(tree, node)| node == 0 && tree.home == id);
        let shaper = self.shaper(&language.words);
        let view_of_page = shaper.page(id);
        let mut view = self.view(language, page, view_of_page);
        if let Some((tree, node)) = line {
            self.place(&mut view, language, (tree, node), &shaper);
        }
        if page.is_section
            && let Some((tree, node)) = line
        {
            view.groups = Value::from_serializable(&self.groups(tree, node, &shaper));
        }
        if is_home {
            self.home(&mut view, page, &shaper);
        }
        self.render(template(page, is_home), format!("{}index.html", page.address), &view.into_context())
    }

    fn view(&self, language: &Language<A>, page: &Page<A>, view: PageView) -> View {
        View {
            root: address::root(&page.address),
            edition: A::NAME,
            canonical: public_base::<A>(self.site)
                .map_or_else(String::new, |base| base + &address::path(&page.address)),
            common: language.common.clone(),
            page: view,
            breadcrumb: Vec::new(),
            languages: self.shaper(&language.words).languages(page),
            nav: Value::from_serializable(&None::<NavView>),
            previous: None,
            next: None,
            groups: Value::from_serializable(&Vec::<GroupView>::new()),
            promoted: Vec::new(),
            news: Vec::new(),
        }
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
        view.nav = match language.navs.get(&section) {
            Some(nav) => nav.clone(),
            None => Value::from_serializable(&shaper.nav_around(tree, section, node)),
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
    fn groups(&self, tree: &Tree<A>, node: usize, shaper: &Shaper<'_, A>) -> Vec<GroupView> {
        let own = pages(tree, node).into_iter().map(|id| shaper.link(id)).collect();
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

    fn home(&self, view: &mut View, page: &Page<A>, shaper: &Shaper<'_, A>) {
        let pages = || self.site.pages().filter(|(_, other)| other.language == page.language);
        let promoted =
            pages().filter(|(_, other)| other.extra.get("promoted").is_some_and(|flag| flag == "true"));
        view.promoted = promoted.take(PROMOTED).map(|(id, _)| shaper.link(id)).collect();
        view.news = self.news(&page.language, shaper).into_iter().take(NEWS_ON_HOME).collect();
    }

    /// Every change of a language's pages, newest first.
    fn news(&self, language: &str, shaper: &Shaper<'_, A>) -> Vec<ChangeView> {
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
        changes.into_iter().map(|(change, id)| shaper.change(change, Some(id))).collect()
    }

    /// Pages that no source has: search, what's new, and "not found" for the default language.
    fn extra(&self, tree: &Tree<A>) -> Vec<Made> {
        let Some(language) = self.languages.get(&tree.language) else { return Vec::new() };
        let home = &self.site.page(tree.home).address;
        let word = |key: &str| language.words.get(key).cloned().unwrap_or_default();
        let mut files = Vec::new();
        let mut made = |template: &str, title: String, address: String, path: String| {
            let view = self.made(language, tree, title, &address, template);
            files.push(self.render(template, path, &view.into_context()));
        };
        let search = format!("{home}search/");
        made("search.html", word("search"), search.clone(), format!("{search}index.html"));
        if !language.news.is_empty() {
            made("news.html", word("news"), language.news.clone(), format!("{}index.html", language.news));
        }
        if self.site.trees().first().is_some_and(|first| std::ptr::eq(first, tree)) {
            made("404.html", word("lost"), String::new(), "404.html".into());
        }
        files
    }

    fn made(
        &self,
        language: &Language<A>,
        tree: &Tree<A>,
        title: String,
        address: &str,
        template: &str,
    ) -> View {
        let shaper = self.shaper(&language.words);
        let home = self.site.page(tree.home);
        let key = match template {
            "search.html" => "search/",
            _ => "whats-new/",
        };
        let page = PageView::made(title, address::path(address));
        let mut view = self.view(language, home, page);
        view.root = address::root(address);
        view.canonical =
            public_base::<A>(self.site).map_or_else(String::new, |base| base + &address::path(address));
        for language in &mut view.languages {
            let other = self.site.trees().iter().find(|tree| tree.language == language.code);
            let other = other.map_or("", |tree| &self.site.page(tree.home).address);
            let known = template != "404.html" && (key != "whats-new/" || self.has_news(&language.code));
            language.path = address::path(&if known { format!("{other}{key}") } else { other.to_string() });
            language.translated = known;
        }
        match template {
            "404.html" => {
                view.root = public_base::<A>(self.site).as_deref().map_or("/", url_path).to_string();
                view.canonical = String::new();
                view.groups = Value::from_serializable(&self.groups(tree, 0, &shaper));
            }
            "news.html" => view.news = self.news(&tree.language, &shaper),
            _ => view.groups = Value::from_serializable(&self.index(tree, &shaper)),
        }
        view
    }

    fn has_news(&self, language: &str) -> bool {
        self.languages.get(language).is_some_and(|language| !language.news.is_empty())
    }

    /// Every section with its pages; of a large site sections alone.
    fn index(&self, tree: &Tree<A>, shaper: &Shaper<'_, A>) -> Vec<GroupView> {
        let list = tree.nodes.len() <= LISTED_ON_SEARCH;
        let with = |node: usize| -> Vec<LinkView> {
            if list { pages(tree, node).into_iter().map(|id| shaper.link(id)).collect() } else { Vec::new() }
        };
        let mut groups = vec![GroupView { section: None, pages: with(0) }];
        for (node, line) in tree.nodes.iter().enumerate().skip(1) {
            let section = line.page.filter(|_| !line.children.is_empty());
            groups.extend(section.map(|id| GroupView { section: Some(shaper.link(id)), pages: with(node) }));
        }
        groups
    }

    fn redirect(&self, path: &str, page: &Page<A>) -> Made {
        let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let mut context = Context::new();
        let root = address::root(&folder);
        context.insert("target", &format!("{root}{}", address::path(&page.address)));
        context.insert("root", &root);
        context.insert("lang", &page.language);
        let canonical = public_base::<A>(self.site).map(|base| base + &address::path(&page.address));
        context.insert("canonical", &canonical.unwrap_or_default());
        if let Some(language) = self.languages.get(&page.language) {
            context.insert_value("t", language.common.t.clone());
        }
        self.render("redirect.html", path.to_string(), &context)
    }
}

impl PageView {
    /// A page that no source has.
    fn made(title: String, path: String) -> Self {
        Self {
            heading: crate::render::fill::escape(&title),
            title,
            heading_id: String::new(),
            summary: String::new(),
            path,
            twin: String::new(),
            kind: "page",
            kind_name: String::new(),
            internal: false,
            body: String::new(),
            questions: Vec::new(),
            toc: Vec::new(),
            tags: Vec::new(),
            updated: None,
            minutes: 0,
            words: 0,
            customer_link: String::new(),
            feedback: false,
            policy: None,
            changes: Vec::new(),
            related: Vec::new(),
            fallback: false,
        }
    }
}

fn template<A: Audience>(page: &Page<A>, is_home: bool) -> &'static str {
    match page.kind {
        _ if is_home => "home.html",
        Kind::Course => "article.html",
        _ if page.is_section => "section.html",
        Kind::Policy => "policy.html",
        Kind::Faq => "faq.html",
        Kind::Reply => "reply.html",
        Kind::Page | Kind::Guide | Kind::Lesson | Kind::Announcement => "article.html",
    }
}

/// `base-url`, which only the edition for everybody has an address under.
fn public_base<A: Audience>(site: &Site<A>) -> Option<String> {
    site.config().base_url.clone().filter(|_| A::SEES == answerbook_kernel::Level::Public)
}

/// The path of an absolute address.
fn url_path(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find('/').map_or("/", |at| &rest[at..])
}

/// The pages of a line that are no sections.
fn pages<A: Audience>(tree: &Tree<A>, node: usize) -> Vec<PageId<A>> {
    let below = tree.nodes[node].children.iter().filter(|child| tree.nodes[**child].children.is_empty());
    below.filter_map(|child| tree.nodes[*child].page).collect()
}

/// The sections below a line.
fn sections<A: Audience>(tree: &Tree<A>, node: usize) -> Vec<(usize, PageId<A>)> {
    let below = tree.nodes[node].children.iter().filter(|child| !tree.nodes[**child].children.is_empty());
    below.filter_map(|child| Some((*child, tree.nodes[*child].page?))).collect()
}

/// Everything below a line, and the line itself, in reading order.
pub fn order<A: Audience>(tree: &Tree<A>, node: usize) -> Vec<PageId<A>> {
    let mut order = Vec::new();
    let mut open = vec![node];
    while let Some(at) = open.pop() {
        order.extend(tree.nodes[at].page);
        open.extend(tree.nodes[at].children.iter().rev());
    }
    order
}

/// How many pages lie below each page.
fn counts<A: Audience>(site: &Site<A>) -> Vec<usize> {
    let mut counts = vec![0; site.pages().len()];
    for tree in site.trees() {
        for (node, line) in tree.nodes.iter().enumerate() {
            if !line.children.is_empty() || line.page.is_none() || node == 0 {
                continue;
            }
            let above = std::iter::successors(line.parent, |at| tree.nodes[*at].parent);
            for id in above.filter_map(|at| tree.nodes[at].page) {
                counts[id.index()] += 1;
            }
        }
    }
    counts
}
