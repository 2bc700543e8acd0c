//! Nothing is acknowledged that cannot be kept: the disk is full, the file is locked, or gone.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::client::{Answer, body, new_id, new_vote, vote};
use crate::database::Kind;
use crate::program::{Collector, kept, program};

fn path(store: &str) -> &Path {
    Path::new(store.strip_prefix("sqlite:").unwrap())
}

#[track_caller]
fn asks_to_wait(answer: &Answer) {
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("10")), "{}", answer.body);
}

/// The program, which may write files of so many blocks of 512 bytes, and is told so by an error and no signal.
fn in_little_room(blocks: u32) -> Command {
    let whole = program();
    let mut command = Command::new("sh");
    let script = format!("trap '' XFSZ; ulimit -S -f {blocks}; exec \"$0\" \"$@\"");
    command.arg("-c").arg(script).arg(whole.get_program()).current_dir(whole.get_current_dir().unwrap());
    command
}

#[test]
fn r27_a_full_disk_keeps_nothing_and_loses_nothing() {
    let store = Kind::Sqlite.new_store();
    let collector = Collector::of(in_little_room(1_200), &store, &["--rate", "1000000"]);
    let mut line = collector.line();
    let mut acknowledged = Vec::new();
    let refused = loop {
        let id = new_id();
        let mut large = vote(&id, "a/");
        large["detail"]["comment"] = "x y ".repeat(200).into();
        let answer = line.send(&body(&[large])).unwrap();
        if answer.status != 204 {
            break answer;
        }
        acknowledged.push(id);
        assert!(acknowledged.len() < 10_000, "the disk is never full");
    };
    asks_to_wait(&refused);
    assert_eq!(collector.get("/healthz").status, 503);
    let (small, id) = new_vote();
    // Somebody makes room.
    let pid = collector.child.id().to_string();
    let raised = Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited:"]).status().unwrap();
    assert!(raised.success());
    assert_eq!(line.send(&small).unwrap().status, 204);
    acknowledged.push(id);
    assert_eq!(collector.get("/healthz").status, 200);
    assert!(
        collector.said().contains("cannot") || collector.said().contains("failed"),
        "{}",
        collector.said()
    );
    collector.kill();
    let events = kept(&store);
    let found: Vec<&String> = events.iter().map(|event| &event.id).collect();
    assert_eq!(found, acknowledged.iter().collect::<Vec<_>>());
}

#[test]
fn r27_a_locked_file_asks_to_wait() {
    let store = Kind::Sqlite.new_store();
    let collector = Collector::start(&store);
    let lock = rusqlite::Connection::open(path(&store)).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (text, id) = new_vote();
    asks_to_wait(&collector.send(&text));
    lock.execute_batch("ROLLBACK").unwrap();
    assert_eq!(collector.send(&text).status, 204);
    assert_eq!(kept(&store).iter().map(|event| event.id.clone()).collect::<Vec<_>>(), [id]);
}

#[test]
fn r27_a_file_that_is_gone_takes_no_more_events() {
    let store = Kind::Sqlite.new_store();
    let collector = Collector::start(&store);
    assert_eq!(collector.send(&new_vote().0).status, 204);
    let folder = path(&store).parent().unwrap().to_owned();
    let away = folder.with_extension("away");
    fs::rename(&folder, &away).unwrap();
    let (text, id) = new_vote();
    asks_to_wait(&collector.send(&text));
    fs::create_dir(&folder).unwrap();
    let since = Instant::now();
    while collector.send(&text).status != 204 {
        assert!(since.elapsed() < Duration::from_secs(10), "a new file is not begun");
    }
    assert_eq!(kept(&store).iter().map(|event| event.id.clone()).collect::<Vec<_>>(), [id]);
}

/// The ids of what a store holds.
fn ids(store: &str) -> Vec<String> {
    kept(store).into_iter().map(|event| event.id).collect()
}

/// Sends so many votes, all of which are acknowledged.
fn votes(collector: &Collector, count: usize) -> Vec<String> {
    let send = |_| {
        let (text, id) = new_vote();
        assert_eq!(collector.send(&text).status, 204);
        id
    };
    (0..count).map(send).collect()
}

#[test]
fn r25_a_log_that_somebody_removes_is_no_loss() {
    let store = Kind::Sqlite.new_store();
    let collector = Collector::start(&store);
    let mut sent = votes(&collector, 20);
    fs::remove_file(format!("{}-wal", path(&store).display())).unwrap();
    sent.extend(votes(&collector, 20));
    collector.kill();
    assert_eq!(ids(&store), sent);
}

#[test]
fn r25_a_file_that_is_moved_away_takes_its_events_with_it() {
    let store = Kind::Sqlite.new_store();
    let collector = Collector::start(&store);
    let before = votes(&collector, 20);
    let away = path(&store).with_extension("old");
    fs::rename(path(&store), &away).unwrap();
    let after = votes(&collector, 20);
    collector.kill();
    assert_eq!(ids(&format!("sqlite:{}", away.display())), before);
    assert_eq!(ids(&store), after);
}

#[test]
fn r27_a_file_that_is_emptied_takes_no_more_events() {
    let store = Kind::Sqlite.new_store();
    let collector = Collector::start(&store);
    votes(&collector, 2);
    fs::File::options().write(true).open(path(&store)).unwrap().set_len(0).unwrap();
    asks_to_wait(&collector.send(&new_vote().0));
}

#[test]
fn what_is_erased_while_somebody_reads_is_said_to_be_there() {
    let store = Kind::Sqlite.new_store();
    let collector = Collector::start(&store);
    let [id] = votes(&collector, 1).try_into().unwrap();
    let reader = rusqlite::Connection::open(path(&store)).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM event;").unwrap();
    let erase = || crate::program::chore(&["erase", "--db", &store, "--id", &id]);
    let output = erase();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("still in its log"));
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(erase().status.code(), Some(0));
    let log = fs::read(format!("{}-wal", path(&store).display())).unwrap();
    assert!(!log.windows(id.len()).any(|window| window == id.as_bytes()));
}

#[test]
fn r27_a_file_that_cannot_be_written_is_said_at_the_start() {
    let store = Kind::Sqlite.new_store();
    fs::write(path(&store), b"this is no database, and long enough to be looked at as one").unwrap();
    let output =
        program().args(["collect", "--origin", "https://a.example", "--db", &store]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("cannot open `sqlite:") && said.contains("help:"), "{said}");
}
