//! `answerbook explain`: the manual's page about a diagnostic.

use answerbook_kernel::Code;
use clap::Args;
use rust_embed::RustEmbed;

use crate::cli::Ending;
use crate::cli::print::Printer;

/// The manual's pages about diagnostics.
#[derive(RustEmbed)]
#[folder = "docs/content/diagnostics"]
struct Pages;

/// Say what a diagnostic means and how to mend it
#[derive(Debug, Args)]
#[command(after_help = "Example: answerbook explain AB0002")]
pub struct Explain {
    /// The code, such as AB0002; without one, all codes are listed
    code: Option<String>,
}

impl Explain {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        let Some(word) = self.code else {
            let list: String = Code::ALL.iter().map(|code| format!("{code}  {}\n", code.title())).collect();
            printer.out(&list);
            return Ending::Done;
        };
        let page = word.parse::<Code>().ok().and_then(page);
        match page {
            Some(text) => {
                printer.out(&text);
                Ending::Done
            }
            None => printer.misuse(
                &format!("there is no diagnostic `{word}`"),
                "`answerbook explain` lists all of them",
            ),
        }
    }
}

/// The page of a code, without its front matter.
fn page(code: Code) -> Option<String> {
    let file = Pages::get(&format!("{code}.md"))?;
    let text = String::from_utf8_lossy(&file.data).into_owned();
    let body = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .map_or(text.as_str(), |(_, body)| body);
    Some(format!("{code}: {}\n\n{}\n", code.title(), body.trim()))
}
