//! The collector: events of readers' browsers and records of staff, from HTTP onto the disk.
//!
//! ```text
//!  browser ─▶ listener ─▶ desk ─▶ gate ─▶ event::parse ─▶ known ─▶ writer ─▶ store
//!             bounded     paths   origin,  the schema      pages    one commit for all that wait,
//!             connections         rate                              then all are acknowledged
//! ```
//!
//! What is answered with 2xx is on the disk. Whatever cannot be kept is answered so that the browser keeps it and sends it again.
//! Nothing here writes down where a request came from, and of records alone who sent them; addresses are known for as long as a rate is watched, in memory alone.

mod courier;
mod desk;
mod gate;
mod identity;
mod known;
mod letter;
mod listener;
mod metrics;
mod network;
mod records;
mod retention;
mod shown;
mod webhook;
mod writer;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use answerbook_kernel::period::Period;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

pub use axum::http::HeaderName;
pub use gate::{Origin, OriginError};
pub use identity::Identity;
pub use known::ManifestError;
pub use network::{Proxy, ProxyError};
pub use retention::oldest;
pub use webhook::{Webhook, WebhookError};

use super::store::{Address, StoreError};
use crate::end;
use desk::Desk;
use gate::Gate;
use known::Known;
use metrics::Metrics;
use network::Proxies;
use retention::Spans;
use shown::Shown;
use writer::Writer;

/// How long requests that have begun may go on after the end was asked for.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// What a collector is told when it is started.
#[derive(Debug)]
pub struct Settings {
    /// Where events are kept.
    pub store: Address,
    /// Where it listens.
    pub listen: SocketAddr,
    /// Origins of the public edition.
    pub public: Vec<Origin>,
    /// Origins of the internal edition.
    pub internal: Vec<Origin>,
    /// The lists of files of editions whose pages are known; without one all pages are.
    pub pages: Vec<PathBuf>,
    /// Requests a second from one network.
    pub rate: u32,
    /// What must be said to see the report; without it nobody sees it.
    pub token: Option<String>,
    /// Who is believed about where requests come from, beside this machine.
    pub proxies: Vec<Proxy>,
    /// How long events are kept; for ever without it.
    pub keep: Option<Period>,
    /// How long records are kept; for ever without it.
    pub keep_records: Option<Period>,
    /// Where a trusted proxy says who staff are; without it the name that they typed is taken.
    pub identity: Option<Identity>,
    /// Where events are forwarded to.
    pub webhooks: Vec<Webhook>,
    /// The folder of the site, whose titles the report shows.
    pub root: Option<PathBuf>,
}

/// What a running collector has to say.
#[derive(Debug)]
pub enum Notice<'e> {
    /// The store did not keep events; browsers will send them again.
    Failing(&'e StoreError),
    /// It does again.
    Mended,
    /// So much was old enough and was removed.
    Removed {
        /// How many events.
        events: u64,
        /// How many records.
        records: u64,
    },
    /// A webhook was given up for an event, which waits among the dead letters.
    Dead(String),
    /// The list of an edition's pages could not be read again; the last one stays.
    Manifest(&'e ManifestError),
}

/// Who is told.
pub type Teller = Arc<dyn Fn(Notice<'_>) + Send + Sync>;

/// Why no collector runs.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The list of pages.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The address.
    #[error("cannot listen at {address}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The system gives no threads.
    #[error("the collector cannot be started")]
    Machine(#[from] io::Error),
}

/// A running collector.
#[derive(Debug)]
pub struct Collector {
    runtime: Runtime,
    address: SocketAddr,
    writer: thread::JoinHandle<()>,
    end: watch::Sender<bool>,
    listening: tokio::task::JoinHandle<()>,
}

impl Collector {
    /// Opens the store and listens.
    ///
    /// # Errors
    /// When either cannot be done, or a list of pages cannot be read.
    pub fn start(settings: Settings, tell: &Teller) -> Result<Self, CollectError> {
        let known = Known::read(&settings.pages, Arc::clone(tell))?;
        let store = settings.store.open()?;
        let metrics = Arc::new(Metrics::default());
        let (writer, thread) = Writer::start(store, Arc::clone(&metrics), Arc::clone(tell))?;
        let keep = Spans { events: settings.keep, records: settings.keep_records };
        retention::start(settings.store.clone(), keep, Arc::clone(tell))?;
        for webhook in settings.webhooks {
            let store = settings.store.open()?;
            courier::start(webhook, store, writer.news(), Arc::clone(&metrics), Arc::clone(tell))?;
        }
        let desk = Desk {
            gate: Gate::new(settings.public, settings.internal, settings.rate),
            proxies: Proxies(settings.proxies),
            identity: settings.identity,
            known,
            metrics,
            writer,
            shown: Shown::new(settings.store, settings.root, settings.token.as_deref()),
        };
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(4)
            .thread_name("collect")
            .enable_all()
            .build()?;
        let refused = |source| CollectError::Listen { address: settings.listen, source };
        let socket = std::net::TcpListener::bind(settings.listen).map_err(refused)?;
        socket.set_nonblocking(true)?;
        let address = socket.local_addr()?;
        let (end, ending) = watch::channel(false);
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(socket)?
        };
        let listening = runtime.spawn(listener::run(listener, Arc::new(desk), ending));
        Ok(Self { runtime, address, writer: thread, end, listening })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Works until the user or the system wants it to end; what has been accepted is kept then.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn run(self) -> io::Result<()> {
        self.runtime.block_on(end::is_asked_for())?;
        self.end.send_replace(true);
        self.runtime.block_on(async {
            _ = tokio::time::timeout(LAST_WORDS, self.listening).await;
        });
        self.runtime.shutdown_timeout(Duration::from_millis(200));
        // Its last order went with the last request. One that waits for a database that is gone was not acknowledged.
        let since = Instant::now();
        while !self.writer.is_finished() && since.elapsed() < LAST_WORDS {
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}
