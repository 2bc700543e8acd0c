//! Versions of a page beside each other: which is in force, the reader's browser decides, for it alone knows the day.

use answerbook_kernel::site::Page;
use answerbook_kernel::{Audience, Site};
use jiff::civil::Date;

use crate::render::shape::Shaper;
use crate::render::view::{EndView, MeanwhileView};

/// What the address of a page carries that is not to lead on to the one that took its place.
pub const QUERY: &str = "?version";

/// Versions before a future one that are looked at; a circle of them is an error of the site.
const MOST: usize = 8;

/// The day before, which `data-from` takes: what it marks is shown after that day.
pub fn eve(day: Date) -> String {
    day.yesterday().unwrap_or(day).to_string()
}

/// What the address of a page carries in lists, where it means this very version.
pub fn query<A: Audience>(page: &Page<A>) -> &'static str {
    if page.policy.superseded_by.is_some() { QUERY } else { "" }
}

/// The day before the last change of a page, if that is the one with which it takes the place of another.
pub fn updated_eve<A: Audience>(page: &Page<A>) -> String {
    let begins = page.policy.supersedes.and(page.policy.effective);
    let updated = page.updated.filter(|day| begins == Some(*day));
    updated.map_or_else(String::new, eve)
}

/// Whether one page replaces another, or what has replaced that.
pub fn replaces<A: Audience>(site: &Site<A>, newer: &Page<A>, older: &Page<A>) -> bool {
    let before = |page: &&Page<A>| page.policy.supersedes.map(|id| site.page(id));
    let mut line = std::iter::successors(before(&newer), before).take(MOST);
    line.any(|page| page.address == older.address)
}

impl<A: Audience> Shaper<'_, A> {
    /// When another page takes the place of a page.
    pub(super) fn end(&self, page: &Page<A>) -> Option<EndView> {
        page.policy.superseded_by?;
        let day = page.policy.superseded_on;
        Some(EndView { day: self.day(day), eve: day.map_or_else(String::new, eve) })
    }

    /// What applies until a page comes into force.
    pub(super) fn meanwhile(&self, page: &Page<A>) -> Vec<MeanwhileView> {
        let mut meanwhile = Vec::new();
        let mut at = page;
        while let Some((before, until)) = at.policy.supersedes.zip(at.policy.effective) {
            let older = self.site.page(before);
            if older.policy.superseded_on != Some(until) || meanwhile.len() == MOST {
                break;
            }
            let begins = older.policy.supersedes.and(older.policy.effective);
            meanwhile.push(MeanwhileView {
                page: self.link(before),
                version: older.policy.version.clone(),
                eve: begins.map_or_else(String::new, eve),
                until: until.to_string(),
            });
            at = older;
        }
        meanwhile
    }
}
