//! What takes the events of readers: keeps what it is sent, and answers as it is told to.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use answerbook::feedback::event;
use serde_json::Value;

/// How a body is answered.
type Answers = Box<dyn Fn(&Value) -> &'static str + Send>;

/// A status and headers of an answer.
pub(crate) const TAKEN: &str = "204 -";
pub(crate) const BUSY: &str = "503 -";
pub(crate) const LATER: &str = "429 -\r\nRetry-After: 3600";
pub(crate) const WRONG: &str = "400 -";
pub(crate) const UNKNOWN: &str = "404 -";
/// The connection ends without any.
pub(crate) const SILENT: &str = "";

/// It runs until the process ends.
pub(crate) struct Collector {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    answers: Mutex<Answers>,
    bodies: Mutex<Vec<(Value, bool)>>,
}

impl Collector {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared { answers: Mutex::new(Box::new(|_| TAKEN)), bodies: Mutex::default() });
        let listening = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&listening);
                thread::spawn(move || _ = shared.answer(&stream));
            }
        });
        Self { address, shared }
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}/events", self.address)
    }

    /// From now on bodies are answered so.
    pub(crate) fn answers(&self, how: impl Fn(&Value) -> &'static str + Send + 'static) {
        *self.shared.answers.lock().unwrap() = Box::new(how);
    }

    /// How many bodies came, taken or not.
    pub(crate) fn asked(&self) -> usize {
        self.shared.bodies.lock().unwrap().len()
    }

    /// The events that were taken, in the order in which they came. One that is known is not taken again.
    pub(crate) fn events(&self) -> Vec<Value> {
        let bodies = self.shared.bodies.lock().unwrap();
        let taken = bodies.iter().filter(|(_, taken)| *taken);
        let mut events: Vec<Value> =
            taken.flat_map(|(body, _)| body["events"].as_array().unwrap().clone()).collect();
        let mut known = BTreeSet::new();
        events.retain(|event| known.insert(event["id"].to_string()));
        events
    }

    /// The details of those of a type.
    pub(crate) fn told(&self, kind: &str) -> Vec<Value> {
        let events = self.events().into_iter().filter(|event| event["type"] == kind);
        events.map(|mut event| event["detail"].take()).collect()
    }
}

impl Shared {
    fn answer(&self, mut stream: &TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream);
        let (mut head, mut length) = (String::new(), 0);
        while reader.read_line(&mut head)? > 2 {
            let last = head.lines().last().unwrap_or_default().to_lowercase();
            length = last.strip_prefix("content-length: ").map_or(length, |n| n.parse().unwrap());
        }
        let status = if head.starts_with("OPTIONS") {
            TAKEN
        } else {
            let mut body = vec![0; length];
            reader.read_exact(&mut body)?;
            self.take(&head, &body)
        };
        if status == SILENT {
            return Ok(());
        }
        write!(
            stream,
            "HTTP/1.1 {status}\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: content-type\r\n\
             Access-Control-Expose-Headers: Retry-After\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
    }

    /// What the real one would refuse is a fault of the page, unless this one was told to refuse it.
    fn take(&self, head: &str, body: &[u8]) -> &'static str {
        let value: Value = serde_json::from_slice(body).unwrap();
        let status = (self.answers.lock().unwrap())(&value);
        let taken = status == TAKEN;
        let head = head.to_lowercase();
        assert!(body.len() <= 4_000 && head.contains("\r\norigin: http://127.0.0.1:"), "{head}");
        assert!(!head.contains("\r\ncookie:") && !head.contains("\r\nreferer:"), "{head}");
        let status = match event::parse(body, 2_000_000_000) {
            Err(_) if taken => WRONG,
            _ => status,
        };
        self.bodies.lock().unwrap().push((value, status == TAKEN));
        status
    }
}
