//! What a member of staff has done, as it is kept: policies acknowledged, lessons read, tests taken, certificates given. How a page
//! tells it is in [`wire`].
//!
//! Unlike an event a record says who. All records are of the internal edition.

pub mod wire;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::feedback::day::Day;

pub use crate::feedback::event::EventError as RecordError;
pub use wire::parse;

/// The names of all types, as records say them.
pub const TYPES: [&str; 4] = ["acknowledge", "lesson", "quiz", "certificate"];

/// One record.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Made by the browser, and the same however often the record is sent.
    pub id: String,
    /// When it happened: seconds since 1970, by the clock of who keeps it.
    pub time: i64,
    /// BCP 47, of the page.
    pub language: String,
    /// From the root of the edition: `policies/returns/`.
    pub page: String,
    /// The version in force then; may be empty.
    pub version: String,
    /// The last change of what readers must do, then: see `Page::revision` of the kernel.
    pub revision: String,
    /// What the page said, as a hash; may be empty.
    pub hash: String,
    /// Who.
    pub person: Person,
    /// What.
    pub deed: Deed,
}

/// Who a record is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Who they are taken for: as a trusted proxy says, else as they typed.
    pub name: String,
    /// What a trusted proxy knows them by; empty where none said so.
    pub login: String,
    /// What they typed, believed or not; may be empty.
    pub typed: String,
}

impl Person {
    /// Whether a trusted proxy said who it is.
    pub fn is_verified(&self) -> bool {
        !self.login.is_empty()
    }
}

/// What was done.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// "I have read and understood this page."
    Acknowledge,
    /// A lesson was read to its end.
    Lesson(Lesson),
    /// A test was taken.
    Quiz(Quiz),
    /// A course was passed.
    Certificate(Certificate),
}

/// A lesson, read to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// The page of the course; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub course: String,
}

/// A test that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiz {
    /// The page of the course; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub course: String,
    /// Which test of the page.
    pub quiz: String,
    /// How many points were reached.
    pub score: u32,
    /// How many points there are.
    pub of: u32,
    /// Whether that was enough.
    pub passed: bool,
}

/// A course that was passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// The page of the course.
    pub course: String,
    /// What stands on the paper.
    pub number: String,
    /// The last day on which it is valid; for good without one.
    #[serde(default, deserialize_with = "day", skip_serializing_if = "Option::is_none")]
    pub expires: Option<Day>,
}

/// An empty text is no day.
fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Day>, D::Error> {
    let text: Option<String> = Option::deserialize(deserializer)?;
    let text = text.filter(|text| !text.is_empty());
    text.map(|text| text.parse().map(Day).map_err(serde::de::Error::custom)).transpose()
}

impl Deed {
    /// Its type and detail, as they are kept.
    ///
    /// # Errors
    /// When they are of another form.
    pub fn read(kind: &str, detail: Option<Value>) -> Result<Self, RecordError> {
        use crate::feedback::event::{read, wrong};
        match (kind, detail) {
            ("acknowledge", None | Some(Value::Null)) => Ok(Self::Acknowledge),
            ("acknowledge", Some(Value::Object(empty))) if empty.is_empty() => Ok(Self::Acknowledge),
            ("acknowledge", Some(_)) => Err(wrong("`acknowledge` has no `detail`")),
            ("lesson", detail) => Ok(Self::Lesson(read(detail)?)),
            ("quiz", detail) => Ok(Self::Quiz(read(detail)?)),
            ("certificate", detail) => Ok(Self::Certificate(read(detail)?)),
            (other, _) => Err(wrong(format!("there is no `{other}` among records: {}", TYPES.join(", ")))),
        }
    }

    /// The name of its type.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Acknowledge => "acknowledge",
            Self::Lesson(_) => "lesson",
            Self::Quiz(_) => "quiz",
            Self::Certificate(_) => "certificate",
        }
    }

    /// The page of the course that it belongs to; empty where it belongs to none.
    pub fn course(&self) -> &str {
        match self {
            Self::Acknowledge => "",
            Self::Lesson(lesson) => &lesson.course,
            Self::Quiz(quiz) => &quiz.course,
            Self::Certificate(certificate) => &certificate.course,
        }
    }

    /// Its detail as JSON; empty where there is none.
    pub fn detail(&self) -> String {
        let text = match self {
            Self::Acknowledge => return String::new(),
            Self::Lesson(lesson) => serde_json::to_string(lesson),
            Self::Quiz(quiz) => serde_json::to_string(quiz),
            Self::Certificate(certificate) => serde_json::to_string(certificate),
        };
        // None of them can fail.
        text.unwrap_or_default()
    }
}
