//! An edition as the server shows it: files are made when they are asked for.

use std::sync::{Arc, OnceLock};

use answerbook_kernel::Audience;
use answerbook_search::Unpacked;

use crate::preview::facts;
use crate::render::items::Others;
use crate::render::pages::Stage;
use crate::serve::board::{Facts, Showing};

/// The files of an index.
pub(super) type Index = Arc<Unpacked>;

/// An edition at one moment.
pub(super) struct Face<A: Audience> {
    stage: Stage<A>,
    /// The last index that was made. An older one is not kept for tabs that began with it: it may say what customers may read no
    /// more. They are told, and begin with the new one.
    pub index: Option<Index>,
    others: OnceLock<Others<A>>,
}

impl<A: Audience> Face<A> {
    /// The pages of a stage, with the index of these or of earlier pages.
    pub fn new(stage: Stage<A>, index: Option<Index>) -> Self {
        Self { stage, index, others: OnceLock::new() }
    }
}

impl<A: Audience> Showing for Face<A> {
    fn file(&self, path: &str) -> Option<Arc<[u8]>> {
        let page = || self.stage.find(path);
        let other = || self.others.get_or_init(|| self.stage.others()).get(path).cloned();
        let item = page().or_else(other);
        match item {
            Some(item) => self.stage.make(&item).ok(),
            None => self.index.as_ref()?.file(path.strip_prefix("search/")?).ok().flatten().map(Arc::from),
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
