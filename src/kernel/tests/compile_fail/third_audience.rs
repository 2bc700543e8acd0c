//! There are two audiences.
use answerbook_kernel::{Audience, Level};

#[derive(Clone, Copy, Debug)]
struct Everybody;

impl Audience for Everybody {
    const SEES: Level = Level::Internal;
    const NAME: &'static str = "everybody";
}

fn main() {}
