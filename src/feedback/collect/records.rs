//! Records of staff: from pages of the internal edition alone, and never without knowing whose they are.
//!
//! A page of another site cannot send them in a reader's name: the body must be JSON, so that browsers ask first, and both the question
//! and what is sent must come from an origin of the internal edition.

use std::sync::Arc;

use answerbook_kernel::Level;
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::json;

use super::desk::{Denial, Desk, PERMISSION, Peer, check_form, read};
use super::identity::{Sender, Unknown};
use crate::feedback::record::{self, Person, Record};

/// Where they arrive.
pub(super) const PATH: &str = "/v1/records";

/// A browser asks whether a page may send records, with the cookies that a proxy knows the reader by (CORS).
pub(super) async fn permission(State(desk): State<Arc<Desk>>, headers: HeaderMap) -> Response {
    match desk.gate.origin_of(&headers, Level::Internal) {
        Ok(_) => (StatusCode::NO_CONTENT, PERMISSION).into_response(),
        Err(refusal) => Denial::from(refusal).into_response(),
    }
}

/// Keeps what arrives, and tells whom it took the sender for.
pub(super) async fn records(
    State(desk): State<Arc<Desk>>,
    Extension(peer): Extension<Peer>,
    request: Request,
) -> Response {
    match take(&desk, peer, request).await {
        Ok(Some(person)) => {
            let answer = json!({ "name": person.name, "verified": person.is_verified() });
            ([(header::CONTENT_TYPE, "application/json")], answer.to_string()).into_response()
        }
        Ok(None) => {
            let answer = json!({ "name": "", "verified": false });
            ([(header::CONTENT_TYPE, "application/json")], answer.to_string()).into_response()
        }
        Err(denial) => denial.into_response(),
    }
}

/// The sender; none where nobody asks who it is and nothing was sent.
async fn take(desk: &Desk, peer: Peer, request: Request) -> Result<Option<Person>, Denial> {
    desk.gate.origin_of(request.headers(), Level::Internal)?;
    check_form(request.headers())?;
    let sender = Sender::of(desk.identity.as_ref(), peer.0, request.headers(), &desk.proxies)?;
    let body = read(request.into_body()).await?;
    let sent = record::parse(&body, Timestamp::now().as_second())
        .map_err(|error| Denial::Wrong(error.to_string()))?;
    let records = sent.into_iter().map(|record| signed(record, &sender)).collect::<Result<Vec<_>, _>>()?;
    if !records.iter().all(|record| desk.known.has_for_staff(&record.page)) {
        return Err(Denial::Page);
    }
    let person = match records.last() {
        Some(record) => Some(record.person.clone()),
        None => sender.person(String::new()).ok(),
    };
    if !records.is_empty() {
        desk.writer.keep_records(records).await.map_err(Denial::Unkept)?;
    }
    Ok(person)
}

fn signed(record: Record, sender: &Sender) -> Result<Record, Unknown> {
    Ok(Record { person: sender.person(record.person.typed)?, ..record })
}
