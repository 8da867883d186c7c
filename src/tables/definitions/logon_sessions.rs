//! The table of Windows logon sessions: of the case, or of one access session.

use std::borrow::Cow;

use crate::case::Case;
use crate::domain::session::LogonSession;
use crate::domain::status::logon_type_name;
use crate::tables::cell::CellValue;
use crate::tables::column::{Column, FilterColumn};
use crate::tables::route::{Route, SessionTab};
use crate::tables::sorting::Sort;
use crate::tables::spec::{RowLevel, TableSpec};
use crate::tables::wording::yes_no;

type Col = Column<u32>;

/// One row for each logon session; a row is its index in the case.
pub static LOGON_SESSIONS: TableSpec<u32> = TableSpec {
    name: "logon sessions",
    columns: &[
        Col::new("logon_id", "Logon id", 120.0, |case, index| {
            of(case, *index, |logon| {
                CellValue::maybe(logon.luid.map(|luid| luid.to_string()).as_deref())
            })
        })
        .hint("LUID: unique on one host within one boot"),
        Col::new("logon_type", "Type", 170.0, |case, index| {
            of(case, *index, logon_type)
        })
        .filter(FilterColumn::Any),
        Col::new("elevated", "Elevated", 80.0, |case, index| {
            of(case, *index, |logon| {
                CellValue::maybe(logon.elevated.map(yes_no))
            })
        }),
        Col::new("linked_logon_id", "Other half", 120.0, |case, index| {
            of(case, *index, |logon| {
                CellValue::text(
                    logon
                        .linked
                        .map(|luid| luid.to_string())
                        .unwrap_or_default(),
                )
            })
        })
        .hint("The other half of an elevated and filtered pair"),
        Col::new("user", "User", 200.0, |case, index| of(case, *index, user))
            .filter(FilterColumn::Named("user")),
        Col::new("host", "Host", 130.0, |case, index| {
            of(case, *index, |logon| {
                CellValue::text(case.host_name(logon.host))
            })
        })
        .filter(FilterColumn::Named("host")),
        Col::time("begin", "Begin", |case, index| {
            of(case, *index, |logon| CellValue::time(logon.begin))
        }),
        Col::time("end", "End", |case, index| {
            of(case, *index, |logon| CellValue::time(logon.end))
        }),
        Col::new("ended_by", "Ended", 130.0, |case, index| {
            of(case, *index, |logon| {
                CellValue::text(logon.end_kind.as_str())
            })
        })
        .hint("How its end is known: where only the boot ended, it is a limit")
        .filter(FilterColumn::Named("end")),
        Col::new("boot", "Boot", 60.0, |case, index| {
            of(case, *index, |logon| {
                CellValue::Number(u64::from(logon.boot))
            })
        })
        .hint("Which boot of the host, counted from 0"),
        Col::new("records", "Records", 75.0, |case, index| {
            of(case, *index, |logon| {
                CellValue::Number(logon.events.len() as u64)
            })
        })
        .asked_by(&["records"]),
    ],
    first_sort: Sort::up(6),
    row_name: |case, index| {
        case.logon_sessions
            .get(*index as usize)
            .map(|logon| match logon.luid {
                Some(luid) => format!("logon session {luid}"),
                None => "logon session of unknown id".to_owned(),
            })
            .unwrap_or_default()
    },
    down: |case, index| {
        let session = case.logon_sessions.get(*index as usize)?.sessions.first()?;
        Some(Route::Session(*session, SessionTab::Logons))
    },
    sessions: |_| Cow::Borrowed(&[]),
    find: None,
    event: |case, index| {
        case.logon_sessions
            .get(*index as usize)?
            .events
            .first()
            .copied()
    },
    mark_key: |_, _| None,
    level: RowLevel::None,
    activity: |_| None,
};

fn of(case: &Case, index: u32, value: impl Fn(&LogonSession) -> CellValue) -> CellValue {
    case.logon_sessions
        .get(index as usize)
        .map_or(CellValue::Absent, value)
}

fn logon_type(logon: &LogonSession) -> CellValue {
    CellValue::text(
        logon
            .logon_type
            .map(|number| format!("{number} {}", logon_type_name(number)))
            .unwrap_or_default(),
    )
}

fn user(logon: &LogonSession) -> CellValue {
    match (&logon.domain, &logon.user) {
        (Some(domain), Some(user)) => CellValue::text(format!("{domain}\\{user}")),
        (None, Some(user)) => CellValue::text(&**user),
        (_, None) => CellValue::Absent,
    }
}
