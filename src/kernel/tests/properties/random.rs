//! Random sites in which every line is known to be for everybody or for staff, so that the lines for staff can be taken
//! out.

use proptest::prelude::*;

use crate::driver::Site;

/// A line of a file, or a whole file: its text and whether it is for staff alone.
pub type Line = (String, bool);

/// A file: its path, its lines, and whether all of it is for staff.
#[derive(Clone, Debug)]
pub struct RandomFile {
    pub path: String,
    pub internal: bool,
    pub lines: Vec<Line>,
}

/// A random site.
#[derive(Clone, Debug)]
pub struct RandomSite {
    pub files: Vec<RandomFile>,
    pub summary: bool,
}

const TOML: &str = "[book]\ntitle = \"Site\"\n[languages.zh-Hans]\ntitle = \"站\"\n[audience]\ndefault = \"public\"\n\
    [check]\nbroken-links = \"warn\"\n[policy]\nreview-every = \"1 year\"\n[vars]\nopen = \"open\"\n\
    [internal.vars]\nsecret = \"secret\"\n";

const PATHS: [&str; 16] = [
    "index.md",
    "a.md",
    "b.md",
    "README.md",
    "s/index.md",
    "s/README.md",
    "s/c.md",
    "s/d.md",
    "s.md",
    "t/e.md",
    "t.md",
    "t/u/f.md",
    "zh-hans/index.md",
    "zh-hans/a.md",
    "zh-hans/s/c.md",
    "part.md",
];

impl RandomSite {
    /// With everything for staff, or with all of it deleted.
    pub fn site(&self, whole: bool) -> Site {
        let mut site = Site::new().toml(TOML).file("snippet.txt", "snippet\n").file("pic.png", "p");
        let kept = || self.files.iter().filter(|file| whole || !file.internal);
        for file in kept() {
            let lines = file.lines.iter().filter(|(_, internal)| whole || !internal);
            site = site.file(&file.path, lines.map(|(line, _)| format!("{line}\n")).collect::<String>());
        }
        if self.summary {
            let lines = kept()
                .filter(|file| file.path != "part.md")
                .map(|file| format!("- [T {0}]({0})\n", file.path));
            site = site.file("SUMMARY.md", format!("# Summary\n\n{}", lines.collect::<String>()));
        }
        site
    }
}

/// Any site.
pub fn site() -> impl Strategy<Value = RandomSite> {
    let files = proptest::sample::subsequence(PATHS.to_vec(), 1..PATHS.len());
    let files = files.prop_flat_map(|paths| paths.into_iter().map(file).collect::<Vec<_>>());
    (files, any::<bool>()).prop_map(|(files, summary)| RandomSite { files, summary })
}

fn file(path: &str) -> impl Strategy<Value = RandomFile> + use<> {
    let path = path.to_string();
    (prop::bool::weighted(0.3), front(), prop::collection::vec(block(0), 0..6)).prop_map(
        move |(internal, front, blocks)| {
            let mut lines: Vec<Line> = vec![("---".into(), false)];
            lines.push((format!("audience: {}", if internal { "internal" } else { "public" }), false));
            lines.extend(front);
            if internal && path.contains("index") {
                lines.push(("cascade: {audience: internal, kind: policy, owner: Staff}".into(), false));
            }
            lines.push(("---".into(), false));
            lines.extend(blocks.into_iter().flatten());
            RandomFile { path: path.clone(), internal, lines }
        },
    )
}

fn front() -> impl Strategy<Value = Vec<Line>> {
    let change = (1..28_u8, any::<bool>()).prop_map(|(day, internal)| {
        let audience = if internal { "internal" } else { "public" };
        (format!("  - {{date: 2026-01-{day:02}, note: Note {day}, audience: {audience}}}"), internal)
    });
    let changes = prop::collection::vec(change, 0..3).prop_map(|changes| {
        // The list itself must stay a list when its lines for staff are gone.
        let mut lines =
            vec![("changes:".to_string(), false), ("  - {date: 2026-01-01, note: First}".to_string(), false)];
        lines.extend(changes);
        lines
    });
    let title = prop_oneof![Just(vec![]), Just(vec![("title: The {{ open }} title".to_string(), false)])];
    let kind = prop_oneof![
        Just(vec![]),
        Just(vec![("kind: faq".to_string(), false)]),
        Just(vec![("owner: O".to_string(), false)])
    ];
    (changes, title, kind).prop_map(|(changes, title, kind)| [changes, title, kind].concat())
}

const PUBLIC: [&str; 26] = [
    "Some text.",
    "# Heading",
    "## Heading",
    "### Heading {#own}",
    "[link](a.md) and [b](b.md#heading)",
    "[use][ref] and[^note] it",
    "[ref]: s/c.md",
    "[^note]: A public note.",
    "{{ open }} words",
    "{{#include snippet.txt}}",
    "{{#include part.md}}",
    "![alt](pic.png)",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "```\n:::internal\nliteral\n:::\n```",
    "***",
    "<div>\nraw\n</div>",
    "<em>raw</em> *x*",
    "Setext\n===",
    "1. one\n2. two",
    "- a\n- b\n  - c",
    "> quote\n> more",
    "    indented",
    "Term\n: definition",
    "- [ ] task",
    "[here](#heading)",
    "",
];

const SECRET: [&str; 16] = [
    "Secret text.",
    "## Heading",
    "## Secret {#own2}",
    "[ref]: b.md",
    "[^note]: A secret note.",
    "[use][ref] and[^note]",
    "{{ secret }}",
    "{{#include part.md}}",
    "- item\n- item",
    "> quoted",
    "```\ncode\n```",
    "[secret](t/e.md)",
    "| s |\n|---|\n| t |",
    "<b>x</b>",
    "***",
    "Term\n: def",
];

/// Lines that belong together, with what they mean for the edition for everybody.
fn block(depth: usize) -> BoxedStrategy<Vec<Line>> {
    let spaced = |text: &str, internal: bool| -> Vec<Line> {
        text.lines().chain([""]).map(|line| (line.to_string(), internal)).collect()
    };
    let public = prop::sample::select(&PUBLIC[..]).prop_map(move |text| spaced(text, false));
    let tight = prop::sample::select(&PUBLIC[..])
        .prop_map(|text| text.lines().map(|line| (line.to_string(), false)).collect::<Vec<_>>());
    let secret = prop::collection::vec(prop::sample::select(&SECRET[..]), 0..4).prop_map(move |texts| {
        let inner = texts.into_iter().flat_map(|text| spaced(text, true));
        [(":::internal".to_string(), true)]
            .into_iter()
            .chain(inner)
            .chain([(":::".to_string(), true)])
            .collect::<Vec<_>>()
    });
    let marked = Just(spaced(":::public\nOnly for the public.\n:::", false));
    if depth > 2 {
        return prop_oneof![public, secret].boxed();
    }
    let inner = || prop::collection::vec(block(depth + 1), 1..4).prop_map(|blocks| blocks.concat());
    let colons = ":".repeat(7 - depth);
    let callout = inner().prop_map(move |lines| wrapped(&colons, lines));
    let quoted = inner().prop_map(|lines| indented("> ", "> ", lines));
    let listed = inner().prop_map(|lines| indented("- first\n\n  ", "  ", lines));
    let item =
        inner().prop_map(|lines| indented("- ", "  ", [vec![("start".into(), false)], lines].concat()));
    prop_oneof![6 => public, 3 => tight, 6 => secret, 1 => marked, 2 => callout, 2 => quoted, 2 => listed, 2 => item].boxed()
}

fn wrapped(colons: &str, lines: Vec<Line>) -> Vec<Line> {
    let mut out = vec![(format!("{colons}note"), false)];
    out.extend(lines);
    out.extend([(colons.to_string(), false), (String::new(), false)]);
    out
}

/// Puts lines into a quote or a list item: `first` stands before them, for everybody.
fn indented(first: &str, rest: &str, lines: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut first_lines: Vec<&str> = first.split('\n').collect();
    let opening = first_lines.pop().unwrap_or_default();
    out.extend(first_lines.iter().map(|line| ((*line).to_string(), false)));
    for (index, (line, internal)) in lines.into_iter().enumerate() {
        let before = if index == 0 { opening } else { rest };
        out.push((format!("{before}{line}"), internal));
    }
    out.push((String::new(), false));
    out
}
