//! Files as they come: other encodings, other line ends, large ones, and folders that are not there.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use crate::driver::{BOOK, Site};

#[test]
fn a_file_that_is_not_utf8_is_named() {
    let site = Site::new().file("content/index.md", b"# Home\n\ncaf\xe9 \xff\n");
    let run = site.run(&["check", "--format", "short"]).ends_with(1);
    assert!(run.out.starts_with("content/index.md:3:4: error[AB0018]"), "{}", run.out);
    let site = Site::with_book("[book]\ntitle = \"x\"\n").file("book.toml", b"[book]\ntitle = \"\xff\"\n");
    let run = site.file("content/index.md", "# Home\n").run(&["check", "--format", "short"]).ends_with(1);
    assert!(run.out.starts_with("book.toml:2:10: error[AB0018]"), "{}", run.out);
}

/// A mark at the beginning and other line ends change nothing about the page.
#[test]
fn bom_and_crlf_are_fine() {
    let text = "---\ntitle: Same\nsummary: A page\n---\n\n## Part\n\n- one\n- two\n\n:::note\nText\n:::\n\n| a | b |\n| - | - |\n| 1 | 2 |\n";
    let plain = Site::new().file("content/index.md", text);
    let other = Site::new()
        .file("content/index.md", format!("\u{feff}{}", text.replace('\n', "\r\n")))
        .file("book.toml", format!("\u{feff}{}", BOOK.replace('\n', "\r\n")));
    plain.build();
    other.build();
    let main = |site: &Site| {
        let html = site.public("index.html").replace("\r\n", "\n");
        html[html.find("<main").unwrap()..html.find("</main>").unwrap()].to_owned()
    };
    assert_eq!(main(&plain), main(&other));
    assert!(!other.public("index.html").contains('\u{feff}'));
    let broken =
        other.file("content/index.md", "\u{feff}---\r\ntitle: T\r\n---\r\n\r\nSee [x](gone.md).\r\n");
    let run = broken.run(&["check", "--format", "short"]).ends_with(1);
    assert!(run.out.starts_with("content/index.md:5:9: error[AB0001]"), "{}", run.out);
}

#[test]
fn a_page_of_ten_thousand_lines() {
    let mut text = "# Long\n".to_owned();
    for line in 0..10_000 {
        text.push_str(&match line % 100 {
            0 => format!("\n## Part {line}\n\n"),
            50 => format!("\n[back](#part-{})\n\n", line - 50),
            _ => format!("Line {line} of *text* with `code` and a word{line}.\n"),
        });
    }
    let site = Site::new()
        .file("content/index.md", "# Home\n")
        .file("content/long.md", text + "\n[gone](gone.md)\n");
    let since = Instant::now();
    let run = site.run(&["check", "--format", "short"]).ends_with(1);
    assert_eq!(run.out.matches("error").count(), 1, "{}", run.out);
    let line = fs::read_to_string(site.path("content/long.md")).unwrap().lines().count();
    assert!(run.out.starts_with(&format!("content/long.md:{line}:8: error[AB0001]")), "{}", run.out);
    // Seconds without optimisation; it would be hours if time grew with the square.
    assert!(since.elapsed() < Duration::from_secs(60));
}

#[test]
fn folders_that_are_missing() {
    let site = Site::with_book("[book]\ntitle = \"T\"\nsrc = \"texts\"\n");
    for command in ["check", "build"] {
        let before = site.everything();
        site.run(&[command]).ends_with(3).says(&["texts", "does not exist", "`src` in `book.toml`"]);
        assert_eq!(site.everything(), before);
    }
    let none = Site::none();
    none.run(&["build"]).ends_with(3).says(&["there is no `book.toml`", "answerbook init"]);
    none.run(&["check", "--root", "nowhere"]).ends_with(3).says(&["nowhere"]);
    assert!(none.everything().keys().all(|path| path == "site/"));
}

/// Who may read everything cannot be kept from a file, so then something that nobody can read as a file takes its place.
#[test]
fn what_cannot_be_read_is_named() {
    let site = Site::new().file("content/index.md", "# Home\n").file("content/locked.md", "# Locked\n");
    let locked = site.path("content/locked.md");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&locked).is_err() {
        let before = site.path("dist").exists();
        site.run(&["build"]).ends_with(3).says(&["locked.md", "cannot read"]);
        assert_eq!(site.path("dist").exists(), before);
    }
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o644)).unwrap();
    fs::remove_file(site.path("book.toml")).unwrap();
    fs::create_dir(site.path("book.toml")).unwrap();
    site.run(&["build"]).ends_with(3).says(&["book.toml"]);
    assert!(!site.path("dist").exists());
}

#[test]
fn an_empty_site_and_odd_pages_build() {
    Site::new().build();
    let site = Site::new()
        .file("content/index.md", "")
        .file("content/blank.md", "\n\n\n")
        .file("content/no end.md", "# No line end")
        .file("content/front only.md", "---\ntitle: Front\n---")
        .file("content/中文/页面.md", "# 页面\n\n[回](../index.md)\n")
        .file("content/notes.txt", b"\xff\xfe not a page");
    site.build();
    assert!(site.public("中文/页面/index.html").contains("页面</h1>"));
    assert!(site.public("no-end/index.html").contains("No line end"));
}
