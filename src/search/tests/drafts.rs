//! What the one who builds an index again and again may rely on: remembering changes nothing but the time, and files
//! that are compressed one by one are those that are compressed at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use answerbook_search::{BuildError, Category, Draft, Files, MANIFEST, Passage, Readings, Settings, build};

/// Numbers that are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len())]
    }

    /// Words that many pages share, words of few, compounds, and scripts without spaces.
    fn words(&mut self, count: usize) -> String {
        let mut text = String::new();
        for _ in 0..self.below(count + 1) {
            let word = match self.below(6) {
                0 => format!("unique{}", self.below(9_000)),
                1 => format!("{}-{}", self.of(&["e", "sub", "KB"]), self.below(60)),
                2 => self.of(&["退货", "账号", "運費由買家承擔", "工伤认定"]).to_owned(),
                _ => {
                    let (stem, ending) =
                        (self.of(&["refund", "return", "ship", "pay"]), self.of(&["", "s", "ed", "ing"]));
                    format!("{stem}{ending}")
                }
            };
            text.push_str(&word);
            text.push_str(self.of(&[" ", ", ", "\n\n"]));
        }
        text
    }

    fn page(&mut self) -> Vec<Passage> {
        let base = Passage {
            url: format!("p{}/", self.below(400)),
            title: self.words(5),
            keywords: self.words(2),
            breadcrumb: self.words(2),
            lang: self.of(&["en", "zh-Hans"]).into(),
            kind: self.of(&["policy", "faq", "section"]).into(),
            category: Category { id: self.of(&["a/", "b/"]).into(), title: "Part".into() },
            successor: (self.below(9) == 0).then(|| format!("p{}/", self.below(400))),
            ..Passage::default()
        };
        // Now and then one word comes more often than a byte can count.
        let often = if self.below(40) == 0 { "again ".repeat(300) } else { String::new() };
        let section = |number: usize, chance: &mut Chance| Passage {
            anchor: if number == 0 { String::new() } else { format!("s{number}") },
            heading: if number == 0 { String::new() } else { chance.words(4) },
            text: chance.words(60) + &often,
            ..base.clone()
        };
        (0..1 + self.below(4)).map(|number| section(number, self)).collect()
    }

    /// One to three changes such as authors make.
    fn edit(&mut self, pages: &mut Vec<Vec<Passage>>) {
        for _ in 0..1 + self.below(3) {
            let at = self.below(pages.len().max(1));
            match self.below(6) {
                0 => pages.push(self.page()),
                1 if pages.len() > 1 => drop(pages.swap_remove(at)),
                2 => pages.get(at).cloned().into_iter().for_each(|twin| pages.push(twin)),
                3 => {
                    let (breadcrumb, keywords) = (self.words(3), self.words(2));
                    for passage in &mut pages[at] {
                        (passage.breadcrumb, passage.keywords) = (breadcrumb.clone(), keywords.clone());
                    }
                }
                _ => {
                    let section = self.below(pages[at].len());
                    pages[at][section].text.push_str(&self.words(9));
                }
            }
        }
    }
}

fn passages(pages: &[Vec<Passage>]) -> Vec<Passage> {
    pages.concat()
}

/// What staff alone may read is left out.
fn public(pages: &[Vec<Passage>]) -> Vec<Passage> {
    passages(&pages.iter().skip(pages.len() / 5).cloned().collect::<Vec<_>>())
}

fn assert_as_new(passages: &[Passage], readings: &mut Readings, what: &str) {
    static NEVER: AtomicBool = AtomicBool::new(false);
    let settings = Settings { engine: "engine.wasm".into(), ..Settings::default() };
    let draft = Draft::with(passages, readings, &NEVER).expect("nobody stops it");
    let new = Draft::new(passages).expect("there are few passages");
    assert_eq!(draft.related(12), new.related(12), "{what}");
    let finished = |draft: Draft<'_>| draft.finish(&settings).expect("it can be written");
    assert!(finished(draft) == finished(new), "{what}");
}

#[test]
fn whatever_was_read_before_the_files_are_the_same() {
    for seed in 0..3 {
        let mut chance = Chance(seed);
        let mut pages: Vec<Vec<Passage>> = (0..10 + chance.below(60)).map(|_| chance.page()).collect();
        let mut readings = Readings::default();
        for round in 0..16 {
            let what = format!("seed {seed}, round {round}");
            assert_as_new(&passages(&pages), &mut readings, &what);
            if round % 3 == 0 {
                assert_as_new(&public(&pages), &mut readings, &what);
            }
            chance.edit(&mut pages);
        }
        // A site that has nothing in common with the one before.
        let mut others: Vec<Vec<Passage>> = (0..30).map(|_| chance.page()).collect();
        for round in 0..10 {
            assert_as_new(&passages(&others), &mut readings, &format!("seed {seed}, other {round}"));
            chance.edit(&mut others);
        }
        assert_as_new(&[], &mut readings, "nothing");
    }
}

#[test]
fn a_draft_that_was_stopped_leaves_no_trace() {
    let mut chance = Chance(7);
    let pages: Vec<Vec<Passage>> = (0..300).map(|_| chance.page()).collect();
    let all = passages(&pages);
    let mut readings = Readings::default();
    let at_once = AtomicBool::new(true);
    let stopped = Draft::with(&all, &mut readings, &at_once);
    assert!(matches!(stopped, Err(BuildError::GivenUp)));
    for _ in 0..5 {
        let stop = AtomicBool::new(false);
        // Wherever the work is by then.
        thread::scope(|scope| {
            let work = scope.spawn(|| Draft::with(&all, &mut readings, &stop).map(drop));
            stop.store(true, Ordering::Relaxed);
            let ended = work.join().expect("it does not panic");
            assert!(matches!(ended, Ok(()) | Err(BuildError::GivenUp)));
        });
    }
    assert_as_new(&all, &mut readings, "after all");
    let stop = AtomicBool::new(false);
    let draft = Draft::with(&all, &mut readings, &stop).expect("nobody stops it");
    stop.store(true, Ordering::Relaxed);
    assert!(matches!(draft.files(&Settings::default()), Err(BuildError::GivenUp)));
}

fn folder(files: &Files) -> String {
    let name = files.keys().find(|name| *name != MANIFEST).expect("there is a first file");
    name.split('/').next().expect("it has a folder").to_owned()
}

#[test]
fn files_one_by_one_are_the_files() {
    for pages in [3, 400] {
        let mut chance = Chance(pages);
        let all = passages(&(0..pages).map(|_| chance.page()).collect::<Vec<_>>());
        let files = build(&all, &Settings::default()).unwrap();
        let unpacked = Draft::new(&all).unwrap().files(&Settings::default()).unwrap();
        assert_eq!(files.len() > 2, pages > 3);
        let mut names: Vec<String> = unpacked.names().collect();
        names.sort();
        assert_eq!(names, files.keys().cloned().collect::<Vec<_>>());
        for (name, bytes) in &files {
            assert!(unpacked.file(name).unwrap().as_ref() == Some(bytes), "{name}");
        }
        let id = folder(&files);
        let strange = ["", "head.bin", "/head.bin", "t0.bin", "0000000000000000/head.bin"].map(str::to_owned);
        let nearly = ["", "h0.bin", "t00.bin", "t+1.bin", "t-1.bin", "t99999.bin", "x0.bin", "é.bin", "head"];
        for name in strange.into_iter().chain(nearly.map(|name| format!("{id}/{name}"))) {
            assert_eq!(unpacked.file(&name).unwrap(), None, "{name}");
        }
    }
}
