//! The exported record of an activity: one column for each field, in fixed order [source 13.1].

use crate::case::Case;
use crate::domain::activity::{Activity, ActivitySource};
use crate::domain::cell::{Cell, NestedTable};
use crate::domain::mark::{self, Mark};
use crate::domain::record_key::RecordMarks;
use crate::domain::session::{Kind, Session};
use crate::domain::table::{ColumnHeader, Table};

/// Some activities of a case, in the order in which they are exported.
#[derive(Clone, Copy, Debug)]
pub struct ActivityTable<'a> {
    /// The case.
    pub case: &'a Case,
    /// The indices of the activities in it.
    pub indices: &'a [u32],
    /// The examiner's marks, by what states the activity.
    pub marks: &'a RecordMarks,
}

impl<'a> ActivityTable<'a> {
    /// How many fields an activity has.
    pub fn column_count() -> usize {
        COLUMNS.len()
    }

    fn mark(&self, activity: &Activity) -> &'a Mark {
        if self.marks.is_empty() {
            return &mark::NONE;
        }
        let key = self.case.activity_key(activity);
        key.and_then(|key| self.marks.get(&key))
            .unwrap_or(&mark::NONE)
    }
}

impl Table for ActivityTable<'_> {
    fn columns(&self) -> Vec<ColumnHeader> {
        COLUMNS.iter().map(|column| column.header).collect()
    }

    fn row_count(&self) -> usize {
        self.indices.len()
    }

    fn read_row<'a>(&'a self, row: usize, cells: &mut Vec<Cell<'a>>) {
        let index = self.indices.get(row).copied();
        let activity = index.and_then(|index| self.case.activities.get(index as usize));
        let Some(activity) = activity else {
            return;
        };
        let session = activity.session;
        let row = Row {
            case: self.case,
            activity,
            session: session.and_then(|session| self.case.sessions.get(session as usize)),
            mark: self.mark(activity),
        };
        cells.extend(COLUMNS.iter().map(|column| (column.cell)(row)));
    }
}

/// What the cells of a row are made of.
#[derive(Clone, Copy)]
struct Row<'a> {
    case: &'a Case,
    activity: &'a Activity,
    session: Option<&'a Session>,
    mark: &'a Mark,
}

type CellOf = for<'a> fn(Row<'a>) -> Cell<'a>;

struct ActivityColumn {
    header: ColumnHeader,
    cell: CellOf,
}

const fn column(name: &'static str, title: &'static str, cell: CellOf) -> ActivityColumn {
    ActivityColumn {
        header: ColumnHeader { name, title },
        cell,
    }
}

/// Every field, in order.
const COLUMNS: &[ActivityColumn] = &[
    column("id", "Id", |row| {
        Cell::display(Some(row.case.activity_id(row.activity)))
    }),
    column("host", "Host", |row| {
        Cell::text(row.activity.host.map(|host| row.case.host_name(host)))
    }),
    column("time", "Time", |row| Cell::time(row.activity.time)),
    column("time_end", "Time of end", |row| {
        Cell::time(row.activity.time_end)
    }),
    column("time_quality", "Time quality", |row| {
        Cell::text(Some(row.activity.time_quality.as_str()))
    }),
    column("user", "User", |row| {
        let user = &row.activity.user;
        Cell::text(user.user.as_ref().or(user.sid.as_ref()))
    }),
    column("domain", "Domain", |row| {
        Cell::text(row.activity.user.domain.as_ref())
    }),
    column("sid", "SID", |row| {
        Cell::text(row.activity.user.sid.as_ref())
    }),
    column("kind", "Kind", |row| {
        Cell::text(Some(row.activity.kind.as_str()))
    }),
    column("object", "Object", |row| {
        Cell::text(row.activity.object.as_ref())
    }),
    column("details", "Details", |row| {
        let line = row.activity.details.line();
        line.map_or(Cell::Absent, Cell::Text)
    }),
    column("strength", "Strength", |row| {
        Cell::text(Some(row.activity.strength.as_str()))
    }),
    column("session_id", "Session", |row| {
        Cell::display(row.session.map(|session| session.id))
    }),
    column("session_begin", "Session begin", |row| {
        Cell::time(row.session.and_then(|session| session.begin))
    }),
    column("session_user", "Session user", |row| {
        Cell::text(row.session.and_then(|session| session.user.as_ref()))
    }),
    column("session_kind", "Session kind", |row| {
        Cell::text(row.session.map(|session| session.kind).map(Kind::as_str))
    }),
    column("source_ip", "Source address", |row| {
        Cell::display(row.session.and_then(|session| session.source_ip))
    }),
    column("while_disconnected", "While disconnected", |row| {
        Cell::Boolean(row.activity.while_disconnected)
    }),
    column("candidates", "Candidates", candidates),
    column("notes", "Notes", |row| {
        Cell::texts(row.activity.notes.iter().map(|note| note.as_str()))
    }),
    column("sources", "Sources", |row| {
        let sources = row.activity.sources();
        Cell::List(sources.filter_map(|one| source(row.case, one)).collect())
    }),
    column("tags", "Tags", |row| Cell::texts(&row.mark.tags)),
    column("comment", "Comment", |row| {
        Cell::text(Some(&row.mark.comment).filter(|text| !text.is_empty()))
    }),
];

const CANDIDATE_COLUMNS: &[&str] = &["session_id", "begin", "user", "kind", "source_ip"];

/// The sessions that it may belong to, by begin.
fn candidates(row: Row<'_>) -> Cell<'_> {
    let members = row.case.candidates.get(row.activity.candidates);
    let mut cells = Vec::with_capacity(members.len() * CANDIDATE_COLUMNS.len());
    for session in members {
        let Some(session) = row.case.sessions.get(*session as usize) else {
            continue;
        };
        cells.extend([
            Cell::display(Some(session.id)),
            Cell::time(session.begin),
            Cell::text(session.user.as_ref()),
            Cell::text(Some(session.kind.as_str())),
            Cell::display(session.source_ip),
        ]);
    }
    Cell::Nested(NestedTable {
        columns: CANDIDATE_COLUMNS,
        key_columns: 1,
        cells,
    })
}

const RECORD_COLUMNS: &[&str] = &["channel", "event_id", "record_id", "time", "files"];
const ARTEFACT_COLUMNS: &[&str] = &["artefact", "path", "entry", "offset"];

/// A record, or the place in an artefact.
fn source(case: &Case, source: ActivitySource) -> Option<Cell<'_>> {
    Some(Cell::Object(match source {
        ActivitySource::Record(event) => {
            let record = case.record(event)?;
            NestedTable {
                columns: RECORD_COLUMNS,
                key_columns: 3,
                cells: vec![
                    Cell::text(Some(&record.channel)),
                    Cell::integer(Some(record.event_id)),
                    Cell::integer(Some(record.record_id)),
                    Cell::Time(record.time),
                    Cell::texts(case.file_names(record)),
                ],
            }
        }
        ActivitySource::Artefact(index) => {
            let found = case.artefacts.get(index as usize)?;
            let entry = case.artefact_entries.get(index as usize)?;
            NestedTable {
                columns: ARTEFACT_COLUMNS,
                key_columns: 3,
                cells: vec![
                    Cell::text(Some(entry.artefact.as_str())),
                    Cell::text(Some(&found.path)),
                    Cell::text(entry.entry.as_ref()),
                    Cell::integer(Some(entry.offset)),
                ],
            }
        }
    }))
}
