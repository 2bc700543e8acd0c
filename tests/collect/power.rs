//! The machine loses its power: of what was written, only that is left which the disk was waited for. The system calls of the
//! collector are traced, and the files put together again as they would be found afterwards.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::client::new_vote;
use crate::database::{Kind, new_folder};
use crate::program::{Collector, kept, program};

const CALLS: &str = "trace=pwrite64,write,writev,sendto,ftruncate,fdatasync,fsync,unlink,open,openat";

/// A file: what is on the disk for sure, and what has been written since.
#[derive(Default)]
struct File {
    safe: Vec<u8>,
    written: Vec<Write>,
}

enum Write {
    At(usize, Vec<u8>),
    Cut(usize),
}

impl File {
    fn sync(&mut self) {
        for write in std::mem::take(&mut self.written) {
            match write {
                Write::At(start, bytes) => {
                    let end = start + bytes.len();
                    self.safe.resize(self.safe.len().max(end), 0);
                    self.safe[start..end].copy_from_slice(&bytes);
                }
                Write::Cut(length) => self.safe.resize(length, 0),
            }
        }
    }
}

/// What was done, in order.
enum Call {
    Write(String, usize, Vec<u8>),
    Cut(String, usize),
    Sync(String),
    Gone(String),
    Acknowledged,
}

/// The bytes of a text as `strace -xx` shows it.
fn bytes(text: &str) -> Vec<u8> {
    text.split("\\x").skip(1).map(|hex| u8::from_str_radix(&hex[..2], 16).unwrap()).collect()
}

/// `name(3<path>, "…", …) = …`: the name, the path of the first argument and the rest.
fn parts(line: &str) -> Option<(&str, String, &str)> {
    let (name, rest) = line.split_once('(')?;
    let (_, rest) = rest.split_once('<')?;
    let (path, rest) = rest.split_once('>')?;
    Some((
        name.rsplit(' ').next()?,
        String::from_utf8(if path.contains("\\x") { bytes(path) } else { path.into() }).ok()?,
        rest,
    ))
}

fn call(line: &str) -> Option<Call> {
    if let Some(rest) = line.split("unlink(\"").nth(1) {
        return Some(Call::Gone(String::from_utf8(bytes(rest.split('"').next()?)).ok()?));
    }
    let (name, path, rest) = parts(line)?;
    let numbers: Vec<usize> = rest
        .rsplit('"')
        .next()?
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|number| number.parse().ok())
        .collect();
    match name {
        "pwrite64" => Some(Call::Write(path, *numbers.get(1)?, bytes(rest.split('"').nth(1)?))),
        "ftruncate" => Some(Call::Cut(path, *numbers.first()?)),
        "fdatasync" | "fsync" => Some(Call::Sync(path)),
        "write" | "writev" | "sendto" => {
            let said = bytes(rest.split('"').nth(1)?);
            said.starts_with(b"HTTP/1.1 204").then_some(Call::Acknowledged)
        }
        _ => None,
    }
}

/// The calls of a trace, each where it ended: one that another thread's came in between of is told in two lines.
fn calls(trace: &str) -> Vec<Call> {
    let mut begun: BTreeMap<&str, String> = BTreeMap::new();
    let mut calls = Vec::new();
    for line in trace.lines() {
        let (thread, rest) = line.split_once(' ').unwrap();
        if let Some(start) = rest.strip_suffix(" <unfinished ...>") {
            begun.insert(thread, start.to_owned());
        } else if let Some((_, end)) = rest.split_once(" resumed>") {
            calls.extend(call(&(begun.remove(thread).unwrap_or_default() + end)));
        } else {
            calls.extend(call(rest));
        }
    }
    calls
}

/// How many events are there when the power is lost now.
fn left(files: &BTreeMap<String, File>, named: &Path) -> usize {
    let folder = new_folder();
    for (path, file) in files {
        fs::write(folder.join(Path::new(path).file_name().unwrap()), &file.safe).unwrap();
    }
    let store = format!("sqlite:{}", folder.join(named.file_name().unwrap()).display());
    kept(&store).len()
}

#[test]
fn r26_what_is_acknowledged_survives_the_loss_of_power() {
    let store = Kind::Sqlite.new_store();
    let path = Path::new(store.strip_prefix("sqlite:").unwrap()).to_owned();
    let trace = path.with_extension("trace");
    let whole = program();
    let mut command = Command::new(std::env::var_os("STRACE").unwrap_or_else(|| "strace".into()));
    command.args(["-f", "-y", "-xx", "-s", "100000", "-e", CALLS, "-o"]).arg(&trace);
    command.arg("--").arg(whole.get_program()).current_dir(whole.get_current_dir().unwrap());
    let collector = Collector::of(command, &store, &["--rate", "1000000"]);
    let mut line = collector.line();
    const VOTES: usize = 300;
    for _ in 0..VOTES {
        assert_eq!(line.send(&new_vote().0).unwrap().status, 204);
    }
    // The tracer is asked to end what it traces.
    drop(line);
    _ = Command::new("pkill").args(["-KILL", "-P", &collector.child.id().to_string()]).status();
    let mut collector = collector;
    _ = collector.child.wait();

    let calls = calls(&fs::read_to_string(&trace).unwrap());
    let own = |name: &String| name.starts_with(&path.display().to_string());
    let log = format!("{}-wal", path.display());
    let (mut files, mut acknowledged) = (BTreeMap::<String, File>::new(), 0);
    for call in calls {
        match call {
            Call::Write(name, start, bytes) if own(&name) => {
                files.entry(name).or_default().written.push(Write::At(start, bytes));
            }
            Call::Cut(name, length) if own(&name) => {
                files.entry(name).or_default().written.push(Write::Cut(length))
            }
            Call::Sync(name) if own(&name) => files.entry(name).or_default().sync(),
            Call::Gone(name) => _ = files.remove(&name),
            Call::Write(..) | Call::Cut(..) | Call::Sync(_) => {}
            Call::Acknowledged => {
                acknowledged += 1;
                assert!(
                    files[&log].written.is_empty(),
                    "vote {acknowledged} was acknowledged before the disk was waited for"
                );
                if acknowledged % 20 == 0 {
                    assert_eq!(left(&files, &path), acknowledged);
                }
            }
        }
    }
    assert_eq!(acknowledged, VOTES);
    assert!(files[&path.display().to_string()].safe.len() > 4_096, "the log was never brought into the file");
}

#[test]
fn r26_a_store_that_does_not_wait_for_the_disk_is_not_used() {
    use crate::database::SERVER;
    let store = Kind::Postgres.new_store();
    let name = store.split('?').next().unwrap().rsplit('/').next().unwrap();
    SERVER
        .connect("postgres")
        .unwrap()
        .batch_execute(&format!("ALTER DATABASE {name} SET synchronous_commit = off"))
        .unwrap();
    // It is asked for by the session, so what the database usually does is no danger.
    let collector = Collector::start(&store);
    assert_eq!(collector.send(&new_vote().0).status, 204);
    let shown: String =
        SERVER.connect(name).unwrap().query_one("SHOW synchronous_commit", &[]).unwrap().get(0);
    assert_eq!(shown, "off", "the database is not what this test takes it for");
}
