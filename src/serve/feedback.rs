//! Votes of those who look at the preview, kept in a file of the site's folder.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{Timestamp, Unit};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::edition::Edition;
use crate::disk::{self, DiskError};
use crate::publish::{Journal, PublishError};

/// The folder of what the preview keeps, in the site's.
const FOLDER: &str = ".answerbook";
/// The file of votes.
const FILE: &str = "preview-feedback.jsonl";
/// How many of the last votes are shown.
const LATEST: usize = 20;
/// Longer words are no words of a theme.
const LONGEST_WORD: usize = 32;

/// What a page sends: the detail of the theme's `answerbook:vote` event. Other keys are not kept.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(super) struct Vote {
    /// From the root of the edition.
    path: String,
    /// `yes`, `no` or another word of the theme.
    vote: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    query: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
}

/// A vote that was kept.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(super) struct Entry {
    /// RFC 3339, in UTC.
    time: String,
    edition: String,
    #[serde(flatten)]
    vote: Vote,
}

/// What is told about votes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Tally {
    /// How many there are.
    count: usize,
    /// How many of them are about the page.
    here: usize,
    /// The last ones, newest first.
    latest: Vec<Entry>,
}

/// All votes.
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

impl Vote {
    /// Whether a page could have sent it.
    pub(super) fn is_plausible(&self) -> bool {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '-';
        !self.vote.is_empty() && self.vote.len() <= LONGEST_WORD && self.vote.chars().all(word)
    }
}

impl Entry {
    fn is_about(&self, path: &str) -> bool {
        plain(&self.vote.path) == plain(path)
    }
}

/// A path as it is compared: pages name themselves without slashes around.
fn plain(path: &str) -> &str {
    path.trim_matches('/')
}

impl Feedback {
    /// The votes that a site's folder holds.
    ///
    /// # Errors
    /// When there is a file of them that cannot be read.
    pub(super) fn read(root: &Path) -> Result<Self, DiskError> {
        let bytes = disk::read_beside(root, &format!("{FOLDER}/{FILE}"))?.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        // A line that broke off was never acknowledged.
        let entries: Vec<Entry> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let news = watch::Sender::new(entries.len());
        let journal = Journal::at(&root.join(FOLDER), FILE);
        Ok(Self { store: Mutex::new(Store { journal, entries }), news })
    }

    /// Keeps a vote; it is on the disk afterwards.
    ///
    /// # Errors
    /// When it is not.
    pub(super) fn keep(&self, edition: Edition, mut vote: Vote) -> Result<(), PublishError> {
        vote.path = format!("/{}", vote.path.trim_start_matches('/'));
        let time = Timestamp::now();
        let time = time.round(Unit::Second).unwrap_or(time).to_string();
        let entry = Entry { time, edition: edition.name().to_owned(), vote };
        let mut store = self.lock();
        store.journal.add(&serde_json::to_string(&entry).unwrap_or_default())?;
        store.entries.push(entry);
        self.news.send_replace(store.entries.len());
        Ok(())
    }

    /// What an edition is told: what is internal never leaves by the public door.
    pub(super) fn tally(&self, edition: Edition, path: &str) -> Tally {
        let store = self.lock();
        let seen = |entry: &&Entry| edition == Edition::Internal || entry.edition == edition.name();
        Tally {
            count: store.entries.iter().filter(seen).count(),
            here: store.entries.iter().filter(seen).filter(|entry| entry.is_about(path)).count(),
            latest: store.entries.iter().rev().filter(seen).take(LATEST).cloned().collect(),
        }
    }

    /// Changes with every vote.
    pub(super) fn watch(&self) -> watch::Receiver<usize> {
        self.news.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
