//! Records of staff from one end to the other: a page in a real browser, a proxy that knows its reader, the collector, the report.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::browser::Tab;
use crate::driver::{Site, answerbook};
use crate::find::tab;
use crate::records::{BOOK, policy};
use crate::server::{Headers, Server};

const LONG: Duration = Duration::from_secs(60);

/// A free port, a moment ago.
fn free() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A site whose staff are heard at a port.
struct Office {
    site: Site,
    server: Server,
    port: u16,
    collector: Option<Child>,
}

impl Office {
    /// Pages send to `endpoint`; the collector listens at `port`.
    fn new(endpoint: u16, port: u16) -> Self {
        let book =
            format!("{BOOK}[internal.records]\nendpoint = \"http://127.0.0.1:{endpoint}/v1/records\"\n");
        let site = Site::with_book(&book)
            .file("content/index.md", "---\naudience: public\n---\n\n# Home\n")
            .file("content/policies/returns.md", policy("Thirty days.", "1.0", &[("2026-01-10", "1.0")]))
            .file("content/策略/退货.md", policy("三十天。", "1.0", &[("2026-01-10", "1.0")]))
            .file("staff.csv", "name,login\nAnna Smith,anna\nBob,\n");
        site.build();
        let server = Server::start(&site.path("dist/internal"), "/", Headers::Applied);
        Self { site, server, port, collector: None }
    }

    fn collect(&mut self, more: &[&str]) {
        let (listen, origin) = (format!("127.0.0.1:{}", self.port), self.server.url(""));
        let mut command = answerbook();
        command.current_dir(self.site.root()).args(["collect", "--listen", &listen]);
        command.args(["--origin", "https://help.example.com", "--internal-origin", &origin]);
        command.args(["--pages", "dist/internal/build.json"]).args(more);
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("events "), "{line}");
        self.collector = Some(child);
    }

    fn open(&self, page: &str) -> Tab {
        let mut tab = tab(900, 700);
        tab.open(&self.server.url(page));
        tab
    }

    fn exported(&self) -> Vec<Value> {
        let out = self.site.run(&["collect", "export", "--records"]).ends_with(0).out;
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// `Anna Smith: current`, for each person of the first policy.
    fn statuses(&self) -> Vec<String> {
        let ask = [
            "report",
            "--acknowledgements",
            "--roster",
            "staff.csv",
            "--policy",
            "policies/returns/",
            "--format",
            "json",
        ];
        let report: Value = serde_json::from_str(&self.site.run(&ask).ends_with(0).out).unwrap();
        let people = report["policies"][0]["people"].as_array().unwrap().clone();
        let said =
            |one: &Value| format!("{}: {}", one["name"].as_str().unwrap(), one["status"].as_str().unwrap());
        people.iter().map(said).collect()
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        if let Some(mut child) = self.collector.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

/// The modules that every page of the edition has, where there is an endpoint, as one.
const MODULE: &str = "Promise.all(performance.getEntriesByType('resource').map(({ name }) => name).filter(name => /\\/(records|reader)-[^/]*\\.js$/.test(name)).map(name => import(name)))";

/// Runs a script with the module as `records`.
fn with(tab: &mut Tab, script: &str) -> Value {
    tab.evaluate(&format!(
        "{MODULE}.then(all => Object.assign({{}}, ...all)).then(async records => {{ {script} }})"
    ))
}

fn acknowledge(tab: &mut Tab, revision: &str) {
    with(
        tab,
        &format!(
            "const {{ path, hash }} = document.body.dataset;
             records.record('acknowledge', {{ page: path, language: document.documentElement.lang, version: '1.0', revision: '{revision}', hash }});"
        ),
    );
}

const STORED: &str = "Object.entries(localStorage).filter(([key]) => key.startsWith('answerbook:records:')).flatMap(([, kept]) => JSON.parse(kept))";

#[test]
fn a_record_goes_from_the_page_to_the_report_once() {
    let port = free();
    let mut office = Office::new(port, port);
    office.collect(&[]);
    let mut tab = office.open("policies/returns/");
    with(&mut tab, "records.setName(' Anna Smith ')");
    acknowledge(&mut tab, "2026-01-10 1.0");
    tab.until(&format!("{STORED}.every(record => record.sent === true)"));
    // Other pages, the same storage: it is not sent again.
    tab.open(&office.server.url(""));
    assert_eq!(with(&mut tab, "return records.history().at(-1).name"), "Anna Smith");
    tab.open(&office.server.url("%E7%AD%96%E7%95%A5/%E9%80%80%E8%B4%A7/"));
    acknowledge(&mut tab, "2026-01-10 1.0");
    tab.until(&format!("{STORED}.length === 2 && {STORED}.every(record => record.sent === true)"));
    let kept = office.exported();
    let pages: Vec<&Value> = kept.iter().map(|record| &record["page"]).collect();
    assert_eq!(pages, ["policies/returns/", "策略/退货/"], "each once, and not percent-encoded");
    assert_eq!((&kept[0]["name"], &kept[0]["verified"]), (&json!("Anna Smith"), &json!(false)));
    assert_eq!(with(&mut tab, "return records.identity()"), "", "nobody says who it is");
    assert_eq!(office.statuses(), ["Anna Smith: current", "Bob: none"]);
    // A typo, and then a change that matters.
    office.site.write("content/policies/returns.md", policy("30 days.", "1.1", &[("2026-01-10", "1.0")]));
    assert_eq!(office.statuses(), ["Anna Smith: current", "Bob: none"]);
    let changed = policy("60 days.", "2.0", &[("2026-06-01", "2.0"), ("2026-01-10", "1.0")]);
    office.site.write("content/policies/returns.md", changed);
    assert_eq!(office.statuses(), ["Anna Smith: older", "Bob: none"]);
    assert!(
        office.site.run(&["collect", "export"]).ends_with(0).out.lines().all(|line| !line.contains("Anna"))
    );
}

#[test]
fn a_record_waits_for_the_network_and_for_the_collector() {
    let port = free();
    let mut office = Office::new(port, port);
    let mut tab = office.open("policies/returns/");
    // Nobody listens yet, and nobody has typed a name.
    acknowledge(&mut tab, "2026-01-10 1.0");
    tab.open(&office.server.url("policies/returns/"));
    assert_eq!(tab.evaluate(&format!("{STORED}.filter(record => !record.sent).length")), 1);
    office.collect(&[]);
    tab.open(&office.server.url(""));
    with(&mut tab, "records.setName('Anna Smith')");
    tab.until(&format!("{STORED}.every(record => record.sent === true)"));
    // Offline, then online.
    let network = |offline: bool| json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    tab.open(&office.server.url("policies/returns/"));
    with(&mut tab, "");
    tab.call("Network.emulateNetworkConditions", network(true));
    acknowledge(&mut tab, "2026-01-10 1.0");
    assert_eq!(tab.evaluate(&format!("{STORED}.filter(record => !record.sent).length")), 1);
    tab.call("Network.emulateNetworkConditions", network(false));
    tab.until(&format!("{STORED}.every(record => record.sent === true)"));
    assert_eq!(office.exported().len(), 2);
    // What is wrong is refused for good, and does not keep back the rest.
    with(
        &mut tab,
        "records.record('nonsense', { page: 'policies/returns/' }); records.record('lesson', { page: 'policies/returns/' }, { course: '' })",
    );
    tab.until(&format!("{STORED}.every(record => record.sent)"));
    assert_eq!(
        tab.evaluate(&format!("{STORED}.map(record => record.sent)")),
        json!([true, true, "refused", true])
    );
    assert_eq!(office.exported().len(), 3);
}

/// Stands before a collector, and knows readers by a cookie.
fn proxy(to: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || _ = pass(stream, to));
        }
    });
    port
}

fn pass(mut stream: TcpStream, to: u16) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut head, mut length, mut who) = (String::new(), 0, String::new());
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? <= 2 {
            break;
        }
        let lower = line.to_lowercase();
        if let Some(number) = lower.strip_prefix("content-length: ") {
            length = number.trim().parse().unwrap();
        }
        if let Some(cookie) = line.trim().split_once("who=").filter(|_| lower.starts_with("cookie:")) {
            who = format!("X-Forwarded-User: {}\r\n", cookie.1);
        }
        if !lower.starts_with("connection:") && !lower.starts_with("x-forwarded-user:") {
            head.push_str(&line);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mut collector = TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], to)))?;
    write!(collector, "{head}{who}Connection: close\r\n\r\n")?;
    collector.write_all(&body)?;
    let mut answer = Vec::new();
    collector.read_to_end(&mut answer)?;
    stream.write_all(&answer)
}

#[test]
fn a_proxy_says_whose_a_record_is_and_the_page_does_not() {
    let port = free();
    let mut office = Office::new(proxy(port), port);
    office.collect(&["--identity-header", "X-Forwarded-User"]);
    let mut tab = office.open("policies/returns/");
    // Not logged in: a name that was typed does not help.
    with(&mut tab, "records.setName('Anna Smith')");
    acknowledge(&mut tab, "2026-01-10 1.0");
    assert_eq!(with(&mut tab, "return records.identity()"), "");
    assert_eq!(office.exported().len(), 0);
    tab.evaluate("document.cookie = 'who=anna; path=/'");
    tab.open(&office.server.url("policies/returns/"));
    tab.until(&format!("{STORED}.every(record => record.sent === true)"));
    assert_eq!(with(&mut tab, "return records.identity()"), "anna");
    assert_eq!(with(&mut tab, "return records.name()"), "anna");
    let kept = office.exported();
    let said = (&kept[0]["login"], &kept[0]["typed"], &kept[0]["verified"]);
    assert_eq!((kept.len(), said), (1, (&json!("anna"), &json!("Anna Smith"), &json!(true))));
    assert_eq!(office.statuses(), ["Anna Smith: current", "Bob: none"]);
    let since = Instant::now();
    office.site.run(&["collect", "erase", "--person", "anna"]).ends_with(0);
    assert!(office.exported().is_empty() && since.elapsed() < LONG);
    assert_eq!(office.statuses(), ["Anna Smith: none", "Bob: none"]);
}

#[test]
fn r13_the_public_edition_knows_of_no_records() {
    let pages = |book: &str| {
        Site::with_book(book)
            .file("content/index.md", "---\naudience: public\n---\n\n# Home\n")
            .file("content/policies/returns.md", policy("Thirty days.", "1.0", &[("2026-01-10", "1.0")]))
    };
    let endpoint = "https://canary.example.net/v1/records";
    let (plain, told) =
        (pages(BOOK), pages(&format!("{BOOK}[internal.records]\nendpoint = \"{endpoint}\"\n")));
    plain.build();
    told.build();
    assert!(plain.edition("public") == told.edition("public"), "the public edition is another one");
    let internal = told.edition("internal");
    let text = |name: &str| String::from_utf8_lossy(&internal[name]).into_owned();
    assert!(text("index.html").contains(&format!("data-records=\"{endpoint}\"")));
    assert!(text("_headers").contains("connect-src 'self' https://canary.example.net;"));
    told.run(&["audit"]).ends_with(0);
    // Not even where a page of customers says that it had an address.
    let server = Server::start(&told.path("dist/public"), "/", Headers::Ignored);
    let mut tab = tab(900, 700);
    tab.before_pages("addEventListener('DOMContentLoaded', () => { document.body.dataset.records = location.origin + '/v1/records'; })");
    tab.open(&server.url(""));
    tab.events();
    let published = told.edition("public").into_keys().find(|path| path.contains("/records"));
    if let Some(module) = published {
        tab.evaluate(&format!(
            "import('/{module}').then(async records => {{ records.setName('Anna'); records.record('lesson', {{ page: '' }}, {{}}); await records.identity(); }})"
        ));
        tab.evaluate("new Promise(done => requestIdleCallback(() => done(0)))");
    }
    let posted = tab.events().iter().any(|event| event["params"]["request"]["method"] == "POST");
    assert!(!posted);
    // It is configured for staff alone, and must be an address.
    for (book, said) in [
        ("[records]\nendpoint = \"https://a.example/\"\n", "records"),
        ("[feedback]\nrecords = \"https://a.example/\"\n", "records"),
        ("[internal.records]\nendpoint = \"a.example\"\n", "is not an address that begins with `https://`"),
        ("[internal.records]\nurl = \"https://a.example\"\n", "url"),
    ] {
        pages(&format!("{BOOK}{book}")).run(&["check"]).ends_with(1).says(&[said]);
    }
}

#[test]
fn a_preview_keeps_records_to_itself() {
    let office = Office::new(free(), free());
    let text = fs::read_to_string(office.site.path("dist/internal/index.html")).unwrap();
    fs::write(office.site.path("dist/internal/index.html"), text.replace("<html ", "<html data-preview "))
        .unwrap();
    let mut tab = office.open("");
    tab.events();
    with(&mut tab, "records.record('lesson', { page: '' }, {}); await records.identity()");
    let asked = tab.events().into_iter().filter(|event| event["method"] == "Network.requestWillBeSent");
    let asked: Vec<Value> = asked.filter(|event| event["params"]["request"]["method"] == "POST").collect();
    assert_eq!(asked, Vec::<Value>::new());
    assert_eq!(tab.evaluate(&format!("{STORED}.length")), 1);
}
