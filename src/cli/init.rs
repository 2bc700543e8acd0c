//! `answerbook init`.

use std::path::PathBuf;

use clap::Args;
use rust_embed::RustEmbed;

use crate::cli::Ending;
use crate::cli::print::Printer;
use crate::publish::{PublishError, write_new};

/// A small working knowledge base.
#[derive(RustEmbed)]
#[folder = "src/starter"]
struct Starter;

/// Start a small working knowledge base
#[derive(Debug, Args)]
#[command(after_help = "Example: answerbook init help-centre")]
pub struct Init {
    /// Folder to begin in; it may exist
    #[arg(default_value = ".")]
    dir: PathBuf,
}

impl Init {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        if self.dir.join("book.toml").exists() {
            let text = format!("there is a site in `{}` already", self.dir.display());
            return printer.misuse(&text, "name another folder");
        }
        match self.write(printer) {
            Ok(()) => {
                printer.say("next: `answerbook build`, then look at `dist/public` and `dist/internal`");
                Ending::Done
            }
            Err(error @ PublishError::Exists { .. }) => {
                printer.error(&error, Some("nothing that exists is overwritten; name an empty folder"));
                Ending::Misused
            }
            Err(error) => {
                printer.error(&error, error.hint());
                Ending::Failed
            }
        }
    }

    fn write(&self, printer: &Printer) -> Result<(), PublishError> {
        let mut names: Vec<_> = Starter::iter().collect();
        names.sort();
        if let Some(name) = names.iter().find(|name| self.dir.join(&***name).exists()) {
            return Err(PublishError::Exists { path: self.dir.join(&**name) });
        }
        for name in names {
            if let Some(file) = Starter::get(&name) {
                let path = self.dir.join(&*name);
                write_new(&path, &file.data)?;
                printer.say(&format!("wrote {}", path.display()));
            }
        }
        Ok(())
    }
}
