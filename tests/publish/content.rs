//! R6 and R10: what lies in a published folder, for whoever looks, whenever.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::sync::atomic::{AtomicBool, Ordering};

use answerbook::publish::{Fault, Lock, PublishDir, VerifyError, publish, verify};
use answerbook_kernel::{Internal, Public};

use crate::child;
use crate::support::{Temp, is_exactly, names, output};

fn faults(temp: &Temp) -> Vec<Fault> {
    match verify(&temp.path("site/dist/public")) {
        Err(VerifyError::Faults { faults, .. }) => faults,
        other => panic!("{other:?}"),
    }
}

#[test]
fn r6_the_list_names_every_file() {
    let temp = Temp::new();
    let receipt =
        temp.publish(&output::<Public>(&[("a/index.html", "abc"), ("b.md", ""), ("a.md", "x")])).unwrap();
    let list = fs::read_to_string(temp.path("site/dist/public/build.json")).unwrap();
    assert_eq!(
        list,
        concat!(
            r#"{"generator":"answerbook","format":1,"edition":"public","files":{"#,
            r#""a.md":{"size":1,"sha256":"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"},"#,
            r#""a/index.html":{"size":3,"sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},"#,
            r#""b.md":{"size":0,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}}"#,
            "\n"
        )
    );
    assert_eq!((receipt.files, receipt.bytes), (4, 4 + list.len() as u64));
    assert_eq!(verify(&temp.path("site/dist/public")).unwrap().edition, "public");
    assert_eq!(names(&temp.path("site/dist")), ["public"]);
}

#[test]
fn both_editions_lie_side_by_side() {
    let temp = Temp::new();
    temp.publish(&output::<Public>(&[("a", "1")])).unwrap();
    temp.publish(&output::<Internal>(&[("a", "2"), ("b", "")])).unwrap();
    temp.publish(&output::<Public>(&[("c", "3")])).unwrap();
    assert_eq!(verify(&temp.path("site/dist/internal")).unwrap().edition, "internal");
    assert_eq!(names(&temp.path("site/dist/public")), ["build.json", "c"]);
    assert_eq!(names(&temp.path("site/dist")), ["internal", "public"]);
}

#[test]
fn r6_every_difference_is_named() {
    let temp = Temp::new();
    temp.publish(&output::<Public>(&[
        ("a/x", "abc"),
        ("b", "abc"),
        ("c", "abc"),
        ("d", "abc"),
        ("e", "abc"),
    ]))
    .unwrap();
    fs::remove_file(temp.path("site/dist/public/a/x")).unwrap();
    fs::remove_file(temp.path("site/dist/public/d")).unwrap();
    temp.file("site/dist/public/b", "abd").file("site/dist/public/c", "ab").file("site/dist/public/z/y", "");
    temp.link("site/dist/public/d", "site/dist/public/e").link("site/dist/public/loop", "site/dist/public");
    let found = faults(&temp);
    assert_eq!(
        found,
        [
            Fault::Missing("a/x".into()),
            Fault::Extra("d".into()),
            Fault::Extra("loop".into()),
            Fault::Extra("z/y".into()),
            Fault::Size { path: "c".into(), found: 2, listed: 3 },
            Fault::Hash("b".into()),
        ]
    );
}

#[test]
fn a_list_that_leads_outside_is_none() {
    let temp = Temp::new();
    let entry = r#"{"size":0,"sha256":""}"#;
    for (list, why) in [
        (
            format!(
                r#"{{"generator":"answerbook","format":1,"edition":"public","files":{{"../x":{entry}}}}}"#
            ),
            "../x",
        ),
        (r#"{"generator":"answerbook","format":2,"edition":"public","files":{}}"#.into(), "format 2"),
        (r#"{"generator":"other","format":1,"edition":"public","files":{}}"#.into(), "made by `other`"),
        (r#"{"generator":"answ"#.into(), "EOF"),
    ] {
        temp.file("p/build.json", &list);
        let found = verify(&temp.path("p")).unwrap_err();
        assert!(matches!(found, VerifyError::Manifest { .. }) && found.to_string().contains(why), "{found}");
    }
    assert!(matches!(verify(&temp.path("nowhere")), Err(VerifyError::Io { .. })));
}

#[test]
fn unchanged_files_keep_their_date_and_changed_ones_are_new() {
    let temp = Temp::new();
    let public = temp.path("site/dist/public");
    temp.publish(&output::<Public>(&[("same", "abc"), ("other", "abc"), ("spoilt", "abc"), ("mode", "abc")]))
        .unwrap();
    let before = ["same", "other", "spoilt", "mode"].map(|name| public.join(name).metadata().unwrap().ino());
    fs::write(public.join("spoilt"), "abX").unwrap();
    fs::set_permissions(public.join("mode"), fs::Permissions::from_mode(0o755)).unwrap();
    let held = ["same", "other", "spoilt", "mode"].map(|name| fs::File::open(public.join(name)).unwrap());
    let next = output::<Public>(&[("same", "abc"), ("other", "abd"), ("spoilt", "abc"), ("mode", "abc")]);
    temp.publish(&next).unwrap();
    let after = ["same", "other", "spoilt", "mode"].map(|name| public.join(name).metadata().unwrap().ino());
    drop(held);
    assert_eq!([0, 1, 2, 3].map(|n| before[n] == after[n]), [true, false, false, false]);
    assert!(is_exactly(&public, &next));
}

#[test]
fn links_in_an_old_site_are_removed_and_not_followed() {
    let temp = Temp::new();
    temp.file("precious/thesis.tex", "mine").file("precious/a/b", "mine");
    temp.publish(&output::<Public>(&[("a/b", "mine")])).unwrap();
    let public = temp.path("site/dist/public");
    temp.link("site/dist/public/all", "precious").link("site/dist/public/a/one", "precious/thesis.tex");
    temp.file("site/dist/.public.new-1-0/x", "").link("site/dist/.public.old-1-0", "precious");
    temp.link("site/dist/.public.new-1-0/all", "precious");
    fs::remove_dir_all(public.join("a")).unwrap();
    temp.link("site/dist/public/a", "precious/a");
    let next = output::<Public>(&[("a/b", "mine")]);
    temp.publish(&next).unwrap();
    assert!(is_exactly(&public, &next));
    assert_eq!(names(&temp.path("site/dist")), ["public"]);
    assert_eq!(names(&temp.path("precious")), ["a", "thesis.tex"]);
    assert_eq!(fs::read(temp.path("precious/a/b")).unwrap(), b"mine");
}

#[test]
fn a_strict_umask_does_not_lock_the_web_server_out() {
    let temp = Temp::new();
    assert_eq!(child::Child::Once.run_in(&temp, "umask 077"), "done");
    for entry in walkdir::WalkDir::new(temp.path("site/dist/public")) {
        let meta = entry.unwrap().metadata().unwrap();
        assert_eq!(meta.mode() & 0o7777, if meta.is_dir() { 0o755 } else { 0o644 });
    }
}

#[test]
fn r10_readers_always_find_a_whole_site() {
    let temp = Temp::new();
    let sites = ["A", "B"]
        .map(|word| output::<Public>(&[("a/index.html", word), ("a/b/index.html", word), ("x.md", word)]));
    let out = temp.path("site/dist");
    let lock = Lock::take(&out).unwrap();
    let to = PublishDir::check(&out, &temp.site()).unwrap();
    publish(&sites[0], &to, &lock).unwrap();
    let done = AtomicBool::new(false);
    let reads = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut reads = 0;
            while !done.load(Ordering::Relaxed) {
                for path in ["a/index.html", "a/b/index.html", "x.md", "build.json"] {
                    let text = fs::read_to_string(to.path().join(path)).unwrap();
                    assert!(path == "build.json" || text == "A" || text == "B");
                    reads += 1;
                }
            }
            reads
        });
        for n in 0..1000 {
            publish(&sites[n % 2], &to, &lock).unwrap();
            if reader.is_finished() {
                break;
            }
        }
        done.store(true, Ordering::Relaxed);
        reader.join().unwrap()
    });
    lock.release().unwrap();
    assert!(reads > 1000, "{reads}");
}
