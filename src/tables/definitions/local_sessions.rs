//! The table of local sessions: desktops, whoever used them.

use std::borrow::Cow;

use crate::analysis::group_keys::user_label;
use crate::case::Case;
use crate::domain::account::same_name;
use crate::domain::session::{EndKind, LocalSession};
use crate::tables::cell::CellValue;
use crate::tables::column::{Column, FilterColumn};
use crate::tables::route::{Route, SessionTab};
use crate::tables::sorting::Sort;
use crate::tables::spec::{RowLevel, TableSpec};

type Col = Column<u32>;

/// One row for each local session; a row is its index in the case.
pub static LOCAL_SESSIONS: TableSpec<u32> = TableSpec {
    name: "local sessions",
    columns: &[
        Col::time("begin", "Begin", |case, index| {
            of(case, *index, |local| CellValue::time(local.begin))
        }),
        Col::time("end", "End", |case, index| {
            of(case, *index, |local| CellValue::time(local.end))
        }),
        Col::new("ended_by", "Ended by", 110.0, |case, index| {
            of(case, *index, ended_by)
        })
        .filter(FilterColumn::Named("end")),
        Col::new("session_id", "Id", 50.0, |case, index| {
            of(case, *index, |local| {
                CellValue::Plain(u64::from(local.session_id))
            })
        }),
        Col::new("user", "User", 200.0, |case, index| user(case, *index))
            .filter(FilterColumn::Named("user")),
        Col::new("host", "Host", 160.0, |case, index| {
            of(case, *index, |local| {
                CellValue::text(case.host_name(local.host))
            })
        })
        .filter(FilterColumn::Named("host")),
        Col::new("boot", "Boot", 60.0, |case, index| {
            of(case, *index, |local| {
                CellValue::Number(u64::from(local.boot))
            })
        })
        .hint("Which boot of the host, counted from 0"),
        Col::new("visits", "Visits", 65.0, |case, index| {
            of(case, *index, |local| {
                CellValue::Number(local.visits.len() as u64)
            })
        })
        .hint("Access sessions that used the desktop"),
        Col::time(
            "disconnected_since",
            "Left and running since",
            |case, index| {
                of(case, *index, |local| {
                    CellValue::time(local.disconnected_since())
                })
            },
        )
        .hint("Nobody has connected since, and it was still running when the evidence ends"),
        Col::new("records", "Records", 75.0, |case, index| {
            of(case, *index, |local| {
                CellValue::Number(local.events.len() as u64)
            })
        })
        .asked_by(&["records"]),
    ],
    first_sort: Sort::up(0),
    row_name: |case, index| {
        let local = case.local_sessions.get(*index as usize);
        local.map_or_else(String::new, |local| {
            format!("local session {}", local.session_id)
        })
    },
    down: |case, index| {
        let visit = case.local_sessions.get(*index as usize)?.visits.first()?;
        Some(Route::Session(*visit, SessionTab::Local))
    },
    sessions: |_| Cow::Borrowed(&[]),
    find: None,
    event: |case, index| {
        let local = case.local_sessions.get(*index as usize)?;
        local.events.first().copied()
    },
    mark_key: |_, _| None,
    level: RowLevel::None,
    activity: |_| None,
};

fn of(case: &Case, index: u32, value: impl Fn(&LocalSession) -> CellValue) -> CellValue {
    let local = case.local_sessions.get(index as usize);
    local.map_or(CellValue::Absent, value)
}

/// The user as the first visitor of that name is called, with the domain: the records of local sessions
/// are about desktops and often name the user alone.
fn user(case: &Case, index: u32) -> CellValue {
    of(case, index, |local| {
        let name = local.user.as_deref();
        let visitors = local.visits.iter();
        let mut labels = visitors
            .filter_map(|visit| case.sessions.get(*visit as usize))
            .filter(|session| {
                session
                    .user
                    .as_deref()
                    .zip(name)
                    .is_some_and(|(a, b)| same_name(a, b))
            })
            .map(user_label);
        labels
            .next()
            .map_or_else(|| CellValue::maybe(name), CellValue::text)
    })
}

fn ended_by(local: &LocalSession) -> CellValue {
    match local.end_kind {
        EndKind::Unknown => CellValue::Absent,
        kind => CellValue::text(kind.as_str()),
    }
}
