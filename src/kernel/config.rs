//! `book.toml`, read once and then true.

use crate::audience::Level;
use crate::checked::Checked;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::fields::{At, Fields};
use crate::lang;
use crate::node::Node;
use crate::source::config_path;
use crate::span::Span;
use crate::toml_tree;
use crate::vars::Vars;

/// A language of the site.
#[derive(Clone, Debug, PartialEq)]
pub struct Language {
    /// BCP 47: `zh-Hans`.
    pub code: String,
    /// The site's title in it.
    pub title: String,
    /// The site's description in it.
    pub description: String,
}

/// What happens to raw HTML in Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawHtml {
    /// Reduced to a safe list.
    Sanitize,
    /// Left as it is.
    Trusted,
}

/// The site's configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The default language first, then the others in the order of the file.
    pub languages: Vec<Language>,
    /// The source folder, relative to the site's root; empty for the root itself.
    pub src: String,
    /// The address of the public site, with a slash at the end.
    pub base_url: Option<String>,
    /// The audience of what says nothing itself.
    pub default_audience: Level,
    /// The theme: one of the program's, or a folder under `themes/`.
    pub theme: String,
    /// Where it is named.
    pub theme_place: Option<Span>,
    /// A CSS colour.
    pub accent: Option<At<String>>,
    /// A picture, relative to the site's root or to the source folder.
    pub logo: Option<At<String>>,
    /// Where editions are written, relative to the site's root.
    pub out: String,
    /// Words that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// Such words for staff.
    pub internal_synonyms: Vec<Vec<String>>,
    /// Where events are sent.
    pub feedback_endpoint: Option<At<String>>,
    /// Where a reader without an answer is sent.
    pub contact: Option<At<String>>,
    /// What `answerbook report --format json` printed, relative to the site's root.
    pub feedback_report: Option<At<String>>,
    /// Where records of staff are sent; known to the internal edition alone.
    pub records_endpoint: Option<At<String>>,
    /// The rule for reviews: `12 months`.
    pub review_every: Option<At<String>>,
    /// The weight of broken links.
    pub broken_links: Severity,
    /// The weight of unknown keys.
    pub unknown_keys: Severity,
    /// Texts that look like placeholders or contradictions and are meant to be read.
    pub allow: Vec<String>,
    /// Raw HTML.
    pub raw_html: RawHtml,
    /// Values for everybody.
    pub vars: Vars,
    /// Values for staff.
    pub internal_vars: Vars,
}

impl Default for Config {
    fn default() -> Self {
        let language = Language { code: "en".into(), title: "Answerbook".into(), description: String::new() };
        Self {
            languages: vec![language],
            src: Self::USUAL_SRC.into(),
            base_url: None,
            default_audience: Level::Internal,
            theme: "default".into(),
            theme_place: None,
            accent: None,
            logo: None,
            out: "dist".into(),
            synonyms: Vec::new(),
            internal_synonyms: Vec::new(),
            feedback_endpoint: None,
            contact: None,
            feedback_report: None,
            records_endpoint: None,
            review_every: None,
            broken_links: Severity::Error,
            unknown_keys: Severity::Error,
            allow: Vec::new(),
            raw_html: RawHtml::Sanitize,
            vars: Vars::default(),
            internal_vars: Vars::default(),
        }
    }
}

impl Config {
    /// The source folder where `book.toml` names none.
    pub const USUAL_SRC: &str = "content";

    /// Reads `book.toml`; everything wrong in it is said, and what could be read is kept.
    pub fn parse(text: &str) -> Checked<Self> {
        let file = config_path();
        let (node, errors) = toml_tree::parse(text, 0);
        let mut faults: Vec<Diagnostic> = errors
            .into_iter()
            .map(|error| Diagnostic::error(Code::ConfigSyntax, Span::new(&file, error.span), error.message))
            .collect();
        let lenient = leniency(&node);
        let mut fields = Fields::new(&node, &file, lenient, &mut faults);
        let mut config = Self { unknown_keys: lenient, ..Self::default() };
        config.read(&mut fields);
        fields.finish();
        Checked::with(config, faults)
    }

    /// The default language.
    pub fn language(&self) -> &Language {
        &self.languages[0]
    }

    /// The language with this code, in any case.
    pub fn find_language(&self, code: &str) -> Option<&Language> {
        self.languages.iter().find(|language| language.code.eq_ignore_ascii_case(code))
    }

    fn read(&mut self, fields: &mut Fields<'_>) {
        self.read_book(fields);
        self.read_languages(fields);
        if let Some(mut audience) = fields.table("audience") {
            self.default_audience = audience.audience("default").map_or(Level::Internal, |level| level.value);
            audience.finish();
        }
        self.read_theme(fields);
        self.read_feedback(fields);
        self.read_check(fields);
        self.read_vars(fields);
        let foreign = ["output", "preprocessor", "rust"].map(|name| fields.node(&[name]));
        if let Some(node) = foreign.into_iter().flatten().next() {
            let span = Span::new(&config_path(), node.span.clone());
            let message = "mdBook's own tables, `[output]`, `[preprocessor]` and `[rust]`, are ignored";
            fields.push(Diagnostic::warning(Code::UnknownKey, span, message));
        }
        fields.node(&["extra"]);
    }

    fn read_book(&mut self, fields: &mut Fields<'_>) {
        let Some(mut book) = fields.table("book") else { return };
        let language = &mut self.languages[0];
        if let Some(code) = book.text(&["language"]) {
            language.code = checked_code(&mut book, code);
        }
        language.title = book.text(&["title"]).map_or(std::mem::take(&mut language.title), |at| at.value);
        language.description = book.text(&["description"]).map_or_else(String::new, |at| at.value);
        if let Some(src) = book.text(&["src"]) {
            self.src = inside(&mut book, src, "src");
        }
        if let Some(base) = book.text(&["base-url", "base_url"]) {
            self.base_url = base_url(&mut book, &base);
        }
        // Keys of mdBook that have no meaning here.
        for name in ["authors", "multilingual", "text-direction"] {
            book.node(&[name]);
        }
        book.finish();
    }

    fn read_languages(&mut self, fields: &mut Fields<'_>) {
        let Some(mut languages) = fields.table("languages") else { return };
        for (key, node) in languages.rest() {
            let code = languages.at(node, key.name.clone());
            let code = checked_code(
                &mut languages,
                At { span: Span::new(&code.span.file, key.span.clone()), ..code },
            );
            let mut own = languages.within(node);
            let title = own.text(&["title"]).map_or_else(|| self.languages[0].title.clone(), |at| at.value);
            let description = own
                .text(&["description"])
                .map_or_else(|| self.languages[0].description.clone(), |at| at.value);
            own.finish();
            if !code.eq_ignore_ascii_case(&self.languages[0].code) {
                self.languages.push(Language { code, title, description });
            }
        }
    }

    fn read_theme(&mut self, fields: &mut Fields<'_>) {
        if let Some(mut theme) = fields.table("theme") {
            if let Some(name) = theme.text(&["name"]) {
                self.theme_place = Some(name.span.clone());
                self.theme = inside(&mut theme, name, "name");
            }
            self.accent = theme.text(&["accent"]).filter(|accent| colour(&mut theme, accent));
            self.logo = theme.text(&["logo"]);
            theme.finish();
        }
        if let Some(mut build) = fields.table("build") {
            if let Some(out) = build.text(&["out", "build-dir"]) {
                self.out = out.value;
            }
            build.node(&["create-missing"]);
            build.node(&["use-default-preprocessors"]);
            build.node(&["extra-watch-dirs"]);
            build.finish();
        }
    }

    fn read_feedback(&mut self, fields: &mut Fields<'_>) {
        self.synonyms = read_search(fields);
        if let Some(mut feedback) = fields.table("feedback") {
            self.feedback_endpoint = feedback.text(&["endpoint"]).filter(|at| web_address(&mut feedback, at));
            self.contact = feedback.text(&["contact"]).filter(|at| contact(&mut feedback, at));
            self.feedback_report = feedback.text(&["report"]).and_then(|at| {
                let span = at.span.clone();
                let value = inside(&mut feedback, at, "report");
                (!value.is_empty()).then_some(At { value, span })
            });
            feedback.finish();
        }
        if let Some(mut policy) = fields.table("policy") {
            self.review_every = policy.text(&["review-every"]).filter(|every| {
                let fine = crate::period::Period::parse(&every.value).is_some();
                if !fine {
                    let message = "`review-every` must be a time such as `12 months`";
                    policy.push(Diagnostic::error(Code::WrongValue, every.span.clone(), message));
                }
                fine
            });
            policy.finish();
        }
    }

    fn read_check(&mut self, fields: &mut Fields<'_>) {
        let weights = [("error", Severity::Error), ("warn", Severity::Warning)];
        if let Some(mut check) = fields.table("check") {
            if let Some(weight) = check.word("broken-links", &weights) {
                self.broken_links = weight.value;
            }
            check.word("unknown-keys", &weights);
            self.allow = check.texts(&["allow"]).into_iter().map(|at| at.value).collect();
            check.finish();
        }
        if let Some(mut security) = fields.table("security") {
            let kinds = [("sanitize", RawHtml::Sanitize), ("trusted", RawHtml::Trusted)];
            if let Some(kind) = security.word("raw-html", &kinds) {
                self.raw_html = kind.value;
            }
            security.finish();
        }
    }

    fn read_vars(&mut self, fields: &mut Fields<'_>) {
        let codes: Vec<String> = self.languages.iter().map(|language| language.code.clone()).collect();
        if let Some(node) = fields.node(&["vars"]) {
            self.vars = Vars::read(fields, node, &codes);
        }
        if let Some(mut internal) = fields.table("internal") {
            if let Some(node) = internal.node(&["vars"]) {
                self.internal_vars = Vars::read(&mut internal, node, &codes);
            }
            self.internal_synonyms = read_search(&mut internal);
            if let Some(mut records) = internal.table("records") {
                self.records_endpoint =
                    records.text(&["endpoint"]).filter(|at| web_address(&mut records, at));
                records.finish();
            }
            internal.finish();
        }
    }
}

/// `[check] unknown-keys` decides how the rest of the file is read, so it is looked up first.
fn leniency(node: &Node) -> Severity {
    let crate::node::Value::Table(entries) = &node.value else { return Severity::Error };
    let table = |name: &str| entries.iter().find(|(key, _)| key.name == name).map(|(_, node)| &node.value);
    let Some(crate::node::Value::Table(check)) = table("check") else { return Severity::Error };
    let word = check.iter().find(|(key, _)| key.name == "unknown-keys").and_then(|(_, node)| node.text());
    if word == Some("warn") { Severity::Warning } else { Severity::Error }
}

fn checked_code(fields: &mut Fields<'_>, code: At<String>) -> String {
    if !lang::is_code(&code.value) {
        let message = format!("`{}` is not a language code", code.value);
        fields.push(
            Diagnostic::error(Code::WrongValue, code.span, message)
                .help("use a BCP 47 code such as `en` or `zh-Hans`"),
        );
    }
    code.value
}

/// A folder named by the site must lie inside the site.
fn inside(fields: &mut Fields<'_>, folder: At<String>, key: &str) -> String {
    let absolute = folder.value.starts_with('/') || folder.value.contains(['\\', ':']);
    match crate::path::join("", &folder.value).filter(|_| !absolute) {
        Some(path) => path,
        None => {
            let message = format!("`{key}` must lie inside the site's folder");
            fields.push(Diagnostic::error(Code::OutsideSource, folder.span, message));
            String::new()
        }
    }
}

fn web_address(fields: &mut Fields<'_>, address: &At<String>) -> bool {
    let fine = address.value.starts_with("https://") || address.value.starts_with("http://");
    let fine = fine && !address.value.contains(|c: char| c.is_whitespace() || "\"'<>`;,".contains(c));
    if !fine {
        let message = format!("`{}` is not an address that begins with `https://`", address.value);
        fields.push(Diagnostic::error(Code::WrongValue, address.span.clone(), message));
    }
    fine
}

/// Where a person can be asked: a page, or a letter box.
fn contact(fields: &mut Fields<'_>, address: &At<String>) -> bool {
    let Some(mail) = address.value.strip_prefix("mailto:") else { return web_address(fields, address) };
    let plain = |c: char| c.is_ascii_alphanumeric() || "!#$*+-/=^_{|}~.@".contains(c);
    let fine = mail.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && !host.is_empty() && !host.contains('@') && mail.chars().all(plain)
    });
    if !fine {
        let message = format!("`{}` is not an e-mail address", address.value);
        fields.push(
            Diagnostic::error(Code::WrongValue, address.span.clone(), message)
                .help("for instance `mailto:help@example.com`, with nothing after it"),
        );
    }
    fine
}

fn base_url(fields: &mut Fields<'_>, address: &At<String>) -> Option<String> {
    web_address(fields, address).then(|| format!("{}/", address.value.trim_end_matches('/')))
}

/// A colour goes into a stylesheet as it is, so it may only be a colour.
fn colour(fields: &mut Fields<'_>, accent: &At<String>) -> bool {
    let safe = |c: char| c.is_ascii_alphanumeric() || "#(),.%/- ".contains(c);
    let fine = !accent.value.is_empty() && accent.value.len() <= 60 && accent.value.chars().all(safe);
    if !fine {
        let message = "`accent` must be a CSS colour";
        fields.push(
            Diagnostic::error(Code::WrongValue, accent.span.clone(), message).help("for instance `#0b6e4f`"),
        );
    }
    fine
}

/// `[search]`, for everybody or inside `[internal]`.
fn read_search(fields: &mut Fields<'_>) -> Vec<Vec<String>> {
    let Some(mut search) = fields.table("search") else { return Vec::new() };
    let read = search.node(&["synonyms"]).map(|node| synonyms(&mut search, node));
    search.finish();
    read.unwrap_or_default()
}

fn synonyms(fields: &mut Fields<'_>, node: &Node) -> Vec<Vec<String>> {
    let crate::node::Value::List(groups) = &node.value else {
        let fault = fields.fault(Code::WrongValue, node, "`synonyms` must be a list of lists".into());
        fields.push(fault);
        return Vec::new();
    };
    let words = |group: &Node| match &group.value {
        crate::node::Value::List(words) => {
            words.iter().map(|word| word.text().map(str::to_string)).collect::<Option<Vec<_>>>()
        }
        _ => None,
    };
    let mut read = Vec::new();
    for group in groups {
        match words(group) {
            Some(words) => read.push(words),
            None => {
                let fault = fields.fault(
                    Code::WrongValue,
                    group,
                    "a group of synonyms must be a list of words".into(),
                );
                fields.push(fault);
            }
        }
    }
    read
}
