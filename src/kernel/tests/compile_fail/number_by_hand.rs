//! Numbers of pages are given out by the site that they belong to.
use answerbook_kernel::{PageId, Public};

fn made() -> PageId<Public> {
    PageId(0, std::marker::PhantomData)
}

fn main() {}
