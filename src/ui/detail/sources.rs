//! The records that made a session, and why each is there.

use std::borrow::Cow;

use egui::{Panel, ScrollArea, Ui};

use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::domain::record::Record;
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
        Col::new("Role", 105.0, |_, source| Value::text(source.role.as_str())),
        Col::new("Event id", 70.0, |case, source| {
            of(case, source, |event| {
                Value::Plain(u64::from(event.event_id))
            })
        }),
        Col::new("Log", 300.0, |case, source| {
            of(case, source, |event| Value::text(&*event.channel))
        }),
        Col::new("Record id", 85.0, |case, source| {
            of(case, source, |event| Value::Plain(event.record_id))
        })
        .hint(text::RECORD_ID_HINT),
        Col::new("Rule", 60.0, |_, source| Value::text(source.rule.as_str())).hint(text::RULE_HINT),
        Col::new("The rule says", 330.0, |_, source| {
            Value::text(Case::rule_statement(source.rule.as_str()))
        })
        .growing()
        .hint(text::STATEMENT_HINT),
        Col::new("Joined by", 240.0, |_, source| {
            Value::text(source.join.to_string())
        })
        .growing()
        .hint(text::JOIN_HINT),
        Col::marked("Comment", 120.0, |mark| {
            let star = if mark.is_bookmarked { "* " } else { "" };
            Value::text(format!("{star}{}", mark.comment).trim_end())
        }),
        Col::new("Files", 300.0, |case, source| {
            of(case, source, |event| {
                Value::text(case.file_names(event).join("; "))
            })
        })
        .hint(text::FILES_HINT),
    ],
    sort: Sort::up(0),
    row_name: |case, source| {
        case.record(source.event)
            .map(|event| format!("source {} {}", event.event_id, event.record_id))
            .unwrap_or_default()
    },
    down: |_, _| None,
    sessions: |_| Cow::Borrowed(&[]),
    find: None,
    event: |_, source| Some(source.event),
};

fn of(case: &Case, source: &Source, value: impl Fn(&Record) -> Value) -> Value {
    case.record(source.event).map_or(Value::Nothing, value)
}

/// Lists the records that were looked at and left out, under the table; nothing where there are none.
pub fn near_misses(case: &Case, index: u32, ui: &mut Ui) {
    let session = case.sessions.get(index as usize);
    let misses = session.map_or(&[][..], |session| &session.near_misses);
    if misses.is_empty() {
        return;
    }
    Panel::bottom("near misses")
        .resizable(false)
        .show(ui, |ui| {
            ui.strong(text::NOT_JOINED);
            ScrollArea::vertical().max_height(72.0).show(ui, |ui| {
                for miss in misses {
                    if let Some(event) = case.record(miss.event) {
                        let label = ui.label(format!("• {}", printable(&miss.sentence(event))));
                        label.on_hover_text(Case::rule_statement(miss.rule.as_str()));
                    }
                }
            });
        });
}
