//! Events are forwarded: signed, again where they were not taken, and to where the collector left off when it was killed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use crate::client::new_vote;
use crate::database::Kind;
use crate::program::{Collector, done, program};

const LONG: Duration = Duration::from_secs(90);

/// What arrived.
struct Letter {
    headers: Vec<(String, String)>,
    body: String,
}

impl Letter {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    fn event(&self) -> String {
        let event: Value = serde_json::from_str(&self.body).unwrap();
        event["id"].as_str().unwrap().to_owned()
    }
}

/// The other side, which answers as it is told.
struct Other {
    address: SocketAddr,
    status: Arc<Mutex<u16>>,
    letters: Receiver<Letter>,
}

impl Other {
    fn start(status: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, status) = (listener.local_addr().unwrap(), Arc::new(Mutex::new(status)));
        let (told, letters) = channel();
        let answer = Arc::clone(&status);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut from = BufReader::new(&stream);
                let mut headers = Vec::new();
                loop {
                    let mut line = String::new();
                    if from.read_line(&mut line).unwrap_or_default() == 0 {
                        break;
                    }
                    if line.trim().is_empty() {
                        break;
                    }
                    if let Some((name, value)) = line.trim_end().split_once(": ") {
                        headers.push((name.to_lowercase(), value.to_owned()));
                    }
                }
                let mut letter = Letter { headers, body: String::new() };
                let mut body = vec![0; letter.header("content-length").parse().unwrap_or_default()];
                if from.read_exact(&mut body).is_err() {
                    continue;
                }
                letter.body = String::from_utf8(body).unwrap();
                let status = *answer.lock().unwrap();
                _ = (&stream).write_all(
                    format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                        .as_bytes(),
                );
                _ = told.send(letter);
            }
        });
        Self { address, status, letters }
    }

    fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    fn next(&self) -> Letter {
        self.letters.recv_timeout(LONG).unwrap()
    }
}

#[test]
fn events_are_forwarded_and_signed() {
    let (other, store) = (Other::start(200), Kind::Sqlite.new_store());
    let mut command = program();
    command.env("ANSWERBOOK_WEBHOOK_SECRET", "key");
    let collector = Collector::of(command, &store, &["--webhook", &other.url()]);
    let (body, id) = new_vote();
    assert_eq!(collector.send(&body).status, 204);
    let letter = other.next();
    assert_eq!((letter.event(), letter.header("x-answerbook-event").to_owned()), (id.clone(), id));
    let mut mac = Hmac::<Sha256>::new_from_slice(b"key").unwrap();
    mac.update(format!("{}.{}", letter.header("x-answerbook-time"), letter.body).as_bytes());
    let expected: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(letter.header("x-answerbook-signature"), format!("sha256={expected}"));
}

#[test]
fn slack_is_told_in_its_own_way() {
    let other = Other::start(200);
    let collector =
        Collector::with(&Kind::Sqlite.new_store(), &["--webhook", &format!("slack:{}", other.url())]);
    assert_eq!(collector.send(&new_vote().0).status, 204);
    let told: Value = serde_json::from_str(&other.next().body).unwrap();
    assert_eq!(told["text"], "`a/` was not helpful (unclear): `我看不懂 &lt;b&gt;this&lt;/b&gt;`");
}

#[test]
fn what_was_not_taken_is_sent_again_also_by_the_next_collector() {
    for kind in Kind::BOTH {
        let (other, store) = (Other::start(503), kind.new_store());
        let hook = ["--webhook", &other.url()];
        let collector = Collector::with(&store, &hook);
        let (body, id) = new_vote();
        assert_eq!(collector.send(&body).status, 204);
        assert_eq!(other.next().event(), id);
        assert_eq!(other.next().event(), id, "a second attempt");
        collector.kill();
        *other.status.lock().unwrap() = 200;
        // What was under way when it was killed.
        while let Ok(letter) = other.letters.recv_timeout(Duration::from_millis(200)) {
            assert_eq!(letter.event(), id);
        }
        let collector = Collector::with(&store, &hook);
        let (body, second) = new_vote();
        assert_eq!(collector.send(&body).status, 204);
        assert_eq!(other.next().event(), id);
        assert_eq!(other.next().event(), second);
    }
}

#[test]
fn what_is_refused_for_good_is_a_dead_letter_and_can_be_sent_again() {
    let (other, store) = (Other::start(400), Kind::Sqlite.new_store());
    let collector = Collector::with(&store, &["--webhook", &other.url()]);
    let (body, id) = new_vote();
    assert_eq!(collector.send(&body).status, 204);
    assert_eq!(other.next().event(), id);
    let (body, second) = new_vote();
    assert_eq!(collector.send(&body).status, 204);
    assert_eq!(other.next().event(), second, "the next letter does not wait for a dead one");
    let dead = || done(&["dead-letters", "--db", &store]);
    let since = std::time::Instant::now();
    while dead().lines().count() < 2 {
        assert!(since.elapsed() < LONG);
    }
    assert!(dead().contains(&id) && dead().contains("answers 400"), "{}", dead());
    *other.status.lock().unwrap() = 204;
    done(&["dead-letters", "--db", &store, "--resend", &other.url()]);
    assert_eq!((other.next().event(), other.next().event()), (id, second));
    assert_eq!(dead(), "");
}
