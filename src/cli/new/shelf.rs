//! The templates that there are: the program's, and over them the site's own.

use std::path::Path;

use answerbook_kernel::template::Template;
use answerbook_kernel::{Checked, SourcePath};
use rust_embed::RustEmbed;

use crate::disk::DiskError;
use crate::disk::shelf::read_templates;

/// Pages to start from, by language and name.
#[derive(RustEmbed)]
#[folder = "src/templates"]
struct BuiltIn;

/// The language of what has no other.
const COMMON: &str = "en";

/// A template, and where it is from.
#[derive(Clone, Debug)]
pub(super) struct Volume {
    /// Its name: that of its file.
    pub(super) name: String,
    /// Its language; none where a site has one for all of its languages.
    pub(super) language: Option<String>,
    /// Its path, for one of the site's own.
    pub(super) own: Option<SourcePath>,
    /// The file.
    pub(super) source: String,
}

impl Volume {
    /// What it says.
    pub(super) fn read(&self) -> Checked<Template> {
        let built_in = || SourcePath::new(format!("{}.md", self.name));
        Template::parse(&self.source, &self.own.clone().unwrap_or_else(built_in))
    }

    /// How well it suits a language: less is better.
    fn distance(&self, language: &str) -> usize {
        match (&self.language, &self.own) {
            (Some(code), own) => {
                let near = nearness(code, language);
                near.map_or(20, |near| near + if own.is_some() { 0 } else { 10 })
            }
            (None, _) => 9,
        }
    }
}

/// All templates.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    volumes: Vec<Volume>,
}

impl Shelf {
    /// The program's, and those of the site in this folder.
    ///
    /// # Errors
    /// When the site's own cannot be read.
    pub(super) fn of(root: &Path) -> Result<Self, DiskError> {
        let own = read_templates(root)?.into_iter().filter_map(|(path, bytes)| own(&path, &bytes));
        let mut names: Vec<_> = BuiltIn::iter().collect();
        names.sort();
        let built_in = names.iter().filter_map(|path| {
            let (language, file) = path.split_once('/')?;
            let source = String::from_utf8_lossy(&BuiltIn::get(path)?.data).into_owned();
            let name = file.strip_suffix(".md")?.to_string();
            Some(Volume { name, language: Some(language.to_string()), own: None, source })
        });
        Ok(Self { volumes: own.chain(built_in).collect() })
    }

    /// The names of all templates, each once, sorted.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.volumes.iter().map(|volume| volume.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// All of one name, those of the site first.
    pub(super) fn named(&self, name: &str) -> Vec<&Volume> {
        self.volumes.iter().filter(|volume| volume.name == name).collect()
    }

    /// The one that suits a language best: the site's own before the program's, then English.
    pub(super) fn find(&self, name: &str, language: &str) -> Option<&Volume> {
        let english = |volume: &Volume| volume.language.as_deref() != Some(COMMON);
        self.named(name).into_iter().min_by_key(|volume| (volume.distance(language), english(volume)))
    }
}

fn own(path: &str, bytes: &[u8]) -> Option<Volume> {
    let inner = path.strip_prefix("templates/")?.strip_suffix(".md")?;
    let (language, name) = match inner.split_once('/') {
        Some((language, name)) => (Some(language.to_string()), name),
        None => (None, inner),
    };
    let source = String::from_utf8_lossy(bytes).into_owned();
    Some(Volume { name: name.to_string(), language, own: Some(SourcePath::new(path)), source })
}

/// How far two codes are apart; nothing where they are different languages.
fn nearness(code: &str, wanted: &str) -> Option<usize> {
    let (code, wanted) = (code.to_ascii_lowercase(), wanted.to_ascii_lowercase());
    let primary = |code: &str| code.split('-').next().unwrap_or_default().to_string();
    if code == wanted {
        Some(0)
    } else if primary(&code) != primary(&wanted) {
        None
    } else if script(&code) == script(&wanted) {
        Some(1)
    } else {
        Some(2)
    }
}

/// The script of a language, where its code or its region says so.
fn script(code: &str) -> &'static str {
    let has = |words: &[&str]| code.split('-').any(|part| words.contains(&part));
    match code.split('-').next() {
        Some("zh") if has(&["hant", "tw", "hk", "mo"]) => "hant",
        Some("zh") => "hans",
        _ => "",
    }
}

/// Whether a template of one code serves readers of another without a word to the writer.
pub(super) fn suits(code: &str, language: &str) -> bool {
    nearness(code, language).is_some_and(|near| near < 2)
}
