//! The tables of a case file, and how a case file is recognised.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::error::CaseFileError;
use super::format::{APPLICATION, VERSION};

const TABLES: &str = "
    CREATE TABLE root (path TEXT NOT NULL);
    CREATE TABLE evidence (name TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT) STRICT;
    CREATE TABLE mark (
        session TEXT PRIMARY KEY,
        tags TEXT NOT NULL,
        comment TEXT NOT NULL,
        bookmarked INTEGER NOT NULL,
        muted INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE filter (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
";

/// What each version added to the one before it. A new version is a new step: those that are here never change.
const UPGRADES: &[(i64, &str)] = &[(2, ADDED_IN_2), (3, ADDED_IN_3)];

const ADDED_IN_2: &str = "
    CREATE TABLE record_mark (
        record TEXT PRIMARY KEY,
        comment TEXT NOT NULL,
        bookmarked INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE layout (json TEXT NOT NULL) STRICT;
";

/// Tags of records and artefacts, as those of sessions: a JSON array.
const ADDED_IN_3: &str = "
    ALTER TABLE record_mark ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
";

/// Whether a file is marked as a case file.
pub fn is_case_file(path: &Path) -> bool {
    let is_file = std::fs::metadata(path).is_ok_and(|is| is.is_file());
    let mut head = [0; 72];
    let read = is_file
        && File::open(path)
            .and_then(|mut file| file.read_exact(&mut head))
            .is_ok();
    let application = head.get(68..72).and_then(|bytes| bytes.try_into().ok());
    read && head.starts_with(b"SQLite format 3\0")
        && application.map(u32::from_be_bytes).map(i64::from) == Some(APPLICATION)
}

/// Creates a new one.
pub(super) fn create(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    harden(&connection)?;
    // All or nothing: an incomplete file would be taken for a case file.
    connection.execute_batch("BEGIN IMMEDIATE")?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.execute_batch(TABLES)?;
    for (_, step) in UPGRADES {
        connection.execute_batch(step)?;
    }
    connection.pragma_update(None, "user_version", VERSION)?;
    connection.execute_batch("COMMIT")?;
    configure(&connection)?;
    Ok(connection)
}

/// Opens an existing one after an integrity check.
pub(super) fn open(path: &Path) -> Result<Connection, CaseFileError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let failed = |source| error(path, source);
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    harden(&connection).map_err(failed)?;
    configure(&connection).map_err(failed)?;
    let version: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(failed)?;
    if version < 1 {
        return Err(CaseFileError::Foreign(path.to_owned()));
    }
    if version > VERSION {
        return Err(CaseFileError::Newer {
            path: path.to_owned(),
            version,
        });
    }
    let what: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(failed)?;
    if what != "ok" {
        return Err(CaseFileError::Damaged {
            path: path.to_owned(),
            what,
        });
    }
    if version < VERSION {
        upgrade(&connection, version).map_err(failed)?;
    }
    Ok(connection)
}

/// Upgrades a file of an older version: all or nothing.
fn upgrade(connection: &Connection, from: i64) -> rusqlite::Result<()> {
    let missing = UPGRADES.iter().filter(|(version, _)| *version > from);
    let steps: String = missing.map(|(_, step)| *step).collect();
    let all = format!("BEGIN IMMEDIATE; {steps} PRAGMA user_version = {VERSION}; COMMIT");
    connection.execute_batch(&all).inspect_err(|_| {
        // The error describes what is wrong. Closing the connection would roll back, too.
        let _ = connection.execute_batch("ROLLBACK");
    })
}

/// Prevents code in the file from running.
fn harden(connection: &Connection) -> rusqlite::Result<()> {
    for (setting, is_on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
    ] {
        connection.set_db_config(setting, is_on)?;
    }
    connection.pragma_update(None, "cell_size_check", true)
}

/// One writer only, and a transaction is on the disk when it has been committed.
fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(std::time::Duration::from_millis(200))?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // The first transaction that writes takes the lock and keeps it.
    connection.execute_batch("BEGIN IMMEDIATE; COMMIT")
}

/// What an error of `SQLite` means for the examiner.
pub(super) fn error(path: &Path, source: rusqlite::Error) -> CaseFileError {
    let path = path.to_owned();
    match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => CaseFileError::InUse(path),
        Some(ErrorCode::DatabaseCorrupt) => CaseFileError::Damaged {
            path,
            what: source.to_string(),
        },
        Some(ErrorCode::NotADatabase) => CaseFileError::Foreign(path),
        _ => CaseFileError::Sqlite { path, source },
    }
}
