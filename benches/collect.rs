//! How many requests a second the collector takes, beside what the disk allows: `cargo bench --bench collect`.
//!
//! The clients are threads of this process, the collector is another one. The disk is asked in the same run how often a second it
//! can be waited for.
#![allow(clippy::unwrap_used, clippy::print_stdout, dead_code, missing_docs)]

#[path = "../tests/collect/client.rs"]
mod client;
#[path = "../tests/collect/database.rs"]
mod database;
#[path = "../tests/collect/program.rs"]
mod program;

use std::fs::File;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use client::{Line, new_vote};
use database::{Kind, new_folder};
use program::{Collector, ORIGIN};

/// How long each measurement takes.
const LONG: Duration = Duration::from_secs(5);

fn main() {
    // `cargo test --all-targets` runs benches, too, and wants no measurements.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    println!(
        "{:<40} {:>10} {:>9} {:>9} {:>9} {:>14}",
        "", "a second", "median", "p99", "worst", "events/commit"
    );
    disk();
    for kind in Kind::BOTH {
        for clients in [1, 8, 64, 256] {
            load(kind, clients);
        }
    }
    flood();
}

/// Appends a page and waits for the disk, as a commit does.
fn disk() {
    let mut file = File::create(new_folder().join("disk")).unwrap();
    let (since, mut took) = (Instant::now(), Vec::new());
    while since.elapsed() < LONG {
        let start = Instant::now();
        file.write_all(&[7; 4_096]).unwrap();
        file.sync_data().unwrap();
        took.push(start.elapsed());
    }
    line("disk: 4 kB and fdatasync", &mut took, since.elapsed(), None);
}

fn load(kind: Kind, clients: usize) {
    let collector = Collector::start(&kind.new_store());
    let since = Instant::now();
    let senders: Vec<_> = (0..clients)
        .map(|_| {
            let mut line = collector.line();
            thread::spawn(move || {
                let mut took = Vec::new();
                while since.elapsed() < LONG {
                    let (body, _) = new_vote();
                    let start = Instant::now();
                    assert_eq!(line.send(&body).unwrap().status, 204);
                    took.push(start.elapsed());
                }
                took
            })
        })
        .collect();
    let mut took: Vec<Duration> = senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect();
    let passed = since.elapsed();
    let metrics = collector.get("/metrics").body;
    let commits: f64 = metrics
        .lines()
        .find_map(|line| line.strip_prefix("answerbook_commits_total ")?.parse().ok())
        .unwrap();
    let ratio = took.len() as f64 / commits;
    line(&format!("{kind:?}, {clients} clients"), &mut took, passed, Some(ratio));
}

/// What others notice of a network that sends as much as it can.
fn flood() {
    let collector = Collector::with(&Kind::Sqlite.new_store(), &["--rate", "20"]);
    let (stop, refused) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let loud: Vec<_> = (0..2)
        .map(|number| {
            let (mut line, stop, refused) = (collector.line(), Arc::clone(&stop), Arc::clone(&refused));
            let headers = format!("Origin: {ORIGIN}\r\nX-Forwarded-For: 203.0.113.{number}\r\n");
            thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let status = line.send_from(&new_vote().0, &headers).unwrap().status;
                    refused.fetch_add(u64::from(status == 429), Ordering::Relaxed);
                }
            })
        })
        .collect();
    let (since, mut took) = (Instant::now(), Vec::new());
    while since.elapsed() < LONG {
        let headers = format!("Origin: {ORIGIN}\r\nX-Forwarded-For: 198.51.{}.1\r\n", took.len() % 200);
        let start = Instant::now();
        let mut line = Line::open(collector.address).unwrap();
        assert_eq!(line.send_from(&new_vote().0, &headers).unwrap().status, 204);
        took.push(start.elapsed());
        thread::sleep(Duration::from_millis(5));
    }
    let passed = since.elapsed();
    stop.store(true, Ordering::Relaxed);
    loud.into_iter().for_each(|sender| sender.join().unwrap());
    let a_second = refused.load(Ordering::Relaxed) as f64 / passed.as_secs_f64();
    line(&format!("others, while {a_second:.0} a second are refused"), &mut took, passed, None);
}

fn line(what: &str, took: &mut [Duration], passed: Duration, ratio: Option<f64>) {
    took.sort();
    let at = |percent: usize| took[(took.len() - 1) * percent / 100].as_secs_f64() * 1_000.0;
    let ratio = ratio.map_or_else(String::new, |ratio| format!("{ratio:.1}"));
    println!(
        "{what:<40} {:>10.0} {:>6.2} ms {:>6.2} ms {:>6.2} ms {ratio:>14}",
        took.len() as f64 / passed.as_secs_f64(),
        at(50),
        at(99),
        at(100)
    );
}
