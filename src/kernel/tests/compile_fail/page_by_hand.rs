//! A page of one edition is not built from the parts of another's.
use answerbook_kernel::{Internal, Page, Public};

fn moved(page: Page<Internal>) -> Page<Public> {
    Page { audience: std::marker::PhantomData, ..page }
}

fn main() {}
