//! Front matter: YAML between `---` or TOML between `+++`, into one structure.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::audience::Level;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::fields::{At, Fields, could_mean_audience};
use crate::kind::Kind;
use crate::node::{Node, Value};
use crate::path::SourcePath;
use crate::period::Period;
use crate::span::Span;
use crate::{toml_tree, yaml_tree};

/// What a page says about itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter {
    /// For lists and `<title>`; the first heading where missing.
    pub title: Option<At<String>>,
    /// One or two sentences.
    pub summary: Option<At<String>>,
    /// Last part of the address, in place of the file's name.
    pub slug: Option<At<String>>,
    /// Lighter pages come first.
    pub weight: Option<i64>,
    /// Free words.
    pub tags: Vec<String>,
    /// Words readers use that the text does not.
    pub keywords: Vec<String>,
    /// Former addresses.
    pub aliases: Vec<At<String>>,
    /// Not published at all.
    pub draft: bool,
    /// Overrides the language of the folder.
    pub lang: Option<At<String>>,
    /// When the text last changed.
    pub updated: Option<Date>,
    /// Whether there is a table of contents.
    pub toc: Option<bool>,
    /// Whether readers are asked if the page helped.
    pub feedback: Option<bool>,
    /// Who may read it.
    pub audience: Option<At<Level>>,
    /// What kind of page it is.
    pub kind: Option<Kind>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The version in force.
    pub version: Option<String>,
    /// In force from this day.
    pub effective: Option<Date>,
    /// To be reviewed by this day.
    pub review_by: Option<Date>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// To whom it applies.
    pub applies_to: Option<String>,
    /// The page that this one replaces, by its source path.
    pub supersedes: Option<At<String>>,
    /// The changelog.
    pub changes: Vec<Change>,
    /// Whether staff are asked to say that they have read it.
    pub acknowledge: Option<bool>,
    /// Lessons of a course in their order, by their source paths; the pages of its folder where there are none.
    pub lessons: Vec<At<String>>,
    /// Whether a course ends with a certificate, and for how long that is valid.
    pub certificate: Option<Certificate>,
    /// How long a lesson takes, where the length of its text does not tell.
    pub minutes: Option<i64>,
    /// Pages named by hand, by their source paths.
    pub related: Vec<At<String>>,
    /// What a section's page decides for the pages of the section.
    pub cascade: Cascade,
    /// Keys of the site's own; only words, numbers and flags.
    pub extra: BTreeMap<String, String>,
}

/// What a section's page decides for the pages of the section, unless they say otherwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cascade {
    /// Who may read them.
    pub audience: Option<At<Level>>,
    /// What kind of pages they are.
    pub kind: Option<Kind>,
    /// Who answers for them.
    pub owner: Option<String>,
    /// Whether staff are asked to say that they have read them.
    pub acknowledge: Option<bool>,
}

/// What is given to who has passed a course.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Certificate {
    /// How long it is valid, unless what was learned changes before; for good where nothing is said.
    pub valid: Option<Period>,
}

/// One line of a changelog.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// When.
    pub date: Date,
    /// The version it made.
    pub version: String,
    /// What changed.
    pub note: At<String>,
    /// Whether it changes what readers must do.
    pub material: bool,
    /// Who may know of it.
    pub audience: Level,
}

/// The front matter of a text and where its body begins.
pub struct Split {
    /// What was read.
    pub front: FrontMatter,
    /// First byte of the body.
    pub body: usize,
}

/// Splits a file into front matter and body. `text` has no byte order mark; `offset` is where it begins in the file.
pub fn split(
    text: &str,
    offset: usize,
    file: &SourcePath,
    lenient: Severity,
    faults: &mut Vec<Diagnostic>,
) -> Split {
    let none = Split { front: FrontMatter::default(), body: 0 };
    let lost = || Split { front: unreadable(), body: 0 };
    let Some(fence) = opening(text) else {
        let Some((at, fence)) = late_fence(text) else { return none };
        let span = Span::new(file, offset + at..offset + at + fence.len());
        let message = "front matter does not begin on the first line";
        faults.push(
            Diagnostic::error(Code::FrontMatterSyntax, span, message).help("remove what stands before it"),
        );
        return lost();
    };
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let Some((end, body)) = closing(&text[start..], fence) else {
        if looks_like_keys(&text[start..]) {
            let span = Span::new(file, offset..offset + fence.len());
            faults.push(
                Diagnostic::error(Code::FrontMatterSyntax, span, "front matter is not closed")
                    .help(format!("end it with a line of `{fence}`")),
            );
            return lost();
        }
        return none;
    };
    let inner = &text[start..start + end];
    let node = tree(fence, inner, offset + start, file, faults);
    let front = node.map(|node| FrontMatter::read(&node, file, lenient, faults)).unwrap_or_else(unreadable);
    Split { front, body: start + body }
}

/// Front matter that cannot be read may have said `internal`.
fn unreadable() -> FrontMatter {
    let span = Span::start_of(&SourcePath::new(""));
    FrontMatter { audience: Some(At { value: Level::Internal, span }), ..FrontMatter::default() }
}

fn opening(text: &str) -> Option<&'static str> {
    let line = text.lines().next()?.trim_end();
    ["---", "+++"].into_iter().find(|fence| line == *fence)
}

/// Where the front matter ends and where the body begins, in the text after the opening line.
fn closing(text: &str, fence: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == fence {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

fn looks_like_keys(text: &str) -> bool {
    let says = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let first = text.lines().find(says).unwrap_or_default().trim_start_matches([' ', '\t', '"', '\'']);
    let word = first.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).unwrap_or(0);
    word > 0 && first[word..].trim_start_matches(['"', '\'', ' ', '\t']).starts_with([':', '=', '：'])
}

/// Where front matter begins that does not begin on the first line, and its fence: to every Markdown tool it is text,
/// and would be published as such. Only blank lines and comments may stand before what is taken for it.
fn late_fence(text: &str) -> Option<(usize, &'static str)> {
    let at = text.len() - after_comments(text).len();
    let rest = &text[at..];
    let fence = opening(rest).filter(|_| at > 0)?;
    let after = rest.find('\n').map_or("", |end| &rest[end + 1..]);
    (looks_like_keys(after) && closing(after, fence).is_some()).then_some((at, fence))
}

fn after_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    while let Some(end) = rest.strip_prefix("<!--").and_then(|inner| inner.find("-->")) {
        rest = rest[end + 7..].trim_start();
    }
    rest
}

fn tree(fence: &str, text: &str, at: usize, file: &SourcePath, faults: &mut Vec<Diagnostic>) -> Option<Node> {
    let (node, errors) = if fence == "+++" {
        let (node, errors) = toml_tree::parse(text, at);
        (Some(node), errors)
    } else {
        match yaml_tree::parse(text, at) {
            Ok(node) => (Some(node), Vec::new()),
            Err(error) => (None, vec![error]),
        }
    };
    let broken = !errors.is_empty();
    for error in errors {
        let message = format!("front matter cannot be read: {}", error.message);
        faults.push(Diagnostic::error(Code::FrontMatterSyntax, Span::new(file, error.span), message));
    }
    node.filter(|_| !broken)
}

impl FrontMatter {
    fn read(node: &Node, file: &SourcePath, lenient: Severity, faults: &mut Vec<Diagnostic>) -> Self {
        let mut fields = Fields::new(node, file, lenient, faults);
        let mut front = Self::default();
        front.read_common(&mut fields);
        front.read_policy(&mut fields);
        front.read_training(&mut fields);
        front.cascade = Cascade::read(&mut fields);
        front.extra = read_extra(&mut fields);
        fields.finish();
        front
    }

    fn read_common(&mut self, fields: &mut Fields<'_>) {
        self.audience = fields.audience("audience");
        self.title = fields.text(&["title"]);
        self.summary = fields.text(&["summary", "description"]);
        self.slug = fields.text(&["slug"]);
        self.weight = fields.integer(&["weight", "order", "nav_order", "sidebar_position"]);
        self.tags = plain(fields.texts(&["tags"]));
        self.keywords = plain(fields.texts(&["keywords"]));
        self.aliases = fields.texts(&["aliases", "redirect_from"]);
        self.draft = read_draft(fields);
        self.lang = fields.text(&["lang"]);
        self.updated = fields.date(&["updated", "date"]).map(|at| at.value);
        self.toc = fields.flag("toc");
        self.feedback = fields.flag("feedback");
        self.kind = fields.word("kind", Kind::WORDS).map(|at| at.value);
        self.related = fields.texts(&["related"]);
    }

    fn read_policy(&mut self, fields: &mut Fields<'_>) {
        let text = |fields: &mut Fields<'_>, name| fields.text(&[name]).map(|at| at.value);
        self.owner = text(fields, "owner");
        self.version = text(fields, "version");
        self.effective = fields.date(&["effective"]).map(|at| at.value);
        self.approved_by = text(fields, "approved-by");
        self.applies_to =
            fields.texts(&["applies-to"]).into_iter().map(|at| at.value).reduce(|a, b| a + ", " + &b);
        self.supersedes = fields.text(&["supersedes"]);
        let reviewed = fields.date(&["last_reviewed_on"]);
        let every = fields.text(&["review_in"]);
        self.review_by = fields.date(&["review-by"]).map(|at| at.value).or_else(|| {
            let every = Period::parse(&every?.value)?;
            every.after(reviewed?.value)
        });
        if let Some(node) = fields.node(&["changes"]) {
            self.changes = read_changes(fields, node);
        }
        self.acknowledge = fields.flag("acknowledge");
    }

    fn read_training(&mut self, fields: &mut Fields<'_>) {
        self.lessons = fields.texts(&["lessons"]);
        self.certificate = Certificate::read(fields);
        self.minutes = fields.integer(&["minutes"]);
    }
}

impl Cascade {
    fn read(fields: &mut Fields<'_>) -> Self {
        let Some(mut table) = fields.table("cascade") else { return Self::default() };
        let cascade = Self {
            audience: table.audience("audience"),
            kind: table.word("kind", Kind::WORDS).map(|at| at.value),
            owner: table.text(&["owner"]).map(|at| at.value),
            acknowledge: table.flag("acknowledge"),
        };
        table.finish();
        cascade
    }
}

impl Certificate {
    /// `certificate: true`, or how long it is valid: `certificate: 3 months`.
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let node = fields.node(&["certificate"])?;
        if let Value::Bool(flag) = node.value {
            return flag.then_some(Self { valid: None });
        }
        let valid = node.text().and_then(Period::parse);
        if valid.is_none() {
            let message = "`certificate` must be true, false or a span of time".into();
            let fault = fields.fault(Code::WrongValue, node, message).help("write `certificate: 3 months`");
            fields.push(fault);
        }
        valid.map(|valid| Self { valid: Some(valid) })
    }
}

/// What is not clearly `false` keeps a page from being published.
fn read_draft(fields: &mut Fields<'_>) -> bool {
    let Some(node) = fields.node(&["draft"]) else { return false };
    if let Value::Bool(flag) = node.value {
        return flag;
    }
    let fault = fields.fault(Code::WrongValue, node, "`draft` must be true or false".into());
    fields.push(fault);
    true
}

fn read_changes(fields: &mut Fields<'_>, node: &Node) -> Vec<Change> {
    let Value::List(items) = &node.value else {
        let fault = fields.fault(Code::WrongValue, node, "`changes` must be a list".into());
        let lenient = fields.leniency();
        fields.push(fault.with_severity(lenient));
        return Vec::new();
    };
    let mut changes: Vec<Change> = items.iter().filter_map(|item| read_change(fields, item)).collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.date));
    changes
}

fn read_change(fields: &mut Fields<'_>, item: &Node) -> Option<Change> {
    let mut one = fields.within(item);
    let audience = one.audience("audience").map_or(Level::Public, |at| at.value);
    let date = one.date(&["date"]);
    let version = one.text(&["version"]).map_or_else(String::new, |at| at.value);
    let note = one.text(&["note"]);
    let material = one.flag("material").unwrap_or(false);
    if date.is_none() || note.is_none() {
        let fault = one.fault(Code::WrongValue, item, "a change needs a `date` and a `note`".into());
        one.push(fault);
    }
    one.finish();
    Some(Change { date: date?.value, version, note: note?, material, audience })
}

/// Own keys: scalars are kept for templates, the rest is accepted and not looked at.
fn read_extra(fields: &mut Fields<'_>) -> BTreeMap<String, String> {
    let Some(mut table) = fields.table("extra") else { return BTreeMap::new() };
    let mut extra = BTreeMap::new();
    for (key, node) in table.rest() {
        if could_mean_audience(&key.name, node) {
            let message = format!("`{}` under `extra` decides nothing about who may read the page", key.name);
            let span = Span::new(&table.at(node, ()).span.file, key.span.clone());
            table.push(Diagnostic::error(Code::Audience, span, message).help(
                "write `audience: internal` or `audience: public` at the top level of the front matter",
            ));
        }
        let text = match &node.value {
            Value::Bool(flag) => Some(flag.to_string()),
            _ => node.text().map(str::to_string),
        };
        if let Some(text) = text {
            extra.insert(key.name.clone(), text);
        }
    }
    extra
}

fn plain(texts: Vec<At<String>>) -> Vec<String> {
    texts.into_iter().map(|at| at.value).collect()
}
