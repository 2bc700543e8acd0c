//! A client that says exactly what it is told to say, over one connection.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::program::ORIGIN;

/// Longer than anything takes that happens at all.
const LONG: Duration = Duration::from_secs(60);

/// What is answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A connection that is kept.
pub(crate) struct Line {
    to: TcpStream,
    from: BufReader<TcpStream>,
    host: SocketAddr,
}

impl Line {
    pub(crate) fn open(address: SocketAddr) -> io::Result<Self> {
        Self::over(TcpStream::connect_timeout(&address, LONG)?, address)
    }

    /// Over a connection that was made somehow.
    pub(crate) fn over(to: TcpStream, address: SocketAddr) -> io::Result<Self> {
        to.set_read_timeout(Some(LONG))?;
        to.set_nodelay(true)?;
        Ok(Self { from: BufReader::new(to.try_clone()?), to, host: address })
    }

    /// Events from a page of the public edition.
    pub(crate) fn send(&mut self, body: &str) -> io::Result<Answer> {
        self.send_from(body, &format!("Origin: {ORIGIN}\r\n"))
    }

    /// The same with other headers.
    pub(crate) fn send_from(&mut self, body: &str, headers: &str) -> io::Result<Answer> {
        let length = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        self.ask("POST /v1/events", &(headers.to_owned() + &length), body.as_bytes())
    }

    pub(crate) fn ask(&mut self, line: &str, headers: &str, body: &[u8]) -> io::Result<Answer> {
        let head = format!("{line} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", self.host);
        self.say(&[head.as_bytes(), body].concat())?;
        self.hear()
    }

    pub(crate) fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.to.write_all(bytes)
    }

    pub(crate) fn hear(&mut self) -> io::Result<Answer> {
        let mut first = String::new();
        if self.from.read_line(&mut first)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let status =
            first.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            if self.from.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer { status, headers, body: String::new() };
        let length =
            answer.header("content-length").and_then(|length| length.parse().ok()).unwrap_or_default();
        let mut body = vec![0; length];
        self.from.read_exact(&mut body)?;
        answer.body = String::from_utf8_lossy(&body).into_owned();
        Ok(answer)
    }
}

/// An id that no other event of this run has.
pub(crate) fn new_id() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("{:08x}-{:016x}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A vote as a page sends it.
pub(crate) fn vote(id: &str, page: &str) -> Value {
    json!({
        "v": 1, "id": id, "type": "vote", "edition": "public", "language": "en", "page": page, "hash": "0123456789abcdef",
        "detail": { "helpful": false, "ballot": id, "reasons": ["unclear"], "comment": "我看不懂 <b>this</b>" },
    })
}

/// A body with these events.
pub(crate) fn body(events: &[Value]) -> String {
    json!({ "events": events }).to_string()
}

/// A body with one new vote.
pub(crate) fn new_vote() -> (String, String) {
    let id = new_id();
    (body(&[vote(&id, "a/")]), id)
}
