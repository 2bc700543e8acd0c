//! `answerbook new`.

use std::path::Path;

use clap::Args;
use rust_embed::RustEmbed;

use crate::cli::print::Printer;
use crate::cli::{Ending, Root};
use crate::disk;
use crate::publish::{PublishError, write_new};

/// Pages to start from, by kind.
#[derive(RustEmbed)]
#[folder = "src/templates"]
struct Templates;

/// Where pages of a kind go, and what they are for.
const KINDS: &[(&str, &str, &str)] = &[
    ("policy", "policies", "a rule with an owner, a version and a changelog"),
    ("faq", "faq", "questions and answers"),
    ("guide", "guides", "how to do something, step by step"),
    ("reply", "replies", "canned text for staff, with a copy button"),
    ("announcement", "announcements", "news that what's new and the feed show"),
];

/// Start a page from a template
#[derive(Debug, Args)]
#[command(after_help = "Example: answerbook new policy \"Gift cards\"")]
pub struct New {
    /// What kind of page
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
    /// Language of the page: the folder it goes into
    #[arg(long, value_name = "CODE")]
    lang: Option<String>,
    /// Folder in the source folder, in place of the kind's own
    #[arg(long = "in", value_name = "DIR")]
    folder: Option<String>,
    /// List kinds and templates
    #[arg(long)]
    list: bool,
}

impl New {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        if self.list {
            let lines = KINDS.iter().map(|(kind, folder, what)| format!("{kind:<14}{what} (in {folder}/)\n"));
            printer.out(&lines.collect::<String>());
            return Ending::Done;
        }
        let (kind, title) = (self.kind.clone().unwrap_or_default(), self.title.clone().unwrap_or_default());
        let Some((_, home, _)) = KINDS.iter().find(|(known, ..)| *known == kind) else {
            return unknown(&kind, printer);
        };
        let name = self.template.clone().unwrap_or(kind);
        let Some(template) = Templates::get(&format!("{name}.md")) else { return unknown(&name, printer) };
        let config = match disk::read_config(&self.root.root) {
            Ok(bytes) => answerbook_kernel::Config::parse(&String::from_utf8_lossy(&bytes)).into_parts().0,
            Err(error) => {
                printer.error(
                    &error,
                    Some("run this in the folder of a site, or make one with `answerbook init`"),
                );
                return Ending::Failed;
            }
        };
        let language = self.lang.as_ref().filter(|code| !code.eq_ignore_ascii_case(&config.language().code));
        if let Some(code) = language
            && config.find_language(code).is_none()
        {
            let hint = format!("add `[languages.{code}]` to `book.toml` first");
            return printer.misuse(&format!("the site has no language `{code}`"), &hint);
        }
        let folder = self.folder.as_deref().unwrap_or(home);
        let inside = [language.map_or("", String::as_str), folder].join("/");
        let Some(inside) = answerbook_kernel::path::join("", &inside) else {
            return printer.misuse("the folder lies outside of the source folder", "name one inside it");
        };
        let file = file_name(&title);
        if let Some(fault) = answerbook_kernel::path::component_fault(&file) {
            return printer.misuse(&fault, "use letters or digits in the title");
        }
        let path = self.root.root.join(&config.src).join(inside).join(file);
        write(&path, &fill(&String::from_utf8_lossy(&template.data), &title), printer)
    }
}

fn write(path: &Path, text: &str, printer: &Printer) -> Ending {
    match write_new(path, text.as_bytes()) {
        Ok(()) => {
            printer.say(&format!("wrote {}", path.display()));
            Ending::Done
        }
        Err(error @ PublishError::Exists { .. }) => {
            printer.error(&error, Some("choose another title; nothing is overwritten"));
            Ending::Misused
        }
        Err(error) => {
            printer.error(&error, error.hint());
            Ending::Failed
        }
    }
}

fn unknown(name: &str, printer: &Printer) -> Ending {
    let near = answerbook_kernel::nearest::did_you_mean(name, KINDS.iter().map(|(kind, ..)| *kind));
    let hint = near.unwrap_or_else(|| "`answerbook new --list` shows them".into());
    printer.misuse(&format!("there is no template `{name}`"), &hint)
}

fn fill(template: &str, title: &str) -> String {
    let day = jiff::Zoned::now().date().to_string();
    let quoted = title.replace('\\', "\\\\").replace('"', "\\\"");
    template
        .replace("title: \"{{ title }}\"", &format!("title: \"{quoted}\""))
        .replace("{{ title }}", title)
        .replace("{{ today }}", &day)
}

/// A title as a file name: lower case, words between hyphens, letters of any script.
fn file_name(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = words.map(str::to_lowercase).collect::<Vec<_>>().join("-");
    while name.len() > 100 {
        name.pop();
    }
    if name.is_empty() { name } else { name + ".md" }
}
