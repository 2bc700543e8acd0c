//! The report's lists that add up or go through the site: owners, reviews, pages that nobody finds, what is popular.

use std::collections::{BTreeMap, BTreeSet};

use answerbook_kernel::Level;

use super::facts::{PageFacts, SECTION, SiteFacts};
use super::model::{Overdue, OwnerRow, PageRef, PageRow, Popular, Viewed};
use super::pages::named;
use super::scope::Scope;
use super::tally::Tally;
use super::wilson::rounded;

/// So many popular pages of a language are in the report: more than are shown, for some may be gone by the next build.
const MOST_POPULAR: usize = 50;

/// By owner, the most to do first.
pub(super) fn owners(pages: &[PageRow], overdue: &[Overdue]) -> Vec<OwnerRow> {
    let mut owners: BTreeMap<&str, OwnerRow> = BTreeMap::new();
    for row in pages {
        let owner = owners.entry(&row.page.owner).or_default();
        owner.pages += 1;
        owner.views += row.views;
        owner.helpful += row.helpful;
        owner.unhelpful += row.unhelpful;
        owner.worth += row.worth;
    }
    for row in overdue {
        owners.entry(&row.page.owner).or_default().overdue += 1;
    }
    let named = |(name, row): (&str, OwnerRow)| OwnerRow {
        owner: name.to_owned(),
        worth: rounded(row.worth, 2),
        ..row
    };
    let mut rows: Vec<OwnerRow> = owners.into_iter().map(named).collect();
    rows.sort_by(|a, b| {
        b.worth.total_cmp(&a.worth).then(b.overdue.cmp(&a.overdue)).then_with(|| a.owner.cmp(&b.owner))
    });
    rows
}

/// Pages of the site that the report is about.
fn of_site<'s>(scope: &Scope, site: &'s SiteFacts) -> impl Iterator<Item = (&'s String, &'s PageFacts)> {
    let mine = |page: &PageFacts| scope.speaks(&page.language) && scope.concerns(&page.owner);
    site.pages.iter().filter(move |(_, page)| mine(page))
}

/// Pages whose review was due before today.
pub(super) fn overdue(scope: &Scope, site: Option<&SiteFacts>) -> Vec<Overdue> {
    let Some(site) = site else { return Vec::new() };
    let due = |(path, page): (&String, &PageFacts)| {
        let review_by = page.review_by.filter(|day| *day < scope.today)?;
        if page.until.is_some_and(|until| until <= scope.today) {
            return None;
        }
        let days = (scope.today.start() - review_by.start()) / (24 * 60 * 60);
        Some(Overdue { page: named(path, &page.language, Some(site)), review_by, days })
    };
    let mut rows: Vec<Overdue> = of_site(scope, site).filter_map(due).collect();
    rows.sort_by(|a, b| a.review_by.cmp(&b.review_by).then_with(|| a.page.page.cmp(&b.page.page)));
    rows
}

/// Pages that nobody looked at, in any version and either edition; not known without a site or any view.
pub(super) fn unseen(tally: &Tally, site: Option<&SiteFacts>) -> Option<Vec<PageRef>> {
    let views = |(place, page): (&'_ (Level, String), &'_ super::tally::PageTally)| {
        page.versions.values().any(|version| version.views > 0).then(|| place.1.clone())
    };
    let seen: BTreeSet<String> = tally.pages.iter().filter_map(views).collect();
    let site = site.filter(|_| !seen.is_empty())?;
    let pages = of_site(tally.scope(), site).filter(|(path, _)| !seen.contains(*path));
    Some(pages.map(|(path, page)| named(path, &page.language, Some(site))).collect())
}

/// What was read most in the month that the report ends with.
pub(super) fn popular(tally: &Tally, site: Option<&SiteFacts>) -> Popular {
    let scope = tally.scope();
    let of = |edition| popular_in(tally, site, edition);
    Popular {
        from: scope.month(),
        to: scope.last(),
        public: of(Level::Public),
        internal: of(Level::Internal),
    }
}

fn popular_in(tally: &Tally, site: Option<&SiteFacts>, edition: Level) -> BTreeMap<String, Vec<Viewed>> {
    let mut languages: BTreeMap<String, Vec<Viewed>> = BTreeMap::new();
    // Everybody comes by the home and by sections, and anybody may tell of pages that do not exist.
    let is_read = |path: &str| {
        site.is_none_or(|site| {
            site.pages.get(path).is_some_and(|page| page.kind != SECTION && !path.is_empty())
        })
    };
    let own = tally.pages.iter().filter(|((own, path), _)| *own == edition && is_read(path));
    for ((_, path), page) in own {
        for (language, views) in &page.recent {
            let viewed = Viewed { page: path.clone(), views: *views };
            languages.entry(language.clone()).or_default().push(viewed);
        }
    }
    for pages in languages.values_mut() {
        pages.sort_by(|a, b| b.views.cmp(&a.views).then_with(|| a.page.cmp(&b.page)));
        pages.truncate(MOST_POPULAR);
    }
    languages
}
