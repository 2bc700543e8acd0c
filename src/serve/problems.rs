//! Diagnostics as the browser shows them.

use std::path::Path;

use answerbook_kernel::{Diagnostic, SourcePath, Span};

use super::board::{ExcerptLine, Problem, Problems};
use crate::report::{Sources, floor, harmless};

/// More are counted and not shown.
const SHOWN: usize = 200;

/// Lines before and after the place.
const AROUND: usize = 2;

/// More lines of a place are not shown.
const TALLEST: usize = 6;

/// More of a line is not shown, in bytes on either side of the place.
const WIDEST: usize = 200;

/// What was found, with the texts that it points into; `root` is the site's folder, from the root of the file system.
pub fn problems(
    diagnostics: &[Diagnostic],
    root: &Path,
    text: &dyn Fn(&SourcePath) -> Option<String>,
) -> Problems {
    let mut sources = Sources::new(text);
    let (errors, warnings): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        diagnostics.iter().partition(|one| one.is_error());
    let shown = errors.iter().chain(&warnings).take(SHOWN);
    Problems {
        list: shown.map(|one| problem(one, root, &mut sources)).collect(),
        errors: errors.len(),
        warnings: warnings.len(),
    }
}

fn problem(one: &Diagnostic, root: &Path, sources: &mut Sources<'_>) -> Problem {
    let (line, column) = sources.position(&one.span);
    let note = Some(one.note.clone()).filter(|note| !note.is_empty());
    let labels = one.labels.iter().map(|label| {
        let (line, column) = sources.position(&label.span);
        format!("{}:{line}:{column}: {}", label.span.file, label.text)
    });
    let notes = note.into_iter().chain(labels).collect();
    Problem {
        severity: one.severity.word(),
        code: one.code.to_string(),
        message: one.message.clone(),
        file: one.span.file.to_string(),
        path: root.join(one.span.file.as_str()).display().to_string(),
        line,
        column,
        excerpt: sources.get(&one.span.file).map_or_else(Vec::new, |text| excerpt(text, &one.span)),
        notes,
        help: one.help.clone(),
    }
}

/// The lines of the place and those around it.
fn excerpt(text: &str, span: &Span) -> Vec<ExcerptLine> {
    let start = floor(text, span.start);
    let end = floor(text, span.end).max(start);
    let number_at = |at: usize| text[..at].matches('\n').count();
    let first = number_at(start);
    let last = number_at(floor(text, end.saturating_sub(1)).max(start)).min(first + TALLEST);
    let from = first.saturating_sub(AROUND);
    let mut at = text.split_inclusive('\n').take(from).map(str::len).sum::<usize>();
    let mut lines = Vec::new();
    for (number, line) in text[at..].split_inclusive('\n').enumerate().take(last + AROUND + 1 - from) {
        let clean = line.trim_end_matches(['\n', '\r']);
        let inside = |place: usize| place.clamp(at, at + clean.len()) - at;
        let marked = (from + number >= first && from + number <= last).then(|| (inside(start), inside(end)));
        lines.push(excerpt_line(from + number + 1, clean, marked));
        at += line.len();
    }
    lines
}

/// A long line is cut around what is marked in it.
fn excerpt_line(number: usize, line: &str, marked: Option<(usize, usize)>) -> ExcerptLine {
    let (start, end) = marked.unwrap_or_default();
    let from = floor(line, start.saturating_sub(WIDEST));
    let to = floor(line, end.min(start + WIDEST) + WIDEST);
    let text = line[from..to].chars().map(harmless).collect();
    let characters = |place: usize| line[from..floor(line, place.clamp(from, to))].chars().count();
    ExcerptLine { number, text, mark: marked.map(|(start, end)| (characters(start), characters(end))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use answerbook_kernel::Code;

    const TEXT: &str = "one\ntwo\r\nthr\u{e9}e 海松 [x](y.md) end\nfour\nfive\nsix\n";

    fn of(diagnostics: &[Diagnostic], text: &str) -> Problems {
        problems(diagnostics, Path::new("/site"), &|path| (path.as_str() == "a.md").then(|| text.to_owned()))
    }

    fn at(text: &str, word: &str) -> Span {
        let start = text.find(word).unwrap();
        Span::new(&SourcePath::new("a.md"), start..start + word.len())
    }

    #[test]
    fn a_problem_has_its_place_its_lines_and_its_mark() {
        let one = Diagnostic::error(Code::BrokenLink, at(TEXT, "[x](y.md)"), "no `y.md`")
            .note("this link")
            .label(at(TEXT, "four"), "and here")
            .help("make it");
        let found = of(&[one], TEXT);
        let one = &found.list[0];
        assert_eq!((one.line, one.column, one.path.as_str()), (3, 10, "/site/a.md"));
        let lines: Vec<(usize, &str)> =
            one.excerpt.iter().map(|line| (line.number, line.text.as_str())).collect();
        assert_eq!(lines[..2], [(1, "one"), (2, "two")]);
        assert_eq!(lines[2..], [(3, "thr\u{e9}e 海松 [x](y.md) end"), (4, "four"), (5, "five")]);
        let marks: Vec<_> = one.excerpt.iter().map(|line| line.mark).collect();
        assert_eq!(marks, [None, None, Some((9, 18)), None, None]);
        assert_eq!(one.notes, ["this link", "a.md:4:1: and here"]);
    }

    #[test]
    fn errors_come_first_and_the_rest_is_counted() {
        let file = SourcePath::new("a.md");
        let warning = Diagnostic::warning(Code::BrokenLink, Span::new(&file, 0..1), "w");
        let error = Diagnostic::error(Code::BrokenLink, Span::new(&file, 4..5), "e");
        let found = of(&[vec![warning; 300], vec![error; 3]].concat(), TEXT);
        assert_eq!((found.errors, found.warnings, found.list.len()), (3, 300, SHOWN));
        assert!(found.list[..3].iter().all(|one| one.severity == "error"));
    }

    #[test]
    fn places_outside_of_the_text_and_long_lines_are_survived() {
        let file = SourcePath::new("a.md");
        let long = format!("{}[x]{}", "海".repeat(5000), "\u{1b}y".repeat(5000));
        for (text, range) in
            [("", 0..0), ("", 5..9), ("a", 1..1), ("a\n", 2..2), (TEXT, 0..TEXT.len()), ("é", 1..2)]
        {
            of(&[Diagnostic::error(Code::BrokenLink, Span::new(&file, range), "e")], text);
        }
        let found = of(&[Diagnostic::error(Code::BrokenLink, at(&long, "[x]"), "e")], &long);
        let line = &found.list[0].excerpt[0];
        let (from, to) = line.mark.unwrap();
        assert_eq!(line.text.chars().skip(from).take(to - from).collect::<String>(), "[x]");
        assert!(line.text.len() < 1000 && !line.text.contains('\u{1b}'));
    }
}
