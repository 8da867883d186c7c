//! The table of ranges of addresses, each with the users that came from it.

use super::groups::{
    FAILURES_HINT, MARK_HINT, SHARE_HINT, class, failures, first, last, mark, members, places,
    sessions, share, successes, user,
};
use crate::analysis::filter::Scope;
use crate::analysis::group_keys::{RangeKey, UserKey};
use crate::analysis::grouping::Group;
use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::tables::cell::CellValue;
use crate::tables::column::{Column, FilterColumn};
use crate::tables::route::Route;
use crate::tables::sorting::Sort;
use crate::tables::spec::TableSpec;

type Col = Column<Group<(UserKey, RangeKey)>>;

/// One row for each range and user.
pub static RANGES: TableSpec<Group<(UserKey, RangeKey)>> = TableSpec {
    name: "ranges",
    columns: &[
        Col::new("class", "Class", 80.0, class)
            .filter(FilterColumn::Any)
            .asked_by(&["is"]),
        Col::new("range", "Range", 160.0, range).filter(FilterColumn::Named("ip")),
        Col::new("user", "User", 200.0, user).filter(FilterColumn::Named("user")),
        Col::new("share", "Share", 70.0, share).hint(SHARE_HINT),
        Col::new("worth_a_look", "Worth a look", 360.0, mark)
            .growing()
            .hint(MARK_HINT),
        Col::new("sessions", "Sessions", 80.0, sessions),
        Col::new("successes", "Successes", 85.0, successes),
        Col::new("failures", "Failures", 80.0, failures).hint(FAILURES_HINT),
        Col::new("addresses", "Addresses", 85.0, places),
        Col::time("first", "First", first),
        Col::time("last", "Last", last),
    ],
    first_sort: Sort::down(4),
    row_name: |_, group| format!("range {} of {}", group.label, printable(&group.user)),
    down: |_, group| {
        Some(Route::Sessions(Scope {
            user: Some(group.key.0.clone()),
            range: Some(group.key.1.clone()),
            ..Scope::default()
        }))
    },
    sessions: members,
    find: None,
    event: |_, _| None,
    mark_key: |_, _| None,
    activity: |_| None,
};

fn range(_: &Case, group: &Group<(UserKey, RangeKey)>) -> CellValue {
    let network = group
        .label
        .split_once('/')
        .and_then(|(ip, prefix)| Some(CellValue::Network(ip.parse().ok()?, prefix.parse().ok()?)));
    network.unwrap_or_else(|| CellValue::text(group.label.as_str()))
}
