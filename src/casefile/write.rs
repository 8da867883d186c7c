//! Writing to a case file: a whole batch or nothing of it.

use std::path::{Path, PathBuf};

use rusqlite::{Transaction, params};

use super::contents::CaseFileChange;
use super::file::CaseFile;

impl CaseFile {
    /// Writes a batch in one transaction. When this returns, it is on the disk.
    ///
    /// # Errors
    /// The error of `SQLite`; then nothing of the batch was written.
    pub fn write(&mut self, batch: &[CaseFileChange]) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        for change in batch {
            write_one(&transaction, change)?;
        }
        transaction.commit()
    }

    /// Writes the paths that were opened.
    pub(super) fn write_roots(&mut self, roots: &[PathBuf]) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        for root in roots {
            transaction.execute("INSERT INTO root VALUES (?1)", [self::root(root)])?;
        }
        transaction.commit()
    }
}

/// The form in which a case file keeps a path.
pub(super) fn root(path: &Path) -> String {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    whole.to_string_lossy().into_owned()
}

fn write_one(transaction: &Transaction<'_>, change: &CaseFileChange) -> rusqlite::Result<()> {
    match change {
        CaseFileChange::Mark(session, mark) if mark.is_empty() => {
            let sql = "DELETE FROM mark WHERE session = ?1";
            transaction
                .prepare_cached(sql)?
                .execute([session.to_string()])?;
        }
        CaseFileChange::Mark(session, mark) => {
            // Serialising a set of strings cannot fail.
            let tags = serde_json::to_string(&mark.tags).unwrap_or_default();
            let sql = "INSERT OR REPLACE INTO mark VALUES (?1, ?2, ?3, ?4, ?5)";
            transaction.prepare_cached(sql)?.execute(params![
                session.to_string(),
                tags,
                mark.comment,
                mark.is_bookmarked,
                mark.is_muted
            ])?;
        }
        CaseFileChange::RecordMark(record, mark) if mark.is_empty() => {
            let sql = "DELETE FROM record_mark WHERE record = ?1";
            transaction
                .prepare_cached(sql)?
                .execute([record.to_string()])?;
        }
        CaseFileChange::RecordMark(record, mark) => {
            let sql = "INSERT OR REPLACE INTO record_mark (record, comment, bookmarked, tags) \
                VALUES (?1, ?2, ?3, ?4)";
            let tags = serde_json::to_string(&mark.tags).unwrap_or_default();
            let values = params![record.to_string(), mark.comment, mark.is_bookmarked, tags];
            transaction.prepare_cached(sql)?.execute(values)?;
        }
        CaseFileChange::Layout(json) => {
            transaction.execute("DELETE FROM layout", [])?;
            transaction.execute("INSERT INTO layout VALUES (?1)", [json])?;
        }
        CaseFileChange::Filter(name, None) => {
            transaction.execute("DELETE FROM filter WHERE name = ?1", [name])?;
        }
        CaseFileChange::Filter(name, Some(text)) => {
            transaction.execute(
                "INSERT OR REPLACE INTO filter VALUES (?1, ?2)",
                [name, text],
            )?;
        }
        CaseFileChange::Evidence(files) => {
            transaction.execute("DELETE FROM evidence", [])?;
            let mut insert =
                transaction.prepare_cached("INSERT INTO evidence VALUES (?1, ?2, ?3)")?;
            for file in files {
                insert.execute(params![file.name, file.size.cast_signed(), file.sha256])?;
            }
        }
    }
    Ok(())
}
