//! The tables of what was done: over the whole case, and for one session.

use std::borrow::Cow;

use super::sessions;
use crate::analysis::activities::onward::session_on_target;
use crate::analysis::activities::{ActivityRow, Relation, is_background, shown_session};
use crate::case::Case;
use crate::domain::activity::{Activity, ActivitySource, Strength};
use crate::domain::mark::Mark;
use crate::tables::cell::CellValue;
use crate::tables::column::{Column, FilterColumn};
use crate::tables::route::{Route, SessionTab};
use crate::tables::sorting::Sort;
use crate::tables::spec::{RowLevel, TableSpec};

type Col = Column<ActivityRow>;

const TIME: Col = Col::time("time", "Time", |case, row| {
    let time = activity(case, *row).and_then(|activity| activity.time);
    time.map_or(CellValue::Absent, CellValue::Precise)
})
.wide(195.0);

const KIND: Col = Col::new("kind", "What was done", 135.0, |case, row| {
    CellValue::maybe(activity(case, *row).map(|activity| activity.kind.as_str()))
})
.filter(FilterColumn::Named("did"));

const OBJECT: Col = Col::new("object", "Object", 300.0, |case, row| {
    CellValue::maybe(activity(case, *row).and_then(|activity| activity.object.as_deref()))
})
.growing()
.filter(FilterColumn::Named("object"))
.hint("What it was done to: a path, a name, an address");

const DETAILS: Col = Col::new("details", "Details", 260.0, |case, row| {
    let line = activity(case, *row).and_then(|activity| activity.details.line());
    line.map_or(CellValue::Absent, |line| CellValue::text(line.into_owned()))
})
.growing();

const USER: Col = Col::new("user", "Acting user", 115.0, |case, row| {
    let user = activity(case, *row).map(|activity| &activity.user);
    let name = user.and_then(|who| who.user.as_deref().or(who.sid.as_deref()));
    CellValue::maybe(name)
})
.filter(FilterColumn::Named("user"))
.hint("Whoever the record says did it, or the owner of the artefact");

const STRENGTH: Col = Col::new("strength", "Strength", 110.0, |case, row| {
    CellValue::maybe(activity(case, *row).map(|activity| activity.strength.as_str()))
})
.filter(FilterColumn::Named("strength"))
.hint("logon-id: by the logon id. user-and-time: only this session of the user was open. time-only: no claim");

const TIME_QUALITY: Col = Col::new("time_quality", "Time quality", 100.0, |case, row| {
    CellValue::maybe(activity(case, *row).map(|activity| activity.time_quality.as_str()))
})
.hint("exact: this use is recorded. last-of-many: earlier ones are lost");

const NOTES: Col = Col::new("notes", "Notes", 220.0, |case, row| {
    let notes = activity(case, *row).map(|activity| activity.notes.iter());
    let mut notes: Vec<&str> = notes
        .into_iter()
        .flatten()
        .map(|note| note.as_str())
        .collect();
    if activity(case, *row).is_some_and(|activity| activity.while_disconnected) {
        notes.insert(0, "while disconnected");
    }
    CellValue::text(notes.join("; "))
});

const EVIDENCE: Col = Col::new("evidence", "Evidence", 300.0, |case, row| {
    let sources = activity(case, *row).map(Activity::sources);
    let sources = sources.into_iter().flatten();
    let named: Vec<String> = sources
        .filter_map(|source| source_name(case, source))
        .collect();
    CellValue::text(named.join("; "))
})
.hint("The records and artefacts that state it");

const TAGS: Col = Col::of_mark("tags", "Tags", 100.0, tags).filter(FilterColumn::Named("tag"));

const COMMENT: Col = Col::of_mark("comment", "Comment", 120.0, |mark| {
    let star = if mark.is_bookmarked { "* " } else { "" };
    CellValue::text(format!("{star}{}", mark.comment).trim_end())
})
.filter(FilterColumn::Named("comment"));

/// What was done in the whole case; a row is an activity.
pub static ACTIVITIES: TableSpec<ActivityRow> = TableSpec {
    name: "activities",
    columns: &[
        TIME,
        KIND,
        OBJECT,
        USER,
        Col::new("session", "Session of", 190.0, |case, row| {
            session_of(case, *row)
        })
        .hint("The session in which it was done, or the ones that were open"),
        Col::new("source", "From", 110.0, |case, row| {
            let shown = shown(case, *row);
            shown.map_or(CellValue::Absent, |index| sessions::source(case, index))
        })
        .filter(FilterColumn::Named("ip"))
        .hint("Where that session came from"),
        STRENGTH,
        Col::new("host", "Host", 130.0, |case, row| {
            let host = activity(case, *row).and_then(|activity| activity.host);
            CellValue::maybe(host.map(|host| case.host_name(host)))
        })
        .filter(FilterColumn::Named("host")),
        DETAILS,
        Col::new("session_kind", "Kind", 85.0, |case, row| {
            let shown = shown(case, *row);
            shown.map_or(CellValue::Absent, |index| sessions::kind(case, index))
        })
        .filter(FilterColumn::Named("kind"))
        .hint("How that session came in"),
        Col::new("session_begin", "Session began", 165.0, |case, row| {
            let shown = shown(case, *row);
            shown.map_or(CellValue::Absent, |index| sessions::begin(case, index))
        }),
        TIME_QUALITY,
        TAGS,
        COMMENT,
        NOTES,
        EVIDENCE,
    ],
    down: |case, row| {
        let shown = shown(case, *row)?;
        Some(Route::Session(shown, SessionTab::Activity))
    },
    ..ACTIVITY
};

/// What was done in a session and around it; a row is an activity.
pub static ACTIVITY: TableSpec<ActivityRow> = TableSpec {
    name: "activity",
    columns: &[
        TIME,
        KIND,
        OBJECT,
        Col::new("relation", "Belongs to it", 140.0, |_, row| {
            CellValue::text(row.relation.as_str())
        })
        .hint("Whether it was done in this session, may have been, or lies shortly before or after it"),
        STRENGTH,
        DETAILS,
        USER,
        TIME_QUALITY,
        TAGS,
        COMMENT,
        NOTES,
        EVIDENCE,
    ],
    first_sort: Sort::up(0),
    row_name: |case, row| {
        let Some(activity) = activity(case, *row) else {
            return String::new();
        };
        let object = activity.object.as_deref().unwrap_or_default();
        format!("{} {object}", activity.kind)
    },
    down: |case, row| {
        let target = session_on_target(case, activity(case, *row)?)?;
        Some(Route::Session(target, SessionTab::Summary))
    },
    sessions: |_| Cow::Borrowed(&[]),
    find: None,
    event: |case, row| activity(case, *row)?.source.record(),
    mark_key: |case, row| case.activity_key(activity(case, *row)?),
    level: RowLevel::None,
    activity: |row| Some(row.activity),
};

/// The activities of a case; what the machine did while nobody was there is left out unless it is asked for.
pub fn all(case: &Case, with_background: bool) -> Vec<ActivityRow> {
    let numbered = (0..).zip(&case.activities);
    let shown = numbered.filter(|(_, activity)| with_background || !is_background(activity));
    shown
        .map(|(activity, _)| ActivityRow {
            activity,
            relation: Relation::In,
        })
        .collect()
}

fn activity(case: &Case, row: ActivityRow) -> Option<&Activity> {
    case.activities.get(row.activity as usize)
}

fn shown(case: &Case, row: ActivityRow) -> Option<u32> {
    shown_session(case, activity(case, row)?)
}

/// Whose session it was, or how many were open.
fn session_of(case: &Case, row: ActivityRow) -> CellValue {
    let Some(activity) = activity(case, row) else {
        return CellValue::Absent;
    };
    let user = |index: u32| {
        let name = sessions::user(case, index);
        name.display(&crate::domain::time::DisplayZone::Utc)
    };
    match (activity.session, case.candidates.get(activity.candidates)) {
        (Some(session), _) => CellValue::text(user(session)),
        (None, [only]) if activity.while_disconnected => {
            CellValue::text(format!("disconnected: {}", user(*only)))
        }
        (None, [only]) => CellValue::text(format!("only session open: {}", user(*only))),
        (None, []) if activity.strength == Strength::None => CellValue::Absent,
        (None, several) => CellValue::text(format!("one of {}", several.len())),
    }
}

fn tags(mark: &Mark) -> CellValue {
    CellValue::list(mark.tags.iter().map(String::as_str))
}

/// A record by log, id and number, an artefact by its file.
fn source_name(case: &Case, source: ActivitySource) -> Option<String> {
    Some(match source {
        ActivitySource::Record(event) => {
            let record = case.record(event)?;
            format!(
                "{} {} ({})",
                record.channel, record.event_id, record.record_id
            )
        }
        ActivitySource::Artefact(index) => {
            let found = case.artefacts.get(index as usize)?;
            let entry = case.artefact_entries.get(index as usize)?;
            match &entry.entry {
                Some(stream) => format!("{} {} ({stream})", entry.artefact, found.path),
                None => format!("{} {}", entry.artefact, found.path),
            }
        }
    })
}
