//! The table of hosts.

use std::borrow::Cow;

use super::groups;
use crate::analysis::filter::Scope;
use crate::analysis::grouping::{self, Tally};
use crate::analysis::sentence::printable;
use crate::analysis::session_index::SessionIndex;
use crate::case::Case;
use crate::domain::session::{Host, HostIndex};
use crate::domain::time::Timestamp;
use crate::tables::cell::CellValue;
use crate::tables::column::{Column, FilterColumn, Look};
use crate::tables::route::Route;
use crate::tables::sorting::Sort;
use crate::tables::spec::{RowLevel, TableSpec};

/// A host with its sessions in view.
pub struct HostRow {
    /// The host.
    pub host: HostIndex,
    /// Its sessions in view.
    pub sessions: Vec<u32>,
    /// Their numbers.
    pub tally: Tally,
    /// When its Security log was cleared last.
    pub cleared: Option<Timestamp>,
}

type Col = Column<HostRow>;

/// One row for each host, those without sessions included.
pub static HOSTS: TableSpec<HostRow> = TableSpec {
    name: "hosts",
    columns: &[
        Col::new("host", "Host", 220.0, |case, row| {
            CellValue::text(case.host_name(row.host))
        })
        .looks(Look::Host)
        .growing()
        .filter(FilterColumn::Named("host")),
        Col::time("security_cleared", "Security cleared", |_, row| CellValue::time(row.cleared))
            .hint("When the Security log was cleared last: what was in it before is gone"),
        Col::new("other_names", "Other names", 220.0, |case, row| {
            CellValue::list(host(case, row).map(other_names).unwrap_or_default())
        })
        .growing()
        .hint("Names that the computer had before, with the days (UTC) of the first and last record under each"),
        Col::new("sessions", "Sessions", 80.0, |_, row| CellValue::Number(row.tally.sessions)),
        Col::new("successes", "Came in", 68.0, |_, row| {
            CellValue::count(row.tally.successes)
        }),
        Col::new("failures", "Failed", 62.0, |_, row| CellValue::count(row.tally.failures))
            .hint(groups::FAILURES_HINT),
        Col::new("users", "Users", 65.0, |_, row| CellValue::count(row.tally.users as u64)),
        Col::new("sources", "Sources", 75.0, |_, row| {
            CellValue::count(row.tally.places as u64)
        })
        .hint(groups::PLACES_HINT),
        Col::time("first", "First", |_, row| CellValue::time(row.tally.first)),
        Col::time("last", "Last", |_, row| CellValue::time(row.tally.last)),
    ],
    first_sort: Sort::up(0),
    row_name: |case, row| format!("host {}", printable(case.host_name(row.host))),
    down: |_, row| {
        Some(Route::Sessions(Scope {
            host: Some(row.host),
            ..Scope::default()
        }))
    },
    sessions: |row| Cow::Borrowed(&row.sessions),
    find: None,
    event: |_, _| None,
    mark_key: |_, _| None,
    level: RowLevel::None,
    activity: |_| None,
};

/// The names that a computer had before, each with the days (UTC) on which it was seen under it.
fn other_names(host: &Host) -> Vec<String> {
    let day = |time: Timestamp| time.to_string().chars().take(10).collect::<String>();
    let dated = host.aliases.iter().map(|alias| {
        let (first, last) = (day(alias.first), day(alias.last));
        if first == last {
            format!("{} ({first})", alias.name)
        } else {
            format!("{} ({first} to {last})", alias.name)
        }
    });
    dated.collect()
}

fn host<'a>(case: &'a Case, row: &HostRow) -> Option<&'a Host> {
    case.hosts.get(row.host.0 as usize)
}

/// The hosts of a case, with those of their sessions that are in view.
pub fn rows(
    session_index: &SessionIndex,
    cleared: &[Option<Timestamp>],
    sessions: &[u32],
) -> Vec<HostRow> {
    grouping::hosts(session_index, cleared.len(), sessions)
        .into_iter()
        .zip(0..)
        .zip(cleared)
        .map(|(((sessions, tally), index), cleared)| HostRow {
            host: HostIndex(index),
            sessions,
            tally,
            cleared: *cleared,
        })
        .collect()
}
