//! Events and records as others read them: JSON, one object each.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::event::Event;
use super::record::Record;

/// An event with everything that is kept of it.
pub fn told(event: &Event) -> Value {
    let detail: Value = serde_json::from_str(&event.what.detail()).unwrap_or_default();
    let time = Timestamp::from_second(event.time).map(|time| time.to_string()).unwrap_or_default();
    json!({
        "id": event.id, "time": time, "type": event.what.name(), "edition": event.edition.name(), "language": event.language,
        "page": event.page, "section": event.section, "hash": event.hash, "detail": detail,
    })
}

/// A record with everything that is kept of it.
pub fn told_record(record: &Record) -> Value {
    let detail: Value = serde_json::from_str(&record.deed.detail()).unwrap_or_default();
    let time = Timestamp::from_second(record.time).map(|time| time.to_string()).unwrap_or_default();
    let person = &record.person;
    json!({
        "id": record.id, "time": time, "type": record.deed.name(), "language": record.language, "page": record.page,
        "version": record.version, "revision": record.revision, "hash": record.hash, "name": person.name,
        "login": person.login, "typed": person.typed, "verified": person.is_verified(), "detail": detail,
    })
}
