//! Records in an SQLite file.

use rusqlite::{TransactionBehavior, params, params_from_iter};

use super::{SLICE, Sqlite};
use crate::feedback::record::Record;
use crate::feedback::store::StoreError;
use crate::feedback::store::records::{COLUMNS, KeptRecord, Records, Row, texts};

/// Added to files that were made before there were records.
pub(super) const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS record (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, time INTEGER NOT NULL, type TEXT NOT NULL,
        language TEXT NOT NULL, page TEXT NOT NULL, version TEXT NOT NULL, revision TEXT NOT NULL, hash TEXT NOT NULL,
        name TEXT NOT NULL, login TEXT NOT NULL, typed TEXT NOT NULL, detail TEXT NOT NULL
    ) STRICT;";

impl Records for Sqlite {
    fn add_records(&mut self, records: &[Record]) -> Result<usize, StoreError> {
        self.run(|connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut new = 0;
            {
                let sql = format!(
                    "INSERT INTO record ({COLUMNS}) VALUES (?1,?11,?2,?3,?4,?5,?6,?7,?8,?9,?10,?12) ON CONFLICT (id) DO NOTHING"
                );
                let mut insert = transaction.prepare(&sql)?;
                for record in records {
                    let (time, detail) = (record.time.to_string(), record.deed.detail());
                    let texts = texts(record).into_iter().chain([time.as_str(), detail.as_str()]);
                    new += insert.execute(params_from_iter(texts))?;
                }
            }
            transaction.commit()?;
            Ok(new)
        })
    }

    fn records_after(&mut self, seq: i64, limit: usize) -> Result<Vec<KeptRecord>, StoreError> {
        let rows = self.run(|connection| {
            let sql = format!("SELECT seq, {COLUMNS} FROM record WHERE seq > ? ORDER BY seq LIMIT ?");
            let mut select = connection.prepare(&sql)?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            select.query_map(params![seq, limit], read)?.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let unknown = |why| StoreError::Unknown { store: format!("sqlite:{}", self.path.display()), why };
        rows.into_iter()
            .map(|(seq, row)| Ok(KeptRecord { seq, record: row.record().map_err(unknown)? }))
            .collect()
    }

    fn known_records(&mut self, ids: &[&str]) -> Result<usize, StoreError> {
        self.run(|connection| {
            let mut exists = connection.prepare("SELECT 1 FROM record WHERE id = ?")?;
            let mut found = 0;
            for id in ids {
                found += usize::from(exists.exists([id])?);
            }
            Ok(found)
        })
    }

    fn count_records(&mut self) -> Result<u64, StoreError> {
        self.run(|connection| {
            connection.query_row("SELECT count(*) FROM record", [], |row| row.get::<_, i64>(0))
        })
        .map(i64::unsigned_abs)
    }

    fn remove_records(&mut self, ids: &[&str]) -> Result<u64, StoreError> {
        let removed = self.run(|connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut removed = 0;
            {
                let mut delete = transaction.prepare("DELETE FROM record WHERE id = ?")?;
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

    fn remove_records_before(&mut self, time: i64) -> Result<u64, StoreError> {
        let sql = "DELETE FROM record WHERE seq IN (SELECT seq FROM record WHERE time < ?1 LIMIT ?2)";
        let mut removed = 0;
        loop {
            match self.run(|connection| connection.execute(sql, params![time, SLICE]))? {
                0 => break,
                slice => removed += slice as u64,
            }
        }
        self.empty_log()?;
        Ok(removed)
    }
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<(i64, Row)> {
    let mut texts: [String; 9] = Default::default();
    for (at, text) in texts.iter_mut().enumerate() {
        *text = row.get(4 + at)?;
    }
    Ok((row.get(0)?, Row { id: row.get(1)?, time: row.get(2)?, kind: row.get(3)?, texts }))
}
