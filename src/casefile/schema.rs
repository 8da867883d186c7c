//! How a case file is laid out, and how a file is told to be one.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::CaseFileError;

/// "WHNC": which program a database belongs to stands at offset 68 of its file.
const APPLICATION: i64 = 0x5748_4E43;
/// The format that this Whence writes and reads.
pub const VERSION: i64 = 2;

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

/// What the second format has and the first had not.
const SINCE_2: &str = "
    CREATE TABLE record_mark (
        record TEXT PRIMARY KEY,
        comment TEXT NOT NULL,
        bookmarked INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE layout (json TEXT NOT NULL) STRICT;
";

/// Whether a file says that it is a case file.
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

/// Makes a new one.
pub fn make(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    defend(&connection)?;
    // All of it or nothing: a file that is half made would say that it is a case file.
    connection.execute_batch("BEGIN IMMEDIATE")?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.execute_batch(TABLES)?;
    connection.execute_batch(SINCE_2)?;
    connection.pragma_update(None, "user_version", VERSION)?;
    connection.execute_batch("COMMIT")?;
    settle(&connection)?;
    Ok(connection)
}

/// Opens one that is there, after a look at whether it is whole.
pub fn open(path: &Path) -> Result<Connection, CaseFileError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let failed = |source| error(path, source);
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    defend(&connection).map_err(failed)?;
    settle(&connection).map_err(failed)?;
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
        renew(&connection).map_err(failed)?;
    }
    Ok(connection)
}

/// Makes a file of the first format one of this: all of it or nothing.
fn renew(connection: &Connection) -> rusqlite::Result<()> {
    let version = format!("PRAGMA user_version = {VERSION}; COMMIT");
    let steps = ["BEGIN IMMEDIATE;", SINCE_2, &version].concat();
    connection.execute_batch(&steps).inspect_err(|_| {
        // The error says what is wrong; what was begun is undone when the connection closes, too.
        let _ = connection.execute_batch("ROLLBACK");
    })
}

/// What a file may bring along is not run.
fn defend(connection: &Connection) -> rusqlite::Result<()> {
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

/// One writer, and a transaction that was said to be written is on the disk.
fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(std::time::Duration::from_millis(200))?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // The lock is taken by the first transaction that writes, and kept.
    connection.execute_batch("BEGIN IMMEDIATE; COMMIT")
}

/// What an error of `SQLite` means for the examiner.
pub fn error(path: &Path, source: rusqlite::Error) -> CaseFileError {
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
