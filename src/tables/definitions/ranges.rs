//! The table of ranges of addresses, each with the users that came from it.

use super::groups::{
    SHARE_HINT, class, failures_column, first_column, last_column, level, mark_column, members,
    places, sessions_column, share, split_column, successes_column, tags_column, trend_column,
    user,
};
use crate::analysis::filter::Scope;
use crate::analysis::group_keys::{RangeKey, UserKey};
use crate::analysis::grouping::Group;
use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::tables::cell::CellValue;
use crate::tables::column::{Column, FilterColumn, Look};
use crate::tables::route::Route;
use crate::tables::sorting::Sort;
use crate::tables::spec::{RowLevel, TableSpec};

type Col = Column<Group<(UserKey, RangeKey)>>;

/// One row for each range and user.
pub static RANGES: TableSpec<Group<(UserKey, RangeKey)>> = TableSpec {
    name: "ranges",
    columns: &[
        Col::new("range", "Range", 160.0, range)
            .looks(Look::Place)
            .filter(FilterColumn::Named("ip")),
        Col::new("user", "User", 136.0, user)
            .growing()
            .looks(Look::User)
            .filter(FilterColumn::Named("user")),
        mark_column(),
        tags_column(),
        Col::new("class", "Class", 75.0, class)
            .filter(FilterColumn::Any)
            .asked_by(&["is"])
            .rank(4),
        trend_column(),
        successes_column(),
        failures_column(),
        split_column(),
        Col::new("share", "Share", 70.0, share)
            .looks(Look::Figure)
            .hint(SHARE_HINT)
            .rank(2),
        Col::new("addresses", "Addresses", 85.0, places)
            .looks(Look::Figure)
            .rank(6),
        last_column(),
        first_column(),
        sessions_column(),
    ],
    first_sort: Sort::down(2),
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
    level: RowLevel::Own(level),
    activity: |_| None,
};

fn range(_: &Case, group: &Group<(UserKey, RangeKey)>) -> CellValue {
    let network = group
        .label
        .split_once('/')
        .and_then(|(ip, prefix)| Some(CellValue::Network(ip.parse().ok()?, prefix.parse().ok()?)));
    network.unwrap_or_else(|| CellValue::text(group.label.as_str()))
}
