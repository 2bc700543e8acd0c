//! Whatever is in a file, reading it ends with a site and a list of faults.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::driver::Site;

/// Everything that means something somewhere.
pub const LITERALS: [&str; 64] = [
    ":::internal",
    ":::public",
    ":::note",
    ":::quiz",
    ":::sla",
    ":::video https://x.y",
    ":::details T",
    ":::",
    "::::",
    "::",
    "：：：",
    "---",
    "+++",
    "{{ a.b }}",
    "{{#include b.md}}",
    "{{#include b.md:1:2}}",
    "{{#include b.md:x}}",
    "{{",
    "}}",
    "\\{{",
    "# ",
    "## ",
    "===",
    "- ",
    "* ",
    "+ ",
    "1. ",
    "1) ",
    "> ",
    "    ",
    "\t",
    "```",
    "~~~",
    "`",
    "*",
    "**",
    "_",
    "~~",
    "[",
    "](",
    ")",
    "![",
    "[^a]",
    "[^a]: ",
    "[a]: ",
    "<",
    ">",
    "<!--",
    "-->",
    "<div>",
    "</div>",
    "<a href=",
    "\"",
    "<?",
    "?>",
    "&#x100000;",
    "\u{100000}",
    "\u{10ff00}",
    "| a |",
    "|---|",
    ": ",
    "- [x] ",
    "{#id}",
    "> [!NOTE]",
];

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, max_shrink_iters: 200, ..Config::default() })
}

fn built(text: &[u8]) {
    for raw in ["sanitize", "trusted"] {
        let toml = format!(
            "[book]\ntitle = \"S\"\n[audience]\ndefault = \"public\"\n[security]\nraw-html = \"{raw}\"\n"
        );
        let built =
            Site::new().toml(&toml).file("a.md", text).file("b.md", "# B\n:::internal\nx\n:::\n").build();
        assert!(built.public.pages().len() <= 3);
    }
}

#[test]
fn any_bytes() {
    runner(300)
        .run(&prop::collection::vec(any::<u8>(), 0..300), |bytes| {
            built(&bytes);
            Ok(())
        })
        .unwrap();
}

#[test]
fn any_text() {
    runner(300)
        .run(&"\\PC{0,200}", |text| {
            built(text.as_bytes());
            Ok(())
        })
        .unwrap();
}

#[test]
fn any_mixture_of_the_syntax() {
    let piece = prop_oneof![
        6 => prop::sample::select(&LITERALS[..]).prop_map(str::to_string), 2 => Just("\n".to_string()), 1 => Just("\n\n".to_string()),
        1 => Just(" ".to_string()), 1 => "[a-zé漢]{0,4}", 1 => "\\PC{0,2}",
    ];
    let mixture = prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat());
    runner(1_500)
        .run(&mixture, |text| {
            built(text.as_bytes());
            Ok(())
        })
        .unwrap();
}

#[test]
fn any_front_matter_and_configuration() {
    let piece = prop::sample::select(vec![
        "title",
        "audience",
        "internal",
        "public",
        ": ",
        ":",
        "\n",
        "\n  ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "'",
        ",",
        "=",
        "[[",
        "]]",
        "#",
        "|",
        ">",
        "&a",
        "*a",
        "!",
        "?",
        "1",
        "1.5",
        "2026-01-01",
        "~",
        "null",
        "true",
        "changes",
        "cascade",
        "extra",
        "\u{feff}",
        "é",
        "\t",
        "\\",
        "---",
        "...",
        "\"\\U00100000\"",
    ]);
    let mixture = prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat());
    runner(500)
        .run(&mixture, |text| {
            built(format!("---\n{text}\n---\n").as_bytes());
            built(format!("+++\n{text}\n+++\n").as_bytes());
            Site::new().toml(&text).file("a.md", "A").build();
            Ok(())
        })
        .unwrap();
}
