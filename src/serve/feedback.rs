//! What those who look at the preview tell, kept in a file of the site's folder.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{Timestamp, Unit};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::watch;

use super::edition::Edition;
use crate::disk::{self, DiskError};
use crate::feedback::event::Event;
use crate::publish::{Journal, PublishError};

/// The folder of what the preview keeps, in the site's.
const FOLDER: &str = ".answerbook";
/// The file of events.
const FILE: &str = "preview-feedback.jsonl";
/// How many of the last events are shown.
const LATEST: usize = 20;
/// The type that answers "was this helpful?".
const VOTE: &str = "vote";

/// An event that was kept.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(super) struct Entry {
    /// RFC 3339, in UTC.
    time: String,
    /// Of the door that it came by.
    edition: String,
    id: String,
    r#type: String,
    language: String,
    /// From the root of the edition.
    page: String,
    section: String,
    hash: String,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    detail: Value,
}

/// What is told about events.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Tally {
    /// How many votes there are. Of those on one ballot the last one counts.
    count: usize,
    /// How many of them are about the page.
    here: usize,
    /// How many of those about the page say that it helped.
    helpful: usize,
    /// The last events, newest first, without votes that were changed.
    latest: Vec<Entry>,
}

/// All events.
#[derive(Debug)]
pub(super) struct Feedback {
    store: Mutex<Store>,
    news: watch::Sender<usize>,
}

#[derive(Debug)]
struct Store {
    journal: Journal,
    entries: Vec<Entry>,
}

impl Entry {
    fn new(edition: Edition, event: Event) -> Self {
        let time = Timestamp::from_second(event.time).unwrap_or_else(|_| Timestamp::now());
        let time = time.round(Unit::Second).unwrap_or(time).to_string();
        let detail = serde_json::from_str(&event.what.detail()).unwrap_or_default();
        let (edition, kind) = (edition.name().to_owned(), event.what.name().to_owned());
        let Event { id, language, page, section, hash, .. } = event;
        Self { time, edition, id, r#type: kind, language, page, section, hash, detail }
    }

    fn is_about(&self, path: &str) -> bool {
        self.page.trim_matches('/') == path.trim_matches('/')
    }

    /// What no two votes have in common that both count.
    fn ballot(&self) -> Option<(&str, &str)> {
        let ballot = self.detail["ballot"].as_str().filter(|_| self.r#type == VOTE)?;
        Some((&self.edition, ballot))
    }
}

/// Without votes that were changed. From the newest back, so that these are met after what they were changed to.
fn counted<'e>(newest_first: impl Iterator<Item = &'e Entry>) -> Vec<&'e Entry> {
    let mut ballots = BTreeSet::new();
    let mut counted = Vec::new();
    for entry in newest_first {
        if entry.ballot().is_none_or(|ballot| ballots.insert(ballot)) {
            counted.push(entry);
        }
    }
    counted
}

impl Feedback {
    /// The events that a site's folder holds.
    ///
    /// # Errors
    /// When there is a file of them that cannot be read.
    pub(super) fn read(root: &Path) -> Result<Self, DiskError> {
        let bytes = disk::read_beside(root, &format!("{FOLDER}/{FILE}"))?.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        // A line that broke off was never acknowledged, and one of another form is no event.
        let entries: Vec<Entry> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let news = watch::Sender::new(entries.len());
        let journal = Journal::at(&root.join(FOLDER), FILE);
        Ok(Self { store: Mutex::new(Store { journal, entries }), news })
    }

    /// Keeps events; they are on the disk afterwards. One that came before is not kept again.
    ///
    /// # Errors
    /// When they are not.
    pub(super) fn keep(&self, edition: Edition, events: Vec<Event>) -> Result<(), PublishError> {
        let mut store = self.lock();
        for event in events {
            let entry = Entry::new(edition, event);
            if store.entries.iter().any(|kept| kept.id == entry.id) {
                continue;
            }
            store.journal.add(&serde_json::to_string(&entry).unwrap_or_default())?;
            store.entries.push(entry);
        }
        self.news.send_replace(store.entries.len());
        Ok(())
    }

    /// What an edition is told: what is internal never leaves by the public door.
    pub(super) fn tally(&self, edition: Edition, path: &str) -> Tally {
        let store = self.lock();
        let seen = |entry: &&Entry| edition == Edition::Internal || entry.edition == edition.name();
        let entries = counted(store.entries.iter().rev().filter(seen));
        let votes = entries.iter().filter(|entry| entry.r#type == VOTE);
        let here: Vec<_> = votes.clone().filter(|entry| entry.is_about(path)).collect();
        Tally {
            count: votes.count(),
            here: here.len(),
            helpful: here.iter().filter(|entry| entry.detail["helpful"] == true).count(),
            latest: entries.into_iter().take(LATEST).cloned().collect(),
        }
    }

    /// Changes with every event.
    pub(super) fn watch(&self) -> watch::Receiver<usize> {
        self.news.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
