//! Atom feeds (RFC 4287) of what changed, one per language.

use answerbook_kernel::site::{Change, Page, Tree};
use answerbook_kernel::{Audience, Level, Site};

use crate::render::address;
use crate::render::fill::escape;

/// Newest entries of a feed; older ones are on the what's-new page.
const ENTRIES: usize = 50;

/// Where the feed of a language lies, if it has something to tell.
pub fn path<A: Audience>(site: &Site<A>, tree: &Tree<A>) -> Option<String> {
    let changed = site.pages().any(|(_, page)| page.language == tree.language && !page.changes.is_empty());
    changed.then(|| format!("{}feed.xml", site.page(tree.home).address))
}

/// The feed of a language.
pub fn feed<A: Audience>(site: &Site<A>, tree: &Tree<A>) -> Option<String> {
    let mut changes: Vec<(&Change, &Page<A>)> = site
        .pages()
        .filter(|(_, page)| page.language == tree.language)
        .flat_map(|(_, page)| page.changes.iter().map(move |change| (change, page)))
        .collect();
    changes.sort_by(|(a, page_a), (b, page_b)| b.date.cmp(&a.date).then(page_a.address.cmp(&page_b.address)));
    changes.truncate(ENTRIES);
    let newest = changes.first()?.0.date;
    let home = &site.page(tree.home).address;
    let config = site.config();
    let language = config.find_language(&tree.language).unwrap_or(config.language());
    let base = base::<A>(site);
    // Without an address of its own, the feed names everything as seen from where it lies.
    let from = if base.is_empty() { address::root(home) } else { base.clone() };
    let path = format!("{home}feed.xml");
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n",
        escape(&tree.language)
    );
    xml.push_str(&format!("<title>{}</title>\n", escape(&language.title)));
    xml.push_str(&format!("<id>{}</id>\n", escape(&format!("{base}{}", address::path(&path)))));
    xml.push_str(&format!(
        "<link rel=\"self\" href=\"{}\"/>\n",
        escape(&format!("{from}{}", address::path(&path)))
    ));
    xml.push_str(&format!("<link href=\"{}\"/>\n", escape(&format!("{from}{}", address::path(home)))));
    xml.push_str(&format!(
        "<updated>{newest}T00:00:00Z</updated>\n<author><name>{}</name></author>\n",
        escape(&language.title)
    ));
    for (number, (change, page)) in changes.iter().enumerate() {
        let same = changes[..number].iter().filter(|(_, other)| other.address == page.address);
        let same = same.filter(|(other, _)| other.date == change.date).count();
        xml.push_str(&entry([&base, &from], change, page, same));
    }
    xml.push_str("</feed>\n");
    Some(xml)
}

/// An entry, its id and its link below two bases; `same` entries of the same page and day came before it.
fn entry<A: Audience>([base, from]: [&str; 2], change: &Change, page: &Page<A>, same: usize) -> String {
    let path = address::path(&page.address);
    let number = if same == 0 { String::new() } else { format!("-{same}") };
    format!(
        "<entry>\n<title>{}</title>\n<id>{}</id>\n<link href=\"{}\"/>\n<updated>{}T00:00:00Z</updated>\n<summary>{}</summary>\n</entry>\n",
        escape(&page.title),
        escape(&format!("{base}{path}#{}{number}", change.date)),
        escape(&format!("{from}{path}")),
        change.date,
        escape(&change.note)
    )
}

/// Where addresses of the feed begin: the public site, or nowhere in particular.
fn base<A: Audience>(site: &Site<A>) -> String {
    match A::SEES {
        Level::Public => site.config().base_url.clone().unwrap_or_default(),
        Level::Internal => String::new(),
    }
}
