//! What happens on a page, as it is kept. How a page tells it is in [`wire`].
//!
//! Nothing in an event says who the reader is.

pub mod wire;

use std::fmt;

use answerbook_kernel::Level;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use wire::parse;

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Made by the browser, and the same however often the event is sent.
    pub id: String,
    /// When it happened: seconds since 1970, by the clock of who keeps it.
    pub time: i64,
    /// Whose edition the page is of.
    pub edition: Level,
    /// BCP 47, of the page.
    pub language: String,
    /// From the root of the edition: `policies/returns/`; empty for the home page.
    pub page: String,
    /// Id of the heading that it is about; may be empty.
    pub section: String,
    /// What the page said, as a hash; empty for pages without a text of their own.
    pub hash: String,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A page was looked at, once in a visit.
    View,
    /// "Was this helpful?"
    Vote(Vote),
    /// A query that found something.
    Search(Search),
    /// A query that found nothing.
    SearchMiss(SearchMiss),
    /// A result was followed.
    SearchClick(SearchClick),
    /// The way to a person.
    Contact(Contact),
}

/// The names of all types, as events say them.
pub const TYPES: [&str; 6] = ["view", "vote", "search", "search-miss", "search-click", "contact"];

/// An answer to "was this helpful?". Of those with the same ballot the one with the highest turn counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vote {
    /// The answer.
    pub helpful: bool,
    /// The same for all votes of one browser on one version of a page, and for no others.
    pub ballot: String,
    /// How many votes were given on the ballot before this one: clocks of browsers do not tell which of two was the last.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub turn: u32,
    /// Words of the theme: `unclear`, `outdated`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// In the reader's own words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// Whether the reader's browser was asked to tell when the page has changed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub follow: bool,
}

/// A query that found something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// As the reader left it.
    pub query: String,
    /// How many results.
    pub results: u32,
}

/// A query that found nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchMiss {
    /// As the reader left it.
    pub query: String,
}

/// A result that was followed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchClick {
    /// The query.
    pub query: String,
    /// Id of the event that tells of the search.
    pub search: String,
    /// The page it led to.
    pub to: String,
    /// Its place among the results, from 1.
    pub position: u32,
}

/// A reader on the way to a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// How it ended.
    pub outcome: Outcome,
}

/// How a reader's way to a person ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// A page was read instead.
    Deflected,
    /// It was gone.
    Sent,
}

/// Why a body holds no events, or no records.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct EventError {
    why: String,
}

pub(super) fn wrong(why: impl fmt::Display) -> EventError {
    EventError { why: why.to_string() }
}

impl What {
    /// Its type and detail, as they are kept. What was kept once is read again, however long blackening has made it.
    ///
    /// # Errors
    /// When they are of another form.
    pub fn read(kind: &str, detail: Option<Value>) -> Result<Self, EventError> {
        match kind {
            "view" => match detail {
                None | Some(Value::Null) => Ok(Self::View),
                Some(_) => Err(wrong("a `view` has no `detail`")),
            },
            "vote" => Ok(Self::Vote(read(detail)?)),
            "search" => Ok(Self::Search(read(detail)?)),
            "search-miss" => Ok(Self::SearchMiss(read(detail)?)),
            "search-click" => Ok(Self::SearchClick(read(detail)?)),
            "contact" => Ok(Self::Contact(read(detail)?)),
            other => Err(wrong(format!("there is no `{other}`: {}", TYPES.join(", ")))),
        }
    }

    /// The name of its type.
    pub fn name(&self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Vote(_) => "vote",
            Self::Search(_) => "search",
            Self::SearchMiss(_) => "search-miss",
            Self::SearchClick(_) => "search-click",
            Self::Contact(_) => "contact",
        }
    }

    /// Its detail as JSON; empty where there is none.
    pub fn detail(&self) -> String {
        let text = match self {
            Self::View => return String::new(),
            Self::Vote(vote) => serde_json::to_string(vote),
            Self::Search(search) => serde_json::to_string(search),
            Self::SearchMiss(miss) => serde_json::to_string(miss),
            Self::SearchClick(click) => serde_json::to_string(click),
            Self::Contact(contact) => serde_json::to_string(contact),
        };
        // None of them can fail.
        text.unwrap_or_default()
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// An object; a list of the same values is none.
pub(super) fn read<T: DeserializeOwned>(value: Option<Value>) -> Result<T, EventError> {
    match value.unwrap_or_default() {
        object @ Value::Object(_) => serde_json::from_value(object).map_err(wrong),
        _ => Err(wrong("there must be an object")),
    }
}
