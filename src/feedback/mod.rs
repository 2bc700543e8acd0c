//! What readers tell: events of the pages, the collector that keeps them, and the report that says what to fix first.

pub mod event;
mod redact;
pub mod report;
pub mod store;
