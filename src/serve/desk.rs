//! Where requests arrive: what was asked → who answers.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::watch;

use super::board::Moment;
use super::edition::Edition;
use super::editor::Editor;
use super::feedback::Feedback;
use super::guard::Guard;
use super::pages::{Found, Pages};
use super::wire::{self, About, Hello, Search, Wrong};
use super::{events, file, own};
use crate::feedback::event;

/// The longest body that is read, in bytes.
const LONGEST_BODY: usize = 4 << 10;

/// The longest that a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(10);

/// What both doors have in common.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) board: watch::Receiver<Arc<Moment>>,
    pub(super) pages: Pages,
    pub(super) feedback: Feedback,
    pub(super) guard: Guard,
    pub(super) editor: Editor,
    /// The site's folder, from the root of the file system.
    pub(super) root: String,
    /// Of the public and the internal edition.
    pub(super) ports: [u16; 2],
}

/// The desk behind one door.
#[derive(Clone, Debug)]
pub(super) struct Desk {
    pub(super) shared: Arc<Shared>,
    pub(super) edition: Edition,
}

/// All that can be asked at a door.
pub(super) fn router(desk: Desk) -> Router {
    Router::new()
        .route("/.answerbook/events", get(listen))
        .route("/.answerbook/state", get(state))
        .route("/.answerbook/feedback", get(votes).post(told))
        .route("/.answerbook/public-page", get(public_page))
        .route("/.answerbook/frame", get(frame))
        .route("/.answerbook/{*file}", get(own_file))
        .fallback(file::serve)
        .layer(middleware::from_fn_with_state(desk.clone(), admit))
        .with_state(desk)
}

/// Turns away who may not ask, whatever it is; and says on every answer that it is for our own pages.
async fn admit(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let mut response = match desk.shared.guard.check(&parts) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(refusal) => own::words(StatusCode::FORBIDDEN, &refusal.to_string()),
    };
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let policy = HeaderName::from_static("cross-origin-resource-policy");
    headers.insert(policy, HeaderValue::from_static("same-origin"));
    response
}

/// The page that is asked about.
#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    path: String,
    #[serde(default)]
    have: String,
}

async fn listen(State(desk): State<Desk>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let moment = desk.moment();
    let hello = wire::event("hello", &desk.hello(&moment, &headers));
    events::stream(desk, hello, asked.path, asked.have)
}

/// The same as the events tell, once.
async fn state(State(desk): State<Desk>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let moment = desk.moment();
    let made = desk.page(&moment, &asked.path).await;
    let side = desk.edition.side(&moment);
    json(&json!({
        "moment": moment.number,
        "hello": desk.hello(&moment, &headers),
        "built": side.showing.is_some(),
        "page": made.as_ref().map(|made| json!({ "hash": made.hash, "status": 200 })),
        "facts": About::of(made.as_deref()),
        "problems": Wrong::of(&moment, side),
        "search": Search { ready: side.indexed },
        "feedback": desk.shared.feedback.tally(desk.edition, &asked.path),
    }))
}

async fn votes(State(desk): State<Desk>, Query(asked): Query<Asked>) -> Response {
    json(&json!(desk.shared.feedback.tally(desk.edition, &asked.path)))
}

/// Keeps what a page tells. That it is JSON keeps forms of other pages out even where a browser says nothing about itself.
async fn told(State(desk): State<Desk>, request: Request) -> Response {
    if !is_json(request.headers()) {
        return own::words(StatusCode::UNSUPPORTED_MEDIA_TYPE, "events are JSON");
    }
    let body = match tokio::time::timeout(BODY_TIME, to_bytes(request.into_body(), LONGEST_BODY)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return own::words(StatusCode::PAYLOAD_TOO_LARGE, "events have 4 kB at most"),
        Err(_) => return own::words(StatusCode::REQUEST_TIMEOUT, "the events did not arrive"),
    };
    let events = match event::parse(&body, Timestamp::now().as_second()) {
        Ok(events) => events,
        Err(error) => return own::words(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    let kept = tokio::task::spawn_blocking(move || desk.shared.feedback.keep(desk.edition, events)).await;
    match kept {
        Ok(Ok(())) => StatusCode::NO_CONTENT.into_response(),
        Ok(Err(error)) => own::words(StatusCode::INSUFFICIENT_STORAGE, &error.to_string()),
        Err(_) => own::words(StatusCode::INTERNAL_SERVER_ERROR, "the events were not kept"),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim() == "application/json")
}

/// What customers see of an internal page. Only the internal door has it.
async fn public_page(State(desk): State<Desk>, Query(asked): Query<Asked>) -> Response {
    let nothing = || own::words(StatusCode::NOT_FOUND, "no such page");
    if desk.edition != Edition::Internal {
        return nothing();
    }
    let moment = desk.moment();
    let Some(path) = desk.page(&moment, &asked.path).await.and_then(|made| made.other.clone()) else {
        return nothing();
    };
    let inside = path.trim_start_matches('/');
    match desk.shared.pages.get(&moment, Edition::Public, inside).await {
        Found::File(made) => {
            own::answer(StatusCode::OK, "text/html; charset=utf-8", Body::from(made.bytes.clone()))
        }
        Found::Folder | Found::Nothing => nothing(),
    }
}

async fn frame() -> Response {
    own::file("frame.html").unwrap_or_else(|| own::words(StatusCode::NOT_FOUND, "no such page"))
}

async fn own_file(Path(name): Path<String>) -> Response {
    own::file(&name).unwrap_or_else(|| own::words(StatusCode::NOT_FOUND, "no such file"))
}

fn json(value: &serde_json::Value) -> Response {
    own::answer(StatusCode::OK, "application/json", Body::from(value.to_string()))
}

impl Desk {
    /// What is up now.
    pub(super) fn moment(&self) -> Arc<Moment> {
        Arc::clone(&self.shared.board.borrow())
    }

    fn hello<'a>(&'a self, moment: &'a Moment, headers: &HeaderMap) -> Hello<'a> {
        Hello {
            edition: self.edition.name(),
            other: self.origin(self.edition.other(), headers),
            title: &moment.title,
            root: self.shared.root.clone(),
            editor: self.shared.editor.template(),
        }
    }

    /// Origin of an edition, by the name that the reader calls this one.
    fn origin(&self, edition: Edition, headers: &HeaderMap) -> String {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
        let name = host.rsplit_once(':').filter(|_| !host.ends_with(']')).map_or(host, |(name, _)| name);
        format!("http://{name}:{}", self.shared.ports[edition.index()])
    }
}

/// Whether the answer is to be looked at in a browser.
pub(super) fn wants_page(request: &Parts) -> bool {
    let accepts = request.headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepts.into_iter().any(|value| value.contains("text/html"))
}

/// Whether a file can be asked for so.
pub(super) fn reads(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}
