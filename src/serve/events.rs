//! Tells a page in a browser what changes: one listener, from its arrival until it is gone.
//!
//! A listener is told the state of things, never what happened in between: one that is slow misses what is over, and
//! costs no memory for it.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

use super::board::Moment;
use super::desk::Desk;
use super::pages::{Found, Made};
use super::target;
use super::wire::{self, About};

/// A listener that hears nothing else hears this often from us, and we of its end.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Who listens, and what was told already.
struct Listener {
    desk: Desk,
    /// As the browser has it.
    path: String,
    page: Page,
    told: Told,
}

/// The page that the browser has.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Page {
    /// Bytes with this hash, which may be those of the page for what is not there.
    Shown(String),
    /// The page for what is not there, with this hash.
    Lost(String),
    /// One that is gone.
    Gone,
}

#[derive(Debug, Default)]
struct Told {
    about: Bytes,
    problems: Bytes,
    search: Bytes,
    feedback: Bytes,
}

/// Nobody listens any more.
struct Gone;

/// The events about a path; `have` is the hash of the page that the browser has.
pub(super) fn stream(desk: Desk, hello: Bytes, path: String, have: String) -> Response {
    // One event at a time: the next is made when this one is on its way.
    let (to, from) = mpsc::channel(1);
    let listener = Listener { desk, path, page: Page::Shown(have), told: Told::default() };
    tokio::spawn(async move {
        if to.send(hello).await.is_ok() {
            // That nobody listens any more is how it ends.
            _ = listener.tell(&to).await;
        }
    });
    let body = Body::from_stream(ReceiverStream::new(from).map(Ok::<Bytes, Infallible>));
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

impl Listener {
    async fn tell(mut self, to: &mpsc::Sender<Bytes>) -> Result<(), Gone> {
        let mut moments = self.desk.shared.board.clone();
        let mut votes = self.desk.shared.feedback.watch();
        loop {
            let moment = Arc::clone(&moments.borrow_and_update());
            votes.borrow_and_update();
            self.tell_moment(&moment, to).await?;
            loop {
                tokio::select! {
                    changed = moments.changed() => { changed.map_err(|_| Gone)?; break }
                    changed = votes.changed() => { changed.map_err(|_| Gone)?; break }
                    () = to.closed() => return Err(Gone),
                    () = tokio::time::sleep(HEARTBEAT) => send(to, wire::heartbeat()).await?,
                }
            }
        }
    }

    async fn tell_moment(&mut self, moment: &Arc<Moment>, to: &mpsc::Sender<Bytes>) -> Result<(), Gone> {
        let (shared, edition) = (Arc::clone(&self.desk.shared), self.desk.edition);
        let side = edition.side(moment);
        if side.showing.is_some() {
            let found = self.desk.page(moment, &self.path).await;
            if let Some(event) = self.page_event(moment, found.as_deref()).await {
                send(to, event).await?;
            }
            news(&mut self.told.about, wire::event("facts", &About::of(found.as_deref())), to).await?;
        }
        news(&mut self.told.problems, shared.pages.problems(moment, edition).await, to).await?;
        news(&mut self.told.search, wire::search(side), to).await?;
        let tally = shared.feedback.tally(edition, &self.path);
        news(&mut self.told.feedback, wire::feedback(&tally), to).await
    }

    /// What to tell about the page, if the browser has another one.
    async fn page_event(&mut self, moment: &Arc<Moment>, found: Option<&Made>) -> Option<Bytes> {
        if let Some(made) = found {
            let page = Page::Shown(made.hash.clone());
            return (std::mem::replace(&mut self.page, page.clone()) != page).then(|| made.event());
        }
        let lost = self.desk.shared.pages.lost(moment, self.desk.edition).await;
        let hash = lost.as_ref().map(|lost| lost.hash.clone()).unwrap_or_default();
        match &self.page {
            Page::Gone => None,
            Page::Shown(had) if *had != hash => {
                self.page = Page::Gone;
                Some(wire::gone())
            }
            Page::Lost(had) if *had != hash => {
                self.page = Page::Lost(hash);
                lost.map(|lost| wire::page(&lost, 404))
            }
            Page::Shown(_) | Page::Lost(_) => {
                self.page = Page::Lost(hash);
                None
            }
        }
    }
}

/// Sends what was not told yet.
async fn news(told: &mut Bytes, event: Bytes, to: &mpsc::Sender<Bytes>) -> Result<(), Gone> {
    if *told == event {
        return Ok(());
    }
    told.clone_from(&event);
    send(to, event).await
}

async fn send(to: &mpsc::Sender<Bytes>, event: Bytes) -> Result<(), Gone> {
    to.send(event).await.map_err(|_| Gone)
}

impl Desk {
    /// The page at a path as a browser has it, whether or not a redirect led there.
    pub(super) async fn page(&self, moment: &Arc<Moment>, path: &str) -> Option<Arc<Made>> {
        let inside = target::inside(path).ok()?;
        let found = match self.shared.pages.get(moment, self.edition, &inside).await {
            Found::Folder => self.shared.pages.get(moment, self.edition, &format!("{inside}/")).await,
            found => found,
        };
        match found {
            Found::File(made) => Some(made),
            Found::Folder | Found::Nothing => None,
        }
    }
}
