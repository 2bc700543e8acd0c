//! Paths and addresses, checked once and then true.

use std::fmt;
use std::sync::Arc;

/// A file of the site as the author names it, relative to the site's root, with `/`.
///
/// It is only ever made from what was read or asked for, so it may name anything; it is for looking up and printing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// A path as written.
    pub fn new(path: impl AsRef<str>) -> Self {
        Self(Arc::from(path.as_ref()))
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder, without a slash at the end; empty for the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The last component.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The last component without its extension.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// What follows the last dot of the last component.
    pub fn extension(&self) -> &str {
        self.file_name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Joins a relative path to a folder and removes `.` and `..`; `None` when it would leave the root.
pub fn join(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// A path inside the output, relative, with `/`, safe to write on any file system.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(Arc<str>);

impl OutputPath {
    /// Checks every component with [`component_fault`].
    pub fn new(path: impl AsRef<str>) -> Result<Self, String> {
        let path = path.as_ref();
        for part in path.split('/') {
            if let Some(fault) = component_fault(part) {
                return Err(fault);
            }
        }
        Ok(Self(Arc::from(path)))
    }

    /// With `/` between components, none at either end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Why a name cannot be one component of an output path on every file system, if it cannot.
pub fn component_fault(name: &str) -> Option<String> {
    let device = || {
        let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
        let numbered = stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.as_bytes()[3].is_ascii_digit();
        DEVICES.contains(&stem.as_str()) || numbered
    };
    let encoded =
        name.as_bytes().windows(3).any(|at| at[0] == b'%' && at[1..].iter().all(u8::is_ascii_hexdigit));
    let bad = |c: char| c.is_control() || "\\:*?\"<>|".contains(c);
    if name.is_empty() {
        Some("a part of the path is empty".into())
    } else if name == "." || name == ".." {
        Some(format!("`{name}` is not a name"))
    } else if let Some(c) = name.chars().find(|c| bad(*c)) {
        Some(format!("`{}` cannot be part of a file name everywhere", c.escape_default()))
    } else if encoded {
        Some("a percent sign and two digits mean another character in an address".into())
    } else if name.ends_with(['.', ' ']) {
        Some("a name cannot end in a dot or a space".into())
    } else if name.len() > 200 {
        Some(format!("a name of {} bytes is too long; 200 is the limit", name.len()))
    } else if device() {
        Some(format!("`{name}` is the name of a device on some systems"))
    } else {
        None
    }
}
