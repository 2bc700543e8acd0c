//! `sitemap.xml` (<https://www.sitemaps.org/protocol.html>, version 0.9): every page that search engines should know, with its
//! translations.

use answerbook_kernel::Audience;
use answerbook_kernel::site::Page;
use jiff::civil::Date;

use crate::render::extras::Extra;
use crate::render::fill::escape;
use crate::render::pages::Stage;
use crate::render::view::{AlternateView, LanguageView};
use crate::render::{address, alternates, public_base};

/// What stands before the first page.
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
    xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n";

impl<A: Audience> Stage<A> {
    pub(super) fn sitemap(&self) -> String {
        let mut xml = HEAD.to_string();
        for (_, page) in self.site.pages() {
            xml.push_str(&self.located(&page.address, &self.languages(page), page.updated));
        }
        for tree in self.site.trees().iter().filter(|tree| self.has_news(&tree.language)) {
            let home = self.site.page(tree.home);
            let languages = self.languages_of_extra(home, Extra::News);
            let news = format!("{}{}", home.address, Extra::News.folder());
            xml.push_str(&self.located(&news, &languages, self.newest(&tree.language)));
        }
        xml.push_str("</urlset>\n");
        xml
    }

    fn located(&self, at: &str, languages: &[LanguageView], updated: Option<Date>) -> String {
        let base = public_base::<A>(&self.site).unwrap_or_default();
        let path = address::path(at);
        let link = |other: AlternateView| {
            let (code, href) = (escape(&other.code), escape(&format!("{base}{}", other.path)));
            format!("<xhtml:link rel=\"alternate\" hreflang=\"{code}\" href=\"{href}\"/>")
        };
        let changed = updated.map_or_else(String::new, |day| format!("<lastmod>{day}</lastmod>"));
        let links =
            alternates::of(languages, &path, &self.site.config().language().code).into_iter().map(link);
        let place = escape(&format!("{base}{path}"));
        format!("<url><loc>{place}</loc>{changed}{}</url>\n", links.collect::<String>())
    }

    /// The day of the last change that is told in a language.
    fn newest(&self, language: &str) -> Option<Date> {
        let pages = self.site.pages().map(|(_, page): (_, &Page<A>)| page);
        let own = pages.filter(|page| page.language == language);
        own.flat_map(|page| page.changes.iter().map(|change| change.date)).max()
    }
}
