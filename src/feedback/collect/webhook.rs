//! A place that events are forwarded to, as it is typed, and how one event gets there.

use std::str::FromStr;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use ureq::Agent;

use super::letter::{line, signature};
use crate::feedback::event::{Event, TYPES};
use crate::feedback::export::told;
use crate::feedback::store::{Store, StoreError};

/// How long the other side may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

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
pub(super) enum Refusal {
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

    /// The note of how far it has come.
    pub(super) fn place(&self) -> String {
        format!("webhook:{}", self.name())
    }

    /// The note of a dead letter.
    pub(super) fn grave(&self, id: &str) -> String {
        format!("dead:{}:{id}", self.name())
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

    /// Whether an event is forwarded.
    pub(super) fn wants(&self, event: &Event) -> bool {
        self.types.contains(&event.what.name())
    }

    pub(super) fn send(&self, agent: &Agent, event: &Event) -> Result<(), Refusal> {
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

/// Speaks to the other side.
pub(super) fn agent() -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .max_redirects(0)
        .user_agent("answerbook")
        .build();
    Agent::new_with_config(config)
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
}
