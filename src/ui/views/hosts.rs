//! The table of hosts.

use std::borrow::Cow;

use crate::analysis::briefs::Briefs;
use crate::analysis::filter::Scope;
use crate::analysis::grouping::{self, Tally};
use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::domain::session::{Host, HostIndex};
use crate::domain::time::Timestamp;
use crate::ui::route::Route;
use crate::ui::rows::{Column, FilterColumn, Shape, Sort};
use crate::ui::text;
use crate::ui::value::Value;

/// A host with its sessions in view.
pub struct HostRow {
    /// Which.
    pub host: HostIndex,
    /// Its sessions in view.
    pub sessions: Vec<u32>,
    /// Their numbers.
    pub tally: Tally,
    /// When its Security log was cleared last.
    pub cleared: Option<Timestamp>,
}

type Col = Column<HostRow>;

/// The number of the column that says when the Security log was cleared.
pub const CLEARED: usize = 1;

/// One row for each host, those without sessions included.
pub static HOSTS: Shape<HostRow> = Shape {
    name: "hosts",
    columns: &[
        Col::new("Host", 220.0, |case, row| {
            Value::text(case.host_name(row.host))
        })
        .filter(FilterColumn::Named("host")),
        Col::time("Security cleared", |_, row| Value::time(row.cleared))
            .hint(text::SECURITY_CLEARED_HINT),
        Col::new("Other names", 220.0, |case, row| {
            Value::text(host(case, row).map(other_names).unwrap_or_default())
        })
        .growing()
        .hint(text::ALIASES_HINT),
        Col::new("Sessions", 80.0, |_, row| Value::Number(row.tally.sessions)),
        Col::new("Successes", 85.0, |_, row| {
            Value::count(row.tally.successes)
        }),
        Col::new("Failures", 80.0, |_, row| Value::count(row.tally.failures))
            .hint(text::FAILURES_HINT),
        Col::new("Users", 65.0, |_, row| Value::count(row.tally.users as u64)),
        Col::new("Sources", 75.0, |_, row| {
            Value::count(row.tally.places as u64)
        })
        .hint(text::PLACES_HINT),
        Col::time("First", |_, row| Value::time(row.tally.first)),
        Col::time("Last", |_, row| Value::time(row.tally.last)),
    ],
    sort: Sort::up(0),
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
};

/// The names that a computer had before, each with the days (UTC) on which it was seen under it.
fn other_names(host: &Host) -> String {
    let day = |time: Timestamp| time.to_string().chars().take(10).collect::<String>();
    let dated = host.aliases.iter().map(|alias| {
        let (first, last) = (day(alias.first), day(alias.last));
        if first == last {
            format!("{} ({first})", alias.name)
        } else {
            format!("{} ({first} to {last})", alias.name)
        }
    });
    dated.collect::<Vec<_>>().join(", ")
}

fn host<'a>(case: &'a Case, row: &HostRow) -> Option<&'a Host> {
    case.hosts.get(row.host.0 as usize)
}

/// The hosts of a case, with those of their sessions that are in view.
pub fn rows(briefs: &Briefs, cleared: &[Option<Timestamp>], sessions: &[u32]) -> Vec<HostRow> {
    grouping::hosts(briefs, cleared.len(), sessions)
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
