//! The repository keeps its own rules.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use answerbook_kernel::Code;
use flate2::Compression;
use flate2::write::GzEncoder;
use walkdir::WalkDir;

use crate::driver::repository;

/// Every file of the repository that people wrote, by path, where it is text.
fn texts(below: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in below {
        let walk = WalkDir::new(repository().join(folder)).sort_by_file_name().into_iter();
        let made = |name: &str| matches!(name, "target" | "dist" | ".git");
        for entry in walk.filter_entry(|entry| !made(&entry.file_name().to_string_lossy())) {
            let entry = entry.unwrap();
            let path = entry.path().strip_prefix(repository()).unwrap().display().to_string();
            if entry.file_type().is_file()
                && let Ok(text) = fs::read_to_string(entry.path())
            {
                found.push((path, text));
            }
        }
    }
    found
}

/// The program's own modules: neither its tests nor what developers run.
fn modules() -> Vec<(String, String)> {
    let mut found = texts(&["src"]);
    found.retain(|(path, _)| {
        path.ends_with(".rs") && !path.contains("/tests/") && !path.starts_with("src/xtask/")
    });
    assert!(found.len() > 100);
    found
}

/// Lines of a module that are neither comments nor its unit tests, with their numbers.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().take_while(|line| line.trim() != "#[cfg(test)]");
    lines
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(number, line)| (number + 1, line))
}

/// None of the words stands in the code of these modules.
#[track_caller]
fn nobody_says(modules: &[(String, String)], words: &[&str]) {
    let mut found = Vec::new();
    for (path, text) in modules {
        for (number, line) in code(text) {
            found.extend(
                words
                    .iter()
                    .filter(|word| line.contains(**word))
                    .map(|word| format!("{path}:{number}: {word}")),
            );
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn without(paths: &[&str]) -> Vec<(String, String)> {
    let mut modules = modules();
    let before = modules.len();
    modules.retain(|(path, _)| !paths.iter().any(|except| path.starts_with(except)));
    assert!(modules.len() < before, "{paths:?} are not there");
    modules
}

#[test]
fn i7_one_module_reads_the_disk_and_one_writes_it() {
    let doors = [
        "std::fs",
        "fs_err",
        "File::open",
        "OpenOptions",
        "read_dir(",
        "create_dir",
        "remove_file",
        "remove_dir",
    ];
    nobody_says(&without(&["src/disk.rs", "src/disk/", "src/publish/"]), &doors);
    let mut reader = modules();
    reader.retain(|(path, _)| path == "src/disk.rs" || path.starts_with("src/disk/"));
    nobody_says(
        &reader,
        &[
            "fs::write",
            "File::create",
            "create_dir",
            "remove_file",
            "remove_dir",
            "fs::rename",
            "fs::copy",
            ".write(true)",
        ],
    );
}

#[test]
fn i7_one_module_prints() {
    nobody_says(&without(&["src/cli/print.rs"]), &["println!", "print!", "stdout()", "stderr()", "dbg!"]);
}

#[test]
fn i7_one_module_listens() {
    nobody_says(
        &without(&["src/serve/", "src/feedback/collect/"]),
        &["TcpListener", "TcpStream", "UnixListener", "UdpSocket", "axum"],
    );
}

#[test]
fn i1_the_kernel_does_no_io() {
    let mut kernel = modules();
    kernel.retain(|(path, _)| path.starts_with("src/kernel/"));
    let doors = [
        "std::fs",
        "std::env",
        "std::time",
        "std::net",
        "std::process",
        "std::io",
        "SystemTime",
        "Instant",
        "println",
        "Zoned::now",
        "env!(",
    ];
    nobody_says(&kernel, &doors);
}

/// Above this a function needs a reason; none has one so far.
const LONGEST: usize = 80;

#[test]
fn no_function_is_long() {
    let mut found = Vec::new();
    for (path, text) in texts(&["src", "tests"]).iter().filter(|(path, _)| path.ends_with(".rs")) {
        let lines: Vec<&str> = text.lines().collect();
        for (start, line) in lines.iter().enumerate().filter(|(_, line)| is_function(line)) {
            // As rustfmt sets them, a function ends with a brace below its first letter.
            let end = format!("{}}}", &line[..line.len() - line.trim_start().len()]);
            let length = lines[start..].iter().position(|line| *line == end).map_or(0, |length| length + 1);
            if length > LONGEST {
                found.push(format!("{path}:{}: {length} lines", start + 1));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn is_function(line: &str) -> bool {
    let words = line.trim_start().split(' ').take_while(|word| !word.contains('{'));
    let before: Vec<&str> = words.take_while(|word| *word != "fn").collect();
    let qualifiers = ["pub", "pub(crate)", "pub(super)", "const", "async", "unsafe"];
    line.contains("fn ")
        && !line.trim_end().ends_with(['}', ';'])
        && before.iter().all(|word| qualifiers.contains(word))
}

#[test]
fn every_diagnostic_has_a_page() {
    let folder = repository().join("docs/content/diagnostics");
    let names = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let pages: BTreeSet<String> = names.filter(|name| name != "index.md").collect();
    let codes: BTreeSet<String> = Code::ALL.iter().map(|code| format!("{code}.md")).collect();
    assert_eq!(pages, codes);
    for code in Code::ALL {
        let page = fs::read_to_string(folder.join(format!("{code}.md"))).unwrap();
        assert!(
            page.contains(&format!("{code}: {}", code.title().replace('`', ""))),
            "the title of {code} is another one"
        );
    }
}

#[test]
fn links_in_documents_lead_to_files() {
    let mut broken = Vec::new();
    let documents = texts(&["."]).into_iter().filter(|(path, _)| path.ends_with(".md"));
    for (path, text) in documents.filter(|(path, _)| !path.starts_with("tests/") && !path.starts_with("src/"))
    {
        let folder = repository().join(&path).parent().unwrap().to_owned();
        for target in targets(&text) {
            let file = target.split('#').next().unwrap_or_default();
            let base = if file.starts_with('/') { repository().join("content") } else { folder.clone() };
            if !file.is_empty() && !base.join(file.trim_start_matches('/')).exists() {
                broken.push(format!("{path}: {target}"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Where the links of a document lead that stand in its text, not in examples.
fn targets(markdown: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut fence = None;
    for line in markdown.lines() {
        let mark: String = line.trim_start().chars().take_while(|c| matches!(c, '`' | '~')).collect();
        match &fence {
            None if mark.len() >= 3 => fence = Some(mark),
            Some(open) if mark.starts_with(open.as_str()) => fence = None,
            None => found.extend(targets_of_line(line)),
            Some(_) => {}
        }
    }
    found
}

fn targets_of_line(line: &str) -> Vec<String> {
    // Every second piece between marks of code is code.
    let text: String = line.split('`').step_by(2).collect::<Vec<_>>().join("code");
    let after =
        text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target.to_owned());
    after.filter(|target| !target.contains([':', '{', '<', ' ', '…'])).collect()
}

#[test]
fn nothing_is_left_for_later() {
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX")];
    let mut found = Vec::new();
    for (path, text) in texts(&["src", "tests", "themes", "docs", "content", ".ci"]) {
        let word =
            words.iter().find(|word| text.split(|c: char| !c.is_alphanumeric()).any(|part| part == **word));
        found.extend(word.map(|word| format!("{path}: {word}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

pub(crate) fn gzipped(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

#[track_caller]
fn fits(what: &str, bytes: &[u8], plain: usize, compressed: usize) {
    let (length, gzip) = (bytes.len(), gzipped(bytes));
    assert!(
        length <= plain && gzip <= compressed,
        "{what}: {length} of {plain} bytes, {gzip} of {compressed} with gzip"
    );
}

#[test]
fn styles_and_scripts_keep_their_budgets() {
    let style = |name: &str| fs::read(repository().join("themes/default/css").join(name)).unwrap();
    fits("styles", &style("site.css"), 20_000, 6_000);
    fits("styles of what searches", &style("search.css"), 7_000, 2_500);
    fits(
        "script",
        &fs::read(Path::new(repository()).join("themes/default/js/site.js")).unwrap(),
        10_000,
        4_000,
    );
}

/// What a page weighs beside its own text.
#[test]
fn pages_keep_their_budget() {
    let sample = crate::driver::sample();
    for page in [
        "about",
        "policies/returns",
        "policies/complaints",
        "guides/measure-your-doorway",
        "zh-Hans/policies/returns",
    ] {
        let html = fs::read_to_string(sample.join("public").join(page).join("index.html")).unwrap();
        // The text, and on policies their card before it and the list of changes behind it, are the author's.
        let (before, _) = html.split_once("<div class=\"prose\">").unwrap();
        let before = match before.split_once("<section class=\"policy box\"") {
            Some((before, card)) => before.to_owned() + card.split_once("</section>").unwrap().1,
            None => before.to_owned(),
        };
        let (_, after) = html.split_once("<footer class=\"end\">").unwrap();
        fits(page, format!("{before}{after}").as_bytes(), 12_000, 4_000);
    }
}
