//! R5: when the machine fails, the old site stands, and the message says where.

use std::fs;

use answerbook::publish::{Lock, PublishDir, PublishError, Refusal, publish};
use answerbook_kernel::Public;

use crate::child::Child;
use crate::support::{Temp, is_exactly, names, output};

#[test]
fn r5_a_file_that_cannot_be_written() {
    let temp = Temp::new();
    let old = output::<Public>(&[("a", "old")]);
    temp.publish(&old).unwrap();
    let said = Child::Large.run_in(&temp, "trap '' XFSZ; ulimit -f 32");
    assert!(said.starts_with("cannot write `") && said.contains("/site/dist/.public.new-"), "{said}");
    assert!(said.contains(".css`: File too large"), "{said}");
    assert!(is_exactly(&temp.path("site/dist/public"), &old));
    assert_eq!(names(&temp.path("site/dist")), ["public"]);
}

#[test]
fn r5_a_folder_that_cannot_be_made() {
    let temp = Temp::new();
    let old = output::<Public>(&[("a", "old")]);
    temp.publish(&old).unwrap();
    let deep = vec!["x".repeat(190); 25].join("/");
    let found = temp.publish(&output::<Public>(&[("a", "new"), (&deep, "")])).unwrap_err();
    assert!(matches!(&found, PublishError::Io { doing: "create", .. }), "{found}");
    assert!(found.to_string().contains(&"x".repeat(190)));
    assert!(is_exactly(&temp.path("site/dist/public"), &old));
    assert_eq!(names(&temp.path("site/dist")), ["public"]);
}

#[test]
fn r5_an_output_folder_that_cannot_be_made() {
    let temp = Temp::new();
    temp.file("site/file", "mine");
    let lock = Lock::take(&temp.path("site/file/dist")).unwrap_err();
    assert!(lock.to_string().contains("site/file"), "{lock}");
    let check = PublishDir::<Public>::check(&temp.path("site/file/dist"), &temp.site()).unwrap_err();
    assert!(check.to_string().contains("site/file"), "{check}");
}

/// Puts something into the edition's folder between the check and the publication.
fn overtaken(place: impl FnOnce(&Temp)) -> (Temp, Refusal) {
    let temp = Temp::new();
    let out = temp.path("site/dist");
    let to = PublishDir::check(&out, &temp.site()).unwrap();
    let lock = Lock::take(&out).unwrap();
    place(&temp);
    let before = temp.all();
    let found = publish(&output::<Public>(&[("a", "new")]), &to, &lock).unwrap_err();
    assert_eq!(before, temp.all());
    lock.release().unwrap();
    match found {
        PublishError::Refused { path, why } if path == to.path() => (temp, why),
        other => panic!("{other}"),
    }
}

#[test]
fn r1_what_came_after_the_check_is_put_back() {
    let (temp, why) = overtaken(|temp| _ = temp.file("site/dist/public/thesis.tex", "mine"));
    assert_eq!(why, Refusal::NotOurs);
    assert_eq!(fs::read(temp.path("site/dist/public/thesis.tex")).unwrap(), b"mine");
    assert_eq!(overtaken(|temp| _ = temp.file("site/dist/public", "mine")).1, Refusal::NotAFolder);
    assert_eq!(overtaken(|temp| _ = temp.folder("site/dist/public/.git")).1, Refusal::Repository);
    let (temp, why) =
        overtaken(|temp| _ = temp.file("precious/a", "mine").link("site/dist/public", "precious"));
    assert_eq!((why, names(&temp.path("precious"))), (Refusal::Symlink, vec!["a".to_owned()]));
}
