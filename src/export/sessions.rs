//! The exported record of a session: one column for each field, in fixed order [source 13.1].

use crate::case::Case;
use crate::domain::address::range_of;
use crate::domain::cell::{Cell, NestedTable};
use crate::domain::join::Join;
use crate::domain::mark::{self, Mark, Marked};
use crate::domain::session::{EndDetail, Precision, Session, Source};
use crate::domain::status::failure_reason;
use crate::domain::table::{ColumnHeader, Table};

/// Some sessions of a case, in the order in which they are exported.
#[derive(Clone, Copy, Debug)]
pub struct SessionTable<'a> {
    /// The case.
    pub case: &'a Case,
    /// The indices of the sessions in it.
    pub indices: &'a [u32],
    /// The examiner's marks.
    pub marked: &'a Marked,
}

impl SessionTable<'_> {
    /// How many fields a session has.
    pub fn column_count() -> usize {
        COLUMNS.len()
    }

    fn session(&self, row: usize) -> Option<(&Session, &Mark)> {
        let index = self.indices.get(row)?;
        let session = self.case.sessions.get(*index as usize)?;
        Some((session, self.marked.get(index).unwrap_or(&mark::NONE)))
    }
}

impl Table for SessionTable<'_> {
    fn columns(&self) -> Vec<ColumnHeader> {
        COLUMNS.iter().map(|column| column.header).collect()
    }

    fn row_count(&self) -> usize {
        self.indices.len()
    }

    fn read_row<'a>(&'a self, row: usize, cells: &mut Vec<Cell<'a>>) {
        let Some((session, mark)) = self.session(row) else {
            return;
        };
        let case = self.case;
        cells.extend(
            COLUMNS
                .iter()
                .map(|column| (column.cell)(case, session, mark)),
        );
    }

    /// Most of the work is in the sources.
    fn weight(&self, row: usize) -> usize {
        1 + self
            .session(row)
            .map_or(0, |(session, _)| session.sources.len())
    }
}

type CellOf = for<'a> fn(&'a Case, &'a Session, &'a Mark) -> Cell<'a>;

struct SessionColumn {
    header: ColumnHeader,
    cell: CellOf,
}

const fn column(name: &'static str, title: &'static str, cell: CellOf) -> SessionColumn {
    SessionColumn {
        header: ColumnHeader { name, title },
        cell,
    }
}

/// Every field, in order.
const COLUMNS: &[SessionColumn] = &[
    column("id", "Id", |_, s, _| Cell::display(Some(s.id))),
    column("host", "Host", |case, s, _| {
        Cell::text(Some(case.host_name(s.host)))
    }),
    column("host_aliases", "Host aliases", |case, s, _| {
        host_aliases(case, s)
    }),
    column("user", "User", |_, s, _| Cell::text(s.user.as_ref())),
    column("domain", "Domain", |_, s, _| Cell::text(s.domain.as_ref())),
    column("sid", "SID", |_, s, _| Cell::text(s.sid.as_ref())),
    column("user_as_logged", "User as logged", |_, s, _| {
        Cell::text(s.user_as_logged.as_ref())
    }),
    column("kind", "Kind", |_, s, _| Cell::text(Some(s.kind.as_str()))),
    column("detail", "Detail", |_, s, _| Cell::text(s.detail.as_ref())),
    column("outcome", "Outcome", |_, s, _| {
        Cell::text(Some(s.outcome.as_str()))
    }),
    column("reconnect", "Reconnect", |_, s, _| {
        Cell::Boolean(s.reconnect)
    }),
    column("source_ip", "Source address", |_, s, _| {
        Cell::display(s.source_ip)
    }),
    column("source_port", "Source port", |_, s, _| {
        Cell::integer(s.source_port)
    }),
    column("source_host", "Source host", |_, s, _| {
        Cell::text(s.source_host.as_ref())
    }),
    column("source_class", "Source class", |_, s, _| {
        Cell::text(Some(s.source_class.as_str()))
    }),
    column("source_range", "Source range", |_, s, _| {
        Cell::display(s.source_ip.map(range_of))
    }),
    column("begin", "Begin", |_, s, _| Cell::time(s.begin)),
    column("authenticated", "Authenticated", |_, s, _| {
        Cell::time(s.authenticated)
    }),
    column("desktop", "Desktop", |_, s, _| Cell::time(s.desktop)),
    column("end", "End", |_, s, _| Cell::time(s.end)),
    column("duration_s", "Duration", |_, s, _| {
        Cell::duration(s.duration())
    }),
    column("begin_precision", "Begin precision", |_, s, _| {
        Cell::text(s.begin_precision.map(Precision::as_str))
    }),
    column("end_precision", "End precision", |_, s, _| {
        Cell::text(s.end_precision.map(Precision::as_str))
    }),
    column("end_kind", "End kind", |_, s, _| {
        Cell::text(Some(s.end_kind.as_str()))
    }),
    column("end_detail", "End detail", |_, s, _| {
        Cell::text(s.end_detail.map(EndDetail::as_str))
    }),
    column("failure_code", "Failure code", |_, s, _| {
        Cell::display(s.failure_code.map(|code| format!("0x{code:08X}")))
    }),
    column("failure_reason", "Failure reason", |_, s, _| {
        Cell::text(
            s.failure_code
                .map(|code| failure_reason(code).unwrap_or("unknown")),
        )
    }),
    column("attempts", "Attempts", |_, s, _| {
        Cell::integer(Some(s.attempts))
    }),
    column("elevated", "Elevated", |_, s, _| Cell::boolean(s.elevated)),
    column("logon_types", "Logon types", |_, s, _| logon_types(s)),
    column("auth_package", "Authentication package", |_, s, _| {
        Cell::text(s.auth_package.as_ref())
    }),
    column("logon_process", "Logon process", |_, s, _| {
        Cell::text(s.logon_process.as_ref())
    }),
    column("logon_ids", "Logon ids", |_, s, _| {
        Cell::texts(s.logon_ids.iter().map(ToString::to_string))
    }),
    column("local_session_id", "Local session id", |_, s, _| {
        Cell::integer(s.local_session_id)
    }),
    column("connection_id", "Connection id", |_, s, _| {
        Cell::display(s.connection_id)
    }),
    column("client_name", "Client name", |_, s, _| {
        Cell::text(s.client_name.as_ref())
    }),
    column("via_gateway", "Via gateway", |_, s, _| {
        Cell::text(s.via_gateway.as_ref())
    }),
    column("client_utc_offset", "Client UTC offset", |_, s, _| {
        Cell::display(s.client_utc_offset.map(utc_offset))
    }),
    column("confidence", "Confidence", |_, s, _| {
        Cell::text(Some(s.confidence().as_str()))
    }),
    column("confidence_begin", "Confidence in begin", |_, s, _| {
        Cell::text(Some(s.confidence_begin.as_str()))
    }),
    column("confidence_end", "Confidence in end", |_, s, _| {
        Cell::text(Some(s.confidence_end.as_str()))
    }),
    column("confidence_user", "Confidence in user", |_, s, _| {
        Cell::text(Some(s.confidence_user.as_str()))
    }),
    column("confidence_source", "Confidence in source", |_, s, _| {
        Cell::text(Some(s.confidence_source.as_str()))
    }),
    column("notes", "Notes", |case, s, _| notes(case, s)),
    column("sources", "Sources", |case, s, _| sources(case, s)),
    column("tags", "Tags", |_, _, mark| Cell::texts(&mark.tags)),
    column("comment", "Comment", |_, _, mark| {
        Cell::text(Some(&mark.comment).filter(|text| !text.is_empty()))
    }),
];

fn host_aliases<'a>(case: &'a Case, session: &Session) -> Cell<'a> {
    let host = case.hosts.get(session.host.0 as usize);
    let aliases = host.into_iter().flat_map(|host| &host.aliases);
    Cell::texts(aliases.map(|alias| alias.name.as_str()))
}

fn logon_types(session: &Session) -> Cell<'_> {
    let types = session.logon_types.iter();
    Cell::List(types.map(|&number| Cell::integer(Some(number))).collect())
}

/// `+02:00` of minutes east of UTC.
fn utc_offset(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// The notes on the session, then the near misses: what was left out of it and why.
fn notes(case: &Case, session: &Session) -> Cell<'static> {
    let left_out = session.near_misses.iter();
    let left_out = left_out.filter_map(|miss| Some(miss.sentence(case.record(miss.event)?)));
    let notes = session.notes.iter().map(ToString::to_string);
    Cell::texts(notes.chain(left_out))
}

const SOURCE_COLUMNS: &[&str] = &[
    "channel",
    "event_id",
    "record_id",
    "time",
    "role",
    "rule",
    "join",
    "files",
];

/// The source records. A record is identified by channel, event id and record id.
fn sources<'a>(case: &'a Case, session: &'a Session) -> Cell<'a> {
    let mut cells = Vec::with_capacity(session.sources.len() * SOURCE_COLUMNS.len());
    for source in &session.sources {
        let Some(record) = case.record(source.event) else {
            continue;
        };
        cells.extend([
            Cell::text(Some(&record.channel)),
            Cell::integer(Some(record.event_id)),
            Cell::integer(Some(record.record_id)),
            Cell::Time(record.time),
            Cell::text(Some(source.role.as_str())),
            Cell::text(Some(source.rule.as_str())),
            join(source),
            Cell::texts(case.file_names(record)),
        ]);
    }
    Cell::Nested(NestedTable {
        columns: SOURCE_COLUMNS,
        key_columns: 3,
        cells,
    })
}

/// The key that joined a source. Most are fixed words, which are not copied.
fn join(source: &Source) -> Cell<'_> {
    match &source.join {
        Join::Words(words) => Cell::text(Some(words)),
        other => Cell::display(Some(other)),
    }
}
