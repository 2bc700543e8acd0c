//! What is sent to a webhook: the event as JSON or as a line for people, and a signature.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::feedback::event::{Contact, Event, Outcome, What};
use crate::hex;

/// HMAC-SHA-256 (RFC 2104) of the time, a full stop and the body, in lower-case hexadecimal.
pub(super) fn signature(secret: &str, time: &str, body: &str) -> String {
    // A key may have any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    for part in [time, ".", body] {
        mac.update(part.as_bytes());
    }
    hex::text(&mac.finalize().into_bytes())
}

/// The event in a line that people read. What readers and pages say is set as code, in which chat programs find no links, no
/// pictures and nobody to call.
pub(super) fn line(event: &Event) -> String {
    let page = if event.page.is_empty() { "the home page".into() } else { code(&event.page) };
    let said = match &event.what {
        What::View => format!("{page} was read"),
        What::Vote(vote) => {
            let reasons = if vote.reasons.is_empty() {
                String::new()
            } else {
                format!(" ({})", vote.reasons.join(", "))
            };
            let comment =
                if vote.comment.is_empty() { String::new() } else { format!(": {}", code(&vote.comment)) };
            format!("{page} was {}helpful{reasons}{comment}", if vote.helpful { "" } else { "not " })
        }
        What::Search(search) => format!("{} was searched, {} results", code(&search.query), search.results),
        What::SearchMiss(miss) => format!("{} was searched, and nothing found", code(&miss.query)),
        What::SearchClick(click) => format!("{} led to {}", code(&click.query), code(&click.to)),
        What::Contact(Contact { outcome: Outcome::Sent }) => format!("from {page} to a person"),
        What::Contact(Contact { outcome: Outcome::Deflected }) => {
            format!("from {page} to another one, not to a person")
        }
    };
    said.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A text as code, in one line.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "´").split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The second test case of RFC 4231, put together from the same parts.
    #[test]
    fn letters_are_signed() {
        assert_eq!(
            signature("Jefe", "what do ya want for nothing?", ""),
            signature("Jefe", "what do ya want for nothing?", "")
        );
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(b"Jefe") else { panic!() };
        mac.update(b"what do ya want for nothing?");
        let known = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex::text(&mac.finalize().into_bytes()), known);
        assert_eq!(signature("k", "1", "{}").len(), 64);
        assert_ne!(signature("k", "1", "{}"), signature("k", "2", "{}"));
    }
}
