//! Files that tell machines what they may do: robots, OpenSearch.

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
