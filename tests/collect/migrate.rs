//! From SQLite to PostgreSQL while events come in, interrupted by a kill.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use answerbook::feedback::event::{self, Event};
use answerbook::feedback::store;

use crate::client::{Line, body, new_id, new_vote, vote};
use crate::database::Kind;
use crate::program::{Collector, done, kept, program};

/// How many events are there before; more by the variable `ANSWERBOOK_EVENTS`.
fn events() -> usize {
    std::env::var("ANSWERBOOK_EVENTS").map_or(20_000, |count| count.parse().unwrap())
}

fn fill(address: &str, count: usize) {
    let mut store = store::open(address).unwrap();
    let make = |_| event::parse(body(&[vote(&new_id(), "a/")]).as_bytes(), 1_700_000_000).unwrap().remove(0);
    let mut left = count;
    while left > 0 {
        let slice: Vec<Event> = (0..left.min(10_000)).map(make).collect();
        assert_eq!(store.add(&slice).unwrap(), slice.len());
        left -= slice.len();
    }
}

fn ids(address: &str) -> BTreeSet<String> {
    let events = kept(address);
    let count = events.len();
    let ids: BTreeSet<String> = events.into_iter().map(|event| event.id).collect();
    assert_eq!(ids.len(), count);
    ids
}

#[test]
fn r28_everything_moves_while_events_come_in() {
    let (from, to) = (Kind::Sqlite.new_store(), Kind::Postgres.new_store());
    fill(&from, events());
    let collector = Collector::start(&from);
    let (address, stop) = (collector.address, Arc::new(AtomicBool::new(false)));
    let stopped = Arc::clone(&stop);
    let sender = thread::spawn(move || {
        let (mut line, mut sent) = (Line::open(address).unwrap(), 0);
        while !stopped.load(Ordering::Relaxed) {
            assert_eq!(line.send(&new_vote().0).unwrap().status, 204);
            sent += 1;
        }
        sent
    });
    // Killed in the middle.
    let mut first = program()
        .args(["collect", "migrate", "--from", &from, "--to", &to])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let since = Instant::now();
    let copied = loop {
        let copied = store::open(&to).unwrap().count().unwrap();
        if copied > 0 {
            break copied;
        }
        assert!(since.elapsed() < Duration::from_secs(60));
        thread::sleep(Duration::from_millis(5));
    };
    first.kill().unwrap();
    first.wait().unwrap();
    let half = store::open(&to).unwrap().count().unwrap();
    assert!(copied > 0 && half < events() as u64, "{half} of {} were copied before the kill", events());
    done(&["migrate", "--from", &from, "--to", &to]);
    stop.store(true, Ordering::Relaxed);
    let sent = sender.join().unwrap();
    collector.end();
    done(&["migrate", "--from", &from, "--to", &to]);
    let (before, after) = (ids(&from), ids(&to));
    assert_eq!(before.len(), events() + sent);
    assert!(before == after, "{} and {} events", before.len(), after.len());
    assert!(sent > 0);
    // What was kept says the same, and a third time brings nothing.
    assert!(kept(&from) == kept(&to));
    done(&["migrate", "--from", &from, "--to", &to]);
    assert_eq!(ids(&to).len(), before.len());
}

#[test]
fn what_was_removed_from_the_copy_stays_removed() {
    let (from, to) = (Kind::Sqlite.new_store(), Kind::Sqlite.new_store());
    fill(&from, 10);
    done(&["migrate", "--from", &from, "--to", &to]);
    let one = ids(&to).into_iter().next().unwrap();
    assert_eq!(store::open(&to).unwrap().remove(&[&one]).unwrap(), 1);
    fill(&from, 5);
    done(&["migrate", "--from", &from, "--to", &to]);
    assert_eq!(ids(&to).len(), 14);
    assert!(!ids(&to).contains(&one));
}
