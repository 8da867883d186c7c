use super::*;
use crate::analysis::names::Names;
use crate::analysis::testing::{all, at, case_of, failure_from, session, session_from};
use crate::case::Case;

fn briefs(case: &Case) -> Briefs {
    Briefs::of(case, &Names::of(case))
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
fn users_come_by_name_with_their_numbers() {
    let case = four();
    let groups = users(&briefs(&case), &Outliers::default(), &all(&case));
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
    let places = places(&briefs(&case), &Outliers::default(), &all(&case));
    let labels: Vec<&str> = places.iter().map(|g| g.label.as_str()).collect();
    assert_eq!(labels, ["10.0.0.1", "10.0.0.2", "10.0.1.1", "no address"]);
    let ranges = ranges(&briefs(&case), &Outliers::default(), &all(&case));
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
    let groups = users(&briefs(&case), &Outliers::default(), &[0, 1, 99]);
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].label, "C137\\Administrator");
}

#[test]
fn different_values_are_counted_once_however_many_there_are() {
    let mut distinct = Distinct::default();
    (0..100_000_u32).for_each(|n| distinct.add(n * 7919 % 300));
    assert!(distinct.met.len() <= 1024);
    assert_eq!(distinct.finish(), (0..300).collect::<Vec<u32>>());
}
