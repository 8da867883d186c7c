//! The table of users with each place that they came from.

use super::groups::{
    SHARE_HINT, class, failures_column, first_column, hosts_column, kinds_column, last_column,
    level, mark_column, members, records_column, sessions_column, share, split_column,
    successes_column, tags_column, trend_column, user,
};
use crate::analysis::filter::Scope;
use crate::analysis::group_keys::{PlaceKey, UserKey};
use crate::analysis::grouping::Group;
use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::tables::cell::CellValue;
use crate::tables::column::{Column, FilterColumn, Look};
use crate::tables::route::Route;
use crate::tables::sorting::Sort;
use crate::tables::spec::{RowLevel, TableSpec};

type Col = Column<Group<(UserKey, PlaceKey)>>;

/// One row for each user and place.
pub static USER_PLACES: TableSpec<Group<(UserKey, PlaceKey)>> = TableSpec {
    name: "user places",
    columns: &[
        Col::new("user", "User", 136.0, user)
            .growing()
            .looks(Look::User)
            .filter(FilterColumn::Named("user")),
        Col::new("source", "Address", 132.0, place)
            .looks(Look::Place)
            .filter(FilterColumn::Named("ip")),
        mark_column(),
        tags_column(),
        trend_column(),
        successes_column(),
        failures_column(),
        split_column(),
        kinds_column(),
        hosts_column(),
        last_column(),
        Col::new("class", "Class", 75.0, class)
            .filter(FilterColumn::Any)
            .asked_by(&["is"])
            .rank(6),
        first_column(),
        sessions_column(),
        Col::new("share", "Share", 70.0, share)
            .looks(Look::Figure)
            .hint(SHARE_HINT)
            .rank(9),
        records_column(),
    ],
    first_sort: Sort::down(2),
    row_name: |_, group| format!("{} from {}", printable(&group.user), group.label),
    down: |_, group| {
        Some(Route::Sessions(Scope {
            user: Some(group.key.0.clone()),
            place: Some(group.key.1),
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

fn place(_: &Case, group: &Group<(UserKey, PlaceKey)>) -> CellValue {
    match group.key.1 {
        PlaceKey::Ip(ip) => CellValue::Address(ip),
        other => CellValue::text(other.label()),
    }
}
