//! This program in the compiler's place, so that what it makes does not depend on the folder it is in.
//!
//! Cargo tells crates apart by a text that it derives from folders, from the compiler's host and from flags, and the order of
//! functions follows from it. For the browser, the name and the version of a crate are told instead, of which there is one each.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use super::recipe::TARGET;

/// Set while this program is in the compiler's place.
pub(super) const SIGN: &str = "ANSWERBOOK_STANDS_IN_FOR_RUSTC";

/// Runs the compiler that Cargo names, if it is in its place that this program was started.
pub(crate) fn stands_in() -> Option<ExitCode> {
    std::env::var_os(SIGN)?;
    let mut arguments = std::env::args_os().skip(1);
    let mut compiler = Command::new(arguments.next()?);
    compiler.env_remove(SIGN);
    let status = compiler.args(steadied(arguments.collect())).status();
    let code = status.ok().and_then(|status| status.code()).and_then(|code| u8::try_from(code).ok());
    Some(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

fn steadied(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if !arguments.iter().any(|argument| argument == TARGET) {
        return arguments;
    }
    let name = arguments.iter().skip_while(|argument| *argument != "--crate-name").nth(1).cloned();
    let version = std::env::var_os("CARGO_PKG_VERSION");
    let own = [OsString::from("metadata"), name.unwrap_or_default(), version.unwrap_or_default()];
    let own = own.join(std::ffi::OsStr::new("="));
    for argument in &mut arguments {
        if argument.to_str().is_some_and(|text| text.starts_with("metadata=")) {
            argument.clone_from(&own);
        }
    }
    arguments
}
