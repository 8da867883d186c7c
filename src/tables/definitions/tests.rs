use std::collections::BTreeSet;

use super::activity::ACTIVITY;
use super::evidence_files::EVIDENCE_FILES;
use super::hosts::HOSTS;
use super::local_sessions::LOCAL_SESSIONS;
use super::logon_sessions::LOGON_SESSIONS;
use super::neighbours::NEIGHBOURS;
use super::problems::PROBLEMS;
use super::ranges::RANGES;
use super::sessions::SESSIONS;
use super::sources::SOURCES;
use super::user_places::USER_PLACES;
use super::users::USERS;
use crate::tables::spec::TableSpec;

fn assert_is_sound<T>(table: &TableSpec<T>) {
    let ids: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.header.id)
        .collect();
    let distinct: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), distinct.len(), "{}: {ids:?}", table.name);
    for id in ids {
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        assert!(!id.is_empty() && id.chars().all(is_name), "{id}");
        let number = table.column_number(id).expect("a column of this name");
        assert_eq!(table.columns[number].header.id, id, "{}", table.name);
    }
    assert!(table.first_sort.column < table.columns.len());
}

#[test]
fn every_column_has_a_machine_name_of_its_own() {
    assert_is_sound(&ACTIVITY);
    assert_is_sound(&EVIDENCE_FILES);
    assert_is_sound(&HOSTS);
    assert_is_sound(&LOCAL_SESSIONS);
    assert_is_sound(&LOGON_SESSIONS);
    assert_is_sound(&NEIGHBOURS);
    assert_is_sound(&PROBLEMS);
    assert_is_sound(&RANGES);
    assert_is_sound(&SESSIONS);
    assert_is_sound(&SOURCES);
    assert_is_sound(&USER_PLACES);
    assert_is_sound(&USERS);
}

/// Programs read these names: one that changes breaks them.
#[test]
fn the_machine_names_of_sessions_stay_as_they_are() {
    let ids: Vec<&str> = SESSIONS
        .columns
        .iter()
        .map(|column| column.header.id)
        .collect();
    assert_eq!(
        ids.join(" "),
        "begin duration_s user host source outcome kind worth_a_look tags comment client ended_by end \
         failure tries records confidence id"
    );
}
