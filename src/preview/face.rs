//! An edition as the server shows it: files are made when they are asked for.

use std::sync::{Arc, OnceLock};

use answerbook_kernel::Audience;
use answerbook_search::{MANIFEST, Unpacked};

use crate::preview::facts;
use crate::render::items::Others;
use crate::render::pages::Stage;
use crate::serve::board::{Facts, Showing};

/// Open tabs go on asking the index that they began with; so many are kept.
const KEPT: usize = 3;

/// The files of an index.
pub(super) type Index = Arc<Unpacked>;

/// The newest index first.
#[derive(Clone, Default)]
pub(super) struct Indexes(Vec<Index>);

impl Indexes {
    /// With a newer one before them.
    pub fn with(&self, newest: Index) -> Self {
        Self(std::iter::once(newest).chain(self.0.iter().cloned()).take(KEPT).collect())
    }

    fn file(&self, name: &str) -> Option<Arc<[u8]>> {
        let of = |index: &Index| index.file(name).ok().flatten().map(Arc::from);
        // Each has its own manifest, and the newest is meant.
        let newest = if name == MANIFEST { 1 } else { KEPT };
        self.0.iter().take(newest).find_map(of)
    }
}

/// An edition at one moment.
pub(super) struct Face<A: Audience> {
    stage: Stage<A>,
    pub indexes: Indexes,
    others: OnceLock<Others<A>>,
}

impl<A: Audience> Face<A> {
    /// The pages of a stage, with the index of these or of earlier pages.
    pub fn new(stage: Stage<A>, indexes: Indexes) -> Self {
        Self { stage, indexes, others: OnceLock::new() }
    }
}

impl<A: Audience> Showing for Face<A> {
    fn file(&self, path: &str) -> Option<Arc<[u8]>> {
        let page = || self.stage.find(path);
        let other = || self.others.get_or_init(|| self.stage.others()).get(path).cloned();
        let item = page().or_else(other);
        match item {
            Some(item) => self.stage.make(&item).ok(),
            None => self.indexes.file(path.strip_prefix("search/")?),
        }
    }

    fn facts(&self, address: &str) -> Option<Facts> {
        facts::of(&self.stage, address)
    }

    fn address_of(&self, source: &str) -> Option<String> {
        let mut pages = self.stage.site.pages().map(|(_, page)| page);
        let page = pages.find(|page| page.source.as_ref().is_some_and(|own| own.as_str() == source))?;
        Some(page.address.clone())
    }
}
