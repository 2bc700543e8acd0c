//! Group commit: everything that waits goes into one commit, and is acknowledged after it.
//!
//! While a commit waits for the disk, further requests gather; so the number of commits follows the disk, and the number of
//! events does not.

use std::io;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot, watch};

use super::metrics::Metrics;
use super::{Notice, Teller};
use crate::feedback::event::Event;
use crate::feedback::record::Record;
use crate::feedback::store::{Store, StoreError};

/// More requests do not wait.
const LONGEST_QUEUE: usize = 1_024;

/// The most events of one commit.
const LARGEST_GROUP: usize = 4_096;

/// How long an answer about the store's health is good for.
const HEALTH: Duration = Duration::from_secs(1);

/// How long after a failed commit it is trusted again that others will succeed.
const RECOVERY: Duration = Duration::from_secs(10);

/// What is written to see whether anything can be.
const PROBE: &str = "probe";

/// How long a commit may take.
const PATIENCE: Duration = Duration::from_secs(8);

/// How often it is said that the store fails.
const REMINDER: Duration = Duration::from_secs(60);

/// Why events are not kept; they are to be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unkept {
    /// Too many wait already.
    Busy,
    /// The store failed.
    Failed,
}

struct Order {
    events: Vec<Event>,
    records: Vec<Record>,
    done: oneshot::Sender<Result<(), Unkept>>,
}

/// Hands events to the thread that writes.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    orders: mpsc::Sender<Order>,
    news: watch::Receiver<u64>,
}

impl Writer {
    /// Starts the thread, which ends with the last writer.
    pub(super) fn start(
        store: Box<dyn Store>,
        metrics: Arc<Metrics>,
        tell: Teller,
    ) -> io::Result<(Self, thread::JoinHandle<()>)> {
        let (orders, queue) = mpsc::channel(LONGEST_QUEUE);
        let (told, news) = watch::channel(0);
        let mut desk = Desk { store, metrics, tell, told, failed: None, said: None, probed: None };
        let thread = thread::Builder::new().name("writer".into()).spawn(move || desk.work(queue))?;
        Ok((Self { orders, news }, thread))
    }

    /// Keeps events, and returns once they are on the disk.
    pub(super) async fn keep(&self, events: Vec<Event>) -> Result<(), Unkept> {
        self.order(events, Vec::new()).await
    }

    /// Keeps records, likewise.
    pub(super) async fn keep_records(&self, records: Vec<Record>) -> Result<(), Unkept> {
        self.order(Vec::new(), records).await
    }

    async fn order(&self, events: Vec<Event>, records: Vec<Record>) -> Result<(), Unkept> {
        let (done, answer) = oneshot::channel();
        self.orders.try_send(Order { events, records, done }).map_err(|_| Unkept::Busy)?;
        // What is kept later all the same is known when it is sent again.
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(answered) => answered.unwrap_or(Err(Unkept::Failed)),
            Err(_) => Err(Unkept::Failed),
        }
    }

    /// Whether the store takes anything at present.
    pub(super) async fn probe(&self) -> Result<(), Unkept> {
        self.keep(Vec::new()).await
    }

    /// Changes whenever something new was kept.
    pub(super) fn news(&self) -> watch::Receiver<u64> {
        self.news.clone()
    }
}

/// What the thread works with.
struct Desk {
    store: Box<dyn Store>,
    metrics: Arc<Metrics>,
    tell: Teller,
    told: watch::Sender<u64>,
    /// When a commit last failed, if none has succeeded since.
    failed: Option<Instant>,
    /// When it was last said that the store fails.
    said: Option<Instant>,
    /// When it was last tried whether anything can be written, and whether it could.
    probed: Option<(Instant, Result<(), Unkept>)>,
}

impl Desk {
    fn work(&mut self, mut queue: mpsc::Receiver<Order>) {
        while let Some(first) = queue.blocking_recv() {
            let Order { mut events, mut records, done } = first;
            let mut waiting = vec![done];
            while events.len() + records.len() < LARGEST_GROUP
                && let Ok(next) = queue.try_recv()
            {
                events.extend(next.events);
                records.extend(next.records);
                waiting.push(next.done);
            }
            let kept = match (events.is_empty(), records.is_empty()) {
                (true, true) => self.probe(),
                (_, empty) => self
                    .commit(&events)
                    .and_then(|()| if empty { Ok(()) } else { self.commit_records(&records) }),
            };
            // Who has gone away misses nothing.
            waiting.into_iter().for_each(|done| _ = done.send(kept));
        }
    }

    fn commit(&mut self, events: &[Event]) -> Result<(), Unkept> {
        if events.is_empty() {
            return Ok(());
        }
        let added = self.store.add(events);
        let new = self.kept(added)?;
        self.metrics.committed(events, new);
        if new > 0 {
            self.told.send_modify(|count| *count += 1);
        }
        Ok(())
    }

    /// Webhooks and numbers know nothing of records.
    fn commit_records(&mut self, records: &[Record]) -> Result<(), Unkept> {
        let added = self.store.add_records(records);
        self.kept(added).map(|_| ())
    }

    /// Whether a commit succeeded, and who must hear of it.
    fn kept(&mut self, added: Result<usize, StoreError>) -> Result<usize, Unkept> {
        match added {
            Ok(new) => {
                self.failed = None;
                if self.said.take().is_some() {
                    (self.tell)(Notice::Mended);
                }
                Ok(new)
            }
            Err(error) => {
                self.metrics.store_failed();
                self.failed = Some(Instant::now());
                self.complain(&error);
                Err(Unkept::Failed)
            }
        }
    }

    /// Writes something, but not for everybody who asks.
    fn probe(&mut self) -> Result<(), Unkept> {
        // Where little fits, much may not.
        if self.failed.is_some_and(|last| last.elapsed() < RECOVERY) {
            return Err(Unkept::Failed);
        }
        if let Some((when, result)) = self.probed
            && when.elapsed() < HEALTH
        {
            return result;
        }
        let word = jiff::Timestamp::now().to_string();
        let result = self.store.set_note(PROBE, &word).map_err(|error| {
            self.complain(&error);
            Unkept::Failed
        });
        self.probed = Some((Instant::now(), result));
        result
    }

    fn complain(&mut self, error: &StoreError) {
        if self.said.is_none_or(|last| last.elapsed() > REMINDER) {
            (self.tell)(Notice::Failing(error));
            self.said = Some(Instant::now());
        }
    }
}
