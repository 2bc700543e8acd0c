//! What staff have still to do: records and a roster → who has read and learned what → Markdown, CSV, HTML, JSON, xAPI.
//!
//! All of it is personal data and stays inside: nothing here is read by a build.

pub mod acknowledgements;
pub mod erase;
pub mod facts;
pub mod html;
mod learned;
pub mod markdown;
pub mod names;
pub mod roster;
pub mod scope;
pub mod sums;
pub mod table;
pub mod training;
mod words;
pub mod xapi;

use serde::Serialize;

use super::record::Record;
use super::store::{Address, StoreError};

/// All records of a store, oldest first.
///
/// # Errors
/// When it cannot be read.
pub fn of_store(store: &Address) -> Result<Vec<Record>, StoreError> {
    let mut records = Vec::new();
    store.open_existing()?.each_record(&mut |record| records.push(record))?;
    records.sort_by(|a, b| a.time.cmp(&b.time).then_with(|| a.id.cmp(&b.id)));
    Ok(records)
}

/// A report as JSON, with a line break at its end.
pub fn json(report: &impl Serialize) -> String {
    // Nothing in it can fail.
    serde_json::to_string_pretty(report).unwrap_or_default() + "\n"
}
