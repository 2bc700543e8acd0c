//! R2: names that cannot be published everywhere, or that lead elsewhere, are errors with a place; nothing is written.

use crate::driver::{BOOK, Site};

/// The build says this code at this place of `content/page.md` or of another file, and writes nothing.
#[track_caller]
fn refused(site: &Site, place: &str, codes: &[&str]) {
    let before = site.everything();
    let run = site.run(&["build", "--format", "short"]);
    assert_eq!(run.code, Some(1), "{:?}\n{}{}", site.text("content/page.md"), run.out, run.err);
    let known = |line: &str| {
        line.starts_with(place) && codes.iter().any(|code| line.contains(&format!("error[{code}]")))
    };
    assert!(run.out.lines().any(known), "no {codes:?} at {place}:\n{}", run.out);
    assert_eq!(site.everything(), before);
}

/// A home and a page with this front matter.
fn with_front(front: &str) -> Site {
    Site::new()
        .file("content/index.md", "# Home\n")
        .file("content/page.md", format!("---\n{front}\n---\n# Page\n"))
}

/// As YAML takes any text.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// What no component of an address may be.
fn bad_names() -> Vec<String> {
    let mut names: Vec<String> = [
        "..",
        ".",
        "../up",
        "a/../../up",
        "a/../b",
        "a\\b",
        "..\\up",
        "C:",
        "C:\\x",
        "c:/x",
        "%2e%2e",
        "%2e%2e/up",
        "a%2fb",
        "nul\0",
        "CON",
        "con",
        "Aux.txt",
        "com1",
        "LPT9",
        "dot.",
        "what?",
        "star*",
        "a\"b",
        "a|b",
        "<b>",
        "bell\u{7}",
    ]
    .map(str::to_owned)
    .into();
    names.extend(["x".repeat(300), "长".repeat(100)]);
    names
}

#[test]
fn r2_slugs() {
    for name in bad_names().iter().chain(&[String::new(), "/etc".into(), "/".into()]) {
        refused(
            &with_front(&format!("title: T\nslug: {}", quoted(name))),
            "content/page.md:3:",
            &["AB0017", "AB0007"],
        );
    }
}

#[test]
fn r2_aliases() {
    for name in bad_names() {
        refused(
            &with_front(&format!("title: T\naliases: [{}]", quoted(&name))),
            "content/page.md:3:",
            &["AB0017", "AB0007"],
        );
        let deep = quoted(&format!("/old/{name}/page/"));
        refused(
            &with_front(&format!("title: T\naliases: [{deep}]")),
            "content/page.md:3:",
            &["AB0017", "AB0007"],
        );
    }
}

#[test]
fn r2_addresses_that_are_taken() {
    for alias in ["/", "/index.html", "/other/", "/OTHER/", "/search/", "/404.html", "/whats-new"] {
        let site = with_front(&format!("title: T\naliases: [{alias}]")).file("content/other.md", "# Other\n");
        refused(&site, "content/page.md:3:", &["AB0016"]);
    }
    // What every edition has, whatever an alias is called.
    for alias in ["/build.json", "/sitemap.xml/", "/assets/", "/_headers/", "/robots.txt/x/"] {
        let site = with_front(&format!("title: T\naliases: [{alias}]"));
        let before = site.everything();
        let run = site.run(&["build", "--format", "short"]);
        if run.code == Some(1) {
            assert_eq!(site.everything(), before);
        } else {
            run.ends_with(0);
            assert!(site.public("build.json").starts_with("{\"generator\""), "{alias}");
        }
    }
    refused(&with_front("title: T").file("content/PAGE.md", "# Page\n"), "content/", &["AB0016"]);
    refused(
        &with_front("title: T\nslug: other").file("content/other.md", "# Other\n"),
        "content/",
        &["AB0016"],
    );
    refused(
        &with_front("title: T")
            .file("content/page/index.md", "# Two\n")
            .file("content/Page/index.md", "# Three\n"),
        "content/",
        &["AB0016"],
    );
}

#[test]
fn r2_file_names() {
    let long = format!("{}.md", "n".repeat(220));
    for name in ["con.md", "a\\b.md", "what?.md", "a:b.md", "aux/index.md", "%2e%2e.md", &long] {
        let site =
            Site::new().file("content/index.md", "# Home\n").file(&format!("content/{name}"), "# Page\n");
        refused(&site, &format!("content/{name}:1:1:"), &["AB0017"]);
    }
}

#[test]
fn r2_links_includes_and_attachments() {
    let outside = [
        "../../secret.md",
        "../../../../../../etc/passwd",
        "..\\..\\secret.md",
        "/../secret.md",
        "%2e%2e/%2e%2e/secret.md",
    ];
    for target in outside {
        for text in [
            format!("[x](<{target}>)"),
            format!("![x](<{target}>)"),
            format!("<a href=\"{target}\">x</a>"),
            format!("[x]: <{target}>\n\n[x]"),
        ] {
            let site = Site::new().file("content/index.md", format!("# Home\n\n{text}\n"));
            std::fs::write(site.outside("secret.md"), "SECRET").unwrap();
            refused(&site, "content/index.md:", &["AB0026", "AB0001", "AB0004", "AB0021"]);
        }
        let site = Site::new().file("content/index.md", format!("# Home\n\n{{{{#include {target}}}}}\n"));
        std::fs::write(site.outside("secret.md"), "SECRET").unwrap();
        refused(&site, "content/index.md:3:", &["AB0026", "AB0014"]);
    }
}

#[test]
fn r2_attachments_that_are_published_under_a_name_of_ours() {
    let names = ["a b.txt", "ü%.txt", "CON.txt", "what.tar.gz", "…….txt", "-.txt", "长长.svg"];
    let links = names.map(|name| format!("[x](<{}>)", name.replace('%', "%25")));
    let mut site = Site::new().file("content/index.md", format!("# Home\n\n{}\n", links.join("\n")));
    for name in names {
        site = site.file(&format!("content/{name}"), name);
    }
    site.build();
    let public = site.edition("public");
    let assets: Vec<_> = public.iter().filter(|(path, _)| path.starts_with("assets/")).collect();
    for name in names {
        let published = assets
            .iter()
            .find(|(_, bytes)| **bytes == name.as_bytes())
            .map(|(path, _)| path.trim_start_matches("assets/"));
        assert!(
            published
                .is_some_and(|path| path.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))),
            "{name}: {published:?}"
        );
    }
}

/// Keys of `book.toml` that name folders and files.
#[test]
fn r2_configuration_that_leads_elsewhere() {
    for (key, line) in [
        ("src", "[book]\ntitle = \"T\"\nsrc = \"../away\"\n"),
        ("src", "[book]\ntitle = \"T\"\nsrc = \"/etc\"\n"),
        ("name", "[theme]\nname = \"../../away\"\n"),
        ("name", "[theme]\nname = \"/etc\"\n"),
        ("logo", "[theme]\nlogo = \"../../away/secret.md\"\n"),
    ] {
        let site = Site::with_book(&format!("{}{line}", if key == "src" { "" } else { BOOK }))
            .file("content/index.md", "# Home\n");
        std::fs::create_dir_all(site.outside("away/templates")).unwrap();
        std::fs::write(site.outside("away/secret.md"), "SECRET").unwrap();
        std::fs::write(site.outside("away/templates/home.html"), "SECRET").unwrap();
        refused(&site, "book.toml:", &["AB0007", "AB0026", "AB0004", "AB0027", "AB0017"]);
    }
}

/// What is harmless is mended without a word: a space at the end is nobody's intention.
#[test]
fn r2_spaces_do_not_stay() {
    let site = with_front("title: T\nslug: \"  my page \"\naliases: [\"/old page /\"]");
    let run = site.run(&["build"]);
    let folders = if run.code == Some(0) { site.edition("public") } else { Default::default() };
    assert!(!folders.keys().any(|path| path.contains(' ')), "{folders:?}");
}
