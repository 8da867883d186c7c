//! Reading a case file.

use std::path::PathBuf;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::{CaseFile, Contents, Evidence};
use crate::domain::mark::{LONGEST_COMMENT, Mark, tag};
use crate::domain::record_key::RecordKey;
use crate::domain::session_id::SessionId;

/// More entries than this of one kind are not read.
const MOST: usize = 1_000_000;

impl CaseFile {
    /// All that it holds.
    pub(super) fn read(&self) -> rusqlite::Result<Contents> {
        let mut contents = Contents::default();
        let over = &mut contents.passed_over;
        let one = |row: &Row<'_>| text(row, 0);
        let roots = rows(&self.connection, "SELECT path FROM root", over, one)?;
        contents.roots = roots.into_iter().map(PathBuf::from).collect();
        let sql = "SELECT name, size, sha256 FROM evidence ORDER BY name";
        contents.evidence = rows(&self.connection, sql, over, |row| {
            Some(Evidence {
                name: text(row, 0)?,
                size: u64::try_from(row.get::<_, i64>(1).ok()?).ok()?,
                sha256: row.get(2).ok()?,
            })
        })?;
        let sql = "SELECT session, tags, comment, bookmarked, muted FROM mark";
        contents.marks = rows(&self.connection, sql, over, mark)?
            .into_iter()
            .collect();
        let sql = "SELECT record, comment, bookmarked FROM record_mark";
        contents.records = rows(&self.connection, sql, over, record_mark)?
            .into_iter()
            .collect();
        let layouts = rows(&self.connection, "SELECT json FROM layout", over, one)?;
        contents.layout = layouts.into_iter().next();
        let sql = "SELECT name, text FROM filter";
        let filters = rows(&self.connection, sql, over, |row| {
            Some((text(row, 0)?, text(row, 1)?))
        })?;
        contents.filters = filters.into_iter().collect();
        Ok(contents)
    }
}

/// Every row that is understood; the others are counted.
fn rows<T>(
    connection: &Connection,
    sql: &str,
    passed_over: &mut u64,
    understand: impl Fn(&Row<'_>) -> Option<T>,
) -> rusqlite::Result<Vec<T>> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        match understand(row) {
            Some(one) if found.len() < MOST => found.push(one),
            _ => *passed_over += 1,
        }
    }
    Ok(found)
}

/// A text of a length that somebody may have typed.
fn text(row: &Row<'_>, column: usize) -> Option<String> {
    match row.get_ref(column).ok()? {
        ValueRef::Text(bytes) if bytes.len() <= LONGEST_COMMENT => {
            std::str::from_utf8(bytes).ok().map(str::to_owned)
        }
        _ => None,
    }
}

fn record_mark(row: &Row<'_>) -> Option<(RecordKey, Mark)> {
    let mark = Mark {
        comment: text(row, 1)?,
        is_bookmarked: row.get(2).ok()?,
        ..Mark::default()
    };
    Some((RecordKey::parse(&text(row, 0)?)?, mark))
}

fn mark(row: &Row<'_>) -> Option<(SessionId, Mark)> {
    let tags: Vec<String> = serde_json::from_str(&text(row, 1)?).ok()?;
    let mark = Mark {
        tags: tags.iter().filter_map(|typed| tag(typed)).collect(),
        comment: text(row, 2)?,
        is_bookmarked: row.get(3).ok()?,
        is_muted: row.get(4).ok()?,
    };
    Some((SessionId::parse(&text(row, 0)?)?, mark))
}
