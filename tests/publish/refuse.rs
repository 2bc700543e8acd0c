//! R1: where nothing is published, nothing is touched.

use std::fs;
use std::path::{Path, PathBuf};

use answerbook::publish::{PublishDir, PublishError, Refusal, write_new};
use answerbook_kernel::{Internal, Public};

use crate::support::{Temp, output, publish_to};

fn place() -> Temp {
    let temp = Temp::new();
    temp.file("site/book.toml", "").file("site/content/a.md", "my writing").file("site/themes/x/a.html", "");
    temp.folder("home/me").folder("work").folder("empty").link("content-link", "site/content");
    temp
}

/// The refusal, after making sure that nothing was written or removed.
#[track_caller]
fn refused(temp: &Temp, out: &Path) -> (PathBuf, Refusal) {
    let before = temp.all();
    let outcome = publish_to(out, &temp.site(), &output::<Public>(&[("index.html", "new")]));
    assert_eq!(before, temp.all(), "something was touched");
    match outcome {
        Err(error @ PublishError::Refused { .. }) => {
            assert!(error.hint().is_some());
            let PublishError::Refused { path, why } = error else { unreachable!() };
            (path, why)
        }
        other => panic!("not refused: {other:?}"),
    }
}

#[track_caller]
fn refused_in(out: &str, prepare: impl FnOnce(&Temp)) -> Refusal {
    let temp = place();
    prepare(&temp);
    refused(&temp, &temp.path(out)).1
}

#[test]
fn r1_places_that_are_somebody_elses() {
    let temp = place();
    assert_eq!(refused(&temp, Path::new("/")), (PathBuf::from("/"), Refusal::FileSystemRoot));
    assert_eq!(refused(&temp, &temp.path("../../../../../../../../../../../..")).1, Refusal::FileSystemRoot);
    assert_eq!(refused(&temp, &temp.path("home/me")).1, Refusal::Home);
    assert_eq!(refused(&temp, &temp.path("home")).1, Refusal::Home);
    assert_eq!(refused(&temp, &temp.path("")).1, Refusal::Home);
    assert_eq!(refused(&temp, &temp.path("work")).1, Refusal::WorkingFolder);
    assert_eq!(refused(&temp, Path::new(".")).1, Refusal::WorkingFolder);
    assert_eq!(refused(&temp, Path::new("")).1, Refusal::WorkingFolder);
}

#[test]
fn r1_what_the_site_is_made_from() {
    let temp = place();
    let [content, themes] = ["site/content", "site/themes"].map(|name| temp.path(name));
    let holds = |folder: &PathBuf| Refusal::HoldsSources(folder.clone());
    let inside = |folder: &PathBuf| Refusal::InsideSources(folder.clone());
    for (out, why) in [
        ("site", holds(&content)),
        ("site/content", holds(&content)),
        ("site/content/", holds(&content)),
        ("site/content/dist", inside(&content)),
        ("site/content/new/dist", inside(&content)),
        ("site/themes", holds(&themes)),
        ("site/themes/x", inside(&themes)),
        ("site/nowhere/../content", holds(&content)),
        ("site/nowhere/../content/dist", inside(&content)),
        ("content-link", holds(&content)),
        ("content-link/dist", inside(&content)),
        ("home/../site/./content/", holds(&content)),
    ] {
        assert_eq!(refused(&temp, &temp.path(out)).1, why, "{out}");
    }
    assert_eq!(refused(&temp, Path::new("../site/content")).1, holds(&content));
}

#[test]
fn r1_sources_known_by_another_name() {
    let temp = place();
    let site = answerbook::publish::SiteFolders { sources: temp.path("content-link"), ..temp.site() };
    let found = PublishDir::<Public>::check(&temp.path("site/content/dist"), &site).unwrap_err();
    assert!(found.to_string().contains("which the site is made from"), "{found}");
}

#[test]
fn r1_an_edition_that_would_swallow_the_site() {
    let temp = Temp::new();
    temp.file("out/public/site/book.toml", "").folder("out/internal/here");
    let mut site = temp.site();
    (site.root, site.sources) = (temp.path("out/public/site"), temp.path("elsewhere/content"));
    let found = PublishDir::<Public>::check(&temp.path("out"), &site).unwrap_err();
    assert!(matches!(found, PublishError::Refused { why: Refusal::Site(_), .. }), "{found}");
    (site.root, site.working) = (temp.path("site"), temp.path("out/internal/here"));
    let found = PublishDir::<Internal>::check(&temp.path("out"), &site).unwrap_err();
    assert!(matches!(found, PublishError::Refused { why: Refusal::WorkingFolder, .. }), "{found}");
}

#[test]
fn r1_kinds_of_things() {
    for (above, inner) in [("", "out"), ("out", "out/public")] {
        assert_eq!(refused_in("out", |temp| _ = temp.folder(&format!("{inner}/.git"))), Refusal::Repository);
        assert_eq!(
            refused_in("out", |temp| _ = temp.file(&format!("{inner}/.git"), "gitdir: x")),
            Refusal::Repository
        );
        assert_eq!(refused_in("out", |temp| _ = temp.file(inner, "mine")), Refusal::NotAFolder);
        for target in ["empty", "nowhere"] {
            let link = |temp: &Temp| _ = temp.folder(above).link(inner, target);
            assert_eq!(refused_in("out", link), Refusal::Symlink);
        }
    }
    assert_eq!(refused_in("out/", |temp| _ = temp.link("out", "empty")), Refusal::Symlink);
}

#[test]
fn r1_folders_with_things_that_are_not_ours() {
    for marker in
        ["", "{}", "[1]", r#"{"generator":"other","edition":"public"}"#, r#"{"generator":"answerbook"}"#]
    {
        let found = refused_in("out", |temp| _ = temp.file("out/public/build.json", marker));
        assert_eq!(found, Refusal::NotOurs, "{marker}");
    }
    for path in
        ["out/thesis.tex", "out/.hidden", "out/internal/x", "out/.public.new-1-x/a", "out/public/thesis.tex"]
    {
        assert_eq!(refused_in("out", |temp| _ = temp.file(path, "mine")), Refusal::NotOurs, "{path}");
    }
    let swapped = r#"{"generator":"answerbook","edition":"internal"}"#;
    let found = refused_in("out", |temp| _ = temp.file("out/public/build.json", swapped));
    assert_eq!(found, Refusal::OtherEdition("internal".into()));
    let linked = refused_in("out", |temp| {
        temp.file("real.json", r#"{"generator":"answerbook","edition":"public"}"#).folder("out/public");
        temp.link("out/public/build.json", "real.json");
    });
    assert_eq!(linked, Refusal::NotOurs);
}

#[test]
fn folders_that_are_free_or_ours() {
    for prepare in [
        |_: &Temp| {},
        |temp: &Temp| _ = temp.folder("out"),
        |temp: &Temp| _ = temp.folder("out/public").folder("out/internal"),
        |temp: &Temp| _ = temp.file("out/.answerbook.lock", "1").file("out/.internal.old-12-0/a/b", "dead"),
        |temp: &Temp| {
            publish_to(&temp.path("out"), &temp.site(), &output::<Internal>(&[("x/y", "z")])).unwrap();
            temp.file("out/readme.txt", "kept");
        },
    ] {
        let temp = place();
        prepare(&temp);
        for text in ["one", "two"] {
            let site = output::<Public>(&[("a/index.html", text)]);
            publish_to(&temp.path("out"), &temp.site(), &site).unwrap();
            assert_eq!(fs::read_to_string(temp.path("out/public/a/index.html")).unwrap(), text);
        }
        assert!(crate::support::names(&temp.path("out")).iter().all(|name| !name.starts_with('.')));
        assert!(!temp.path("out/readme.txt").exists() || temp.path("out/internal/x/y").exists());
    }
}

#[test]
fn a_link_above_the_output_is_followed_once_and_for_all() {
    let temp = place();
    temp.folder("disk").link("mounted", "disk");
    let to = PublishDir::<Public>::check(&temp.path("mounted/kb/dist"), &temp.site()).unwrap();
    assert_eq!(to.path(), temp.path("disk/kb/dist/public"));
    assert_eq!(to.out(), temp.path("disk/kb/dist"));
}

#[test]
fn new_files_never_replace_others() {
    let temp = Temp::new();
    write_new(&temp.path("a/b/c.md"), b"new").unwrap();
    assert_eq!(fs::read(temp.path("a/b/c.md")).unwrap(), b"new");
    temp.link("a/link.md", "nowhere");
    for taken in ["a/b/c.md", "a/b", "a/link.md"] {
        let found = write_new(&temp.path(taken), b"newer").unwrap_err();
        assert!(matches!(found, PublishError::Exists { .. }), "{taken}: {found}");
    }
    assert_eq!(fs::read(temp.path("a/b/c.md")).unwrap(), b"new");
    assert!(!temp.path("nowhere").exists());
    assert!(write_new(&temp.path("a/b/c.md/d"), b"").is_err());
}
