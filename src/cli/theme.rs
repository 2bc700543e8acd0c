//! `answerbook theme`.

use answerbook_kernel::nearest::did_you_mean;
use clap::{Args, Subcommand};

use crate::cli::print::Printer;
use crate::cli::{Ending, Root};
use crate::disk;
use crate::publish::write_new;
use crate::theme::embedded;

/// Change how the site looks
#[derive(Debug, Subcommand)]
pub enum Theme {
    /// Copy files of the theme into the site, to be changed
    Eject(Eject),
    /// Themes that are part of the program
    List(List),
}

/// What to copy.
#[derive(Debug, Args)]
#[command(after_help = "Example: answerbook theme eject templates/home.html css/site.css")]
pub struct Eject {
    #[command(flatten)]
    root: Root,
    /// The theme, instead of that in `book.toml`
    #[arg(long, value_name = "NAME")]
    theme: Option<String>,
    /// Files of the theme; all of them when none is named
    files: Vec<String>,
}

/// Nothing to choose.
#[derive(Debug, Args)]
#[command(after_help = "Example: answerbook theme list")]
pub struct List {}

impl Theme {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        match self {
            Self::Eject(eject) => eject.run(printer),
            Self::List(list) => list.run(printer),
        }
    }
}

impl List {
    fn run(self, printer: &Printer) -> Ending {
        let names = embedded::names();
        let width = names.iter().map(String::len).max().unwrap_or_default();
        for name in &names {
            printer.out(&format!("{name:width$}  {}\n", embedded::description(name)));
        }
        Ending::Done
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
        let themes = embedded::names();
        let theme = self.theme.unwrap_or_else(|| config.theme.clone());
        // A theme of the site's own may have no file yet.
        if theme != config.theme && !themes.contains(&theme) {
            let near = did_you_mean(&theme, themes.iter().map(String::as_str));
            let hint = near.unwrap_or_else(|| {
                format!("for one of your own, name it in `book.toml`: `name = \"{theme}\"` under `[theme]`")
            });
            return printer.misuse(&embedded::unknown(&theme), &hint);
        }
        let known = embedded::files(&theme);
        if let Some(unknown) = self.files.iter().find(|file| !known.contains_key(*file)) {
            let near = did_you_mean(unknown, known.keys().map(String::as_str));
            let hint = near.unwrap_or_else(|| "without a name all files are copied".into());
            return printer.misuse(&format!("the theme `{theme}` has no file `{unknown}`"), &hint);
        }
        let chosen = known.iter().filter(|(name, _)| self.files.is_empty() || self.files.contains(name));
        let folder = self.root.root.join("themes").join(&theme);
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
