//! The report, shown to who knows the words that were agreed on.

use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::desk::Desk;
use crate::engine::{Engine, EngineError};
use crate::feedback::report::csv::Table;
use crate::feedback::report::{Day, Report, Scope, csv, html, json, markdown, of_store};
use crate::feedback::store::{Address, StoreError};

/// Reports that are made at the same time: each reads all events.
const AT_ONCE: usize = 2;

/// Nothing of a report comes from elsewhere, and nothing in it runs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// What reports are made of, and for whom.
#[derive(Debug)]
pub(super) struct Shown {
    store: Address,
    root: Option<PathBuf>,
    /// A hash of the words, so that comparing takes the same time whatever is said.
    token: Option<blake3::Hash>,
    room: Semaphore,
}

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    since: Option<Day>,
    until: Option<Day>,
    owner: Option<String>,
    lang: Option<String>,
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl Shown {
    pub(super) fn new(store: Address, root: Option<PathBuf>, token: Option<&str>) -> Self {
        let token = token.map(|words| blake3::hash(words.as_bytes()));
        Self { store, root, token, room: Semaphore::new(AT_ONCE) }
    }

    fn may_see(&self, headers: &HeaderMap) -> bool {
        let told = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(words);
        // Hashes are compared in constant time.
        told.is_some_and(|words| self.token == Some(blake3::hash(words.as_bytes())))
    }

    fn report(&self, asked: Asked) -> Result<Report, Failure> {
        let scope = Scope {
            today: Day::today(),
            since: asked.since,
            until: asked.until,
            owner: asked.owner,
            language: asked.lang,
        };
        let site = self.root.as_deref().map(Engine::load).transpose()?.map(|engine| engine.facts());
        Ok(of_store(&self.store, &scope, site.as_ref())?)
    }
}

/// What an `Authorization` header says: a bearer's token (RFC 6750), or the password of any user (RFC 7617).
fn words(header: &str) -> Option<String> {
    let (scheme, rest) = header.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.trim().to_owned());
    }
    let text = STANDARD.decode(rest.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    String::from_utf8(text).ok()?.split_once(':').map(|(_, password)| password.to_owned())
}

/// `/report`.
pub(super) async fn page(desk: State<Arc<Desk>>, asked: Query<Asked>, request: Request) -> Response {
    answer(desk, "html", asked, request.headers()).await
}

/// `/report.json` and the other forms.
pub(super) async fn form(
    desk: State<Arc<Desk>>,
    Path(name): Path<String>,
    asked: Query<Asked>,
    request: Request,
) -> Response {
    match name.strip_prefix("report.") {
        Some(form) => answer(desk, form, asked, request.headers()).await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn answer(
    State(desk): State<Arc<Desk>>,
    form: &str,
    Query(asked): Query<Asked>,
    headers: &HeaderMap,
) -> Response {
    let shown = &desk.shown;
    let print: fn(&Report) -> String = match form {
        "html" => html::text,
        "md" => markdown::text,
        "csv" => |report| csv::text(report, Table::Pages),
        "json" => json::text,
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    // Nobody is told whether there is one.
    if !shown.may_see(headers) {
        let ask = [(header::WWW_AUTHENTICATE, "Basic realm=\"report\", charset=\"UTF-8\"")];
        return (StatusCode::UNAUTHORIZED, ask, "this is for the owner\n").into_response();
    }
    let Ok(_place) = shown.room.acquire().await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let worker = Arc::clone(&desk);
    let made =
        tokio::task::spawn_blocking(move || worker.shown.report(asked).map(|report| print(&report))).await;
    match made {
        Ok(Ok(text)) => {
            let policy = (HeaderName::from_static("content-security-policy"), POLICY);
            ([(header::CONTENT_TYPE, kind(form)), policy, (header::REFERRER_POLICY, "no-referrer")], text)
                .into_response()
        }
        Ok(Err(failure)) => (StatusCode::SERVICE_UNAVAILABLE, format!("{failure}\n")).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn kind(form: &str) -> &'static str {
    match form {
        "html" => "text/html; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "json" => "application/json",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_said_in_two_ways() {
        assert_eq!(words("Bearer open sesame").as_deref(), Some("open sesame"));
        // `anybody:open:sesame`
        assert_eq!(words("Basic YW55Ym9keTpvcGVuOnNlc2FtZQ==").as_deref(), Some("open:sesame"));
        for nothing in ["", "Bearer", "Basic ???", "Digest x", "Basic YW55Ym9keQ=="] {
            assert_eq!(words(nothing), None, "{nothing}");
        }
    }
}
