//! How the engine is made: the same sources and the same compiler give the same bytes, in any folder and for any user.
//!
//! `wasm-opt` has no part in it: it takes off 2 % of what is sent (gzip), and would have to be built first wherever this is run.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::rustc::SIGN;

/// What browsers run.
pub(super) const TARGET: &str = "wasm32-unknown-unknown";
const CRATE: &str = "src/browser";
/// What goes into the engine beside what the compiler says that it has read.
const ALSO: [&str; 9] = [
    "src/browser/Cargo.lock",
    "src/browser/Cargo.toml",
    "src/browser/shim/rayon/Cargo.toml",
    "src/browser/shim/rayon/lib.rs",
    "src/browser/shim/regex/Cargo.toml",
    "src/browser/shim/regex/lib.rs",
    "src/search/Cargo.toml",
    "src/xtask/src/wasm/recipe.rs",
    "src/xtask/src/wasm/rustc.rs",
];

/// What came of it.
#[derive(Debug)]
pub(super) struct Made {
    /// Where the engine lies.
    pub(super) engine: PathBuf,
    /// The version of the compiler.
    pub(super) rustc: String,
    /// Every file of the repository that went into it.
    pub(super) sources: Vec<String>,
}

/// Makes it, beside what else is built.
pub(super) fn make(root: &Path) -> Result<Made, String> {
    let rustc = rustc_version()?;
    have_target()?;
    let built = built_folder(root);
    run(cargo(root, &built).args(["fetch", "--locked", "--target", TARGET]))?;
    let mut build = cargo(root, &built);
    build.args(["build", "--release", "--locked", "--target", TARGET]);
    run(build.env("CARGO_ENCODED_RUSTFLAGS", flags(root)?))?;
    let engine = built.join(TARGET).join("release/answerbook_browser.wasm");
    let sources = sources(root, &engine.with_extension("d"))?;
    Ok(Made { engine, rustc, sources })
}

/// The version of the compiler that is there.
pub(super) fn rustc_version() -> Result<String, String> {
    let said = said(Command::new("rustc").arg("--version"))?;
    Ok(said.trim().trim_start_matches("rustc ").to_owned())
}

/// Has the part of the compiler that makes it, or asks for it.
fn have_target() -> Result<(), String> {
    let folder = said(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]))?;
    if Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    run(Command::new("rustup").args(["target", "add", TARGET]))
}

fn built_folder(root: &Path) -> PathBuf {
    let all =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder));
    all.join("wasm")
}

/// Cargo in the engine's folder, where nothing that others have set for their own builds counts.
fn cargo(root: &Path, built: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if ["CARGO_BUILD_", "CARGO_PROFILE_", "CARGO_TARGET_", "RUSTFLAGS"]
            .iter()
            .any(|own| text.starts_with(own))
        {
            cargo.env_remove(&name);
        }
    }
    let own = std::env::current_exe().unwrap_or_default();
    cargo
        .current_dir(root.join(CRATE))
        .env("CARGO_TARGET_DIR", built)
        .env("RUSTC_WRAPPER", own)
        .env(SIGN, "1");
    cargo
}

/// Where random numbers come from (see `exports.rs`), and names for folders that are the same everywhere.
fn flags(root: &Path) -> Result<String, String> {
    let mut flags = vec!["--cfg=getrandom_backend=\"custom\"".to_owned()];
    flags.push(format!("--remap-path-prefix={}=answerbook", root.display()));
    let registries = cargo_home()?.join("registry/src");
    let listed =
        std::fs::read_dir(&registries).map_err(|error| format!("`{}`: {error}", registries.display()))?;
    for registry in listed.flatten() {
        flags.push(format!("--remap-path-prefix={}=crates", registry.path().display()));
    }
    Ok(flags.join("\x1f"))
}

fn cargo_home() -> Result<PathBuf, String> {
    let own = || std::env::home_dir().map(|home| home.join(".cargo"));
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(own);
    home.ok_or_else(|| "there is no home of Cargo: name it by the variable CARGO_HOME".to_owned())
}

/// What the compiler has read, by its own list: `engine: file file …`, where a space in a name has a stroke before it.
fn sources(root: &Path, list: &Path) -> Result<Vec<String>, String> {
    let text = std::fs::read_to_string(list).map_err(|error| format!("`{}`: {error}", list.display()))?;
    let (_, files) =
        text.split_once(": ").ok_or_else(|| format!("`{}` is no list of files", list.display()))?;
    let files = files.lines().next().unwrap_or_default().replace("\\ ", "\0");
    let files = files.split(' ').map(|file| file.replace('\0', " "));
    let inside =
        files.filter_map(|file| Some(Path::new(&file).strip_prefix(root).ok()?.display().to_string()));
    let all: BTreeSet<String> = inside.chain(ALSO.map(str::to_owned)).collect();
    Ok(all.into_iter().collect())
}

fn run(command: &mut Command) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("{} has failed: see above", name(command))),
        Err(error) => Err(format!("cannot run {}: {error}", name(command))),
    }
}

fn said(command: &mut Command) -> Result<String, String> {
    let Output { status, stdout, stderr } =
        command.output().map_err(|error| format!("cannot run {}: {error}", name(command)))?;
    if status.success() {
        return Ok(String::from_utf8_lossy(&stdout).into_owned());
    }
    Err(format!("{} has failed: {}", name(command), String::from_utf8_lossy(&stderr).trim()))
}

fn name(command: &Command) -> String {
    format!("`{}`", command.get_program().to_string_lossy())
}
