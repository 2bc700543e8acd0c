//! Events are forwarded to other programs, in the order in which they came, each at least once.
//!
//! How far a webhook has come is noted in the store, so that nothing is forgotten when the collector is killed. What is refused for
//! good, or for too long, becomes a dead letter: the id of the event, to be sent again by command.

use std::fmt::Write;
use std::io;
use std::str::FromStr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde_json::json;
use sha2::Sha256;
use tokio::sync::watch;
use ureq::Agent;

use super::metrics::Metrics;
use super::{Notice, Teller};
use crate::feedback::event::{Contact, Event, Outcome, TYPES, What};
use crate::feedback::export::told;
use crate::feedback::store::{Kept, Store, StoreError};

/// How long the other side may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often a letter is tried before it is dead: with growing pauses, for about four minutes.
const ATTEMPTS: u32 = 8;

/// The first pause; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(2);

/// How often is looked whether something new was kept.
const GLANCE: Duration = Duration::from_millis(250);

/// So many events are read at once.
const PAGE: usize = 200;

/// A place that events are forwarded to.
#[derive(Clone, Debug)]
pub struct Webhook {
    url: String,
    form: Form,
    types: Vec<&'static str>,
    secret: Option<String>,
}

/// What is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// The event.
    Json,
    /// A line of text, as Slack and those who imitate it take it.
    Slack,
}

/// Why something is no webhook.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// No address.
    #[error(
        "a webhook is an address that begins with `https://` or `http://`, with `slack:` before it for Slack"
    )]
    Address,
    /// No type.
    #[error("there is no type of events `{0}`: {list}", list = TYPES.join(", "))]
    Type(String),
}

/// Why a letter was not taken.
#[derive(Debug)]
enum Refusal {
    /// It may be, later.
    Later(String),
    /// It will never be.
    Never(String),
}

impl FromStr for Webhook {
    type Err = WebhookError;

    /// Reads `https://…`, `slack:https://…`, either with the types to be forwarded behind a `#`.
    fn from_str(text: &str) -> Result<Self, WebhookError> {
        let (form, rest) = text.strip_prefix("slack:").map_or((Form::Json, text), |rest| (Form::Slack, rest));
        let (url, types) = rest.split_once('#').unwrap_or((rest, form.usual()));
        if !(url.starts_with("https://") || url.starts_with("http://")) || url.contains(char::is_whitespace) {
            return Err(WebhookError::Address);
        }
        let known = |name: &str| {
            TYPES.into_iter().find(|known| *known == name).ok_or_else(|| WebhookError::Type(name.into()))
        };
        let types = types.split(',').map(known).collect::<Result<_, _>>()?;
        Ok(Self { url: url.to_owned(), form, types, secret: None })
    }
}

impl Form {
    /// The types that are forwarded where none are named: views are many.
    fn usual(self) -> &'static str {
        match self {
            Self::Json => "vote,search,search-miss,search-click,contact",
            Self::Slack => "vote",
        }
    }
}

impl Webhook {
    /// The same with a secret that letters are signed with.
    #[must_use]
    pub fn signed(self, secret: Option<String>) -> Self {
        Self { secret, ..self }
    }

    /// The host it leads to: the rest of the address may be a secret.
    pub fn host(&self) -> &str {
        self.url.split('/').nth(2).unwrap_or_default()
    }

    /// Its name in the store.
    fn name(&self) -> String {
        // The same address may be told different things.
        let whole = format!("{:?} {} {}", self.form, self.types.join(","), self.url);
        blake3::hash(whole.as_bytes()).to_hex()[..16].to_owned()
    }

    fn place(&self) -> String {
        format!("webhook:{}", self.name())
    }

    fn grave(&self, id: &str) -> String {
        format!("dead:{}:{id}", self.name())
    }

    /// Starts to forward what is kept from now on; ends with the writer.
    pub(super) fn start(
        self,
        mut store: Box<dyn Store>,
        mut news: watch::Receiver<u64>,
        metrics: Arc<Metrics>,
        tell: Teller,
    ) -> io::Result<()> {
        let courier = Courier { agent: agent(), webhook: self, metrics, tell };
        thread::Builder::new().name("webhook".into()).spawn(move || {
            loop {
                if let Err(error) = courier.round(store.as_mut()) {
                    (courier.tell)(Notice::Failing(&error));
                    thread::sleep(FIRST_PAUSE);
                }
                if !wait(&mut news) {
                    return;
                }
            }
        })?;
        Ok(())
    }

    /// Sends the dead letters once more; how many were taken, and how many are left.
    ///
    /// # Errors
    /// When the store fails.
    pub fn resend(&self, store: &mut dyn Store) -> Result<(usize, usize), StoreError> {
        let agent = agent();
        let graves = store.notes(&self.grave(""))?;
        let (mut taken, mut left) = (0, 0);
        for (grave, _) in graves {
            let id = grave.rsplit(':').next().unwrap_or_default().to_owned();
            let found = store.find(&[&id])?;
            // An event that was erased is not missed.
            match found.first().map_or(Ok(()), |kept| self.send(&agent, &kept.event)) {
                Ok(()) => {
                    store.drop_note(&grave)?;
                    taken += 1;
                }
                Err(_) => left += 1,
            }
        }
        Ok((taken, left))
    }

    fn send(&self, agent: &Agent, event: &Event) -> Result<(), Refusal> {
        let body = match self.form {
            Form::Json => told(event).to_string(),
            Form::Slack => json!({ "text": line(event) }).to_string(),
        };
        let time = Timestamp::now().as_second().to_string();
        let mut request = agent
            .post(&self.url)
            .header("Content-Type", "application/json")
            .header("X-Answerbook-Event", &event.id)
            .header("X-Answerbook-Time", &time);
        if let Some(secret) = &self.secret {
            request = request
                .header("X-Answerbook-Signature", format!("sha256={}", signature(secret, &time, &body)));
        }
        match request.send(body.as_str()).map(|answer| answer.status().as_u16()) {
            Ok(200..=299) => Ok(()),
            Ok(status @ (408 | 425 | 429 | 500..=599)) => Err(Refusal::Later(format!("it answers {status}"))),
            Ok(status) => Err(Refusal::Never(format!("it answers {status}"))),
            Err(error) => Err(Refusal::Later(error.to_string())),
        }
    }
}

/// Carries letters to a webhook.
struct Courier {
    agent: Agent,
    webhook: Webhook,
    metrics: Arc<Metrics>,
    tell: Teller,
}

impl Courier {
    /// Forwards everything that has come since the last time.
    fn round(&self, store: &mut dyn Store) -> Result<(), StoreError> {
        let place = self.webhook.place();
        let noted = store.note(&place)?.and_then(|word| word.parse().ok());
        let mut seq = match noted {
            Some(seq) => seq,
            None => {
                // A new webhook is not told the past.
                let last = store.last()?;
                store.set_note(&place, &last.to_string())?;
                last
            }
        };
        loop {
            let page = store.after(seq, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            let end = last.seq;
            for kept in &page {
                if self.wants(kept) {
                    self.carry(store, &kept.event)?;
                    store.set_note(&place, &kept.seq.to_string())?;
                }
            }
            store.set_note(&place, &end.to_string())?;
            seq = end;
        }
    }

    fn wants(&self, kept: &Kept) -> bool {
        self.webhook.types.contains(&kept.event.what.name())
    }

    /// Until it is taken, or dead.
    fn carry(&self, store: &mut dyn Store, event: &Event) -> Result<(), StoreError> {
        let mut pause = FIRST_PAUSE;
        for attempt in 1..=ATTEMPTS {
            let why = match self.webhook.send(&self.agent, event) {
                Ok(()) => {
                    self.metrics.delivered();
                    return Ok(());
                }
                Err(Refusal::Later(_)) if attempt < ATTEMPTS => {
                    thread::sleep(pause);
                    pause *= 2;
                    continue;
                }
                Err(Refusal::Later(why) | Refusal::Never(why)) => why,
            };
            store.set_note(&self.webhook.grave(&event.id), &why)?;
            self.metrics.buried();
            (self.tell)(Notice::Dead(format!("{}: {why}", self.webhook.host())));
            return Ok(());
        }
        Ok(())
    }
}

/// Waits for something new; false when there will be nothing any more.
fn wait(news: &mut watch::Receiver<u64>) -> bool {
    loop {
        match news.has_changed() {
            Err(_) => return false,
            Ok(true) => {
                news.mark_unchanged();
                return true;
            }
            Ok(false) => thread::sleep(GLANCE),
        }
    }
}

fn agent() -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .max_redirects(0)
        .user_agent("answerbook")
        .build();
    Agent::new_with_config(config)
}

/// HMAC-SHA-256 (RFC 2104) of the time, a full stop and the body, in lower-case hexadecimal.
fn signature(secret: &str, time: &str, body: &str) -> String {
    // A key may have any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    for part in [time, ".", body] {
        mac.update(part.as_bytes());
    }
    let mut hex = String::with_capacity(64);
    for byte in mac.finalize().into_bytes() {
        // Writing to a String cannot fail.
        _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// The event in a line that people read. What readers and pages say is set as code, in which chat programs find no links, no
/// pictures and nobody to call.
fn line(event: &Event) -> String {
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

    #[test]
    fn webhooks_are_read() {
        let slack: Webhook = "slack:https://hooks.example.com/secret".parse().unwrap();
        assert_eq!(
            (slack.form, slack.host(), slack.types.as_slice()),
            (Form::Slack, "hooks.example.com", &["vote"][..])
        );
        let json: Webhook = "https://example.com/in?x=1#view,vote".parse().unwrap();
        assert_eq!(
            (json.url.as_str(), json.types.as_slice()),
            ("https://example.com/in?x=1", &["view", "vote"][..])
        );
        for bad in ["example.com", "slack:example.com", "https://example.com#votes", "https://a b"] {
            assert!(bad.parse::<Webhook>().is_err(), "{bad}");
        }
    }

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
        let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, known);
        assert_eq!(signature("k", "1", "{}").len(), 64);
        assert_ne!(signature("k", "1", "{}"), signature("k", "2", "{}"));
    }
}
