//! The table of sessions.

use std::borrow::Cow;

use super::groups;
use crate::analysis::group_keys::{PlaceKey, user_label};
use crate::analysis::outliers::Outliers;
use crate::analysis::sentence::printable;
use crate::analysis::session_index::{SessionEntry, SessionIndex};
use crate::case::Case;
use crate::domain::mark::Mark;
use crate::domain::session::{EndKind, Session};
use crate::domain::status::failure_reason;
use crate::domain::time::Timestamp;
use crate::tables::cell::CellValue;
use crate::tables::column::{Column, FilterColumn, Look, SortKey};
use crate::tables::route::{Route, SessionTab};
use crate::tables::sorting::Sort;
use crate::tables::spec::{RowLevel, TableSpec};

type Col = Column<u32>;

/// One row for each session; a row is its index in the case.
pub static SESSIONS: TableSpec<u32> = TableSpec {
    name: "sessions",
    columns: &[
        Col::time("begin", "Begin", |case, index| begin(case, *index))
            .sorted_by(SortKey::Number(|all, index| {
                all.get(*index)?.begin().map(Timestamp::ticks)
            }))
            .asked_by(&["after", "before", "on", "hours", "day"]),
        Col::new("duration_s", "Duration", 95.0, |case, index| {
            duration(case, *index)
        })
        .sorted_by(SortKey::Number(|all, index| all.get(*index)?.duration()))
        .asked_by(&["dur"])
        .looks(Look::Figure)
        .rank(2),
        Col::new("user", "User", 150.0, |case, index| user(case, *index))
            .sorted_by(SortKey::Code(|all, index| code(all, *index, |b| b.name)))
            .filter(FilterColumn::Named("user"))
        .looks(Look::User)
        .growing(),
        Col::new("host", "Host", 110.0, |case, index| host(case, *index))
            .sorted_by(SortKey::Code(|all, index| code(all, *index, |b| b.host.0)))
            .filter(FilterColumn::Named("host"))
        .looks(Look::Host)
        .rank(0),
        Col::new("source", "Address", 140.0, |case, index| {
            source(case, *index)
        })
        .sorted_by(SortKey::Code(|all, index| code(all, *index, |b| b.place)))
        .filter(FilterColumn::Named("ip"))
        .looks(Look::Place),
        Col::new("outcome", "Outcome", 104.0, |case, index| {
            outcome(case, *index)
        })
        .sorted_by(SortKey::Code(|all, index| {
            code(all, *index, |b| b.outcome as u32)
        }))
        .filter(FilterColumn::Named("outcome")),
        Col::new("kind", "Kind", 140.0, |case, index| kind(case, *index))
            .sorted_by(SortKey::Code(|all, index| {
                code(all, *index, |b| b.kind_words)
            }))
            .filter(FilterColumn::Named("kind"))
        .looks(Look::Kind)
        .rank(3),
        Col::of_outlier("worth_a_look", "Worth a look", 200.0, |outliers, case, index| {
            worth_a_look(outliers, case, *index)
        })
        .sorted_by(SortKey::Level(|index| *index))
        .hint("What stands out about this user from this address, over the whole case: a lead, never a verdict")
        .growing()
        .rank(4),
        Col::of_mark("tags", "Tags", 110.0, groups::tags)
            .hint(groups::TAGS_HINT)
            .filter(FilterColumn::Named("tag")),
        Col::of_mark("comment", "Comment", 160.0, comment)
        .growing()
        .filter(FilterColumn::Named("comment")),
        Col::new("client", "Client", 110.0, |case, index| {
            client(case, *index)
        })
        .sorted_by(SortKey::Code(|all, index| code(all, *index, |b| b.client)))
        .filter(FilterColumn::Named("client"))
        .rank(5),
        Col::new("ended_by", "Ended by", 130.0, |case, index| {
            ended_by(case, *index)
        })
        .sorted_by(SortKey::Code(|all, index| code(all, *index, |b| b.ended)))
        .asked_by(&["end"])
        .rank(6),
        Col::time("end", "End", |case, index| end(case, *index)).sorted_by(SortKey::Number(
            |all, index| all.get(*index)?.end().map(Timestamp::ticks),
        ))
        .rank(7),
        Col::new("failure", "Failure", 170.0, |case, index| {
            failure(case, *index)
        })
        .sorted_by(SortKey::Code(|all, index| code(all, *index, |b| b.ended)))
        .asked_by(&["end"])
        .rank(8),
        Col::new("tries", "Tries", 60.0, |case, index| {
            of(case, *index, |s| CellValue::count(u64::from(s.attempts)))
        })
        .sorted_by(SortKey::Number(|all, index| {
            let tries = all.get(*index)?.attempts;
            (tries > 0).then_some(i64::from(tries))
        }))
        .hint("Failed tries inside the session, or connections of a burst")
        .asked_by(&["tries"])
        .looks(Look::Figure)
        .rank(9),
        Col::new("records", "Records", 75.0, |case, index| {
            of(case, *index, |s| CellValue::Number(s.sources.len() as u64))
        })
        .sorted_by(SortKey::Number(|all, index| {
            all.get(*index).map(|b| i64::from(b.sources))
        }))
        .hint(groups::RECORDS_HINT)
        .asked_by(&["records"])
        .looks(Look::Figure)
        .rank(10),
        Col::new("confidence", "Confidence", 90.0, |case, index| {
            of(case, *index, |s| CellValue::Confidence(s.confidence()))
        })
        .sorted_by(SortKey::Code(|all, index| {
            code(all, *index, |b| b.confidence as u32)
        }))
        .rank(11),
        Col::new("id", "Id", 140.0, |case, index| {
            of(case, *index, |s| CellValue::text(s.id.to_string()))
        })
        .sorted_by(SortKey::Text(|all, index| all.id(*index)))
        .filter(FilterColumn::Any)
        .rank(12),
    ],
    first_sort: Sort::up(0),
    row_name: |case, index| {
        let name = |session: &Session| {
            let time = session
                .sort_time()
                .map(|time| time.to_string())
                .unwrap_or_default();
            CellValue::Text(format!(
                "session {time} {}",
                printable(&user_label(session))
            ))
        };
        of(case, *index, name).display(&crate::domain::time::DisplayZone::Utc)
    },
    down: |_, index| Some(Route::Session(*index, SessionTab::Summary)),
    sessions: |index| Cow::Borrowed(std::slice::from_ref(index)),
    find: Some(|items, session| items.binary_search(&session).ok()),
    event: |_, _| None,
    mark_key: |_, _| None,
    level: RowLevel::OfSession(|index| *index),
    activity: |_| None,
};

/// A value of a session.
pub(super) fn of(case: &Case, index: u32, value: impl Fn(&Session) -> CellValue) -> CellValue {
    case.sessions
        .get(index as usize)
        .map_or(CellValue::Absent, value)
}

fn code(session_index: &SessionIndex, index: u32, code: impl Fn(&SessionEntry) -> u32) -> u32 {
    session_index.get(index).map_or(0, code)
}

/// When a session began.
pub(super) fn begin(case: &Case, index: u32) -> CellValue {
    of(case, index, |session| CellValue::time(session.begin))
}

/// When it ended.
pub(super) fn end(case: &Case, index: u32) -> CellValue {
    of(case, index, |session| CellValue::time(session.end))
}

/// How long it lasted.
pub(super) fn duration(case: &Case, index: u32) -> CellValue {
    of(case, index, |session| {
        session
            .duration()
            .map_or(CellValue::Absent, CellValue::Length)
    })
}

/// The user.
pub(super) fn user(case: &Case, index: u32) -> CellValue {
    of(case, index, |session| CellValue::text(user_label(session)))
}

/// What stands out about its user at its place.
pub(super) fn worth_a_look(outliers: &Outliers, case: &Case, index: u32) -> CellValue {
    of(case, index, |session| {
        let outlier = outliers.session(session);
        outlier.map_or(CellValue::Absent, |outlier| {
            CellValue::Mark(outlier.level, outlier.sentence.clone())
        })
    })
}

/// Its kind, with the detail.
pub(super) fn kind(case: &Case, index: u32) -> CellValue {
    of(case, index, |session| {
        let kind = session.kind.as_str();
        let words = match (&session.detail, session.reconnect) {
            (Some(detail), _) => format!("{kind}, {detail}"),
            (None, true) => format!("{kind}, reconnect"),
            (None, false) => kind.to_owned(),
        };
        CellValue::Kind(session.kind, words)
    })
}

/// The result.
pub(super) fn outcome(case: &Case, index: u32) -> CellValue {
    of(case, index, |session| CellValue::Outcome(session.outcome))
}

/// Where it came from.
pub(super) fn source(case: &Case, index: u32) -> CellValue {
    of(case, index, |session| match PlaceKey::of(session) {
        PlaceKey::Ip(ip) => CellValue::Address(ip),
        PlaceKey::NoAddress => CellValue::Absent,
        other => CellValue::text(other.label()),
    })
}

/// On which host it was.
pub(super) fn host(case: &Case, index: u32) -> CellValue {
    of(case, index, |session| {
        CellValue::text(case.host_name(session.host))
    })
}

/// The name of the client.
pub(super) fn client(case: &Case, index: u32) -> CellValue {
    of(case, index, |session| {
        let name = session.client_name.as_deref();
        CellValue::maybe(name.or(session.source_host.as_deref()))
    })
}

/// What ended it; nothing for a failure, which has its own column.
pub(super) fn ended_by(case: &Case, index: u32) -> CellValue {
    of(case, index, |session| {
        CellValue::text(match (session.end_kind, session.end_detail) {
            (EndKind::Failed, _) => String::new(),
            (kind, Some(detail)) => format!("{kind}, {detail}"),
            (kind, None) => kind.as_str().to_owned(),
        })
    })
}

/// Why it failed.
pub(super) fn failure(case: &Case, index: u32) -> CellValue {
    let words =
        |code: u32| failure_reason(code).map_or_else(|| format!("{code:#010X}"), str::to_owned);
    of(case, index, |session| {
        let code = session.failure_code;
        code.map_or(CellValue::Absent, |code| CellValue::text(words(code)))
    })
}

/// The examiner's comment.
pub(super) fn comment(mark: &Mark) -> CellValue {
    CellValue::text(&*mark.comment)
}
