//! What a projection was made of, kept so that the next one makes only what is new.
//!
//! Nothing in here decides anything: a projection with any memory is equal to one without. Every part says what it was made
//! from, and is used again only if all of that is the same; what depends on more than can be named is made anew.

use std::sync::Arc;

use crate::audience::Audience;
use crate::config::Config;
use crate::draft::{Draft, Reading};
use crate::frame::Frame;
use crate::link::Linked;
use crate::outside::Outside;
use crate::site::{Map, Page};
use crate::source::Sources;

/// The last projection for an audience.
#[derive(Debug)]
pub struct Memory<A: Audience> {
    /// The configuration of the site, and of it what the audience may know.
    pub(crate) config: Option<(Arc<Config>, Arc<Config>)>,
    /// Documents as they were read, by path.
    pub(crate) readings: Vec<Arc<Reading>>,
    /// The whole, once there was one.
    pub(crate) last: Option<Last<A>>,
}

/// All pages of the last projection.
#[derive(Debug)]
pub(crate) struct Last<A: Audience> {
    pub sources: Arc<Sources>,
    pub drafts: Vec<Draft>,
    pub frame: Arc<Frame<A>>,
    pub linked: Vec<Arc<Linked<A>>>,
    pub pages: Vec<Arc<Page<A>>>,
    pub map: Arc<Map<A>>,
}

impl<A: Audience> Last<A> {
    /// Whether every address led to where it leads now.
    pub fn leads_as(&self, frame: &Arc<Frame<A>>, drafts: &[Draft]) -> bool {
        let same = |(own, other): (&Draft, &Draft)| {
            Arc::ptr_eq(&own.text, &other.text) || own.address == other.address
        };
        let all = || self.drafts.len() == drafts.len() && self.drafts.iter().zip(drafts).all(same);
        Arc::ptr_eq(&self.frame, frame) || (all() && self.frame.world.is_as(&frame.world))
    }
}

impl<A: Audience> Default for Memory<A> {
    fn default() -> Self {
        Self { config: None, readings: Vec::new(), last: None }
    }
}

impl<A: Audience> Memory<A> {
    /// A document as it was read.
    pub(crate) fn reading(&self, path: &str) -> Option<&Arc<Reading>> {
        let at = self.readings.binary_search_by(|reading| reading.document.place.path.as_str().cmp(path));
        Some(&self.readings[at.ok()?])
    }

    /// The last projection, if the site is the same from outside. What is wrong is looked at again, since it is told
    /// with places that may have moved.
    pub(crate) fn seen_as(&self, outside: &Arc<Outside>) -> Option<&Last<A>> {
        let same = |last: &&Last<A>| {
            Arc::ptr_eq(&last.frame.plan.outside, outside) && last.frame.faults().next().is_none()
        };
        self.last.as_ref().filter(same)
    }

    /// The configuration as the audience may know it. Under another one nothing is sure to be what it was.
    pub(crate) fn configured(
        &mut self,
        config: &Arc<Config>,
        known: impl FnOnce(&Config) -> Config,
    ) -> Arc<Config> {
        match &self.config {
            Some((all, own)) if Arc::ptr_eq(all, config) => Arc::clone(own),
            _ => {
                let own = Arc::new(known(config));
                *self = Self { config: Some((Arc::clone(config), Arc::clone(&own))), ..Self::default() };
                own
            }
        }
    }
}
