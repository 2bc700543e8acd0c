//! What readers looked for: in vain, or without following what they found.

use std::collections::BTreeMap;

use answerbook_kernel::Level;

use super::facts::{PageFacts, SiteFacts};
use super::model::{AskedBy, Miss, Proposal, Unclicked};
use super::near::{Near, likeness};
use super::pages::named;
use super::queries::Counts;
use super::scope::Scope;
use super::wilson::{rounded, share};

/// So many queries are in each list.
const MOST: usize = 500;

/// For so many of the most frequent misses pages that come near are looked for.
const LOOKED_AT: usize = 5_000;

/// Searches without a click say something from this number on.
pub const ENOUGH: u64 = 3;

/// From here on a query that finds something is like one that does not.
const ALIKE: f64 = 0.45;

/// So many pages are named.
const NAMED: usize = 3;

/// The same query of all readers who found nothing with it, most of them first.
type Group<'q> = Vec<&'q Counts<'q>>;

/// Queries that found nothing, most frequent first. Of an owner only those that one of the owner's pages comes nearest to.
pub(super) fn misses(all: &[Counts<'_>], scope: &Scope, site: Option<&SiteFacts>) -> Vec<Miss> {
    let near = site.map(|site| (Near::new(site), site));
    let found: Vec<&Counts<'_>> = all.iter().filter(|query| query.clicked > 0).collect();
    let limit = if scope.owner.is_some() { LOOKED_AT } else { MOST };
    let rows = groups(all).into_iter().take(limit).map(|group| miss(&group, near.as_ref(), &found));
    let mine = |miss: &Miss| {
        scope.owner.is_none() || miss.near.first().is_some_and(|page| scope.concerns(&page.owner))
    };
    rows.filter(mine).take(MOST).collect()
}

/// Queries that found nothing, whoever asked, most frequent first.
fn groups<'q>(all: &'q [Counts<'q>]) -> Vec<Group<'q>> {
    let mut groups: BTreeMap<&str, Group<'_>> = BTreeMap::new();
    for query in all.iter().filter(|query| query.misses > 0) {
        groups.entry(query.folded).or_default().push(query);
    }
    for group in groups.values_mut() {
        group.sort_by(|a, b| b.misses.cmp(&a.misses).then_with(|| a.asked.cmp(b.asked)));
    }
    let mut groups: Vec<Group<'_>> = groups.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse(times(group)));
    groups
}

fn times(group: &[&Counts<'_>]) -> u64 {
    group.iter().map(|query| query.misses).sum()
}

fn miss(group: &[&Counts<'_>], near: Option<&(Near<'_>, &SiteFacts)>, found: &[&Counts<'_>]) -> Miss {
    let site = near.map(|(_, site)| *site);
    let (paths, proposal) = match near {
        Some((near, site)) => answered(group, near, site, found),
        None => (Vec::new(), synonym(group, found)),
    };
    let asked = |query: &&Counts<'_>| AskedBy {
        edition: query.asked.edition.name().to_owned(),
        language: query.asked.language.clone(),
        count: query.misses,
    };
    Miss {
        query: group.first().map_or("", |query| query.text).to_owned(),
        count: times(group),
        asked: group.iter().map(asked).collect(),
        near: paths.into_iter().map(|path| named(path, "", site)).collect(),
        proposal,
    }
}

/// Pages that answer a query, first in the languages of those who asked, and what to do.
fn answered<'s>(
    group: &[&Counts<'_>],
    near: &Near<'s>,
    site: &SiteFacts,
    found: &[&Counts<'_>],
) -> (Vec<&'s str>, Option<Proposal>) {
    let folded = group.first().map_or("", |query| query.folded);
    let only_public = group.iter().any(|query| query.asked.edition == Level::Public);
    let pages = near.to(folded, only_public);
    let of = |language: &str| -> Vec<&'s str> {
        let own = pages.iter().filter(|(_, own)| *own == language);
        own.map(|(path, _)| *path).take(NAMED).collect()
    };
    let title = |path: &str| site.pages.get(path).map_or_else(String::new, |page| page.title.clone());
    for language in group.iter().map(|query| query.asked.language.as_str()) {
        let paths = of(language);
        let Some(nearest) = paths.first() else { continue };
        let keyword = || Proposal::Keyword { page: (*nearest).to_owned(), title: title(nearest) };
        let mended = mended(folded, language, only_public, near, site);
        return (paths.clone(), Some(mended.unwrap_or_else(keyword)));
    }
    if let Some(synonym) = synonym(group, found) {
        return (Vec::new(), Some(synonym));
    }
    let Some((page, language)) = pages.first() else { return (Vec::new(), Some(Proposal::Write)) };
    let (page, title, language_of) = ((*page).to_owned(), title(page), (*language).to_owned());
    (of(language), Some(Proposal::Elsewhere { page, title, language: language_of }))
}

/// Whether a page has the very query among its keywords, title or headings.
fn mended(
    folded: &str,
    language: &str,
    only_public: bool,
    near: &Near<'_>,
    site: &SiteFacts,
) -> Option<Proposal> {
    let path = near.exact(folded, language)?;
    let suits = |page: &&PageFacts| page.public || !only_public;
    let page = site.pages.get(path).filter(suits)?;
    Some(Proposal::Mended { page: path.to_owned(), title: page.title.clone() })
}

/// A query of the same readers that finds something and is much like this one.
fn synonym(group: &[&Counts<'_>], found: &[&Counts<'_>]) -> Option<Proposal> {
    let query = group.first()?;
    let same_readers = |other: &Counts<'_>| group.iter().any(|query| query.asked == other.asked);
    let others = found.iter().filter(|other| other.folded != query.folded && same_readers(other));
    let alike = others.map(|other| (likeness(query.folded, other.folded), other));
    let (_, best) = alike
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(a, one), (b, other)| a.total_cmp(b).then_with(|| other.folded.cmp(one.folded)))?;
    Some(Proposal::Synonym { words: vec![best.text.to_owned(), query.text.to_owned()] })
}

/// Queries of which results were not followed, most frequent first.
pub(super) fn unclicked(all: &[Counts<'_>]) -> Vec<Unclicked> {
    let mut queries: Vec<&Counts<'_>> =
        all.iter().filter(|query| query.searches >= ENOUGH && query.clicked < query.searches).collect();
    let left = |query: &Counts<'_>| query.searches - query.clicked;
    queries.sort_by(|a, b| left(b).cmp(&left(a)).then_with(|| (a.asked, a.folded).cmp(&(b.asked, b.folded))));
    let row = |query: &Counts<'_>| Unclicked {
        query: query.text.to_owned(),
        edition: query.asked.edition.name().to_owned(),
        language: query.asked.language.clone(),
        searches: query.searches,
        unclicked: left(query),
        click_rate: rounded(share(query.clicked, query.searches), 4),
    };
    queries.into_iter().take(MOST).map(row).collect()
}
