//! R7, I9: the same sources give the same bytes, whatever the machine is like.

use std::fs;
use std::path::Path;

use crate::driver::{Files, Run, answerbook, files, new_folder, repository};

/// Copies a folder, in one order of names or the other, so that the file system has them in different orders, too.
fn copy(from: &Path, to: &Path, backwards: bool) {
    fs::create_dir_all(to).unwrap();
    let mut entries: Vec<_> = fs::read_dir(from).unwrap().map(|entry| entry.unwrap()).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    if backwards {
        entries.reverse();
    }
    for entry in entries {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        match entry.file_type().unwrap().is_dir() {
            true => copy(&path, &target, backwards),
            false => _ = fs::copy(path, target).unwrap(),
        }
    }
}

/// Builds the sample in a folder of some name under some circumstances.
fn build(name: &str, backwards: bool, circumstances: &[(&str, &str)]) -> [Files; 2] {
    let root = new_folder().join(name);
    copy(&repository().join("content"), &root.join("content"), backwards);
    for beside in ["book.toml", "logo.svg"] {
        fs::copy(repository().join(beside), root.join(beside)).unwrap();
    }
    let mut command = answerbook();
    command.arg("build").current_dir(&root).envs(circumstances.iter().copied());
    Run::of(command.output().unwrap()).ends_with(0);
    ["public", "internal"].map(|edition| files(&root.join("dist").join(edition)))
}

#[test]
fn r7_i9_two_builds_are_identical() {
    let here = [
        ("TZ", "Asia/Shanghai"),
        ("LANG", "zh_CN.UTF-8"),
        ("LC_ALL", "zh_CN.UTF-8"),
        ("RAYON_NUM_THREADS", "1"),
    ];
    let there = [
        ("TZ", "America/New_York"),
        ("LANG", "C"),
        ("LC_ALL", "C"),
        ("RAYON_NUM_THREADS", "4"),
        ("NO_COLOR", "1"),
        ("HOME", "/nonexistent"),
    ];
    let [first, second] = [build("a", false, &here), build("文件夹 b/c", true, &there)];
    for (one, other) in first.iter().zip(&second) {
        let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(one), names(other));
        let differing: Vec<_> =
            one.iter().filter(|(path, bytes)| other[*path] != **bytes).map(|(path, _)| path).collect();
        assert!(differing.is_empty(), "{differing:?}");
        assert!(one.len() > 100);
    }
}
