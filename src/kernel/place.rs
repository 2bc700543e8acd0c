//! Where a page lies in the source folder, and the address that follows from it.

use crate::config::Config;

/// A page's place: its language, its folder and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Path in the source folder, as read.
    pub path: String,
    /// The language folder it lies in, as named on disk; empty for the folder's root.
    pub language_folder: String,
    /// The language, from the folder or the default.
    pub language: String,
    /// Path without the language folder: the same for all translations.
    pub key: String,
}

impl Place {
    /// The place of a path in the source folder.
    pub fn of(path: &str, config: &Config) -> Self {
        let (first, rest) = path.split_once('/').unwrap_or(("", path));
        let (folder, language, key) = match config.find_language(first) {
            Some(language) => (first, language.code.clone(), rest),
            None => ("", config.language().code.clone(), path),
        };
        Self { path: path.into(), language_folder: folder.into(), language, key: key.into() }
    }

    /// The folder in the source folder, without a slash at the end; empty for the root.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The file's name without its extension.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit_once('/').map_or(self.path.as_str(), |(_, name)| name);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// The path without its extension: the folder that a page beside a folder may stand for.
    pub fn path_without_extension(&self) -> &str {
        let extension = self.path.rsplit_once('.').filter(|(_, extension)| !extension.contains('/'));
        extension.map_or(self.path.as_str(), |(path, _)| path)
    }

    /// The folder it lies in and all around it, but for the root.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        let first = Some(self.folder()).filter(|folder| !folder.is_empty());
        std::iter::successors(first, |at| at.rsplit_once('/').map(|(around, _)| around))
    }

    /// Whether the name is one of those that a section's page has; the lowest number wins where there are several.
    pub fn index_rank(&self) -> Option<u8> {
        let stem = self.stem();
        match stem {
            _ if stem.eq_ignore_ascii_case("index") => Some(0),
            "_index" => Some(1),
            _ if stem.eq_ignore_ascii_case("readme") => Some(2),
            _ => None,
        }
    }
}

/// A folder as the beginning of addresses: with a slash at the end, white space as hyphens.
pub fn address_folder(folder: &str) -> String {
    folder.split('/').filter(|part| !part.is_empty()).map(|part| address_part(part) + "/").collect()
}

/// A name as a part of an address: white space becomes hyphens, the rest stays as it is.
pub fn address_part(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join("-")
}

/// A name made readable: `late-parcels` becomes `Late parcels`.
pub fn readable(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
