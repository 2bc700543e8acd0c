//! What is told to the preview's scripts in the browser: server-sent events, each with one line of JSON.

use axum::body::Bytes;
use serde::Serialize;

use super::board::{Facts, Moment, Problem, Side};
use super::feedback::Tally;
use super::pages::Made;

/// Who speaks.
#[derive(Debug, Serialize)]
pub(super) struct Hello<'a> {
    pub(super) edition: &'static str,
    /// Origin of the other edition.
    pub(super) other: String,
    /// What the site calls itself.
    pub(super) title: &'a str,
    /// The site's folder, from the root of the file system.
    pub(super) root: String,
    /// Address of a place in an editor, to be filled.
    pub(super) editor: &'a str,
}

#[derive(Debug, Serialize)]
struct Page<'a> {
    hash: &'a str,
    status: u16,
    html: &'a str,
}

/// What is known about the page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct About {
    pub(super) facts: Option<Facts>,
    pub(super) other: Option<String>,
}

/// What is wrong.
#[derive(Debug, Serialize)]
pub(super) struct Wrong<'a> {
    stale: bool,
    errors: usize,
    warnings: usize,
    more: usize,
    failure: Option<&'a str>,
    list: &'a [Problem],
}

/// Whether the index is that of the pages.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Search {
    pub(super) ready: bool,
}

impl About {
    /// What is known about a file, if there is one.
    pub(super) fn of(made: Option<&Made>) -> Self {
        Self {
            facts: made.and_then(|made| made.facts.clone()),
            other: made.and_then(|made| made.other.clone()),
        }
    }
}

impl<'a> Wrong<'a> {
    /// What is wrong with the site, as an edition shows it.
    pub(super) fn of(moment: &'a Moment, side: &Side) -> Self {
        let problems = &moment.problems;
        Self {
            stale: side.stale,
            errors: problems.errors,
            warnings: problems.warnings,
            more: (problems.errors + problems.warnings).saturating_sub(problems.list.len()),
            failure: moment.failure.as_deref(),
            list: &problems.list,
        }
    }
}

/// An event.
pub(super) fn event(name: &str, data: &impl Serialize) -> Bytes {
    // JSON has no line ends of its own, and these types no keys that are not text.
    let data = serde_json::to_string(data).unwrap_or_else(|_| "null".to_owned());
    Bytes::from(format!("event: {name}\ndata: {data}\n\n"))
}

/// The event that brings a page.
pub(super) fn page(made: &Made, status: u16) -> Bytes {
    event("page", &Page { hash: &made.hash, status, html: &String::from_utf8_lossy(&made.bytes) })
}

/// The event that tells that there is no page any more.
pub(super) fn gone() -> Bytes {
    Bytes::from_static(b"event: gone\ndata: {}\n\n")
}

/// What keeps a connection from looking dead.
pub(super) fn heartbeat() -> Bytes {
    Bytes::from_static(b": still here\n\n")
}

/// The event that tells what is wrong.
pub(super) fn problems(moment: &Moment, side: &Side) -> Bytes {
    event("problems", &Wrong::of(moment, side))
}

/// The event that tells whether the index is that of the pages.
pub(super) fn search(side: &Side) -> Bytes {
    event("search", &Search { ready: side.indexed })
}

/// The event that tells of votes.
pub(super) fn feedback(tally: &Tally) -> Bytes {
    event("feedback", tally)
}
