//! Exit codes: 0 done, 1 the content has errors, 2 wrong usage, 3 the machine failed; and nothing half-written on the
//! last three.

use std::fs;

use crate::driver::{Run, Site, answerbook};

fn good() -> Site {
    Site::new().file("content/index.md", "# Home\n\nA word about refunds.\n")
}

fn bad() -> Site {
    Site::new().file("content/index.md", "# Home\n\n[x](gone.md)\n")
}

/// Runs a command that must fail, and look like nothing had happened.
#[track_caller]
fn fails(site: &Site, arguments: &[&str], code: i32) -> Run {
    let before = site.everything();
    let run = site.run(arguments);
    assert_eq!(site.everything(), before, "{arguments:?} changed something");
    let run = run.ends_with(code);
    assert!(!run.err.is_empty(), "{arguments:?} said nothing");
    run
}

#[test]
fn done() {
    let site = good();
    for arguments in [
        &["check"][..],
        &["build"],
        &["build", "--edition", "public"],
        &["build", "--out", "elsewhere"],
        &["audit"],
        &["search", "refunds"],
        &["explain"],
        &["explain", "AB0001"],
        &["new", "--list"],
        &["new", "policy", "Gift cards"],
        &["theme", "eject", "css/site.css"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
        &["--version"],
        &["init", "other"],
    ] {
        site.run(arguments).ends_with(0);
    }
    for path in [
        "dist/public/index.html",
        "elsewhere/internal/index.html",
        "content/policies/gift-cards.md",
        "themes/default/css/site.css",
        "other/book.toml",
    ] {
        assert!(site.path(path).is_file(), "{path}");
    }
}

#[test]
fn the_content_has_errors() {
    for command in ["check", "build"] {
        fails(&bad(), &[command], 1);
        fails(&Site::with_book("[book\n"), &[command], 1);
    }
    let warned = Site::new()
        .file("content/index.md", "# Home\n")
        .file("content/a/index.md", "---\ntitle: A\nslug: b\n---\n");
    warned.run(&["check"]).ends_with(0);
    fails(&warned, &["check", "--deny", "warnings"], 1);
    warned.build();
}

#[test]
fn errors_leave_the_old_site() {
    let site = good();
    site.build();
    let before = site.edition("public");
    site.write("content/index.md", "# Home\n\n[x](gone.md)\n");
    fails(&site, &["build"], 1);
    assert_eq!(site.edition("public"), before);
}

#[test]
fn wrong_usage() {
    let site = good();
    for arguments in [
        &[][..],
        &["bild"],
        &["build", "--edition", "secret"],
        &["build", "-q", "-v"],
        &["check", "--format", "xml"],
        &["check", "--deny", "all"],
        &["search"],
        &["search", "x", "--edition", "all"],
        &["search", "--batch", "gone.txt"],
        &["explain", "AB9999"],
        &["new"],
        &["new", "novel", "Title"],
        &["new", "policy", "…"],
        &["new", "policy", "Title", "--lang", "de"],
        &["new", "policy", "Title", "--in", "../../away"],
        &["theme", "eject", "css/sight.css"],
        &["completions", "tcl"],
        &["init", "."],
        &["audit", "--sideways"],
        // Where a build must not write.
        &["build", "--out", "."],
        &["build", "--out", "content"],
        &["build", "--out", "content/dist"],
        &["build", "--out", ".."],
        &["build", "--out", "/"],
    ] {
        // A wrong query file can only be met once there is an index.
        if arguments.contains(&"--batch") {
            site.build();
        }
        fails(&site, arguments, 2);
    }
}

#[test]
fn wrong_usage_suggests_what_was_meant() {
    let site = good();
    site.run(&["new", "polcy", "X"]).ends_with(2).says(&["`policy`"]);
    site.run(&["theme", "eject", "css/sit.css"]).ends_with(2).says(&["css/site.css"]);
    site.run(&["bild"]).ends_with(2).says(&["build"]);
}

#[test]
fn nothing_is_overwritten() {
    let site = good();
    site.run(&["new", "guide", "Hang a mirror"]).ends_with(0);
    fails(&site, &["new", "guide", "Hang a mirror"], 2);
    let taken = Site::none().file("content/index.md", "mine");
    fails(&taken, &["init"], 2);
    let theme = good().file("themes/default/css/site.css", "mine");
    assert_ne!(theme.run(&["theme", "eject", "css/site.css"]).code, Some(0));
    assert_eq!(fs::read_to_string(theme.path("themes/default/css/site.css")).unwrap(), "mine");
}

#[test]
fn the_machine_failed() {
    let none = Site::none().file("plain", "a file");
    for command in ["build", "check", "audit"] {
        fails(&none, &[command], 3);
    }
    fails(&none, &["search", "x"], 3);
    fails(&none, &["new", "policy", "T"], 3);
    fails(&none, &["theme", "eject"], 3);
    fails(&none, &["init", "plain/inside"], 3);
    let site = good().file("plain", "a file");
    fails(&site, &["search", "x"], 3).says(&["answerbook build"]);
    fails(&site, &["audit"], 3);
    fails(&site, &["build", "--out", "plain/inside"], 3);
}

/// Nobody reads what is written: that is no reason to die.
#[test]
fn a_reader_that_goes_away() {
    let shell = "\"$0\" explain AB0001 | head -n 1; \"$0\" completions bash | head -c 1";
    let run = std::process::Command::new("bash")
        .args(["-o", "pipefail", "-c", shell, env!("CARGO_BIN_EXE_answerbook")])
        .output();
    Run::of(run.unwrap()).ends_with(0);
    Run::of(answerbook().arg("man").output().unwrap()).ends_with(0);
}
