//! Goes through all files of a finished edition.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU16, Ordering};

use rayon::prelude::*;

use super::failure::ControlFailure;
use super::hunt::Hunt;
use super::index::Index;
use super::report::{Leak, Swept, View};
use super::terms;
use super::tokens::Decode;
use super::views::{self, Reading};

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
        let sweeper = || Sweeper { hunt, wanted, note, hits: BTreeMap::new() };
        let one = |(path, bytes): &(&str, &[u8])| {
            let mut file = sweeper();
            let readable = file.read(path, bytes);
            (file.leaks(self.name, path), readable.is_some())
        };
        let (index, results): (_, Vec<(Vec<Leak>, bool)>) =
            rayon::join(|| Index::read(&self.files), || self.files.par_iter().map(one).collect());
        let mut found = Found { swept: self.swept(), ..Found::default() };
        for ((path, _), (leaks, readable)) in self.files.iter().zip(results) {
            found.leaks.extend(leaks);
            if !readable {
                found.unreadable.push(self.unreadable(path, "it is damaged".to_owned()));
            }
        }
        match index {
            Ok(None) => {}
            Ok(Some(index)) => {
                let mut file = sweeper();
                file.index(&index);
                found.leaks.extend(file.leaks(self.name, &index.file));
            }
            Err(why) => found.unreadable.push(self.unreadable("search", why)),
        }
        found
    }

    fn swept(&self) -> Swept {
        let bytes = self.files.iter().map(|(_, bytes)| bytes.len() as u64).sum();
        Swept { files: self.files.len(), bytes }
    }

    fn unreadable(&self, path: &str, why: String) -> ControlFailure {
        ControlFailure::Unreadable { file: format!("{}/{path}", self.name), why }
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
    /// A file with its name, in all ways that fit it.
    fn read(&mut self, path: &str, bytes: &[u8]) -> Option<()> {
        views::plain(path.as_bytes(), View::Names, Decode::default(), &mut |read| self.see(&read));
        if let Some(number) = self.hunt.digests.find(bytes) {
            self.hit(Hit { number, view: View::Bytes, offset: 0 });
        }
        views::read(path, bytes, &mut |read| self.see(&read))
    }

    /// All that the search index knows.
    fn index(&mut self, index: &Index) {
        index.see(&mut |read| self.see(&read));
        for term in &index.terms {
            let Some(number) = self.hunt.stems.word_of(term) else {
                continue;
            };
            let hit = Hit { number, view: View::SearchTerms, offset: 0 };
            (self.note)(hit);
            if !terms::is_explained(term, &index.words) {
                self.hit(hit);
            }
        }
    }

    fn see(&mut self, reading: &Reading<'_>) {
        let (hunt, view) = (self.hunt, reading.view);
        hunt.each(reading, |number, offset| {
            if reading.shared && hunt.family(number).0 == super::report::Kind::Word {
                return;
            }
            let offset = if matches!(view, View::Names | View::SearchWords) { 0 } else { offset };
            self.hit(Hit { number, view, offset });
        });
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
