//! What is not meant for the collector, too much, or too slow.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::client::{body, new_id, new_vote, vote};
use crate::database::{Kind, new_folder};
use crate::program::{Collector, ORIGIN, kept};

pub(crate) fn manifest(folder: &Path, edition: &str, pages: &[&str]) -> String {
    let entries: Vec<String> = pages
        .iter()
        .map(|page| format!("\"{page}\":{{\"size\":1,\"sha256\":\"{}\"}}", "0".repeat(64)))
        .collect();
    let text = format!(
        "{{\"generator\":\"answerbook\",\"format\":1,\"edition\":\"{edition}\",\"files\":{{{}}}}}\n",
        entries.join(",")
    );
    let path = folder.join(format!("{edition}.json"));
    // In the place of the old one, as a build does.
    fs::write(path.with_extension("new"), text).unwrap();
    fs::rename(path.with_extension("new"), &path).unwrap();
    path.display().to_string()
}

#[test]
fn r29_what_is_not_from_our_pages_is_refused() {
    let folder = new_folder();
    let public = manifest(&folder, "public", &["index.html", "a/index.html", "404.html", "assets/x.css"]);
    let internal = manifest(&folder, "internal", &["secret/index.html"]);
    let store = Kind::Sqlite.new_store();
    let collector = Collector::with(
        &store,
        &[
            "--rate",
            "1000000",
            "--internal-origin",
            "https://staff.example.com",
            "--pages",
            &public,
            "--pages",
            &internal,
        ],
    );
    let from = |origin: &str, page: &str, edition: &str| {
        let mut event = vote(&new_id(), page);
        event["edition"] = edition.into();
        let headers = if origin.is_empty() { String::new() } else { format!("Origin: {origin}\r\n") };
        collector.line().send_from(&body(&[event]), &headers).unwrap().status
    };
    for (origin, page, edition, status) in [
        (ORIGIN, "a/", "public", 204),
        (ORIGIN, "", "public", 204),
        (ORIGIN, "404.html", "public", 204),
        ("https://staff.example.com", "secret/", "internal", 204),
        ("", "a/", "public", 403),
        ("null", "a/", "public", 403),
        ("https://evil.example", "a/", "public", 403),
        (ORIGIN, "secret/", "internal", 403),
        ("https://staff.example.com", "a/", "public", 403),
        (ORIGIN, "b/", "public", 404),
        (ORIGIN, "secret/", "public", 404),
        (ORIGIN, "assets/x.css", "public", 404),
        (ORIGIN, "../a/", "public", 400),
    ] {
        assert_eq!(from(origin, page, edition), status, "{origin} {page} {edition}");
    }
    assert_eq!(kept(&store).len(), 4);
    // A page of the next build is known without a restart.
    manifest(&folder, "public", &["index.html", "b/index.html"]);
    let since = Instant::now();
    while from(ORIGIN, "b/", "public") != 204 {
        assert!(since.elapsed() < Duration::from_secs(10));
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(from(ORIGIN, "a/", "public"), 404);
}

#[test]
fn r29_what_is_no_body_of_events_is_refused() {
    let store = Kind::Sqlite.new_store();
    let collector = Collector::start(&store);
    let origin = format!("Origin: {ORIGIN}\r\n");
    let long = body(&[vote(&new_id(), &"a".repeat(200))]) + &" ".repeat(4_096);
    assert_eq!(collector.send(&long).status, 413);
    // Without saying so first.
    let mut line = collector.line();
    let head = format!(
        "POST /v1/events HTTP/1.1\r\nHost: x\r\n{origin}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    line.say(head.as_bytes()).unwrap();
    for _ in 0..3 {
        _ = line.say(format!("7d0\r\n{}\r\n", " ".repeat(2_000)).as_bytes());
    }
    assert_eq!(line.hear().unwrap().status, 413);
    // Ten megabytes, packed into ten kilobytes, and into a few bytes less than are taken.
    for megabytes in [10, 3] {
        let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
        bomb.write_all(&vec![b' '; megabytes << 20]).unwrap();
        let bomb = bomb.finish().unwrap();
        let headers = format!(
            "{origin}Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n",
            bomb.len()
        );
        let status = collector.line().ask("POST /v1/events", &headers, &bomb).unwrap().status;
        assert_eq!(status, if bomb.len() > 4_096 { 413 } else { 415 });
    }
    for (text, status) in [
        ("", 400),
        ("{}", 400),
        ("[]", 400),
        ("{\"events\":[]}", 400),
        ("\u{0}", 400),
        ("{\"events\":[{}]}", 400),
    ] {
        assert_eq!(collector.send(text).status, status, "{text:?}");
    }
    let deep = "[".repeat(4_000);
    assert_eq!(collector.send(&deep).status, 400);
    let plain = format!("{origin}Content-Type: text/plain\r\nContent-Length: 2\r\n");
    assert_eq!(collector.line().ask("POST /v1/events", &plain, b"{}").unwrap().status, 415);
    assert_eq!(collector.get("/v1/events").status, 405);
    assert_eq!(collector.get("/").status, 404);
    assert_eq!(kept(&store).len(), 0);
    assert_eq!(collector.get("/healthz").status, 200);
}

#[test]
fn r29_who_is_slow_is_not_waited_for() {
    let collector = Collector::start(&Kind::Sqlite.new_store());
    let (mut slow_head, mut slow_body, mut silent) = (collector.line(), collector.line(), collector.line());
    slow_head.say(b"POST /v1/events HTTP/1.1\r\nHost: x\r\n").unwrap();
    let head = format!(
        "Host: x\r\nOrigin: {ORIGIN}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"
    );
    slow_body.say(format!("POST /v1/events HTTP/1.1\r\n{head}").as_bytes()).unwrap();
    assert_eq!(slow_body.hear().unwrap().status, 408);
    assert_eq!(slow_head.hear().unwrap().status, 408);
    assert!(silent.hear().is_err(), "who says nothing is told nothing");
}

#[test]
fn pages_may_ask_whether_they_may_send() {
    let collector = Collector::start(&Kind::Sqlite.new_store());
    let ask = |origin: &str| {
        let headers = format!("Origin: {origin}\r\nAccess-Control-Request-Method: POST\r\n");
        collector.line().ask("OPTIONS /v1/events", &headers, b"").unwrap()
    };
    let allowed = ask(ORIGIN);
    assert_eq!(allowed.status, 204);
    assert_eq!(allowed.header("access-control-allow-origin"), Some(ORIGIN));
    assert_eq!(allowed.header("access-control-allow-headers"), Some("content-type"));
    let refused = ask("https://evil.example");
    assert_eq!((refused.status, refused.header("access-control-allow-origin")), (403, None));
    // A page must be able to read why it was refused.
    assert_eq!(collector.send("{}").header("access-control-allow-origin"), Some(ORIGIN));
}

fn memory(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn r29_a_flood_from_one_network_drowns_nobody_else() {
    let store = Kind::Sqlite.new_store();
    let collector = Collector::with(&store, &["--rate", "50"]);
    let address = collector.address;
    let (stop, let_in, refused) =
        (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let before = memory(collector.child.id());
    let flood: Vec<_> = (0..4_u32)
        .map(|number| {
            let (stop, let_in, refused) = (Arc::clone(&stop), Arc::clone(&let_in), Arc::clone(&refused));
            thread::spawn(move || {
                let mut line = crate::client::Line::open(address).unwrap();
                let headers = format!("Origin: {ORIGIN}\r\nX-Forwarded-For: 203.0.113.{number}\r\n");
                while !stop.load(Ordering::Relaxed) {
                    match line.send_from(&new_vote().0, &headers).unwrap().status {
                        204 => let_in.fetch_add(1, Ordering::Relaxed),
                        429 => refused.fetch_add(1, Ordering::Relaxed),
                        other => panic!("{other}"),
                    };
                }
            })
        })
        .collect();
    let since = Instant::now();
    let mut took = Vec::new();
    while since.elapsed() < Duration::from_secs(3) {
        let headers = format!("Origin: {ORIGIN}\r\nX-Forwarded-For: 198.51.{}.1\r\n", took.len() % 200);
        let start = Instant::now();
        assert_eq!(collector.line().send_from(&new_vote().0, &headers).unwrap().status, 204);
        took.push(start.elapsed());
        thread::sleep(Duration::from_millis(2));
    }
    stop.store(true, Ordering::Relaxed);
    flood.into_iter().for_each(|sender| sender.join().unwrap());
    took.sort();
    let (let_in, refused) = (let_in.load(Ordering::Relaxed), refused.load(Ordering::Relaxed));
    let seconds = since.elapsed().as_secs_f64();
    eprintln!(
        "flood: {:.0}/s refused, {let_in} let in; others: {} requests, median {:?}, p99 {:?}",
        refused as f64 / seconds,
        took.len(),
        took[took.len() / 2],
        took[took.len() * 99 / 100]
    );
    assert!(let_in as f64 <= 50.0 * (seconds + 4.0), "{let_in} in {seconds} s");
    assert!(refused > 10 * let_in, "{refused} refused, {let_in} let in");
    let grown = memory(collector.child.id()).saturating_sub(before);
    assert!(grown < 64 << 10, "memory has grown by {grown} kB");
}
