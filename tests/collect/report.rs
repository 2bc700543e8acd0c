//! The report over HTTP: for who knows the words, and for nobody else.

use std::process::Output;

use crate::client::{Answer, new_vote};
use crate::database::Kind;
use crate::program::{Collector, ORIGIN, program};

const WORDS: &str = "open sesame";

fn collector(store: &str) -> Collector {
    let mut command = program();
    command.env("ANSWERBOOK_REPORT_TOKEN", WORDS);
    Collector::of(command, store, &["--rate", "1000000"])
}

fn ask(collector: &Collector, path: &str, headers: &str) -> Answer {
    collector.line().ask(&format!("GET {path}"), headers, b"").unwrap()
}

fn bearer(words: &str) -> String {
    format!("Authorization: Bearer {words}\r\n")
}

#[test]
fn r17_the_report_is_shown_to_who_knows_the_words() {
    for kind in Kind::BOTH {
        let store = kind.new_store();
        let collector = collector(&store);
        let (vote, _) = new_vote();
        assert_eq!(collector.send(&vote).status, 204);
        for path in ["/report", "/report.json", "/report.csv", "/report.md"] {
            for wrong in [String::new(), bearer("open"), bearer(""), "Authorization: Basic eDp5\r\n".into()] {
                let refused = ask(&collector, path, &wrong);
                assert_eq!(refused.status, 401, "{path} {wrong}");
                assert!(refused.header("www-authenticate").unwrap().starts_with("Basic"));
                assert!(!refused.body.contains("a/"), "{}", refused.body);
            }
            let shown = ask(&collector, path, &bearer(WORDS));
            assert_eq!(shown.status, 200, "{path}: {}", shown.body);
            assert!(
                shown.body.contains("a/") && !shown.body.contains("<b>this</b>") || path.ends_with("json"),
                "{path}"
            );
            assert!(shown.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
            assert_eq!(shown.header("cache-control"), Some("no-store"));
        }
        // The password of any user: `anybody:open sesame`.
        let basic = "Authorization: Basic YW55Ym9keTpvcGVuIHNlc2FtZQ==\r\n";
        assert_eq!(ask(&collector, "/report", basic).status, 200);
        assert_eq!(ask(&collector, "/report.exe", &bearer(WORDS)).status, 404);
        assert_eq!(ask(&collector, "/other.json", &bearer(WORDS)).status, 404);
        assert_eq!(ask(&collector, "/report?since=yesterday", &bearer(WORDS)).status, 400);
        let past = ask(&collector, "/report.json?until=2020-01-01", &bearer(WORDS));
        assert!(past.status == 200 && !past.body.contains("\"a/\""), "{}", past.body);
    }
}

#[test]
fn without_words_nobody_sees_it() {
    let collector = Collector::start(&Kind::Sqlite.new_store());
    for headers in ["", "Authorization: Bearer \r\n", "Authorization: Basic Og==\r\n"] {
        assert_eq!(ask(&collector, "/report", headers).status, 401);
    }
    let slow = Collector::with(&Kind::Sqlite.new_store(), &["--rate", "5"]);
    let mut line = slow.line();
    let guesses =
        (0..100).map(|_| line.ask("GET /report", "Authorization: Bearer guess\r\n", b"").unwrap().status);
    assert!(guesses.filter(|status| *status == 429).count() > 80);
    let from_page = format!("Origin: {ORIGIN}\r\n");
    assert_eq!(ask(&collector, "/report.json", &from_page).status, 401);
}

#[test]
fn the_command_and_the_page_say_the_same() {
    for kind in Kind::BOTH {
        let store = kind.new_store();
        let collector = collector(&store);
        (0..5).for_each(|_| assert_eq!(collector.send(&new_vote().0).status, 204));
        let page = ask(&collector, "/report.json", &bearer(WORDS)).body;
        let Output { stdout, .. } =
            program().args(["report", "--format", "json", "--db", &store]).output().unwrap();
        assert_eq!(page, String::from_utf8(stdout).unwrap());
    }
}
