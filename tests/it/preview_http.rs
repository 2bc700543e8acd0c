//! R21, R22, R24: who may ask the preview, and what it answers.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use answerbook::serve::board::{Moment, Side};

use crate::preview::{Listener, Pages, Preview, cut_off, raw, side};

const HEADERS: &str = "/*\n  Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; trusted-types answerbook\n\
    /assets/*\n  Cache-Control: public, max-age=31536000, immutable\n";
const PAGE: &str = "<!doctype html><html><head><title>A</title></head><body>A</body></html>";
const SECRET: &str = "for staff alone";

fn site() -> Preview {
    let public = [
        ("index.html", "<html><head></head>home</html>"),
        ("a/b/index.html", PAGE),
        ("海/index.html", PAGE),
        ("404.html", "<html><head></head>lost</html>"),
        ("_headers", HEADERS),
        ("assets/site-1f.css", "body{}"),
        ("a/b.md", "# A"),
    ];
    Preview::of(&public, &[("a/b/index.html", SECRET), ("staff/index.html", SECRET)])
}

#[test]
fn a_file_is_what_the_edition_has_byte_for_byte() {
    let site = site();
    let page = site.ask("GET /a/b/", "");
    assert_eq!((page.status, page.text().as_str()), (200, PAGE));
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("cross-origin-resource-policy"), Some("same-origin"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("access-control-allow-origin"), None);
    assert_eq!(site.ask("GET /%E6%B5%B7/", "").status, 200);
    assert_eq!(site.ask("GET /a/b/index.html", "Accept: */*\r\n").text(), PAGE);
    assert_eq!(site.ask("GET /a/b.md", "").header("content-type"), Some("text/markdown; charset=utf-8"));
    let style = site.ask("GET /assets/site-1f.css", "");
    assert_eq!(style.header("cache-control"), Some("public, max-age=31536000, immutable"));
}

#[test]
fn a_browser_gets_the_client_before_anything_else() {
    let site = site();
    let page = site.ask("GET /a/b/", "Accept: text/html,*/*\r\n").text();
    let (before, after) =
        page.split_once("<head><script src=\"/.answerbook/client.js\" data-hash=\"").unwrap();
    let (hash, after) = after.split_once("\"></script>").unwrap();
    assert_eq!(format!("{before}<head>{after}"), PAGE);
    assert_eq!(hash.len(), 16);
    let state: serde_json::Value =
        serde_json::from_slice(&site.ask("GET /.answerbook/state?path=/a/b/", "").body).unwrap();
    assert_eq!(state["page"]["hash"], hash);
    assert_eq!(site.ask("GET /assets/site-1f.css", "Accept: text/html\r\n").text(), "body{}");
}

#[test]
fn methods_and_addresses_are_those_of_a_static_host() {
    let site = site();
    let head = site.ask("HEAD /a/b/", "");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), Some(PAGE.len().to_string().as_str()));
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"] {
        assert_eq!(site.ask(&format!("{method} /a/b/"), "").status, 405, "{method}");
    }
    assert_eq!(site.ask("OPTIONS /.answerbook/feedback", "").status, 405);
    let moved = site.ask("GET /a/b?x=1", "");
    assert_eq!((moved.status, moved.header("location")), (308, Some("/a/b/?x=1")));
    let lost = site.ask("GET /assets/none.css", "");
    assert_eq!((lost.status, lost.text().as_str()), (404, "<html><head></head>lost</html>"));
    assert_eq!(lost.header("cache-control"), Some("no-store"));
}

#[test]
fn r21_every_route_refuses_foreign_names_and_origins() {
    let site = site();
    let routes = [
        "/",
        "/a/b/",
        "/none",
        "/.answerbook/events?path=/",
        "/.answerbook/state",
        "/.answerbook/client.js",
        "/.answerbook/feedback",
        "/.answerbook/public-page?path=/a/b/",
        "/.answerbook/frame",
    ];
    for (route, address) in routes.iter().flat_map(|route| site.addresses.map(|address| (*route, address))) {
        for method in ["GET", "POST", "HEAD", "OPTIONS"] {
            let asked = |head: String| {
                let answer = raw(address, format!("{method} {head}Connection: close\r\n\r\n").as_bytes());
                assert_eq!(answer.status, 403, "{method} {head}");
                assert!(!answer.text().contains(SECRET));
                assert_eq!(answer.header("access-control-allow-origin"), None);
            };
            asked(format!("{route} HTTP/1.1\r\nHost: rebound.example:{}\r\n", address.port()));
            asked(format!("{route} HTTP/1.1\r\nHost: {address}\r\nOrigin: https://evil.example\r\n"));
            asked(format!("{route} HTTP/1.1\r\nHost: {address}\r\nOrigin: null\r\n"));
            asked(format!("{route} HTTP/1.1\r\nHost: {address}\r\nSec-Fetch-Site: cross-site\r\n"));
            asked(format!("{route} HTTP/1.1\r\nHost: {address}\r\nSec-Fetch-Site: same-site\r\n"));
            asked(format!("{route} HTTP/1.0\r\n"));
        }
    }
}

#[test]
fn nothing_internal_leaves_by_the_public_door() {
    let site = site();
    for path in ["/staff/", "/.answerbook/public-page?path=/staff/", "/.answerbook/public-page?path=/a/b/"] {
        let answer = site.ask(&format!("GET {path}"), "");
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains(SECRET));
    }
    let public = site.ask_at(1, "GET /.answerbook/public-page?path=/a/b/", "", b"");
    assert_eq!((public.status, public.text().as_str()), (200, PAGE));
    assert_eq!(site.ask_at(1, "GET /.answerbook/public-page?path=/staff/", "", b"").status, 404);
    assert_eq!(site.ask_at(1, "GET /staff/", "", b"").text(), SECRET);
    assert!(!site.ask("GET /.answerbook/state?path=/staff/", "").text().contains("staff.md"));
}

#[test]
fn r22_odd_requests_get_nothing_and_harm_nobody() {
    let site = site();
    let address = site.addresses[0];
    let paths: Vec<Vec<u8>> = [
        "/../Cargo.toml",
        "/..%2fCargo.toml",
        "//etc/passwd",
        "//evil.example/a/b",
        "/%2e%2e%2f%2e%2e%2fetc/passwd",
        "/a%5c..%5cb",
        "/c:/windows",
        "/%c0%ae%c0%ae/etc/passwd",
        "/a/b/%00",
        "/%",
        "/%zz",
        "/a/../b/",
        "*",
        "a/b/",
        "/.answerbook/../a/b/",
        "/.answerbook/%2e%2e/own.rs",
        "/.answerbook/../../mod.rs",
        "/.answerbook/",
        "/.answerbook",
        "/\\..\\x",
        "/a/b/%0d%0aX: y",
    ]
    .iter()
    .map(|path| path.as_bytes().to_vec())
    .chain([
        b"/a\0b".to_vec(),
        b"/\xc0\xae\xc0\xae/".to_vec(),
        b"/\xff".to_vec(),
        [b"/".as_slice(), &[b'a'; 64 << 10]].concat(),
    ])
    .chain(
        ["http://evil.example/a/b/", "https://evil.example/", "file:///etc/passwd"]
            .map(|path| path.as_bytes().to_vec()),
    )
    .collect();
    for path in paths {
        let head = format!(" HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        let answer = raw(address, &[b"GET ", path.as_slice(), head.as_bytes()].concat());
        let shown = String::from_utf8_lossy(&path[..path.len().min(80)]);
        assert!(matches!(answer.status, 400 | 403 | 404 | 414), "{shown}: {}", answer.head);
        assert_eq!(answer.header("location"), None, "{shown}");
        assert!(!answer.text().contains("root:"), "{shown}");
    }
    for bytes in [
        b"\r\n\r\n".as_slice(),
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
        b"GET / HTTP/9.9\r\n\r\n",
        &[b'x'; 1 << 20],
    ] {
        assert!(matches!(cut_off(address, bytes).status, 0 | 400 | 431 | 414), "{:?}", &bytes[..4]);
    }
    assert_eq!(site.ask("GET /a/b/", "").status, 200);
}

#[test]
fn r24_before_anything_was_built_there_is_a_page_that_waits() {
    let site = Preview::empty();
    let page = site.ask("GET /a/b/", "Accept: text/html\r\n");
    assert_eq!((page.status, page.header("retry-after")), (503, Some("1")));
    assert!(page.text().contains("/.answerbook/client.js\" data-hash=\"\""));
    assert!(!site.ask("GET /a/b/", "").text().contains("script"));
    let mut listener = site.listen("path=/a/b/&have=");
    assert_eq!(listener.next().0, "hello");
    site.board.put(Moment { failure: Some("no `book.toml`".into()), ..Moment::default() });
    while listener.until("problems")["failure"] != "no `book.toml`" {}
    site.show(&[("a/b/index.html", PAGE)], &[]);
    assert_eq!(listener.until("page")["html"], PAGE);
    assert_eq!(listener.until("problems")["failure"], serde_json::Value::Null);
}

#[test]
fn a_listener_is_told_all_once_and_then_what_changed() {
    let site = site();
    let mut listener = site.listen("path=/a/b/&have=");
    let mut names = Vec::new();
    let mut hash = String::new();
    for _ in 0..6 {
        let (name, data) = listener.next();
        match name.as_str() {
            "hello" => assert_eq!(data["other"], format!("http://{}", site.addresses[1])),
            "page" => data["hash"].as_str().unwrap().clone_into(&mut hash),
            "facts" => assert_eq!(
                (&data["facts"]["source"], &data["other"]),
                (&"content/a/b.md".into(), &"/a/b/".into())
            ),
            _ => {}
        }
        names.push(name);
    }
    assert_eq!(names, ["hello", "page", "facts", "problems", "search", "feedback"]);
    // Who has the page already is not sent it again.
    let mut second = site.listen(&format!("path=/a/b/index.html&have={hash}"));
    assert_eq!([second.next().0, second.next().0], ["hello", "facts"]);
    let changed = PAGE.replace("<body>A", "<body>B");
    site.show(&[("a/b/index.html", &changed)], &[("a/b/index.html", SECRET)]);
    assert_eq!(
        listener.next(),
        (
            "page".into(),
            serde_json::json!({
                "hash": listener_hash(&changed), "status": 200, "html": changed
            })
        )
    );
    assert_eq!(second.until("page")["html"], changed);
    site.show(&[("index.html", PAGE)], &[]);
    assert_eq!(listener.next().0, "gone");
    assert_eq!(listener.next().0, "facts");
    site.show(&[("a/b/index.html", PAGE)], &[]);
    assert_eq!(listener.next().1["html"], PAGE);
}

fn listener_hash(page: &str) -> String {
    blake3::hash(page.as_bytes()).to_hex()[..16].to_owned()
}

#[test]
fn a_listener_at_a_page_that_is_not_there_waits_for_it() {
    let site = site();
    let lost = "<html><head></head>lost</html>";
    let mut listener = site.listen(&format!("path=/new/&have={}", listener_hash(lost)));
    assert_eq!([listener.next().0, listener.next().0], ["hello", "facts"], "it is not gone, it never was");
    site.show(&[("new/index.html", PAGE), ("404.html", lost)], &[]);
    assert_eq!(listener.until("page")["html"], PAGE);
}

#[test]
fn a_listener_that_reads_nothing_costs_nothing_and_sees_the_last_state() {
    let site = site();
    let mut slow = site.listen("path=/a/b/&have=");
    assert_eq!(slow.next().0, "hello");
    let filler = "x".repeat(200_000);
    let mut weight = 0;
    for number in 0..2_000 {
        site.show(&[("a/b/index.html", &format!("{number} {filler}"))], &[]);
        if number == 200 {
            weight = resident();
        }
    }
    // 360 MB of pages went by.
    assert!(resident() < weight + 60_000, "{} kB became {} kB", weight, resident());
    let mut seen = 0;
    loop {
        let page = slow.until("page");
        seen += 1;
        if page["html"].as_str().unwrap().starts_with("1999 ") {
            break;
        }
    }
    assert!(seen < 500, "{seen}");
}

/// Memory of this process, in kB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn r23_five_hundred_listeners_see_every_save_and_a_page_is_made_once() {
    let site = site();
    let pages = |text: &str| Arc::new(Pages::of(&[("a/b/index.html", text), ("_headers", HEADERS)]));
    let mut listeners: Vec<Listener> = (0..500).map(|_| site.listen("path=/a/b/&have=")).collect();
    listeners.iter_mut().for_each(|listener| _ = listener.until("feedback"));
    for number in 0..3 {
        let text = format!("{number} {PAGE}");
        let shown = pages(&text);
        let public = Side { showing: Some(shown.clone()), stale: false, indexed: true };
        let start = Instant::now();
        site.board.put(Moment { public, internal: side(Pages::default()), ..Moment::default() });
        for listener in &mut listeners {
            assert_eq!(listener.until("page")["html"], text);
        }
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
        assert_eq!(shown.made.load(Ordering::Relaxed), 1);
    }
}

#[test]
fn a_listener_that_goes_away_is_forgotten() {
    let site = site();
    let nobody = site.board.watchers();
    let listeners: Vec<Listener> = (0..50).map(|_| site.listen("path=/")).collect();
    for mut listener in listeners {
        assert_eq!(listener.next().0, "hello");
    }
    let start = Instant::now();
    while site.board.watchers() > nobody {
        assert!(start.elapsed() < Duration::from_secs(10), "{} are left", site.board.watchers());
        thread::yield_now();
    }
}
