//! Hosts with only minor logs left, and hosts that never wrote more.

use serde_json::Value;

use crate::common::compare::{check, sessions_and_status};
use crate::common::records::{LSM, RCM, RDP_CORE, SECURITY, SYSTEM, USER_PROFILE};
use crate::common::scenario::{Case, Leave, Os};
use crate::{ALL_SYSTEMS, anna, clock, home, miles, office, running};

#[test]
fn the_profile_service_alone_shows_a_user_by_sid() {
    for os in ALL_SYSTEMS {
        let mut host = running(os).only(&[USER_PROFILE]);
        let desk = host.console_logon(clock("08:00:00"), &anna());
        host.expected_at(desk)
            .set("user", anna().account.sid)
            .set("confidence_begin", "medium")
            .unset("kind")
            .unset("domain")
            .unset("reconnect");
        host.console_logoff(clock("16:00:00"), desk);
        check(&Case::of([host]));
    }
}

#[test]
fn the_profile_service_adds_no_session_to_better_logs() {
    for logs in [
        &[SECURITY, USER_PROFILE][..],
        &[SYSTEM, USER_PROFILE],
        &[LSM, USER_PROFILE],
    ] {
        let mut host = running(Os::Server2016).only(logs);
        let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
        host.rdp_logoff(clock("09:00:00"), desk);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let case = Case::of([host]);
        case.write(folder.path()).expect("the logs can be written");
        let (rows, _) = sessions_and_status(folder.path(), &[]);
        assert_eq!(rows.len(), 1, "{logs:?}");
        assert_eq!(rows[0]["end_kind"], "logoff");
    }
}

#[test]
fn windows_7_shows_visits_without_activity_ids() {
    let mut host = running(Os::Windows7).only(&[LSM]);
    let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.rdp_reconnect(clock("10:00:00"), desk, &home());
    host.rdp_logoff(clock("11:00:00"), desk);
    let here = host.console_logon(clock("12:00:00"), &anna());
    host.console_logoff(clock("13:00:00"), here);
    check(&Case::of([host]));
}

/// Rules: C8.
#[test]
fn windows_7_desktops_can_be_taken_over_and_taken_back() {
    for logs in [&[LSM][..], &[LSM, SECURITY], &[LSM, SECURITY, RCM, SYSTEM]] {
        let mut host = running(Os::Windows7).only(logs);
        let desk = host.console_logon(clock("08:00:00"), &miles());
        host.rdp_reconnect(clock("09:00:00"), desk, &office());
        host.take_back_at_console(clock("10:00:00"), desk);
        host.console_logoff(clock("11:00:00"), desk);
        for expected in &mut host.expected {
            // 40 with its reason is not written there.
            expected.unset("end_detail");
        }
        check(&Case::of([host]));
    }
}

/// A day with every kind of desktop, on a host that keeps only these logs.
fn day(os: Os, logs: &[&'static str]) -> Case {
    let mut host = running(os).only(logs);
    let here = host.console_logon(clock("07:00:00"), &anna());
    host.console_logoff(clock("07:30:00"), here);
    let desk = host.rdp_logon(clock("08:00:00"), &miles(), &office());
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.rdp_reconnect(clock("10:00:00"), desk, &home());
    host.rdp_logoff(clock("11:00:00"), desk);
    host.rdp_aborted(clock("12:00:00"), &anna(), &home());
    Case::of([host])
}

/// With one log fewer, a session may be lost or become less specific, but never become another one.
#[test]
fn leaving_logs_out_never_makes_a_session_wrong() {
    const LOGS: [&str; 6] = [SECURITY, SYSTEM, LSM, RCM, RDP_CORE, USER_PROFILE];
    let mut wrong = Vec::new();
    for os in [
        Os::Windows7,
        Os::Server2012R2,
        Os::Server2016,
        Os::Windows10,
    ] {
        for choice in 1_u32..1 << LOGS.len() {
            let kept = LOGS.iter().enumerate();
            let kept: Vec<&'static str> = kept
                .filter(|(number, _)| choice & 1 << number != 0)
                .map(|(_, log)| *log)
                .collect();
            let folder = tempfile::tempdir().expect("a temporary folder");
            day(os, &kept)
                .write(folder.path())
                .expect("the logs can be written");
            let (rows, _) = sessions_and_status(folder.path(), &[]);
            let short: Vec<&str> = kept
                .iter()
                .map(|log| log.trim_start_matches("Microsoft-Windows-"))
                .collect();
            wrong.extend(
                faults(&rows)
                    .iter()
                    .map(|fault| format!("{os:?} {short:?}: {fault}")),
            );
        }
    }
    assert!(
        wrong.is_empty(),
        "{} faults\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Errors in the sessions of the day, apart from what may be missing.
fn faults(rows: &[Value]) -> Vec<String> {
    let day = [
        ("07:0", "console", "success", "anna", "-1104"),
        ("08:0", "rdp", "success", "miles", "-1107"),
        ("10:0", "rdp", "success", "miles", "-1107"),
        ("12:0", "rdp", "aborted", "anna", "-1104"),
    ];
    let mut faults = Vec::new();
    for (hour, kind, outcome, user, sid) in day {
        let of_hour: Vec<&Value> = rows
            .iter()
            .filter(|row| {
                row["begin"]
                    .as_str()
                    .is_some_and(|t| t[11..].starts_with(hour))
            })
            .collect();
        let nla_without_address = of_hour.iter().all(|row| row["kind"] == "network");
        if of_hour.len() > 1 && !nla_without_address {
            faults.push(format!("{hour} has {} sessions", of_hour.len()));
        }
        for row in of_hour {
            let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            let fits = |found: &str, of: &[&str]| of.contains(&found);
            let kinds = ["interactive", "network"];
            if !fits(&text("kind"), &kinds) && text("kind") != kind {
                faults.push(format!("{hour} is {}", text("kind")));
            }
            // Without other records, a logon that never reached its desktop looks like one that
            // did, and NLA alone looks like a desktop that never came.
            let outcomes = ["unknown", "aborted", outcome];
            let desktop_unseen = outcome == "aborted" && text("outcome") == "success";
            if !fits(&text("outcome"), &outcomes) && !desktop_unseen {
                faults.push(format!("{hour} {}", text("outcome")));
            }
            let named = text("user");
            if !named.is_empty() && named != user && !named.ends_with(sid) {
                faults.push(format!("{hour} is of {named}"));
            }
        }
    }
    let other = rows.iter().filter(|row| {
        let hour = row["begin"].as_str().map(|t| t[11..15].to_owned());
        hour.is_none_or(|hour| !["07:0", "08:0", "10:0", "12:0"].contains(&hour.as_str()))
    });
    faults
        .extend(other.map(|row| format!("{} at {} to {}", row["kind"], row["begin"], row["end"])));
    faults
}
