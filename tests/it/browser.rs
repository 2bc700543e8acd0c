//! A real Chromium, told what to do over its own protocol, which it speaks on two pipes.

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// More than anything takes on a busy machine; only failures wait so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser without windows. It ends when this process does, because its pipe does.
pub(crate) struct Browser {
    wire: Arc<Wire>,
}

/// The pipe to the browser, shared by all tabs, and who waits for what comes back.
struct Wire {
    to: Mutex<ChildStdin>,
    wait: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    asked: u64,
    answers: HashMap<u64, Sender<Value>>,
    events: HashMap<String, Sender<Value>>,
}

/// A tab with nothing in common with others: cookies, storage, cache.
pub(crate) struct Tab {
    wire: Arc<Wire>,
    /// Empty until there is one: then the browser itself is spoken to.
    session: String,
    context: String,
    sender: Sender<Value>,
    from: Receiver<Value>,
    events: VecDeque<Value>,
    scripts: Scripts,
}

/// Whether pages may run theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scripts {
    On,
    Off,
}

impl Browser {
    /// Starts Chromium with its own files in a folder, which goes with it.
    pub(crate) fn start(profile: &Path) -> Self {
        // The protocol is spoken on descriptors 3 and 4, which the shell makes of the pipes.
        let script = "\"$0\" \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null; rm -rf \"$PROFILE\"";
        let mut child = Command::new("sh")
            .args(["-c", script, &program(), "--headless", "--no-sandbox", "--disable-gpu"])
            .args(["--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run", "--disable-extensions"])
            .args([
                "--disable-background-networking",
                "--disable-component-update",
                "--remote-debugging-pipe",
            ])
            .arg(format!("--user-data-dir={}", profile.display()))
            .env("PROFILE", profile)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("there is no shell");
        let wire = Wire { to: Mutex::new(child.stdin.take().unwrap()), wait: Mutex::default() };
        let (wire, from) = (Arc::new(wire), child.stdout.take().unwrap());
        let listening = Arc::clone(&wire);
        thread::spawn(move || {
            listening.listen(from);
            _ = child.wait();
        });
        Self { wire }
    }

    /// A new tab, empty.
    pub(crate) fn tab(&self) -> Tab {
        let mut tab = Tab::new(&self.wire);
        tab.context = tab.call_for("Target.createBrowserContext", json!({}), "browserContextId");
        tab.attached()
    }
}

/// Chromium, by the variable `CHROMIUM` or on the path.
fn program() -> String {
    let named = std::env::var("CHROMIUM").ok();
    let found = named.or_else(|| {
        let path = std::env::var_os("PATH")?;
        let known = ["chromium", "chromium-browser", "google-chrome"];
        let mut places = std::env::split_paths(&path).flat_map(|folder| known.map(|name| folder.join(name)));
        places.find(|place| place.is_file()).map(|place| place.display().to_string())
    });
    found.expect("there is no Chromium: run `cargo xtask test`, which installs it")
}

impl Wire {
    fn send(&self, session: &str, method: &str, parameters: Value, sender: &Sender<Value>) -> u64 {
        let mut wait = self.wait.lock().unwrap();
        wait.asked += 1;
        let id = wait.asked;
        wait.answers.insert(id, sender.clone());
        drop(wait);
        let mut message = json!({ "id": id, "method": method, "params": parameters });
        if !session.is_empty() {
            message["sessionId"] = session.into();
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.to.lock().unwrap().write_all(&bytes).expect("Chromium has ended");
        id
    }

    /// Hands on what the browser says, until it ends.
    fn listen(&self, from: ChildStdout) {
        let mut from = BufReader::new(from);
        let mut bytes = Vec::new();
        while from.read_until(0, &mut bytes).is_ok_and(|length| length > 0) {
            bytes.pop();
            let message: Value = serde_json::from_slice(&bytes).unwrap();
            bytes.clear();
            self.hand_on(message);
        }
        *self.wait.lock().unwrap() = Waiting::default();
    }

    fn hand_on(&self, message: Value) {
        let mut wait = self.wait.lock().unwrap();
        let listener = match message["id"].as_u64() {
            Some(id) => wait.answers.remove(&id),
            None => message["sessionId"].as_str().and_then(|session| wait.events.get(session).cloned()),
        };
        // Tabs that are gone hear nothing more.
        _ = listener.map(|listener| listener.send(message));
    }
}

impl Tab {
    fn new(wire: &Arc<Wire>) -> Self {
        let (sender, from) = channel();
        let (session, context, events) = (String::new(), String::new(), VecDeque::new());
        Self { wire: Arc::clone(wire), session, context, sender, from, events, scripts: Scripts::On }
    }

    /// Another tab of the same reader, who is gone with the first that is dropped.
    pub(crate) fn beside(&self) -> Self {
        let mut tab = Self::new(&self.wire);
        tab.context.clone_from(&self.context);
        tab.attached()
    }

    fn attached(mut self) -> Self {
        let blank = json!({ "url": "about:blank", "browserContextId": self.context });
        let target = self.call_for("Target.createTarget", blank, "targetId");
        let attach = json!({ "targetId": target, "flatten": true });
        let session = self.call_for("Target.attachToTarget", attach, "sessionId");
        self.wire.wait.lock().unwrap().events.insert(session.clone(), self.sender.clone());
        self.session = session;
        for domain in ["Page", "Runtime", "Network", "Log"] {
            self.call(&format!("{domain}.enable"), json!({}));
        }
        self.call("Page.setLifecycleEventsEnabled", json!({ "enabled": true }));
        self
    }

    /// A command of the protocol and its result.
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.ask(method, parameters).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The same, where it may be refused.
    fn ask(&mut self, method: &str, parameters: Value) -> Result<Value, Value> {
        let id = self.wire.send(&self.session, method, parameters, &self.sender);
        let since = Instant::now();
        loop {
            let mut message = self.next(since, method);
            match message["id"].as_u64() {
                Some(found) if found == id => {
                    let error = message["error"].take();
                    return if error.is_null() { Ok(message["result"].take()) } else { Err(error) };
                }
                Some(_) => {}
                None => self.events.push_back(message),
            }
        }
    }

    fn call_for(&mut self, method: &str, parameters: Value, field: &str) -> String {
        self.call(method, parameters)[field].as_str().unwrap().to_owned()
    }

    fn next(&mut self, since: Instant, what: &str) -> Value {
        let left = PATIENCE.saturating_sub(since.elapsed());
        self.from
            .recv_timeout(left)
            .unwrap_or_else(|error| panic!("{what}: Chromium does not answer: {error}"))
    }

    /// Waits until a document is loaded; what happens before is kept.
    fn await_load(&mut self, loader: &Value) {
        let since = Instant::now();
        let is_load = |event: &Value| {
            let about = &event["params"];
            event["method"] == "Page.lifecycleEvent"
                && about["name"] == "load"
                && about["loaderId"] == *loader
        };
        let mut seen = self.events.iter().any(is_load);
        while !seen {
            let message = self.next(since, "load");
            seen = is_load(&message);
            if message["id"].is_null() {
                self.events.push_back(message);
            }
        }
    }

    /// Everything that happened since this was last asked.
    pub(crate) fn events(&mut self) -> Vec<Value> {
        let late = self.from.try_iter().filter(|message| message["id"].is_null());
        self.events.extend(late);
        self.events.drain(..).collect()
    }

    /// Opens an address and waits until the page is loaded and painted.
    pub(crate) fn open(&mut self, url: &str) {
        self.load(url);
        if self.scripts == Scripts::On {
            self.evaluate(
                "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))",
            );
        }
    }

    /// Opens an address and waits until the page is loaded.
    pub(crate) fn load(&mut self, url: &str) {
        self.events();
        let result = self.call("Page.navigate", json!({ "url": url }));
        assert!(result["errorText"].is_null(), "{url}: {result}");
        // To another place of the same page, nothing is loaded.
        if !result["loaderId"].is_null() {
            self.await_load(&result["loaderId"]);
        }
    }

    /// Goes to an address that may lead on to another one.
    pub(crate) fn go(&mut self, url: &str) {
        self.call("Page.navigate", json!({ "url": url }));
    }

    /// The value of an expression in the page; promises are waited for.
    pub(crate) fn evaluate(&mut self, script: &str) -> Value {
        let asked = json!({ "expression": script, "awaitPromise": true, "returnByValue": true });
        let mut result = self.call("Runtime.evaluate", asked);
        assert!(result["exceptionDetails"].is_null(), "{script}: {}", result["exceptionDetails"]);
        result["result"]["value"].take()
    }

    /// Waits until an expression is true.
    #[track_caller]
    pub(crate) fn until(&mut self, condition: &str) {
        let since = Instant::now();
        // A frame passes between two questions. One that is asked while the page changes is lost.
        let asked = format!("new Promise(done => requestAnimationFrame(() => done(!!({condition}))))");
        let asked = json!({ "expression": asked, "awaitPromise": true, "returnByValue": true });
        while !self
            .ask("Runtime.evaluate", asked.clone())
            .is_ok_and(|answer| answer["result"]["value"] == true)
        {
            assert!(since.elapsed() < PATIENCE, "never true: {condition}");
        }
    }

    /// Runs in every page before anything of its own.
    pub(crate) fn before_pages(&mut self, script: &str) {
        self.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
    }

    /// The size of the window in CSS pixels.
    pub(crate) fn window(&mut self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// What the reader's system is set to: `light` or `dark`; and `screen` or `print`.
    pub(crate) fn media(&mut self, colours: &str, medium: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": colours }]);
        self.call("Emulation.setEmulatedMedia", json!({ "media": medium, "features": features }));
    }

    /// From the next page on.
    pub(crate) fn scripts_off(&mut self) {
        self.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
        self.scripts = Scripts::Off;
    }

    /// What the window shows, as the base64 of a PNG.
    #[allow(dead_code, reason = "the tests look at no picture, the screenshots at nothing else")]
    pub(crate) fn window_picture(&mut self) -> String {
        self.call_for("Page.captureScreenshot", json!({}), "data")
    }

    /// The whole page, likewise.
    #[allow(dead_code, reason = "the tests look at no picture, the screenshots at nothing else")]
    pub(crate) fn picture(&mut self) -> String {
        self.call_for("Page.captureScreenshot", json!({ "captureBeyondViewport": true }), "data")
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        self.wire.wait.lock().unwrap().events.remove(&self.session);
        let (parameters, ignored) = (json!({ "browserContextId": self.context }), channel().0);
        if !thread::panicking() {
            self.wire.send("", "Target.disposeBrowserContext", parameters, &ignored);
        }
    }
}
