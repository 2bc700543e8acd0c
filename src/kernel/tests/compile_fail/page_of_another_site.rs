//! The number of a page fits only its own site.
use answerbook_kernel::{Internal, PageId, Public, Site};

fn looked_up(site: &Site<Public>, id: PageId<Internal>) -> &str {
    &site.page(id).title
}

fn main() {}
