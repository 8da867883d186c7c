use std::collections::BTreeSet;

use super::*;
use crate::analysis::testing::{all, at, case_of, failure_from, session, session_from};
use crate::analysis::user_names::UserNames;
use crate::case::Case;
use crate::domain::session::{HostIndex, Kind};

fn session_index(case: &Case) -> SessionIndex {
    SessionIndex::of(case, &UserNames::of(case))
}

fn four() -> Case {
    let mut other = session(900);
    other.user = Some("Rick".into());
    other.begin = None;
    case_of(vec![
        session_from(0, [10, 0, 0, 1]),
        session_from(100, [10, 0, 0, 2]),
        failure_from(200, [10, 0, 1, 1]),
        other,
    ])
}

#[test]
fn users_are_sorted_by_name_and_counted() {
    let case = four();
    let groups = users(&session_index(&case), &Outliers::default(), &all(&case));
    let labels: Vec<&str> = groups.iter().map(|g| g.label.as_str()).collect();
    assert_eq!(labels, ["C137\\Administrator", "C137\\Rick"]);
    let tally = &groups[0].tally;
    assert_eq!((tally.sessions, tally.successes, tally.failures), (3, 2, 1));
    assert_eq!((tally.places, tally.users), (3, 1));
    assert_eq!((tally.first, tally.last), (Some(at(0)), Some(at(700))));
    assert_eq!(groups[1].tally.first, Some(at(1500)));
    assert!((groups[0].share - 0.75).abs() < 1e-6);
}

#[test]
fn places_and_ranges_split_a_user() {
    let case = four();
    let places = places(&session_index(&case), &Outliers::default(), &all(&case));
    let labels: Vec<&str> = places.iter().map(|g| g.label.as_str()).collect();
    assert_eq!(labels, ["10.0.0.1", "10.0.0.2", "10.0.1.1", "no address"]);
    let ranges = ranges(&session_index(&case), &Outliers::default(), &all(&case));
    let labels: Vec<(&str, usize)> = ranges
        .iter()
        .map(|g| (g.label.as_str(), g.sessions.len()))
        .collect();
    assert_eq!(
        labels,
        [("10.0.0.0/24", 2), ("10.0.1.0/24", 1), ("no address", 1)]
    );
    assert_eq!(ranges[0].class, Some(AddressClass::Private));
    assert!((ranges[0].share - 2.0 / 3.0).abs() < 1e-6);
}

#[test]
fn a_sid_without_a_name_takes_the_name_of_another_session() {
    let mut named = session(0);
    named.sid = Some("S-1-5-21-9".into());
    let mut bare = named.clone();
    (bare.user, bare.domain) = (bare.sid.clone(), None);
    let case = case_of(vec![named, bare]);
    let groups = users(&session_index(&case), &Outliers::default(), &[0, 1, 99]);
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].label, "C137\\Administrator");
}

#[test]
fn a_host_has_its_own_users_and_places() {
    let mut case = four();
    case.sessions[2].host = HostIndex(1);
    let found = hosts(&session_index(&case), 3, &all(&case));
    let numbers: Vec<_> = found
        .iter()
        .map(|(members, tally)| (members.clone(), tally.users, tally.places, tally.failures))
        .collect();
    assert_eq!(numbers[0], (vec![0, 1, 3], 2, 3, 0));
    assert_eq!(numbers[1], (vec![2], 1, 1, 1));
    assert_eq!(numbers[2], (vec![], 0, 0, 0));
    assert_eq!(found[1].1.hosts, BTreeSet::from([HostIndex(1)]));
    assert_eq!(found[1].1.kinds, BTreeSet::from([Kind::Rdp]));
}

#[test]
fn many_hosts_are_kept_apart() {
    let mut case = four();
    for (session, host) in case.sessions.iter_mut().zip([0, 63, 64, 500]) {
        session.host = HostIndex(host);
        session.user = Some("Rick".into());
    }
    let groups = users(&session_index(&case), &Outliers::default(), &all(&case));
    let hosts = [0, 63, 64, 500].map(HostIndex);
    assert_eq!(groups[0].tally.hosts, BTreeSet::from(hosts));
}
