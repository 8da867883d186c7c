//! Reading a case file.

use std::path::PathBuf;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::contents::CaseFileContents;
use super::evidence::EvidenceEntry;
use super::file::CaseFile;
use crate::domain::mark::{LONGEST_COMMENT, Mark, tag};
use crate::domain::record_key::RecordKey;
use crate::domain::session_id::SessionId;

/// More entries than this of one kind are not read.
const MOST: usize = 1_000_000;

impl CaseFile {
    /// Reads everything that it holds.
    pub(super) fn read(&self) -> rusqlite::Result<CaseFileContents> {
        let mut contents = CaseFileContents::default();
        let skipped = &mut contents.skipped;
        let one = |row: &Row<'_>| text(row, 0);
        let roots = rows(&self.connection, "SELECT path FROM root", skipped, one)?;
        contents.roots = roots.into_iter().map(PathBuf::from).collect();
        let sql = "SELECT name, size, sha256 FROM evidence ORDER BY name";
        contents.evidence = rows(&self.connection, sql, skipped, |row| {
            Some(EvidenceEntry {
                name: text(row, 0)?,
                size: u64::try_from(row.get::<_, i64>(1).ok()?).ok()?,
                sha256: row.get(2).ok()?,
            })
        })?;
        let sql = "SELECT session, tags, comment, bookmarked, muted FROM mark";
        contents.marks = rows(&self.connection, sql, skipped, mark)?
            .into_iter()
            .collect();
        let sql = "SELECT record, comment, bookmarked, tags FROM record_mark";
        contents.records = rows(&self.connection, sql, skipped, record_mark)?
            .into_iter()
            .collect();
        let layouts = rows(&self.connection, "SELECT json FROM layout", skipped, one)?;
        contents.layout = layouts.into_iter().next();
        let sql = "SELECT name, text FROM filter";
        let filters = rows(&self.connection, sql, skipped, |row| {
            Some((text(row, 0)?, text(row, 1)?))
        })?;
        contents.filters = filters.into_iter().collect();
        Ok(contents)
    }
}

/// Reads every row that is understood and counts the others.
fn rows<T>(
    connection: &Connection,
    sql: &str,
    skipped: &mut u64,
    understand: impl Fn(&Row<'_>) -> Option<T>,
) -> rusqlite::Result<Vec<T>> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        match understand(row) {
            Some(one) if found.len() < MOST => found.push(one),
            _ => *skipped += 1,
        }
    }
    Ok(found)
}

/// Text that is short enough to have been typed.
fn text(row: &Row<'_>, column: usize) -> Option<String> {
    match row.get_ref(column).ok()? {
        ValueRef::Text(bytes) if bytes.len() <= LONGEST_COMMENT => {
            std::str::from_utf8(bytes).ok().map(str::to_owned)
        }
        _ => None,
    }
}

fn record_mark(row: &Row<'_>) -> Option<(RecordKey, Mark)> {
    let tags: Vec<String> = serde_json::from_str(&text(row, 3)?).ok()?;
    let mark = Mark {
        tags: tags.iter().filter_map(|typed| tag(typed)).collect(),
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
