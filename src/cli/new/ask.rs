//! Questions on a terminal.

use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal};

use answerbook_kernel::template::{Answer, Blank};

use super::answers::{Known, answer};
use super::words::Words;
use crate::cli::print::Printer;

/// Whether somebody can be asked.
pub(super) fn is_possible(printer: &Printer) -> bool {
    std::io::stdin().is_terminal() && printer.is_watched()
}

/// Asks for each value that has no answer yet. The end of input leaves the rest open.
pub(super) fn ask(
    blanks: &[Blank],
    language: &str,
    known: Known<'_>,
    answers: &mut BTreeMap<String, Answer>,
    printer: &Printer,
) {
    let words = Words::of(language);
    let open: Vec<&Blank> = blanks.iter().filter(|blank| !answers.contains_key(&blank.name)).collect();
    if !open.is_empty() {
        printer.alarm(&words.begin.replace("{}", &open.len().to_string()));
    }
    let mut lines = std::io::stdin().lock();
    for blank in open {
        let (answer, ended) = one(blank, words, known, &mut lines, printer);
        answers.extend(answer.map(|answer| (blank.name.clone(), answer)));
        if ended {
            printer.alarm("");
            return;
        }
    }
}

/// One answer, and whether the input ended.
fn one(
    blank: &Blank,
    words: &Words,
    known: Known<'_>,
    lines: &mut dyn BufRead,
    printer: &Printer,
) -> (Option<Answer>, bool) {
    printer.alarm(&format!("\n{}", blank.ask));
    let mut given: Vec<String> = Vec::new();
    loop {
        let enter = match &blank.default {
            _ if !given.is_empty() => words.more.to_string(),
            Some(default) => words.default.replace("{}", default),
            None => words.open.to_string(),
        };
        let form = words.form(blank.form);
        printer.prompt(&format!("  ({form}; {} {}; {enter})\n> ", words.example, blank.example));
        let mut line = String::new();
        let ended = !matches!(lines.read_line(&mut line), Ok(1..));
        let line = line.trim();
        if line.is_empty() {
            let all = (!given.is_empty()).then_some(Answer::Given(given));
            return (all, ended);
        }
        match answer(blank, line, known) {
            Ok(Answer::Given(more)) if blank.repeat => given.extend(more),
            Ok(answer) => return (Some(answer), ended),
            Err(_) => printer.alarm(&words.wrong.replace("{}", form)),
        }
        if ended {
            return ((!given.is_empty()).then_some(Answer::Given(given)), true);
        }
    }
}
