//! Silence counts only where the log covers the time: gaps, clearings, and logs that begin late or
//! end early.

use serde_json::json;
use whence::case::Case as Loaded;
use whence::case::load::load;
use whence::domain::coverage::ChannelCoverage;
use whence::job::cancel::CancelToken;
use whence::job::progress::Progress;

use crate::common::compare::{actual_sessions, check, demand};
use crate::common::evtx_writer::damage;
use crate::common::records::{LSM, SECURITY, SYSTEM, USER_PROFILE};
use crate::common::scenario::{Case, End, Leave, Os};
use crate::{anna, clock, home, miles, office, running};

/// The case as the program loads it.
fn loaded(case: &Case) -> Loaded {
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    let paths = [folder.path().to_owned()];
    load(&paths, &Progress::default(), &CancelToken::default()).expect("not cancelled")
}

fn log<'c>(case: &'c Loaded, channel: &str) -> &'c ChannelCoverage {
    let mut logs = case.coverage.iter();
    logs.find(|log| &*log.channel == channel)
        .expect("the log is covered")
}

#[test]
fn a_missing_desktop_counts_only_where_the_session_managers_log_covers_the_time() {
    for is_lost in [false, true] {
        let mut host = running(Os::Server2016).without(&[SYSTEM, USER_PROFILE]);
        let first = host.rdp_logon(clock("07:00:00"), &anna(), &office());
        host.rdp_logoff(clock("07:30:00"), first);
        let desk = host.rdp_logon(clock("08:00:00"), &miles(), &home());
        host.expected_at(desk).unset("local_session_id");
        host.rdp_logoff(clock("08:30:00"), desk);
        let of_miles = host.expected.last_mut().expect("it was expected");
        of_miles.unset("end_kind").end = End::Unclaimed;
        of_miles.set("outcome", if is_lost { "success" } else { "aborted" });
        let last = host.rdp_logon(clock("09:00:00"), &anna(), &office().port(51_300));
        host.rdp_logoff(clock("09:30:00"), last);
        let (from, to) = (clock("07:55:00"), clock("08:55:00"));
        if is_lost {
            host.lose(LSM, from, to);
        } else {
            host.forget(LSM, from, to);
        }
        check(&Case::of([host]));
    }
}

/// Rules: B4
#[test]
fn a_gap_in_the_system_log_is_not_a_crash() {
    let mut host = running(Os::Server2016);
    host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.shut_down_without_logoffs(clock("16:00:00"));
    host.boot(clock("17:00:00"));
    host.machine_logon(clock("17:30:00"), "OTHER$", "10.20.0.99");
    for channel in [SYSTEM, SECURITY] {
        host.lose(channel, clock("15:00:00"), clock("16:59:00"));
    }
    host.last_expected()
        .set("end_kind", "unknown")
        .set("end_precision", "bound");
    check(&Case::of([host]));
}

#[test]
fn an_unclean_stop_is_not_assigned_to_a_boot_before_a_gap() {
    let mut host = running(Os::Server2016);
    host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.shut_down_without_logoffs(clock("10:00:00"));
    host.boot(clock("11:00:00"));
    host.crash(clock("12:00:00"));
    host.boot(clock("12:05:00"));
    for channel in [SYSTEM, SECURITY] {
        host.lose(channel, clock("09:00:00"), clock("12:04:00"));
    }
    host.last_expected()
        .set("end_kind", "unknown")
        .set("end_precision", "bound");
    check(&Case::of([host]));
}

#[test]
fn a_crash_is_shown_by_the_next_boot() {
    let mut host = running(Os::Server2016).without(&[SECURITY]);
    host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.crash(clock("12:00:00"));
    host.boot(clock("12:05:00"));
    check(&Case::of([host]));
}

#[test]
fn a_session_survives_clearing_security_through_the_other_logs() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.clear_security_log(clock("08:30:00"), desk);
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    let case = Case::of([host]);
    let loaded = loaded(&case);
    let security = log(&loaded, SECURITY);
    assert_eq!(security.clearings.len(), 1);
    assert_eq!(security.clearings[0].who.user.as_deref(), Some("anna"));
    check(&case);
}

/// Rules: D13.
#[test]
fn a_session_survives_clearing_the_session_managers_log_through_security() {
    for os in [Os::Server2012R2, Os::Server2016, Os::Windows10] {
        for only in [false, true] {
            let mut host = running(os);
            if only {
                host = host.only(&[SECURITY, LSM]);
            }
            let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
            host.clear_log(clock("08:30:00"), desk, LSM);
            // Only the attach record shows that a visit is the first.
            host.expected_at(desk).unset("reconnect");
            host.rdp_logoff(clock("09:00:00"), desk);
            check(&Case::of([host]));
        }
    }
}

#[test]
fn a_lost_attach_after_a_disconnect_is_not_the_first_logon() {
    let mut host = running(Os::Server2016).only(&[SECURITY, LSM]);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.expected_at(desk).unset("local_session_id");
    host.rdp_disconnect(clock("08:10:00"), desk, Leave::Window);
    host.rdp_reconnect(clock("08:20:00"), desk, &home());
    host.clear_log(clock("08:30:00"), desk, LSM);
    host.rdp_disconnect(clock("09:00:00"), desk, Leave::Window);
    host.lose(SECURITY, clock("08:19:00"), clock("08:25:00"));
    let last = host.last_expected();
    last.unset("reconnect");
    check(&Case::of([host]));
}

#[test]
fn evidence_that_starts_during_a_session_gives_its_end() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.expected_at(desk)
        .unset("local_session_id")
        .unset("reconnect")
        .unset("kind")
        .unset("source_ip");
    host.lose(SECURITY, clock("05:00:00"), clock("08:30:00"));
    host.rdp_logoff(clock("09:00:00"), desk);
    let case = Case::of([host]);
    assert_eq!(case.expected()[0]["begin"], json!(null));
    check(&case);
}

#[test]
fn a_gap_after_the_begin_is_noted_and_no_end_is_made_up() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    host.network_logon_for(clock("08:00:00"), &anna(), &office(), None, 600.0);
    host.lose(SECURITY, clock("08:05:00"), clock("08:30:00"));
    host.machine_logon(clock("08:20:00"), "OTHER$", "10.20.0.99");
    host.machine_logon(clock("09:00:00"), "OTHER$", "10.20.0.99");
    host.expected[0].end = End::Open;
    host.expected[0].set("end_kind", "open");
    let case = Case::of([host]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    let actual = actual_sessions(folder.path());
    demand(&case.expected(), &actual);
    let notes = actual[0]["notes"].to_string();
    assert!(
        notes.contains("records of Security are missing between"),
        "{notes}"
    );
    let case = loaded(&case);
    let gaps = &log(&case, SECURITY).gaps;
    assert_eq!((gaps.len(), gaps[0].damaged), (1, false));
    assert_eq!(gaps[0].missing(), 3);
}

#[test]
fn a_garbage_chunk_is_a_reported_gap() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    let mut time = clock("08:00:00");
    for number in 0..200 {
        let client = office().port(50_000 + number);
        host.network_logon_for(time, &anna(), &client, None, 20.0);
        time = time + 60.0;
    }
    let case = Case::of([host]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    let path = folder.path().join("HOST1").join("Security.evtx");
    let mut bytes = std::fs::read(&path).expect("the log can be read");
    damage::garbage_chunk(&mut bytes, 1);
    std::fs::write(&path, bytes).expect("the log can be written");
    let paths = [folder.path().to_owned()];
    let case = load(&paths, &Progress::default(), &CancelToken::default()).expect("not cancelled");
    let gaps = &log(&case, SECURITY).gaps;
    assert_eq!(gaps.len(), 1);
    assert!(gaps[0].damaged && gaps[0].missing() > 10, "{gaps:?}");
    let rows = whence::analysis::coverage::files(&case);
    assert_eq!(rows[0].gaps.len(), 1);
}

#[test]
fn a_log_whose_file_was_removed_restarts_its_record_numbers() {
    let mut host = running(Os::Server2016);
    let first = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_logoff(clock("09:00:00"), first);
    let second = host.rdp_logon(clock("10:00:00"), &miles(), &home());
    host.rdp_disconnect(clock("11:00:00"), second, Leave::Window);
    host.restart_numbering(SECURITY, clock("09:30:00"));
    host.first_record(SECURITY, 70_000);
    let case = Case::of([host]);
    let loaded = loaded(&case);
    let security = log(&loaded, SECURITY);
    assert_eq!(security.numberings.len(), 2);
    assert_eq!(
        security.restarts().map(|mark| mark.record_id).next(),
        Some(1)
    );
    assert!(security.gaps.is_empty());
    assert!(loaded.sessions.iter().all(|session| !session.clock_stepped));
    check(&case);
}

#[test]
fn copies_and_archives_fill_gaps() {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &office());
    host.rdp_logoff(clock("09:00:00"), desk);
    let case = Case::of([host]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    let copy = folder.path().join("HOST1").join("shadow-copy");
    std::fs::create_dir(&copy).expect("a folder for the copy");
    let security = folder.path().join("HOST1").join("Security.evtx");
    std::fs::copy(security, copy.join("Security.evtx")).expect("the log can be copied");
    let paths = [folder.path().to_owned()];
    let case = load(&paths, &Progress::default(), &CancelToken::default()).expect("not cancelled");
    let security = log(&case, SECURITY);
    assert_eq!((security.numberings.len(), security.gaps.len()), (1, 0));
}

#[test]
fn a_logon_at_a_screen_without_a_desktop_is_aborted_where_the_session_manager_would_show_one() {
    let mut host = running(Os::Windows10).only(&[SECURITY, LSM]);
    let before = host.console_logon(clock("08:00:00"), &miles());
    host.console_logoff(clock("08:10:00"), before);
    let desk = host.console_logon(clock("09:00:00"), &anna());
    host.expected_at(desk)
        .set("outcome", "aborted")
        .unset("local_session_id")
        .unset("end_kind");
    host.console_logoff(clock("09:00:20"), desk);
    host.last_expected().end = End::Unclaimed;
    let last = host.console_logon(clock("10:00:00"), &miles());
    host.console_logoff(clock("10:10:00"), last);
    // Nothing is missing: what the session manager's log does not have was never written.
    host.forget(LSM, clock("08:59:00"), clock("09:59:00"));
    check(&Case::of([host]));
}

/// Rules: W4.
#[test]
fn a_share_gives_the_address_of_its_logon() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    host.ntlm_logon_without_address(clock("08:00:00"), &anna(), &office(), "Finance", 30.0);
    check(&Case::of([host]));
}
