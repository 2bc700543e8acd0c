//! The program, collecting.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use answerbook::feedback::event::Event;
use answerbook::feedback::store;

use crate::client::{Answer, Line};
use crate::database::new_folder;

/// Where the pages are that send events.
pub(crate) const ORIGIN: &str = "https://help.example.com";

/// A running collector, killed when it is dropped.
pub(crate) struct Collector {
    pub(crate) child: Child,
    pub(crate) address: SocketAddr,
    said: Arc<Mutex<String>>,
}

/// The program, in a folder where nothing is.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_answerbook"));
    for name in ["ANSWERBOOK_REPORT_TOKEN", "ANSWERBOOK_WEBHOOK_SECRET"] {
        command.env_remove(name);
    }
    command.current_dir(new_folder());
    command
}

/// What a chore of `collect` says.
pub(crate) fn chore(arguments: &[&str]) -> Output {
    program().arg("collect").args(arguments).output().unwrap()
}

/// The same, where it must work; its standard output.
#[track_caller]
pub(crate) fn done(arguments: &[&str]) -> String {
    let output = chore(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

impl Collector {
    /// One that nobody is too loud for.
    pub(crate) fn start(store: &str) -> Self {
        Self::with(store, &["--rate", "1000000"])
    }

    pub(crate) fn with(store: &str, more: &[&str]) -> Self {
        Self::of(program(), store, more)
    }

    /// Started by a command that may have been prepared, and may start it by another program.
    pub(crate) fn of(mut command: Command, store: &str, more: &[&str]) -> Self {
        command.args(["collect", "--listen", "127.0.0.1:0", "--origin", ORIGIN, "--db", store]).args(more);
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut from = BufReader::new(child.stderr.take().unwrap());
        let said = Arc::new(Mutex::new(String::new()));
        let address = loop {
            let mut line = String::new();
            if from.read_line(&mut line).unwrap() == 0 {
                panic!("no collector: {}", said.lock().unwrap());
            }
            said.lock().unwrap().push_str(&line);
            if let Some(rest) = line.split("http://").nth(1) {
                break rest.split('/').next().unwrap().parse().unwrap();
            }
        };
        let listener = Arc::clone(&said);
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = from.read(&mut bytes) {
                listener.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..length]));
            }
        });
        Self { child, address, said }
    }

    /// A connection of its own.
    pub(crate) fn line(&self) -> Line {
        Line::open(self.address).unwrap()
    }

    /// What it answers to a body.
    pub(crate) fn send(&self, body: &str) -> Answer {
        self.line().send(body).unwrap()
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.line().ask(&format!("GET {path}"), "", b"").unwrap()
    }

    /// What it said on standard error.
    pub(crate) fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ends it as a service manager does.
    pub(crate) fn end(mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").arg(pid).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Everything that a store holds, in the order in which it came.
pub(crate) fn kept(store: &str) -> Vec<Event> {
    let mut events = Vec::new();
    store::open(store).unwrap().each(None, None, &mut |event| events.push(event)).unwrap();
    events
}
