//! `answerbook theme`.

use clap::{Args, Subcommand};

use crate::cli::print::Printer;
use crate::cli::{Ending, Root};
use crate::publish::write_new;
use crate::{disk, theme};

/// Change how the site looks
#[derive(Debug, Subcommand)]
pub enum Theme {
    /// Copy files of the default theme into the site, to be changed
    Eject(Eject),
}

/// What to copy.
#[derive(Debug, Args)]
#[command(after_help = "Example: answerbook theme eject templates/home.html css/site.css")]
pub struct Eject {
    #[command(flatten)]
    root: Root,
    /// Files of the theme; all of them when none is named
    files: Vec<String>,
}

impl Theme {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        let Self::Eject(eject) = self;
        eject.run(printer)
    }
}

impl Eject {
    fn run(self, printer: &Printer) -> Ending {
        let config = match disk::read_config(&self.root.root) {
            Ok(bytes) => answerbook_kernel::Config::parse(&String::from_utf8_lossy(&bytes)).into_parts().0,
            Err(error) => {
                printer.error(&error, Some("name the folder of the site with `--root DIR`"));
                return Ending::Failed;
            }
        };
        let known = theme::default_files();
        if let Some(unknown) = self.files.iter().find(|file| !known.contains_key(*file)) {
            let names = known.keys().map(String::as_str);
            let near = answerbook_kernel::nearest::did_you_mean(unknown, names);
            let hint = near.unwrap_or_else(|| "without a name all files are copied".into());
            return printer.misuse(&format!("the default theme has no file `{unknown}`"), &hint);
        }
        let chosen = known.iter().filter(|(name, _)| self.files.is_empty() || self.files.contains(name));
        let folder = self.root.root.join("themes").join(&config.theme);
        for (name, bytes) in chosen {
            let path = folder.join(name);
            match write_new(&path, bytes) {
                Ok(()) => printer.say(&format!("wrote {}", path.display())),
                Err(error) => {
                    printer.error(&error, Some("files that exist are never overwritten"));
                    return Ending::Failed;
                }
            }
        }
        Ending::Done
    }
}
