//! Records of staff in a store: a table of their own beside that of events, with the same promises.

use super::{PAGE, StoreError};
use crate::feedback::record::{Deed, Person, Record};

/// A record with its place in the order in which they came.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptRecord {
    /// Grows with every record, with gaps.
    pub seq: i64,
    /// The record.
    pub record: Record,
}

/// What keeps records.
pub trait Records {
    /// Keeps records, all or none of them, and returns once they are on the disk; how many were not known by their id.
    ///
    /// # Errors
    /// When they may not be kept: nothing may be acknowledged then.
    fn add_records(&mut self, records: &[Record]) -> Result<usize, StoreError>;

    /// The records after a place in the order in which they came, as many as `limit`.
    ///
    /// # Errors
    /// When they cannot be read.
    fn records_after(&mut self, seq: i64, limit: usize) -> Result<Vec<KeptRecord>, StoreError>;

    /// How many records there are of these ids.
    ///
    /// # Errors
    /// When the store cannot be asked.
    fn known_records(&mut self, ids: &[&str]) -> Result<usize, StoreError>;

    /// How many records there are.
    ///
    /// # Errors
    /// When they cannot be counted.
    fn count_records(&mut self) -> Result<u64, StoreError>;

    /// Removes records by their ids, so that the bytes are gone, too; how many there were.
    ///
    /// # Errors
    /// When they may still be there.
    fn remove_records(&mut self, ids: &[&str]) -> Result<u64, StoreError>;

    /// Removes records of what happened before a time, in seconds since 1970, likewise.
    ///
    /// # Errors
    /// When they may still be there.
    fn remove_records_before(&mut self, time: i64) -> Result<u64, StoreError>;

    /// Every record, in the order in which they came.
    ///
    /// # Errors
    /// When they cannot be read.
    fn each_record(&mut self, take: &mut dyn FnMut(Record)) -> Result<(), StoreError> {
        let mut seq = 0;
        loop {
            let page = self.records_after(seq, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            seq = last.seq;
            page.into_iter().map(|kept| kept.record).for_each(&mut *take);
        }
    }
}

/// The columns, in the order of [`Row`].
pub(super) const COLUMNS: &str =
    "id, time, type, language, page, version, revision, hash, name, login, typed, detail";

/// The columns of a record.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) time: i64,
    pub(super) kind: String,
    /// `language, page, version, revision, hash, name, login, typed, detail`.
    pub(super) texts: [String; 9],
}

impl Row {
    /// The record; or what of it is not understood.
    pub(super) fn record(self) -> Result<Record, String> {
        let Self { id, time, kind, texts } = self;
        let [language, page, version, revision, hash, name, login, typed, detail] = texts;
        let parsed = if detail.is_empty() { Ok(None) } else { serde_json::from_str(&detail).map(Some) };
        let parsed = parsed.map_err(|error| format!("the record {id}: {error}"))?;
        let deed = Deed::read(&kind, parsed).map_err(|error| format!("the record {id}: {error}"))?;
        let person = Person { name, login, typed };
        Ok(Record { id, time, language, page, version, revision, hash, person, deed })
    }
}

/// The texts of a record, in the order of its columns, without the detail.
pub(super) fn texts(record: &Record) -> [&str; 10] {
    let Person { name, login, typed } = &record.person;
    [
        &record.id,
        record.deed.name(),
        &record.language,
        &record.page,
        &record.version,
        &record.revision,
        &record.hash,
        name,
        login,
        typed,
    ]
}
