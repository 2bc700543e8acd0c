//! Variables and tables for the text of one page, as one audience may see them.

use crate::audience::Level;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::inclusions::{Included, Inclusions};
use crate::levels::{self, Cell};
use crate::library::Library;
use crate::nearest;
use crate::refine::Values;
use crate::span::Span;
use crate::text::Token;
use crate::{path, reserved, toml_tree, vars};

/// Values for a page.
pub(crate) struct PageValues<'a> {
    pub library: &'a Library<'a>,
    pub inclusions: &'a Inclusions<'a>,
    pub language: &'a str,
    pub folder: &'a str,
    pub sees: Level,
}

impl PageValues<'_> {
    fn find(&self, name: &str) -> Option<&str> {
        let config = self.library.config;
        let public = config.vars.get(self.language, name);
        public.or_else(|| {
            config.internal_vars.get(self.language, name).filter(|_| self.sees == Level::Internal)
        })
    }

    /// Fills in the variables of a text that is not Markdown: a title, a summary, a note.
    pub fn plain(&self, text: &str, span: &Span, faults: &mut Vec<Diagnostic>) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(open) = rest.find("{{") {
            let Some(close) = rest[open..].find("}}").map(|close| close + open) else { break };
            let name = rest[open + 2..close].trim();
            if rest[..open].ends_with('\\') {
                out.push_str(&rest[..open - 1]);
                out.push_str(&rest[open..close + 2]);
            } else if !vars::is_name(name) {
                out.push_str(&rest[..close + 2]);
            } else {
                out.push_str(&rest[..open]);
                match self.find(name) {
                    Some(value) => out.push_str(value),
                    None => {
                        let fault = self.fault(span.clone(), name);
                        if !fault.is_error() {
                            out.push_str(&rest[open..close + 2]);
                        }
                        faults.push(fault);
                    }
                }
            }
            rest = &rest[close + 2..];
        }
        out + rest
    }

    fn fault(&self, span: Span, name: &str) -> Diagnostic {
        let config = self.library.config;
        if config.internal_vars.get(self.language, name).is_some() {
            let message = format!("internal variable `{name}` in public text");
            return Diagnostic::error(Code::InternalVariable, span, message)
                .help("put the text inside `:::internal`, or move the value to `[vars]`");
        }
        let known =
            config.vars.names().chain(config.internal_vars.names().filter(|_| self.sees == Level::Internal));
        Diagnostic::error(Code::UnknownVariable, span, format!("unknown variable `{name}`"))
            .with_severity(config.unknown_keys)
            .maybe_help(nearest::did_you_mean(name, known).or_else(|| {
                Some("define it under `[vars]` in `book.toml`, or write `\\{{` for the braces".into())
            }))
    }
}

impl Values for PageValues<'_> {
    fn value(&self, token: &Token, name: &str) -> Result<Value, Box<Diagnostic>> {
        match self.find(name) {
            Some(value) => Ok(Value { text: value.to_string(), fault: None }),
            None => {
                let fault = self.fault(token.span.clone(), name);
                if fault.severity == Severity::Error {
                    return Err(Box::new(fault));
                }
                Ok(Value { text: token.literal.clone(), fault: Some(fault) })
            }
        }
    }

    fn levels(&self, arguments: &str) -> Result<Vec<Vec<Cell>>, String> {
        let file = arguments.split_whitespace().next().unwrap_or_default();
        if let Some(prefix) = file.strip_prefix("vars.") {
            return self.table_of_variables(prefix);
        }
        if file.is_empty() {
            return self.table_of_variables("sla");
        }
        if !file.ends_with(".toml") && !file.ends_with(".csv") {
            return Err(format!("`{file}` is neither a TOML nor a CSV file"));
        }
        let path = path::join(self.folder, file)
            .ok_or_else(|| format!("`{file}` lies outside of the source folder"))?;
        match self.inclusions.take(&path) {
            Included::Text { text, .. } if file.ends_with(".toml") => {
                self.table_of_toml(&text).map_err(|fault| format!("`{path}`: {fault}"))
            }
            Included::Text { text, .. } => {
                levels::from_csv(&reserved::without(&text)).map_err(|fault| format!("`{path}`: {fault}"))
            }
            Included::Missing => Err(format!("`{path}` does not exist")),
            Included::Denied => Err(format!("`{path}` is for `internal` only")),
        }
    }
}

/// A value to be written, and perhaps something to be said about it.
pub(crate) struct Value {
    pub text: String,
    pub fault: Option<Diagnostic>,
}

impl PageValues<'_> {
    fn table_of_variables(&self, prefix: &str) -> Result<Vec<Vec<Cell>>, String> {
        let config = self.library.config;
        let mut values = config.vars.below(self.language, prefix);
        if self.sees == Level::Internal {
            values.extend(config.internal_vars.below(self.language, prefix));
        }
        if values.is_empty() {
            Err(format!("there are no variables under `[vars.{prefix}]`"))
        } else {
            levels::from_variables(&values).map_err(|name| too_deep(&format!("{prefix}.{name}")))
        }
    }

    fn table_of_toml(&self, text: &str) -> Result<Vec<Vec<Cell>>, String> {
        let (node, errors) = toml_tree::parse(text, 0);
        if let Some(error) = errors.first() {
            let line = 1 + text[..error.span.start.min(text.len())].matches('\n').count();
            return Err(format!("line {line}: {}", error.message));
        }
        let table = vars::flat(&node);
        let values: Vec<(&str, &str)> =
            table.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        levels::from_variables(&values).map_err(|name| too_deep(&name))
    }
}

fn too_deep(name: &str) -> String {
    format!("`{name}` is nested deeper than a type of case, a level of customer and a channel")
}
