//! Addresses, present and former: one page each, names that every file system takes.

use std::collections::BTreeMap;

use crate::audience::Audience;
use crate::diagnostic::{Code, Diagnostic};
use crate::draft::{self, Draft};
use crate::fields::At;
use crate::library::Library;
use crate::path::OutputPath;
use crate::roots::Roots;
use crate::site::PageId;
use crate::span::Span;

/// Addresses of a site.
pub(crate) struct Addresses<A> {
    /// Present and former addresses, as readers type them.
    pub known: BTreeMap<String, PageId<A>>,
    /// Files that lead from a former address to a page.
    pub former: Vec<(String, PageId<A>)>,
}

/// Checks and collects the addresses of all pages.
pub(crate) fn check<A: Audience>(
    library: &Library<'_>,
    drafts: &[Draft],
    roots: &Roots,
    faults: &mut Vec<Diagnostic>,
) -> Addresses<A> {
    let mut taken = Taken { places: reserved(roots), faults };
    let mut addresses = Addresses { known: BTreeMap::new(), former: Vec::new() };
    for (index, draft) in drafts.iter().enumerate() {
        let span = draft::place_of(library, draft);
        taken.take(&format!("{}index.html", draft.address), span);
        addresses.known.insert(draft.address.clone(), PageId::new(index));
    }
    for (index, draft) in drafts.iter().enumerate() {
        let Some(document) = draft.document.map(|number| &library.documents[number]) else { continue };
        for alias in &document.front.aliases {
            let file = file_of(&alias.value);
            if taken.take(&file, alias.span.clone()) {
                let id = PageId::new(index);
                addresses.known.entry(file.trim_end_matches("index.html").to_string()).or_insert(id);
                addresses.former.push((file, id));
            }
        }
        warn_of_section_slug(draft, document.front.slug.as_ref(), library, taken.faults);
    }
    addresses
}

/// Addresses of pages that every edition has.
fn reserved(roots: &Roots) -> BTreeMap<String, Option<Span>> {
    let folders = roots.all.iter().map(|(_, root)| crate::place::address_folder(root));
    let pages =
        folders.flat_map(|root| [format!("{root}search/index.html"), format!("{root}whats-new/index.html")]);
    pages.chain(["404.html".to_string()]).map(|path| (path.to_lowercase(), None)).collect()
}

struct Taken<'a> {
    /// Paths in lower case, since some file systems do not tell the difference, with who took them.
    places: BTreeMap<String, Option<Span>>,
    faults: &'a mut Vec<Diagnostic>,
}

impl Taken<'_> {
    fn take(&mut self, path: &str, span: Span) -> bool {
        if let Err(why) = OutputPath::new(path) {
            let message = format!("`{path}` cannot be published");
            let fault = Diagnostic::error(Code::BadName, span, message).note(why);
            self.faults.push(fault.help("rename the file, or give the page a `slug`"));
            return false;
        }
        match self.places.get(&path.to_lowercase()) {
            None => {
                self.places.insert(path.to_lowercase(), Some(span));
                true
            }
            Some(other) => {
                let fault = Self::collision(path, span, other.as_ref());
                self.faults.push(fault);
                false
            }
        }
    }

    fn collision(path: &str, span: Span, other: Option<&Span>) -> Diagnostic {
        let address = path.trim_end_matches("index.html");
        let fault = Diagnostic::error(Code::AddressTaken, span, format!("address `/{address}` is taken"));
        match other {
            Some(other) => fault
                .label(other.clone(), "this page has it, or one that differs only in case")
                .help("give one of them another `slug`"),
            None => fault.help("every edition has a page of its own there; give this one another `slug`"),
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

fn warn_of_section_slug(
    draft: &Draft,
    slug: Option<&At<String>>,
    _: &Library<'_>,
    faults: &mut Vec<Diagnostic>,
) {
    if let Some(slug) = slug.filter(|_| draft.section.is_some()) {
        let message = "the page of a section has the address of its folder";
        faults.push(
            Diagnostic::warning(Code::WrongValue, slug.span.clone(), message).help("rename the folder"),
        );
    }
}
