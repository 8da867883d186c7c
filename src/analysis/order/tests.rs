use super::*;
use crate::analysis::grouping::users;
use crate::analysis::outliers::Outliers;
use crate::analysis::testing::{all, case_of, session, session_from};

fn sorted(case: &Case, column: SessionColumn, descending: bool) -> Vec<u32> {
    let mut sessions = all(case);
    sort(case, &mut sessions, column, descending);
    sessions
}

#[test]
fn unknown_values_are_last_both_ways() {
    let mut open = session(0);
    open.end = None;
    let case = case_of(vec![open, session(10), session(20)]);
    assert_eq!(sorted(&case, SessionColumn::End, false), [1, 2, 0]);
    assert_eq!(sorted(&case, SessionColumn::End, true), [2, 1, 0]);
    assert_eq!(sorted(&case, SessionColumn::Duration, true), [1, 2, 0]);
}

#[test]
fn addresses_sort_by_number_and_equals_keep_export_order() {
    let case = case_of(vec![
        session_from(0, [10, 0, 0, 10]),
        session_from(1, [9, 0, 0, 1]),
        session(2),
        session_from(3, [10, 0, 0, 2]),
        session_from(4, [10, 0, 0, 10]),
    ]);
    assert_eq!(sorted(&case, SessionColumn::Ip, false), [1, 3, 0, 4, 2]);
    assert_eq!(sorted(&case, SessionColumn::Ip, true), [0, 4, 3, 1, 2]);
}

#[test]
fn users_sort_without_case_and_the_nameless_last() {
    let mut sessions = vec![session(0), session(1), session(2)];
    for (session, name) in sessions.iter_mut().zip([Some("b"), None, Some("A")]) {
        (session.user, session.domain) = (name.map(Into::into), None);
    }
    let case = case_of(sessions);
    assert_eq!(sorted(&case, SessionColumn::User, false), [2, 0, 1]);
    assert_eq!(sorted(&case, SessionColumn::User, true), [0, 2, 1]);
}

#[test]
fn groups_sort_by_numbers_then_name() {
    let mut sessions = vec![session(0), session(1), session(2), session(3)];
    for (session, name) in sessions.iter_mut().zip(["b", "a", "a", "c"]) {
        session.user = Some(name.into());
    }
    let case = case_of(sessions);
    let mut groups = users(&case, &Outliers::default(), &all(&case));
    sort_groups(&mut groups, GroupColumn::Sessions, true, Clone::clone);
    let labels: Vec<&str> = groups.iter().map(|g| g.label.as_str()).collect();
    assert_eq!(labels, ["C137\\a", "C137\\b", "C137\\c"]);
}
