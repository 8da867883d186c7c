//! The table of local sessions: desktops, whoever looked at them.

use std::borrow::Cow;

use crate::analysis::keys::user_label;
use crate::case::Case;
use crate::domain::account::same_name;
use crate::domain::session::{EndKind, LocalSession};
use crate::ui::detail::Tab;
use crate::ui::route::Route;
use crate::ui::rows::{Column, FilterColumn, Shape, Sort};
use crate::ui::text;
use crate::ui::value::Value;

type Col = Column<u32>;

/// One row for each local session; a row is its index in the case.
pub static LOCAL_SESSIONS: Shape<u32> = Shape {
    name: "local sessions",
    columns: &[
        Col::time("Begin", |case, index| {
            of(case, *index, |local| Value::time(local.begin))
        }),
        Col::time("End", |case, index| {
            of(case, *index, |local| Value::time(local.end))
        }),
        Col::new("Ended by", 110.0, |case, index| of(case, *index, ended_by))
            .filter(FilterColumn::Named("end")),
        Col::new("Id", 50.0, |case, index| {
            of(case, *index, |local| {
                Value::Plain(u64::from(local.session_id))
            })
        }),
        Col::new("User", 200.0, |case, index| user(case, *index))
            .filter(FilterColumn::Named("user")),
        Col::new("Host", 160.0, |case, index| {
            of(case, *index, |local| {
                Value::text(case.host_name(local.host))
            })
        })
        .filter(FilterColumn::Named("host")),
        Col::new("Boot", 60.0, |case, index| {
            of(case, *index, |local| Value::Number(u64::from(local.boot)))
        })
        .hint(text::BOOT_HINT),
        Col::new("Visits", 65.0, |case, index| {
            of(case, *index, |local| {
                Value::Number(local.visits.len() as u64)
            })
        })
        .hint(text::VISITS_HINT),
        Col::time("Left and running since", |case, index| {
            of(case, *index, |local| {
                Value::time(local.disconnected_since())
            })
        })
        .hint(text::LEFT_HINT),
        Col::new("Records", 75.0, |case, index| {
            of(case, *index, |local| {
                Value::Number(local.events.len() as u64)
            })
        })
        .asked_by(&["records"]),
    ],
    sort: Sort::up(0),
    row_name: |case, index| {
        let local = case.local_sessions.get(*index as usize);
        local.map_or_else(String::new, |local| {
            format!("local session {}", local.session_id)
        })
    },
    down: |case, index| {
        let visit = case.local_sessions.get(*index as usize)?.visits.first()?;
        Some(Route::Session(*visit, Tab::Local))
    },
    sessions: |_| Cow::Borrowed(&[]),
    find: None,
    event: |case, index| {
        let local = case.local_sessions.get(*index as usize)?;
        local.events.first().copied()
    },
};

fn of(case: &Case, index: u32, value: impl Fn(&LocalSession) -> Value) -> Value {
    let local = case.local_sessions.get(index as usize);
    local.map_or(Value::Nothing, value)
}

/// The user as the first visitor of that name is called, with the domain: the records of local sessions
/// are about desktops and often name the user alone.
fn user(case: &Case, index: u32) -> Value {
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
            .map_or_else(|| Value::maybe(name), Value::text)
    })
}

fn ended_by(local: &LocalSession) -> Value {
    match local.end_kind {
        EndKind::Unknown => Value::Nothing,
        kind => Value::text(kind.as_str()),
    }
}
