//! What staff have still to do: records and a roster → who has read and learned what → Markdown, CSV, HTML, JSON, xAPI.
//!
//! All of it is personal data and stays inside: nothing here is read by a build.

pub mod erase;
pub mod names;
