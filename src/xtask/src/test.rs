//! `cargo xtask test`.

use std::process::Command;

use clap::Args;

use crate::{needs, repository};

/// What is handed on.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// Handed on to `cargo test --workspace`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl Test {
    /// Runs all tests, the ones in documentation, too; what the runner says goes to the terminal as it is.
    pub(crate) fn run(self) -> Result<(), String> {
        needs::make_sure()?;
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args(["test", "--workspace"]).args(self.arguments).current_dir(repository());
        let status = command.status().map_err(|error| format!("cannot run cargo: {error}"))?;
        if status.success() { Ok(()) } else { Err("tests have failed: see above".into()) }
    }
}
