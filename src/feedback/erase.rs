//! Events that somebody wants to be gone.

use super::event::{Event, What};
use super::store::{Store, StoreError};

/// So many ids are removed at once.
const SLICE: usize = 1_000;

/// Which events are meant: those that fit all that is said.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// By id, or by ballot.
    pub ids: Vec<String>,
    /// Of a page.
    pub page: Option<String>,
    /// With these words in what a reader wrote, in any case.
    pub containing: Option<String>,
    /// Before a time, in seconds since 1970.
    pub before: Option<i64>,
}

impl Wanted {
    /// Whether nothing is said, which would mean everything.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.page.is_none() && self.containing.is_none() && self.before.is_none()
    }

    /// Whether an event is meant.
    pub fn fits(&self, event: &Event) -> bool {
        let ballot = match &event.what {
            What::Vote(vote) => Some(&vote.ballot),
            What::View | What::Search(_) | What::SearchMiss(_) | What::SearchClick(_) | What::Contact(_) => {
                None
            }
        };
        let named = |id: &String| *id == event.id || Some(id) == ballot;
        let contains = |words: &String| written(event).to_lowercase().contains(&words.to_lowercase());
        (self.ids.is_empty() || self.ids.iter().any(named))
            && self.page.as_ref().is_none_or(|page| *page == event.page)
            && self.containing.as_ref().is_none_or(contains)
            && self.before.is_none_or(|time| event.time < time)
    }

    /// All events of a store that are meant.
    ///
    /// # Errors
    /// When the store fails.
    pub fn find(&self, store: &mut dyn Store) -> Result<Vec<Event>, StoreError> {
        let mut found = Vec::new();
        store.each(None, self.before, &mut |event| {
            if self.fits(&event) {
                found.push(event);
            }
        })?;
        Ok(found)
    }
}

/// Removes events; how many there were.
///
/// # Errors
/// When the store fails; then some may still be there.
pub fn erase(store: &mut dyn Store, events: &[Event]) -> Result<u64, StoreError> {
    let ids: Vec<&str> = events.iter().map(|event| event.id.as_str()).collect();
    let gone = ids.chunks(SLICE).try_fold(0, |gone, slice| Ok(gone + store.remove(slice)?))?;
    // What an earlier attempt removed may still be in a log.
    store.remove(&[])?;
    Ok(gone)
}

/// What a reader typed.
fn written(event: &Event) -> &str {
    match &event.what {
        What::Vote(vote) => &vote.comment,
        What::Search(search) => &search.query,
        What::SearchMiss(miss) => &miss.query,
        What::SearchClick(click) => &click.query,
        What::View | What::Contact(_) => "",
    }
}
