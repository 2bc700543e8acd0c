//! R23: what those who look at a page are told, and what it costs.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use answerbook::serve::board::{Moment, Side};

use crate::preview::{HEADERS, Listener, PAGE, Pages, SECRET, side, site};

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
