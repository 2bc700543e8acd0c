//! What is acknowledged is kept, as it was sent, once: the same for both stores.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use answerbook::feedback::event::{Event, What};
use serde_json::json;

use crate::client::{body, new_id, new_vote, vote};
use crate::database::{Kind, Server};
use crate::program::{Collector, kept};

fn ids(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.id.as_str()).collect()
}

#[test]
fn events_are_kept_as_they_were_sent() {
    for kind in Kind::BOTH {
        let store = kind.new_store();
        let collector = Collector::start(&store);
        let (first, second) = (new_id(), new_id());
        let search = json!({ "v": 1, "id": second, "type": "search-miss", "edition": "public", "language": "zh-Hans",
            "page": "", "section": "", "age": 3600, "detail": { "query": "退　款  政策" } });
        assert_eq!(collector.send(&body(&[vote(&first, "a/b/"), search])).status, 204);
        collector.kill();
        let events = kept(&store);
        assert_eq!(ids(&events), [&first, &second]);
        let What::Vote(vote) = &events[0].what else { panic!("{events:?}") };
        assert_eq!(
            (vote.helpful, vote.comment.as_str(), events[0].page.as_str()),
            (false, "我看不懂 <b>this</b>", "a/b/")
        );
        let What::SearchMiss(miss) = &events[1].what else { panic!("{events:?}") };
        assert_eq!((miss.query.as_str(), events[1].language.as_str()), ("退 款 政策", "zh-Hans"));
        assert!(
            (3_595..=3_700).contains(&(events[0].time - events[1].time)),
            "its age is taken into account"
        );
    }
}

#[test]
fn r28_the_same_event_a_thousand_times_at_once_is_kept_once() {
    for kind in Kind::BOTH {
        let store = kind.new_store();
        let collector = Arc::new(Collector::start(&store));
        let (same, id) = new_vote();
        let same = Arc::new(same);
        let senders: Vec<_> = (0..20)
            .map(|_| {
                let (collector, same) = (Arc::clone(&collector), Arc::clone(&same));
                thread::spawn(move || {
                    let mut line = collector.line();
                    (0..50).for_each(|_| assert_eq!(line.send(&same).unwrap().status, 204));
                })
            })
            .collect();
        senders.into_iter().for_each(|sender| sender.join().unwrap());
        assert_eq!(ids(&kept(&store)), [&id], "{kind:?}");
    }
}

/// The number that a line of the metrics says.
fn metric(collector: &Collector, name: &str) -> u64 {
    let text = collector.get("/metrics").body;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
        .unwrap_or_else(|| panic!("{text}"));
    line.parse().unwrap()
}

#[test]
fn many_events_share_a_commit() {
    for kind in Kind::BOTH {
        let store = kind.new_store();
        let collector = Arc::new(Collector::start(&store));
        let senders: Vec<_> = (0..32)
            .map(|_| {
                let collector = Arc::clone(&collector);
                thread::spawn(move || {
                    let mut line = collector.line();
                    let send = |_| {
                        let (body, id) = new_vote();
                        assert_eq!(line.send(&body).unwrap().status, 204);
                        id
                    };
                    (0..25).map(send).collect::<Vec<_>>()
                })
            })
            .collect();
        let sent: BTreeSet<String> = senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect();
        assert_eq!(metric(&collector, "answerbook_events_total{type=\"vote\"}"), 800);
        let commits = metric(&collector, "answerbook_commits_total");
        assert!(commits < 800, "{kind:?}: {commits} commits for 800 events");
        let events = kept(&store);
        assert_eq!(
            (events.len(), events.into_iter().map(|event| event.id).collect()),
            (800, sent),
            "{kind:?}"
        );
    }
}

#[test]
fn r27_a_database_that_says_nothing_is_not_waited_for() {
    // One that nobody else uses.
    let server = Server::start();
    let collector = Collector::start(&server.new_database());
    assert_eq!(collector.send(&new_vote().0).status, 204);
    server.freeze();
    assert_eq!(collector.send(&new_vote().0).status, 503);
    let since = Instant::now();
    assert_eq!(collector.end(), Some(0));
    assert!(since.elapsed() < Duration::from_secs(30));
}

#[test]
fn r27_a_database_that_cannot_keep_chinese_is_refused() {
    let server = Server::start();
    let sql = "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'";
    server.connect("postgres").unwrap().batch_execute(sql).unwrap();
    let arguments = ["--origin", "https://a.example", "--db", &server.address("latin")];
    let output = crate::program::chore(&arguments);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("its encoding is LATIN1"));
}

#[test]
fn what_is_blackened_can_be_read_again() {
    for kind in Kind::BOTH {
        let store = kind.new_store();
        let collector = Collector::start(&store);
        let mut long = vote(&new_id(), "a/");
        long["detail"]["comment"] = format!("{} 123456", "x".repeat(993)).into();
        assert_eq!(collector.send(&body(&[long])).status, 204);
        let (after, id) = new_vote();
        assert_eq!(collector.send(&after).status, 204);
        assert_eq!(ids(&kept(&store))[1], id);
        crate::program::done(&["verify", "--db", &store]);
    }
}

#[test]
fn a_database_that_comes_back_is_used_again() {
    // One that nobody else uses.
    let server = Server::start();
    let store = server.new_database();
    let collector = Collector::start(&store);
    let (first, first_id) = new_vote();
    assert_eq!(collector.send(&first).status, 204);
    server.crash();
    let (second, second_id) = new_vote();
    let since = Instant::now();
    loop {
        let answer = collector.send(&second);
        match answer.status {
            204 => break,
            503 => assert_eq!(answer.header("retry-after"), Some("10")),
            other => panic!("{other}"),
        }
        assert!(since.elapsed() < Duration::from_secs(60));
        thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(ids(&kept(&store)), [&first_id, &second_id]);
}

#[test]
fn what_was_begun_is_finished_before_the_end() {
    let store = Kind::Sqlite.new_store();
    let collector = Collector::start(&store);
    let mut line = collector.line();
    let (text, id) = new_vote();
    let head = format!(
        "POST /v1/events HTTP/1.1\r\nHost: x\r\nOrigin: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        crate::program::ORIGIN,
        text.len()
    );
    line.say(head.as_bytes()).unwrap();
    // Somebody else is answered, so the head has arrived.
    assert_eq!(collector.get("/healthz").status, 200);
    let ended = thread::spawn(move || collector.end());
    thread::sleep(Duration::from_millis(100));
    line.say(text.as_bytes()).unwrap();
    assert_eq!(line.hear().unwrap().status, 204);
    assert_eq!(ended.join().unwrap(), Some(0));
    assert_eq!(ids(&kept(&store)), [&id]);
}
