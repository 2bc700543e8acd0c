//! Goes through all files of a finished edition.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU16, Ordering};

use rayon::prelude::*;

use super::failure::ControlFailure;
use super::hunt::Hunt;
use super::report::{Leak, Swept, View};
use super::tokens::Decode;
use super::views::{self, Reading, Role};
use super::{index, terms};

/// A finished edition: paths and bytes.
#[derive(Debug)]
pub(super) struct Edition<'a> {
    /// `public` or `internal`.
    pub name: &'static str,
    /// All files.
    pub files: Vec<(&'a str, &'a [u8])>,
}

/// A fingerprint in a file.
#[derive(Clone, Copy, Debug)]
struct Hit {
    number: u32,
    view: View,
    offset: usize,
}

/// What was met in the files of an edition.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What must not be there.
    pub leaks: Vec<Leak>,
    /// What could not be read.
    pub unreadable: Vec<ControlFailure>,
    /// How much was swept.
    pub swept: Swept,
}

/// What was seen of each fingerprint in the internal edition: the views as bits.
#[derive(Debug)]
pub(super) struct Seen(Vec<AtomicU16>);

impl Seen {
    /// Nothing so far.
    pub fn none(hunt: &Hunt) -> Self {
        Self(hunt.prints.all.iter().map(|_| AtomicU16::new(0)).collect())
    }

    fn note(&self, number: u32, view: View) {
        let bit = 1 << view as u16;
        let seen = &self.0[number as usize];
        if seen.load(Ordering::Relaxed) & bit == 0 {
            seen.fetch_or(bit, Ordering::Relaxed);
        }
    }

    /// The views, as bits, in which the fingerprint with this number was seen.
    pub fn views(&self, number: u32) -> u16 {
        self.0[number as usize].load(Ordering::Relaxed)
    }
}

impl Edition<'_> {
    /// Looks for everything that must not be in this edition.
    pub fn leaks(&self, hunt: &Hunt) -> Found {
        self.sweep(hunt, &|_| true, &|_| {})
    }

    /// Notes everything that is seen, and looks for what belongs into no edition.
    pub fn control(&self, hunt: &Hunt, seen: &Seen) -> Found {
        self.sweep(hunt, &|number| hunt.belongs_nowhere(number), &|hit| seen.note(hit.number, hit.view))
    }

    fn sweep(
        &self,
        hunt: &Hunt,
        wanted: &(dyn Fn(u32) -> bool + Sync),
        note: &(dyn Fn(Hit) + Sync),
    ) -> Found {
        let roles = index::roles(self.files.iter().copied());
        let words = self.words(&roles);
        let one = |(path, bytes): &(&str, &[u8])| {
            let role = roles.get(*path).copied().unwrap_or(Role::Other);
            let mut file = Sweeper { hunt, wanted, note, hits: BTreeMap::new() };
            file.read(path, bytes, role);
            let readable = match role {
                Role::Terms => file.terms(bytes, &words),
                Role::Texts | Role::Words | Role::Other => {
                    views::read(path, bytes, role, &mut |read| file.see(&read))
                }
            };
            if readable.is_none() {
                views::read(path, bytes, Role::Other, &mut |read| file.see(&read));
            }
            (file.leaks(self.name, path), readable.is_none())
        };
        let results: Vec<(Vec<Leak>, bool)> = self.files.par_iter().map(one).collect();
        let mut found = Found { swept: self.swept(), ..Found::default() };
        for ((path, _), (leaks, unreadable)) in self.files.iter().zip(results) {
            found.leaks.extend(leaks);
            if unreadable {
                let why = "it is not what the index's own list says".to_owned();
                found
                    .unreadable
                    .push(ControlFailure::Unreadable { file: format!("{}/{path}", self.name), why });
            }
        }
        found
    }

    fn swept(&self) -> Swept {
        let bytes = self.files.iter().map(|(_, bytes)| bytes.len() as u64).sum();
        Swept { files: self.files.len(), bytes }
    }

    /// The words of the search index.
    fn words(&self, roles: &BTreeMap<String, Role>) -> Vec<Vec<u8>> {
        let lists = self.files.iter().filter(|(path, _)| roles.get(*path) == Some(&Role::Words));
        let words: BTreeSet<Vec<u8>> = lists.filter_map(|(_, bytes)| index::words(bytes)).flatten().collect();
        words.into_iter().collect()
    }
}

/// One file.
struct Sweeper<'a> {
    hunt: &'a Hunt,
    wanted: &'a (dyn Fn(u32) -> bool + Sync),
    note: &'a (dyn Fn(Hit) + Sync),
    /// The first hit of each family, and how many more there were.
    hits: BTreeMap<(super::report::Kind, u32), (Hit, usize)>,
}

impl Sweeper<'_> {
    /// What is read of every file: its name and its bytes as a whole.
    fn read(&mut self, path: &str, bytes: &[u8], role: Role) {
        views::plain(path.as_bytes(), View::Names, Decode::default(), &mut |read| self.see(&read));
        if role == Role::Other
            && let Some(number) = self.hunt.digests.find(bytes)
        {
            self.hit(Hit { number, view: View::Bytes, offset: 0 });
        }
    }

    fn see(&mut self, reading: &Reading<'_>) {
        let (hunt, view) = (self.hunt, reading.view);
        hunt.each(reading, |number, offset| {
            let offset = if matches!(view, View::Names | View::SearchWords) { 0 } else { offset };
            self.hit(Hit { number, view, offset });
        });
    }

    fn terms(&mut self, bytes: &[u8], words: &[Vec<u8>]) -> Option<()> {
        for term in index::terms(bytes)? {
            let Some(number) = self.hunt.stems.word_of(&term) else {
                continue;
            };
            let hit = Hit { number, view: View::SearchTerms, offset: 0 };
            (self.note)(hit);
            if !terms::is_explained(&term, words) {
                self.hit(hit);
            }
        }
        Some(())
    }

    fn hit(&mut self, hit: Hit) {
        (self.note)(hit);
        if (self.wanted)(hit.number) {
            let entry = self.hits.entry(self.hunt.family(hit.number)).or_insert((hit, 0));
            entry.1 += 1;
        }
    }

    fn leaks(self, edition: &'static str, file: &str) -> Vec<Leak> {
        let leak = |(hit, count): (Hit, usize)| {
            let print = &self.hunt.prints.all[hit.number as usize];
            let (source, line) = self.hunt.prints.source(print);
            Leak {
                edition,
                file: file.to_owned(),
                offset: hit.offset,
                view: hit.view,
                kind: print.about.kind,
                fingerprint: self.hunt.prints.shown(print),
                source,
                line,
                more: count - 1,
            }
        };
        self.hits.into_values().map(leak).collect()
    }
}
