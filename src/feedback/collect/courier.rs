//! Events are forwarded to other programs, in the order in which they came, each at least once.
//!
//! How far a webhook has come is noted in the store, so that nothing is forgotten when the collector is killed. What is refused for
//! good, or for too long, becomes a dead letter: the id of the event, to be sent again by command.

use std::io;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::watch;
use ureq::Agent;

use super::metrics::Metrics;
use super::webhook::{Refusal, Webhook, agent};
use super::{Notice, Teller};
use crate::feedback::event::Event;
use crate::feedback::store::{Store, StoreError};

/// How often a letter is tried before it is dead: with growing pauses, for about four minutes.
const ATTEMPTS: u32 = 8;

/// The first pause; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(2);

/// How often is looked whether something new was kept.
const GLANCE: Duration = Duration::from_millis(250);

/// So many events are read at once.
const PAGE: usize = 200;

/// Starts to forward what is kept from now on; ends with the writer.
pub(super) fn start(
    webhook: Webhook,
    mut store: Box<dyn Store>,
    mut news: watch::Receiver<u64>,
    metrics: Arc<Metrics>,
    tell: Teller,
) -> io::Result<()> {
    let courier = Courier { agent: agent(), webhook, metrics, tell };
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
                if self.webhook.wants(&kept.event) {
                    self.carry(store, &kept.event)?;
                    store.set_note(&place, &kept.seq.to_string())?;
                }
            }
            store.set_note(&place, &end.to_string())?;
            seq = end;
        }
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
