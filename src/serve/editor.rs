//! Links that open a file in an editor.

use std::str::FromStr;

/// An address with `{path}`, `{line}` and `{column}` to be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor(String);

/// Editors by name.
pub const EDITORS: &[(&str, &str)] = &[
    ("vscode", "vscode://file{path}:{line}:{column}"),
    ("vscodium", "vscodium://file{path}:{line}:{column}"),
    ("cursor", "cursor://file{path}:{line}:{column}"),
    ("idea", "idea://open?file={path}&line={line}&column={column}"),
    ("zed", "zed://file{path}:{line}:{column}"),
    ("sublime", "subl://open?url=file://{path}&line={line}&column={column}"),
];

impl FromStr for Editor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some((_, template)) = EDITORS.iter().find(|(name, _)| *name == text) {
            return Ok(Self((*template).to_owned()));
        }
        let scheme = text.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        let odd = |scheme: &str| matches!(scheme, "javascript" | "data" | "vbscript" | "blob");
        match scheme {
            Some(scheme) if text.contains("{path}") && !odd(&scheme) => Ok(Self(text.to_owned())),
            _ => {
                let names: Vec<&str> = EDITORS.iter().map(|(name, _)| *name).collect();
                Err(format!("neither an address with `{{path}}` in it nor one of {}", names.join(", ")))
            }
        }
    }
}

impl Default for Editor {
    fn default() -> Self {
        Self(EDITORS[0].1.to_owned())
    }
}

impl Editor {
    /// The address, to be filled.
    pub fn template(&self) -> &str {
        &self.0
    }
}
