//! What readers tell: events of the pages, the collector that keeps them, and the report that says what to fix first. What staff have
//! done: records, kept beside events and apart from them, and who has still to do what.
//!
//! ```text
//!  page ─ event ─▶ collect ─▶ store ─▶ report ─▶ HTML, Markdown, CSV, JSON ─▶ the internal edition
//!                                └▶ export, erase, migrate
//! ```

pub mod collect;
pub mod day;
pub mod erase;
pub mod event;
pub mod export;
pub mod migrate;
pub mod record;
mod redact;
pub mod report;
pub mod staff;
pub mod store;
