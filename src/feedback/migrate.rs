//! From one store into another, while the first may still be written to: SQLite to PostgreSQL, or a copy.
//!
//! Events are read in the order in which they came, and how far the copy has come is noted where the copy is, after the events
//! themselves; a copy that was interrupted goes on from there, and an event that was copied twice is there once.

use super::event::Event;
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
}

/// Why a copy is none.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// One of the two failed; the next attempt goes on from here.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is not all there.
    #[error("{missing} of {events} events are not in the copy")]
    Missing {
        /// How many are missing.
        missing: u64,
        /// How many there should be.
        events: u64,
    },
}

/// Copies everything that the source has until nothing new comes, and looks whether all of it is there.
///
/// # Errors
/// When a store fails, or an event of the source is not in the copy.
pub fn migrate(
    from: &mut dyn Store,
    to: &mut dyn Store,
    tell: &mut dyn FnMut(u64),
) -> Result<Copied, MigrateError> {
    let progress = format!("copied:{}", name(from)?);
    let mut seq = to.note(&progress)?.and_then(|word| word.parse().ok()).unwrap_or_default();
    let mut new = 0;
    loop {
        let slice = from.after(seq, SLICE)?;
        let Some(last) = slice.last() else { break };
        seq = last.seq;
        let events: Vec<Event> = slice.into_iter().map(|kept| kept.event).collect();
        new += to.add(&events)? as u64;
        to.set_note(&progress, &seq.to_string())?;
        tell(new);
    }
    let events = compare(from, to, seq)?;
    Ok(Copied { events, new })
}

/// How many events the source has up to a place, all of which are in the copy.
fn compare(from: &mut dyn Store, to: &mut dyn Store, end: i64) -> Result<u64, MigrateError> {
    let (mut seq, mut events, mut missing) = (0, 0, 0);
    loop {
        let mut slice = from.after(seq, SLICE)?;
        slice.retain(|kept| kept.seq <= end);
        let Some(last) = slice.last() else { break };
        seq = last.seq;
        let ids: Vec<&str> = slice.iter().map(|kept| kept.event.id.as_str()).collect();
        events += ids.len() as u64;
        missing += (ids.len() - to.known(&ids)?) as u64;
    }
    if missing == 0 { Ok(events) } else { Err(MigrateError::Missing { missing, events }) }
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
