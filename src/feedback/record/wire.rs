//! Records as pages send them: version 1 of the schema in the manual. Parsing is strict, as that of events.

use answerbook_kernel::lang;
use serde::Deserialize;
use serde_json::Value;

use super::{Certificate, Deed, Person, Quiz, Record, RecordError};
use crate::feedback::event::wire::{check, is_id, is_page, is_text, is_unseen};
use crate::feedback::event::{read, wrong};

/// The version of the schema.
pub const VERSION: u64 = 1;

/// The most records that are sent at once.
const MOST_RECORDS: usize = 50;

/// The longest name, version, revision, and id of a test, in characters.
const LONGEST_TEXT: usize = 100;

/// The longest number of a certificate, in characters.
const LONGEST_NUMBER: usize = 64;

/// The most points of a test.
const MOST_POINTS: u32 = 10_000;

/// The longest that a record may have waited in the reader's browser, in seconds: 20 years. It must not get lost.
const OLDEST: u64 = 20 * 365 * 24 * 60 * 60;

/// A body, as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Batch {
    records: Vec<Value>,
}

/// A record, as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    v: u64,
    id: String,
    r#type: String,
    #[serde(default)]
    age: u64,
    language: String,
    page: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    revision: String,
    #[serde(default)]
    hash: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    detail: Option<Value>,
}

/// The records of a body that arrived at a time, in seconds since 1970, each with the name that was typed and nothing else about the
/// person. A body without records asks whom its sender is taken for.
///
/// # Errors
/// When anything in it is not as the schema says.
pub fn parse(body: &[u8], now: i64) -> Result<Vec<Record>, RecordError> {
    let body: Value = serde_json::from_slice(body).map_err(wrong)?;
    let batch: Batch = read(Some(body))?;
    if batch.records.len() > MOST_RECORDS {
        return Err(wrong(format!("a body has at most {MOST_RECORDS} records")));
    }
    batch.records.into_iter().map(|record| read::<Wire>(Some(record))?.record(now)).collect()
}

impl Wire {
    fn record(self, now: i64) -> Result<Record, RecordError> {
        if self.v != VERSION {
            return Err(wrong(format!("version {} of the schema is not known here", self.v)));
        }
        check(&[
            (is_id(&self.id), "id"),
            (lang::is_code(&self.language), "language"),
            (is_page(&self.page), "page"),
            (is_text(&self.version, LONGEST_TEXT), "version"),
            (is_text(&self.revision, LONGEST_TEXT), "revision"),
            (self.hash.is_empty() || is_id(&self.hash), "hash"),
            (is_text(&self.name, LONGEST_TEXT), "name"),
            (self.age <= OLDEST, "age"),
        ])?;
        let deed = Deed::read(&self.r#type, self.detail)?.checked()?;
        let time = now.saturating_sub(i64::try_from(self.age).unwrap_or_default());
        let typed = plain_name(&self.name);
        let Self { id, language, page, version, revision, hash, .. } = self;
        let person = Person { name: typed.clone(), login: String::new(), typed };
        Ok(Record { id, time, language, page, version, revision, hash, person, deed })
    }
}

impl Deed {
    fn checked(self) -> Result<Self, RecordError> {
        check(&[(is_page(self.course()), "course")])?;
        match &self {
            Self::Acknowledge | Self::Lesson(_) => {}
            Self::Quiz(Quiz { quiz, score, of, .. }) => check(&[
                (!quiz.is_empty() && is_text(quiz, LONGEST_TEXT), "quiz"),
                (*of <= MOST_POINTS, "of"),
                (score <= of, "score"),
            ])?,
            Self::Certificate(Certificate { number, .. }) => {
                check(&[(!number.is_empty() && is_text(number, LONGEST_NUMBER), "number")])?;
            }
        }
        Ok(self)
    }
}

/// A name without what is not seen, and one space where there are several.
pub fn plain_name(text: &str) -> String {
    let text: String = text.chars().filter(|c| !is_unseen(*c)).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ID: &str = "0123456789abcdef";

    fn record(change: impl FnOnce(&mut Value)) -> Result<Record, RecordError> {
        let mut record = json!({ "v": 1, "id": ID, "type": "quiz", "language": "en", "page": "a/b/", "version": "2.1",
            "revision": "2026-09-01 2.0", "name": "Anna Smith",
            "detail": { "course": "a/", "quiz": "test", "score": 4, "of": 5, "passed": true } });
        change(&mut record);
        let body = json!({ "records": [record] }).to_string();
        parse(body.as_bytes(), 1_000_000_000).map(|mut records| records.remove(0))
    }

    #[test]
    fn a_record_is_kept_as_it_was_sent() {
        let kept = record(|record| {
            record["age"] = 60.into();
            record["name"] = " Anna\u{200b}  Smith ".into();
        })
        .unwrap();
        assert_eq!((kept.time, kept.person.name.as_str()), (999_999_940, "Anna Smith"));
        assert!(!kept.person.is_verified());
        let again = Deed::read(kept.deed.name(), serde_json::from_str(&kept.deed.detail()).ok());
        assert_eq!(again, Ok(kept.deed));
    }

    #[test]
    fn what_is_not_in_the_schema_is_refused() {
        let long = "x".repeat(101);
        for (path, value) in [
            ("/v", json!(2)),
            ("/id", json!("short")),
            ("/type", json!("vote")),
            ("/type", json!("view")),
            ("/language", json!("e")),
            ("/page", json!("/a/")),
            ("/page", json!("a/../b/")),
            ("/version", json!(long)),
            ("/revision", json!("a\n")),
            ("/hash", json!("x")),
            ("/name", json!(long)),
            ("/name", json!("a\u{0}")),
            ("/age", json!(-1)),
            ("/age", json!(OLDEST + 1)),
            ("/edition", json!("internal")),
            ("/detail", json!(null)),
            ("/detail", json!([])),
            ("/detail/course", json!("/x")),
            ("/detail/quiz", json!("")),
            ("/detail/score", json!(6)),
            ("/detail/score", json!(-1)),
            ("/detail/score", json!(1.5)),
            ("/detail/of", json!(MOST_POINTS + 1)),
            ("/detail/passed", json!("yes")),
            ("/detail/user", json!("x")),
        ] {
            let made = record(|record| {
                if let Some((parent, name)) = path.rsplit_once('/') {
                    record.pointer_mut(parent).unwrap()[name] = value.clone();
                }
            });
            assert!(made.is_err(), "{path} {value}");
        }
        assert!(parse(b"[[]]", 0).is_err());
        assert!(parse(br#"{"events":[]}"#, 0).is_err());
        assert_eq!(parse(br#"{"records":[]}"#, 0), Ok(Vec::new()));
    }

    #[test]
    fn every_type_is_read() {
        for (kind, detail) in [
            ("acknowledge", json!(null)),
            ("acknowledge", json!({})),
            ("lesson", json!({ "course": "a/" })),
            ("lesson", json!({})),
            ("certificate", json!({ "course": "a/", "number": "A-1", "expires": "2027-02-28" })),
            ("certificate", json!({ "course": "a/", "number": "A-1", "expires": "" })),
            ("certificate", json!({ "course": "a/", "number": "A-1", "expires": null })),
            ("certificate", json!({ "course": "a/", "number": "A-1" })),
        ] {
            let read = record(|record| {
                record["type"] = kind.into();
                record["detail"] = detail;
            });
            assert_eq!(read.unwrap().deed.name(), kind);
        }
        let soon = record(|record| {
            record["type"] = "certificate".into();
            record["detail"] = json!({ "course": "a/", "number": "A-1", "expires": "soon" });
        });
        assert!(soon.is_err());
    }
}
