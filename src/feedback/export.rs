//! Events as others read them: JSON, one object each.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::event::Event;

/// An event with everything that is kept of it.
pub fn told(event: &Event) -> Value {
    let detail: Value = serde_json::from_str(&event.what.detail()).unwrap_or_default();
    let time = Timestamp::from_second(event.time).map(|time| time.to_string()).unwrap_or_default();
    json!({
        "id": event.id, "time": time, "type": event.what.name(), "edition": event.edition.name(), "language": event.language,
        "page": event.page, "section": event.section, "hash": event.hash, "detail": detail,
    })
}
