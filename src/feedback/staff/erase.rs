//! Records of a person who wants them to be handed out, or gone.

use super::names::folded;
use crate::feedback::record::Record;
use crate::feedback::store::{Store, StoreError};

/// So many ids are removed at once.
const SLICE: usize = 1_000;

/// Which records are meant: those that fit all that is said.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// By id.
    pub ids: Vec<String>,
    /// Of a person, by name or by what a proxy knows them by.
    pub person: Option<String>,
    /// Of a page.
    pub page: Option<String>,
    /// Before a time, in seconds since 1970.
    pub before: Option<i64>,
}

impl Wanted {
    /// Whether a record is meant.
    pub fn fits(&self, record: &Record) -> bool {
        let is = |person: &String| {
            let own = &record.person;
            [&own.name, &own.login].into_iter().any(|name| folded(name) == folded(person))
        };
        (self.ids.is_empty() || self.ids.contains(&record.id))
            && self.person.as_ref().is_none_or(is)
            && self.page.as_ref().is_none_or(|page| *page == record.page)
            && self.before.is_none_or(|time| record.time < time)
    }

    /// All records of a store that are meant.
    ///
    /// # Errors
    /// When the store fails.
    pub fn find(&self, store: &mut dyn Store) -> Result<Vec<Record>, StoreError> {
        let mut found = Vec::new();
        store.each_record(&mut |record| {
            if self.fits(&record) {
                found.push(record);
            }
        })?;
        Ok(found)
    }
}

/// Removes records; how many there were.
///
/// # Errors
/// When the store fails; then some may still be there.
pub fn erase(store: &mut dyn Store, records: &[Record]) -> Result<u64, StoreError> {
    let ids: Vec<&str> = records.iter().map(|record| record.id.as_str()).collect();
    let gone = ids.chunks(SLICE).try_fold(0, |gone, slice| Ok(gone + store.remove_records(slice)?))?;
    // What an earlier attempt removed may still be in a log.
    store.remove_records(&[])?;
    Ok(gone)
}
