//! `answerbook serve`.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use answerbook_kernel::{Code, Diagnostic, SourcePath};
use clap::Args;

use crate::cli::print::{Printer, Screen};
use crate::cli::{Ending, Root, check};
use crate::preview::{self, Round, Told};
use crate::report;
use crate::serve::board::Board;
use crate::serve::{Doors, Editor, Reach, Server, Settings, Wish};
use crate::watch::{Changes, How};

/// Show both editions in the browser while they are being written
#[derive(Debug, Args)]
#[command(after_help = "Example: answerbook serve --open --editor idea")]
pub struct Serve {
    #[command(flatten)]
    root: Root,
    /// Port of the public edition; the internal one is at the next [default: 4000, or the next free]
    #[arg(long)]
    port: Option<u16>,
    /// Address to listen at; others than your own machine's let everybody in its network read the internal edition
    #[arg(long, value_name = "ADDR", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// A further name that the preview may be called by; may be repeated
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// What opens sources: vscode, vscodium, cursor, idea, zed, sublime, or an address with `{path}`, `{line}` and `{column}`
    #[arg(long, value_name = "NAME|TEMPLATE", default_value = "vscode")]
    editor: Editor,
    /// Look at the files twice a second instead of being told of changes: for disks of other machines
    #[arg(long)]
    poll: bool,
    /// Open the public edition in the browser
    #[arg(long)]
    open: bool,
}

/// New faults that are printed in full at once.
const PRINTED: usize = 5;

/// Names of changed files that are printed in a line.
const NAMED: usize = 3;

impl Serve {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        let wish = self.port.map_or(Wish::Any, Wish::Exactly);
        let doors = match Doors::open(self.host, wish) {
            Ok(doors) => doors,
            Err(error) => {
                printer.error(&error, error.hint().as_deref());
                return Ending::Failed;
            }
        };
        let addresses = doors.addresses();
        let board = Board::default();
        let settings = Settings {
            root: self.root.root.clone(),
            names: self.allow_host.clone(),
            editor: self.editor.clone(),
        };
        let server = match Server::start(doors, &board, settings) {
            Ok(server) => server,
            Err(error) => {
                printer.error(&error, None);
                return Ending::Failed;
            }
        };
        let screen = printer.screen();
        self.greet(printer, addresses);
        let (root, how) = (self.root.root, if self.poll { How::Looking } else { How::Told });
        let teller = Teller { screen: screen.clone(), shown: Mutex::default() };
        thread::spawn(move || preview::run(&root, &board, how, |told| teller.tell(told)));
        if self.open {
            open(printer, &url(addresses[0]));
        }
        let ended = server.wait_for_end();
        screen.end();
        match ended {
            Ok(()) => Ending::Done,
            Err(error) => {
                printer.error(&error, None);
                Ending::Failed
            }
        }
    }

    fn greet(&self, printer: &Printer, addresses: [SocketAddr; 2]) {
        let [public, internal] = addresses;
        if self.port.is_none() && public.port() != crate::serve::USUAL {
            printer.say(&format!("port {} is taken, so others are used", crate::serve::USUAL));
        }
        printer.say(&format!("public    {}", url(public)));
        printer.say(&format!("internal  {}", url(internal)));
        if Reach::of(self.host) == Reach::Network {
            printer.alarm("warning: everybody in your network can read both editions, the internal one, too");
        }
    }
}

/// What to type into a browser on this machine.
fn url(address: SocketAddr) -> String {
    match address.ip() {
        ip if ip.is_unspecified() => format!("http://127.0.0.1:{}/", address.port()),
        _ => format!("http://{address}/"),
    }
}

/// Opens the browser; that it cannot be opened is no reason to stop.
fn open(printer: &Printer, url: &str) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let quiet = std::process::Stdio::null;
    let started = std::process::Command::new(program).arg(url).stdout(quiet()).stderr(quiet()).spawn();
    match started {
        // Waited for, so that nothing is left of it.
        Ok(mut child) => _ = thread::spawn(move || child.wait()),
        Err(_) => printer.say(&format!("no browser could be opened: `{program}` is missing")),
    }
}

/// Says in the terminal what happens.
struct Teller {
    screen: Screen,
    shown: Mutex<Shown>,
}

/// What was said already.
#[derive(Debug, Default)]
struct Shown {
    faults: BTreeSet<Fault>,
    failure: Option<String>,
}

/// A fault wherever in its file it stands: it moves with every line that is written before it.
type Fault = (SourcePath, Code, String);

fn fault(one: &Diagnostic) -> Fault {
    (one.span.file.clone(), one.code, one.message.clone())
}

impl Teller {
    fn tell(&self, told: Told<'_>) {
        let Ok(mut shown) = self.shown.lock() else { return };
        match told {
            Told::Notice(text) => self.screen.alarm(&text),
            Told::Shown(round) => self.round(&round, &mut shown),
            Told::Failed(error) => {
                let text = error.to_string();
                if shown.failure.as_ref() != Some(&text) {
                    self.screen.error(error, check::hint(error));
                }
                shown.failure = Some(text);
                self.screen.state("waiting for it to be mended; Ctrl-C ends");
            }
        }
    }

    fn round(&self, round: &Round<'_>, shown: &mut Shown) {
        let faults: BTreeSet<Fault> = round.diagnostics.iter().map(fault).collect();
        let new: Vec<Diagnostic> =
            round.diagnostics.iter().filter(|one| !shown.faults.contains(&fault(one))).cloned().collect();
        self.screen.say(&line(round));
        self.faults(new, round);
        if faults.is_empty() && (!shown.faults.is_empty() || shown.failure.is_some()) {
            self.screen.say("mended: nothing is wrong any more");
        }
        (shown.faults, shown.failure) = (faults, None);
        let state = match round.diagnostics {
            [] => "nothing is wrong".to_owned(),
            found => report::count(found),
        };
        self.screen.state(&format!("{state}; Ctrl-C ends"));
    }

    /// Prints what appeared: errors rather than warnings, those in what was saved before their consequences elsewhere, and not
    /// more than can be read.
    fn faults(&self, mut new: Vec<Diagnostic>, round: &Round<'_>) {
        let elsewhere = |one: &Diagnostic| match round.changes {
            Some(Changes::Paths(paths)) => !paths.contains(Path::new(one.span.file.as_str())),
            Some(Changes::Everything) | None => false,
        };
        new.sort_by_key(|one| (!one.is_error(), elsewhere(one)));
        let more = new.len().saturating_sub(PRINTED);
        new.truncate(PRINTED);
        if !new.is_empty() {
            self.screen.diagnostics(new, round.text);
        }
        if more > 0 {
            self.screen
                .say(&format!("and {more} more: the browser shows them, and so does `answerbook check`"));
        }
    }
}

/// `12:03:04 content/a.md: 2 pages, 31 ms`.
fn line(round: &Round<'_>) -> String {
    let pages = format!("{} page{}", round.pages, if round.pages == 1 { "" } else { "s" });
    let what = match round.changes {
        None => "ready".to_owned(),
        Some(Changes::Everything) => "everything".to_owned(),
        Some(Changes::Paths(paths)) => {
            let names: Vec<String> = paths.iter().take(NAMED).map(|path| named(path)).collect();
            let more = paths.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            names.join(", ") + &more
        }
    };
    let time = jiff::Zoned::now().strftime("%H:%M:%S").to_string();
    format!("{time} {what}: {pages}, {}", duration(round.took))
}

/// A name in which nothing moves the cursor.
fn named(path: &Path) -> String {
    path.display().to_string().chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

fn duration(took: Duration) -> String {
    match took.as_millis() {
        millis @ 0..10_000 => format!("{millis} ms"),
        _ => format!("{:.1} s", took.as_secs_f64()),
    }
}
