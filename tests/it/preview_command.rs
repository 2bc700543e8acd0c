//! `answerbook serve`, as a user starts and ends it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, ChildStderr, Command, Stdio};

use crate::driver::{Run, Site, answerbook};
use crate::preview::{Listener, raw};

/// A running preview of a site, ended when it is dropped.
struct Running {
    child: Child,
    said: BufReader<ChildStderr>,
}

impl Running {
    fn start(site: &Site, arguments: &[&str]) -> Self {
        let mut child = answerbook()
            .arg("serve")
            .args(arguments)
            .current_dir(site.root())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stderr.take().unwrap());
        Self { child, said }
    }

    /// The next line with a word in it.
    fn until(&mut self, word: &str) -> String {
        let mut before = String::new();
        loop {
            let mut line = String::new();
            assert!(self.said.read_line(&mut line).unwrap() > 0, "no {word:?} in:\n{before}");
            if line.contains(word) {
                return line.trim_end().to_owned();
            }
            before.push_str(&line);
        }
    }

    /// Where an edition is.
    fn address(&mut self, edition: &str) -> SocketAddr {
        let line = self.until(edition);
        line.split("http://").nth(1).unwrap().trim_end_matches('/').parse().unwrap()
    }

    fn tell(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let answer = raw(address, request.as_bytes());
    (answer.status, answer.text())
}

fn site() -> Site {
    Site::new()
        .file("content/a.md", "# First")
        .file("content/staff.md", "---\naudience: internal\n---\n# Staff")
}

#[test]
fn a_save_is_seen_and_nothing_is_written() {
    let site = site();
    let before = site.everything();
    let mut preview = Running::start(&site, &["--port", "0"]);
    let (public, internal) = (preview.address("public"), preview.address("internal"));
    assert_eq!(internal.port(), public.port() + 1);
    preview.until("ready");
    assert_eq!(get(public, "/staff/").0, 404);
    assert!(get(internal, "/staff/").1.contains("Staff"));
    let mut listener = Listener::at(public, "path=/a/&have=");
    assert!(listener.until("page")["html"].as_str().unwrap().contains("First"));
    assert_eq!(site.everything(), before);
    site.write("content/a.md", "# Second");
    assert!(listener.until("page")["html"].as_str().unwrap().contains("Second"));
    assert!(preview.until("content/a.md").ends_with(" ms"));
}

#[test]
fn r24_errors_are_told_once_and_the_last_good_site_stays() {
    let site = site().file("content/a.md", "# First\n\n[x](nowhere.md)");
    let mut preview = Running::start(&site, &["--port", "0"]);
    let public = preview.address("public");
    preview.until("broken link to `nowhere.md`");
    assert_eq!(get(public, "/a/").0, 503);
    let mut listener = Listener::at(public, "path=/a/&have=");
    assert_eq!(listener.until("problems")["list"][0]["file"], "content/a.md");
    site.write("content/a.md", "# Mended");
    preview.until("mended");
    assert!(listener.until("page")["html"].as_str().unwrap().contains("Mended"));
    site.write("content/a.md", "# Broken\n\n{{ nope }}");
    preview.until("unknown variable `nope`");
    while listener.until("problems")["stale"] != true {}
    assert!(get(public, "/a/").1.contains("Mended"));
    fs::rename(site.path("book.toml"), site.path("book.off")).unwrap();
    preview.until("there is no `book.toml`");
    assert!(get(public, "/a/").1.contains("Mended"));
    site.write("content/a.md", "# Again");
    fs::rename(site.path("book.off"), site.path("book.toml")).unwrap();
    assert!(listener.until("page")["html"].as_str().unwrap().contains("Again"));
}

#[test]
fn what_was_saved_is_told_before_what_follows_from_it() {
    let mut site = site();
    for n in 0..9 {
        site = site.file(&format!("content/a{n}.md"), "[x](target.md#how)\n");
    }
    let site = site.file("content/target.md", "# Target\n\n## How\n");
    let mut preview = Running::start(&site, &["--port", "0"]);
    preview.until("ready");
    site.write("content/target.md", "# Target\n\n{{ nope }}\n");
    let first = preview.until("error[");
    assert!(first.contains("unknown variable `nope`"), "{first}");
}

#[test]
fn r24_a_folder_without_a_site_is_waited_for() {
    let site = Site::none();
    let mut preview = Running::start(&site, &["--port", "0"]);
    let public = preview.address("public");
    preview.until("there is no `book.toml`");
    assert_eq!(get(public, "/").0, 503);
    site.write("content/index.md", "# Begun");
    site.write("book.toml", crate::driver::BOOK);
    preview.until("mended");
    assert!(get(public, "/").1.contains("Begun"));
}

#[test]
fn r24_a_source_folder_that_comes_later_is_seen() {
    let site = site();
    let mut preview = Running::start(&site, &["--port", "0"]);
    let public = preview.address("public");
    preview.until("ready");
    let book = crate::driver::BOOK;
    site.write("book.toml", book.replace("[book]", "[book]\nsrc = \"texts\""));
    preview.until("does not exist");
    assert!(get(public, "/a/").1.contains("First"));
    site.write("texts/later.md", "# Later");
    preview.until("mended");
    assert!(get(public, "/later/").1.contains("Later"));
}

#[test]
fn a_folder_of_the_usual_name_takes_the_place_of_an_mdbook_s() {
    let site = Site::none();
    site.write("book.toml", crate::driver::BOOK);
    site.write("src/SUMMARY.md", "# Summary\n\n- [Old](old.md)\n");
    site.write("src/old.md", "# Old");
    let mut preview = Running::start(&site, &["--port", "0"]);
    let public = preview.address("public");
    preview.until("ready");
    assert!(get(public, "/old/").1.contains("Old"));
    site.write("content/index.md", "# New home");
    preview.until("pages");
    while !get(public, "/").1.contains("New home") {
        preview.until("pages");
    }
    assert_eq!(get(public, "/old/").0, 404);
}

#[test]
fn r24_a_port_in_use_is_named_and_another_offered() {
    let site = site();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let run =
        Run::of(answerbook().args(["serve", "--port", &port]).current_dir(site.root()).output().unwrap());
    run.ends_with(3).says(&[&format!("port {port} is taken"), "help: this one is free: `--port "]);
    site.run(&["serve", "--port", "65535"]).ends_with(3);
}

#[test]
fn r21_others_are_let_in_only_with_a_warning() {
    let site = site();
    let mut preview =
        Running::start(&site, &["--port", "0", "--host", "0.0.0.0", "--allow-host", "preview.example"]);
    let public = preview.address("public");
    assert!(preview.until("warning").contains("network"));
    preview.until("ready");
    let asked = |host: &str| {
        let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        raw(public, request.as_bytes()).status
    };
    assert_eq!(
        ["192.0.2.7:1", "preview.example", "localhost", "other.example"].map(asked),
        [200, 200, 200, 403]
    );
}

#[test]
fn it_ends_when_it_is_told_to() {
    let site = site();
    for signal in ["-INT", "-TERM"] {
        let mut preview = Running::start(&site, &["--port", "0"]);
        let public = preview.address("public");
        preview.until("ready");
        // Somebody listens meanwhile.
        let mut listener = Listener::at(public, "path=/");
        assert_eq!(listener.next().0, "hello");
        preview.tell(signal);
        assert_eq!(preview.child.wait().unwrap().code(), Some(0), "{signal}");
    }
}

#[test]
fn wrong_usage_is_named() {
    let site = site();
    site.run(&["serve", "--editor", "notepad"]).ends_with(2).says(&["vscode", "{path}"]);
    site.run(&["serve", "--editor", "javascript:{path}"]).ends_with(2);
    site.run(&["serve", "--host", "example.com"]).ends_with(2);
    site.run(&["serve", "--port", "99999"]).ends_with(2);
}
