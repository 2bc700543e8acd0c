//! R3: symbolic links are not followed, wherever they lead, and the build ends.

use std::fs;

use crate::driver::Site;

fn site() -> Site {
    Site::new().file("content/index.md", "# Home\n")
}

/// A secret beside the site, and a link to it at `path`.
fn leading_outside(path: &str) -> Site {
    let site = site();
    fs::create_dir_all(site.outside("away/folder")).unwrap();
    for secret in ["away/secret.md", "away/folder/secret.md", "away/secret.svg", "away/site.css"] {
        fs::write(site.outside(secret), "TOP-SECRET").unwrap();
    }
    let target = site.outside("away").join(match path {
        _ if path.ends_with(".md") => "secret.md",
        _ if path.ends_with(".svg") => "secret.svg",
        _ if path.ends_with(".css") => "site.css",
        _ => "folder",
    });
    site.link(path, target)
}

/// Both `check` and `build` say where the link is, and write nothing.
fn is_refused(site: &Site, place: &str) {
    let before = site.everything();
    for command in [&["check", "--format", "short"][..], &["build", "--format", "short"]] {
        let run = site.run(command).ends_with(1);
        let line = run.out.lines().find(|line| line.starts_with(place));
        assert!(line.is_some_and(|line| line.contains("error[AB0022]")), "{}", run.out);
        assert!(!run.out.contains("TOP-SECRET") && !run.err.contains("TOP-SECRET"));
    }
    assert_eq!(site.everything(), before);
}

#[test]
fn r3_links_in_content() {
    for path in ["content/page.md", "content/folder", "content/picture.svg", "content/deep/er/page.md"] {
        is_refused(&leading_outside(path), &format!("{path}:1:1:"));
    }
    is_refused(&site().link("content/gone.md", "nowhere.md"), "content/gone.md:1:1:");
    is_refused(&site().link("content/loop", "."), "content/loop:1:1:");
    is_refused(&site().link("content/a", "b").link("content/b", "a"), "content/a:1:1:");
    is_refused(&site().link("content/absolute", "/etc"), "content/absolute:1:1:");
    // Even one that leads to a page of the site: the same text would have two addresses.
    is_refused(&site().link("content/twin.md", "index.md"), "content/twin.md:1:1:");
}

#[test]
fn r3_a_link_that_is_used() {
    let site = leading_outside("content/picture.svg")
        .file("content/index.md", "# Home\n\n![x](picture.svg)\n\n{{#include page.md}}\n")
        .link("content/page.md", "/etc/passwd");
    is_refused(&site, "content/picture.svg:1:1:");
    is_refused(&site, "content/page.md:1:1:");
}

#[test]
fn r3_links_in_the_theme() {
    is_refused(&leading_outside("themes/default/css/site.css"), "themes/default/css/site.css:1:1:");
    is_refused(&leading_outside("themes/default/img"), "themes/default/img:1:1:");
    is_refused(
        &site().link("themes/default/templates/home.html", "gone.html"),
        "themes/default/templates/home.html:1:1:",
    );
    is_refused(&site().link("themes/default/loop", "."), "themes/default/loop:1:1:");
}

/// The logo may lie beside `book.toml`.
#[test]
fn r3_a_logo_that_is_a_link() {
    let book = "[book]\ntitle = \"T\"\n[audience]\ndefault = \"public\"\n[theme]\nlogo = \"logo.svg\"\n";
    let site = leading_outside("logo.svg").file("book.toml", book);
    let before = site.everything();
    site.run(&["build"]).ends_with(1);
    assert_eq!(site.everything(), before);
}

/// Where the sources are is the owner's choice; only what lies in them is not trusted.
#[test]
fn r3_the_source_folder_itself_may_be_a_link() {
    let site = site();
    fs::rename(site.path("content"), site.outside("texts")).unwrap();
    let site = site.link("content", "../texts");
    site.build();
    assert!(site.public("index.html").contains("Home"));
}

#[test]
fn r3_the_output_is_no_link() {
    let site = site();
    fs::create_dir(site.outside("elsewhere")).unwrap();
    let site = site.link("dist", "../elsewhere");
    let before = site.everything();
    site.run(&["build"]).ends_with(2);
    assert_eq!(site.everything(), before);
}

/// Anything that is neither file nor folder could keep a reader waiting for ever.
#[test]
fn r3_a_pipe_is_not_read() {
    let site = site();
    let made = std::process::Command::new("mkfifo").arg(site.path("content/pipe.md")).status().unwrap();
    assert!(made.success());
    site.run(&["build"]).ends_with(1).says(&["content/pipe.md", "neither a file nor a folder"]);
}
