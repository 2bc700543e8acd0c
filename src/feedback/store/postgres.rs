//! Events in PostgreSQL, for those who outgrow one machine: the same table, several collectors at once.

mod records;

use std::time::Duration;

use ::postgres::types::ToSql;
use ::postgres::{Client, Config, Error, NoTls};

use super::address::shown;
use super::kept::{COLUMNS, Row};
use super::tls::Manner;
use super::{Kept, SCHEMA, Store, StoreError};
use crate::feedback::event::Event;

/// How long the server may take to be found.
const CONNECT: Duration = Duration::from_secs(5);

/// How long the server may say nothing to what it was sent before it is taken for lost.
const SILENCE: Duration = Duration::from_secs(20);

/// A lock that is held while events are added, so that their places are in the order of their commits, and whoever reads
/// after a place misses none. The number means nothing.
const ORDER: i64 = 0x0a75_ae4b;

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS event (
        seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id TEXT NOT NULL UNIQUE, time BIGINT NOT NULL, type TEXT NOT NULL,
        edition TEXT NOT NULL, language TEXT NOT NULL, page TEXT NOT NULL, section TEXT NOT NULL, hash TEXT NOT NULL,
        detail TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS event_time ON event (time);
    CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, word TEXT NOT NULL);";

/// Events in a database.
pub(super) struct Postgres {
    config: Config,
    /// None after a failure, until it is needed again.
    client: Option<Client>,
}

impl Postgres {
    pub(super) fn open(config: &Config) -> Result<Self, StoreError> {
        let mut config = config.clone();
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE);
        }
        let mut store = Self { config, client: None };
        store.client = Some(store.connect()?);
        Ok(store)
    }

    fn connect(&self) -> Result<Client, StoreError> {
        let open = |source| StoreError::Open { store: shown(&self.config), source };
        let connected = match Manner::of(&self.config).map_err(open)? {
            Manner::Plain => self.config.connect(NoTls),
            Manner::Encrypted(tls) => self.config.connect(tls),
        };
        let mut client = connected.map_err(|error| open(error.into()))?;
        prepare(&mut client).map_err(|error| open(error.into()))?;
        if let Some(why) = unsafe_settings(&mut client).map_err(|error| open(error.into()))? {
            return Err(StoreError::Unsafe { store: shown(&self.config), why });
        }
        self.check_schema(&mut client)?;
        Ok(client)
    }

    fn check_schema(&self, client: &mut Client) -> Result<(), StoreError> {
        let found = client
            .query_one(
                "INSERT INTO note VALUES ('schema', $1) ON CONFLICT (name) DO UPDATE SET word = note.word RETURNING word",
                &[&SCHEMA.to_string()],
            )
            .map_err(|error| self.failed(error))?;
        let word: String = found.get(0);
        if word == SCHEMA.to_string() {
            return Ok(());
        }
        Err(StoreError::Unknown { store: shown(&self.config), why: format!("tables of version {word}") })
    }

    /// A connection that failed is not used again.
    fn run<T>(&mut self, work: impl FnOnce(&mut Client) -> Result<T, Error>) -> Result<T, StoreError> {
        let mut client = match self.client.take().filter(|client| !client.is_closed()) {
            Some(client) => client,
            None => self.connect()?,
        };
        match work(&mut client) {
            Ok(value) => {
                self.client = Some(client);
                Ok(value)
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    fn failed(&self, source: Error) -> StoreError {
        StoreError::Failed { store: shown(&self.config), source: source.into() }
    }
}

impl Store for Postgres {
    fn add(&mut self, events: &[Event]) -> Result<usize, StoreError> {
        let columns = Columns::of(events);
        self.run(|client| {
            let mut transaction = client.transaction()?;
            transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&ORDER])?;
            let new = transaction.execute(&insert(), &columns.values())?;
            transaction.commit()?;
            Ok(usize::try_from(new).unwrap_or(usize::MAX))
        })
    }

    fn after(&mut self, seq: i64, limit: usize) -> Result<Vec<Kept>, StoreError> {
        let sql = format!("SELECT seq, {COLUMNS} FROM event WHERE seq > $1 ORDER BY seq LIMIT $2");
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = self.run(|client| client.query(&sql, &[&seq, &limit]))?;
        self.understood(&rows)
    }

    fn last(&mut self) -> Result<i64, StoreError> {
        let found = self.run(|client| client.query_one("SELECT coalesce(max(seq), 0) FROM event", &[]))?;
        Ok(found.get(0))
    }

    fn find(&mut self, ids: &[&str]) -> Result<Vec<Kept>, StoreError> {
        let sql = format!("SELECT seq, {COLUMNS} FROM event WHERE id = ANY($1) ORDER BY seq");
        let rows = self.run(|client| client.query(&sql, &[&ids]))?;
        self.understood(&rows)
    }

    fn known(&mut self, ids: &[&str]) -> Result<usize, StoreError> {
        let found =
            self.run(|client| client.query_one("SELECT count(*) FROM event WHERE id = ANY($1)", &[&ids]))?;
        Ok(usize::try_from(found.get::<_, i64>(0)).unwrap_or_default())
    }

    fn count(&mut self) -> Result<u64, StoreError> {
        let found = self.run(|client| client.query_one("SELECT count(*) FROM event", &[]))?;
        Ok(found.get::<_, i64>(0).unsigned_abs())
    }

    fn remove(&mut self, ids: &[&str]) -> Result<u64, StoreError> {
        let removed = self.run(|client| client.execute("DELETE FROM event WHERE id = ANY($1)", &[&ids]))?;
        self.vacuum("event", removed)
    }

    fn remove_before(&mut self, time: i64) -> Result<u64, StoreError> {
        let removed = self.run(|client| client.execute("DELETE FROM event WHERE time < $1", &[&time]))?;
        self.vacuum("event", removed)
    }

    fn note(&mut self, name: &str) -> Result<Option<String>, StoreError> {
        let found = self.run(|client| client.query_opt("SELECT word FROM note WHERE name = $1", &[&name]))?;
        Ok(found.map(|row| row.get(0)))
    }

    fn set_note(&mut self, name: &str, word: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO note VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET word = excluded.word";
        self.run(|client| client.execute(sql, &[&name, &word])).map(|_| ())
    }

    fn notes(&mut self, beginning: &str) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT name, word FROM note WHERE starts_with(name, $1) ORDER BY name COLLATE \"C\"";
        let rows = self.run(|client| client.query(sql, &[&beginning]))?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    fn drop_note(&mut self, name: &str) -> Result<(), StoreError> {
        self.run(|client| client.execute("DELETE FROM note WHERE name = $1", &[&name])).map(|_| ())
    }

    fn verify(&mut self) -> Result<String, StoreError> {
        let version = self.run(|client| {
            client.query_one("SELECT count(*), count(DISTINCT id) FROM event", &[])?;
            client.query_one("SHOW server_version", &[])
        })?;
        Ok(format!("PostgreSQL {}, fsync=on, synchronous_commit=on", version.get::<_, String>(0)))
    }
}

impl Postgres {
    fn understood(&self, rows: &[::postgres::Row]) -> Result<Vec<Kept>, StoreError> {
        let unknown = |why| StoreError::Unknown { store: shown(&self.config), why };
        rows.iter()
            .map(|row| Ok(Kept { seq: row.get(0), event: read(row).event().map_err(unknown)? }))
            .collect()
    }

    /// Removed rows stay in the file until it is swept.
    fn vacuum(&mut self, table: &str, removed: u64) -> Result<u64, StoreError> {
        if removed > 0 {
            self.run(|client| client.batch_execute(&format!("VACUUM {table}")))?;
        }
        Ok(removed)
    }
}

/// Two programs that make the tables at once would be in each other's way.
fn prepare(client: &mut Client) -> Result<(), Error> {
    client.batch_execute(
        "SET synchronous_commit = on; SET statement_timeout = '60s'; SET lock_timeout = '10s'",
    )?;
    let mut transaction = client.transaction()?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&ORDER])?;
    transaction.batch_execute(TABLES)?;
    transaction.batch_execute(records::TABLE)?;
    transaction.commit()
}

/// Why commits may get lost, read back from the server.
fn unsafe_settings(client: &mut Client) -> Result<Option<String>, Error> {
    let encoding: String = client.query_one("SHOW server_encoding", &[])?.get(0);
    if encoding != "UTF8" {
        return Ok(Some(format!("it cannot keep every script: its encoding is {encoding}, and not UTF8")));
    }
    for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
        let value: String = client.query_one(&format!("SHOW {setting}"), &[])?.get(0);
        if value != "on" {
            return Ok(Some(format!("it does not wait for the disk: {setting} = {value}")));
        }
    }
    Ok(None)
}

/// All rows in one statement, whatever their number.
fn insert() -> String {
    format!(
        "INSERT INTO event ({COLUMNS}) SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], \
         $6::text[], $7::text[], $8::text[], $9::text[]) ON CONFLICT (id) DO NOTHING"
    )
}

/// Events by column.
#[derive(Default)]
struct Columns<'e> {
    time: Vec<i64>,
    text: [Vec<&'e str>; 7],
    detail: Vec<String>,
}

impl<'e> Columns<'e> {
    fn of(events: &'e [Event]) -> Self {
        let mut columns = Self::default();
        for event in events {
            let texts = [
                event.id.as_str(),
                event.what.name(),
                event.edition.name(),
                &event.language,
                &event.page,
                &event.section,
                &event.hash,
            ];
            columns.time.push(event.time);
            columns.text.iter_mut().zip(texts).for_each(|(column, text)| column.push(text));
            columns.detail.push(event.what.detail());
        }
        columns
    }

    fn values(&self) -> [&(dyn ToSql + Sync); 9] {
        let [id, kind, edition, language, page, section, hash] = &self.text;
        [id, &self.time, kind, edition, language, page, section, hash, &self.detail]
    }
}

fn read(row: &::postgres::Row) -> Row {
    Row {
        id: row.get(1),
        time: row.get(2),
        kind: row.get(3),
        edition: row.get(4),
        language: row.get(5),
        page: row.get(6),
        section: row.get(7),
        hash: row.get(8),
        detail: row.get(9),
    }
}
