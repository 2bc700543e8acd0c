//! Arguments in, exit code out.

use std::process::ExitCode;

/// A build makes and drops millions of small texts on every core, which is what this allocator is good at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    answerbook::cli::run()
}
