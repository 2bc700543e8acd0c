//! R13: whether what is for staff is there or was deleted, the public site is the same.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::properties::{random, seen};

#[test]
fn deleting_what_is_internal_changes_nothing() {
    let compared = std::cell::Cell::new(0_u32);
    let mut runner = TestRunner::new(Config {
        cases: 900,
        max_shrink_iters: 300,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&random::site().no_shrink(), |site| {
        let whole = site.site(true).build();
        let deleted = site.site(false).build();
        // What has an error is not published; whatever is said of the rest may differ.
        if whole.of_public.iter().chain(&whole.read).any(answerbook_kernel::Diagnostic::is_error) {
            return Ok(());
        }
        let faults: Vec<_> = deleted.of_public.iter().filter(|fault| fault.is_error()).collect();
        prop_assert!(faults.is_empty(), "{:?}\n{:?}", faults, site.files);
        // Places in files are not published, and lines that are gone move them.
        let (a, b) =
            (without_places(&seen::text(&whole.public)), without_places(&seen::text(&deleted.public)));
        if a != b {
            return Err(TestCaseError::fail(difference(&a, &b, &site)));
        }
        compared.set(compared.get() + 1);
        Ok(())
    });
    outcome.unwrap_or_else(|fault| panic!("{fault}"));
    let compared = compared.get();
    assert!(compared >= 100, "only {compared} sites could be compared");
}

fn without_places(text: &str) -> String {
    let place = |line: &&str| {
        let line = line.trim_start();
        !(line.starts_with("start: ") || line.starts_with("end: "))
    };
    text.lines().filter(place).map(|line| format!("{line}\n")).collect()
}

fn difference(a: &str, b: &str, site: &random::RandomSite) -> String {
    let at = a.lines().zip(b.lines()).position(|(a, b)| a != b).unwrap_or(0);
    let around = |text: &str| text.lines().skip(at.saturating_sub(3)).take(8).collect::<Vec<_>>().join("\n");
    let files: String = site
        .files
        .iter()
        .map(|file| {
            format!(
                "\n=== {} {}\n{}",
                file.path,
                file.internal,
                file.lines
                    .iter()
                    .map(|(line, internal)| format!("{} {line}\n", if *internal { '!' } else { '|' }))
                    .collect::<String>()
            )
        })
        .collect();
    format!("with:\n{}\nwithout:\n{}\n{files}", around(a), around(b))
}
