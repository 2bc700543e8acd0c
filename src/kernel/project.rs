//! The projection: from all documents to what one audience may know. Everything derived is derived from what is left.

use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;
use std::sync::Arc;

use rayon::prelude::*;

use crate::addresses;
use crate::audience::{Audience, Internal, Level};
use crate::checked::Checked;
use crate::config::Config;
use crate::draft::{self, Draft, Reading};
use crate::inclusions::Inclusions;
use crate::kind::Kind;
use crate::library::{self, Library};
use crate::link::{self, Linked};
use crate::memory::{Last, Memory};
use crate::navigation::{Folder, Folders};
use crate::path::SourcePath;
use crate::period::Period;
use crate::resolve::Resolver;
use crate::roots::Roots;
use crate::site::{Asset, Map, Page, PageId, Policy, Site};
use crate::summaries::{self, Summaries};
use crate::trees;
use crate::values::PageValues;
use crate::vars::Vars;
use crate::world::World;

/// Projects the documents for audience `A`; what the memory has and is still true is taken from it.
pub(crate) fn project<A: Audience>(library: &Library<'_>, memory: &mut Memory<A>) -> Checked<Site<A>> {
    let mut faults = Vec::new();
    let config = memory.configured(library.config, config_for::<A>);
    let summaries = Summaries::read(library, &mut faults);
    let admitted = admitted::<A>(library, &summaries);
    let roots = Roots::of(library, &admitted);
    let readings = read::<A>(library, &admitted, memory);
    faults.extend(readings.iter().flat_map(|(_, reading)| reading.faults.iter().cloned()));
    let drafts = drafts(library, &readings, &roots, &summaries);
    let addresses = addresses::check::<A>(library, &drafts, &roots, &mut faults);
    let world = World::of(library, &drafts, &roots, addresses.known);
    let internal_ids = |number: usize| internal_ids(library, number);
    let resolver = Resolver { library, world: &world, drafts: &drafts, internal_ids: &internal_ids };
    let last = memory.last.as_ref();
    let linked = link::all(&resolver, last);
    faults.extend(linked.iter().flat_map(|linked| linked.faults.iter().cloned()));
    let logo = link::logo(library, &mut faults);
    let assets = assets(library, &linked, logo.as_ref());
    let pages = pages(library, (&drafts, &linked), last);
    let map = map((&world, &drafts, &pages), (&roots, &summaries), last);
    let redirects = trees::redirects(addresses.former, &map.trees, &roots, &pages).into();
    remember(
        memory,
        readings,
        Last {
            sources: Arc::clone(library.sources),
            drafts,
            world,
            linked,
            summaries,
            pages: pages.clone(),
            map: Arc::clone(&map),
        },
    );
    let related = Arc::from(Vec::new());
    Checked::with(Site { config, pages, assets, map, redirects, logo, related }, faults)
}

/// The configuration as this audience may know it: values for staff are nobody else's.
fn config_for<A: Audience>(config: &Config) -> Config {
    let mut config = config.clone();
    if !A::admits(Level::Internal) {
        config.internal_vars = Vars::default();
        config.internal_synonyms = Vec::new();
    }
    config
}

/// The documents that this audience may read.
fn admitted<A: Audience>(library: &Library<'_>, summaries: &Summaries) -> Vec<usize> {
    let documents = library.documents.iter().enumerate();
    documents
        .filter(|(_, document)| !document.front.draft)
        .filter(|(number, _)| A::admits(library.levels[*number]))
        .filter(|(number, document)| summaries.list(*number, &document.place))
        .map(|(number, _)| number)
        .collect()
}

/// Documents by number, as they are read.
type Readings = Vec<(usize, Arc<Reading>)>;

fn read<A: Audience>(library: &Library<'_>, admitted: &[usize], memory: &Memory<A>) -> Readings {
    let read = |number: &usize| {
        let before = memory.reading(&library.documents[*number].place.path);
        (*number, Reading::again::<A>(library, *number, before))
    };
    admitted.par_iter().map(read).collect()
}

/// What is no longer there is forgotten.
fn remember<A: Audience>(memory: &mut Memory<A>, readings: Readings, last: Last<A>) {
    memory.readings = readings.into_iter().map(|(_, reading)| reading).collect();
    memory.last = Some(last);
}

/// All pages of the site, in the order of their addresses.
fn drafts(library: &Library<'_>, readings: &Readings, roots: &Roots, summaries: &Summaries) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = readings.iter().map(|(number, reading)| reading.draft(*number)).collect();
    let sections: BTreeSet<&str> = drafts.iter().filter_map(|draft| draft.section.as_deref()).collect();
    let needed = roots.folders(drafts.iter().map(|draft| draft.folder.as_str()), summaries);
    let missing: Vec<String> =
        needed.into_iter().filter(|folder| !sections.contains(folder.as_str())).collect();
    drafts.extend(missing.iter().map(|folder| Draft::made(library, folder)));
    drafts.sort_by(|a, b| (&a.address, &a.document).cmp(&(&b.address, &b.document)));
    drafts
}

fn internal_ids(library: &Library<'_>, number: usize) -> BTreeSet<String> {
    let document = &library.documents[number];
    let inclusions = Inclusions::new(library, Internal::SEES);
    let values = PageValues {
        library,
        inclusions: &inclusions,
        language: &document.place.language,
        folder: document.place.folder(),
        sees: Internal::SEES,
    };
    draft::body_of::<Internal>(library, number, &values, Kind::Page, &mut Vec::new()).ids
}

fn folders<A>(drafts: &[Draft], roots: &Roots) -> Folders<A> {
    let sections =
        drafts.iter().enumerate().filter_map(|(index, draft)| Some((index, draft.section.clone()?)));
    let empty = |index| Folder { page: PageId::new(index), pages: Vec::new(), folders: Vec::new() };
    let mut folders = Folders { all: sections.map(|(index, folder)| (folder, empty(index))).collect() };
    for (index, draft) in drafts.iter().enumerate() {
        let Some(section) = &draft.section else {
            if let Some(folder) = folders.all.get_mut(roots.section_of(&draft.folder)) {
                folder.pages.push(PageId::new(index));
            }
            continue;
        };
        if let Some(folder) = roots.parent_of(section).and_then(|parent| folders.all.get_mut(parent)) {
            folder.folders.push(section.clone());
        }
    }
    folders
}

/// The files that pages refer to, and the logo.
fn assets<A>(
    library: &Library<'_>,
    linked: &[Arc<Linked<A>>],
    logo: Option<&SourcePath>,
) -> BTreeMap<SourcePath, Asset>
where
    A: Audience,
{
    let used = linked.iter().flat_map(|linked| linked.assets()).chain(logo);
    let file = |path: &SourcePath| Some((path.clone(), Asset { size: library.sources.named(path)?.size }));
    used.filter_map(file).collect()
}

/// The navigation; it is the last one if it says the same.
fn map<A: Audience>(
    (world, drafts, pages): (&World<A>, &[Draft], &[Arc<Page<A>>]),
    (roots, summaries): (&Roots, &Summaries),
    last: Option<&Last<A>>,
) -> Arc<Map<A>> {
    let same = |(own, other): (&Arc<Page<A>>, &Arc<Page<A>>)| {
        let key = |page: &Page<A>| (page.weight, page.kind, page.updated);
        Arc::ptr_eq(own, other) || (own.title == other.title && key(own) == key(other))
    };
    let known = last.filter(|last| last.leads_as(world, drafts) && last.summaries == *summaries);
    let known = known.filter(|last| pages.iter().zip(&last.pages).all(same));
    match known {
        Some(last) => Arc::clone(&last.map),
        None => Arc::new(trees::all(world, pages, &folders(drafts, roots), (roots, summaries))),
    }
}

fn pages<A: Audience>(
    library: &Library<'_>,
    (drafts, linked): (&[Draft], &[Arc<Linked<A>>]),
    last: Option<&Last<A>>,
) -> Vec<Arc<Page<A>>> {
    let mut successors: BTreeMap<usize, PageId<A>> = BTreeMap::new();
    for (index, links) in linked.iter().enumerate() {
        if let Some(old) = links.supersedes {
            successors.insert(old.index(), PageId::new(index));
        }
    }
    let page = |(index, (draft, links)): (usize, (&Draft, &Arc<Linked<A>>))| {
        let owner = owner::<A>(library, draft);
        let successor = successors.get(&index).copied();
        let known = last.and_then(|last| {
            let same = Arc::ptr_eq(&last.drafts.get(index)?.text, &draft.text)
                && Arc::ptr_eq(&last.linked[index], links);
            Some(&last.pages[index])
                .filter(|page| same && page.policy.owner == owner && page.policy.superseded_by == successor)
        });
        known.map_or_else(|| Arc::new(page(library, draft, links, (owner, successor))), Arc::clone)
    };
    drafts.par_iter().zip(linked).enumerate().map(page).collect()
}

/// Who answers for a page: whom it names, else whom its section names.
fn owner<A: Audience>(library: &Library<'_>, draft: &Draft) -> String {
    let Some(number) = draft.document else { return String::new() };
    let document = &library.documents[number];
    let cascaded =
        || library::cascaded(library, document, A::SEES, |index| index.front.cascade.owner.as_ref());
    document.front.owner.as_ref().or_else(cascaded).cloned().unwrap_or_default()
}

fn page<A: Audience>(
    library: &Library<'_>,
    draft: &Draft,
    links: &Linked<A>,
    (owner, superseded_by): (String, Option<PageId<A>>),
) -> Page<A> {
    let document = draft.document.map(|number| &library.documents[number]);
    let front = document.map(|document| document.front.clone()).unwrap_or_default();
    let level = draft.document.map_or(crate::audience::Level::Public, |number| library.levels[number]);
    let updated = front.updated.into_iter().chain(links.changes.iter().map(|change| change.date)).max();
    let review_by = front.review_by.or_else(|| {
        let rule = library
            .config
            .review_every
            .as_ref()
            .filter(|_| draft.kind == Kind::Policy && draft.section.is_none())?;
        Period::parse(&rule.value)?.after(updated.or(front.effective)?)
    });
    let is_section_page = draft.section.is_some();
    Page {
        source: document.map(|document| document.path.clone()),
        address: draft.address.clone(),
        language: draft.language.clone(),
        key: draft.key.clone(),
        title: draft.title.clone(),
        summary: draft.summary.clone(),
        kind: draft.kind,
        is_section: is_section_page,
        level,
        body: Arc::clone(&draft.body),
        targets: Arc::clone(&links.targets),
        weight: front.weight,
        tags: front.tags,
        keywords: front.keywords,
        updated,
        toc: front.toc.unwrap_or(true),
        feedback: front.feedback.unwrap_or(!is_section_page),
        policy: Policy {
            version: front.version.unwrap_or_default(),
            effective: front.effective,
            owner,
            applies_to: front.applies_to.unwrap_or_default(),
            approved_by: front.approved_by.unwrap_or_default(),
            review_by,
            supersedes: links.supersedes,
            superseded_by,
        },
        changes: links.changes.clone(),
        related: links.related.clone(),
        extra: front.extra,
        audience: PhantomData,
    }
}

/// `SUMMARY.md` files belong to no audience; what they list does.
pub(crate) fn is_summary(path: &str, library: &Library<'_>) -> bool {
    crate::corpus::is_summary(path, library.config)
}

/// The pages that a summary's lines lead to.
pub(crate) fn listed<A: Audience>(
    summaries: &Summaries,
    root: &str,
    by_document: &[Option<PageId<A>>],
) -> Vec<(crate::summary::Entry, Option<PageId<A>>)> {
    summaries::entries(summaries, root)
        .iter()
        .map(|(entry, document)| (entry.clone(), document.and_then(|number| by_document[number])))
        .collect()
}
