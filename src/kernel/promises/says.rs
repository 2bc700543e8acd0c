//! Which pages say a value: by its variable, in a table of service levels, or typed by hand.

use crate::audience::Level;
use crate::config::Config;
use crate::nearest;
use crate::promises::line::Readers;
use crate::promises::quantity::{self, What};
use crate::promises::script::Script;
use crate::promises::subject;
use crate::span::Span;

/// How a value is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// By its variable.
    Variable,
    /// In a table that `:::sla` makes.
    Table,
    /// Typed by hand.
    Typed,
}

/// A place that says a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where.
    pub span: Span,
    /// As written there.
    pub written: String,
    /// How.
    pub how: How,
    /// The language of the page.
    pub language: String,
    /// The edition that alone has it; both have it where there is none.
    pub only: Option<Level>,
}

/// Everything that says a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Says {
    /// The value by language; empty for a value that is no variable's.
    pub values: Vec<(String, String)>,
    /// The places, in the order of files.
    pub places: Vec<Place>,
}

/// Nothing has this name, and it is no quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What was perhaps meant.
    pub help: Option<String>,
}

/// Looks for a variable or a value.
pub(crate) fn find(config: &Config, scripts: &[Script<'_>], asked: &str) -> Result<Says, Unknown> {
    let value = |language: &str| {
        config
            .vars
            .get(language, asked)
            .or_else(|| config.internal_vars.get(language, asked))
            .map(str::to_string)
    };
    let values: Vec<(String, String)> =
        config.languages.iter().filter_map(|one| Some((one.code.clone(), value(&one.code)?))).collect();
    let literal: Vec<What> = quantity::read(asked).into_iter().map(|found| found.what).collect();
    if values.is_empty() && (literal.is_empty() || crate::vars::is_name(asked)) {
        let names = config.vars.names().chain(config.internal_vars.names());
        return Err(Unknown { help: nearest::did_you_mean(asked, names) });
    }
    let mut places = Vec::new();
    for script in scripts {
        let own = values.iter().find(|(language, _)| *language == script.language);
        let meant: Vec<What> = match own {
            Some((_, value)) => quantity::read(value).into_iter().map(|found| found.what).collect(),
            None => literal.clone(),
        };
        let finder = Finder { script, config, asked, meant, named: !values.is_empty() };
        places.extend(finder.places());
    }
    places.sort_by(|a, b| (&a.span, a.how).cmp(&(&b.span, b.how)));
    places.dedup_by(|a, b| a.span == b.span);
    Ok(Says { values, places })
}

struct Finder<'a> {
    script: &'a Script<'a>,
    config: &'a Config,
    asked: &'a str,
    meant: Vec<What>,
    /// Whether it is a variable that is looked for.
    named: bool,
}

impl Finder<'_> {
    fn places(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for line in self.script.lines() {
            for (name, range) in line.variables() {
                let value: Vec<What> =
                    quantity::read(&line.text[range.clone()]).into_iter().map(|found| found.what).collect();
                if name == self.asked || (!self.named && value == self.meant) {
                    places.push(self.place(
                        line.span(range),
                        format!("{{{{ {name} }}}}"),
                        How::Variable,
                        line.readers,
                    ));
                }
            }
            for (range, run) in subject::runs(quantity::read(&line.text)) {
                let same = run.iter().map(|found| &found.what).eq(&self.meant);
                if same && line.is_typed(range.clone()) {
                    let written = line.text[range.clone()].trim().to_string();
                    places.push(self.place(line.span(range), written, How::Typed, line.readers));
                }
            }
        }
        for link in self.script.sections.iter().flat_map(|section| &section.links) {
            if self.named && link.variables.iter().any(|name| name == self.asked) {
                places.push(self.place(
                    link.span.clone(),
                    format!("{{{{ {} }}}}", self.asked),
                    How::Variable,
                    link.readers,
                ));
            }
        }
        for table in &self.script.tables {
            let below = self.asked.strip_prefix(&table.prefix).is_some_and(|rest| rest.starts_with('.'));
            let has = self.config.vars.below(&self.script.language, &table.prefix);
            let same = |value: &str| quantity::read(value).iter().map(|found| &found.what).eq(&self.meant);
            if (self.named && below) || (!self.named && has.iter().any(|(_, value)| same(value))) {
                places.push(self.place(table.span.clone(), ":::sla".into(), How::Table, table.readers));
            }
        }
        places
    }

    fn place(&self, span: Span, written: String, how: How, readers: Readers) -> Place {
        let only = match readers {
            _ if self.script.level == Level::Internal => Some(Level::Internal),
            Readers::Only(level) => Some(level),
            Readers::Everybody => None,
        };
        Place { span, written, how, language: self.script.language.clone(), only }
    }
}
