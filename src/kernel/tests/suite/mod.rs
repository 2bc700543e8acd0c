//! Cases as data: in `*.md` beside this file, a heading begins a case, fenced blocks are its files, and comments are
//! what must be said of them.
//!
//! - ```` ```md content/a.md ```` is a file of the site; `bom`, `crlf` and `bytes` (with `\xff` escapes) may follow.
//! - `<!-- error[AB0002] content/a.md:3:5 public: some words -->` is expected, said of the public edition alone, and its
//!   message, notes or help hold those words. Nothing else may be said.
//! - `<!-- today 2026-11-28 -->` looks also at what the texts promise, on that day; `translations.toml` is then the record.
//! - ```` ```html public a/ ```` is the HTML of a page of an edition, or `(none)` when there must be no such page.

mod case;
mod codes;

use crate::driver::{self, Built, html};
use case::{Case, Expected};

const FILES: &[(&str, &str)] = &[
    ("audience.md", include_str!("audience.md")),
    ("configuration.md", include_str!("configuration.md")),
    ("directives.md", include_str!("directives.md")),
    ("editions.md", include_str!("editions.md")),
    ("front-matter.md", include_str!("front-matter.md")),
    ("includes.md", include_str!("includes.md")),
    ("links.md", include_str!("links.md")),
    ("names.md", include_str!("names.md")),
    ("promises.md", include_str!("promises.md")),
    ("variables.md", include_str!("variables.md")),
];

/// All cases, with the file that each stands in.
fn cases() -> Vec<(&'static str, Case)> {
    FILES.iter().flat_map(|(file, text)| case::read(text).into_iter().map(|case| (*file, case))).collect()
}

#[test]
fn every_case_holds() {
    let failed: Vec<String> = cases().iter().filter_map(|(file, case)| failure(file, case)).collect();
    assert!(failed.is_empty(), "{} cases failed\n{}", failed.len(), failed.join("\n"));
}

fn failure(file: &str, case: &Case) -> Option<String> {
    let mut built = case.site.build();
    if let Some(today) = &case.today {
        built.read.extend(case.site.promises(today));
    }
    let mut wrong = diagnostics(&built, &case.said);
    wrong.extend(case.pages.iter().filter_map(|page| page_fault(&built, page)));
    (!wrong.is_empty()).then(|| format!("--- {file}: {}\n{}", case.name, wrong.join("\n")))
}

fn diagnostics(built: &Built, expected: &[Expected]) -> Vec<String> {
    let said = built.all();
    let lines: Vec<String> = said.iter().map(|(edition, fault)| built.line(edition, fault)).collect();
    let mut open: Vec<&Expected> = expected.iter().collect();
    let mut wrong = Vec::new();
    for (line, (_, fault)) in lines.iter().zip(&said) {
        let words = words(fault);
        match open.iter().position(|expected| expected.line == *line && words.contains(&expected.words)) {
            Some(found) => drop(open.remove(found)),
            None => wrong.push(format!("unexpected <!-- {line}: {} -->", words.replace('\n', " | "))),
        }
    }
    wrong.extend(
        open.iter().map(|expected| format!("missing    <!-- {}: {} -->", expected.line, expected.words)),
    );
    wrong
}

fn words(fault: &answerbook_kernel::Diagnostic) -> String {
    let labels = fault.labels.iter().map(|label| format!("{}: {}", label.span.file, label.text));
    let parts =
        [fault.message.clone(), fault.note.clone()].into_iter().chain(labels).chain(fault.help.clone());
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

fn page_fault(built: &Built, page: &case::ExpectedPage) -> Option<String> {
    let found = match page.edition.as_str() {
        "public" => {
            driver::page(&built.public, &page.address).map(|found| driver::body(&built.public, found))
        }
        _ => driver::page(&built.internal, &page.address).map(|found| driver::body(&built.internal, found)),
    };
    let expected = (page.html.trim() != "(none)").then_some(page.html.as_str());
    let normal = |text: &str| html::shown(&html::normal(html::pieces(text)));
    let same = match (&found, expected) {
        (Some(found), Some(expected)) => normal(found) == normal(expected),
        (None, None) => true,
        _ => false,
    };
    let shown = found.as_deref().unwrap_or("(none)");
    (!same).then(|| format!("{} /{} is:\n{shown}", page.edition, page.address))
}

#[test]
fn every_code_has_a_case() {
    let raised: Vec<String> = cases()
        .iter()
        .flat_map(|(_, case)| case.said.iter().map(|said| said.line.clone()))
        .chain(codes::RAISED_ELSEWHERE.iter().map(|(code, _)| format!("error[{code}]")))
        .collect();
    for code in answerbook_kernel::Code::ALL {
        assert!(raised.iter().any(|line| line.contains(&format!("[{code}]"))), "{code} has no case");
    }
}
