//! Files of an edition, each made once for a moment, however many look at it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::body::Bytes;
use tokio::sync::OnceCell;

use super::board::{Facts, Moment, Showing, Side};
use super::edition::Edition;
use super::rules::Rules;
use super::wire;

/// More pages are not kept at once.
const KEPT: usize = 512;

/// The page of an edition that is shown where there is no other.
const LOST: &str = "404.html";

/// What stands at a path of an edition.
#[derive(Clone, Debug)]
pub(super) enum Found {
    /// A file.
    File(Arc<Made>),
    /// Nothing, but a page at the same path with a slash.
    Folder,
    /// Nothing.
    Nothing,
}

/// A file, and what is said about it if it is a page.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) bytes: Bytes,
    /// Of the bytes.
    pub(super) hash: String,
    pub(super) facts: Option<Facts>,
    /// Path of the same page in the other edition.
    pub(super) other: Option<String>,
    /// The event that brings it, once somebody needs it.
    event: OnceLock<Bytes>,
}

impl Made {
    /// The event that brings it to those who have an older one.
    pub(super) fn event(&self) -> Bytes {
        self.event.get_or_init(|| wire::page(self, 200)).clone()
    }
}

/// What was made for the moment that was asked about last.
#[derive(Debug, Default)]
pub(super) struct Pages(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    moment: u64,
    pages: BTreeMap<(Edition, String), Arc<OnceCell<Found>>>,
    rules: [Arc<OnceCell<Arc<Rules>>>; 2],
    problems: [Arc<OnceCell<Bytes>>; 2],
}

impl Pages {
    /// What stands at a path, which is none of the disk and begins without a slash.
    pub(super) async fn get(&self, moment: &Arc<Moment>, edition: Edition, path: &str) -> Found {
        if !is_page(path) {
            return find(Arc::clone(moment), edition, path.to_owned()).await;
        }
        let cell = self.with(moment, |kept| {
            if kept.pages.len() >= KEPT {
                kept.pages.clear();
            }
            Arc::clone(kept.pages.entry((edition, path.to_owned())).or_default())
        });
        let make = || find(Arc::clone(moment), edition, path.to_owned());
        match cell {
            Some(cell) => cell.get_or_init(make).await.clone(),
            None => make().await,
        }
    }

    /// The page of an edition that is shown where there is no other.
    pub(super) async fn lost(&self, moment: &Arc<Moment>, edition: Edition) -> Option<Arc<Made>> {
        match self.get(moment, edition, LOST).await {
            Found::File(made) => Some(made),
            Found::Folder | Found::Nothing => None,
        }
    }

    /// What the edition wants hosts to say about its files.
    pub(super) async fn rules(&self, moment: &Arc<Moment>, edition: Edition) -> Arc<Rules> {
        let read = || async {
            let file = find(Arc::clone(moment), edition, "_headers".to_owned()).await;
            let Found::File(file) = file else { return Arc::default() };
            Arc::new(Rules::parse(&String::from_utf8_lossy(&file.bytes)))
        };
        match self.with(moment, |kept| Arc::clone(&kept.rules[edition.index()])) {
            Some(cell) => Arc::clone(cell.get_or_init(read).await),
            None => read().await,
        }
    }

    /// The event that tells what is wrong.
    pub(super) async fn problems(&self, moment: &Arc<Moment>, edition: Edition) -> Bytes {
        let tell = || async { wire::problems(moment, edition.side(moment)) };
        match self.with(moment, |kept| Arc::clone(&kept.problems[edition.index()])) {
            Some(cell) => cell.get_or_init(tell).await.clone(),
            None => tell().await,
        }
    }

    /// Looks into what is kept for a moment; nothing is kept for one that is over.
    fn with<T>(&self, moment: &Moment, look: impl FnOnce(&mut Kept) -> T) -> Option<T> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.moment < moment.number {
            *kept = Kept { moment: moment.number, ..Kept::default() };
        }
        (kept.moment == moment.number).then(|| look(&mut kept))
    }
}

/// Whether a path may be a page's, for which there is more to say than its bytes.
fn is_page(path: &str) -> bool {
    path.is_empty() || path.ends_with('/') || path.ends_with(".html")
}

/// Making a page takes a processor for a while, so others are let through meanwhile.
async fn find(moment: Arc<Moment>, edition: Edition, path: String) -> Found {
    let found = tokio::task::spawn_blocking(move || {
        let showing = edition.side(&moment).showing.as_deref();
        showing.map_or(Found::Nothing, |showing| look(showing, edition.other().side(&moment), &path))
    });
    found.await.unwrap_or(Found::Nothing)
}

fn look(showing: &dyn Showing, other: &Side, path: &str) -> Found {
    let folder = path.is_empty() || path.ends_with('/');
    let file = if folder { format!("{path}index.html") } else { path.to_owned() };
    if let Some(bytes) = showing.file(&file) {
        return Found::File(Arc::new(made(bytes, &file, showing, other)));
    }
    match !folder && showing.file(&format!("{path}/index.html")).is_some() {
        true => Found::Folder,
        false => Found::Nothing,
    }
}

fn made(bytes: Arc<[u8]>, file: &str, showing: &dyn Showing, other: &Side) -> Made {
    let bytes = Bytes::from_owner(bytes);
    if !file.ends_with(".html") {
        return Made { bytes, hash: String::new(), facts: None, other: None, event: OnceLock::new() };
    }
    let address =
        file.strip_suffix("index.html").filter(|address| address.is_empty() || address.ends_with('/'));
    let facts = address.and_then(|address| showing.facts(address));
    let hash = blake3::hash(&bytes).to_hex()[..16].to_owned();
    let other = other.showing.as_deref().and_then(|other| twin(address?, facts.as_ref(), other));
    Made { bytes, hash, facts, other, event: OnceLock::new() }
}

/// The path of the page that the same source makes in the other edition, or that has the same address for want of one.
fn twin(address: &str, facts: Option<&Facts>, other: &dyn Showing) -> Option<String> {
    let address = match facts.and_then(|facts| facts.source.as_deref()) {
        Some(source) => other.address_of(source)?,
        None => other.file(&format!("{address}index.html")).map(|_| address.to_owned())?,
    };
    Some(format!("/{address}"))
}
