//! `book.toml` once more, with the places of its values.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::node::{Node, Value};
use crate::source::config_path;
use crate::span::Span;
use crate::toml_tree;

/// Where values stand.
#[derive(Debug, Default)]
pub(crate) struct Book {
    /// By name, with the language in front where it is one's own.
    places: BTreeMap<String, Span>,
    /// Texts that readers see, and where they stand.
    pub texts: Vec<(String, Span)>,
}

impl Book {
    /// Reads the text of the file.
    pub fn read(text: &str, config: &Config) -> Self {
        let (node, _) = toml_tree::parse(text, 0);
        let mut book = Self::default();
        let Value::Table(tables) = &node.value else { return book };
        for (key, node) in tables {
            match key.name.as_str() {
                "vars" => book.vars(node, String::new(), config),
                "internal" => {
                    let Value::Table(own) = &node.value else { continue };
                    own.iter().filter(|(key, _)| key.name == "vars").for_each(|(_, node)| {
                        book.vars(node, String::new(), config);
                    });
                }
                "book" | "languages" => book.said(node, text),
                _ => {}
            }
        }
        book.texts.extend(
            book.places.values().filter_map(|span| Some((text.get(span.range())?.to_string(), span.clone()))),
        );
        book
    }

    fn vars(&mut self, node: &Node, name: String, config: &Config) {
        match &node.value {
            Value::Table(entries) => {
                for (key, node) in entries {
                    let language = config.find_language(&key.name).filter(|_| name.is_empty());
                    let inner = match language {
                        Some(language) => format!("{} ", language.code),
                        None if name.is_empty() || name.ends_with(' ') => format!("{name}{}", key.name),
                        None => format!("{name}.{}", key.name),
                    };
                    self.vars(node, inner, config);
                }
            }
            _ => {
                self.places.insert(name, Span::new(&config_path(), node.span.clone()));
            }
        }
    }

    /// Titles and descriptions.
    fn said(&mut self, node: &Node, text: &str) {
        let Value::Table(entries) = &node.value else { return };
        for (key, node) in entries {
            match (&node.value, key.name.as_str()) {
                (Value::Table(_), _) => self.said(node, text),
                (_, "title" | "description") => {
                    let span = Span::new(&config_path(), node.span.clone());
                    self.texts.extend(text.get(span.range()).map(|text| (text.to_string(), span)));
                }
                _ => {}
            }
        }
    }

    /// Where a variable has its value in a language.
    pub fn place(&self, language: &str, name: &str) -> Option<&Span> {
        self.places.get(&format!("{language} {name}")).or_else(|| self.places.get(name))
    }
}
