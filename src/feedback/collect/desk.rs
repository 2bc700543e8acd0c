//! Where requests arrive: what was asked → who answers.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use answerbook_kernel::Level;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::Timestamp;

use super::gate::{Gate, Refusal};
use super::identity::{Identity, Unknown};
use super::known::Known;
use super::metrics::Metrics;
use super::network::{Network, Proxies};
use super::records;
use super::shown::{self, Shown};
use super::writer::{Unkept, Writer};
use crate::feedback::event::{self, Event};

/// The longest body, in bytes.
const LONGEST_BODY: usize = 4 << 10;

/// The longest that a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(5);

/// When browsers shall try again what could not be kept, in seconds.
const AGAIN: u64 = 10;

/// What a page may do that is allowed to send something, and for how many seconds browsers may remember it.
pub(super) const PERMISSION: [(HeaderName, &str); 3] = [
    (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
    (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
    (header::ACCESS_CONTROL_MAX_AGE, "86400"),
];

/// All that answers need.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) gate: Gate,
    pub(super) proxies: Proxies,
    pub(super) identity: Option<Identity>,
    pub(super) known: Known,
    pub(super) metrics: Arc<Metrics>,
    pub(super) writer: Writer,
    pub(super) shown: Shown,
}

/// The other side of the connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) IpAddr);

/// All that can be asked.
pub(super) fn router(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/v1/events", post(events).options(permission))
        .route(records::PATH, post(records::records).options(records::permission))
        .route("/healthz", get(health))
        .route("/metrics", get(metrics))
        .route("/report", get(shown::page))
        .route("/{form}", get(shown::form))
        .layer(middleware::from_fn_with_state(Arc::clone(&desk), dress))
        .with_state(desk)
}

/// Why events or records are not taken.
pub(super) enum Denial {
    Gate(Refusal),
    Nobody,
    Large,
    Slow,
    Form(&'static str),
    Wrong(String),
    Edition,
    Page,
    Unkept(Unkept),
}

impl From<Refusal> for Denial {
    fn from(refusal: Refusal) -> Self {
        Self::Gate(refusal)
    }
}

impl From<Unknown> for Denial {
    fn from(Unknown: Unknown) -> Self {
        Self::Nobody
    }
}

/// Turns away who asks too much, whatever it is; what every answer has, and what is counted of it.
async fn dress(
    State(desk): State<Arc<Desk>>,
    Extension(peer): Extension<Peer>,
    request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let network = Network::behind(peer.0, request.headers(), &desk.proxies);
    // Customers' pages are not even told why they may not send records.
    let staff = request.uri().path() == records::PATH;
    let origin = match staff {
        true => desk.gate.origin_of(request.headers(), Level::Internal),
        false => desk.gate.origin(request.headers()),
    };
    let origin = origin.ok().and_then(|origin| HeaderValue::from_str(origin).ok());
    let mut response = match desk.gate.admit(network) {
        Ok(()) => next.run(request).await,
        Err(refusal) => Denial::Gate(refusal).into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("Retry-After"));
        if staff {
            headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        }
    }
    desk.metrics.answered(response.status().as_u16(), start.elapsed());
    response
}

/// A browser asks whether a page may send events at all (CORS).
async fn permission(State(desk): State<Arc<Desk>>, headers: HeaderMap) -> Response {
    if let Err(refusal) = desk.gate.origin(&headers) {
        return Denial::Gate(refusal).into_response();
    }
    (StatusCode::NO_CONTENT, PERMISSION).into_response()
}

async fn events(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    match take(&desk, request).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(denial) => denial.into_response(),
    }
}

async fn take(desk: &Desk, request: Request) -> Result<(), Denial> {
    let origin = desk.gate.origin(request.headers())?.to_owned();
    check_form(request.headers())?;
    let body = read(request.into_body()).await?;
    let events = event::parse(&body, Timestamp::now().as_second())
        .map_err(|error| Denial::Wrong(error.to_string()))?;
    events.iter().try_for_each(|event| check(desk, &origin, event))?;
    desk.writer.keep(events).await.map_err(Denial::Unkept)
}

/// What can be refused before it is read.
pub(super) fn check_form(headers: &HeaderMap) -> Result<(), Denial> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let length = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    if length.is_some_and(|length| length > LONGEST_BODY) {
        return Err(Denial::Large);
    }
    // What is small when it is packed may be large when it is not.
    if headers.contains_key(header::CONTENT_ENCODING) {
        return Err(Denial::Form("bodies are sent as they are, not compressed"));
    }
    let kind = text(header::CONTENT_TYPE).unwrap_or_default().split(';').next().unwrap_or_default();
    if kind.trim().eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(Denial::Form("bodies are JSON"))
    }
}

pub(super) async fn read(body: Body) -> Result<Bytes, Denial> {
    match tokio::time::timeout(BODY_TIME, to_bytes(body, LONGEST_BODY)).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(_)) => Err(Denial::Large),
        Err(_) => Err(Denial::Slow),
    }
}

fn check(desk: &Desk, origin: &str, event: &Event) -> Result<(), Denial> {
    if !desk.gate.may_tell(origin, event.edition) {
        return Err(Denial::Edition);
    }
    if desk.known.has(event.edition, &event.page) { Ok(()) } else { Err(Denial::Page) }
}

impl IntoResponse for Denial {
    fn into_response(self) -> Response {
        let again = |seconds: u64| [(header::RETRY_AFTER, seconds.to_string())];
        let last = [(header::CONNECTION, "close")];
        match self {
            Self::Gate(Refusal::Origin) => {
                (StatusCode::FORBIDDEN, "this is not for pages of other sites\n").into_response()
            }
            Self::Gate(Refusal::Rate(wait)) => {
                (StatusCode::TOO_MANY_REQUESTS, again(wait), "too much from one network\n").into_response()
            }
            Self::Nobody => (StatusCode::UNAUTHORIZED, "nobody says who you are\n").into_response(),
            Self::Large => (StatusCode::PAYLOAD_TOO_LARGE, last, "a body has 4 kB at most\n").into_response(),
            Self::Slow => (StatusCode::REQUEST_TIMEOUT, last, "the body did not arrive\n").into_response(),
            Self::Form(why) => (StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("{why}\n")).into_response(),
            Self::Wrong(why) => (StatusCode::BAD_REQUEST, format!("{why}\n")).into_response(),
            Self::Edition => {
                (StatusCode::FORBIDDEN, "this page may not tell of the other edition\n").into_response()
            }
            Self::Page => (StatusCode::NOT_FOUND, "there is no such page\n").into_response(),
            Self::Unkept(Unkept::Busy | Unkept::Failed) => {
                let why = "it could not be kept; send it again\n";
                (StatusCode::SERVICE_UNAVAILABLE, again(AGAIN), why).into_response()
            }
        }
    }
}

/// Whether events are taken, asked by whoever watches over the collector.
async fn health(State(desk): State<Arc<Desk>>) -> Response {
    match desk.writer.probe().await {
        Ok(()) => "ok\n".into_response(),
        Err(Unkept::Busy | Unkept::Failed) => {
            (StatusCode::SERVICE_UNAVAILABLE, "events cannot be kept\n").into_response()
        }
    }
}

async fn metrics(State(desk): State<Arc<Desk>>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], desk.metrics.text())
        .into_response()
}
