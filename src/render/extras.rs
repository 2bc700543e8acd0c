//! Pages that no source has: search, what's new, "not found", and what leads from former addresses.

use answerbook_kernel::Audience;
use answerbook_kernel::site::{Page, Redirect, Tree};
use tera::{Context, Value};

use crate::render::backdrop::Language;
use crate::render::lines::pages;
use crate::render::pages::{Made, Stage};
use crate::render::shape::Shaper;
use crate::render::view::{GroupView, LanguageView, LinkView, PageView, View};
use crate::render::{address, health, public_base};

/// Sections of a language whose pages the search page lists; beyond this it lists sections alone.
const LISTED_ON_SEARCH: usize = 2_000;

/// The address of the page that offers answers before a person is asked, below the home page of its language.
pub const ASK: &str = "ask/";

/// A page that no source has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extra {
    /// The search page.
    Search,
    /// What's new.
    News,
    /// What readers say, for staff.
    Health,
    /// Answers, before a person is asked.
    Ask,
    /// What is said at addresses that lead nowhere.
    Lost,
}

impl Extra {
    fn template(self) -> &'static str {
        match self {
            Self::Search => "search.html",
            Self::News => "news.html",
            Self::Health => "health.html",
            Self::Ask => "ask.html",
            Self::Lost => "404.html",
        }
    }

    /// The key of its title among the words of the interface.
    fn word(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::News => "news",
            Self::Health => "health",
            Self::Ask => "contact",
            Self::Lost => "lost",
        }
    }

    /// Its address below the home page of its language.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Search => "search/",
            Self::News => "whats-new/",
            Self::Health => health::FOLDER,
            Self::Ask => ASK,
            Self::Lost => "",
        }
    }
}

impl<A: Audience> Stage<A> {
    /// The extra pages of a language, by their paths; "not found" belongs to the default language.
    pub(super) fn extras(&self, tree: &Tree<A>) -> Vec<(String, Extra)> {
        let Some(language) = self.backdrop.languages.get(&tree.language) else { return Vec::new() };
        let home = &self.site.page(tree.home).address;
        let path = |extra: Extra| (format!("{home}{}index.html", extra.folder()), extra);
        let mut extras = vec![path(Extra::Search)];
        if !language.news.is_empty() {
            extras.push(path(Extra::News));
        }
        if self.numbers.report().is_some() {
            extras.push(path(Extra::Health));
        }
        if self.site.config().contact.is_some() {
            extras.push(path(Extra::Ask));
        }
        if self.site.trees().first().is_some_and(|first| std::ptr::eq(first, tree)) {
            extras.push(("404.html".to_string(), Extra::Lost));
        }
        extras
    }

    pub(super) fn extra(&self, tree: &Tree<A>, extra: Extra) -> Made {
        let Some(language) = self.backdrop.languages.get(&tree.language) else {
            return Ok(Vec::new().into());
        };
        let view = self.made(language, tree, extra);
        self.render(extra.template(), &view.into_context())
    }

    fn made(&self, language: &Language<A>, tree: &Tree<A>, extra: Extra) -> View {
        let shaper = self.shaper(&language.words);
        let home = self.site.page(tree.home);
        let title = language.words.get(extra.word()).cloned().unwrap_or_default();
        let address = match extra {
            Extra::Search | Extra::News | Extra::Health | Extra::Ask => {
                format!("{}{}", home.address, extra.folder())
            }
            Extra::Lost => String::new(),
        };
        let page = PageView::made(title, address::path(&address));
        let mut view = self.view(language, home, page);
        view.root = address::root(&address);
        view.canonical =
            public_base::<A>(&self.site).map_or_else(String::new, |base| base + &address::path(&address));
        view.languages = self.languages_of_extra(home, extra);
        view.alternates = match extra {
            Extra::News => self.alternates(&view.languages, &view.page.path),
            Extra::Search | Extra::Health | Extra::Ask | Extra::Lost => Vec::new(),
        };
        match extra {
            Extra::Lost => {
                view.root = public_base::<A>(&self.site).as_deref().map_or("/", url_path).to_string();
                view.canonical = String::new();
                view.groups = Value::from_serializable(&self.groups(tree, 0, &shaper));
            }
            Extra::News => {
                view.news = self.news(&tree.language, &shaper);
                view.linked = self.linked(language, None, &view);
            }
            Extra::Health => view.health = Value::from_serializable(&self.health(tree, &shaper)),
            Extra::Ask => self.answers(&mut view, home, &shaper),
            Extra::Search => view.groups = Value::from_serializable(&self.index(tree, &shaper)),
        }
        view
    }

    /// An extra page in every language of the site.
    pub(super) fn languages_of_extra(&self, home: &Page<A>, extra: Extra) -> Vec<LanguageView> {
        let mut languages = self.languages(home);
        for language in &mut languages {
            let other = self.site.trees().iter().find(|tree| tree.language == language.code);
            let other = other.map_or("", |tree| &self.site.page(tree.home).address);
            let known = match extra {
                Extra::Search | Extra::Health | Extra::Ask => true,
                Extra::News => self.has_news(&language.code),
                Extra::Lost => false,
            };
            // The 404 page is at no address of its own, so another language begins at its home.
            let folder = if known { extra.folder() } else { "" };
            language.path = address::path(&format!("{other}{folder}"));
            language.translated = known;
        }
        languages
    }

    pub(super) fn has_news(&self, language: &str) -> bool {
        self.backdrop.languages.get(language).is_some_and(|language| !language.news.is_empty())
    }

    /// Every section with its pages; of a large site sections alone.
    pub(super) fn index(&self, tree: &Tree<A>, shaper: &Shaper<'_, A>) -> Vec<GroupView> {
        let list = tree.nodes.len() <= LISTED_ON_SEARCH;
        let with = |node: usize| -> Vec<LinkView> {
            let own = pages(tree, node).into_iter().map(|id| shaper.link(id));
            if list { own.chain(self.untranslated(tree, node, shaper)).collect() } else { Vec::new() }
        };
        let mut groups = vec![GroupView { section: None, pages: with(0) }];
        for (node, line) in tree.nodes.iter().enumerate().skip(1) {
            let section = line.page.filter(|_| !line.children.is_empty());
            groups.extend(section.map(|id| GroupView { section: Some(shaper.link(id)), pages: with(node) }));
        }
        groups
    }

    /// What leads from a former address to a page.
    pub(super) fn redirect(&self, redirect: &Redirect<A>) -> Made {
        let page = self.site.page(redirect.page);
        let folder = redirect.path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let mut context = Context::new();
        let root = address::root(&folder);
        context.insert("target", &format!("{root}{}", address::path(&page.address)));
        context.insert("root", &root);
        context.insert("lang", &page.language);
        let canonical = public_base::<A>(&self.site).map(|base| base + &address::path(&page.address));
        context.insert("canonical", &canonical.unwrap_or_default());
        if let Some(language) = self.backdrop.languages.get(&page.language) {
            context.insert_value("t", language.common.t.clone());
        }
        self.render("redirect.html", &context)
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
            hash: String::new(),
            acknowledge: None,
            kind: "page",
            kind_name: String::new(),
            internal: false,
            body: String::new(),
            questions: Vec::new(),
            toc: Vec::new(),
            tags: Vec::new(),
            updated: None,
            updated_eve: String::new(),
            minutes: 0,
            revision: String::new(),
            quizzes: 0,
            cards: 0,
            words: 0,
            customer_link: String::new(),
            customers: String::new(),
            feedback: false,
            policy: None,
            changes: Vec::new(),
            related: Vec::new(),
        }
    }
}

/// The path of an absolute address.
fn url_path(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find('/').map_or("/", |at| &rest[at..])
}
