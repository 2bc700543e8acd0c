//! The files of an edition: which there are, and each made when it is asked for. Whoever makes all of them builds the
//! edition, whoever makes one shows it; they are the same files (I8).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use answerbook_kernel::{Audience, Checked, Code, Diagnostic, Level, OutputPath, PageId, SourcePath, Span};
use rayon::prelude::*;

use crate::output::{Collision, Output};
use crate::render::extras::Extra;
use crate::render::pages::{Made, Stage};
use crate::render::{catalog, customers, feed, headers, shape, twins};

/// A file of the edition.
#[derive(Clone, Debug)]
pub enum Item<A> {
    /// A page of the site.
    Page(PageId<A>),
    /// Its Markdown twin.
    Twin(PageId<A>),
    /// What customers read of a page, in the edition for staff.
    Customers(PageId<A>),
    /// A page that no source has, of the language with this number.
    Extra(usize, Extra),
    /// What leads from a former address, by number.
    Redirect(usize),
    /// The feed of the language with this number.
    Feed(usize),
    /// The list of all pages for programs.
    List,
    /// `robots.txt`.
    Robots,
    /// `sitemap.xml`.
    Sitemap,
    /// The search description of the language with this number.
    OpenSearch(usize),
    /// `_headers`.
    Headers,
    /// A file of the theme, by number.
    Theme(usize),
    /// A file that pages refer to.
    Asset(SourcePath),
}

/// Files that are neither pages nor twins, by path.
pub type Others<A> = BTreeMap<String, Item<A>>;

impl<A: Audience> Stage<A> {
    /// All files that are neither pages nor twins. Where two have one path, the first in the order of the kinds has it.
    pub fn others(&self) -> Others<A> {
        let mut others = Others::new();
        for (path, item) in self.listed() {
            others.entry(path).or_insert(item);
        }
        others
    }

    /// Whether another stage has the same files, by their paths, before the same backdrop.
    pub fn has_same_files(&self, other: &Self) -> bool {
        self.shares_backdrop(other) && self.others().keys().eq(other.others().keys())
    }

    fn listed(&self) -> Vec<(String, Item<A>)> {
        let mut listed = Vec::new();
        for (number, tree) in self.site.trees().iter().enumerate() {
            let extras = self.extras(tree).into_iter();
            listed.extend(extras.map(|(path, extra)| (path, Item::Extra(number, extra))));
        }
        let told = |(id, page)| Some((customers::path(page)?, Item::Customers(id)));
        listed.extend(self.site.pages().filter_map(told));
        let redirects = self.site.redirects().iter().enumerate();
        listed.extend(redirects.map(|(number, redirect)| (redirect.path.clone(), Item::Redirect(number))));
        for (number, tree) in self.site.trees().iter().enumerate() {
            listed.extend(feed::path(&self.site, tree).map(|path| (path, Item::Feed(number))));
            listed.push((catalog::opensearch_path(&self.site, tree), Item::OpenSearch(number)));
        }
        let single = [
            ("llms.txt", Item::List),
            ("robots.txt", Item::Robots),
            ("sitemap.xml", Item::Sitemap),
            ("_headers", Item::Headers),
        ];
        listed.extend(single.map(|(path, item)| (path.to_string(), item)));
        let theme = self.published.files.iter().enumerate();
        let theme =
            theme.filter(|(_, (path, _))| A::admits(Level::Internal) || !self.published.is_for_staff(path));
        listed.extend(theme.map(|(number, (path, _))| (path.clone(), Item::Theme(number))));
        let assets = self.files.all();
        listed.extend(assets.map(|(source, file)| (file.path.clone(), Item::Asset(source.clone()))));
        listed
    }

    /// The page or twin at a path, which needs no list: pages are in the order of their addresses.
    pub fn find(&self, path: &str) -> Option<Item<A>> {
        if let Some(address) = path.strip_suffix("index.html") {
            return self.site.find(address).map(Item::Page);
        }
        let bare = path.strip_suffix(".md")?;
        let section = bare.strip_suffix("index").filter(|above| above.is_empty() || above.ends_with('/'));
        let page = [Some(format!("{bare}/")), section.map(str::to_string)];
        let pages = page.into_iter().flatten().filter_map(|address| self.site.find(&address));
        let mut own = pages.filter(|id| shape::twin(self.site.page(*id)) == path);
        own.next().map(Item::Twin)
    }

    /// Makes a file.
    pub fn make(&self, item: &Item<A>) -> Made {
        let text = |text: String| Ok(Arc::from(text.into_bytes()));
        let tree = |number: &usize| &self.site.trees()[*number];
        match item {
            Item::Page(id) => self.article(*id),
            Item::Twin(id) => text(twins::twin(&self.site, self.site.page(*id), &self.files)),
            Item::Customers(id) => self.wording(*id),
            Item::Extra(number, extra) => self.extra(tree(number), *extra),
            Item::Redirect(number) => self.redirect(&self.site.redirects()[*number]),
            Item::Feed(number) => text(feed::feed(&self.site, tree(number)).unwrap_or_default()),
            Item::List => text(twins::list(&self.site)),
            Item::Robots => text(catalog::robots(&self.site)),
            Item::Sitemap => text(self.sitemap()),
            Item::OpenSearch(number) => text(catalog::opensearch(&self.site, tree(number), &self.files)),
            Item::Headers => text(headers::text(&self.site)),
            Item::Theme(number) => Ok(Arc::clone(&self.published.files[*number].1)),
            Item::Asset(path) => {
                Ok(self.files.get(path).map_or_else(|| Arc::from(Vec::new()), |file| Arc::clone(&file.bytes)))
            }
        }
    }

    /// Every file, with its path.
    fn everything(&self) -> Vec<(String, Item<A>)> {
        let ids = || self.site.pages().map(|(id, _)| id);
        let mut all: Vec<(String, Item<A>)> =
            ids().map(|id| (format!("{}index.html", self.site.page(id).address), Item::Page(id))).collect();
        let twins = ids().map(|id| (shape::twin(self.site.page(id)), Item::Twin(id)));
        let listed = self.listed();
        let (first, rest): (Vec<_>, Vec<_>) =
            listed.into_iter().partition(|(_, item)| matches!(item, Item::Extra(..) | Item::Redirect(_)));
        all.extend(first);
        all.extend(twins.filter(|(path, _)| !path.is_empty()));
        all.extend(rest);
        all
    }

    /// Makes all files.
    pub fn output(&self) -> Checked<Output<A>> {
        let all = self.everything();
        let made: Vec<Made> = all.par_iter().map(|(_, item)| self.make(item)).collect();
        let mut faults: Vec<Diagnostic> = Vec::new();
        let mut output = Output::default();
        let mut refused = Vec::new();
        for ((path, _), made) in all.iter().zip(made) {
            match made {
                Ok(bytes) => refused.extend(add(&mut output, path, bytes)),
                Err(fault) if faults.contains(&fault) => {}
                Err(fault) => faults.push(*fault),
            }
        }
        faults.extend(refused);
        Checked::with(output, faults)
    }

    /// What is wrong with the templates of some of the changed pages: of all that are not too many, else of one for each
    /// template; and with the files at some other paths.
    pub fn look_through(&self, changed: &[PageId<A>], most: usize, suspects: &[String]) -> Vec<Fault> {
        let mut kinds = BTreeSet::new();
        let mut kind = |id: PageId<A>| {
            let page = self.site.page(id);
            kinds.insert((page.kind.word(), page.is_section, page.address.is_empty()))
        };
        let few = changed.len() <= most;
        let chosen = changed.iter().filter(|id| few || kind(**id));
        let mut items: Vec<(String, Item<A>)> = chosen
            .map(|id| (format!("{}index.html", self.site.page(*id).address), Item::Page(*id)))
            .collect();
        if !few || !suspects.is_empty() {
            let mut others = self.others();
            let found =
                |path: &String| Some((path.clone(), self.find(path).or_else(|| others.remove(path))?));
            items.extend(suspects.iter().filter_map(found));
            if !few {
                items.extend(others.into_iter().filter(|(_, item)| item.is_made()).take(most));
            }
        }
        self.faults_among(&items, &|| false)
    }

    /// What is wrong with pages that no source has; `None` if it was called off.
    pub fn faults_of_others(&self, is_off: &(dyn Fn() -> bool + Sync)) -> Option<Vec<Fault>> {
        let made: Vec<_> = self.others().into_iter().filter(|(_, item)| item.is_made()).collect();
        let faults = self.faults_among(&made, is_off);
        (!is_off()).then_some(faults)
    }

    /// What is wrong with templates and with the places of files, without keeping what was made; `None` if it was called
    /// off.
    pub fn faults(&self, is_off: &(dyn Fn() -> bool + Sync)) -> Option<Vec<Fault>> {
        let all = self.everything();
        let mut faults = self.faults_among(&all, is_off);
        let mut output = Output::<A>::default();
        let nothing: Arc<[u8]> = Arc::from(Vec::new());
        faults.extend(all.iter().filter_map(|(path, _)| {
            let diagnostic = add(&mut output, path, Arc::clone(&nothing))?;
            Some(Fault { path: path.clone(), diagnostic })
        }));
        (!is_off()).then_some(faults)
    }

    /// A template is at fault once, however many pages it fails on.
    fn faults_among(&self, items: &[(String, Item<A>)], is_off: &(dyn Fn() -> bool + Sync)) -> Vec<Fault> {
        let fault = |(path, item): &(String, Item<A>)| {
            let diagnostic = if is_off() { return None } else { *self.make(item).err()? };
            Some(Fault { path: path.clone(), diagnostic })
        };
        let found: Vec<Option<Fault>> = items.par_iter().map(fault).collect();
        let mut faults: Vec<Fault> = Vec::new();
        for fault in found.into_iter().flatten() {
            if !faults.iter().any(|known| known.diagnostic == fault.diagnostic) {
                faults.push(fault);
            }
        }
        faults
    }
}

/// What is wrong with a file.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The file, one of perhaps many with the same fault.
    pub path: String,
    /// What.
    pub diagnostic: Diagnostic,
}

impl<A> Item<A> {
    /// Whether a template makes it, though no source has it.
    fn is_made(&self) -> bool {
        matches!(self, Self::Extra(..) | Self::Redirect(_) | Self::Customers(_))
    }
}

/// Adds a file; one that is there already with the same content is the same file.
fn add<A: Audience>(output: &mut Output<A>, path: &str, bytes: Arc<[u8]>) -> Option<Diagnostic> {
    let place = || Span::start_of(&answerbook_kernel::source::config_path());
    let path = match OutputPath::new(path) {
        Ok(path) => path,
        Err(why) => {
            let message = format!("`{path}` cannot be published");
            return Some(Diagnostic::error(Code::BadName, place(), message).note(why));
        }
    };
    match output.insert(path, bytes) {
        Ok(()) => None,
        Err(Collision::Twice(path)) if path.as_str().starts_with("assets/") => None,
        Err(collision) => Some(Diagnostic::error(Code::AddressTaken, place(), collision.to_string())),
    }
}
