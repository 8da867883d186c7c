//! The table of users.

use super::groups::{
    FAILURES_HINT, MARK_HINT, PLACES_HINT, RECORDS_HINT, SPLIT_HINT, TAGS_HINT, TREND_HINT,
    failures, first, hosts, kinds, last, level, mark, members, others, places, records, sessions,
    split, successes, tags, trend, user,
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
        Col::new("worth_a_look", "Worth a look", 230.0, mark)
            .growing()
            .hint(MARK_HINT),
        Col::of_mark("tags", "Tags", 110.0, tags)
            .hint(TAGS_HINT)
            .filter(FilterColumn::Named("tag")),
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
        Col::new("kinds", "Kinds", 60.0, kinds)
            .looks(Look::Kind)
            .rank(4),
        Col::new("hosts", "Hosts", 110.0, hosts)
            .growing()
            .looks(Look::Host)
            .rank(2),
        Col::time("last", "Last", last).rank(3),
        Col::new("sources", "Sources", 75.0, places)
            .looks(Look::Figure)
            .hint(PLACES_HINT)
            .rank(6),
        Col::time("first", "First", first).rank(7),
        Col::new("sessions", "Sessions", 80.0, sessions)
            .looks(Look::Figure)
            .rank(8),
        Col::new("other", "Other", 65.0, others)
            .looks(Look::Figure)
            .hint("Sessions that were aborted, or whose result was not seen")
            .rank(9),
        Col::new("records", "Records", 80.0, records)
            .looks(Look::Figure)
            .hint(RECORDS_HINT)
            .rank(10),
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
