//! The projection: from all documents to what one audience may know. Everything derived is derived from what is left.

use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;
use std::sync::Arc;

use rayon::prelude::*;

use crate::audience::{Audience, Internal, Level};
use crate::checked::Checked;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::draft::{self, Draft};
use crate::frame::{Frame, Plan};
use crate::inclusions::Inclusions;
use crate::kind::Kind;
use crate::library::{self, Library};
use crate::link::{self, Linked};
use crate::memory::{Last, Memory};
use crate::navigation::{Folder, Folders};
use crate::path::SourcePath;
use crate::period::Period;
use crate::readings::{self, Readings};
use crate::resolve::Resolver;
use crate::roots::Roots;
use crate::site::{Asset, Map, Page, PageId, Policy, Site, Training, Wording};
use crate::succession::{Succession, Successor};
use crate::summaries::{self, Summaries};
use crate::trees;
use crate::values::PageValues;
use crate::vars::Vars;

/// Projects the documents for audience `A`; what the memory has and is still true is taken from it.
pub(crate) fn project<A: Audience>(library: &Library<'_>, memory: &mut Memory<A>) -> Checked<Site<A>> {
    let config = memory.configured(library.config, config_for::<A>);
    let (readings, drafts, frame) = match memory.seen_as(library.outside) {
        Some(last) => {
            let readings = readings::read_again::<A>(library, &last.frame.plan, &memory.readings);
            let drafts = drafts_again(&last.drafts, &readings);
            (readings, drafts, Arc::clone(&last.frame))
        }
        None => {
            let plan = Arc::new(Plan::of::<A>(library));
            let readings = readings::read::<A>(library, &plan, memory);
            let drafts = drafts(library, &readings, &plan);
            let frame = Arc::new(Frame::of(library, plan, &drafts));
            (readings, drafts, frame)
        }
    };
    let mut faults: Vec<Diagnostic> = frame.faults().cloned().collect();
    faults.extend(readings.iter().flat_map(|(_, reading)| reading.faults.iter().cloned()));
    let internal_ids = |number: usize| internal_ids(library, number);
    let resolver = Resolver { library, world: &frame.world, drafts: &drafts, internal_ids: &internal_ids };
    let last = memory.last.as_ref().filter(|last| last.leads_as(&frame, &drafts));
    let linked = link::all(&resolver, last);
    faults.extend(linked.iter().flat_map(|linked| linked.faults.iter().cloned()));
    let logo = link::logo(library, &mut faults);
    let assets = assets(library, &linked, logo.as_ref());
    let successors = Succession::new(library, &drafts, &linked).successors(&mut faults);
    let pages = pages(library, &frame, (&drafts, &linked), &successors, memory.last.as_ref());
    let map = map(&frame, (&drafts, &pages), last);
    let redirects = trees::redirects(&frame.former, &map.trees, &frame.plan.roots, &pages).into();
    let last = Last {
        sources: Arc::clone(library.sources),
        drafts,
        frame,
        linked,
        pages: pages.clone(),
        map: Arc::clone(&map),
    };
    remember(memory, readings, last);
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

/// What is no longer there is forgotten.
fn remember<A: Audience>(memory: &mut Memory<A>, readings: Readings, last: Last<A>) {
    memory.readings = readings.into_iter().map(|(_, reading)| reading).collect();
    memory.last = Some(last);
}

/// All pages of the site, in the order of their addresses.
fn drafts(library: &Library<'_>, readings: &Readings, plan: &Plan) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = readings.iter().map(|(number, reading)| reading.draft(*number)).collect();
    let sections: BTreeSet<&str> = drafts.iter().filter_map(|draft| draft.section.as_deref()).collect();
    let needed = plan.roots.folders(drafts.iter().map(|draft| draft.folder.as_str()), &plan.summaries);
    let missing: Vec<String> =
        needed.into_iter().filter(|folder| !sections.contains(folder.as_str())).collect();
    drafts.extend(missing.iter().map(|folder| Draft::made(library, folder)));
    drafts.sort_by(|a, b| (&a.address, &a.document).cmp(&(&b.address, &b.document)));
    drafts
}

/// The same pages in the same order, as they are read now.
fn drafts_again(last: &[Draft], readings: &Readings) -> Vec<Draft> {
    let now = |draft: &Draft| {
        let number = draft.document?;
        let at = readings.binary_search_by_key(&number, |(number, _)| *number).ok()?;
        Some(readings[at].1.draft(number))
    };
    last.iter().map(|draft| now(draft).unwrap_or_else(|| draft.clone())).collect()
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

/// The navigation; it is the last one if it says the same. `last` led everywhere where addresses lead now.
fn map<A: Audience>(
    frame: &Frame<A>,
    (drafts, pages): (&[Draft], &[Arc<Page<A>>]),
    last: Option<&Last<A>>,
) -> Arc<Map<A>> {
    let (roots, summaries) = (&frame.plan.roots, &frame.plan.summaries);
    let same = |(own, other): (&Arc<Page<A>>, &Arc<Page<A>>)| {
        let key = |page: &Page<A>| (page.weight, page.kind, page.updated);
        Arc::ptr_eq(own, other) || (own.title == other.title && key(own) == key(other))
    };
    let known = last.filter(|last| last.frame.plan.summaries == *summaries);
    match known.filter(|last| pages.iter().zip(&last.pages).all(same)) {
        Some(last) => Arc::clone(&last.map),
        None => Arc::new(trees::all(&frame.world, pages, &folders(drafts, roots), (roots, summaries))),
    }
}

fn pages<A: Audience>(
    library: &Library<'_>,
    frame: &Arc<Frame<A>>,
    (drafts, linked): (&[Draft], &[Arc<Linked<A>>]),
    successors: &BTreeMap<usize, Successor<A>>,
    last: Option<&Last<A>>,
) -> Vec<Arc<Page<A>>> {
    let same_outside = last.is_some_and(|last| Arc::ptr_eq(&last.frame, frame));
    let page = |(index, (draft, links)): (usize, (&Draft, &Arc<Linked<A>>))| {
        let successor = successors.get(&index).copied();
        let same = |last: &&Last<A>| {
            let draft = last.drafts.get(index).is_some_and(|known| Arc::ptr_eq(&known.text, &draft.text));
            draft && Arc::ptr_eq(&last.linked[index], links)
        };
        let known = last.filter(same).map(|last| &last.pages[index]);
        let known = known.filter(|page| {
            page.policy.superseded_by == successor.map(|successor| successor.page)
                && page.policy.superseded_on == successor.and_then(|successor| successor.from)
                && (same_outside || Inherited::by::<A>(library, draft).is_that_of(page))
        });
        let make = || Arc::new(page(library, draft, links, (Inherited::by::<A>(library, draft), successor)));
        known.map_or_else(make, Arc::clone)
    };
    drafts.par_iter().zip(linked).enumerate().map(page).collect()
}

/// What a page says, or its section for it.
struct Inherited {
    /// Who answers for the page.
    owner: String,
    /// Whether staff are asked to say that they have read it. Customers never are.
    acknowledge: bool,
}

impl Inherited {
    fn by<A: Audience>(library: &Library<'_>, draft: &Draft) -> Self {
        let Some(number) = draft.document else { return Self { owner: String::new(), acknowledge: false } };
        let document = &library.documents[number];
        let owner =
            || library::cascaded(library, document, A::SEES, |index| index.front.cascade.owner.as_ref());
        // Sections are read by their pages.
        let asked = || match draft.section {
            Some(_) => None,
            None => library::cascaded(library, document, A::SEES, |index| index.front.cascade.acknowledge),
        };
        let acknowledge = document.front.acknowledge.or_else(asked).unwrap_or_default();
        Self {
            owner: document.front.owner.as_ref().or_else(owner).cloned().unwrap_or_default(),
            acknowledge: acknowledge && A::admits(Level::Internal),
        }
    }

    fn is_that_of<A: Audience>(&self, page: &Page<A>) -> bool {
        self.owner == page.policy.owner && self.acknowledge == page.acknowledge
    }
}

fn page<A: Audience>(
    library: &Library<'_>,
    draft: &Draft,
    links: &Linked<A>,
    (Inherited { owner, acknowledge }, successor): (Inherited, Option<Successor<A>>),
) -> Page<A> {
    let document = draft.document.map(|number| &library.documents[number]);
    let front = document.map(|document| document.front.clone()).unwrap_or_default();
    let level = draft.document.map_or(crate::audience::Level::Public, |number| library.level(number));
    let updated = front.updated.into_iter().chain(links.changes.iter().map(|change| change.date)).max();
    let review_by = front.review_by.or_else(|| {
        let rule = library
            .config
            .review_every
            .as_ref()
            .filter(|_| draft.kind == Kind::Policy && draft.section.is_none())?;
        // What is noted for staff is no review of what customers read.
        let lines = front.changes.iter().filter(|change| change.audience <= level).map(|change| change.date);
        let reviewed = front.updated.into_iter().chain(lines).max();
        Period::parse(&rule.value)?.after(reviewed.or(front.effective)?)
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
        wording: draft
            .wording
            .as_ref()
            .map(|body| Wording { body: Arc::clone(body), targets: Arc::clone(&links.given) }),
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
            superseded_by: successor.map(|successor| successor.page),
            superseded_on: successor.and_then(|successor| successor.from),
        },
        acknowledge,
        training: Training {
            lessons: links.lessons.clone(),
            certificate: front.certificate,
            minutes: front.minutes.and_then(|minutes| u32::try_from(minutes).ok()),
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
