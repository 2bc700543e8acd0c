//! Who readers are is written nowhere.

use std::path::Path;
use std::process::Command;

use crate::client::{body, new_id, vote};
use crate::database::{Kind, SERVER};
use crate::program::{Collector, ORIGIN};

/// What a request says about its sender, and what a reader typed about himself.
const CANARIES: [&str; 6] = [
    "198.51.100.77",
    "CanaryBrowser",
    "canary-cookie",
    "canary.referrer",
    "canary@mail.example.com",
    "4111 1111 1111 1111",
];

/// The files below a folder that hold these words, in any case.
fn hold(folder: &Path, words: &str) -> Vec<String> {
    let output =
        Command::new("grep").env("LC_ALL", "C").args(["-rliaF", "-e", words]).arg(folder).output().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn r30_nothing_tells_who_a_reader_was() {
    for kind in Kind::BOTH {
        let store = kind.new_store();
        let folder = match store.strip_prefix("sqlite:") {
            Some(path) => Path::new(path).parent().unwrap().to_owned(),
            None => SERVER.folder().join("data"),
        };
        let collector = Collector::start(&store);
        let id = new_id();
        let mut event = vote(&id, "a/");
        event["detail"]["comment"] =
            "I am canary@mail.example.com and my card is 4111 1111 1111 1111.".into();
        let headers = format!(
            "Origin: {ORIGIN}\r\nX-Forwarded-For: 198.51.100.77\r\nForwarded: for=198.51.100.77\r\nX-Real-IP: 198.51.100.77\r\n\
             User-Agent: CanaryBrowser/1.0\r\nCookie: id=canary-cookie\r\nReferer: https://canary.referrer/\r\n"
        );
        let mut line = collector.line();
        for bad in [body(&[event]), "{".into(), body(&[vote(&new_id(), "../")])] {
            let answer = line.send_from(&bad, &headers).unwrap();
            assert_eq!(answer.header("set-cookie"), None);
        }
        // While the log is there, and after it was emptied.
        for round in 0..2 {
            for canary in CANARIES {
                assert_eq!(hold(&folder, canary), Vec::<String>::new(), "{kind:?} {round} {canary}");
                assert!(!collector.said().contains(canary), "{}", collector.said());
            }
            assert!(
                !hold(&folder, &id).is_empty(),
                "{kind:?}: the event itself is not found, so this proves nothing"
            );
            if kind == Kind::Postgres {
                SERVER.connect("postgres").unwrap().batch_execute("CHECKPOINT").unwrap();
            }
        }
        for canary in CANARIES {
            assert!(!collector.get("/metrics").body.contains(canary));
        }
    }
}
