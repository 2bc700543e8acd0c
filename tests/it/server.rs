//! A static host: files of a folder below a path, with the headers that the edition asks for in `_headers`.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

/// Whether the host applies `_headers`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Headers {
    Applied,
    Ignored,
}

/// A host on a port of its own, until the process ends.
pub(crate) struct Server {
    address: SocketAddr,
    under: String,
}

struct Shared {
    folder: PathBuf,
    under: String,
    rules: Vec<Rule>,
}

/// `/assets/*` and the headers below it.
struct Rule {
    pattern: String,
    headers: Vec<String>,
}

/// What a host answers.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Server {
    /// Serves a folder below a path that begins and ends with `/`.
    pub(crate) fn start(folder: &Path, under: &str, headers: Headers) -> Self {
        let rules = match headers {
            Headers::Applied => rules(&fs::read_to_string(folder.join("_headers")).unwrap()),
            Headers::Ignored => Vec::new(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared { folder: folder.to_owned(), under: under.to_owned(), rules });
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                // A browser that goes away in the middle is no fault.
                thread::spawn(move || _ = shared.answer(&stream));
            }
        });
        Self { address, under: under.to_owned() }
    }

    /// The address of a path of the edition.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{}{path}", self.address, self.under)
    }

    /// Asks for a path of the host, as a client would.
    pub(crate) fn get(&self, path: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let head = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let status = std::str::from_utf8(&bytes[9..12]).unwrap().parse().unwrap();
        Answer { status, body: bytes.split_off(head + 4) }
    }
}

fn rules(text: &str) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match line.strip_prefix(' ') {
            None => rules.push(Rule { pattern: line.trim().to_owned(), headers: Vec::new() }),
            Some(header) => rules.last_mut().unwrap().headers.push(header.trim().to_owned()),
        }
    }
    rules
}

impl Shared {
    fn answer(&self, mut stream: &TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream);
        let mut request = String::new();
        reader.read_line(&mut request)?;
        let mut header = String::new();
        while reader.read_line(&mut header)? > 2 {
            header.clear();
        }
        let Some(target) = request.split(' ').nth(1) else {
            return Ok(());
        };
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let (status, file, body) = self.find(path);
        let length = body.len();
        let mut head = format!("HTTP/1.1 {status} -\r\nContent-Length: {length}\r\nConnection: close\r\n");
        for header in self.headers(path) {
            head.push_str(&format!("{header}\r\n"));
        }
        head.push_str(&format!("Content-Type: {}\r\n\r\n", kind(&file)));
        stream.write_all(head.as_bytes())?;
        stream.write_all(&body)
    }

    /// As static hosts do: `index.html` of a folder, and `404.html` for what is not there.
    fn find(&self, path: &str) -> (u16, PathBuf, Vec<u8>) {
        let inner = path.strip_prefix(&self.under).map(decoded);
        let inner = inner.filter(|inner| !inner.split('/').any(|part| part == ".."));
        let file = inner.map(|inner| match inner.is_empty() || inner.ends_with('/') {
            true => self.folder.join(inner).join("index.html"),
            false => self.folder.join(inner),
        });
        if let Some(file) = file
            && let Ok(bytes) = fs::read(&file)
        {
            return (200, file, bytes);
        }
        let lost = self.folder.join("404.html");
        let bytes = fs::read(&lost).unwrap_or_default();
        (404, lost, bytes)
    }

    fn headers(&self, path: &str) -> impl Iterator<Item = &String> {
        let inner = format!("/{}", path.strip_prefix(&self.under).unwrap_or_default());
        let fits =
            move |rule: &&Rule| rule.pattern.strip_suffix('*').is_some_and(|start| inner.starts_with(start));
        self.rules.iter().filter(fits).flat_map(|rule| &rule.headers)
    }
}

/// Without percent-encoding; what is no UTF-8 then names no file.
pub(crate) fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let pair = || Some((rest.clone().next()?, rest.clone().nth(1)?));
        let digit = |byte: u8| char::from(byte).to_digit(16);
        match pair().and_then(|(a, b)| Some(digit(a)? * 16 + digit(b)?)) {
            Some(value) if byte == b'%' => {
                bytes.push(u8::try_from(value).unwrap());
                rest.nth(1);
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("xml") => "application/xml",
        Some("json") => "application/json",
        Some("md" | "txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
