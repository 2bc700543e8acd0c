//! What customers read of a page, for staff to quote: a bare page beside the one for staff, where that says something else.

use answerbook_kernel::site::{Page, Wording};
use answerbook_kernel::{Audience, PageId};
use tera::Context;

use crate::render::address;
use crate::render::fill::{Filler, escape};
use crate::render::pages::{Made, Stage};

/// Where it lies, as a file of the edition.
pub fn path<A: Audience>(page: &Page<A>) -> Option<String> {
    page.wording.as_ref().map(|_| format!("{}customers.html", page.address))
}

/// Where it lies, as an address from the root of the edition; empty where the page itself is what customers read.
pub fn link<A: Audience>(page: &Page<A>) -> String {
    path(page).map_or_else(String::new, |path| address::path(&path))
}

impl<A: Audience> Stage<A> {
    /// What customers read of a page.
    pub(super) fn wording(&self, id: PageId<A>) -> Made {
        let page = self.site.page(id);
        let (Some(Wording { body, targets }), Some(language)) = (&page.wording, self.language_of(page))
        else {
            return Ok(Vec::new().into());
        };
        let (files, words) = (&*self.files, &language.words);
        let filler =
            Filler { site: &self.site, address: &page.address, targets, labels: &body.labels, files, words };
        let heading = Some(filler.html(&body.heading_html)).filter(|heading| !heading.is_empty());
        let mut context = Context::new();
        context.insert("lang", &page.language);
        context.insert("title", &page.title);
        context.insert("heading", &heading.unwrap_or_else(|| escape(&page.title)));
        context.insert("body", &filler.html(&body.html));
        self.render("customers.html", &context)
    }
}
