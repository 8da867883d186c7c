//! The table of users.

use super::groups::{
    PLACES_HINT, failures_column, first_column, hosts_column, kinds_column, last_column, level,
    mark_column, members, others, places, records_column, sessions_column, split_column,
    successes_column, tags_column, trend_column, user,
};
use crate::analysis::filter::Scope;
use crate::analysis::group_keys::UserKey;
use crate::analysis::grouping::Group;
use crate::analysis::sentence::printable;
use crate::tables::column::{Column, FilterColumn, Look};
use crate::tables::route::Route;
use crate::tables::sorting::Sort;
use crate::tables::spec::{RowLevel, TableSpec};

type Col = Column<Group<UserKey>>;

/// One row for each user.
pub static USERS: TableSpec<Group<UserKey>> = TableSpec {
    name: "users",
    columns: &[
        Col::new("user", "User", 170.0, user)
            .growing()
            .looks(Look::User)
            .filter(FilterColumn::Named("user")),
        mark_column(),
        tags_column(),
        trend_column(),
        successes_column(),
        failures_column(),
        split_column(),
        kinds_column(),
        hosts_column(),
        last_column(),
        Col::new("sources", "Sources", 75.0, places)
            .looks(Look::Figure)
            .hint(PLACES_HINT)
            .rank(6),
        first_column(),
        sessions_column(),
        Col::new("other", "Other", 65.0, others)
            .looks(Look::Figure)
            .hint("Sessions that were aborted, or whose result was not seen")
            .rank(9),
        records_column(),
    ],
    // What is worth a look comes first; of equal weight, users by name.
    first_sort: Sort::down(1),
    row_name: |_, group| format!("user {}", printable(&group.user)),
    down: |_, group| {
        Some(Route::UserPlaces(Scope {
            user: Some(group.key.clone()),
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
