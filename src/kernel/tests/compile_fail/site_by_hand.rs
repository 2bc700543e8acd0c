//! A site is made by the projection and by nothing else.
use std::collections::BTreeMap;
use std::sync::Arc;

use answerbook_kernel::site::Map;
use answerbook_kernel::{Config, Public, Site};

fn made(config: Arc<Config>, map: Arc<Map<Public>>) -> Site<Public> {
    let (pages, assets) = (vec![], BTreeMap::new());
    Site { config, pages, assets, map, redirects: [].into(), logo: None, related: [].into() }
}

fn main() {}
