//! Feedback from one end to the other: a reader in a real browser, the collector, the report, and the next build.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::browser::Tab;
use crate::driver::{Run, answerbook, copy, new_folder, repository};
use crate::find::{tab, type_in};
use crate::server::{Headers, Server};

const LONG: Duration = Duration::from_secs(60);
const STATUS: &str = "document.querySelector('.helpful [role=status]')";

/// The sample, whose readers are heard, and what they tell kept beside it.
struct Centre {
    root: PathBuf,
    port: u16,
    server: Server,
    collector: Option<Child>,
}

impl Centre {
    fn new() -> Self {
        let root = new_folder();
        for beside in ["content", "logo.svg", "book.toml"] {
            copy(&repository().join(beside), &root.join(beside));
        }
        Self::of(root)
    }

    /// A site whose readers are heard.
    fn of(root: PathBuf) -> Self {
        // Free a moment ago.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let book = fs::read_to_string(root.join("book.toml")).unwrap();
        let told = format!("[feedback]\nendpoint = \"http://127.0.0.1:{port}/v1/events\"\n");
        assert!(book.contains("[feedback]\n"));
        fs::write(root.join("book.toml"), book.replace("[feedback]\n", &told)).unwrap();
        build(&root);
        let server = Server::start(&root.join("dist/public"), "/", Headers::Applied);
        let mut centre = Self { root, port, server, collector: None };
        centre.collect();
        centre
    }

    /// Starts the collector where it was.
    fn collect(&mut self) {
        let (listen, origin) = (format!("127.0.0.1:{}", self.port), self.server.url(""));
        let mut command = answerbook();
        command.current_dir(&self.root).args(["collect", "--listen", &listen, "--origin", &origin]);
        command.args(["--pages", "dist/public/build.json"]);
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("events "), "{line}");
        self.collector = Some(child);
    }

    fn collector_dies(&mut self) {
        let mut child = self.collector.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// The report, once it says so.
    #[track_caller]
    fn report(&self, what: impl Fn(&Value) -> bool) -> Value {
        let since = Instant::now();
        loop {
            let run = self.run(&["report", "--format", "json"]);
            let report = serde_json::from_str(&run.out).unwrap();
            if what(&report) {
                return report;
            }
            assert!(since.elapsed() < LONG, "{report:#}");
        }
    }

    fn run(&self, arguments: &[&str]) -> Run {
        Run::of(answerbook().current_dir(&self.root).args(arguments).output().unwrap()).ends_with(0)
    }

    fn open(&self, page: &str) -> Tab {
        let mut tab = tab(1200, 800);
        tab.open(&self.server.url(page));
        tab
    }

    fn internal(&self, page: &str) -> String {
        fs::read_to_string(self.root.join("dist/internal").join(page)).unwrap()
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        if self.collector.is_some() {
            self.collector_dies();
        }
    }
}

fn build(root: &std::path::Path) {
    Run::of(answerbook().arg("build").arg("--root").arg(root).output().unwrap()).ends_with(0);
}

fn say(tab: &mut Tab, answer: &str) {
    tab.until("document.querySelector('.helpful')");
    tab.evaluate(&format!("document.querySelector('.helpful>[value={answer}]').click()"));
    tab.until(&format!("{STATUS}.textContent"));
}

/// The row of a page.
fn row<'r>(report: &'r Value, page: &str) -> Option<&'r Value> {
    report["pages"].as_array().unwrap().iter().find(|row| row["page"] == page)
}

const RETURNS: &str = "policies/returns/";

#[test]
fn what_a_reader_tells_is_in_the_report_and_in_the_next_build() {
    let centre = Centre::new();
    let mut tab = centre.open(RETURNS);
    say(&mut tab, "no");
    tab.until("document.querySelector('.helpful form')");
    tab.evaluate(
        "(form => { form.querySelector('[value=outdated]').click(); form.comment.value = 'The van never came. Mail me: jo@example.com';
          form.querySelector('button').click(); })(document.querySelector('.helpful form'))",
    );
    type_in(&mut tab, "qzzvwx zeppelin");
    tab.until("document.querySelector('.panel')?.textContent.includes('qzzvwx zeppelin')");
    // The next page tells what the last one gathered.
    tab.open(&centre.server.url("policies/refunds/"));
    say(&mut tab, "no");
    say(&mut tab, "yes");
    let told = |report: &Value| {
        let is = |page: &str, name: &str| row(report, page).is_some_and(|row| row[name] == 1);
        is(RETURNS, "unhelpful") && is("policies/refunds/", "helpful") && report["misses"][0]["count"] == 1
    };
    let report = centre.report(told);
    let returns = row(&report, RETURNS).unwrap();
    assert_eq!(returns["title"], "Returns");
    assert_eq!(report["pages"][0]["page"], RETURNS, "it is what to fix first");
    assert_eq!(row(&report, "policies/refunds/").unwrap()["unhelpful"], 0, "the last vote counts");
    assert_eq!(report["misses"][0]["query"], "qzzvwx zeppelin");
    let whole = report.to_string();
    assert!(
        whole.contains("The van never came. Mail me: [address]") && whole.contains("outdated"),
        "{whole}"
    );
    // The people who work on it see it in the next build, and customers do not.
    fs::write(centre.root.join("report.json"), &whole).unwrap();
    let book = fs::read_to_string(centre.root.join("book.toml")).unwrap();
    fs::write(
        centre.root.join("book.toml"),
        book.replace("[feedback]\n", "[feedback]\nreport = \"report.json\"\n"),
    )
    .unwrap();
    build(&centre.root);
    let health = centre.internal("content-health/index.html");
    assert!(
        health.contains("Returns")
            && health.contains("qzzvwx zeppelin")
            && health.contains("The van never came")
    );
    assert!(centre.internal(&format!("{RETURNS}index.html")).contains("1 of 1"));
    for word in ["qzzvwx", "The van never came", "content-health"] {
        let found = crate::driver::files(&centre.root.join("dist/public"));
        let holds = |bytes: &Vec<u8>| bytes.windows(word.len()).any(|window| window == word.as_bytes());
        assert!(!found.values().any(holds), "customers can read {word}");
    }
}

#[test]
fn r27_a_vote_waits_for_the_collector_and_counts_once() {
    let mut centre = Centre::new();
    centre.collector_dies();
    let mut tab = centre.open(RETURNS);
    say(&mut tab, "no");
    let waiting = "Object.values(localStorage).filter(kept => kept.includes('\"type\":\"vote\"')).length";
    tab.until(&format!("{waiting} === 1"));
    tab.open(&centre.server.url(RETURNS));
    assert_eq!(tab.evaluate(waiting), 1);
    centre.collect();
    tab.open(&centre.server.url(RETURNS));
    tab.until(&format!("{waiting} === 0"));
    let report = centre.report(|report| row(report, RETURNS).is_some());
    let returns = row(&report, RETURNS).unwrap();
    assert_eq!((&returns["unhelpful"], &returns["helpful"]), (&1.into(), &0.into()));
    let lines = centre.run(&["collect", "export"]).out;
    assert_eq!(lines.lines().filter(|line| line.contains("\"vote\"")).count(), 1, "{lines}");
}

#[test]
fn pages_with_addresses_in_any_script_are_known() {
    let root = new_folder();
    fs::write(root.join("book.toml"), format!("{}[feedback]\n", crate::driver::BOOK)).unwrap();
    fs::create_dir_all(root.join("content/常见 问题")).unwrap();
    fs::write(root.join("content/index.md"), "---\ntitle: Home\n---\n[退款](<常见 问题/退款.md>)\n").unwrap();
    fs::write(root.join("content/常见 问题/退款.md"), "---\ntitle: 退款 100%\n---\n几天到账？\n").unwrap();
    let centre = Centre::of(root);
    let mut tab = centre.open("");
    tab.evaluate("document.querySelector('.prose a').click()");
    tab.until("document.title.startsWith('退款') && document.querySelector('.helpful')");
    say(&mut tab, "no");
    type_in(&mut tab, "到账");
    tab.until("document.querySelector('[role=option]')");
    // What was gathered is told by the next page.
    tab.evaluate("addEventListener('click', event => event.preventDefault(), { once: true }); document.querySelector('[role=option]').click()");
    tab.open(&centre.server.url(""));
    let since = Instant::now();
    let lines = loop {
        let lines = centre.run(&["collect", "export"]).out;
        if lines.contains("search-click") && lines.contains("\"vote\"") {
            break lines;
        }
        assert!(since.elapsed() < LONG, "{lines}");
    };
    let events: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |kind: &str| events.iter().find(|event| event["type"] == kind).unwrap();
    let page = centre.report(|report| report["pages"][0]["title"] == "退款 100%")["pages"][0]["page"].clone();
    assert_eq!((&of("vote")["page"], &of("search-click")["detail"]["to"]), (&page, &page));
}
