//! `answerbook new`.

mod answers;
mod ask;
mod kinds;
mod list;
mod shelf;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use answerbook_kernel::kind::Kind;
use answerbook_kernel::nearest::did_you_mean;
use answerbook_kernel::template::{Answer, Filled, Filling, Template};
use answerbook_kernel::{Config, path};
use clap::Args;

use crate::cli::print::Printer;
use crate::cli::{Ending, Root};
use crate::disk;
use crate::publish::{PublishError, write_new};
use answers::{Fault, Known};
use shelf::{Shelf, Volume};

/// Start a page from a template
#[derive(Debug, Args)]
#[command(after_help = "Example: answerbook new policy \"Gift cards\"\n         \
    answerbook new complaints \"Complaints\" --set resolve-time=\"10 working days\"")]
pub struct New {
    /// What kind of page, or which template
    #[arg(required_unless_present = "list")]
    kind: Option<String>,
    /// Its title
    #[arg(required_unless_present = "list")]
    title: Option<String>,
    #[command(flatten)]
    root: Root,
    /// Name of the template; the kind's own when not given
    #[arg(long, value_name = "NAME")]
    template: Option<String>,
    /// Language of the page: the folder it goes into, and the wording
    #[arg(long, value_name = "CODE")]
    lang: Option<String>,
    /// Folder in the source folder, in place of the kind's own
    #[arg(long = "in", value_name = "DIR")]
    folder: Option<String>,
    /// Name of the file, in place of one made of the title; translations have that of their original
    #[arg(long, value_name = "NAME")]
    file: Option<String>,
    /// A value that the template asks for; may be given often
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Ask for values that are not given, as is usual on a terminal
    #[arg(long, conflicts_with = "no_ask")]
    ask: bool,
    /// Ask nothing
    #[arg(long)]
    no_ask: bool,
    /// List templates with kinds, folders and languages
    #[arg(long)]
    list: bool,
}

/// Why there is no page.
enum Refusal {
    /// It was said already.
    Said(Ending),
    /// It cannot be.
    Wrong(Fault),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Wrong(fault)
    }
}

fn wrong(text: impl Into<String>, hint: impl Into<String>) -> Refusal {
    Refusal::Wrong(Fault { text: text.into(), hint: hint.into() })
}

/// What is going to be written, and where.
struct Plan {
    config: Config,
    language: String,
    kind: Kind,
    template: Template,
    /// The language that the template is in.
    wording: String,
    /// Below the source folder's part of the language.
    folder: String,
    /// Of the file.
    path: PathBuf,
}

impl New {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        let shelf = match Shelf::of(&self.root.root) {
            Ok(shelf) => shelf,
            Err(error) => {
                printer.error(&error, None);
                return Ending::Failed;
            }
        };
        if self.list {
            printer.out(&list::lines(&shelf, self.lang.as_deref().unwrap_or("en")));
            return Ending::Done;
        }
        match self.make(&shelf, printer) {
            Ok(ending) => ending,
            Err(Refusal::Said(ending)) => ending,
            Err(Refusal::Wrong(fault)) => printer.misuse(&fault.text, &fault.hint),
        }
    }

    fn make(&self, shelf: &Shelf, printer: &Printer) -> Result<Ending, Refusal> {
        let plan = self.plan(shelf, printer)?;
        let answers = self.answers(&plan, printer)?;
        let filling = Filling {
            title: self.title.as_deref().unwrap_or_default(),
            kind: plan.kind.word(),
            today: jiff::Zoned::now().date(),
            answers: &answers,
        };
        let filled = plan.template.fill(&filling);
        let ending = write(&plan.path, &filled.text, printer);
        if ending == Ending::Done {
            self.say_more(&plan, &filled, printer);
        }
        Ok(ending)
    }

    fn plan(&self, shelf: &Shelf, printer: &Printer) -> Result<Plan, Refusal> {
        let config = self.config(printer)?;
        let language = self.language(&config)?;
        let word = self.kind.as_deref().unwrap_or_default();
        let name = self.template.as_deref().unwrap_or(word);
        let asked = kinds::named(word);
        if asked.is_none() && !shelf.names().contains(&word) {
            return Err(unknown(word, shelf));
        }
        let volume = shelf.find(name, &language).ok_or_else(|| unknown(name, shelf))?;
        let template = read(volume, printer)?;
        let kind = asked.unwrap_or(template.kind);
        let own_folder = template.folder.as_deref().filter(|_| kind == template.kind);
        let folder = self.folder.as_deref().or(own_folder).unwrap_or_else(|| kinds::folder_of(kind));
        let folder = path::join("", folder)
            .ok_or_else(|| wrong("the folder lies outside of the source folder", "name one inside it"))?;
        let (folder, file) = self.place(folder, kind)?;
        let src = disk::mdbook_src(&self.root.root, &config).unwrap_or_else(|| config.src.clone());
        let src = self.root.root.join(src);
        let above = language_folder(&src, &config, &language);
        let path = src.join(above).join(&folder).join(file);
        let wording = volume.language.clone().unwrap_or_else(|| language.clone());
        if !shelf::suits(&wording, &language) {
            printer
                .say(&format!("note: `{name}` is not there in `{language}`; this is the one in `{wording}`"));
        }
        Ok(Plan { language, kind, wording, folder, path, config, template })
    }

    fn config(&self, printer: &Printer) -> Result<Config, Refusal> {
        match disk::read_config(&self.root.root) {
            Ok(bytes) => Ok(Config::parse(&String::from_utf8_lossy(&bytes)).into_parts().0),
            Err(error) => {
                let hint = "run this in the folder of a site, or make one with `answerbook init`";
                printer.error(&error, Some(hint));
                Err(Refusal::Said(Ending::Failed))
            }
        }
    }

    /// The code of the page's language, as `book.toml` writes it.
    fn language(&self, config: &Config) -> Result<String, Refusal> {
        let Some(code) = &self.lang else { return Ok(config.language().code.clone()) };
        let found = config.find_language(code).map(|language| language.code.clone());
        found.ok_or_else(|| {
            let hint = format!("add `[languages.{code}]` to `book.toml` first");
            wrong(format!("the site has no language `{code}`"), hint)
        })
    }

    /// The folder and the file; a course is the page of a folder of its own.
    fn place(&self, folder: String, kind: Kind) -> Result<(String, String), Refusal> {
        let title = self.title.as_deref().unwrap_or_default();
        let named = self.file.as_ref().map(|file| file.trim_end_matches(".md").to_string());
        let name = named.unwrap_or_else(|| kinds::file_name(title));
        let fault = if name.contains('/') {
            Some("the name of the file has a slash".to_string())
        } else {
            path::component_fault(&name)
        };
        if let Some(fault) = fault {
            return Err(wrong(fault, "use letters or digits in the title, or name a file with `--file`"));
        }
        if kind == Kind::Course {
            let folder = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            return Ok((folder, "index.md".into()));
        }
        Ok((folder, format!("{name}.md")))
    }

    /// What was given, what the site has, what was answered, and what the template gives.
    fn answers(&self, plan: &Plan, printer: &Printer) -> Result<BTreeMap<String, Answer>, Refusal> {
        let blanks = &plan.template.values;
        let known = Known { config: &plan.config, language: &plan.language };
        let mut answers = answers::set(&self.set, blanks, known)?;
        answers::add_variables(blanks, known, &mut answers);
        if self.ask && !ask::is_possible(printer) {
            let hint = "give values with `--set name=value`";
            return Err(wrong("nobody can be asked: this is not a terminal", hint));
        }
        // A page that is there already is no reason to ask anybody anything.
        let asks = self.ask || (!self.no_ask && !printer.is_quiet() && ask::is_possible(printer));
        if asks && !plan.path.exists() {
            ask::ask(blanks, &plan.wording, known, &mut answers, printer);
        }
        answers::add_defaults(blanks, &mut answers);
        Ok(answers)
    }

    fn say_more(&self, plan: &Plan, filled: &Filled, printer: &Printer) {
        match &filled.open[..] {
            [] => {}
            [one] => printer.say(&format!("left open: {one}")),
            [first, .., last] => {
                printer.say(&format!("left open: {} values, from {first} to {last}", filled.open.len()));
            }
        }
        if plan.kind == Kind::Policy && plan.config.review_every.is_none() {
            printer.say(
                "note: without `[policy] review-every` in `book.toml`, nobody is told when to review it",
            );
        }
        printer.say(&format!("next: `{}`", self.next(plan)));
    }

    /// What to type next.
    fn next(&self, plan: &Plan) -> String {
        let mut command = match plan.kind {
            Kind::Course => format!("answerbook new lesson TITLE --in {}", shown(&plan.folder)),
            _ => "answerbook serve".to_string(),
        };
        if plan.kind == Kind::Course
            && let Some(code) = &self.lang
        {
            command.push_str(&format!(" --lang {code}"));
        }
        if self.root.root != Path::new(".") {
            command.push_str(&format!(" --root {}", shown(&self.root.root.display().to_string())));
        }
        command
    }
}

/// A path as a shell takes it.
fn shown(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/.-_".contains(c);
    if path.chars().all(plain) { path.to_string() } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

/// The folder of a language in the source folder: as it is written there, if it is there.
fn language_folder(src: &Path, config: &Config, language: &str) -> String {
    let there = disk::shelf::folder_named(src, language);
    let main = config.language().code == language;
    there.unwrap_or_else(|| if main { String::new() } else { language.to_string() })
}

/// A template without faults.
fn read(volume: &Volume, printer: &Printer) -> Result<Template, Refusal> {
    let (template, faults) = volume.read().into_parts();
    if faults.is_empty() {
        return Ok(template);
    }
    printer
        .screen()
        .diagnostics(faults, &|path| (volume.own.as_ref() == Some(path)).then(|| volume.source.clone()));
    Err(Refusal::Said(Ending::Faulty))
}

fn unknown(name: &str, shelf: &Shelf) -> Refusal {
    let near = did_you_mean(name, shelf.names());
    let hint = near.unwrap_or_else(|| "`answerbook new --list` shows them".into());
    wrong(format!("there is no template `{name}`"), hint)
}

fn write(path: &Path, text: &str, printer: &Printer) -> Ending {
    match write_new(path, text.as_bytes()) {
        Ok(()) => {
            printer.say(&format!("wrote {}", path.display()));
            Ending::Done
        }
        Err(error @ PublishError::Exists { .. }) => {
            printer.error(
                &error,
                Some("choose another title, or name a file with `--file`; nothing is overwritten"),
            );
            Ending::Misused
        }
        Err(error) => {
            printer.error(&error, error.hint());
            Ending::Failed
        }
    }
}
