//! R8: one build at a time.

use answerbook::publish::{Lock, PublishDir, PublishError, publish};
use answerbook_kernel::Public;

use crate::child::{Child, SIZE, last_line};
use crate::support::{Temp, is_exactly, names, output, sized};

#[test]
fn r8_the_second_build_says_who_is_first() {
    let temp = Temp::new();
    let lock = Lock::take(&temp.path("site/dist")).unwrap();
    let said = Child::Once.run_in(&temp, ":");
    assert!(said.starts_with(&format!("another build (process {}) is", std::process::id())), "{said}");
    assert!(matches!(Lock::take(&temp.path("site/dist")), Err(PublishError::Busy { .. })));
    lock.release().unwrap();
    assert!(!temp.path("site").exists(), "what the lock made is gone");
    assert_eq!(Child::Once.run_in(&temp, ":"), "done");
}

#[test]
fn r8_the_lock_of_the_dead_is_free() {
    let temp = Temp::new();
    let child = Child::Hold.start(&temp);
    let pid = child.pid();
    match Lock::take(&temp.path("site/dist")) {
        Err(PublishError::Busy { pid: found, .. }) => assert_eq!(found, Some(pid)),
        other => panic!("{other:?}"),
    }
    child.kill();
    drop(Lock::take(&temp.path("site/dist")).unwrap());
}

/// What six builds at once have to say.
fn six_at_once(temp: &Temp) -> Vec<String> {
    let started = [(); 6].map(|()| Child::Once.launch(temp));
    started.into_iter().map(last_line).collect()
}

#[test]
fn r8_of_many_at_once_one_wins_and_the_others_say_so() {
    let site = sized("A", SIZE);
    for n in 0..8 {
        let temp = Temp::new();
        if n % 2 == 0 {
            temp.publish(&sized("B", SIZE)).unwrap();
        }
        let said = six_at_once(&temp);
        let count = |start| said.iter().filter(|line| line.starts_with(start)).count();
        let (won, busy) = (count("done"), count("another build"));
        assert!(won >= 1 && won + busy == said.len(), "{said:?}");
        assert!(is_exactly(&temp.path("site/dist/public"), &site));
        assert_eq!(names(&temp.path("site/dist")), ["public"]);
    }
}

#[test]
fn r8_the_lock_of_another_folder_does_not_count() {
    let temp = Temp::new();
    let to = PublishDir::<Public>::check(&temp.path("site/dist"), &temp.site()).unwrap();
    let lock = Lock::take(&temp.path("site/other")).unwrap();
    let found = publish(&output(&[("a", "")]), &to, &lock).unwrap_err();
    assert!(matches!(found, PublishError::NotLocked { .. }));
    assert!(!temp.path("site/dist").exists());
}

#[test]
fn r8_a_link_in_the_place_of_the_lock_is_not_written_through() {
    let temp = Temp::new();
    temp.file("precious", "mine").folder("site/dist").link("site/dist/.answerbook.lock", "precious");
    assert!(Lock::take(&temp.path("site/dist")).is_err());
    assert_eq!(std::fs::read(temp.path("precious")).unwrap(), b"mine");
}
