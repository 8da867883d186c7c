//! The table of sessions.

use std::borrow::Cow;

use crate::analysis::briefs::{Brief, Briefs};
use crate::analysis::keys::{PlaceKey, user_label};
use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::domain::session::{EndKind, Session};
use crate::domain::status::failure_reason;
use crate::domain::time::Timestamp;
use crate::ui::detail::Tab;
use crate::ui::route::Route;
use crate::ui::rows::{Column, FilterColumn, Key, Shape, Sort};
use crate::ui::text;
use crate::ui::value::Value;

type Col = Column<u32>;

/// The number of the column of begins.
pub const BEGIN: usize = 0;
/// The number of the column of durations.
pub const DURATION: usize = 2;
/// The number of the column of failed tries.
pub const TRIES: usize = 11;

/// One row for each session; a row is its index in the case.
pub static SESSIONS: Shape<u32> = Shape {
    name: "sessions",
    columns: &[
        Col::time("Begin", |case, index| {
            of(case, *index, |s| Value::time(s.begin))
        })
        .by(Key::Number(|all, index| {
            all.get(*index)?.begin().map(Timestamp::ticks)
        }))
        .asked_by(&["after", "before", "on", "hours", "day"]),
        Col::time("End", |case, index| {
            of(case, *index, |s| Value::time(s.end))
        })
        .by(Key::Number(|all, index| {
            all.get(*index)?.end().map(Timestamp::ticks)
        })),
        Col::new("Duration", 95.0, |case, index| of(case, *index, duration))
            .by(Key::Number(|all, index| all.get(*index)?.duration()))
            .asked_by(&["dur"]),
        Col::new("User", 190.0, |case, index| of(case, *index, user))
            .by(Key::Code(|all, index| code(all, *index, |b| b.name)))
            .filter(FilterColumn::Named("user")),
        Col::new("Kind", 85.0, |case, index| of(case, *index, kind))
            .by(Key::Code(|all, index| code(all, *index, |b| b.kind_words)))
            .filter(FilterColumn::Named("kind")),
        Col::new("Outcome", 80.0, |case, index| {
            of(case, *index, |s| Value::Outcome(s.outcome))
        })
        .by(Key::Code(|all, index| {
            code(all, *index, |b| b.outcome as u32)
        }))
        .filter(FilterColumn::Named("outcome")),
        Col::new("Source", 130.0, |case, index| of(case, *index, place))
            .by(Key::Code(|all, index| code(all, *index, |b| b.place)))
            .filter(FilterColumn::Named("ip")),
        Col::new("Client", 110.0, |case, index| of(case, *index, client))
            .by(Key::Code(|all, index| code(all, *index, |b| b.client)))
            .filter(FilterColumn::Named("client")),
        Col::new("Ended by", 130.0, |case, index| of(case, *index, ended_by))
            .by(Key::Code(|all, index| code(all, *index, |b| b.ended)))
            .asked_by(&["end"]),
        Col::new("Host", 130.0, |case, index| {
            of(case, *index, |s| Value::text(case.host_name(s.host)))
        })
        .by(Key::Code(|all, index| code(all, *index, |b| b.host.0)))
        .filter(FilterColumn::Named("host")),
        Col::new("Failure", 170.0, |case, index| of(case, *index, failure))
            .by(Key::Code(|all, index| code(all, *index, |b| b.ended)))
            .asked_by(&["end"]),
        Col::new("Tries", 60.0, |case, index| {
            of(case, *index, |s| Value::count(u64::from(s.attempts)))
        })
        .by(Key::Number(|all, index| {
            let tries = all.get(*index)?.attempts;
            (tries > 0).then_some(i64::from(tries))
        }))
        .hint(text::TRIES_HINT)
        .asked_by(&["tries"]),
        Col::new("Confidence", 90.0, |case, index| {
            of(case, *index, |s| Value::Confidence(s.confidence()))
        })
        .by(Key::Code(|all, index| {
            code(all, *index, |b| b.confidence as u32)
        })),
        Col::new("Records", 75.0, |case, index| {
            of(case, *index, |s| Value::Number(s.sources.len() as u64))
        })
        .by(Key::Number(|all, index| {
            all.get(*index).map(|b| i64::from(b.sources))
        }))
        .hint(text::RECORDS_HINT)
        .asked_by(&["records"]),
        Col::marked("Tags", 130.0, |mark| {
            let tags: Vec<&str> = mark.tags.iter().map(String::as_str).collect();
            let star = if mark.is_bookmarked { "* " } else { "" };
            Value::text(format!("{star}{}", tags.join(", ")))
        })
        .hint(text::TAGS_HINT)
        .filter(FilterColumn::Named("tag")),
        Col::marked("Comment", 160.0, |mark| Value::text(&*mark.comment))
            .growing()
            .filter(FilterColumn::Named("comment")),
        Col::new("Id", 140.0, |case, index| {
            of(case, *index, |s| Value::text(s.id.to_string()))
        })
        .by(Key::Text(|all, index| all.id(*index)))
        .filter(FilterColumn::Any),
    ],
    sort: Sort::up(0),
    row_name: |case, index| {
        let name = |session: &Session| {
            let time = session
                .sort_time()
                .map(|time| time.to_string())
                .unwrap_or_default();
            Value::Text(format!(
                "session {time} {}",
                printable(&user_label(session))
            ))
        };
        of(case, *index, name).display(&crate::domain::time::DisplayZone::Utc)
    },
    down: |_, index| Some(Route::Session(*index, Tab::Summary)),
    sessions: |index| Cow::Borrowed(std::slice::from_ref(index)),
    find: Some(|items, session| items.binary_search(&session).ok()),
    event: |_, _| None,
};

fn of(case: &Case, index: u32, value: impl Fn(&Session) -> Value) -> Value {
    case.sessions
        .get(index as usize)
        .map_or(Value::Nothing, value)
}

fn code(briefs: &Briefs, index: u32, code: impl Fn(&Brief) -> u32) -> u32 {
    briefs.get(index).map_or(0, code)
}

fn duration(session: &Session) -> Value {
    session.duration().map_or(Value::Nothing, Value::Length)
}

fn user(session: &Session) -> Value {
    Value::text(user_label(session))
}

fn kind(session: &Session) -> Value {
    let kind = session.kind.as_str();
    Value::text(match (&session.detail, session.reconnect) {
        (Some(detail), _) => format!("{kind}, {detail}"),
        (None, true) => format!("{kind}, {}", text::RECONNECT),
        (None, false) => kind.to_owned(),
    })
}

fn place(session: &Session) -> Value {
    match PlaceKey::of(session) {
        PlaceKey::Ip(ip) => Value::Address(ip),
        PlaceKey::NoAddress => Value::Nothing,
        other => Value::text(other.label()),
    }
}

fn client(session: &Session) -> Value {
    let name = session
        .client_name
        .as_deref()
        .or(session.source_host.as_deref());
    Value::maybe(name)
}

fn ended_by(session: &Session) -> Value {
    Value::text(match (session.end_kind, session.end_detail) {
        (EndKind::Failed, _) => String::new(),
        (kind, Some(detail)) => format!("{kind}, {detail}"),
        (kind, None) => kind.as_str().to_owned(),
    })
}

fn failure(session: &Session) -> Value {
    session.failure_code.map_or(Value::Nothing, |code| {
        Value::text(failure_reason(code).map_or_else(|| format!("{code:#010X}"), str::to_owned))
    })
}
