//! What the commands do and say.

use answerbook_kernel::Code;
use serde_json::Value;

use crate::driver::{Site, repository};

#[test]
fn init_build_check_audit() {
    let site = Site::none();
    site.run(&["init"]).ends_with(0).says(&["wrote ./book.toml", "answerbook build"]);
    let run = site.run(&["build"]).ends_with(0);
    let summary = |edition: &str| run.err.lines().find(|line| line.starts_with(edition)).unwrap().to_owned();
    for word in ["pages", "words", "files", "search"] {
        assert!(summary("public").contains(word) && summary("internal").contains(word), "{}", run.err);
    }
    assert!(run.out.is_empty());
    site.run(&["check", "--deny", "warnings"]).ends_with(0);
    site.run(&["audit"]).ends_with(0);
    let kinds = ["policies/returns/", "faq/", "training/returns/"];
    for page in kinds {
        assert!(site.path("dist/internal").join(page).join("index.html").is_file(), "{page}");
    }
    assert!(site.edition("internal").len() > site.edition("public").len());
}

#[test]
fn init_into_a_folder_that_is_named() {
    let site = Site::none();
    site.run(&["init", "help/centre"]).ends_with(0);
    site.run(&["check", "--root", "help/centre", "--deny", "warnings"]).ends_with(0);
}

#[test]
fn a_new_page_of_each_kind_builds() {
    let site = Site::none();
    site.run(&["init"]).ends_with(0);
    let list = site.run(&["new", "--list"]).ends_with(0).out;
    let kinds: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(kinds.len() >= 5, "{list}");
    for (n, kind) in kinds.iter().enumerate() {
        site.run(&["new", kind, &format!("My \"{kind}\" №{n}: a & b")]).ends_with(0).says(&["wrote"]);
    }
    site.build();
    let run = site.run(&["check", "--format", "json"]).ends_with(0);
    let found: Vec<Value> = serde_json::from_str(&run.out).unwrap();
    assert!(found.iter().all(|one| one["severity"] == "warning"), "{}", run.out);
    let pages = site.edition("internal");
    for (n, kind) in kinds.iter().enumerate() {
        let title = format!("My &quot;{kind}&quot; №{n}: a &amp; b");
        let other = format!("My \"{kind}\" №{n}: a &amp; b");
        let holds = |bytes: &Vec<u8>| {
            String::from_utf8_lossy(bytes).contains(&title) || String::from_utf8_lossy(bytes).contains(&other)
        };
        assert!(
            pages.iter().any(|(path, bytes)| path.ends_with("/index.html") && holds(bytes)),
            "no page of {kind}"
        );
    }
}

#[test]
fn a_new_page_in_another_language() {
    let site = Site::with_book(
        "[book]\ntitle = \"T\"\n[languages.zh-Hans]\ntitle = \"题\"\n[audience]\ndefault = \"public\"\n",
    );
    site.run(&["new", "faq", "退款 问题", "--lang", "zh-Hans"]).ends_with(0);
    assert!(site.path("content/zh-Hans/faq/退款-问题.md").is_file());
    site.build();
}

const STAFF: &str = "---\ntitle: Runbook\naudience: internal\n---\nThe zanzibar procedure about refunds.\n";

fn searchable() -> Site {
    let site = Site::new()
        .file("content/index.md", "# Home\n\nWelcome.\n")
        .file(
            "content/refunds.md",
            "# Refunds\n\n## How long {#how}\n\nA refund takes three days to arrive.\n",
        )
        .file("content/runbook.md", STAFF);
    site.build();
    site
}

fn json(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn search_answers_from_the_built_index() {
    let site = searchable();
    let hits = json(&site.run(&["search", "refund arrive", "--format", "json"]).ends_with(0).out);
    assert_eq!(hits[0]["url"], "refunds/#how");
    for key in ["title", "heading", "lang", "score", "snippet"] {
        assert!(!hits[0][key].is_null(), "{key}");
    }
    let internal = |query: &str| {
        json(&site.run(&["search", query, "--edition", "internal", "--format", "json"]).ends_with(0).out)
    };
    let public = |query: &str| {
        json(&site.run(&["search", query, "--edition", "public", "--format", "json"]).ends_with(0).out)
    };
    assert_eq!(internal("zanzibar").len(), 1);
    assert!(public("zanzibar").is_empty() && public("runbook").is_empty());
    assert!(!public("refunds").iter().any(|hit| hit.to_string().contains("unbook")));
    // The index answers, not the sources.
    site.write("content/refunds.md", "# Refunds\n\nOtherwise.\n");
    assert_eq!(json(&site.run(&["search", "arrive", "--format", "json"]).ends_with(0).out).len(), 1);
    assert_eq!(
        json(&site.run(&["search", "the a of refund", "--limit", "1", "--format", "json"]).ends_with(0).out)
            .len(),
        1
    );
    site.run(&["search", "refund"]).ends_with(0).says(&["Refunds", "refunds/"]);
    site.run(&["search", "xyzzyqq"]).ends_with(0).says(&["nothing found"]);
}

#[test]
fn a_batch_of_searches() {
    let site = searchable().file("queries.txt", "refund\nzanzibar\n\n\"unbalanced AND ( +-\n退款\n");
    let run = site.run(&["search", "--batch", "queries.txt"]).ends_with(0);
    let answers: Vec<Vec<Value>> = run.out.lines().map(json).collect();
    assert_eq!(answers.len(), 5);
    assert!(!answers[0].is_empty() && answers[1].is_empty() && answers[2].is_empty());
}

#[test]
fn search_needs_no_sources() {
    let site = searchable();
    let dist = site.path("dist").display().to_string();
    let empty = Site::none();
    let hits = json(&empty.run(&["search", "refund", "--out", &dist, "--format", "json"]).ends_with(0).out);
    assert!(!hits.is_empty());
}

#[test]
fn every_code_is_explained() {
    let site = Site::none();
    let list = site.run(&["explain"]).ends_with(0).out;
    assert_eq!(list.lines().count(), Code::ALL.len());
    for code in Code::ALL {
        let run = site.run(&["explain", &code.to_string()]).ends_with(0);
        assert!(run.out.starts_with(&format!("{code}: {}\n", code.title())), "{}", run.out);
        assert!(run.out.contains("## Why it matters") && run.out.contains("## How to mend it"), "{code}");
        assert!(list.contains(&format!("{code}  {}", code.title())));
        let page = repository().join(format!("docs/content/diagnostics/{code}.md"));
        assert!(
            std::fs::read_to_string(page)
                .unwrap()
                .contains(run.out.trim_end().rsplit("\n\n").next().unwrap())
        );
    }
    site.run(&["explain", "ab2"]).ends_with(0).says(&["AB0002"]);
}

#[test]
fn quiet_and_verbose() {
    let site = Site::new().file("content/index.md", "# Home\n");
    let quiet = site.run(&["build", "-q"]).ends_with(0);
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
    let usual = site.run(&["build"]).ends_with(0);
    let verbose = site.run(&["-v", "build"]).ends_with(0);
    assert!(usual.err.lines().count() < verbose.err.lines().count());
    site.write("content/index.md", "# Home\n\n[x](gone.md)\n");
    site.run(&["--quiet", "build"]).ends_with(1).says(&["AB0001", "gone.md"]);
    let init = Site::none();
    assert_eq!(init.run(&["init", "--quiet"]).ends_with(0).err, "");
}

#[test]
fn nothing_is_coloured_for_a_file() {
    let site = Site::new().file("content/index.md", "# Home\n\nA refund. [x](gone.md)\n");
    let run = site.run(&["check"]).ends_with(1);
    assert!(!run.err.contains('\u{1b}') && !run.out.contains('\u{1b}'), "{:?}", run.err);
    site.write("content/index.md", "# Home\n\nA refund.\n");
    site.build();
    assert!(!site.run(&["search", "refund"]).ends_with(0).out.contains('\u{1b}'));
}

/// `script` gives the program a terminal, as a user has one.
#[test]
fn colours_follow_the_terminal_and_no_color() {
    let site = Site::new().file("content/index.md", "# Home\n\n[x](gone.md)\n");
    let on_terminal = |environment: &str| {
        let command = format!("{environment} {} check", env!("CARGO_BIN_EXE_answerbook"));
        let mut script = std::process::Command::new("script");
        script
            .args(["-qec", &command, "/dev/null"])
            .current_dir(site.root())
            .env_remove("NO_COLOR")
            .env("TERM", "xterm");
        String::from_utf8_lossy(&script.output().expect("`script` of util-linux is missing").stdout)
            .into_owned()
    };
    let coloured = on_terminal("env");
    assert!(coloured.contains("AB0001") && coloured.contains("\u{1b}[1"), "{coloured:?}");
    let plain = on_terminal("NO_COLOR=1");
    assert!(
        plain.contains("AB0001") && !plain.contains("\u{1b}[1") && !plain.contains("\u{1b}[9"),
        "{plain:?}"
    );
}

#[test]
fn every_command_has_help_with_an_example() {
    let site = Site::none();
    let help = site.run(&["--help"]).ends_with(0).out;
    let commands =
        ["init", "new", "build", "check", "audit", "search", "explain", "theme", "completions", "man"];
    for command in commands {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
        let mut arguments = vec![command, "--help"];
        if command == "theme" {
            arguments.insert(1, "eject");
        }
        site.run(&arguments).ends_with(0).says(&[&format!("Example: answerbook {command}")]);
    }
}

#[test]
fn completions_and_man() {
    let site = Site::none();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(site.run(&["completions", shell]).ends_with(0).out.contains("answerbook"), "{shell}");
    }
    let man = site.run(&["man"]).ends_with(0).out;
    assert!(man.contains(".TH") && man.contains("Exit codes"));
}
