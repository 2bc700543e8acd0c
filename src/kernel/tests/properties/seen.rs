//! Everything that can be reached from a site, as one text: for comparing, and for finding what must not be there.

use std::fmt::Write;

use answerbook_kernel::{Audience, Site};

use crate::driver;

/// The site, its texts with their holes filled, and what it would write about itself.
pub fn text<A: Audience>(site: &Site<A>) -> String {
    let mut out = format!("{site:#?}\n");
    for (_, page) in site.pages() {
        let body = &page.body;
        for text in [&body.html, &body.heading_html, &body.twin] {
            writeln!(out, "{}", driver::fill(site, page, text)).unwrap();
        }
    }
    out
}
