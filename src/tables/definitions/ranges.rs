//! The table of ranges of addresses, each with the users that came from it.

use super::groups::{
    FAILURES_HINT, MARK_HINT, SHARE_HINT, SPLIT_HINT, TAGS_HINT, TREND_HINT, class, failures,
    first, last, level, mark, members, places, sessions, share, split, successes, tags, trend,
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
        Col::new("worth_a_look", "Worth a look", 230.0, mark)
            .growing()
            .hint(MARK_HINT),
        Col::of_mark("tags", "Tags", 110.0, tags)
            .hint(TAGS_HINT)
            .filter(FilterColumn::Named("tag")),
        Col::new("class", "Class", 75.0, class)
            .filter(FilterColumn::Any)
            .asked_by(&["is"])
            .rank(4),
        Col::new("trend", "Over time", 106.0, trend)
            .looks(Look::Chart)
            .hint(TREND_HINT)
            .rank(5),
        Col::new("successes", "Came in", 66.0, successes).looks(Look::Figure),
        Col::new("failures", "Failed", 58.0, failures)
            .looks(Look::Figure)
            .hint(FAILURES_HINT),
        Col::new("split", "", 76.0, split)
            .looks(Look::Chart)
            .hint(SPLIT_HINT)
            .rank(1),
        Col::new("share", "Share", 70.0, share)
            .looks(Look::Figure)
            .hint(SHARE_HINT)
            .rank(2),
        Col::new("addresses", "Addresses", 85.0, places)
            .looks(Look::Figure)
            .rank(6),
        Col::time("last", "Last", last).rank(3),
        Col::time("first", "First", first).rank(7),
        Col::new("sessions", "Sessions", 80.0, sessions)
            .looks(Look::Figure)
            .rank(8),
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
