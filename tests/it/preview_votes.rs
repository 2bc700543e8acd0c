//! Votes of those who look at the preview: kept in the site's folder, on the disk before they are acknowledged.

use std::fs;
use std::os::unix::fs::symlink;
use std::sync::Arc;
use std::thread;

use crate::driver::new_folder;
use crate::preview::{Answer, Preview};

fn tell(site: &Preview, door: usize, body: &str) -> Answer {
    let headers = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    site.ask_at(door, "POST /.answerbook/feedback", &headers, body.as_bytes())
}

/// A body with one vote, on a ballot of its own, and the changes that are made to its detail.
fn vote(page: &str, number: usize, more: &str) -> String {
    let id = format!("{number:016}");
    format!(
        r#"{{"events":[{{"v":1,"id":"{id}","type":"vote","edition":"public","language":"en","page":"{page}","detail":{{"ballot":"{id}"{more}}}}}]}}"#
    )
}

const YES: &str = r#","helpful":true"#;
const NO: &str = r#","helpful":false"#;

fn tally(site: &Preview, door: usize, path: &str) -> serde_json::Value {
    let asked = format!("GET /.answerbook/feedback?path={path}");
    serde_json::from_slice(&site.ask_at(door, &asked, "", b"").body).unwrap()
}

#[test]
fn a_vote_is_kept_and_told_to_those_who_may_know() {
    let site = Preview::empty();
    let mut listener = site.listen("path=/a/b/");
    assert_eq!(listener.until("feedback")["count"], 0);
    assert_eq!(tell(&site, 0, &vote("a/b/", 1, YES)).status, 204);
    let told = listener.until("feedback");
    assert_eq!((&told["count"], &told["here"], &told["helpful"]), (&1.into(), &1.into(), &1.into()));
    let comment = format!(r#"{NO},"reasons":["unclear"],"comment":"<b> to ann@example.com\n""#);
    assert_eq!(tell(&site, 1, &vote("staff/", 2, &comment)).status, 204);
    let lines = fs::read_to_string(site.root.join(".answerbook/preview-feedback.jsonl")).unwrap();
    assert_eq!(lines.lines().count(), 2);
    assert!(!lines.contains("ann@"), "what could name somebody is not kept");
    assert_eq!(fs::read_to_string(site.root.join(".answerbook/.gitignore")).unwrap(), "*\n");
    assert_eq!((&tally(&site, 0, "/")["count"], &tally(&site, 1, "/")["count"]), (&1.into(), &2.into()));
    assert!(
        !tally(&site, 0, "/").to_string().contains("staff"),
        "what is internal is told at the internal door alone"
    );
    // The next preview knows them.
    let again = Preview::at(site.root.clone());
    let latest = tally(&again, 1, "/staff/")["latest"].clone();
    assert_eq!((&latest[0]["edition"], &latest[1]["edition"]), (&"internal".into(), &"public".into()));
    assert!(latest[0]["detail"]["comment"].as_str().unwrap().starts_with("<b> to "));
}

#[test]
fn a_vote_that_was_changed_counts_once() {
    let site = Preview::empty();
    assert_eq!(tell(&site, 0, &vote("a/", 1, NO)).status, 204);
    let changed = vote("a/", 1, YES).replacen("0000000000000001", "0000000000000002", 1);
    // However often it is sent.
    for _ in 0..2 {
        assert_eq!(tell(&site, 0, &changed).status, 204);
    }
    let miss = r#"{"events":[{"v":1,"id":"0000000000000003","type":"search-miss","edition":"public","language":"en","page":"a/","detail":{"query":"no such"}}]}"#;
    assert_eq!(tell(&site, 0, miss).status, 204);
    let tally = tally(&Preview::at(site.root.clone()), 0, "/a/");
    assert_eq!((&tally["count"], &tally["helpful"]), (&1.into(), &1.into()));
    assert_eq!(tally["latest"].as_array().unwrap().len(), 2);
    assert_eq!(tally["latest"][0]["detail"]["query"], "no such");
}

#[test]
fn what_is_no_vote_is_refused_and_not_kept() {
    let site = Preview::empty();
    let long = vote("a/", 1, &format!(r#"{NO},"comment":"{}""#, "a".repeat(4096)));
    let script = vote("<b>/", 1, NO).replace("public", "<b>");
    for (body, status) in [
        ("", 400),
        ("[]", 400),
        ("{}", 400),
        (r#"{"events":[]}"#, 400),
        (r#"{"path":"a","vote":"yes"}"#, 400),
        (&vote("a/", 1, ""), 400),
        (&vote("../", 1, NO), 400),
        (&script, 400),
        (&long, 413),
    ] {
        assert_eq!(tell(&site, 0, body).status, status, "{body:.80}");
    }
    let form = site.ask_at(
        0,
        "POST /.answerbook/feedback",
        "Content-Type: text/plain\r\nContent-Length: 2\r\n",
        b"{}",
    );
    assert_eq!(form.status, 415);
    assert!(!site.root.join(".answerbook").exists());
}

#[test]
fn a_line_that_broke_off_spoils_no_other() {
    let root = new_folder();
    fs::create_dir(root.join(".answerbook")).unwrap();
    let file = root.join(".answerbook/preview-feedback.jsonl");
    let whole = r#"{"time":"2026-01-31T00:00:00Z","edition":"public","id":"0000000000000001","type":"vote","language":"en","page":"a/","section":"","hash":"","detail":{"helpful":false,"ballot":"0000000000000001"}}"#;
    let older = r#"{"time":"2026-01-31T00:00:00Z","edition":"public","path":"/a/","vote":"no"}"#;
    fs::write(&file, format!("{older}\n{whole}\n{}", &whole[..30])).unwrap();
    let site = Preview::at(root);
    assert_eq!(tally(&site, 0, "/a/")["here"], 1);
    assert_eq!(tell(&site, 0, &vote("a/", 2, YES)).status, 204);
    assert_eq!(tally(&Preview::at(site.root.clone()), 0, "/a/")["here"], 2);
}

#[test]
fn votes_at_the_same_time_are_all_kept() {
    let site = Arc::new(Preview::empty());
    let voters: Vec<_> = (0..8_usize)
        .map(|voter| {
            let site = Arc::clone(&site);
            let vote = move |n| tell(&site, 0, &vote("", voter * 10 + n, YES));
            thread::spawn(move || (0..10).for_each(|n| assert_eq!(vote(n).status, 204)))
        })
        .collect();
    voters.into_iter().for_each(|voter| voter.join().unwrap());
    assert_eq!(tally(&Preview::at(site.root.clone()), 0, "/")["here"], 80);
}

#[test]
fn votes_are_written_nowhere_else() {
    let (root, elsewhere) = (new_folder(), new_folder());
    symlink(&elsewhere, root.join(".answerbook")).unwrap();
    let site = Preview::at(root);
    let answer = tell(&site, 0, &vote("", 1, YES));
    assert_eq!(answer.status, 507, "{}", answer.text());
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}
