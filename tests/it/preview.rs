//! A preview of pages in memory, and a client that says exactly what it is told to say.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use answerbook::serve::board::{Board, Facts, Moment, Showing, Side};
use answerbook::serve::{Doors, Server, Settings, Wish};

use crate::driver::new_folder;

pub(crate) const HEADERS: &str = "/*\n  Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; trusted-types answerbook\n\
    /assets/*\n  Cache-Control: public, max-age=31536000, immutable\n";
pub(crate) const PAGE: &str = "<!doctype html><html><head><title>A</title></head><body>A</body></html>";
pub(crate) const SECRET: &str = "for staff alone";

/// Longer than anything takes that happens at all.
const LONG: Duration = Duration::from_secs(20);

/// Pages in memory, which count how often they are made.
#[derive(Default)]
pub(crate) struct Pages {
    files: BTreeMap<String, Vec<u8>>,
    pub(crate) made: AtomicUsize,
}

impl Pages {
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        Self { files: files.collect(), made: AtomicUsize::new(0) }
    }
}

impl Showing for Pages {
    fn file(&self, path: &str) -> Option<Arc<[u8]>> {
        let bytes = self.files.get(path)?;
        self.made.fetch_add(usize::from(path.ends_with(".html")), Ordering::Relaxed);
        Some(Arc::from(bytes.as_slice()))
    }

    fn facts(&self, address: &str) -> Option<Facts> {
        self.files.get(&format!("{address}index.html"))?;
        Some(Facts {
            source: Some(format!("content/{}.md", address.trim_end_matches('/'))),
            title: address.to_owned(),
            audience: "public",
            kind: "page",
            words: 1,
            reading: None,
            policy: None,
            languages: Vec::new(),
        })
    }

    fn address_of(&self, source: &str) -> Option<String> {
        let name = source.strip_prefix("content/")?.strip_suffix(".md")?;
        self.files.contains_key(&format!("{name}/index.html")).then(|| format!("{name}/"))
    }
}

/// A side that shows pages.
pub(crate) fn side(pages: Pages) -> Side {
    Side { showing: Some(Arc::new(pages)), stale: false, indexed: true }
}

/// A preview at ports of its own.
pub(crate) struct Preview {
    pub(crate) board: Board,
    pub(crate) addresses: [SocketAddr; 2],
    pub(crate) root: std::path::PathBuf,
    _server: Server,
}

impl Preview {
    /// One that has nothing to show yet.
    pub(crate) fn empty() -> Self {
        Self::at(new_folder())
    }

    /// One for the site in a folder.
    pub(crate) fn at(root: std::path::PathBuf) -> Self {
        let doors = Doors::open(IpAddr::V4(Ipv4Addr::LOCALHOST), Wish::Exactly(0)).unwrap();
        let (board, addresses) = (Board::default(), doors.addresses());
        let settings = Settings { root: root.clone(), ..Settings::default() };
        let server = Server::start(doors, &board, settings).unwrap();
        Self { board, addresses, root, _server: server }
    }

    /// One that shows two editions.
    pub(crate) fn of(public: &[(&str, &str)], internal: &[(&str, &str)]) -> Self {
        let preview = Self::empty();
        preview.show(public, internal);
        preview
    }

    pub(crate) fn show(&self, public: &[(&str, &str)], internal: &[(&str, &str)]) {
        let [public, internal] = [public, internal].map(|files| side(Pages::of(files)));
        self.board.put(Moment { public, internal, ..Moment::default() });
    }

    /// What the public edition answers to the first line of a request, with these headers beside `Host`.
    pub(crate) fn ask(&self, line: &str, headers: &str) -> Answer {
        self.ask_at(0, line, headers, b"")
    }

    /// The same at either door, with a body.
    pub(crate) fn ask_at(&self, door: usize, line: &str, headers: &str, body: &[u8]) -> Answer {
        let address = self.addresses[door];
        let head = format!("{line} HTTP/1.1\r\nHost: {address}\r\n{headers}Connection: close\r\n\r\n");
        raw(address, &[head.as_bytes(), body].concat())
    }

    pub(crate) fn listen(&self, query: &str) -> Listener {
        Listener::at(self.addresses[0], query)
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// Sends bytes as they are, and reads until the other side has nothing more to say.
pub(crate) fn raw(address: SocketAddr, bytes: &[u8]) -> Answer {
    exchange(address, bytes, |_| ())
}

/// Sends bytes that may be no request, and says that no more will come.
pub(crate) fn cut_off(address: SocketAddr, bytes: &[u8]) -> Answer {
    exchange(address, bytes, |stream| _ = stream.shutdown(Shutdown::Write))
}

fn exchange(address: SocketAddr, bytes: &[u8], then: impl FnOnce(&TcpStream)) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    // A server may refuse before it has read everything.
    _ = stream.write_all(bytes);
    then(&stream);
    let mut answer = Vec::new();
    _ = stream.read_to_end(&mut answer);
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(answer.len());
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    Answer { status, head, body: answer.split_off((end + 4).min(answer.len())) }
}

/// Somebody who listens to events.
pub(crate) struct Listener(BufReader<TcpStream>);

impl Listener {
    pub(crate) fn at(address: SocketAddr, query: &str) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        write!(stream, "GET /.answerbook/events?{query} HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
        Self(BufReader::new(stream))
    }

    /// The next event and what it says.
    pub(crate) fn next(&mut self) -> (String, serde_json::Value) {
        let mut name = String::new();
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream ended");
            if let Some(rest) = line.strip_prefix("event: ") {
                rest.trim_end().clone_into(&mut name);
            } else if let Some(data) = line.strip_prefix("data: ") {
                return (name, serde_json::from_str(data).unwrap());
            }
        }
    }

    /// The next event of a name; others are passed over.
    pub(crate) fn until(&mut self, wanted: &str) -> serde_json::Value {
        loop {
            let (name, data) = self.next();
            if name == wanted {
                return data;
            }
        }
    }
}

/// A site with something in every corner.
pub(crate) fn site() -> Preview {
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
