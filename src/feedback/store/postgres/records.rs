//! Records in PostgreSQL.

use ::postgres::types::ToSql;

use super::{ORDER, Postgres};
use crate::feedback::record::Record;
use crate::feedback::store::StoreError;
use crate::feedback::store::address::shown;
use crate::feedback::store::records::{COLUMNS, KeptRecord, Records, Row, texts};

/// Added to databases that were made before there were records.
pub(super) const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS record (
        seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id TEXT NOT NULL UNIQUE, time BIGINT NOT NULL, type TEXT NOT NULL,
        language TEXT NOT NULL, page TEXT NOT NULL, version TEXT NOT NULL, revision TEXT NOT NULL, hash TEXT NOT NULL,
        name TEXT NOT NULL, login TEXT NOT NULL, typed TEXT NOT NULL, detail TEXT NOT NULL
    );";

/// All rows in one statement, whatever their number.
const INSERT: &str = "INSERT INTO record (id, type, language, page, version, revision, hash, name, login, typed, time, detail) \
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], \
    $9::text[], $10::text[], $11::bigint[], $12::text[]) ON CONFLICT (id) DO NOTHING";

impl Records for Postgres {
    fn add_records(&mut self, records: &[Record]) -> Result<usize, StoreError> {
        let mut columns: [Vec<&str>; 10] = Default::default();
        for record in records {
            columns.iter_mut().zip(texts(record)).for_each(|(column, text)| column.push(text));
        }
        let times: Vec<i64> = records.iter().map(|record| record.time).collect();
        let details: Vec<String> = records.iter().map(|record| record.deed.detail()).collect();
        let mut values: Vec<&(dyn ToSql + Sync)> =
            columns.iter().map(|column| column as &(dyn ToSql + Sync)).collect();
        values.extend([&times as &(dyn ToSql + Sync), &details]);
        self.run(|client| {
            let mut transaction = client.transaction()?;
            transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&ORDER])?;
            let new = transaction.execute(INSERT, &values)?;
            transaction.commit()?;
            Ok(usize::try_from(new).unwrap_or(usize::MAX))
        })
    }

    fn records_after(&mut self, seq: i64, limit: usize) -> Result<Vec<KeptRecord>, StoreError> {
        let sql = format!("SELECT seq, {COLUMNS} FROM record WHERE seq > $1 ORDER BY seq LIMIT $2");
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = self.run(|client| client.query(&sql, &[&seq, &limit]))?;
        let unknown = |why| StoreError::Unknown { store: shown(&self.config), why };
        let kept = |row: &::postgres::Row| {
            Ok(KeptRecord { seq: row.get(0), record: read(row).record().map_err(unknown)? })
        };
        rows.iter().map(kept).collect()
    }

    fn known_records(&mut self, ids: &[&str]) -> Result<usize, StoreError> {
        let found =
            self.run(|client| client.query_one("SELECT count(*) FROM record WHERE id = ANY($1)", &[&ids]))?;
        Ok(usize::try_from(found.get::<_, i64>(0)).unwrap_or_default())
    }

    fn count_records(&mut self) -> Result<u64, StoreError> {
        let found = self.run(|client| client.query_one("SELECT count(*) FROM record", &[]))?;
        Ok(found.get::<_, i64>(0).unsigned_abs())
    }

    fn remove_records(&mut self, ids: &[&str]) -> Result<u64, StoreError> {
        let removed = self.run(|client| client.execute("DELETE FROM record WHERE id = ANY($1)", &[&ids]))?;
        self.vacuum("record", removed)
    }

    fn remove_records_before(&mut self, time: i64) -> Result<u64, StoreError> {
        let removed = self.run(|client| client.execute("DELETE FROM record WHERE time < $1", &[&time]))?;
        self.vacuum("record", removed)
    }
}

fn read(row: &::postgres::Row) -> Row {
    Row {
        id: row.get(1),
        time: row.get(2),
        kind: row.get(3),
        texts: std::array::from_fn(|at| row.get(4 + at)),
    }
}
