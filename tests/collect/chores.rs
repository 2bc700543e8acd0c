//! What is done with what was kept: handed out, erased, forgotten in time.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use answerbook::feedback::event;
use answerbook::feedback::store;
use serde_json::{Value, json};

use crate::client::{body, new_id, new_vote, vote};
use crate::database::{Kind, SERVER};
use crate::program::{Collector, chore, done, kept};

fn fill(address: &str, events: &[Value], time: i64) {
    let events = event::parse(body(events).as_bytes(), time).unwrap();
    store::open(address).unwrap().add(&events).unwrap();
}

#[test]
fn events_are_exported_as_lines() {
    for kind in Kind::BOTH {
        let address = kind.new_store();
        let id = new_id();
        fill(&address, &[vote(&id, "a/")], 1_700_000_000);
        let line: Value = serde_json::from_str(done(&["export", "--db", &address]).trim_end()).unwrap();
        assert_eq!((&line["id"], &line["time"]), (&json!(id), &json!("2023-11-14T22:13:20Z")));
        assert_eq!(line["detail"]["comment"], "我看不懂 <b>this</b>");
        assert_eq!(done(&["export", "--db", &address, "--since", "2023-11-15"]), "");
    }
}

/// Whether the files of a store hold these words.
fn hold(address: &str, words: &str) -> bool {
    let folder = match address.strip_prefix("sqlite:") {
        Some(path) => Path::new(path).parent().unwrap().to_owned(),
        None => {
            SERVER.connect("postgres").unwrap().batch_execute("CHECKPOINT").unwrap();
            SERVER.folder().join("data/base")
        }
    };
    let files =
        walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    let holds = |bytes: Vec<u8>| bytes.windows(words.len()).any(|window| window == words.as_bytes());
    files.into_iter().any(|entry| holds(fs::read(entry.path()).unwrap_or_default()))
}

#[test]
fn what_is_erased_is_gone_from_the_files_too() {
    for kind in Kind::BOTH {
        let address = kind.new_store();
        let mut mine = vote(&new_id(), "a/");
        mine["detail"]["comment"] = "Call me Ishmael Quickfeather please".into();
        fill(&address, &[mine, vote(&new_id(), "a/"), vote(&new_id(), "b/")], 1_700_000_000);
        assert!(hold(&address, "Quickfeather"), "{kind:?}");
        let shown = done(&["erase", "--db", &address, "--containing", "quickFEATHER", "--dry-run"]);
        assert_eq!((shown.lines().count(), kept(&address).len()), (1, 3));
        done(&["erase", "--db", &address, "--containing", "quickFEATHER"]);
        assert!(!kept(&address).iter().any(|event| event.what.detail().contains("Quickfeather")));
        // A page of a database keeps removed rows until it is used again; SQLite overwrites them at once.
        assert!(kind == Kind::Postgres || !hold(&address, "Quickfeather"));
        done(&["erase", "--db", &address, "--page", "b/"]);
        let left = kept(&address);
        assert_eq!((left.len(), left[0].page.as_str()), (1, "a/"));
        done(&["erase", "--db", &address, "--id", &left[0].id]);
        assert_eq!(kept(&address).len(), 0);
    }
    let nowhere = Kind::Sqlite.new_store();
    assert_eq!(chore(&["erase", "--db", &nowhere]).status.code(), Some(2));
    for arguments in [&["verify"][..], &["export"], &["erase", "--page", "a/"], &["dead-letters"]] {
        let output = chore(&[arguments, &["--db", &nowhere]].concat());
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("there is no file"));
    }
    assert!(!Path::new(nowhere.strip_prefix("sqlite:").unwrap()).exists(), "looking has made it");
}

#[test]
fn r30_what_is_old_enough_is_removed() {
    for kind in Kind::BOTH {
        let address = kind.new_store();
        // Twenty years ago, and now.
        fill(&address, &[vote(&new_id(), "old/")], 1_100_000_000);
        let collector = Collector::with(&address, &["--keep", "12 months"]);
        assert_eq!(collector.send(&new_vote().0).status, 204);
        let since = Instant::now();
        while kept(&address).len() != 1 {
            assert!(since.elapsed() < Duration::from_secs(20));
            thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(kept(&address)[0].page, "a/");
        fill(&address, &[vote(&new_id(), "old/")], 1_100_000_000);
        done(&["erase", "--db", &address, "--older-than", "1 year"]);
        assert_eq!(kept(&address).len(), 1);
    }
}

#[test]
fn wrong_usage_is_said() {
    for (arguments, word) in [
        (&["--origin", "help.example.com"][..], "begins with `https://`"),
        (&["--db", "feedback.db", "--origin", "https://a.example"], "is no address of a store"),
        (&["--origin", "https://a.example", "--keep", "long"], "24 months"),
        (&["--origin", "https://a.example", "--webhook", "a.example"], "a webhook is an address"),
        (&["--origin", "https://a.example", "--rate", "0"], "rate"),
        (&["--origin", "https://a.example", "--proxy", "proxy"], "10.88.0.0/16"),
        (&[], "--origin"),
    ] {
        let output = chore(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains(word), "{arguments:?}: {said}");
    }
    for (arguments, word) in [
        (&["--origin", "https://a.example", "--pages", "no/such.json"][..], "cannot read `no/such.json`"),
        (&["--origin", "https://a.example", "--db", "sqlite:/no/such/folder/f.db"], "cannot open"),
        (&["--origin", "https://a.example", "--db", "postgres://me:hidden@127.0.0.1:1/x"], "cannot open"),
        (&["--origin", "https://a.example", "--listen", "203.0.113.1:80"], "cannot listen at"),
    ] {
        let output = chore(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(3) && said.contains(word), "{arguments:?}: {said}");
        assert!(!said.contains("hidden"), "{said}");
    }
}
