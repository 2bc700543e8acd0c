//! The programs that some of the tests need beside Rust: a browser, a database, a tracer.

use std::path::Path;
use std::process::{Command, Stdio};

/// A program, or several that come together.
struct Need {
    /// As people call it.
    name: &'static str,
    /// The packages of Debian that bring it.
    packages: &'static [&'static str],
    /// The variable that names it where it is somewhere else.
    variable: &'static str,
    is_there: fn() -> bool,
}

/// All that is needed.
const NEEDS: [Need; 3] = [
    Need {
        name: "Chromium",
        // And Chinese type for it.
        packages: &["chromium", "fonts-noto-cjk"],
        variable: "CHROMIUM",
        is_there: || ["chromium", "chromium-browser", "google-chrome"].into_iter().any(is_on_path),
    },
    Need {
        name: "PostgreSQL",
        packages: &["postgresql"],
        variable: "POSTGRES_BIN",
        is_there: || {
            let versions = Path::new("/usr/lib/postgresql").read_dir().into_iter().flatten().flatten();
            versions.into_iter().any(|version| version.path().join("bin/initdb").is_file())
        },
    },
    Need { name: "strace", packages: &["strace"], variable: "STRACE", is_there: || is_on_path("strace") },
];

/// Installs what is missing.
pub(crate) fn make_sure() -> Result<(), String> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !need.is_met()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|need| need.name).collect();
    eprintln!("missing: {}; it is installed now", names.join(", "));
    install(&missing).map_err(|why| {
        let variables: Vec<&str> = missing.iter().map(|need| need.variable).collect();
        format!(
            "the tests need {}, and {why}: install it, or name it by {}",
            names.join(", "),
            variables.join(", ")
        )
    })
}

impl Need {
    fn is_met(&self) -> bool {
        std::env::var_os(self.variable).is_some() || (self.is_there)()
    }
}

fn install(needs: &[&Need]) -> Result<(), String> {
    if !is_on_path("apt-get") {
        return Err("there is no apt-get to install it with".into());
    }
    let root = is_root();
    if !root && !is_on_path("sudo") {
        return Err("this is not root, and there is no sudo".into());
    }
    apt(root, &["update"])?;
    let packages: Vec<&str> = needs.iter().flat_map(|need| need.packages).copied().collect();
    apt(root, &[&["install", "-y", "--no-install-recommends"][..], &packages].concat())?;
    match needs.iter().find(|need| !need.is_met()) {
        Some(need) => Err(format!("{} was installed and cannot be found", need.name)),
        None => Ok(()),
    }
}

fn apt(root: bool, arguments: &[&str]) -> Result<(), String> {
    let mut command = Command::new(if root { "apt-get" } else { "sudo" });
    if !root {
        command.args(["-n", "apt-get"]);
    }
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("`apt-get {}` failed", arguments.join(" "))),
        Err(error) => Err(error.to_string()),
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
