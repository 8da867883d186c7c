//! The table of the records that made a session, and why each is there.

use std::borrow::Cow;

use crate::case::Case;
use crate::domain::record::Record;
use crate::domain::record_key::RecordKey;
use crate::domain::session::Source;
use crate::tables::cell::CellValue;
use crate::tables::column::{Column, Look};
use crate::tables::sorting::Sort;
use crate::tables::spec::{RowLevel, TableSpec};
use crate::tables::wording::{sentence_case, short_join};

type Col = Column<Source>;

/// One row for each source.
pub static SOURCES: TableSpec<Source> = TableSpec {
    name: "sources",
    columns: &[
        Col::time("time", "Time", |case, source| {
            of(case, source, |event| CellValue::Precise(event.time))
        })
        .wide(165.0),
        Col::new("role", "Role", 108.0, |_, source| {
            CellValue::text(sentence_case(source.role.as_str()))
        }),
        Col::new("says", "What it says", 270.0, |case, source| {
            of(case, source, |event| {
                CellValue::maybe(Case::record_says(event))
            })
        })
        .growing()
        .hint("What a record of this log and event id says, in a few words"),
        Col::new("channel", "Log", 180.0, |case, source| {
            of(case, source, |event| CellValue::text(&*event.channel))
        })
        .looks(Look::Log)
        .rank(1),
        Col::new("event_id", "Event", 60.0, |case, source| {
            of(case, source, |event| {
                CellValue::Plain(u64::from(event.event_id))
            })
        })
        .looks(Look::Figure),
        Col::new("why", "Why it belongs here", 190.0, |_, source| {
            CellValue::Why(source.rule, short_join(&source.join))
        })
        .hint("The rule that joined the record, and what it has in common with the session"),
        Col::new("joined_by", "Joined by", 220.0, |_, source| {
            CellValue::text(source.join.to_string())
        })
        .rank(2)
        .hint("The key that the record has in common with the session, in full"),
        Col::new("record_id", "Record id", 85.0, |case, source| {
            of(case, source, |event| CellValue::Plain(event.record_id))
        })
        .looks(Look::Figure)
        .rank(3)
        .hint("EventRecordID: the number inside the record"),
        Col::of_mark("comment", "Comment", 120.0, |mark| {
            let star = if mark.is_bookmarked { "* " } else { "" };
            CellValue::text(format!("{star}{}", mark.comment).trim_end())
        }),
        Col::new("rule", "Rule", 60.0, |_, source| {
            CellValue::text(source.rule.as_str())
        })
        .hidden()
        .hint("The rule that joined the record, by its number in the specification"),
        Col::new("rule_statement", "The rule says", 330.0, |_, source| {
            CellValue::text(Case::rule_statement(source.rule.as_str()))
        })
        .rank(4)
        .hint("What the rule says, as in CORRELATION.md"),
        Col::new("files", "Files", 300.0, |case, source| {
            of(case, source, |event| {
                CellValue::text(case.file_names(event).join("; "))
            })
        })
        .rank(5)
        .hint("Every evidence file that holds this record"),
    ],
    first_sort: Sort::up(0),
    row_name: |case, source| {
        case.record(source.event)
            .map(|event| format!("source {} {}", event.event_id, event.record_id))
            .unwrap_or_default()
    },
    down: |_, _| None,
    sessions: |_| Cow::Borrowed(&[]),
    find: None,
    event: |_, source| Some(source.event),
    mark_key: |case, source| case.record(source.event).map(RecordKey::of),
    level: RowLevel::None,
    activity: |_| None,
};

fn of(case: &Case, source: &Source, value: impl Fn(&Record) -> CellValue) -> CellValue {
    case.record(source.event).map_or(CellValue::Absent, value)
}
