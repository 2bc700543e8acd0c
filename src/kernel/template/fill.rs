//! A template with its values filled in.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Blank, Form, Template, names};
use crate::reserved;

/// An answer to what a template asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// As it was typed; several where the template allows it.
    Given(Vec<String>),
    /// A variable of the site, and its value where variables cannot stand.
    Variable {
        /// Its name, as between `{{` and `}}`.
        name: String,
        /// Its value in the page's language.
        value: String,
    },
}

/// What goes into a template.
#[derive(Clone, Debug)]
pub struct Filling<'a> {
    /// The title of the page.
    pub title: &'a str,
    /// The word of its kind.
    pub kind: &'a str,
    /// The day that it is written.
    pub today: Date,
    /// Answers by the names of values.
    pub answers: &'a BTreeMap<String, Answer>,
}

/// A page made of a template.
#[derive(Clone, Debug)]
pub struct Filled {
    /// Its text.
    pub text: String,
    /// What is left in it: `[[name: type]]`.
    pub open: Vec<String>,
}

/// How the part of the file that a line is in must be written.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Yaml,
    Toml,
    Markdown,
}

impl Template {
    /// The page.
    pub fn fill(&self, filling: &Filling<'_>) -> Filled {
        let title: String = filling.title.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let title = reserved::without(&title.split_whitespace().collect::<Vec<_>>().join(" "));
        let writer = Writer { template: self, filling, title };
        let mut part = Part::Markdown;
        let mut text = String::new();
        for (number, line) in self.text.split_inclusive('\n').enumerate() {
            let fence = line.trim_end();
            part = match part {
                Part::Markdown if number == 0 && fence == "---" => Part::Yaml,
                Part::Markdown if number == 0 && fence == "+++" => Part::Toml,
                Part::Yaml if fence == "---" => Part::Markdown,
                Part::Toml if fence == "+++" => Part::Markdown,
                same => same,
            };
            writer.lines(line, part, &mut text);
        }
        let open = self.values.iter().filter(|blank| !filling.answers.contains_key(&blank.name));
        Filled { text, open: open.map(placeholder).collect() }
    }
}

fn placeholder(blank: &Blank) -> String {
    format!("[[{}: {}]]", blank.name, blank.form.word())
}

struct Writer<'a> {
    template: &'a Template,
    filling: &'a Filling<'a>,
    title: String,
}

impl Writer<'_> {
    /// A line, as often as a value in it has answers.
    fn lines(&self, line: &str, part: Part, text: &mut String) {
        let answers = |name: &str| match self.filling.answers.get(name) {
            Some(Answer::Given(all)) => all.len(),
            _ => 1,
        };
        let times = names(line).iter().map(|(_, name)| answers(name)).max().unwrap_or(1);
        for turn in 0..times {
            match part {
                Part::Markdown => text.push_str(&self.markdown(line, turn)),
                Part::Yaml | Part::Toml => text.push_str(&self.scalar(line, turn, part)),
            }
        }
    }

    fn replaced(&self, line: &str, turn: usize, value: &dyn Fn(&str, usize) -> String) -> String {
        let mut out = String::new();
        let mut at = 0;
        for (range, name) in names(line) {
            out.push_str(&line[at..range.start]);
            out.push_str(&value(name, turn));
            at = range.end;
        }
        out + &line[at..]
    }

    /// A line of front matter: what is put into it stays inside of its value.
    fn scalar(&self, line: &str, turn: usize, part: Part) -> String {
        if names(line).is_empty() {
            return line.to_string();
        }
        let (before, scalar) = line.split_at(value_start(line, part));
        let (scalar, end) = scalar.split_at(scalar.trim_end().len());
        let variables = ["title", "summary", "note"].iter().any(|key| {
            let key_of = before.trim_start().trim_start_matches("- ").trim_end();
            key_of.trim_end_matches([':', '=']).trim_end() == *key
        });
        let plain = |name: &str, turn: usize| self.plain(name, turn, variables);
        let quoted = |name: &str, turn: usize| escaped(&plain(name, turn));
        if scalar.starts_with('"') || part == Part::Toml {
            return format!("{before}{}{end}", self.replaced(scalar, turn, &quoted));
        }
        if scalar.starts_with('\'') {
            let doubled = |name: &str, turn: usize| plain(name, turn).replace('\'', "''");
            return format!("{before}{}{end}", self.replaced(scalar, turn, &doubled));
        }
        let bare = self.replaced(scalar, turn, &plain);
        if bare.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return format!("{before}{bare}{end}");
        }
        format!("{before}\"{}\"{end}", escaped(&bare))
    }

    /// A value as text.
    fn plain(&self, name: &str, turn: usize, variables: bool) -> String {
        if let Some(own) = self.own(name) {
            return own;
        }
        match self.filling.answers.get(name) {
            Some(Answer::Given(all)) => at(all, turn),
            Some(Answer::Variable { name, .. }) if variables => format!("{{{{ {name} }}}}"),
            Some(Answer::Variable { value, .. }) => value.clone(),
            None => self.open(name),
        }
    }

    /// A line of Markdown. What begins it could be taken for a mark, so that is guarded, too.
    fn markdown(&self, line: &str, turn: usize) -> String {
        let replaced = self.replaced(line, turn, &|name, turn| self.inline(name, turn));
        let first = names(line).first().map_or(line.len(), |(range, _)| range.start);
        let (before, rest) = replaced.split_at(first);
        let begins =
            !before.contains(char::is_alphabetic) && rest.starts_with(['#', '+', '-', '=', ':', '>']);
        if begins { format!("{before}\\{rest}") } else { replaced }
    }

    /// A value as Markdown: addresses become links, and no character means anything else than itself.
    fn inline(&self, name: &str, turn: usize) -> String {
        if let Some(own) = self.own(name) {
            return literal(&own);
        }
        let form = self.blank(name).map_or(Form::Text, |blank| blank.form);
        match self.filling.answers.get(name) {
            Some(Answer::Given(all)) => written(&at(all, turn), form),
            Some(Answer::Variable { name, .. }) => variable(&format!("{{{{ {name} }}}}"), form),
            None => self.open(name),
        }
    }

    fn own(&self, name: &str) -> Option<String> {
        match name {
            "title" => Some(self.title.clone()),
            "kind" => Some(self.filling.kind.to_string()),
            "today" => Some(self.filling.today.to_string()),
            _ => None,
        }
    }

    fn blank(&self, name: &str) -> Option<&Blank> {
        self.template.values.iter().find(|blank| blank.name == name)
    }

    fn open(&self, name: &str) -> String {
        self.blank(name).map_or_else(|| format!("[[{name}]]"), placeholder)
    }
}

/// The answer of a turn; the last one for values with fewer answers.
fn at(all: &[String], turn: usize) -> String {
    all.get(turn).or_else(|| all.last()).map_or_else(String::new, |text| text.trim().to_string())
}

/// Where the value of a line of front matter begins: after its dashes and its key.
fn value_start(line: &str, part: Part) -> usize {
    let mut rest = line.trim_start();
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start();
    }
    let mark = if part == Part::Toml { '=' } else { ':' };
    let key = rest.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_' && c != ' ');
    if let Some(end) = key.filter(|end| rest[*end..].starts_with(mark)) {
        rest = rest[end + 1..].trim_start_matches(' ');
    }
    line.len() - rest.len()
}

/// A text between double quotes of YAML or TOML.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

fn written(value: &str, form: Form) -> String {
    match form {
        Form::Email | Form::Url => format!("<{value}>"),
        _ => literal(value),
    }
}

fn variable(braces: &str, form: Form) -> String {
    match form {
        Form::Email => format!("[{braces}](mailto:{braces})"),
        Form::Url => format!("[{braces}]({braces})"),
        _ => braces.to_string(),
    }
}

/// The variable, where somebody typed its name in braces instead of a value.
pub fn variable_name(value: &str) -> Option<&str> {
    let name = value.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
    crate::vars::is_name(name).then_some(name)
}

/// A text that Markdown, directives and variables leave as it is.
fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, c) in text.char_indices() {
        let rest = &text[index + c.len_utf8()..];
        let entity =
            c == '&' && rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '#') && rest.contains(';');
        let braces = c == '{' && rest.starts_with('{');
        let colons = c == ':' && rest.starts_with("::");
        let mark = matches!(c, '\\' | '*' | '_' | '[' | ']' | '<' | '`' | '|' | '~') || colons;
        if mark || entity || braces {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
