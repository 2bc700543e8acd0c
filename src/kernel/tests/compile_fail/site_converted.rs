//! One edition is never turned into the other.
use answerbook_kernel::{Internal, Public, Site};

fn converted(site: Site<Internal>) -> Site<Public> {
    site.into()
}

fn main() {}
