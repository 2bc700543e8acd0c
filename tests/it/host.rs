//! A static host with manners of its own, which notes what it is asked for: what is poor about the hosts that people have.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::driver::UNDER;
use crate::server::decoded;

/// Under which type files are sent that not every host knows, `.wasm` and `.bin`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Types {
    Proper,
    Unknown,
    Text,
}

/// Whether files are compressed on their way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Plain,
    Gzip,
}

/// How a host behaves.
#[derive(Clone, Debug)]
pub(crate) struct Manners {
    pub(crate) types: Types,
    pub(crate) coding: Coding,
    /// Path of the host below which it serves; begins and ends with `/`.
    pub(crate) under: &'static str,
    /// `Cache-Control` by the end of a path; `no-store` for all others.
    pub(crate) kept: BTreeMap<&'static str, &'static str>,
}

impl Default for Manners {
    fn default() -> Self {
        Self { types: Types::Proper, coding: Coding::Plain, under: UNDER, kept: BTreeMap::new() }
    }
}

/// A host on a port of its own, until the process ends.
pub(crate) struct Host {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    folder: PathBuf,
    manners: Manners,
    /// The policy of the edition's `_headers`.
    policy: String,
    asked: Mutex<Vec<String>>,
}

impl Host {
    /// Serves a folder.
    pub(crate) fn start(folder: &Path, manners: Manners) -> Self {
        let headers = fs::read_to_string(folder.join("_headers")).unwrap();
        let policy = headers.lines().find(|line| line.contains("Content-Security-Policy")).unwrap();
        let (policy, asked) = (policy.trim().to_owned(), Mutex::default());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared { folder: folder.to_owned(), manners, policy, asked });
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&serving);
                // A browser that goes away in the middle is no fault.
                thread::spawn(move || _ = shared.answer(&stream));
            }
        });
        Self { address, shared }
    }

    /// The address of a path of the edition.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{}{path}", self.address, self.shared.manners.under)
    }

    /// Paths of the edition that were asked for since this was last asked, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.asked.lock().unwrap())
    }
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
        let target = request.split(' ').nth(1).unwrap_or_default();
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let path = decoded(path.strip_prefix(self.manners.under).unwrap_or("no/such/path"));
        self.asked.lock().unwrap().push(path.clone());
        let found = fs::read(self.folder.join(index_of(&path)));
        let (status, body) = found.map_or((404, b"<!doctype html>not here".to_vec()), |body| (200, body));
        let coded = self.manners.coding == Coding::Gzip;
        let body = if coded { gzipped(&body) } else { body };
        let coding = if coded { "Content-Encoding: gzip\r\n" } else { "" };
        let length = body.len();
        let (kind, policy, kept) = (self.kind(&index_of(&path)), &self.policy, self.kept(&path));
        write!(
            stream,
            "HTTP/1.1 {status} -\r\nContent-Length: {length}\r\nConnection: close\r\nContent-Type: {kind}\r\n{policy}\r\n\
             Cache-Control: {kept}\r\n{coding}\r\n"
        )?;
        stream.write_all(&body)
    }

    fn kept(&self, path: &str) -> &'static str {
        let rule = self.manners.kept.iter().find(|(end, _)| path.ends_with(**end));
        rule.map_or("no-store", |(_, kept)| kept)
    }

    fn kind(&self, path: &str) -> &'static str {
        match (path.rsplit('.').next().unwrap_or_default(), self.manners.types) {
            ("html", _) => "text/html; charset=utf-8",
            ("css", _) => "text/css",
            ("js", _) => "text/javascript",
            ("svg", _) => "image/svg+xml",
            ("json", Types::Proper) => "application/json",
            ("wasm", Types::Proper) => "application/wasm",
            (_, Types::Text) => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        }
    }
}

fn index_of(path: &str) -> String {
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
