//! The table of users with each place that they came from.

use super::groups::{
    FAILURES_HINT, MARK_HINT, RECORDS_HINT, SHARE_HINT, SPLIT_HINT, TAGS_HINT, TREND_HINT, class,
    failures, first, hosts, kinds, last, level, mark, members, records, sessions, share, split,
    successes, tags, trend, user,
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
        Col::new("class", "Class", 75.0, class)
            .filter(FilterColumn::Any)
            .asked_by(&["is"])
            .rank(6),
        Col::time("first", "First", first).rank(7),
        Col::new("sessions", "Sessions", 80.0, sessions)
            .looks(Look::Figure)
            .rank(8),
        Col::new("share", "Share", 70.0, share)
            .looks(Look::Figure)
            .hint(SHARE_HINT)
            .rank(9),
        Col::new("records", "Records", 80.0, records)
            .looks(Look::Figure)
            .hint(RECORDS_HINT)
            .rank(10),
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
