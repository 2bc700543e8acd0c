//! Events in an SQLite file: write-ahead log, `synchronous=FULL`, so that a commit has reached the disk when it returns.

mod records;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::kept::{COLUMNS, Row};
use super::{Kept, SCHEMA, Store, StoreError};
use crate::feedback::event::Event;

/// Older ones can lose what was committed in WAL mode (fixed in SQLite 3.51.3).
const OLDEST_SAFE: i32 = 3_051_003;

/// How long another program may hold the file before a write is given up.
const PATIENCE: Duration = Duration::from_secs(2);

/// So many events are removed in one commit.
const SLICE: i64 = 5_000;

/// `FULL`, as SQLite says it back.
const FULL: i64 = 2;

/// Places never come back after events are removed, so that what follows a place is always newer.
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS event (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, time INTEGER NOT NULL, type TEXT NOT NULL,
        edition TEXT NOT NULL, language TEXT NOT NULL, page TEXT NOT NULL, section TEXT NOT NULL, hash TEXT NOT NULL,
        detail TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS event_time ON event (time);
    CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, word TEXT NOT NULL) STRICT, WITHOUT ROWID;";

/// Events in a file.
pub(super) struct Sqlite {
    path: PathBuf,
    /// The file that is open, as the disk knows it.
    file: Identity,
    /// Its log, likewise.
    log: Option<Identity>,
    connection: Connection,
}

/// Device and number of a file.
type Identity = (u64, u64);

type Failure = Box<dyn Error + Send + Sync>;

impl Sqlite {
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let store = format!("sqlite:{}", path.display());
        let connection = connect(path).map_err(|source| StoreError::Open { store: store.clone(), source })?;
        if let Some(why) = unsafe_settings(&connection) {
            return Err(StoreError::Unsafe { store, why });
        }
        check_schema(&connection).map_err(|why| StoreError::Unknown { store: store.clone(), why })?;
        let gone = || StoreError::Open { store: store.clone(), source: "it was removed at once".into() };
        let (file, log) = (identity(path).ok_or_else(gone)?, identity(&log_of(path)));
        Ok(Self { path: path.to_owned(), file, log, connection })
    }

    /// A file that was moved or removed while it was open, or whose log was, takes commits that nobody would find again. What is
    /// still in the log goes into the file that it belongs to, wherever that is now; then the file at the path is opened.
    fn reopen_if_gone(&mut self) -> Result<(), StoreError> {
        if rustix::fs::stat(&self.path).is_ok_and(|file| file.st_size == 0) {
            return Err(self.failed("it was emptied by another program".into()));
        }
        if identity(&self.path) == Some(self.file) && identity(&log_of(&self.path)) == self.log {
            return Ok(());
        }
        // That a file that is gone cannot take it is not news.
        _ = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        let path = self.path.clone();
        // Closed before the file is opened again, so that it does not take the new log for its own.
        self.connection = Connection::open_in_memory().map_err(|source| self.failed(source.into()))?;
        *self = Self::open(&path)?;
        Ok(())
    }

    fn run<T>(&mut self, work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        self.reopen_if_gone()?;
        let value = work(&mut self.connection).map_err(|source| self.failed(source.into()))?;
        // Both may have gone meanwhile.
        self.reopen_if_gone()?;
        Ok(value)
    }

    fn failed(&self, source: Failure) -> StoreError {
        StoreError::Failed { store: format!("sqlite:{}", self.path.display()), source }
    }

    fn understood(&self, rows: Vec<(i64, Row)>) -> Result<Vec<Kept>, StoreError> {
        let unknown = |why| StoreError::Unknown { store: format!("sqlite:{}", self.path.display()), why };
        rows.into_iter().map(|(seq, row)| Ok(Kept { seq, event: row.event().map_err(unknown)? })).collect()
    }

    /// Removed bytes are overwritten in the file by `secure_delete`, and leave the log here.
    fn empty_log(&mut self) -> Result<(), StoreError> {
        let busy: i64 = self.run(|connection| {
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
        })?;
        if busy == 0 {
            return Ok(());
        }
        Err(self.failed(
            "another program reads it, so that removed events are still in its log: do it again".into(),
        ))
    }
}

impl Store for Sqlite {
    fn add(&mut self, events: &[Event]) -> Result<usize, StoreError> {
        self.run(|connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut new = 0;
            {
                let sql = format!(
                    "INSERT INTO event ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO NOTHING"
                );
                let mut insert = transaction.prepare(&sql)?;
                for event in events {
                    new += insert.execute(params![
                        event.id,
                        event.time,
                        event.what.name(),
                        event.edition.name(),
                        event.language,
                        event.page,
                        event.section,
                        event.hash,
                        event.what.detail()
                    ])?;
                }
            }
            transaction.commit()?;
            Ok(new)
        })
    }

    fn after(&mut self, seq: i64, limit: usize) -> Result<Vec<Kept>, StoreError> {
        let rows = self.run(|connection| {
            let sql = format!("SELECT seq, {COLUMNS} FROM event WHERE seq > ? ORDER BY seq LIMIT ?");
            let mut select = connection.prepare(&sql)?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            select.query_map(params![seq, limit], read)?.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        self.understood(rows)
    }

    fn last(&mut self) -> Result<i64, StoreError> {
        let sql = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'event'), 0)";
        self.run(|connection| connection.query_row(sql, [], |row| row.get(0)))
    }

    fn find(&mut self, ids: &[&str]) -> Result<Vec<Kept>, StoreError> {
        let rows = self.run(|connection| {
            let mut select = connection.prepare(&format!("SELECT seq, {COLUMNS} FROM event WHERE id = ?"))?;
            let mut rows = Vec::new();
            for id in ids {
                rows.extend(select.query_row([id], read).optional()?);
            }
            Ok(rows)
        })?;
        self.understood(rows)
    }

    fn known(&mut self, ids: &[&str]) -> Result<usize, StoreError> {
        self.run(|connection| {
            let mut exists = connection.prepare("SELECT 1 FROM event WHERE id = ?")?;
            let mut found = 0;
            for id in ids {
                found += usize::from(exists.exists([id])?);
            }
            Ok(found)
        })
    }

    fn count(&mut self) -> Result<u64, StoreError> {
        self.run(|connection| {
            connection.query_row("SELECT count(*) FROM event", [], |row| row.get::<_, i64>(0))
        })
        .map(i64::unsigned_abs)
    }

    fn remove(&mut self, ids: &[&str]) -> Result<u64, StoreError> {
        let removed = self.run(|connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut removed = 0;
            {
                let mut delete = transaction.prepare("DELETE FROM event WHERE id = ?")?;
                for id in ids {
                    removed += delete.execute([id])?;
                }
            }
            transaction.commit()?;
            Ok(removed as u64)
        })?;
        self.empty_log()?;
        Ok(removed)
    }

    fn remove_before(&mut self, time: i64) -> Result<u64, StoreError> {
        // In slices, so that nobody else waits long.
        let sql = "DELETE FROM event WHERE seq IN (SELECT seq FROM event WHERE time < ?1 LIMIT ?2)";
        let mut removed = 0;
        loop {
            match self.run(|connection| connection.execute(sql, params![time, SLICE]))? {
                0 => break,
                slice => removed += slice as u64,
            }
        }
        // Also what an earlier attempt could not.
        self.empty_log()?;
        Ok(removed)
    }

    fn note(&mut self, name: &str) -> Result<Option<String>, StoreError> {
        self.run(|connection| {
            connection.query_row("SELECT word FROM note WHERE name = ?", [name], |row| row.get(0)).optional()
        })
    }

    fn set_note(&mut self, name: &str, word: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO note VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET word = excluded.word";
        self.run(|connection| connection.execute(sql, [name, word]).map(|_| ()))
    }

    fn notes(&mut self, beginning: &str) -> Result<Vec<(String, String)>, StoreError> {
        self.run(|connection| {
            let mut select = connection
                .prepare("SELECT name, word FROM note WHERE substr(name, 1, ?) = ? ORDER BY name")?;
            let length = i64::try_from(beginning.chars().count()).unwrap_or(i64::MAX);
            let rows = select.query_map(params![length, beginning], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        })
    }

    fn drop_note(&mut self, name: &str) -> Result<(), StoreError> {
        self.run(|connection| connection.execute("DELETE FROM note WHERE name = ?", [name]).map(|_| ()))
    }

    fn verify(&mut self) -> Result<String, StoreError> {
        let found: String =
            self.run(|connection| connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)))?;
        if found != "ok" {
            return Err(self.failed(found.into()));
        }
        Ok(format!("SQLite {}, write-ahead log, synchronous=FULL", rusqlite::version()))
    }
}

fn connect(path: &Path) -> Result<Connection, Failure> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.execute_batch(TABLES)?;
    connection.execute_batch(records::TABLE)?;
    Ok(connection)
}

/// Why commits may get lost, read back from the library and the file.
fn unsafe_settings(connection: &Connection) -> Option<String> {
    if rusqlite::version_number() < OLDEST_SAFE {
        return Some(format!("SQLite {} can lose what was committed", rusqlite::version()));
    }
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).ok()?;
    let synchronous: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0)).ok()?;
    if mode != "wal" {
        return Some(format!("its journal is `{mode}`, and there cannot be a write-ahead log here"));
    }
    (synchronous != FULL).then(|| format!("it does not wait for the disk: synchronous={synchronous}"))
}

/// A table of another version is left alone.
fn check_schema(connection: &Connection) -> Result<(), String> {
    let version: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(|error| error.to_string())?;
    match version {
        0 => connection.pragma_update(None, "user_version", SCHEMA).map_err(|error| error.to_string()),
        SCHEMA => Ok(()),
        other => Err(format!("tables of version {other}")),
    }
}

/// What a path leads to; none where there is nothing.
fn identity(path: &Path) -> Option<Identity> {
    rustix::fs::stat(path).ok().map(|known| (known.st_dev, known.st_ino))
}

/// Where SQLite keeps the log of a file.
fn log_of(path: &Path) -> PathBuf {
    let mut log = path.to_owned().into_os_string();
    log.push("-wal");
    log.into()
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<(i64, Row)> {
    let columns = Row {
        id: row.get(1)?,
        time: row.get(2)?,
        kind: row.get(3)?,
        edition: row.get(4)?,
        language: row.get(5)?,
        page: row.get(6)?,
        section: row.get(7)?,
        hash: row.get(8)?,
        detail: row.get(9)?,
    };
    Ok((row.get(0)?, columns))
}
