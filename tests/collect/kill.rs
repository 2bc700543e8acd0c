//! Killed at any moment under load: every acknowledged event is there exactly once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::client::{Line, new_vote};
use crate::database::{Kind, Server};
use crate::program::{Collector, done, kept};

/// Clients that send at the same time.
const CLIENTS: usize = 6;

/// How often a collector is killed; more by the variable `ANSWERBOOK_KILLS`.
fn kills(usual: u32) -> u32 {
    std::env::var("ANSWERBOOK_KILLS").map_or(usual, |times| times.parse().unwrap())
}

/// Numbers that look like chance, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// What clients sent, and whether it was acknowledged.
type Sent = BTreeMap<String, bool>;

/// Sends until the collector is gone.
fn send(address: std::net::SocketAddr, stop: &AtomicBool) -> Sent {
    let mut sent = Sent::new();
    while !stop.load(Ordering::Relaxed) {
        let Ok(mut line) = Line::open(address) else { return sent };
        loop {
            let (body, id) = new_vote();
            match line.send(&body) {
                Ok(answer) => _ = sent.insert(id, answer.status == 204),
                Err(_) => {
                    sent.insert(id, false);
                    break;
                }
            }
        }
    }
    sent
}

/// One life of a collector, from the start to a kill.
fn life(store: &str, length: Duration, crash: &dyn Fn()) -> Sent {
    let collector = Collector::start(store);
    let (address, stop) = (collector.address, Arc::new(AtomicBool::new(false)));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let stop = Arc::clone(&stop);
            thread::spawn(move || send(address, &stop))
        })
        .collect();
    thread::sleep(length);
    crash();
    thread::sleep(length);
    collector.kill();
    stop.store(true, Ordering::Relaxed);
    clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
}

fn survives(store: &str, times: u32, crash: &dyn Fn()) {
    let (mut sent, mut chance) = (Sent::new(), Chance(7));
    for _ in 0..times {
        sent.extend(life(store, Duration::from_millis(5 + chance.below(90)), crash));
    }
    let events = kept(store);
    let found: BTreeSet<&str> = events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(found.len(), events.len(), "an event is there twice");
    let acknowledged: Vec<&str> = sent.iter().filter(|(_, kept)| **kept).map(|(id, _)| id.as_str()).collect();
    let lost: Vec<&&str> = acknowledged.iter().filter(|id| !found.contains(**id)).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged events are lost", lost.len(), acknowledged.len());
    assert!(found.iter().all(|id| sent.contains_key(*id)), "an event is there that nobody sent");
    assert!(acknowledged.len() > times as usize, "hardly anything was acknowledged");
    done(&["verify", "--db", store]);
    eprintln!(
        "{times} kills, {} sent, {} acknowledged, {} kept",
        sent.len(),
        acknowledged.len(),
        found.len()
    );
}

#[test]
fn r25_killed_at_random_with_sqlite() {
    survives(&Kind::Sqlite.new_store(), kills(150), &|| {});
}

#[test]
fn r25_killed_at_random_with_postgresql() {
    survives(&Kind::Postgres.new_store(), kills(40), &|| {});
}

#[test]
fn r25_the_database_crashes_too() {
    // One that nobody else uses.
    let server = Server::start();
    survives(&server.new_database(), kills(5).min(20), &|| server.crash());
}
