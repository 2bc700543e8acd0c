//! The sample as it is looked at: both editions, the one for staff with what readers told.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use answerbook::feedback::event::{SearchMiss, What};
use answerbook_kernel::Level;

use crate::driver::{UNDER, reported};
use crate::report::{event, report, views, vote};
use crate::server::{Headers, Server};
use crate::views::{Edition, LANGUAGES, VIEWS, View};

/// Both editions, built once.
pub(crate) fn folder(edition: Edition) -> PathBuf {
    static DIST: OnceLock<PathBuf> = OnceLock::new();
    DIST.get_or_init(|| reported(&told())).join(edition.name())
}

/// The host of an edition, with the headers that it asks for. The one page of the internal edition for what is not there
/// belongs to the root of a host.
pub(crate) fn server(edition: Edition) -> &'static Server {
    static SERVERS: [OnceLock<Server>; 2] = [OnceLock::new(), OnceLock::new()];
    let place = &SERVERS[usize::from(edition == Edition::Internal)];
    let under = if edition == Edition::Public { UNDER } else { "/" };
    place.get_or_init(|| Server::start(&folder(edition), under, Headers::Applied))
}

/// What of an edition there is to see in a language. That nothing is missing is said by `everything_is_seen`.
pub(crate) fn all(edition: Edition, home: &str) -> impl Iterator<Item = &'static View> {
    let folder = folder(edition);
    let home = home.to_owned();
    VIEWS.iter().filter(move |view| view.is_in(&folder, &home))
}

/// Readings, votes with words, searches without an answer: something for each part of *Content health*.
fn told() -> String {
    let read = [("policies/returns/", 9), ("faq/delivery/", 8), ("policies/warranty/", 7)];
    let mut events = views(Level::Public, "en", &read);
    events.push(vote(1, Level::Public, "policies/returns/", "Where is the label?"));
    events.push(vote(2, Level::Public, "faq/delivery/", "早上可以送吗？"));
    for (at, query) in ["qzzvwxk", "qzzvwxk", "retuns", "lost parcel"].into_iter().enumerate() {
        let miss = What::SearchMiss(SearchMiss { query: query.into() });
        events.push(event(2_000 + at, Level::Public, "en", "search/", miss));
    }
    report(&events)
}

/// The name of a folder tells which edition it is.
fn count(edition: Edition, home: &str) -> usize {
    assert!(Path::new(&folder(edition)).ends_with(edition.name()));
    all(edition, home).count()
}

#[test]
fn everything_is_seen() {
    let counts = |home| Edition::BOTH.map(|edition| count(edition, home));
    for (_, home) in LANGUAGES {
        assert_eq!(counts(home), [VIEWS.len() - 15, VIEWS.len()], "in {home}");
    }
}
