//! Connections, of which there are no more than the machine can hold, and none that lasts without saying anything.

use std::collections::HashMap;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::Extension;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::desk::{self, Desk, Peer};
use super::network::{Network, Proxies};

/// The most connections at once.
const CONNECTIONS: usize = 1_024;

/// The most connections of one network at once; a proxy speaks for many.
const OF_ONE_NETWORK: usize = 128;

/// The longest that the head of a request may take to arrive, and a connection may rest between two.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// The largest head, in bytes.
const LARGEST_HEAD: usize = 16 << 10;

/// How long is waited when the system has no more connections to give.
const BREATH: Duration = Duration::from_millis(50);

/// What a client hears whose head did not arrive.
const SLOW: &[u8] = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/// Takes connections until the end is near, and returns when the last one is closed.
pub(super) async fn run(listener: TcpListener, desk: Arc<Desk>, mut ending: watch::Receiver<bool>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let crowd = Arc::new(Crowd::default());
    let router = desk::router(Arc::clone(&desk));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = ends(&mut ending) => break,
        };
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(BREATH).await;
            continue;
        };
        let place = Arc::clone(&room).try_acquire_owned().ok().zip(Place::take(&crowd, peer, &desk.proxies));
        let Some(place) = place else {
            desk.metrics.connection_refused();
            continue;
        };
        let service = router.clone().layer(Extension(Peer(peer.ip())));
        tokio::spawn(serve(stream, service, place, ending.clone()));
    }
    drop(router);
    drop(desk);
    // All places are free again when nobody is served any more.
    _ = room.acquire_many(u32::try_from(CONNECTIONS).unwrap_or(u32::MAX)).await;
}

async fn serve(
    stream: TcpStream,
    router: axum::Router,
    place: (OwnedSemaphorePermit, Place),
    mut ending: watch::Receiver<bool>,
) {
    // Without it answers are only later.
    _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router);
    let service = service_fn(move |request| Box::pin(service.call(request)));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(LARGEST_HEAD);
    let mut connection = http.serve_connection(TokioIo::new(stream), service);
    let ended = tokio::select! {
        ended = poll_fn(|context| connection.poll_without_shutdown(context)) => ended,
        () = ends(&mut ending) => {
            std::pin::Pin::new(&mut connection).graceful_shutdown();
            poll_fn(|context| connection.poll_without_shutdown(context)).await
        }
    };
    let parts = connection.into_parts();
    let mut stream = parts.io.into_inner();
    // Who said nothing at all hears nothing.
    if ended.is_err_and(|error| error.is_timeout()) && !parts.read_buf.is_empty() {
        _ = stream.write_all(SLOW).await;
    }
    _ = stream.shutdown().await;
    drop(place);
}

/// Returns when the end is near.
async fn ends(ending: &mut watch::Receiver<bool>) {
    _ = ending.wait_for(|end| *end).await;
}

/// How many connections each network has.
#[derive(Debug, Default)]
struct Crowd(Mutex<HashMap<Network, usize>>);

/// A connection's place among those of its network, given back when it is dropped.
struct Place {
    crowd: Arc<Crowd>,
    network: Option<Network>,
}

impl Place {
    fn take(crowd: &Arc<Crowd>, peer: SocketAddr, proxies: &Proxies) -> Option<Self> {
        if proxies.have(peer.ip()) {
            return Some(Self { crowd: Arc::clone(crowd), network: None });
        }
        let network = Network::of(peer.ip());
        let mut counts = crowd.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(network).or_default();
        if *count >= OF_ONE_NETWORK {
            return None;
        }
        *count += 1;
        drop(counts);
        Some(Self { crowd: Arc::clone(crowd), network: Some(network) })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(network) = self.network else { return };
        let mut counts = self.crowd.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&network);
            }
        }
    }
}
