//! The table of users.

use super::groups::{
    FAILURES_HINT, MARK_HINT, PLACES_HINT, RECORDS_HINT, failures, first, hosts, kinds, last, mark,
    members, others, places, records, sessions, successes, user,
};
use crate::analysis::filter::Scope;
use crate::analysis::group_keys::UserKey;
use crate::analysis::grouping::Group;
use crate::analysis::sentence::printable;
use crate::tables::column::{Column, FilterColumn};
use crate::tables::route::Route;
use crate::tables::sorting::Sort;
use crate::tables::spec::TableSpec;

type Col = Column<Group<UserKey>>;

/// One row for each user.
pub static USERS: TableSpec<Group<UserKey>> = TableSpec {
    name: "users",
    columns: &[
        Col::new("user", "User", 230.0, user).filter(FilterColumn::Named("user")),
        Col::new("worth_a_look", "Worth a look", 300.0, mark)
            .growing()
            .hint(MARK_HINT),
        Col::new("sessions", "Sessions", 80.0, sessions),
        Col::new("successes", "Successes", 85.0, successes),
        Col::new("failures", "Failures", 80.0, failures).hint(FAILURES_HINT),
        Col::new("other", "Other", 65.0, others)
            .hint("Sessions that were aborted, or whose result was not seen"),
        Col::new("sources", "Sources", 75.0, places).hint(PLACES_HINT),
        Col::time("first", "First", first),
        Col::time("last", "Last", last),
        Col::new("kinds", "Kinds", 150.0, kinds),
        Col::new("hosts", "Hosts", 150.0, hosts),
        Col::new("records", "Records", 80.0, records).hint(RECORDS_HINT),
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
    activity: |_| None,
};
