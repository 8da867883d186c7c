//! The records that made a session, and why each is there.

use std::borrow::Cow;

use crate::case::Case;
use crate::domain::event::Event;
use crate::domain::session::Source;
use crate::ui::rows::{Column, Shape, Sort};
use crate::ui::text;
use crate::ui::value::Value;

type Col = Column<Source>;

/// One row for each source.
pub static SOURCES: Shape<Source> = Shape {
    name: "sources",
    columns: &[
        Col::time("Time", |case, source| {
            of(case, source, |event| Value::Precise(event.time))
        })
        .wide(215.0),
        Col::new("Log", 430.0, |case, source| {
            of(case, source, |event| Value::text(&*event.channel))
        }),
        Col::new("Event id", 70.0, |case, source| {
            of(case, source, |event| {
                Value::Plain(u64::from(event.event_id))
            })
        }),
        Col::new("Record id", 85.0, |case, source| {
            of(case, source, |event| Value::Plain(event.record_id))
        })
        .hint(text::RECORD_ID_HINT),
        Col::new("Role", 105.0, |_, source| Value::text(source.role.as_str())),
        Col::new("Rule", 60.0, |_, source| Value::text(source.rule)).hint(text::RULE_HINT),
        Col::new("Joined by", 240.0, |_, source| {
            Value::text(source.join.as_str())
        })
        .hint(text::JOIN_HINT),
        Col::new("Files", 300.0, |case, source| {
            of(case, source, |event| {
                Value::text(case.file_names(event).join("; "))
            })
        })
        .hint(text::FILES_HINT),
    ],
    sort: Sort::up(0),
    row_name: |case, source| {
        case.event(source.event)
            .map(|event| format!("source {} {}", event.event_id, event.record_id))
            .unwrap_or_default()
    },
    down: |_, _| None,
    sessions: |_| Cow::Borrowed(&[]),
    event: |_, source| Some(source.event),
};

fn of(case: &Case, source: &Source, value: impl Fn(&Event) -> Value) -> Value {
    case.event(source.event).map_or(Value::Nothing, value)
}
