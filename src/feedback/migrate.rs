//! From one store into another, while the first may still be written to: SQLite to PostgreSQL, or a copy.
//!
//! Events, and then records, are read in the order in which they came, and how far the copy has come is noted where the copy is, after
//! them; a copy that was interrupted goes on from there, and what was copied twice is there once.

use super::event::Event;
use super::record::Record;
use super::store::{Store, StoreError};

/// So many events are copied at once.
const SLICE: usize = 5_000;

/// The name under which a store notes who it is, and the beginning of that under which copies note how far they have come.
const NAME: &str = "name";

/// What was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// How many events the source has.
    pub events: u64,
    /// How many of them came this time.
    pub new: u64,
    /// How many records the source has.
    pub records: u64,
    /// How many of them came this time.
    pub new_records: u64,
}

/// Why a copy is none.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// One of the two failed; the next attempt goes on from here.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is not all there.
    #[error("{missing} of {events} events or records are not in the copy")]
    Missing {
        /// How many are missing.
        missing: usize,
        /// How many there should be.
        events: usize,
    },
}

/// Copies everything that the source has until nothing new comes, and looks whether all that it copies is there.
///
/// # Errors
/// When a store fails, or an event or a record of the source is not in the copy.
pub fn migrate(
    from: &mut dyn Store,
    to: &mut dyn Store,
    tell: &mut dyn FnMut(u64),
) -> Result<Copied, MigrateError> {
    let own = name(from)?;
    let progress = format!("copied:{own}");
    let mut seq = to.note(&progress)?.and_then(|word| word.parse().ok()).unwrap_or_default();
    let mut new = 0;
    loop {
        let slice = from.after(seq, SLICE)?;
        let Some(last) = slice.last() else { break };
        seq = last.seq;
        let events: Vec<Event> = slice.into_iter().map(|kept| kept.event).collect();
        new += to.add(&events)? as u64;
        let ids: Vec<&str> = events.iter().map(|event| event.id.as_str()).collect();
        check(ids.len(), to.known(&ids)?)?;
        to.set_note(&progress, &seq.to_string())?;
        tell(new);
    }
    let new_records = migrate_records(from, to, &format!("copied-records:{own}"))?;
    Ok(Copied { events: from.count()?, new, records: from.count_records()?, new_records })
}

fn migrate_records(from: &mut dyn Store, to: &mut dyn Store, progress: &str) -> Result<u64, MigrateError> {
    let mut seq = to.note(progress)?.and_then(|word| word.parse().ok()).unwrap_or_default();
    let mut new = 0;
    loop {
        let slice = from.records_after(seq, SLICE)?;
        let Some(last) = slice.last() else { return Ok(new) };
        seq = last.seq;
        let records: Vec<Record> = slice.into_iter().map(|kept| kept.record).collect();
        new += to.add_records(&records)? as u64;
        let ids: Vec<&str> = records.iter().map(|record| record.id.as_str()).collect();
        check(ids.len(), to.known_records(&ids)?)?;
        to.set_note(progress, &seq.to_string())?;
    }
}

/// Each slice is looked for before it counts as copied; what is removed from the copy later is not missed.
fn check(sent: usize, known: usize) -> Result<(), MigrateError> {
    match sent - known {
        0 => Ok(()),
        missing => Err(MigrateError::Missing { missing, events: sent }),
    }
}

/// The name of a store, which it is given when it is first copied.
fn name(store: &mut dyn Store) -> Result<String, StoreError> {
    if let Some(name) = store.note(NAME)? {
        return Ok(name);
    }
    let random = std::collections::hash_map::RandomState::new();
    let name = format!("{:016x}", std::hash::BuildHasher::hash_one(&random, store.last()?));
    store.set_note(NAME, &name)?;
    Ok(name)
}
