//! Tables of sessions put together: users, users with their places, ranges.

use std::borrow::Cow;

use crate::analysis::filter::Scope;
use crate::analysis::grouping::Group;
use crate::analysis::keys::{PlaceKey, RangeKey, UserKey};
use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::domain::address::AddressClass;
use crate::ui::route::Route;
use crate::ui::rows::{Column, FilterColumn, Shape, Sort};
use crate::ui::text;
use crate::ui::value::Value;

/// One row for each user.
pub static USERS: Shape<Group<UserKey>> = Shape {
    name: "users",
    columns: &[
        Column::new("User", 230.0, user).filter(FilterColumn::Named("user")),
        Column::new("Worth a look", 300.0, mark)
            .growing()
            .hint(text::MARK_HINT),
        Column::new("Sessions", 80.0, sessions),
        Column::new("Successes", 85.0, successes),
        Column::new("Failures", 80.0, failures).hint(text::FAILURES_HINT),
        Column::new("Other", 65.0, others).hint(text::OTHERS_HINT),
        Column::new("Sources", 75.0, places).hint(text::PLACES_HINT),
        Column::time("First", first),
        Column::time("Last", last),
        Column::new("Kinds", 150.0, kinds),
        Column::new("Hosts", 150.0, hosts),
        Column::new("Records", 80.0, records).hint(text::RECORDS_HINT),
    ],
    // What is worth a look comes first; of equal weight, users by name.
    sort: Sort::down(1),
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
};

/// One row for each user and place.
pub static PLACES: Shape<Group<(UserKey, PlaceKey)>> = Shape {
    name: "user places",
    columns: &[
        Column::new("User", 200.0, user).filter(FilterColumn::Named("user")),
        Column::new("Source", 150.0, place).filter(FilterColumn::Named("ip")),
        Column::new("Class", 75.0, class)
            .filter(FilterColumn::Any)
            .asked_by(&["is"]),
        Column::new("Worth a look", 300.0, mark)
            .growing()
            .hint(text::MARK_HINT),
        Column::new("Sessions", 80.0, sessions),
        Column::new("Share", 70.0, share).hint(text::SHARE_HINT),
        Column::new("Successes", 85.0, successes),
        Column::new("Failures", 80.0, failures).hint(text::FAILURES_HINT),
        Column::time("First", first),
        Column::time("Last", last),
        Column::new("Kinds", 130.0, kinds),
        Column::new("Hosts", 150.0, hosts),
        Column::new("Records", 80.0, records).hint(text::RECORDS_HINT),
    ],
    sort: Sort::down(3),
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
};

/// One row for each range and user.
pub static RANGES: Shape<Group<(UserKey, RangeKey)>> = Shape {
    name: "ranges",
    columns: &[
        Column::new("Class", 80.0, class)
            .filter(FilterColumn::Any)
            .asked_by(&["is"]),
        Column::new("Range", 160.0, range).filter(FilterColumn::Named("ip")),
        Column::new("User", 200.0, user).filter(FilterColumn::Named("user")),
        Column::new("Share", 70.0, share).hint(text::SHARE_HINT),
        Column::new("Worth a look", 360.0, mark)
            .growing()
            .hint(text::MARK_HINT),
        Column::new("Sessions", 80.0, sessions),
        Column::new("Successes", 85.0, successes),
        Column::new("Failures", 80.0, failures).hint(text::FAILURES_HINT),
        Column::new("Addresses", 85.0, places),
        Column::time("First", first),
        Column::time("Last", last),
    ],
    sort: Sort::down(4),
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
};

fn members<K>(group: &Group<K>) -> Cow<'_, [u32]> {
    Cow::Borrowed(&group.sessions)
}

fn user<K>(_: &Case, group: &Group<K>) -> Value {
    Value::text(group.user.as_str())
}

fn place(_: &Case, group: &Group<(UserKey, PlaceKey)>) -> Value {
    match group.key.1 {
        PlaceKey::Ip(ip) => Value::Address(ip),
        other => Value::text(other.label()),
    }
}

fn range(_: &Case, group: &Group<(UserKey, RangeKey)>) -> Value {
    let network = group
        .label
        .split_once('/')
        .and_then(|(ip, prefix)| Some(Value::Network(ip.parse().ok()?, prefix.parse().ok()?)));
    network.unwrap_or_else(|| Value::text(group.label.as_str()))
}

fn class<K>(_: &Case, group: &Group<K>) -> Value {
    Value::maybe(group.class.map(AddressClass::as_str))
}

fn share<K>(_: &Case, group: &Group<K>) -> Value {
    Value::Share((group.share * 1000.0).round() as u32)
}

fn sessions<K>(_: &Case, group: &Group<K>) -> Value {
    Value::Number(group.tally.sessions)
}

fn successes<K>(_: &Case, group: &Group<K>) -> Value {
    Value::count(group.tally.successes)
}

/// Failed and refused sessions, and the failed tries inside other sessions.
fn failures<K>(_: &Case, group: &Group<K>) -> Value {
    Value::count(group.tally.failures)
}

fn others<K>(_: &Case, group: &Group<K>) -> Value {
    Value::count(group.tally.aborted + group.tally.unknown)
}

fn places<K>(_: &Case, group: &Group<K>) -> Value {
    Value::Number(group.tally.places as u64)
}

fn records<K>(_: &Case, group: &Group<K>) -> Value {
    Value::Number(group.tally.sources)
}

fn first<K>(_: &Case, group: &Group<K>) -> Value {
    Value::time(group.tally.first)
}

fn last<K>(_: &Case, group: &Group<K>) -> Value {
    Value::time(group.tally.last)
}

fn kinds<K>(_: &Case, group: &Group<K>) -> Value {
    let kinds: Vec<&str> = group.tally.kinds.iter().map(|kind| kind.as_str()).collect();
    Value::text(kinds.join(", "))
}

fn hosts<K>(case: &Case, group: &Group<K>) -> Value {
    let names: Vec<&str> = group
        .tally
        .hosts
        .iter()
        .map(|&host| case.host_name(host))
        .collect();
    Value::text(names.join(", "))
}

fn mark<K>(_: &Case, group: &Group<K>) -> Value {
    group.mark.as_ref().map_or(Value::Nothing, |mark| {
        Value::Mark(mark.level, mark.sentence.clone())
    })
}
