//! Events as pages send them: version 1 of the schema in the manual.
//!
//! Parsing is strict: what is not in the schema is refused, what could identify somebody is blackened, and what is left is safe to
//! keep in any store.

use answerbook_kernel::{Level, lang};
use serde::Deserialize;
use serde_json::Value;

use super::{Event, EventError, Search, SearchClick, SearchMiss, Vote, What, read, wrong};
use crate::feedback::redact::redact;

/// The version of the schema.
pub const VERSION: u64 = 1;

/// The longest comment, in characters.
pub const LONGEST_COMMENT: usize = 1_000;

/// The longest query, in characters.
const LONGEST_QUERY: usize = 200;

/// The longest path of a page or id of a heading, in characters.
const LONGEST_PATH: usize = 300;

/// The most reasons that a vote may give.
const MOST_REASONS: usize = 8;

/// The most events that are sent at once.
const MOST_EVENTS: usize = 50;

/// The longest that an event may have waited in the reader's browser, in seconds: 30 days.
const OLDEST: u64 = 30 * 24 * 60 * 60;

/// A body, as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Batch {
    events: Vec<Value>,
}

/// An event, as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    v: u64,
    id: String,
    r#type: String,
    #[serde(default)]
    age: u64,
    edition: String,
    language: String,
    page: String,
    #[serde(default)]
    section: String,
    #[serde(default)]
    hash: String,
    #[serde(default)]
    detail: Option<Value>,
}

/// The events of a body that arrived at a time, in seconds since 1970.
///
/// # Errors
/// When anything in it is not as the schema says.
pub fn parse(body: &[u8], now: i64) -> Result<Vec<Event>, EventError> {
    let body: Value = serde_json::from_slice(body).map_err(wrong)?;
    let batch: Batch = read(Some(body))?;
    if batch.events.is_empty() || batch.events.len() > MOST_EVENTS {
        return Err(wrong(format!("a body has 1 to {MOST_EVENTS} events")));
    }
    batch.events.into_iter().map(|event| read::<Wire>(Some(event))?.event(now)).collect()
}

impl Wire {
    fn event(self, now: i64) -> Result<Event, EventError> {
        if self.v != VERSION {
            return Err(wrong(format!("version {} of the schema is not known here", self.v)));
        }
        let edition = Level::parse(&self.edition).ok_or_else(|| wrong("`edition` is public or internal"))?;
        let fine = [
            (is_id(&self.id), "id"),
            (lang::is_code(&self.language), "language"),
            (is_page(&self.page), "page"),
            (is_text(&self.section, LONGEST_PATH), "section"),
            (self.hash.is_empty() || is_id(&self.hash), "hash"),
            (self.age <= OLDEST, "age"),
        ];
        check(&fine)?;
        let what = What::read(&self.r#type, self.detail)?.checked()?;
        let time = now.saturating_sub(i64::try_from(self.age).unwrap_or_default());
        let Self { id, language, page, hash, .. } = self;
        Ok(Event { id, time, edition, language, page, section: redact(&self.section), hash, what })
    }
}

impl What {
    /// What was sent, fit to be kept.
    fn checked(self) -> Result<Self, EventError> {
        match self {
            Self::Vote(vote) => vote.checked().map(Self::Vote),
            Self::Search(Search { query, results }) => {
                Ok(Self::Search(Search { query: checked_query(query)?, results }))
            }
            Self::SearchMiss(SearchMiss { query }) => {
                Ok(Self::SearchMiss(SearchMiss { query: checked_query(query)? }))
            }
            Self::SearchClick(click) => {
                check(&[(is_id(&click.search), "search"), (is_page(&click.to), "to")])?;
                Ok(Self::SearchClick(SearchClick { query: checked_query(click.query)?, ..click }))
            }
            what @ (Self::View | Self::Contact(_)) => Ok(what),
        }
    }
}

impl Vote {
    fn checked(self) -> Result<Self, EventError> {
        let reasons = self.reasons.len() <= MOST_REASONS && self.reasons.iter().all(|word| is_word(word));
        check(&[
            (is_id(&self.ballot), "ballot"),
            (reasons, "reasons"),
            (self.comment.chars().count() <= LONGEST_COMMENT, "comment"),
        ])?;
        Ok(Self { comment: redact(&plain(&self.comment)), ..self })
    }
}

pub(in crate::feedback) fn check(fine: &[(bool, &str)]) -> Result<(), EventError> {
    match fine.iter().find(|(fine, _)| !fine) {
        None => Ok(()),
        Some((_, name)) => Err(wrong(format!("`{name}` is not as the schema says"))),
    }
}

fn checked_query(query: String) -> Result<String, EventError> {
    let query = query.split_whitespace().collect::<Vec<_>>().join(" ").replace(is_unseen, "");
    check(&[(!query.is_empty() && is_text(&query, LONGEST_QUERY), "query")])?;
    Ok(redact(&query))
}

/// Random enough not to be guessed, and harmless wherever it is written.
pub(in crate::feedback) fn is_id(id: &str) -> bool {
    (16..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// A path below the root of the edition.
pub(in crate::feedback) fn is_page(page: &str) -> bool {
    let inside = !page.starts_with('/') && page.split('/').all(|part| !matches!(part, "." | ".."));
    inside && is_text(page, LONGEST_PATH) && !page.contains(['\\', '?', '#'])
}

fn is_word(word: &str) -> bool {
    (1..=32).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
}

pub(in crate::feedback) fn is_text(text: &str, longest: usize) -> bool {
    text.chars().count() <= longest && !text.chars().any(char::is_control)
}

/// Text of several lines without what moves the cursor of who looks at it.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.trim().chars().filter(|c| *c == '\n' || !(c.is_control() || is_unseen(*c))).collect()
}

/// Signs without a shape, and those that turn text around (Unicode Standard Annex 9).
pub(in crate::feedback) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ID: &str = "0123456789abcdef";

    fn event(change: impl FnOnce(&mut Value)) -> Result<Event, EventError> {
        let mut event = json!({ "v": 1, "id": ID, "type": "vote", "edition": "public", "language": "en",
            "page": "a/b/", "detail": { "helpful": true, "ballot": ID } });
        change(&mut event);
        let body = json!({ "events": [event] }).to_string();
        parse(body.as_bytes(), 1_000_000_000).map(|mut events| events.remove(0))
    }

    #[test]
    fn a_vote_is_kept_as_it_was_sent() {
        let kept = event(|event| {
            event["age"] = 60.into();
            event["hash"] = "fedcba9876543210".into();
            event["detail"]["comment"] = "Line one\r\nand\u{7} two ".into();
            event["detail"]["reasons"] = json!(["unclear"]);
        })
        .unwrap();
        assert_eq!(kept.time, 999_999_940);
        let What::Vote(vote) = &kept.what else { panic!("{kept:?}") };
        assert_eq!(vote.comment, "Line one\nand two");
        let again = What::read(kept.what.name(), serde_json::from_str(&kept.what.detail()).ok());
        assert_eq!(again, Ok(kept.what));
    }

    #[test]
    fn what_grew_when_it_was_blackened_is_read_again() {
        let kept =
            event(|event| event["detail"]["comment"] = format!("{}123456", "x".repeat(994)).into()).unwrap();
        let again = What::read(kept.what.name(), serde_json::from_str(&kept.what.detail()).ok());
        assert_eq!(again, Ok(kept.what));
    }

    #[test]
    fn what_is_not_in_the_schema_is_refused() {
        let long = "x".repeat(1_001);
        for (path, value) in [
            ("/v", json!(2)),
            ("/id", json!("short")),
            ("/id", json!("0123456789abcde'")),
            ("/type", json!("vot")),
            ("/edition", json!("Internal")),
            ("/language", json!("e")),
            ("/page", json!("/a/")),
            ("/page", json!("a/../b/")),
            ("/page", json!("a\\b")),
            ("/page", json!("a\n")),
            ("/age", json!(-1)),
            ("/age", json!(OLDEST + 1)),
            ("/detail", json!(null)),
            ("/detail/helpful", json!("yes")),
            ("/detail/ballot", json!("")),
            ("/detail/comment", json!(long)),
        ] {
            let made = event(|event| {
                if let Some((parent, name)) = path.rsplit_once('/') {
                    event.pointer_mut(parent).unwrap()[name] = value.clone();
                }
            });
            assert!(made.is_err(), "{path} {value}");
        }
        assert!(event(|event| event["user"] = json!("x")).is_err());
        assert!(event(|event| event["detail"]["user"] = json!("x")).is_err());
        assert!(event(|event| event["detail"]["reasons"] = json!(["<b>"])).is_err());
        assert!(event(|event| *event = json!([])).is_err());
        assert!(event(|event| event["detail"] = json!([true, ID])).is_err());
        assert!(parse(b"[[]]", 0).is_err());
    }

    #[test]
    fn every_type_is_read() {
        for (kind, detail) in [
            ("view", json!(null)),
            ("search", json!({ "query": "refund", "results": 3 })),
            ("search-miss", json!({ "query": "no such" })),
            ("search-click", json!({ "query": "refund", "search": ID, "to": "a/", "position": 1 })),
            ("contact", json!({ "outcome": "deflected" })),
        ] {
            let read = event(|event| {
                event["type"] = kind.into();
                event["detail"] = detail;
            });
            assert_eq!(read.unwrap().what.name(), kind);
        }
    }
}
