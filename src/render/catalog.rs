//! Files that tell machines what there is: sitemap, robots, OpenSearch.

use std::collections::BTreeMap;

use answerbook_kernel::site::Page;
use answerbook_kernel::{Audience, Level, Site};

use crate::render::address;
use crate::render::fill::escape;

/// What programs may read.
pub fn robots<A: Audience>(site: &Site<A>) -> String {
    match A::SEES {
        Level::Internal => "User-agent: *\nDisallow: /\n".into(),
        Level::Public => {
            let sitemap = site.config().base_url.as_ref().map(|base| format!("Sitemap: {base}sitemap.xml\n"));
            format!("User-agent: *\nAllow: /\n{}", sitemap.unwrap_or_default())
        }
    }
}

/// The sitemap protocol, version 0.9, with the alternates of translations.
pub fn sitemap<A: Audience>(site: &Site<A>) -> String {
    let base = base::<A>(site);
    let mut translations: BTreeMap<&str, Vec<&Page<A>>> = BTreeMap::new();
    for (_, page) in site.pages() {
        translations.entry(&page.key).or_default().push(page);
    }
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for (_, page) in site.pages() {
        let location = |page: &Page<A>| escape(&format!("{base}{}", address::path(&page.address)));
        xml.push_str(&format!("<url><loc>{}</loc>", location(page)));
        if let Some(updated) = page.updated {
            xml.push_str(&format!("<lastmod>{updated}</lastmod>"));
        }
        let same = translations.get(page.key.as_str()).map_or(&[][..], Vec::as_slice);
        for other in same.iter().filter(|_| same.len() > 1) {
            let language = escape(&other.language);
            xml.push_str(&format!(
                "<xhtml:link rel=\"alternate\" hreflang=\"{language}\" href=\"{}\"/>",
                location(other)
            ));
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

/// OpenSearch 1.1, so that a browser can search the site from its address bar.
pub fn opensearch<A: Audience>(site: &Site<A>) -> String {
    let language = site.config().language();
    let home = site.trees().first().map_or("", |tree| &site.page(tree.home).address);
    let template = format!("{}{}search/?q={{searchTerms}}", base::<A>(site), address::path(home));
    let name: String = language.title.chars().take(16).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n<ShortName>{}</ShortName>\n<Description>{}</Description>\n<InputEncoding>UTF-8</InputEncoding>\n<Url type=\"text/html\" template=\"{}\"/>\n</OpenSearchDescription>\n",
        escape(&name),
        escape(&language.description),
        escape(&template)
    )
}

fn base<A: Audience>(site: &Site<A>) -> String {
    match A::SEES {
        Level::Public => site.config().base_url.clone().unwrap_or_default(),
        Level::Internal => String::new(),
    }
}
