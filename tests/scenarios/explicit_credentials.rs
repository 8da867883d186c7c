//! 4648 and the logon that it belongs to [source 6.13].

use std::fs;

use serde_json::Value;

use crate::common::compare::sessions_and_status;
use crate::common::evtx_writer::{Payload, Record, Value as Field, write_evtx};
use crate::common::records::SECURITY;
use crate::common::scenario::{Case, Host, Os};
use crate::{ALL_SYSTEMS, anna, clock, home, miles, office, running};

/// All sessions, including hidden ones, of a host whose Security log `change` has modified.
fn all_sessions(host: Host, change: impl Fn(&mut Vec<Record>)) -> (Vec<Value>, Vec<Record>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case = Case::of([host]);
    case.write(folder.path()).expect("the logs can be written");
    let mut security = case.records(0, SECURITY);
    change(&mut security);
    fs::write(
        folder.path().join("HOST1/Security.evtx"),
        write_evtx(&security),
    )
    .expect("a log");
    let (rows, status) = sessions_and_status(folder.path(), &["--all"]);
    assert_eq!(status, 0);
    (rows, security)
}

/// The indices of the sessions that have a record as a source.
fn owners(rows: &[Value], event_id: u16, record_id: u64) -> Vec<usize> {
    let has = |row: &Value| {
        let sources = row["sources"].as_array().expect("a list");
        sources.iter().any(|source| {
            source["channel"] == SECURITY
                && source["event_id"] == event_id
                && source["record_id"] == record_id
        })
    };
    let rows = rows.iter().enumerate();
    rows.filter(|(_, row)| has(row))
        .map(|(place, _)| place)
        .collect()
}

/// Checks that each 4648 is a source only of the session with the next logon. Returns how many
/// sessions have one.
#[track_caller]
fn each_goes_with_the_next_logon(rows: &[Value], security: &[Record]) -> usize {
    let mut with_one = std::collections::BTreeSet::new();
    for (place, used) in security.iter().enumerate() {
        if used.event_id != 4648 {
            continue;
        }
        let next = security[place..]
            .iter()
            .find(|record| matches!(record.event_id, 4624 | 4625));
        let next = next.expect("a logon follows");
        let own = owners(rows, 4648, used.record_id);
        assert_eq!(
            own,
            owners(rows, next.event_id, next.record_id),
            "#{}",
            used.record_id
        );
        assert_eq!(own.len(), 1, "#{}", used.record_id);
        with_one.extend(own);
    }
    with_one.len()
}

/// Rules: P2.
///
/// [source 6.13]: a program starts four others as another user within one second.
#[test]
fn each_of_four_uses_within_a_second_gets_its_own_record() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        let desk = host.console_logon(clock("08:00:00"), &anna());
        for part in [0.0, 0.2, 0.45, 0.9] {
            host.runas(clock("09:00:00") + part, desk, &miles());
        }
        host.console_logoff(clock("10:00:00"), desk);
        let (rows, security) = all_sessions(host, |_| ());
        assert_eq!(each_goes_with_the_next_logon(&rows, &security), 5);
    }
}

/// [source 6.13]: the user logs on at the console half a second after connecting by Remote Desktop.
#[test]
fn the_record_of_a_second_logon_does_not_belong_to_the_first_session() {
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        let rdp = host.rdp_logon(clock("08:00:00"), &anna(), &office());
        let console = host.console_logon(clock("08:00:01.7"), &anna());
        host.rdp_logoff(clock("09:00:00"), rdp);
        host.console_logoff(clock("10:00:00"), console);
        let (rows, security) = all_sessions(host, |_| ());
        assert_eq!(each_goes_with_the_next_logon(&rows, &security), 2);
    }
}

/// [source 6.13]: an unlock at the console just after a remote logon, both by the service that
/// shows logon screens.
#[test]
fn the_record_of_an_unlock_belongs_to_the_unlocked_desktop() {
    for os in [Os::Server2016, Os::Windows10] {
        let mut host = running(os);
        let desk = host.console_logon(clock("07:00:00"), &anna());
        host.lock(clock("07:30:00"), desk);
        let rdp = host.rdp_logon(clock("08:00:00"), &miles(), &home());
        host.unlock(clock("08:00:01.6"), desk);
        host.rdp_logoff(clock("09:00:00"), rdp);
        host.console_logoff(clock("10:00:00"), desk);
        let (rows, security) = all_sessions(host, |_| ());
        assert_eq!(each_goes_with_the_next_logon(&rows, &security), 2);
    }
}

/// [source 6.13]: the record numbers give the order. The clock may have been one tick ahead when
/// the first of the two was written.
#[test]
fn a_clock_that_differs_by_a_tick_changes_nothing() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    for part in [0.0, 0.3, 0.6] {
        host.runas(clock("09:00:00") + part, desk, &miles());
    }
    host.console_logoff(clock("10:00:00"), desk);
    let (rows, security) = all_sessions(host, |security| {
        let used = security.iter_mut().filter(|record| record.event_id == 4648);
        used.for_each(|record| record.time += 156_250);
    });
    assert_eq!(each_goes_with_the_next_logon(&rows, &security), 4);
}

/// [source 6.13]: caller and account decide. One record may be by the service that shows the
/// screen, and the other by winlogon.
#[test]
fn the_next_logon_may_be_by_another_process() {
    let other_process = |security: &mut Vec<Record>| {
        for record in security.iter_mut().filter(|record| record.event_id == 4648) {
            let Payload::EventData(fields) = &mut record.payload else {
                panic!("a record of Security has named fields")
            };
            for (_, value) in fields.iter_mut().filter(|(name, _)| *name == "ProcessId") {
                *value = Field::HexInt64(0x7f4);
            }
        }
    };
    for os in ALL_SYSTEMS {
        let mut host = running(os);
        let desk = host.console_logon(clock("08:00:00"), &anna());
        host.lock(clock("09:00:00"), desk);
        host.unlock(clock("09:10:00"), desk);
        host.console_logoff(clock("10:00:00"), desk);
        let (rows, security) = all_sessions(host, other_process);
        assert_eq!(each_goes_with_the_next_logon(&rows, &security), 1);
    }
}

/// Near miss: credentials used on another machine lead to no logon here, and do not belong to the
/// logon before.
#[test]
fn a_record_without_a_following_logon_does_not_belong_to_an_earlier_one() {
    let mut host = running(Os::Server2016);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.runas(clock("09:00:00"), desk, &miles());
    host.runas(clock("09:00:00.4"), desk, &miles());
    host.console_logoff(clock("10:00:00"), desk);
    let last_use = |security: &[Record]| {
        let used = security.iter().rposition(|record| record.event_id == 4648);
        used.expect("a use of credentials")
    };
    let (rows, security) = all_sessions(host, |security| {
        let logon = last_use(security) + 1;
        assert_eq!(security.remove(logon).event_id, 4624);
    });
    let used = &security[last_use(&security)];
    assert!(owners(&rows, 4648, used.record_id).is_empty());
}
