//! The themes that are part of the program.

use std::collections::{BTreeMap, BTreeSet};

use rust_embed::RustEmbed;

/// A folder for each theme.
#[derive(RustEmbed)]
#[folder = "themes"]
struct Embedded;

/// The theme that every other one is completed from.
pub const DEFAULT: &str = "default";

/// Names of themes in order.
pub fn names() -> BTreeSet<String> {
    Embedded::iter().filter_map(|path| Some(path.strip_suffix("/theme.toml")?.to_string())).collect()
}

/// Every file of the theme with that name, by its path in the theme: its own over those of the default theme. A name that the
/// program does not know has those of the default theme.
pub fn files(name: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = own_files(DEFAULT);
    files.extend(own_files(name));
    files
}

fn own_files(theme: &str) -> BTreeMap<String, Vec<u8>> {
    let own = Embedded::iter().filter_map(|path| {
        let inside = path.strip_prefix(theme)?.strip_prefix('/')?.to_string();
        Some((inside, Embedded::get(&path)?.data.into_owned()))
    });
    own.collect()
}

/// What a theme says about itself.
pub fn description(name: &str) -> String {
    let about = Embedded::get(&format!("{name}/theme.toml"));
    let about = about.and_then(|file| String::from_utf8(file.data.into_owned()).ok());
    let about: toml::Table = about.and_then(|text| text.parse().ok()).unwrap_or_default();
    about.get("description").and_then(toml::Value::as_str).unwrap_or_default().to_string()
}

/// Says that there is no theme of that name, and which there are.
pub fn unknown(name: &str) -> String {
    let names: Vec<String> = names().iter().map(|name| format!("`{name}`")).collect();
    format!("there is no theme `{name}`; there are {}", names.join(" and "))
}
