//! R21, R22, R24: who may ask the preview, and what it answers.

use answerbook::serve::board::Moment;

use crate::preview::{PAGE, Preview, SECRET, cut_off, raw, site};

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
