//! The Windows logon sessions of an access session.

use std::borrow::Cow;

use crate::case::Case;
use crate::domain::session::LogonSession;
use crate::domain::status::logon_type_name;
use crate::ui::detail::Tab;
use crate::ui::route::Route;
use crate::ui::rows::{Column, FilterColumn, Shape, Sort};
use crate::ui::text;
use crate::ui::value::Value;

type Col = Column<u32>;

/// One row for each logon session; a row is its index in the case.
pub static LOGONS: Shape<u32> = Shape {
    name: "logon sessions",
    columns: &[
        Col::new("Logon id", 120.0, |case, index| {
            of(case, *index, |logon| {
                Value::maybe(logon.luid.map(|luid| luid.to_string()).as_deref())
            })
        })
        .hint(text::LUID_HINT),
        Col::new("Type", 170.0, |case, index| of(case, *index, logon_type))
            .filter(FilterColumn::Any),
        Col::new("Elevated", 80.0, |case, index| {
            of(case, *index, |logon| {
                Value::maybe(logon.elevated.map(text::yes_no))
            })
        }),
        Col::new("Other half", 120.0, |case, index| {
            of(case, *index, |logon| {
                Value::text(
                    logon
                        .linked
                        .map(|luid| luid.to_string())
                        .unwrap_or_default(),
                )
            })
        })
        .hint(text::LINKED_HINT),
        Col::new("User", 200.0, |case, index| of(case, *index, user))
            .filter(FilterColumn::Named("user")),
        Col::new("Host", 130.0, |case, index| {
            of(case, *index, |logon| {
                Value::text(case.host_name(logon.host))
            })
        })
        .filter(FilterColumn::Named("host")),
        Col::time("Begin", |case, index| {
            of(case, *index, |logon| Value::time(logon.begin))
        }),
        Col::time("End", |case, index| {
            of(case, *index, |logon| Value::time(logon.end))
        }),
        Col::new("Ended", 130.0, |case, index| {
            of(case, *index, |logon| Value::text(logon.end_kind.as_str()))
        })
        .hint(text::LOGON_END_HINT)
        .filter(FilterColumn::Named("end")),
        Col::new("Boot", 60.0, |case, index| {
            of(case, *index, |logon| Value::Number(u64::from(logon.boot)))
        })
        .hint(text::BOOT_HINT),
        Col::new("Records", 75.0, |case, index| {
            of(case, *index, |logon| {
                Value::Number(logon.events.len() as u64)
            })
        })
        .asked_by(&["records"]),
    ],
    sort: Sort::up(6),
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
        Some(Route::Session(*session, Tab::Logons))
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
};

fn of(case: &Case, index: u32, value: impl Fn(&LogonSession) -> Value) -> Value {
    case.logon_sessions
        .get(index as usize)
        .map_or(Value::Nothing, value)
}

fn logon_type(logon: &LogonSession) -> Value {
    Value::text(
        logon
            .logon_type
            .map(|number| format!("{number} {}", logon_type_name(number)))
            .unwrap_or_default(),
    )
}

fn user(logon: &LogonSession) -> Value {
    match (&logon.domain, &logon.user) {
        (Some(domain), Some(user)) => Value::text(format!("{domain}\\{user}")),
        (None, Some(user)) => Value::text(&**user),
        (_, None) => Value::Nothing,
    }
}
