//! Numbers about the collector itself, in the text format of Prometheus (version 0.0.4).

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::feedback::event::{Event, TYPES};

/// Upper bounds of the classes that answers are counted in, in milliseconds.
const BOUNDS: [u64; 10] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/// What has been counted since the start.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    events: [AtomicU64; TYPES.len()],
    known: AtomicU64,
    commits: AtomicU64,
    failures: AtomicU64,
    delivered: AtomicU64,
    dead: AtomicU64,
    refused_connections: AtomicU64,
    answers: Mutex<BTreeMap<u16, u64>>,
    took: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

impl Metrics {
    /// Events were committed together, of which so many were new.
    pub(super) fn committed(&self, events: &[Event], new: usize) {
        if events.is_empty() {
            return;
        }
        for event in events {
            let place = TYPES.iter().position(|name| *name == event.what.name()).unwrap_or_default();
            self.events[place].fetch_add(1, Relaxed);
        }
        self.known.fetch_add((events.len() - new.min(events.len())) as u64, Relaxed);
        self.commits.fetch_add(1, Relaxed);
    }

    /// A commit failed.
    pub(super) fn store_failed(&self) {
        self.failures.fetch_add(1, Relaxed);
    }

    /// A request was answered.
    pub(super) fn answered(&self, status: u16, took: Duration) {
        *self.answers.lock().unwrap_or_else(PoisonError::into_inner).entry(status).or_default() += 1;
        let class =
            BOUNDS.iter().position(|bound| took <= Duration::from_millis(*bound)).unwrap_or(BOUNDS.len());
        self.took[class].fetch_add(1, Relaxed);
        self.micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Relaxed);
    }

    /// A connection was closed at once, because there are too many.
    pub(super) fn connection_refused(&self) {
        self.refused_connections.fetch_add(1, Relaxed);
    }

    /// An event was forwarded.
    pub(super) fn delivered(&self) {
        self.delivered.fetch_add(1, Relaxed);
    }

    /// An event could not be forwarded.
    pub(super) fn buried(&self) {
        self.dead.fetch_add(1, Relaxed);
    }

    /// All numbers.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        family(&mut out, "events_total", "counter", "Events that were kept, or known already, by type.");
        for (name, count) in TYPES.iter().zip(&self.events) {
            line(&mut out, &format!("events_total{{type=\"{name}\"}}"), count.load(Relaxed));
        }
        for (name, help, count) in [
            ("known_events_total", "Events that were sent again and known already.", &self.known),
            ("commits_total", "Commits, each of which waits for the disk once.", &self.commits),
            ("store_failures_total", "Commits that failed.", &self.failures),
            ("forwarded_total", "Events that a webhook took.", &self.delivered),
            ("dead_letters_total", "Events that a webhook did not take.", &self.dead),
            (
                "refused_connections_total",
                "Connections closed because there were too many.",
                &self.refused_connections,
            ),
        ] {
            family(&mut out, name, "counter", help);
            line(&mut out, name, count.load(Relaxed));
        }
        family(&mut out, "answers_total", "counter", "Requests by the status of their answer.");
        for (status, count) in &*self.answers.lock().unwrap_or_else(PoisonError::into_inner) {
            line(&mut out, &format!("answers_total{{status=\"{status}\"}}"), *count);
        }
        self.histogram(&mut out);
        out
    }

    fn histogram(&self, out: &mut String) {
        family(out, "answer_seconds", "histogram", "From the whole head of a request to its answer.");
        let mut sum = 0;
        for (bound, count) in BOUNDS.iter().zip(&self.took) {
            sum += count.load(Relaxed);
            line(
                out,
                &format!("answer_seconds_bucket{{le=\"{}.{:03}\"}}", bound / 1_000, bound % 1_000),
                sum,
            );
        }
        sum += self.took[BOUNDS.len()].load(Relaxed);
        line(out, "answer_seconds_bucket{le=\"+Inf\"}", sum);
        let micros = self.micros.load(Relaxed);
        // Writing to a String cannot fail.
        _ = writeln!(out, "answerbook_answer_seconds_sum {}.{:06}", micros / 1_000_000, micros % 1_000_000);
        line(out, "answer_seconds_count", sum);
    }
}

fn family(out: &mut String, name: &str, kind: &str, help: &str) {
    _ = writeln!(out, "# HELP answerbook_{name} {help}\n# TYPE answerbook_{name} {kind}");
}

fn line(out: &mut String, name: &str, value: u64) {
    _ = writeln!(out, "answerbook_{name} {value}");
}
