//! The table of users with each place that they came from.

use super::groups::{
    FAILURES_HINT, MARK_HINT, RECORDS_HINT, SHARE_HINT, class, failures, first, hosts, kinds, last,
    mark, members, records, sessions, share, successes, user,
};
use crate::analysis::filter::Scope;
use crate::analysis::group_keys::{PlaceKey, UserKey};
use crate::analysis::grouping::Group;
use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::tables::cell::CellValue;
use crate::tables::column::{Column, FilterColumn};
use crate::tables::route::Route;
use crate::tables::sorting::Sort;
use crate::tables::spec::TableSpec;

type Col = Column<Group<(UserKey, PlaceKey)>>;

/// One row for each user and place.
pub static USER_PLACES: TableSpec<Group<(UserKey, PlaceKey)>> = TableSpec {
    name: "user places",
    columns: &[
        Col::new("user", "User", 200.0, user).filter(FilterColumn::Named("user")),
        Col::new("source", "Source", 150.0, place).filter(FilterColumn::Named("ip")),
        Col::new("class", "Class", 75.0, class)
            .filter(FilterColumn::Any)
            .asked_by(&["is"]),
        Col::new("worth_a_look", "Worth a look", 300.0, mark)
            .growing()
            .hint(MARK_HINT),
        Col::new("sessions", "Sessions", 80.0, sessions),
        Col::new("share", "Share", 70.0, share).hint(SHARE_HINT),
        Col::new("successes", "Successes", 85.0, successes),
        Col::new("failures", "Failures", 80.0, failures).hint(FAILURES_HINT),
        Col::time("first", "First", first),
        Col::time("last", "Last", last),
        Col::new("kinds", "Kinds", 130.0, kinds),
        Col::new("hosts", "Hosts", 150.0, hosts),
        Col::new("records", "Records", 80.0, records).hint(RECORDS_HINT),
    ],
    first_sort: Sort::down(3),
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
    activity: |_| None,
};

fn place(_: &Case, group: &Group<(UserKey, PlaceKey)>) -> CellValue {
    match group.key.1 {
        PlaceKey::Ip(ip) => CellValue::Address(ip),
        other => CellValue::text(other.label()),
    }
}
