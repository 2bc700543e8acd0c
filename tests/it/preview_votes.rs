//! Votes of those who look at the preview: kept in the site's folder, on the disk before they are acknowledged.

use std::fs;
use std::os::unix::fs::symlink;
use std::sync::Arc;
use std::thread;

use crate::driver::new_folder;
use crate::preview::{Answer, Preview};

fn vote(site: &Preview, door: usize, body: &str) -> Answer {
    let headers = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    site.ask_at(door, "POST /.answerbook/feedback", &headers, body.as_bytes())
}

fn tally(site: &Preview, door: usize, path: &str) -> serde_json::Value {
    let asked = format!("GET /.answerbook/feedback?path={path}");
    serde_json::from_slice(&site.ask_at(door, &asked, "", b"").body).unwrap()
}

#[test]
fn a_vote_is_kept_and_told_to_those_who_may_know() {
    let site = Preview::empty();
    let mut listener = site.listen("path=/a/b/");
    assert_eq!(listener.until("feedback")["count"], 0);
    assert_eq!(vote(&site, 0, r#"{"path":"a/b/","vote":"yes","other":"not kept"}"#).status, 204);
    let told = listener.until("feedback");
    assert_eq!((&told["count"], &told["here"]), (&1.into(), &1.into()));
    assert_eq!(vote(&site, 1, r#"{"path":"/staff/","vote":"no","comment":"<b>\n"}"#).status, 204);
    let lines = fs::read_to_string(site.root.join(".answerbook/preview-feedback.jsonl")).unwrap();
    assert_eq!(lines.lines().count(), 2);
    assert!(!lines.contains("not kept"));
    assert_eq!(fs::read_to_string(site.root.join(".answerbook/.gitignore")).unwrap(), "*\n");
    assert_eq!((&tally(&site, 0, "/")["count"], &tally(&site, 1, "/")["count"]), (&1.into(), &2.into()));
    assert!(
        !tally(&site, 0, "/").to_string().contains("staff"),
        "what is internal is told at the internal door alone"
    );
    // The next preview knows them.
    let again = Preview::at(site.root.clone());
    let latest = tally(&again, 1, "/staff/")["latest"].clone();
    assert_eq!((&latest[0]["comment"], &latest[1]["edition"]), (&"<b>\n".into(), &"public".into()));
}

#[test]
fn what_is_no_vote_is_refused_and_not_kept() {
    let site = Preview::empty();
    let long = format!(r#"{{"path":"{}","vote":"yes"}}"#, "a".repeat(4096));
    for (body, status) in [
        ("", 400),
        ("[]", 400),
        ("{}", 400),
        (r#"{"path":"a"}"#, 400),
        (r#"{"path":1,"vote":"yes"}"#, 400),
        (r#"{"path":"a","vote":""}"#, 400),
        (r#"{"path":"a","vote":"<b>"}"#, 400),
        (&long, 413),
    ] {
        assert_eq!(vote(&site, 0, body).status, status, "{body:.40}");
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
    let whole = r#"{"time":"2026-01-31T00:00:00Z","edition":"public","path":"/a/","vote":"no"}"#;
    fs::write(&file, format!("{whole}\n{}", &whole[..30])).unwrap();
    let site = Preview::at(root);
    assert_eq!(tally(&site, 0, "/a/")["here"], 1);
    assert_eq!(vote(&site, 0, r#"{"path":"/a/","vote":"yes"}"#).status, 204);
    assert_eq!(tally(&Preview::at(site.root.clone()), 0, "/a/")["here"], 2);
}

#[test]
fn votes_at_the_same_time_are_all_kept() {
    let site = Arc::new(Preview::empty());
    let voters: Vec<_> = (0..8)
        .map(|_| {
            let site = Arc::clone(&site);
            thread::spawn(move || {
                (0..10).for_each(|_| assert_eq!(vote(&site, 0, r#"{"path":"/","vote":"yes"}"#).status, 204));
            })
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
    let answer = vote(&site, 0, r#"{"path":"/","vote":"yes"}"#);
    assert_eq!(answer.status, 507, "{}", answer.text());
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}
