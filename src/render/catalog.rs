//! Files that tell machines what they may do: robots, OpenSearch.

use answerbook_kernel::site::Tree;
use answerbook_kernel::{Audience, Level, Site};

use crate::files::Files;
use crate::render::fill::escape;
use crate::render::{address, public_base};

/// The name of a search description.
const OPENSEARCH: &str = "opensearch.xml";

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

/// Where the search description of a language lies. That of the default one is where browsers look for it.
pub fn opensearch_path<A: Audience>(site: &Site<A>, tree: &Tree<A>) -> String {
    let first = site.trees().first().is_some_and(|first| std::ptr::eq(first, tree));
    if first { OPENSEARCH.into() } else { format!("{}{OPENSEARCH}", site.page(tree.home).address) }
}

/// OpenSearch 1.1, so that a browser can search the site in a language from its address bar.
pub fn opensearch<A: Audience>(site: &Site<A>, tree: &Tree<A>, files: &Files) -> String {
    let config = site.config();
    let language = config.find_language(&tree.language).unwrap_or(config.language());
    let path = opensearch_path(site, tree);
    // Without an address of its own, the description names everything as seen from where it lies.
    let base = public_base::<A>(site).unwrap_or_else(|| address::root(&path));
    let home = address::path(&site.page(tree.home).address);
    // Lengths and a description that is not empty are what the specification asks for.
    let cut = |text: &str, most: usize| escape(&text.chars().take(most).collect::<String>());
    let about = if language.description.is_empty() { &language.title } else { &language.description };
    let picture = site.logo().and_then(|path| Some((media(path.extension())?, files.published(path)?)));
    let image = picture.map_or_else(String::new, |(media, path)| {
        format!("<Image type=\"{media}\">{}</Image>\n", escape(&format!("{base}{path}")))
    });
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>{}</ShortName>\n<LongName>{}</LongName>\n<Description>{}</Description>\n\
         <Language>{}</Language>\n<InputEncoding>UTF-8</InputEncoding>\n{image}\
         <Url type=\"text/html\" template=\"{}\"/>\n\
         <Url type=\"application/opensearchdescription+xml\" rel=\"self\" template=\"{}\"/>\n\
         </OpenSearchDescription>\n",
        cut(&language.title, 16),
        cut(&language.title, 48),
        cut(about, 1024),
        escape(&tree.language),
        escape(&format!("{base}{home}search/?q={{searchTerms}}")),
        escape(&format!("{base}{}", address::path(&path))),
    )
}

fn media(extension: &str) -> Option<&'static str> {
    let known = [
        ("svg", "image/svg+xml"),
        ("png", "image/png"),
        ("ico", "image/vnd.microsoft.icon"),
        ("jpg", "image/jpeg"),
        ("jpeg", "image/jpeg"),
        ("webp", "image/webp"),
        ("gif", "image/gif"),
    ];
    known.iter().find(|(known, _)| known.eq_ignore_ascii_case(extension)).map(|(_, media)| *media)
}
