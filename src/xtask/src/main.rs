//! What a developer runs: `cargo xtask test`, `screenshots`, `lighthouse`, `wasm`.
#![allow(clippy::print_stderr, reason = "it talks to a developer")]

mod base64;
mod contact_sheet;
mod lighthouse;
mod needs;
mod screenshots;
mod test;
mod wasm;

// The tests' own: a static host, a browser that is told what to do, and what there is to see.
#[allow(dead_code, clippy::unwrap_used, reason = "made for tests, and needed here in part")]
#[path = "../../../tests/it/browser.rs"]
mod browser;
#[allow(dead_code, clippy::unwrap_used, reason = "made for tests, and needed here in part")]
#[path = "../../../tests/it/server.rs"]
mod server;
#[allow(dead_code, clippy::unwrap_used, reason = "made for tests, and needed here in part")]
#[path = "../../../tests/it/views.rs"]
mod views;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

/// Chores of those who work on Answerbook
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Chore {
    /// Install what the tests need, and run all of them
    Test(test::Test),
    /// Take a picture of every kind of page into target/screenshots
    Screenshots(screenshots::Screenshots),
    /// Let Lighthouse judge a home page, an article and questions, as on a phone
    Lighthouse(lighthouse::Lighthouse),
    /// Build the search engine that readers' browsers run, into themes/default/search
    Wasm(wasm::Wasm),
}

fn main() -> ExitCode {
    if let Some(code) = wasm::stands_in() {
        return code;
    }
    let done = match Chore::parse() {
        Chore::Test(chore) => chore.run(),
        Chore::Screenshots(chore) => chore.run(),
        Chore::Lighthouse(chore) => chore.run(),
        Chore::Wasm(chore) => chore.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

/// The repository.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map_or_else(PathBuf::new, Path::to_owned)
}
