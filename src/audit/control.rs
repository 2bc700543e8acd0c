//! The positive control: a sweep that finds nothing anywhere proves nothing, so everything must be found where it is.

use std::collections::BTreeMap;

use super::failure::ControlFailure;
use super::hunt::Hunt;
use super::lines::Reader;
use super::report::{Count, Kind, View};
use super::site::Site;
use super::sweep::Seen;

/// Counts of all kinds, with what was seen in the internal edition, if there was one.
pub(super) fn figures(hunt: &Hunt, seen: Option<&Seen>) -> BTreeMap<Kind, Count> {
    let mut figures: BTreeMap<Kind, Count> = BTreeMap::new();
    for (number, print) in hunt.prints.all.iter().enumerate() {
        let count = figures.entry(print.about.kind).or_default();
        match hunt.shared[number] {
            true => count.dropped += 1,
            false => count.fingerprints += 1,
        }
        let found = seen.is_some_and(|seen| seen.views(hunt.first[number]) != 0);
        count.in_control += usize::from(found && !hunt.shared[number]);
    }
    for (kind, weak) in &hunt.prints.weak {
        figures.entry(*kind).or_default().weak = *weak;
    }
    figures
}

/// What should have been seen and was not.
pub(super) fn failures(site: &Site, hunt: &Hunt, seen: &Seen) -> Vec<ControlFailure> {
    let mut failures = kinds(hunt, seen);
    failures.extend(sources(site, hunt, seen));
    failures.extend(views(site, hunt, seen));
    if has_internal(site) && hunt.shared.iter().all(|shared| *shared) {
        failures.push(ControlFailure::NothingToLookFor);
    }
    failures
}

fn has_internal(site: &Site) -> bool {
    let pages = site.pages.iter().filter(|page| page.reader != Reader::Nobody);
    pages.flat_map(|page| &page.lines).any(|line| line.reader == Reader::Internal)
}

/// Numbers of the fingerprints that must be in the internal edition.
fn expected(hunt: &Hunt) -> impl Iterator<Item = usize> {
    (0..hunt.prints.all.len())
        .filter(|number| hunt.prints.all[*number].about.expected && !hunt.shared[*number])
}

fn is_seen(hunt: &Hunt, seen: &Seen, number: usize) -> bool {
    seen.views(hunt.first[number]) != 0
}

/// Each kind must have been seen at least once.
fn kinds(hunt: &Hunt, seen: &Seen) -> Vec<ControlFailure> {
    let mut counts: BTreeMap<Kind, (usize, bool)> = BTreeMap::new();
    for number in expected(hunt) {
        let count = counts.entry(hunt.prints.all[number].about.kind).or_default();
        count.0 += 1;
        count.1 |= is_seen(hunt, seen, number);
    }
    let unseen = counts.into_iter().filter(|(_, (_, seen))| !seen);
    unseen.map(|(kind, (looked_for, _))| ControlFailure::KindUnseen { kind, looked_for }).collect()
}

/// Each page must have been seen by its title and its address, each source by something.
fn sources(site: &Site, hunt: &Hunt, seen: &Seen) -> Vec<ControlFailure> {
    let mut failures = Vec::new();
    let mut groups: BTreeMap<u32, bool> = BTreeMap::new();
    for number in expected(hunt) {
        let print = &hunt.prints.all[number];
        let found = is_seen(hunt, seen, number);
        let group = hunt.prints.places[print.place as usize].group;
        *groups.entry(group).or_default() |= found;
        if !found && matches!(print.about.kind, Kind::Title | Kind::Address) {
            let (source, _) = hunt.prints.source(print);
            let (kind, fingerprint) = (print.about.kind, hunt.prints.shown(print));
            failures.push(ControlFailure::SourceUnseen { kind, fingerprint, source });
        }
    }
    groups.remove(&u32::MAX);
    for (group, _) in groups.into_iter().filter(|(_, found)| !found) {
        let source = site.pages[group as usize].shown.to_string();
        failures
            .push(ControlFailure::SourceUnseen { kind: Kind::Text, fingerprint: "…".to_owned(), source });
    }
    failures.sort();
    failures.dedup();
    failures
}

/// Each way of reading files must have seen something, if the sources have what it would show.
fn views(site: &Site, hunt: &Hunt, seen: &Seen) -> Vec<ControlFailure> {
    let all = (0..hunt.prints.all.len()).filter(|number| !hunt.shared[*number]);
    let bits = all.fold(0, |bits, number| bits | seen.views(hunt.first[number]));
    let has = |kind: Kind| expected(hunt).any(|number| hunt.prints.all[number].about.kind == kind);
    let mut wanted = Vec::new();
    if has(Kind::Text) || has(Kind::Word) {
        wanted.extend([View::Page, View::Twin, View::SearchTexts]);
    }
    if has(Kind::Word) {
        wanted.extend([View::SearchWords, View::SearchTerms]);
    }
    if has(Kind::Address) && site.pages.iter().any(|page| page.reader == Reader::Internal) {
        wanted.extend([View::Names, View::Tags]);
    }
    wanted.retain(|view| bits >> *view as u16 & 1 == 0);
    wanted.into_iter().map(ControlFailure::ViewUnseen).collect()
}
