//! An event as it lies in a table: columns that are asked for, and the rest as JSON.

use answerbook_kernel::Level;

use crate::feedback::event::{Event, What};

/// An event with its place in the order in which they came.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Grows with every event, with gaps.
    pub seq: i64,
    /// The event.
    pub event: Event,
}

/// The columns, in the order of [`Row`].
pub(super) const COLUMNS: &str = "id, time, type, edition, language, page, section, hash, detail";

/// The columns of an event.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) time: i64,
    pub(super) kind: String,
    pub(super) edition: String,
    pub(super) language: String,
    pub(super) page: String,
    pub(super) section: String,
    pub(super) hash: String,
    pub(super) detail: String,
}

impl Row {
    /// The event; or what of it is not understood.
    pub(super) fn event(self) -> Result<Event, String> {
        let Self { id, time, kind, edition, language, page, section, hash, detail } = self;
        let edition = Level::parse(&edition).ok_or_else(|| format!("the edition `{edition}`"))?;
        let parsed = if detail.is_empty() { Ok(None) } else { serde_json::from_str(&detail).map(Some) };
        let parsed = parsed.map_err(|error| format!("the event {id}: {error}"))?;
        let what = What::read(&kind, parsed).map_err(|error| format!("the event {id}: {error}"))?;
        Ok(Event { id, time, edition, language, page, section, hash, what })
    }
}
