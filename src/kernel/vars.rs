//! Variables: names to values, by language, for everybody or for staff.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::fields::Fields;
use crate::node::{Node, Value};
use crate::span::Span;

/// Flattened names (`sla.email`) to values.
pub type Table = BTreeMap<String, String>;

/// `[vars]` or `[internal.vars]`: the values of every language, and those that one language has of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vars {
    /// For all languages.
    pub common: Table,
    /// By language code.
    pub by_language: BTreeMap<String, Table>,
    /// Common names in the order of the file.
    pub order: Vec<String>,
}

impl Vars {
    /// Reads the table; tables named like a language hold that language's values.
    pub fn read(fields: &mut Fields<'_>, node: &Node, languages: &[String]) -> Self {
        let mut vars = Self::default();
        let Value::Table(entries) = &node.value else {
            let fault = fields.fault(Code::WrongValue, node, "variables must be a table".into());
            fields.push(fault);
            return vars;
        };
        for (key, value) in entries {
            if key.name == "internal" && matches!(value.value, Value::Table(_)) {
                let fault = fields.fault(Code::Audience, value, "`[vars.internal]` is for everybody".into());
                fields.push(fault.help("values for staff stand under `[internal.vars]`"));
            }
            let language = languages.iter().find(|code| code.eq_ignore_ascii_case(&key.name));
            match (language, &value.value) {
                (Some(code), Value::Table(own)) => {
                    let table = vars.by_language.entry(code.clone()).or_default();
                    own.iter().for_each(|(key, value)| flatten(fields, &key.name, value, table));
                }
                _ => flatten(fields, &key.name, value, &mut vars.common),
            }
        }
        vars.order = names_in_order(node).into_iter().filter(|name| vars.common.contains_key(name)).collect();
        vars
    }

    /// The value of a name in a language, falling back to the common one.
    pub fn get(&self, language: &str, name: &str) -> Option<&str> {
        let own = self.by_language.get(language).and_then(|table| table.get(name));
        own.or_else(|| self.common.get(name)).map(String::as_str)
    }

    /// Names and values below `prefix.`, in the order of the file, in a language.
    pub fn below<'a>(&'a self, language: &'a str, prefix: &str) -> Vec<(&'a str, &'a str)> {
        let start = format!("{prefix}.");
        self.order
            .iter()
            .filter_map(|name| {
                let rest = name.strip_prefix(&start)?;
                Some((rest, self.get(language, name)?))
            })
            .collect()
    }

    /// All names of a language.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.common.keys().chain(self.by_language.values().flat_map(BTreeMap::keys)).map(String::as_str)
    }
}

fn flatten(fields: &mut Fields<'_>, name: &str, node: &Node, into: &mut Table) {
    match &node.value {
        Value::Table(entries) => {
            for (key, value) in entries {
                flatten(fields, &format!("{name}.{}", key.name), value, into);
            }
        }
        Value::Bool(flag) => {
            into.insert(name.to_string(), flag.to_string());
        }
        Value::Integer(_, text) | Value::Other(text) | Value::Text(text) => {
            into.insert(name.to_string(), text.clone());
        }
        Value::Null | Value::List(_) => {
            let message = format!("the variable `{name}` must be text, a number or true or false");
            let span: Span = fields.at(node, ()).span;
            fields.push(Diagnostic::error(Code::WrongValue, span, message));
        }
    }
}

/// Whether what stands between double braces can be a variable: letters, digits, dots and hyphens. Anything else is text.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

/// The scalars of a tree of tables, by their flattened names, in the order of the file.
pub(crate) fn flat(node: &Node) -> Vec<(String, String)> {
    let mut scalars = Vec::new();
    let mut open = vec![(String::new(), node)];
    while let Some((name, node)) = open.pop() {
        match &node.value {
            Value::Table(entries) => {
                let dot = if name.is_empty() { "" } else { "." };
                open.extend(
                    entries.iter().rev().map(|(key, value)| (format!("{name}{dot}{}", key.name), value)),
                );
            }
            _ => scalars.extend(node.text().map(|text| (name, text.to_string()))),
        }
    }
    scalars
}

fn names_in_order(node: &Node) -> Vec<String> {
    flat(node).into_iter().map(|(name, _)| name).collect()
}
