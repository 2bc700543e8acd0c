//! `answerbook translated`.

use std::path::{Component, Path};

use answerbook_kernel::Checked;
use answerbook_kernel::promises::FILE;
use clap::Args;

use crate::cli::check::hint;
use crate::cli::print::Printer;
use crate::cli::{Ending, Root};
use crate::engine::{Engine, EngineError};
use crate::publish::write_over;
use crate::report::Format;

/// Record that translations say what their originals say now
#[derive(Debug, Args)]
#[command(after_help = "Example: answerbook translated content/zh-Hans/policies/returns.md")]
pub struct Translated {
    /// Translations, or folders of them, from the site's folder or from its source folder
    #[arg(value_name = "PATH", required_unless_present = "all")]
    paths: Vec<String>,
    /// All translations
    #[arg(long, conflicts_with = "paths")]
    all: bool,
    #[command(flatten)]
    root: Root,
}

impl Translated {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        match self.record(printer) {
            Ok(ending) => ending,
            Err(error) => {
                printer.error(&error, hint(&error));
                Ending::Failed
            }
        }
    }

    fn record(&self, printer: &Printer) -> Result<Ending, EngineError> {
        let engine = Engine::load(&self.root.root)?;
        let (known, faults) = engine.record()?.map(Checked::into_parts).unwrap_or_default();
        if !faults.is_empty() {
            printer.diagnostics(&faults, &engine, Format::Text);
            return Ok(Ending::Faulty);
        }
        let src = engine.config().src.clone();
        let asked: Vec<String> = self.paths.iter().map(|path| inside(path, &self.root.root, &src)).collect();
        let meant = |path: &str, asked: &str| {
            path.strip_prefix(asked)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || asked.is_empty())
        };
        let (next, level) = engine
            .corpus()
            .brought_level(&known, &|path| self.all || asked.iter().any(|asked| meant(path, asked)));
        let missed = asked.iter().position(|asked| !level.iter().any(|path| meant(path, asked)));
        if let Some(missed) = missed {
            let message = format!("`{}` is no translation of a page", self.paths[missed]);
            return Ok(printer.misuse(
                &message,
                "name a page in the folder of a further language whose original has the same path",
            ));
        }
        if let Err(error) = write_over(&self.root.root.join(FILE), next.write().as_bytes()) {
            printer.error(&error, error.hint());
            return Ok(Ending::Failed);
        }
        let count = level.len();
        printer.say(&format!("{count} translation{} recorded in {FILE}", if count == 1 { "" } else { "s" }));
        Ok(Ending::Done)
    }
}

/// A path in the source folder, however it was named.
fn inside(path: &str, root: &Path, src: &str) -> String {
    let named = Path::new(path);
    let below = named.strip_prefix(root).unwrap_or(named);
    let parts = below.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    let plain = parts.collect::<Vec<_>>().join("/");
    let within = plain.strip_prefix(src).and_then(|rest| rest.strip_prefix('/'));
    within.map(str::to_string).unwrap_or(plain)
}
