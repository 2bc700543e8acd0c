//! A theme: templates, words of the interface, stylesheets and scripts. It is the default theme, over it the theme of the
//! program that the site names, and over both the site's own files.

pub mod embedded;

use std::collections::{BTreeMap, BTreeSet};

use answerbook_kernel::nearest::did_you_mean;
use answerbook_kernel::source::config_path;
use answerbook_kernel::{Checked, Code, Config, Diagnostic, SourcePath, Span};
use tera::{ErrorKind, Kwargs, State, Tera};

/// Words of the interface, by key.
pub type Words = BTreeMap<String, String>;

/// A theme ready to be used.
pub struct Theme {
    /// Its templates.
    pub tera: Tera,
    /// Words by language code.
    words: BTreeMap<String, Words>,
    /// Stylesheets, scripts and pictures, by their paths in the theme.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The texts of templates and of words, for diagnostics.
    pub sources: BTreeMap<SourcePath, String>,
}

impl std::fmt::Debug for Theme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Theme").field("files", &self.files.keys()).finish_non_exhaustive()
    }
}

/// Where a file of the theme lies, for diagnostics.
fn place(name: &str, path: &str) -> SourcePath {
    SourcePath::new(format!("themes/{name}/{path}"))
}

impl Theme {
    /// Puts a site's own files over the theme that it names.
    pub fn load(config: &Config, own: BTreeMap<String, Vec<u8>>) -> Checked<Self> {
        let name = config.theme.as_str();
        let mut files = embedded::files(name);
        let mut faults = missing(config, &own);
        files.extend(own);
        let mut theme = Self {
            tera: Tera::new(),
            words: BTreeMap::new(),
            files: BTreeMap::new(),
            sources: BTreeMap::new(),
        };
        let mut templates = Vec::new();
        for (path, bytes) in files {
            if let Some(template) = path.strip_prefix("templates/") {
                templates.push((template.to_string(), theme.text(name, &path, &bytes, &mut faults)));
            } else if let Some(language) =
                path.strip_prefix("i18n/").and_then(|file| file.strip_suffix(".toml"))
            {
                let text = theme.text(name, &path, &bytes, &mut faults);
                let words = words(&text, &place(name, &path), &mut faults);
                theme.words.insert(language.to_string(), words);
            } else if ["css/", "js/", "img/", "fonts/", "search/"]
                .iter()
                .any(|folder| path.starts_with(folder))
            {
                theme.files.insert(path, bytes);
            }
        }
        theme.tera = engine();
        if let Err(error) = theme.tera.add_raw_templates(templates) {
            faults.extend(theme.faults(name, &error));
            // So that what is wrong elsewhere is told in the same run.
            theme.tera = engine();
            theme.tera.add_raw_templates(default_templates()).unwrap_or_default();
        }
        Checked::with(theme, faults)
    }

    fn text(&mut self, name: &str, path: &str, bytes: &[u8], faults: &mut Vec<Diagnostic>) -> String {
        let file = place(name, path);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_string(),
            Err(error) => {
                let at = error.valid_up_to();
                faults.push(Diagnostic::error(
                    Code::NotUtf8,
                    Span::new(&file, at..at + 1),
                    "file is not UTF-8",
                ));
                String::new()
            }
        };
        self.sources.insert(file, text.clone());
        text
    }

    /// The words of a language, the missing ones in English.
    pub fn words(&self, language: &str) -> Words {
        let mut words = self.words.get("en").cloned().unwrap_or_default();
        let own = self.words.iter().find(|(code, _)| code.eq_ignore_ascii_case(language)).map(|(_, own)| own);
        words.extend(own.cloned().unwrap_or_default());
        words
    }

    /// The errors of templates that do not fit together: several in one, each with a line that says where.
    fn faults(&self, name: &str, error: &tera::Error) -> Vec<Diagnostic> {
        let told = error.to_string();
        let reports = told.split("error: ").filter_map(|report| self.reported(name, report));
        let found: Vec<Diagnostic> = match error.kind() {
            ErrorKind::Msg(_) => reports.collect(),
            _ => Vec::new(),
        };
        if found.is_empty() { vec![self.fault(name, error)] } else { found }
    }

    /// ``Unknown filter `x` `` and, on the next line, `--> home.html:3:14`.
    fn reported(&self, name: &str, report: &str) -> Option<Diagnostic> {
        let (message, rest) = report.split_once('\n')?;
        let place_in_template = rest.lines().next()?.trim_start().strip_prefix("--> ")?;
        let mut parts = place_in_template.rsplitn(3, ':');
        let column: usize = parts.next()?.parse().ok()?;
        let line: usize = parts.next()?.parse().ok()?;
        let file = place(name, &format!("templates/{}", parts.next()?));
        let text = self.sources.get(&file)?;
        let line_start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        let before = text[line_start..].chars().take(column.checked_sub(1)?).map(char::len_utf8);
        let start = line_start + before.sum::<usize>();
        let length = message.split('`').nth(1).map_or(1, str::len);
        let span = Span::new(&file, start..start + length);
        Some(Diagnostic::error(Code::Template, span, format!("template error: {}", plain(message))))
    }

    /// An error of the template engine, with its place in the template.
    pub fn fault(&self, name: &str, error: &tera::Error) -> Diagnostic {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let file = place(name, &format!("templates/{}", report.filename()));
                let span = Span::new(&file, report.span().range.clone());
                Diagnostic::error(
                    Code::Template,
                    span,
                    format!("template error: {}", plain(report.message())),
                )
            }
            ErrorKind::MissingParent { current, .. } | ErrorKind::CircularExtend { tpl: current, .. } => {
                let file = place(name, &format!("templates/{current}"));
                Diagnostic::error(Code::Template, Span::start_of(&file), plain(&error.to_string()))
            }
            _ => {
                let file = place(name, "theme.toml");
                Diagnostic::error(Code::Template, Span::start_of(&file), plain(&error.to_string()))
            }
        }
    }
}

/// A template engine with our filter.
fn engine() -> Tera {
    let mut tera = Tera::new();
    tera.register_filter("fill", fill);
    tera.register_filter("names", names);
    tera
}

/// The templates of the default theme, by name.
fn default_templates() -> Vec<(String, String)> {
    let templates = embedded::files(embedded::DEFAULT).into_iter().filter_map(|(path, bytes)| {
        let name = path.strip_prefix("templates/")?.to_string();
        Some((name, String::from_utf8(bytes).ok()?))
    });
    templates.collect()
}

/// The first line of an error's message, without its full stop.
fn plain(message: &str) -> String {
    message.lines().next().unwrap_or(message).trim_end_matches('.').to_string()
}

fn missing(config: &Config, own: &BTreeMap<String, Vec<u8>>) -> Vec<Diagnostic> {
    let (name, known) = (config.theme.as_str(), embedded::names());
    if name.is_empty() || known.contains(name) || !own.is_empty() {
        return Vec::new();
    }
    let span = config.theme_place.clone().unwrap_or_else(|| Span::start_of(&config_path()));
    let hint = did_you_mean(name, known.iter().map(String::as_str)).unwrap_or_else(|| {
        format!("a theme of your own lies in `themes/{name}/`: `answerbook theme eject` copies files there")
    });
    vec![Diagnostic::error(Code::Theme, span, embedded::unknown(name)).help(hint)]
}

fn words(text: &str, file: &SourcePath, faults: &mut Vec<Diagnostic>) -> Words {
    match toml::from_str(text) {
        Ok(words) => words,
        Err(error) => {
            let span = Span::new(file, error.span().unwrap_or(0..0));
            let message = format!("words cannot be read: {}", plain(error.message()));
            faults.push(Diagnostic::error(Code::Theme, span, message));
            Words::new()
        }
    }
}

/// The names in a map, sorted: a map has no order of its own, and two builds are the same.
fn names(map: tera::Value, _: Kwargs, _: &State) -> tera::TeraResult<tera::Value> {
    let names: BTreeSet<String> =
        map.as_map().into_iter().flat_map(|map| map.keys()).map(ToString::to_string).collect();
    Ok(tera::Value::from_serializable(&names))
}

/// `{{ t.minutes_read | fill(n=3) }}`: a word with a number, a date or a name in it.
fn fill(text: &str, arguments: Kwargs, _: &State) -> tera::TeraResult<String> {
    let value: tera::Value = arguments.must_get("n")?;
    Ok(text.replace("{n}", &value.to_string()))
}
