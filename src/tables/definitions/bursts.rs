//! The rows of bursts in the table of sessions: each stands for repeated attempts.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::groups;
use super::sessions::{self, SESSIONS};
use crate::analysis::bursts::Burst;
use crate::case::Case;
use crate::domain::mark::{Mark, Marked};
use crate::domain::session::Session;
use crate::tables::cell::CellValue;
use crate::tables::column::Column;
use crate::tables::spec::{RowLevel, TableSpec};
use crate::tables::wording::counted;

/// What a cell shows where the attempts have different texts.
const SEVERAL: &str = "several";

/// A burst with the examiner's marks on its sessions.
pub struct BurstRow {
    /// The burst.
    pub burst: Burst,
    /// The marks of all of its sessions as one.
    mark: Mark,
}

type Col = Column<BurstRow>;

/// One row for each burst, with the columns of `SESSIONS`.
pub static BURSTS: TableSpec<BurstRow> = TableSpec {
    name: "bursts",
    columns: &[
        Col::time("begin", "Begin", |_, row| CellValue::time(row.burst.first)),
        Col::new("duration_s", "Duration", 95.0, |_, row| {
            duration(&row.burst)
        }),
        Col::new("user", "User", 190.0, |case, row| {
            sessions::user(case, row.first())
        }),
        Col::new("host", "Host", 130.0, |case, row| {
            sessions::host(case, row.first())
        }),
        Col::new("source", "Source", 130.0, |case, row| {
            sessions::source(case, row.first())
        }),
        Col::new("outcome", "Outcome", 80.0, |case, row| {
            sessions::outcome(case, row.first())
        }),
        Col::new("kind", "Kind", 85.0, kind),
        Col::of_outlier(
            "worth_a_look",
            "Worth a look",
            200.0,
            |outliers, case, row| sessions::worth_a_look(outliers, case, row.first()),
        ),
        Col::new("tags", "Tags", 130.0, |_, row| groups::tags(&row.mark)),
        Col::new("comment", "Comment", 160.0, |_, row| {
            sessions::comment(&row.mark)
        }),
        Col::new("client", "Client", 110.0, |case, row| {
            common(row.burst.has_one_client, || {
                sessions::client(case, row.first())
            })
        }),
        // What failed ended with that, whatever the reason.
        Col::new("ended_by", "Ended by", 130.0, |case, row| {
            sessions::ended_by(case, row.first())
        }),
        Col::time("end", "End", |_, row| CellValue::time(row.burst.last)),
        Col::new("failure", "Failure", 170.0, |case, row| {
            common(row.burst.has_one_reason, || {
                sessions::failure(case, row.first())
            })
        }),
        Col::new("tries", "Tries", 90.0, |_, row| {
            CellValue::text(tries(&row.burst))
        }),
        Col::new("records", "Records", 75.0, |_, row| {
            CellValue::Number(row.burst.sources)
        }),
        Col::new("confidence", "Confidence", 90.0, |_, row| {
            let lowest = row.burst.confidence;
            lowest.map_or(CellValue::Absent, CellValue::Confidence)
        }),
        Col::new("id", "Id", 140.0, |_, _| CellValue::Absent),
    ],
    first_sort: SESSIONS.first_sort,
    row_name: |case, row| {
        let first = (SESSIONS.row_name)(case, &row.first());
        format!("{} from {first}", attempts(&row.burst))
    },
    down: |_, _| None,
    sessions: |row| Cow::Borrowed(&row.burst.sessions),
    find: None,
    event: |_, _| None,
    mark_key: |_, _| None,
    level: RowLevel::OfSession(BurstRow::first),
    activity: |_| None,
};

impl BurstRow {
    /// The row of a burst.
    pub fn new(burst: Burst, marked: &Marked) -> Self {
        Self {
            mark: mark_of(&burst, marked),
            burst,
        }
    }

    /// The first session: what all have in common is read from it.
    fn first(&self) -> u32 {
        self.burst.sessions.first().copied().unwrap_or(u32::MAX)
    }
}

/// The tags of all sessions; the comment where there is only one.
fn mark_of(burst: &Burst, marked: &Marked) -> Mark {
    let mut all = Mark::default();
    if marked.is_empty() {
        return all;
    }
    let marks = burst.sessions.iter();
    let marks = marks.filter_map(|session| marked.get(session));
    let mut comments = BTreeSet::new();
    for mark in marks {
        all.tags.extend(mark.tags.iter().cloned());
        all.is_bookmarked |= mark.is_bookmarked;
        if !mark.comment.is_empty() {
            comments.insert(&*mark.comment);
        }
    }
    let first = comments.pop_first().unwrap_or_default();
    let comment = if comments.is_empty() { first } else { SEVERAL };
    comment.clone_into(&mut all.comment);
    all
}

/// The value that all have, or a word that says that they have several.
fn common(is_common: bool, value: impl FnOnce() -> CellValue) -> CellValue {
    if is_common {
        value()
    } else {
        CellValue::text(SEVERAL)
    }
}

/// How many attempts there were: each is a session.
fn attempts(burst: &Burst) -> String {
    counted(burst.sessions.len() as u64, "attempt", "attempts")
}

/// The attempts, and the tries inside of them where there were more.
fn tries(burst: &Burst) -> String {
    let attempts = attempts(burst);
    if burst.tries > burst.sessions.len() as u64 {
        format!("{attempts}, {}", counted(burst.tries, "try", "tries"))
    } else {
        attempts
    }
}

/// From the first begin to the last end.
fn duration(burst: &Burst) -> CellValue {
    let times = burst.first.zip(burst.last);
    times.map_or(CellValue::Absent, |(first, last)| {
        CellValue::Length(last.since(first))
    })
}

/// Their kind, with the detail where it is the same.
fn kind(case: &Case, row: &BurstRow) -> CellValue {
    if row.burst.has_one_detail {
        return sessions::kind(case, row.first());
    }
    let word = |session: &Session| CellValue::text(session.kind.as_str());
    sessions::of(case, row.first(), word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn burst(sessions: Vec<u32>) -> Burst {
        Burst {
            sessions,
            first: None,
            last: None,
            tries: 3,
            sources: 3,
            confidence: None,
            has_one_detail: true,
            has_one_client: true,
            has_one_reason: false,
        }
    }

    #[test]
    fn a_burst_has_the_columns_of_sessions() {
        let of_sessions = SESSIONS.columns.iter().map(|column| column.header.id);
        let of_bursts = BURSTS.columns.iter().map(|column| column.header.id);
        assert!(of_bursts.eq(of_sessions));
    }

    #[test]
    fn the_tags_of_all_attempts_are_shown_and_a_comment_where_there_is_one() {
        let mark = |tag: &str, comment: &str| Mark {
            tags: [tag.to_owned()].into(),
            comment: comment.to_owned(),
            ..Mark::default()
        };
        let mut marked: Marked = [(1, mark("seen", "why")), (2, mark("c2", ""))].into();
        let both = mark_of(&burst(vec![0, 1, 2]), &marked);
        assert_eq!(groups::tags(&both), CellValue::text("c2, seen"));
        assert_eq!(both.comment, "why");
        marked.insert(0, mark("seen", "who"));
        let row = BurstRow::new(burst(vec![0, 1, 2]), &marked);
        assert_eq!(row.mark.comment, SEVERAL);
        let none = mark_of(&burst(vec![3]), &marked);
        assert!(none.is_empty());
        let failure = common(row.burst.has_one_reason, || CellValue::Absent);
        assert_eq!(failure, CellValue::text(SEVERAL));
    }
}
