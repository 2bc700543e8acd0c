//! The browser that some of the tests drive.

use std::process::{Command, Stdio};

/// The names that it goes by.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The packages of Debian that bring it, and Chinese type for it.
const PACKAGES: [&str; 2] = ["chromium", "fonts-noto-cjk"];

/// Installs Chromium where there is none.
pub(crate) fn make_sure() -> Result<(), String> {
    if is_there() {
        return Ok(());
    }
    eprintln!("Chromium is missing: installing {}", PACKAGES.join(" and "));
    if !is_on_path("apt-get") {
        return Err(missing("there is no apt-get to install it with"));
    }
    let root = is_root();
    if !root && !is_on_path("sudo") {
        return Err(missing("this is not root, and there is no sudo"));
    }
    apt(root, &["update"])?;
    apt(root, &[&["install", "-y", "--no-install-recommends"][..], &PACKAGES].concat())?;
    if is_there() { Ok(()) } else { Err(missing("it was installed and cannot be found")) }
}

fn is_there() -> bool {
    std::env::var_os("CHROMIUM").is_some() || NAMES.iter().any(|name| is_on_path(name))
}

fn missing(why: &str) -> String {
    let names = NAMES.join("`, `");
    format!(
        "the tests need Chromium, and {why}: install it as `{names}`, or name it by the variable CHROMIUM"
    )
}

fn apt(root: bool, arguments: &[&str]) -> Result<(), String> {
    let mut command = Command::new(if root { "apt-get" } else { "sudo" });
    if !root {
        command.args(["-n", "apt-get"]);
    }
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(missing(&format!("`apt-get {}` failed", arguments.join(" ")))),
        Err(error) => Err(missing(&error.to_string())),
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn is_on_path(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}
