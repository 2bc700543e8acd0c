//! Where events are kept: one trait, and SQLite or PostgreSQL behind it with the same table.
//!
//! What [`Store::add`] has returned from is on the disk. An event is known by its id: it can be added any number of times, from
//! any number of sides, and is there once.

mod address;
mod kept;
mod postgres;
mod records;
mod sqlite;
mod tls;

use std::error::Error;

pub use address::Address;
pub use kept::Kept;
pub use records::{KeptRecord, Records};

use super::event::Event;

/// The version of the tables: one that was added leaves it as it is, for those who do not know it do not touch it.
const SCHEMA: i64 = 1;

/// So many events are read at once.
const PAGE: usize = 5_000;

/// What keeps events, and records beside them.
pub trait Store: Records + Send {
    /// Keeps events, all or none of them, and returns once they are on the disk; how many were not known by their id.
    ///
    /// # Errors
    /// When they may not be kept: nothing may be acknowledged then.
    fn add(&mut self, events: &[Event]) -> Result<usize, StoreError>;

    /// The events after a place in the order in which they came, as many as `limit`.
    ///
    /// # Errors
    /// When they cannot be read.
    fn after(&mut self, seq: i64, limit: usize) -> Result<Vec<Kept>, StoreError>;

    /// How many of these ids are known.
    ///
    /// # Errors
    /// When the store cannot be asked.
    fn known(&mut self, ids: &[&str]) -> Result<usize, StoreError>;

    /// The place of the newest event; 0 where there is none.
    ///
    /// # Errors
    /// When the store cannot be asked.
    fn last(&mut self) -> Result<i64, StoreError>;

    /// Those of these ids that are there, as events.
    ///
    /// # Errors
    /// When they cannot be read.
    fn find(&mut self, ids: &[&str]) -> Result<Vec<Kept>, StoreError>;

    /// How many events there are.
    ///
    /// # Errors
    /// When they cannot be counted.
    fn count(&mut self) -> Result<u64, StoreError>;

    /// Removes events by their ids, so that the bytes are gone, too; how many there were.
    ///
    /// # Errors
    /// When they may still be there.
    fn remove(&mut self, ids: &[&str]) -> Result<u64, StoreError>;

    /// Removes what happened before a time, in seconds since 1970, likewise.
    ///
    /// # Errors
    /// When it may still be there.
    fn remove_before(&mut self, time: i64) -> Result<u64, StoreError>;

    /// A word that was noted under a name: how far a copy or a webhook has come.
    ///
    /// # Errors
    /// When the store cannot be asked.
    fn note(&mut self, name: &str) -> Result<Option<String>, StoreError>;

    /// Notes a word under a name.
    ///
    /// # Errors
    /// When it may not be on the disk.
    fn set_note(&mut self, name: &str, word: &str) -> Result<(), StoreError>;

    /// All notes whose names begin so, by name.
    ///
    /// # Errors
    /// When the store cannot be asked.
    fn notes(&mut self, beginning: &str) -> Result<Vec<(String, String)>, StoreError>;

    /// Removes a note.
    ///
    /// # Errors
    /// When it may still be there.
    fn drop_note(&mut self, name: &str) -> Result<(), StoreError>;

    /// Looks at everything that the store can check about itself, and says what it is made of.
    ///
    /// # Errors
    /// When anything is damaged.
    fn verify(&mut self) -> Result<String, StoreError>;

    /// Every event that happened in a span of time, in the order in which they came.
    ///
    /// # Errors
    /// When they cannot be read.
    fn each(
        &mut self,
        since: Option<i64>,
        until: Option<i64>,
        take: &mut dyn FnMut(Event),
    ) -> Result<(), StoreError> {
        let mut seq = 0;
        loop {
            let page = self.after(seq, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            seq = last.seq;
            let inside = |event: &Event| {
                since.is_none_or(|since| event.time >= since) && until.is_none_or(|until| event.time < until)
            };
            page.into_iter().map(|kept| kept.event).filter(inside).for_each(&mut *take);
        }
    }
}

/// Why a store did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address means nothing.
    #[error("`{0}` is no address of a store")]
    Address(String),
    /// There is none, and only looking would make one.
    #[error("there is no file for `{0}`")]
    Missing(String),
    /// It cannot be opened.
    #[error("cannot open `{store}`")]
    Open {
        /// Its address without a password.
        store: String,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// It would not keep what it is given, so it is not used.
    #[error("`{store}` is not safe to keep events in: {why}")]
    Unsafe {
        /// Its address without a password.
        store: String,
        /// What is wrong with it.
        why: String,
    },
    /// It failed while it was used.
    #[error("`{store}` failed")]
    Failed {
        /// Its address without a password.
        store: String,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// It holds what this program does not understand.
    #[error("`{store}` holds something unknown: {why}")]
    Unknown {
        /// Its address without a password.
        store: String,
        /// What.
        why: String,
    },
}

impl StoreError {
    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Address(_) => Some("write `sqlite:feedback.db` or `postgres://user@host/database`"),
            Self::Open { .. } => {
                Some("look whether it is there, and whether this user may read and write it")
            }
            Self::Missing(_) => Some("name the store of `answerbook collect`"),
            Self::Unsafe { .. } | Self::Failed { .. } => None,
            Self::Unknown { .. } => Some("a newer version of Answerbook may have written it"),
        }
    }
}

/// Opens the store at an address, and makes its tables where there are none.
///
/// # Errors
/// When that cannot be done, or the store does not promise to keep what it acknowledges.
pub fn open(address: &str) -> Result<Box<dyn Store>, StoreError> {
    Address::parse(address)?.open()
}

impl Address {
    /// Opens a store that is there.
    ///
    /// # Errors
    /// When it is not, or cannot be opened.
    pub fn open_existing(&self) -> Result<Box<dyn Store>, StoreError> {
        match self {
            Self::Sqlite(path) if !path.is_file() => Err(StoreError::Missing(self.to_string())),
            Self::Sqlite(_) | Self::Postgres(_) => self.open(),
        }
    }

    /// Opens the store, and makes its tables where there are none.
    ///
    /// # Errors
    /// When that cannot be done, or the store does not promise to keep what it acknowledges.
    pub fn open(&self) -> Result<Box<dyn Store>, StoreError> {
        match self {
            Self::Sqlite(path) => Ok(Box::new(sqlite::Sqlite::open(path)?)),
            Self::Postgres(config) => Ok(Box::new(postgres::Postgres::open(config)?)),
        }
    }
}
