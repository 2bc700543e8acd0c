//! The theme's own files as an edition publishes them: named by content, scripts knowing each other's names, and the
//! words that scripts say in a file for each language.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use answerbook_kernel::config::Config;

use crate::files;
use crate::theme::Theme;

/// What the words begin with that scripts say.
const SPOKEN: [&str; 9] =
    ["date", "feedback_", "found_", "internal", "kind_", "months", "recent", "redline_", "search_"];

/// Files that no page for customers names: nothing of them is published there.
const FOR_STAFF: [&str; 4] =
    ["css/acknowledge.css", "js/acknowledge.js", "js/records-sending.js", "js/records.js"];

/// Published theme files.
#[derive(Debug, Default)]
pub struct Published {
    /// Paths in the theme to paths in the edition.
    pub paths: BTreeMap<String, String>,
    /// Paths in the edition and bytes.
    pub files: Vec<(String, Arc<[u8]>)>,
}

/// Names every file by its content.
pub fn published(theme: &Theme, config: &Config) -> Published {
    let mut published = Published::default();
    let mut open = BTreeSet::new();
    let files = coloured(&theme.files, config);
    for path in files.keys() {
        published.add_after_named(path, &files, &mut open);
    }
    for language in &config.languages {
        published.add(&format!("i18n/{}.json", language.code), spoken(theme, &language.code).as_bytes());
    }
    published
}

/// The stylesheet of every page says the owner's colour itself, since a file of its own would be one more to wait for.
fn coloured<'t>(files: &'t BTreeMap<String, Vec<u8>>, config: &Config) -> Cow<'t, BTreeMap<String, Vec<u8>>> {
    let Some(accent) = &config.accent else { return Cow::Borrowed(files) };
    let mut files = files.clone();
    if let Some(styles) = files.get_mut("css/site.css") {
        styles.extend(format!(":root{{--accent-base:{}}}\n", accent.value).into_bytes());
    }
    Cow::Owned(files)
}

/// The words that scripts say, as JSON.
fn spoken(theme: &Theme, language: &str) -> String {
    let mut words = theme.words(language);
    words.retain(|key, _| SPOKEN.iter().any(|start| key.starts_with(start)));
    serde_json::json!(words).to_string()
}

/// How a script calls another file of the theme: `./search.js`, `../css/search.css`.
fn called(path: &str) -> String {
    path.strip_prefix("js/").map_or_else(|| format!("../{path}"), |name| format!("./{name}"))
}

impl Published {
    /// Whether a path in the edition is that of a file for staff alone.
    pub fn is_for_staff(&self, path: &str) -> bool {
        FOR_STAFF.iter().any(|name| self.paths.get(*name).is_some_and(|own| own == path))
    }

    /// Adds a file after those that it names, so that it can be told theirs. Of files that name each other, the later one keeps
    /// the name it was written with.
    fn add_after_named<'a>(
        &mut self,
        path: &'a str,
        files: &'a BTreeMap<String, Vec<u8>>,
        open: &mut BTreeSet<&'a str>,
    ) {
        let Some(bytes) = files.get(path).filter(|_| open.insert(path)) else { return };
        let script = path.ends_with(".js").then(|| String::from_utf8(bytes.clone()).ok()).flatten();
        let Some(mut script) = script else { return self.add(path, bytes) };
        for other in files.keys() {
            let name = format!("'{}'", called(other));
            if script.contains(&name) {
                self.add_after_named(other, files, open);
                script = script.replace(&name, &self.told(other, &name));
            }
        }
        self.add(path, script.as_bytes());
    }

    /// Published files lie beside each other.
    fn told(&self, path: &str, name: &str) -> String {
        let file = self.paths.get(path).and_then(|path| path.rsplit('/').next());
        file.map_or_else(|| name.to_string(), |file| format!("'./{file}'"))
    }

    fn add(&mut self, path: &str, bytes: &[u8]) {
        let name = path.rsplit('/').next().unwrap_or(path);
        let target = files::published(name, bytes);
        self.paths.insert(path.to_string(), target.clone());
        self.files.push((target, Arc::from(bytes)));
    }
}
