//! What readers looked for: in vain, or without following what they found.

use answerbook_kernel::Level;

use super::facts::{PageFacts, SiteFacts};
use super::model::{Miss, Proposal, Unclicked};
use super::near::{Near, likeness};
use super::pages::named;
use super::queries::{Asked, Counts};
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

/// Queries that found nothing, most frequent first. Of an owner only those that one of the owner's pages comes nearest to.
pub(super) fn misses(all: &[Counts<'_>], scope: &Scope, site: Option<&SiteFacts>) -> Vec<Miss> {
    let near = site.map(|site| (Near::new(site), site));
    let found: Vec<&Counts<'_>> = all.iter().filter(|query| query.clicked > 0).collect();
    let mut missed: Vec<&Counts<'_>> = all.iter().filter(|query| query.misses > 0).collect();
    missed
        .sort_by(|a, b| b.misses.cmp(&a.misses).then_with(|| (a.asked, a.folded).cmp(&(b.asked, b.folded))));
    let limit = if scope.owner.is_some() { LOOKED_AT } else { MOST };
    let rows = missed.into_iter().take(limit).map(|query| miss(query, near.as_ref(), &found));
    let mine = |miss: &Miss| {
        scope.owner.is_none() || miss.near.first().is_some_and(|page| scope.concerns(&page.owner))
    };
    rows.filter(mine).take(MOST).collect()
}

fn miss(query: &Counts<'_>, near: Option<&(Near<'_>, &SiteFacts)>, found: &[&Counts<'_>]) -> Miss {
    let Asked { edition, language } = query.asked;
    let paths =
        near.map_or_else(Vec::new, |(near, _)| near.to(query.folded, language, *edition == Level::Public));
    let site = near.map(|(_, site)| *site);
    let proposal = match site.and_then(|site| Some((paths.first()?, site))) {
        Some((nearest, site)) => {
            let mended = near.and_then(|(near, site)| mended(query, near, site));
            Some(mended.unwrap_or_else(|| Proposal::Keyword {
                page: (*nearest).to_owned(),
                title: site.pages.get(*nearest).map_or_else(String::new, |page| page.title.clone()),
            }))
        }
        None => synonym(query, found).or(site.map(|_| Proposal::Write)),
    };
    Miss {
        query: query.text.to_owned(),
        count: query.misses,
        edition: edition.name().to_owned(),
        language: language.clone(),
        near: paths.into_iter().map(|path| named(path, language, site)).collect(),
        proposal,
    }
}

/// Whether a page has the very query among its keywords, title or headings.
fn mended(query: &Counts<'_>, near: &Near<'_>, site: &SiteFacts) -> Option<Proposal> {
    let path = near.exact(query.folded, &query.asked.language)?;
    let suits = |page: &&PageFacts| page.public || query.asked.edition == Level::Internal;
    let page = site.pages.get(path).filter(suits)?;
    Some(Proposal::Mended { page: path.to_owned(), title: page.title.clone() })
}

/// A query of the same readers that finds something and is much like this one.
fn synonym(query: &Counts<'_>, found: &[&Counts<'_>]) -> Option<Proposal> {
    let others = found.iter().filter(|other| other.asked == query.asked && other.folded != query.folded);
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
