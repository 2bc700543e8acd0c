//! Records of staff: kept once, of nobody but whom a trusted proxy names, handed out and erased by person.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, thread};

use answerbook::feedback::record::{self, Record};
use answerbook::feedback::store;
use serde_json::{Value, json};
use socket2::{Domain, Socket, Type};

use crate::abuse::manifest;
use crate::client::{Answer, Line, body, new_id, new_vote, vote};
use crate::database::{Kind, SERVER, new_folder};
use crate::program::{Collector, ORIGIN, chore, done, kept};

/// Where the pages are that send records.
const STAFF: &str = "https://staff.example.com";

/// An acknowledgement as a page sends it.
pub(crate) fn acknowledge(id: &str, page: &str, name: &str) -> Value {
    json!({ "v": 1, "id": id, "type": "acknowledge", "language": "en", "page": page, "version": "2.1",
        "revision": "2026-09-01 2.0", "hash": "0123456789abcdef", "name": name, "detail": {} })
}

fn bodied(records: &[Value]) -> String {
    json!({ "records": records }).to_string()
}

fn start(store: &str, more: &[&str]) -> Collector {
    Collector::with(store, &[&["--rate", "1000000", "--internal-origin", STAFF][..], more].concat())
}

fn send_on(line: &mut Line, body: &str, headers: &str) -> Answer {
    let length = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    line.ask("POST /v1/records", &(headers.to_owned() + &length), body.as_bytes()).unwrap()
}

/// From a page of the internal edition, with more headers.
fn send(collector: &Collector, body: &str, headers: &str) -> Answer {
    send_on(&mut collector.line(), body, &format!("Origin: {STAFF}\r\n{headers}"))
}

fn kept_records(store: &str) -> Vec<Record> {
    let mut records = Vec::new();
    store::open(store).unwrap().each_record(&mut |record| records.push(record)).unwrap();
    records
}

fn fill(address: &str, records: &[Value], time: i64) {
    let records = record::parse(bodied(records).as_bytes(), time).unwrap();
    store::open(address).unwrap().add_records(&records).unwrap();
}

#[test]
fn a_record_is_kept_once_and_apart_from_events() {
    for kind in Kind::BOTH {
        let store = kind.new_store();
        let collector = start(&store, &[]);
        let id = new_id();
        let one = bodied(&[acknowledge(&id, "a/", "Anna Smith")]);
        for _ in 0..3 {
            let answer = send(&collector, &one, "");
            assert_eq!(
                (answer.status, answer.body.as_str()),
                (200, r#"{"name":"Anna Smith","verified":false}"#)
            );
        }
        let quiz = json!({ "course": "a/", "quiz": "test", "score": 4, "of": 5, "passed": true });
        let mut other = acknowledge(&new_id(), "a/", "Anna Smith");
        (other["type"], other["detail"]) = ("quiz".into(), quiz);
        assert_eq!(send(&collector, &bodied(&[other.clone()]), "").status, 200);
        let records = kept_records(&store);
        assert_eq!(records.iter().map(|one| one.deed.name()).collect::<Vec<_>>(), ["acknowledge", "quiz"]);
        assert_eq!((records[0].id.as_str(), records[0].revision.as_str()), (id.as_str(), "2026-09-01 2.0"));
        assert_eq!(serde_json::from_str::<Value>(&records[1].deed.detail()).unwrap(), other["detail"]);
        assert!(kept(&store).is_empty());
        // Not the one for the other, at either address.
        assert_eq!(collector.send(&bodied(&[acknowledge(&new_id(), "a/", "A")])).status, 400);
        assert_eq!(collector.send(&body(&[acknowledge(&new_id(), "a/", "A")])).status, 400);
        assert_eq!(send(&collector, &new_vote().0, "").status, 400);
        assert_eq!(send(&collector, &bodied(&[vote(&new_id(), "a/")]), "").status, 400);
        assert_eq!((kept(&store).len(), kept_records(&store).len()), (0, 2));
        // What was answered is on the disk.
        let last = new_id();
        assert_eq!(send(&collector, &bodied(&[acknowledge(&last, "b/", "Bob")]), "").status, 200);
        collector.kill();
        assert!(kept_records(&store).iter().any(|record| record.id == last));
    }
}

#[test]
fn r29_only_pages_of_the_internal_edition_send_records() {
    let store = Kind::Sqlite.new_store();
    let folder = new_folder();
    let list = manifest(&folder, "internal", &["a/index.html"]);
    let public = manifest(&folder, "public", &["b/index.html"]);
    let collector = start(&store, &["--pages", &list, "--pages", &public]);
    let one = |page: &str| bodied(&[acknowledge(&new_id(), page, "Anna")]);
    for (origin, page, status) in [
        (STAFF, "a/", 200),
        (STAFF, "b/", 404),
        (ORIGIN, "a/", 403),
        (ORIGIN, "b/", 403),
        ("null", "a/", 403),
        ("https://evil.example", "a/", 403),
        ("https://staff.example.com.evil.example", "a/", 403),
    ] {
        let answer = send_on(&mut collector.line(), &one(page), &format!("Origin: {origin}\r\n"));
        assert_eq!(answer.status, status, "{origin} {page}");
        let own = (origin == STAFF).then_some(STAFF);
        assert_eq!(answer.header("access-control-allow-origin"), own);
        assert_eq!(answer.header("access-control-allow-credentials"), own.map(|_| "true"));
    }
    assert_eq!(send_on(&mut collector.line(), &one("a/"), "").status, 403);
    let ask = |path: &str, origin: &str| {
        let headers = format!("Origin: {origin}\r\nAccess-Control-Request-Method: POST\r\n");
        collector.line().ask(&format!("OPTIONS {path}"), &headers, b"").unwrap()
    };
    let allowed = ask("/v1/records", STAFF);
    assert_eq!((allowed.status, allowed.header("access-control-allow-credentials")), (204, Some("true")));
    assert_eq!(allowed.header("access-control-allow-headers"), Some("content-type"));
    assert_eq!(
        (ask("/v1/records", ORIGIN).status, ask("/v1/records", "https://evil.example").status),
        (403, 403)
    );
    assert_eq!(ask("/v1/records", ORIGIN).header("access-control-allow-origin"), None);
    // With events nobody's cookies are allowed.
    assert_eq!(ask("/v1/events", STAFF).header("access-control-allow-credentials"), None);
    // A list of the public edition alone says nothing about pages of staff.
    let other = Kind::Sqlite.new_store();
    let collector = start(&other, &["--pages", &public]);
    assert_eq!(send(&collector, &one("b/"), "").status, 200);
    assert_eq!(send(&collector, &one("a/"), "").status, 200);
    assert!(kept(&other).is_empty(), "a record is no event of any edition");
    // Without an internal edition there is nobody to send one.
    let collector = Collector::with(&Kind::Sqlite.new_store(), &[]);
    assert_eq!(send_on(&mut collector.line(), &one("b/"), &format!("Origin: {ORIGIN}\r\n")).status, 403);
}

#[test]
fn r29_what_is_no_body_of_records_is_refused() {
    let store = Kind::Sqlite.new_store();
    let collector = start(&store, &[]);
    for text in ["", "{}", "[]", "\u{0}", "{\"records\":[{}]}", "{\"records\":{}}", &"[".repeat(4_000)] {
        assert_eq!(send(&collector, text, "").status, 400, "{text:.20}");
    }
    let one = acknowledge(&new_id(), "a/", "Anna");
    for (name, value) in [
        ("type", json!("vote")),
        ("edition", json!("internal")),
        ("name", json!("x".repeat(101))),
        ("page", json!("../a/")),
        ("login", json!("boss")),
        ("detail", json!({ "verified": true })),
    ] {
        let mut bad = one.clone();
        bad[name] = value;
        assert_eq!(send(&collector, &bodied(&[one.clone(), bad]), "").status, 400, "{name}");
    }
    let long = bodied(std::slice::from_ref(&one)) + &" ".repeat(4_096);
    assert_eq!(send(&collector, &long, "").status, 413);
    let plain = format!("Origin: {STAFF}\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n");
    assert_eq!(collector.line().ask("POST /v1/records", &plain, b"{}").unwrap().status, 415);
    assert_eq!(collector.get("/v1/records").status, 405);
    assert_eq!(kept_records(&store).len(), 0, "a body is taken as a whole or not at all");
    let limited = Collector::with(&Kind::Sqlite.new_store(), &["--rate", "1", "--internal-origin", STAFF]);
    let statuses: Vec<u16> = (0..10).map(|_| send(&limited, &bodied(&[]), "").status).collect();
    assert!(statuses.contains(&429), "{statuses:?}");
}

/// A connection from another address of this machine, which is no proxy.
fn from_elsewhere(collector: &Collector, body: &str, headers: &str) -> u16 {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    let own = SocketAddr::from((Ipv4Addr::new(127, 0, 0, 2), 0));
    socket.bind(&own.into()).unwrap();
    socket.connect(&collector.address.into()).unwrap();
    let mut line = Line::over(socket.into(), collector.address).unwrap();
    send_on(&mut line, body, &format!("Origin: {STAFF}\r\n{headers}")).status
}

#[test]
fn only_a_trusted_proxy_says_whose_a_record_is() {
    for kind in Kind::BOTH {
        let store = kind.new_store();
        let identity = ["--identity-header", "X-Forwarded-User", "--identity-name-header", "X-Name"];
        let collector = start(&store, &identity);
        let one = || bodied(&[acknowledge(&new_id(), "a/", "The Boss")]);
        let anna = "X-Forwarded-User: anna@example.com\r\n";
        let answer = send(&collector, &one(), &format!("{anna}X-Name: Anna Smith\r\n"));
        assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"name":"Anna Smith","verified":true}"#));
        assert_eq!(send(&collector, &one(), anna).body, r#"{"name":"anna@example.com","verified":true}"#);
        assert_eq!(
            send(&collector, &bodied(&[]), anna).body,
            r#"{"name":"anna@example.com","verified":true}"#
        );
        assert_eq!(send(&collector, &one(), "").status, 401);
        assert_eq!(send(&collector, &one(), "X-Name: Anna Smith\r\n").status, 401);
        assert_eq!(send(&collector, &one(), &format!("{anna}X-Forwarded-User: boss\r\n")).status, 401);
        assert_eq!(from_elsewhere(&collector, &one(), anna), 401);
        let records = kept_records(&store);
        assert_eq!(records.len(), 2);
        let person = &records[0].person;
        assert_eq!((person.login.as_str(), person.typed.as_str()), ("anna@example.com", "The Boss"));
        drop(collector);
        // The same from elsewhere, once that is named.
        let collector = start(&store, &[&identity[..], &["--proxy", "127.0.0.2"]].concat());
        assert_eq!(from_elsewhere(&collector, &one(), anna), 200);
    }
}

#[test]
fn what_was_typed_is_kept_as_typed() {
    let store = Kind::Sqlite.new_store();
    let collector = start(&store, &[]);
    let boss = "X-Forwarded-User: boss\r\n";
    let answer = send(&collector, &bodied(&[acknowledge(&new_id(), "a/", " Anna  Smith")]), boss);
    assert_eq!(answer.body, r#"{"name":"Anna Smith","verified":false}"#);
    assert_eq!(send(&collector, &bodied(&[]), boss).body, r#"{"name":"","verified":false}"#);
    assert_eq!(send(&collector, &bodied(&[acknowledge(&new_id(), "a/", "  ")]), boss).status, 401);
    let records = kept_records(&store);
    assert_eq!((records.len(), records[0].person.is_verified()), (1, false));
}

/// Whether the files of an SQLite store hold these words.
fn hold(address: &str, words: &str) -> bool {
    let folder = Path::new(address.strip_prefix("sqlite:").unwrap()).parent().unwrap();
    let files = fs::read_dir(folder).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
    files.into_iter().any(|bytes| bytes.windows(words.len()).any(|window| window == words.as_bytes()))
}

#[test]
fn records_are_handed_out_and_erased_by_person() {
    for kind in Kind::BOTH {
        let address = kind.new_store();
        let mine = new_id();
        let anna = acknowledge(&mine, "a/", "Anna Quickfeather");
        fill(
            &address,
            &[anna, acknowledge(&new_id(), "a/", "Bob"), acknowledge(&new_id(), "b/", "Bob")],
            1_700_000_000,
        );
        let events = record_free_event(&address);
        assert_eq!(done(&["export", "--db", &address]).lines().count(), 1, "events say nothing about people");
        let lines = done(&["export", "--db", &address, "--records"]);
        assert_eq!(lines.lines().count(), 3);
        let lines = done(&["export", "--db", &address, "--person", "anna  quickfeather"]);
        let line: Value = serde_json::from_str(lines.trim_end()).unwrap();
        assert_eq!(
            (&line["id"], &line["verified"], &line["time"]),
            (&json!(mine), &json!(false), &json!("2023-11-14T22:13:20Z"))
        );
        let shown = done(&["erase", "--db", &address, "--person", "Anna Quickfeather", "--dry-run"]);
        assert_eq!((shown.lines().count(), kept_records(&address).len()), (1, 3));
        // Erasing events does not reach records.
        done(&["erase", "--db", &address, "--page", "nowhere/"]);
        done(&["erase", "--db", &address, "--older-than", "1 day", "--page", "a/"]);
        assert_eq!((kept(&address).len(), kept_records(&address).len()), (0, 3), "{events}");
        done(&["erase", "--db", &address, "--person", "Anna Quickfeather"]);
        assert_eq!(kept_records(&address).len(), 2);
        assert!(kind == Kind::Postgres || !hold(&address, "Quickfeather"));
        done(&["erase", "--db", &address, "--person", "Bob", "--page", "a/"]);
        let left = kept_records(&address);
        assert_eq!((left.len(), left[0].page.as_str()), (1, "b/"));
        done(&["erase", "--db", &address, "--id", &left[0].id]);
        assert!(kept_records(&address).is_empty());
    }
    let both = chore(&["erase", "--person", "A", "--containing", "b"]);
    assert_eq!(both.status.code(), Some(2));
}

/// An event beside records.
fn record_free_event(address: &str) -> usize {
    let events = answerbook::feedback::event::parse(new_vote().0.as_bytes(), 1_700_000_000).unwrap();
    store::open(address).unwrap().add(&events).unwrap()
}

#[test]
fn records_have_a_time_of_their_own() {
    for kind in Kind::BOTH {
        let address = kind.new_store();
        fill(&address, &[acknowledge(&new_id(), "old/", "Anna")], 1_100_000_000);
        record_free_event(&address);
        let until = |what: &dyn Fn() -> bool| {
            let since = Instant::now();
            while !what() {
                assert!(since.elapsed() < Duration::from_secs(20));
                thread::sleep(Duration::from_millis(20));
            }
        };
        let collector = start(&address, &["--keep", "12 months"]);
        until(&|| kept(&address).is_empty());
        assert_eq!(kept_records(&address).len(), 1, "retention of events is not that of records");
        drop(collector);
        let collector = start(&address, &["--keep-records", "12 months"]);
        assert_eq!(send(&collector, &bodied(&[acknowledge(&new_id(), "new/", "Anna")]), "").status, 200);
        until(&|| kept_records(&address).len() == 1);
        assert_eq!(kept_records(&address)[0].page, "new/");
    }
}

#[test]
fn records_move_with_events() {
    let (from, to) = (Kind::Sqlite.new_store(), Kind::Postgres.new_store());
    fill(
        &from,
        &[acknowledge(&new_id(), "a/", "王小明"), acknowledge(&new_id(), "b/", "Bob")],
        1_700_000_000,
    );
    record_free_event(&from);
    done(&["migrate", "--from", &from, "--to", &to]);
    assert_eq!((kept_records(&to), kept(&to)), (kept_records(&from), kept(&from)));
    // What was erased from the copy stays erased, and what came since comes.
    done(&["erase", "--db", &to, "--person", "Bob"]);
    fill(&from, &[acknowledge(&new_id(), "c/", "Eve")], 1_700_000_000);
    done(&["migrate", "--from", &from, "--to", &to]);
    let pages: Vec<String> = kept_records(&to).into_iter().map(|record| record.page).collect();
    assert_eq!(pages, ["a/", "c/"]);
    done(&["verify", "--db", &to]);
}

/// The tables as they were made before there were records.
const OLD: &str = "
    CREATE TABLE event (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, time INTEGER NOT NULL, type TEXT NOT NULL,
        edition TEXT NOT NULL, language TEXT NOT NULL, page TEXT NOT NULL, section TEXT NOT NULL, hash TEXT NOT NULL,
        detail TEXT NOT NULL) STRICT;
    CREATE TABLE note (name TEXT PRIMARY KEY, word TEXT NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO event VALUES (7, '0123456789abcdef', 1, 'view', 'public', 'en', 'a/', '', '', '');
    PRAGMA user_version = 1;";

#[test]
fn a_store_that_knows_no_records_learns_of_them() {
    let address = Kind::Sqlite.new_store();
    let path = address.strip_prefix("sqlite:").unwrap();
    rusqlite::Connection::open(path).unwrap().execute_batch(OLD).unwrap();
    let database = Kind::Postgres.new_store();
    store::open(&database).unwrap();
    let name = database.split('/').nth(3).unwrap().split('?').next().unwrap();
    SERVER.connect(name).unwrap().batch_execute("DROP TABLE record").unwrap();
    for address in [&address, &database] {
        let collector = start(address, &[]);
        assert_eq!(send(&collector, &bodied(&[acknowledge(&new_id(), "a/", "Anna")]), "").status, 200);
        assert_eq!(collector.send(&new_vote().0).status, 204);
        assert_eq!(kept_records(address).len(), 1);
    }
    assert_eq!(kept(&address).len(), 2, "and keeps its events");
}
