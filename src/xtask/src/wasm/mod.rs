//! `cargo xtask wasm`: the search engine that readers' browsers run.

mod recipe;
pub(crate) mod record;
mod rustc;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use self::record::{ENGINE, RECORD, Record};
use crate::repository;

pub(crate) use self::rustc::stands_in;

/// What is done with it.
#[derive(Debug, Args)]
pub(crate) struct Wasm {
    /// Build it elsewhere and compare it with the one that is there, byte by byte
    #[arg(long)]
    check: bool,
}

impl Wasm {
    /// Puts the engine and the record of what it was made of where they belong, or compares them.
    pub(crate) fn run(self) -> Result<(), String> {
        if self.check { check(&repository()) } else { renew(&repository()) }
    }
}

fn renew(root: &Path) -> Result<(), String> {
    let made = recipe::make(root)?;
    let engine = read(&made.engine)?;
    write(&root.join(ENGINE), &engine)?;
    let record = Record::of(root, &made.rustc, &made.sources)?;
    write(&root.join(RECORD), record.text().as_bytes())?;
    eprintln!("`{ENGINE}`: {} bytes, made by rustc {}", engine.len(), made.rustc);
    Ok(())
}

fn check(root: &Path) -> Result<(), String> {
    let text = read(&root.join(RECORD))?;
    let record = Record::parse(&String::from_utf8_lossy(&text));
    let found = record.differences(root);
    if !found.is_empty() {
        return Err(format!("{}: run `cargo xtask wasm`", found.join("\n")));
    }
    let rustc = recipe::rustc_version()?;
    if rustc != record.rustc {
        eprintln!("`{ENGINE}`: its sources are those of the record");
        eprintln!("its bytes: NOT COMPARED, it was made by rustc {}, and this is {rustc}", record.rustc);
        return Ok(());
    }
    let made = recipe::make(root)?;
    if read(&made.engine)? != read(&root.join(ENGINE))? {
        return Err(format!("`{ENGINE}` is not what its sources give: run `cargo xtask wasm`"));
    }
    eprintln!("`{ENGINE}` is what its sources give, byte by byte");
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("`{}`: {error}", path.display()))
}

fn write(path: &PathBuf, bytes: &[u8]) -> Result<(), String> {
    let said = |error: std::io::Error| format!("`{}`: {error}", path.display());
    path.parent().map_or(Ok(()), fs::create_dir_all).map_err(said)?;
    fs::write(path, bytes).map_err(said)
}
