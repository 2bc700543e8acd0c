//! Addresses, present and former: one page each, names that every file system takes.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use crate::audience::Audience;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::draft::{self, Draft};
use crate::fields::At;
use crate::library::Library;
use crate::path;
use crate::roots::Roots;
use crate::site::PageId;
use crate::source::config_path;
use crate::span::Span;

/// Former addresses of a site.
pub(crate) struct Addresses<A> {
    /// As readers type them.
    pub known: BTreeMap<String, PageId<A>>,
    /// Files that lead from a former address to a page.
    pub former: Vec<(String, PageId<A>)>,
}

/// Checks the addresses of all pages, and collects the former ones.
pub(crate) fn check<A: Audience>(
    library: &Library<'_>,
    drafts: &[Draft],
    roots: &Roots,
    faults: &mut Vec<Diagnostic>,
) -> Addresses<A> {
    let mut taken = Taken { places: reserved(roots, library.config), library, drafts, faults };
    for (index, draft) in drafts.iter().enumerate() {
        taken.take(format!("{}index.html", draft.address), Holder::Page(index));
    }
    let mut addresses = Addresses { known: BTreeMap::new(), former: Vec::new() };
    for (index, draft) in drafts.iter().enumerate() {
        let Some(document) = draft.document.map(|number| &library.documents[number]) else { continue };
        for (number, alias) in document.front.aliases.iter().enumerate() {
            let file = file_of(&alias.value);
            if taken.take(file.clone(), Holder::Alias(index, number)) {
                let id = PageId::new(index);
                addresses.known.entry(file.trim_end_matches("index.html").to_string()).or_insert(id);
                addresses.former.push((file, id));
            }
        }
        warn_of_section_slug(draft, document.front.slug.as_ref(), taken.faults);
    }
    addresses
}

/// Addresses of pages that every edition has, or the one for staff where there is a report.
fn reserved(roots: &Roots, config: &Config) -> HashMap<String, Holder> {
    let folders = roots.all.iter().map(|(_, root)| crate::place::address_folder(root));
    let health = config.feedback_report.as_ref().map(|_| "content-health");
    let names: Vec<&str> = ["search", "whats-new"].into_iter().chain(health).collect();
    let pages = folders.flat_map(|root| names.iter().map(move |name| format!("{root}{name}/index.html")));
    let pages: Vec<String> = pages.collect();
    pages
        .into_iter()
        .chain(["404.html".to_string()])
        .map(|path| (path.to_lowercase(), Holder::Edition))
        .collect()
}

/// Who has an address.
#[derive(Clone, Copy)]
enum Holder {
    /// Every edition has a page of its own there.
    Edition,
    /// The page with this number.
    Page(usize),
    /// A page, by a former address with this number.
    Alias(usize, usize),
}

struct Taken<'a> {
    /// Paths in lower case, since some file systems do not tell the difference, with who took them.
    places: HashMap<String, Holder>,
    library: &'a Library<'a>,
    drafts: &'a [Draft],
    faults: &'a mut Vec<Diagnostic>,
}

impl Taken<'_> {
    fn take(&mut self, path: String, holder: Holder) -> bool {
        if let Some(why) = path.split('/').find_map(path::component_fault) {
            let message = format!("`{path}` cannot be published");
            let fault = Diagnostic::error(Code::BadName, self.place(holder), message).note(why);
            self.faults.push(fault.help("rename the file, or give the page a `slug`"));
            return false;
        }
        match self.places.entry(path.to_lowercase()) {
            Entry::Vacant(free) => {
                free.insert(holder);
                true
            }
            Entry::Occupied(other) => {
                let other = *other.get();
                self.faults.push(self.collision(&path, holder, other));
                false
            }
        }
    }

    fn collision(&self, path: &str, holder: Holder, other: Holder) -> Diagnostic {
        let address = path.trim_end_matches("index.html");
        let message = format!("address `/{address}` is taken");
        let fault = Diagnostic::error(Code::AddressTaken, self.place(holder), message);
        match other {
            Holder::Edition => {
                fault.help("every edition has a page of its own there; give this one another `slug`")
            }
            Holder::Page(_) | Holder::Alias(..) => fault
                .label(self.place(other), "this page has it, or one that differs only in case")
                .help("give one of them another `slug`"),
        }
    }

    /// Where an address is asked for.
    fn place(&self, holder: Holder) -> Span {
        match holder {
            Holder::Edition => Span::start_of(&config_path()),
            Holder::Page(index) => draft::place_of(self.library, &self.drafts[index]),
            Holder::Alias(index, number) => {
                let aliases =
                    self.drafts[index].document.map(|own| &self.library.documents[own].front.aliases);
                aliases.map_or_else(|| Span::start_of(&config_path()), |all| all[number].span.clone())
            }
        }
    }
}

/// The file that answers at a former address.
fn file_of(alias: &str) -> String {
    let path = alias.trim_start_matches('/');
    let name = path.rsplit('/').next().unwrap_or(path);
    if name.ends_with(".html") || name.ends_with(".htm") {
        return path.to_string();
    }
    let path = path.trim_end_matches('/');
    if path.is_empty() { "index.html".into() } else { format!("{path}/index.html") }
}

fn warn_of_section_slug(draft: &Draft, slug: Option<&At<String>>, faults: &mut Vec<Diagnostic>) {
    if let Some(slug) = slug.filter(|_| draft.section.is_some()) {
        let message = "the page of a section has the address of its folder";
        faults.push(
            Diagnostic::warning(Code::WrongValue, slug.span.clone(), message).help("rename the folder"),
        );
    }
}
