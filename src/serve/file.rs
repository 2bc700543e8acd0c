//! Files of an edition, as a static host would serve them, but for what a preview must do otherwise.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::desk::{Desk, reads, wants_page};
use super::pages::{Found, Made};
use super::target::{self, BadTarget};
use super::{own, rules};

/// Answers whatever is asked of an edition.
pub(super) async fn serve(State(desk): State<Desk>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    if !reads(&request.method) {
        let mut answer = own::words(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD");
        answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return answer;
    }
    let inside = match target::inside(request.uri.path()) {
        Ok(inside) => inside,
        Err(BadTarget::Long) => return own::words(StatusCode::URI_TOO_LONG, "no address is so long"),
        Err(BadTarget::Odd) => return own::words(StatusCode::BAD_REQUEST, "no such address"),
    };
    let moment = desk.moment();
    if desk.edition.side(&moment).showing.is_none() {
        return if wants_page(&request) { own::empty() } else { own::not_yet() };
    }
    let rules = desk.shared.pages.rules(&moment, desk.edition).await;
    let headers = rules.of(&format!("/{inside}"));
    match desk.shared.pages.get(&moment, desk.edition, &inside).await {
        Found::File(made) => {
            let name = if inside.is_empty() || inside.ends_with('/') { "index.html" } else { &inside };
            file(StatusCode::OK, &made, name, headers, &request)
        }
        Found::Folder => redirect(&request),
        Found::Nothing => match desk.shared.pages.lost(&moment, desk.edition).await {
            Some(lost) => file(StatusCode::NOT_FOUND, &lost, "404.html", headers, &request),
            None => own::words(StatusCode::NOT_FOUND, "no such page"),
        },
    }
}

fn file(status: StatusCode, made: &Made, name: &str, headers: HeaderMap, request: &Parts) -> Response {
    let kind = target::content_type(name);
    let page = kind.starts_with("text/html");
    let body = match page && wants_page(request) {
        true => Body::from(own::with_client(&made.bytes, &made.hash)),
        false => Body::from(made.bytes.clone()),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if page {
        headers.insert(header::VARY, HeaderValue::from_static("Accept"));
        rules::admit_client(headers);
    }
    // What is not named by its content may be another thing in a moment.
    if page || status != StatusCode::OK || !rules::is_immutable(headers) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// To the same path with a slash. It begins with one slash alone, or it would name another host.
fn redirect(request: &Parts) -> Response {
    let query = request.uri.query().map_or_else(String::new, |query| format!("?{query}"));
    let mut response =
        own::words(StatusCode::PERMANENT_REDIRECT, "the page is at the same address with a slash");
    match HeaderValue::try_from(format!("{}/{query}", request.uri.path())) {
        Ok(place) => _ = response.headers_mut().insert(header::LOCATION, place),
        Err(_) => *response.status_mut() = StatusCode::NOT_FOUND,
    }
    response
}
