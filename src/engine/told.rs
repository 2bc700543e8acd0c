//! The last report on feedback, which `report` under `[feedback]` names.

use std::path::Path;
use std::sync::Arc;

use answerbook_kernel::{Code, Config, Diagnostic, Span};

use crate::disk;
use crate::feedback::report::{Report, json};

/// What readers told, as the last report says.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// None where `book.toml` names none, or it cannot be read.
    pub report: Option<Arc<Report>>,
    /// What is wrong with it.
    pub faults: Vec<Diagnostic>,
}

impl Told {
    /// Reads the file that `book.toml` names.
    pub fn read(root: &Path, config: &Config) -> Self {
        let Some(named) = &config.feedback_report else { return Self::default() };
        match report(root, &named.value, &named.span) {
            Ok(report) => Self { report: Some(Arc::new(report)), faults: Vec::new() },
            Err(fault) => Self { report: None, faults: vec![*fault] },
        }
    }

    /// Whether a change at a path may be one of the report.
    pub fn concerns(config: &Config, path: &Path) -> bool {
        config.feedback_report.as_ref().is_some_and(|report| Path::new(&report.value).starts_with(path))
    }
}

fn report(root: &Path, name: &str, span: &Span) -> Result<Report, Box<Diagnostic>> {
    let fault = |code: Code, message: String, help: &str| {
        Box::new(Diagnostic::error(code, span.clone(), message).help(help))
    };
    let make = format!("make it with `answerbook report --format json > {name}`");
    match disk::read_beside(root, name) {
        Ok(Some(bytes)) => {
            let said = |why| fault(Code::WrongValue, format!("`{name}` cannot be used: {why}"), &make);
            json::parse(&bytes).map_err(|error| said(error.to_string()))
        }
        Ok(None) => Err(fault(Code::MissingAsset, format!("missing file `{name}`"), &make)),
        Err(error) => {
            let why =
                std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            Err(fault(Code::MissingAsset, format!("cannot read `{name}`: {why}"), "it must be a file"))
        }
    }
}
