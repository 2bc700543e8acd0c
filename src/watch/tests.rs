use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{Batch, Changes, Gatherer, Sight};
use crate::disk::tree::Look;

const A: &str = "content/a.md";

/// A disk, a clock and a gatherer, a step at a time.
struct Stage {
    start: Instant,
    now: Instant,
    disk: BTreeMap<PathBuf, Look>,
    gatherer: Gatherer,
    batches: Vec<(u64, Vec<String>)>,
}

impl Stage {
    fn with(files: &[&str]) -> Self {
        let start = Instant::now();
        let disk = files.iter().map(|path| (PathBuf::from(path), Look::There)).collect();
        Self { start, now: start, disk, gatherer: Gatherer::default(), batches: Vec::new() }
    }

    /// Lets time pass, taking every batch that becomes due.
    fn pass(&mut self, micros: u64) -> &mut Self {
        let end = self.now + Duration::from_micros(micros);
        let mut turns = 0;
        while let Some(due) = self.gatherer.due().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            let batch = self.gatherer.take(self.now, |path| *self.disk.get(path).unwrap_or(&Look::Missing));
            let later = self.gatherer.due().is_none_or(|due| due > self.now);
            assert!(later, "what was asked for once would be asked for again at once");
            self.batches.extend(batch.map(|batch| (self.millis(), names(batch))));
            turns += 1;
            assert!(turns < 1000);
        }
        self.now = end;
        self
    }

    fn millis(&self) -> u64 {
        u64::try_from((self.now - self.start).as_millis()).unwrap()
    }

    fn see(&mut self, path: &str, sight: Sight, look: Look) -> &mut Self {
        self.disk.insert(PathBuf::from(path), look);
        self.gatherer.see(PathBuf::from(path), sight, self.now);
        self
    }

    #[track_caller]
    fn gave(&mut self, expected: &[(u64, &[&str])]) {
        self.pass(1_000_000);
        let given: Vec<(u64, Vec<&str>)> = self
            .batches
            .iter()
            .map(|(at, names)| (*at, names.iter().map(String::as_str).collect()))
            .collect();
        let expected: Vec<(u64, Vec<&str>)> =
            expected.iter().map(|(at, names)| (*at, names.to_vec())).collect();
        assert_eq!(given, expected);
        assert!(self.gatherer.is_empty());
    }
}

fn names(batch: Batch) -> Vec<String> {
    match batch.changes {
        Changes::Paths(paths) => paths.iter().map(|path| path.display().to_string()).collect(),
        Changes::Everything => vec!["everything".into()],
    }
}

#[test]
fn a_file_that_was_closed_is_told_at_once() {
    let mut stage = Stage::with(&[A]);
    stage.see(A, Sight::Written, Look::There).pass(300).see(A, Sight::Complete, Look::There);
    stage.gave(&[(4, &[A])]);
}

#[test]
fn rights_set_after_the_save_delay_nothing() {
    let mut stage = Stage::with(&[A]);
    stage.see(A, Sight::Complete, Look::There).pass(100).see(A, Sight::Touched, Look::There);
    stage.gave(&[(4, &[A])]);
}

#[test]
fn a_file_that_was_only_written_is_given_time() {
    Stage::with(&[A]).see(A, Sight::Written, Look::There).gave(&[(25, &[A])]);
}

#[test]
fn vim_moves_the_old_file_away_and_writes_a_new_one() {
    let mut stage = Stage::with(&[A]);
    stage.see(A, Sight::Gone, Look::Missing).pass(9_000);
    stage.see(A, Sight::Created, Look::Empty).pass(500).see(A, Sight::Written, Look::There).pass(200);
    stage.see(A, Sight::Complete, Look::There).pass(100).see(A, Sight::Touched, Look::There);
    stage.gave(&[(13, &[A])]);
}

#[test]
fn a_file_emptied_and_closed_is_not_yet_believed() {
    let mut stage = Stage::with(&[A]);
    stage.see(A, Sight::Written, Look::Empty).see(A, Sight::Complete, Look::Empty).pass(20_000);
    stage.see(A, Sight::Written, Look::There).see(A, Sight::Complete, Look::There);
    stage.gave(&[(24, &[A])]);
}

#[test]
fn a_file_that_stays_empty_or_missing_is() {
    Stage::with(&[A]).see(A, Sight::Complete, Look::Empty).gave(&[(40, &[A])]);
    Stage::with(&[A]).see(A, Sight::Gone, Look::Missing).gave(&[(40, &[A])]);
}

#[test]
fn what_came_and_went_within_a_batch_holds_up_nobody() {
    let mut stage = Stage::with(&[A]);
    stage.see("content/sedX", Sight::Created, Look::There).pass(100);
    stage.see("content/sedX", Sight::Complete, Look::There).pass(100);
    stage.disk.insert("content/sedX".into(), Look::Missing);
    stage.see(A, Sight::Complete, Look::There);
    stage.gave(&[(4, &[A, "content/sedX"])]);
}

#[test]
fn a_file_written_without_end_is_told_in_between() {
    let mut stage = Stage::with(&[A]);
    for _ in 0..20 {
        stage.see(A, Sight::Written, Look::There).pass(10_000);
    }
    assert_eq!(stage.batches.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [60, 120, 180]);
}

#[test]
fn a_file_deleted_and_made_again_and_again_is_told_when_it_is_there() {
    let mut stage = Stage::with(&[A]);
    for _ in 0..30 {
        stage.see(A, Sight::Gone, Look::Missing).pass(6_000);
        stage.see(A, Sight::Complete, Look::There).pass(5_000);
    }
    stage.see(A, Sight::Gone, Look::Missing);
    stage.pass(1_000_000);
    assert_eq!(stage.batches.len(), 31);
}

#[test]
fn a_branch_switch_is_one_batch() {
    let mut stage = Stage::with(&[]);
    for number in 0..5_000 {
        let path = format!("content/{number}.md");
        let (sight, look) = match number % 10 {
            0 => (Sight::Gone, Look::Missing),
            _ => (Sight::Complete, Look::There),
        };
        stage.see(&path, sight, look).pass(80);
    }
    stage.pass(1_000_000);
    assert_eq!(stage.batches.len(), 1);
    assert_eq!(stage.batches[0].1.len(), 5_000);
    assert!((400..=441).contains(&stage.batches[0].0), "{}", stage.batches[0].0);
}

#[test]
fn a_slow_branch_switch_is_few_batches_and_ends() {
    let mut stage = Stage::with(&[]);
    for number in 0..5_000 {
        stage.see(&format!("content/{number}.md"), Sight::Complete, Look::There).pass(500);
    }
    stage.pass(1_000_000);
    assert!(stage.batches.len() <= 6, "{}", stage.batches.len());
}

#[test]
fn what_was_missed_is_everything() {
    let mut stage = Stage::with(&[A]);
    stage.see(A, Sight::Complete, Look::There);
    stage.gatherer.lose(stage.now);
    stage.gave(&[(25, &["everything"])]);
}

fn sights() -> impl Strategy<Value = Vec<(u8, u8, u64)>> {
    proptest::collection::vec((0..3u8, 0..6u8, 0..30_000u64), 1..40)
}

proptest! {
    /// Whatever happens in which order: the last state of each file is told, soon, and never one that lasted a moment.
    #[test]
    fn every_last_state_is_told(steps in sights()) {
        let mut stage = Stage::with(&["0", "1", "2"]);
        let mut last: BTreeMap<String, u64> = BTreeMap::new();
        for (file, what, wait) in steps {
            let path = file.to_string();
            let missing = stage.disk[Path::new(&path)] == Look::Missing;
            match what {
                0 => stage.see(&path, Sight::Gone, Look::Missing),
                1 => stage.see(&path, Sight::Complete, Look::Empty),
                2 if missing => stage.see(&path, Sight::Created, Look::Empty),
                3 => stage.see(&path, Sight::Touched, stage.disk[Path::new(&path)]),
                _ => stage.see(&path, if what == 4 { Sight::Written } else { Sight::Complete }, Look::There),
            };
            last.insert(path, stage.millis());
            stage.pass(wait);
        }
        stage.pass(1_000_000);
        prop_assert!(stage.gatherer.is_empty());
        let told: BTreeSet<&String> = stage.batches.iter().flat_map(|(_, names)| names).collect();
        for (path, at) in &last {
            prop_assert!(told.contains(path));
            let final_batch = stage.batches.iter().rev().find(|(_, names)| names.contains(path)).unwrap().0;
            prop_assert!(final_batch >= *at && final_batch <= at + 102, "{path} at {at}, told at {final_batch}");
        }
    }
}
