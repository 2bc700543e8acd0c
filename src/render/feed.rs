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
    xml.push_str(&format!("<id>{}</id>\n", escape(&id(&base, &language.title, &address::path(&path)))));
    xml.push_str(&format!(
        "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n",
        escape(&format!("{from}{}", address::path(&path)))
    ));
    xml.push_str(&alternate(&format!("{from}{}", address::path(home)), &tree.language));
    xml.push_str(&format!(
        "<updated>{newest}T00:00:00Z</updated>\n<author><name>{}</name></author>\n",
        escape(&language.title)
    ));
    for (number, (change, page)) in changes.iter().enumerate() {
        let same = changes[..number].iter().filter(|(_, other)| other.address == page.address);
        let same = same.filter(|(other, _)| other.date == change.date).count();
        let number = if same == 0 { String::new() } else { format!("-{same}") };
        let own = format!("{}#{}{number}", address::path(&page.address), change.date);
        xml.push_str(&entry(&id(&base, &language.title, &own), &from, change, page));
    }
    xml.push_str("</feed>\n");
    Some(xml)
}

/// An entry; its link begins at `from`.
fn entry<A: Audience>(id: &str, from: &str, change: &Change, page: &Page<A>) -> String {
    format!(
        "<entry>\n<title>{}</title>\n<id>{}</id>\n{}<updated>{}T00:00:00Z</updated>\n<summary>{}</summary>\n</entry>\n",
        escape(&page.title),
        escape(id),
        alternate(&format!("{from}{}", address::path(&page.address)), &page.language),
        change.date,
        escape(&change.note)
    )
}

fn alternate(address: &str, language: &str) -> String {
    format!(
        "<link rel=\"alternate\" type=\"text/html\" hreflang=\"{}\" href=\"{}\"/>\n",
        escape(language),
        escape(address)
    )
}

/// What identifies a feed or an entry for ever: an IRI, which a path alone is not (RFC 4287, 4.2.6). Where the site has no
/// address it is a UUID of version 8 (RFC 9562) made of the site's title and the path.
fn id(base: &str, title: &str, path: &str) -> String {
    if !base.is_empty() {
        return format!("{base}{path}");
    }
    let hex = blake3::hash(format!("{title}\n{path}").as_bytes()).to_hex();
    let [a, b, c, d, e] = [&hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32]];
    format!("urn:uuid:{a}-{b}-8{c}-8{d}-{e}")
}

/// Where addresses of the feed begin: the public site, or nowhere in particular.
fn base<A: Audience>(site: &Site<A>) -> String {
    match A::SEES {
        Level::Public => site.config().base_url.clone().unwrap_or_default(),
        Level::Internal => String::new(),
    }
}
