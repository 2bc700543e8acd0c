//! The fingerprints of a site, ready to be looked for.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::AuditError;
use super::assets::{self, Digests};
use super::lines::Reader;
use super::matcher::Matcher;
use super::prints::{Check, Prints};
use super::report::Kind;
use super::site::Site;
use super::terms::Stems;
use super::views::Reading;
use super::{baseline, collect};

/// Shorter matches in binary files are chance, in bytes.
const IN_BINARY: usize = 8;

/// Everything to look for.
#[derive(Debug, Default)]
pub(super) struct Hunt {
    /// The fingerprints.
    pub prints: Prints,
    /// The one that stands for each of several equal ones.
    pub first: Vec<u32>,
    /// Whether public text has it, too.
    pub shared: Vec<bool>,
    /// Whole files.
    pub digests: Digests,
    /// Terms of the index.
    pub stems: Stems,
    matcher: Matcher,
    internal_files: BTreeSet<Arc<str>>,
    drafts: bool,
}

impl Hunt {
    /// Collects fingerprints and drops those that public text has.
    pub fn prepare(root: &Path, site: &Site) -> Result<Self, AuditError> {
        let mut prints = collect::prints(site);
        let before = prints.places.len();
        let mut digests = assets::add(root, site, &mut prints)?;
        let internal_files = prints.places[before..].iter().map(|place| place.path.clone()).collect();
        if prints.all.is_empty() {
            return Ok(Self { prints, ..Self::default() });
        }
        order(&mut prints, &mut digests);
        let mut first = Vec::new();
        let matcher = Matcher::new(&prints, |_| true, &mut first);
        let drafts = site.pages.iter().any(|page| page.reader == Reader::Nobody)
            || prints.all.iter().any(|print| print.about.nowhere);
        let hunt = Self { prints, first, matcher, internal_files, drafts, digests, ..Self::default() };
        hunt.without_shared(root, site)
    }

    fn without_shared(mut self, root: &Path, site: &Site) -> Result<Self, AuditError> {
        let marks: Vec<AtomicBool> = self.prints.all.iter().map(|_| AtomicBool::new(false)).collect();
        baseline::mark(root, site, &self, &marks)?;
        self.shared = self.first.iter().map(|first| marks[*first as usize].load(Ordering::Relaxed)).collect();
        self.matcher = Matcher::new(&self.prints, |number| !self.shared[number], &mut self.first);
        // A file is told by all of its bytes, whatever its name has in common with others.
        self.stems = Stems::of(&self.prints, |number| !self.shared[number as usize]);
        Ok(self)
    }

    /// Calls `hit` with the number and the place of every fingerprint in a reading.
    pub fn each(&self, reading: &Reading<'_>, mut hit: impl FnMut(u32, usize)) {
        thread_local! {
            static SUMS: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
        }
        SUMS.with_borrow_mut(|sums| {
            self.matcher.scan(reading.tokens, reading.bytes, sums, &mut |number, start, end| {
                if !reading.binary || end - start >= IN_BINARY {
                    hit(number, start);
                }
            });
        });
    }

    /// Whether something belongs into neither edition.
    pub fn has_drafts(&self) -> bool {
        self.drafts
    }

    /// Whether a fingerprint belongs into neither edition.
    pub fn belongs_nowhere(&self, number: u32) -> bool {
        self.prints.all[number as usize].about.nowhere
    }

    /// Whether a fingerprint is an address or a name, that only stands for itself where one may be.
    pub fn is_address(&self, number: u32) -> bool {
        self.prints.all[number as usize].about.check != Check::Text
    }

    /// Whether a file's own text is internal.
    pub fn is_internal_file(&self, shown: &str) -> bool {
        self.internal_files.contains(shown)
    }

    /// Kind and place of a fingerprint, by which several hits in a file are told as one.
    pub fn family(&self, number: u32) -> (Kind, u32) {
        let print = &self.prints.all[number as usize];
        match print.about.kind {
            Kind::Text | Kind::Word | Kind::Comment => (print.about.kind, print.place),
            kind => (kind, u32::MAX - number),
        }
    }
}

/// What names a thing goes before what is only part of a text, and what is published somewhere before what is not.
fn order(prints: &mut Prints, digests: &mut Digests) {
    let mut numbers: Vec<u32> = (0..u32::try_from(prints.all.len()).unwrap_or(u32::MAX)).collect();
    numbers.sort_by_key(|number| {
        let about = prints.all[*number as usize].about;
        (about.nowhere, about.kind, !about.expected)
    });
    let mut places = vec![0; numbers.len()];
    for (place, number) in (0..).zip(&numbers) {
        places[*number as usize] = place;
    }
    prints.all = numbers.iter().map(|number| prints.all[*number as usize]).collect();
    digests.renumber(|number| places[number as usize]);
}
