//! A site is made by the projection and by nothing else.
use answerbook_kernel::{Config, Public, Site};

fn made(config: Config) -> Site<Public> {
    Site { config, pages: vec![], assets: vec![], trees: vec![], lines: vec![], redirects: vec![], logo: None }
}

fn main() {}
