//! Logoffs and stops of the machine, and which caused which.

use serde_json::Value;

use crate::common::compare::check;
use crate::common::evtx_writer::Record;
use crate::common::records::system;
use crate::common::scenario::{Case, DeskId, Host, Leave, Mark, Os, Time};
use crate::{anna, clock, home, miles, office, running};

/// The three kinds of logon that each story below is told with.
#[derive(Clone, Copy)]
enum LogonKind {
    Console(Os),
    Remote(Os),
}

const LOGON_KINDS: [LogonKind; 3] = [
    LogonKind::Console(Os::Windows10),
    LogonKind::Console(Os::Windows11),
    LogonKind::Remote(Os::Server2016),
];

impl LogonKind {
    fn host(self) -> Host {
        match self {
            LogonKind::Console(os) | LogonKind::Remote(os) => running(os),
        }
    }

    fn log_on(self, host: &mut Host, time: Time) -> DeskId {
        match self {
            LogonKind::Console(_) => host.console_logon(time, &anna()),
            LogonKind::Remote(_) => host.rdp_logon(time, &anna(), &office()),
        }
    }

    fn log_off(self, host: &mut Host, time: Time, desk: DeskId) {
        match self {
            LogonKind::Console(_) => host.console_logoff(time, desk),
            LogonKind::Remote(_) => host.rdp_logoff(time, desk),
        }
    }
}

/// A 1074 by anna.
fn shutdown_request(host: &Host) -> Record {
    system::shutdown_requested(&host.name, &anna().account, false)
}

/// Logs the records of a machine's stop, in order.
fn log_stop(host: &mut Host, time: Time) -> Vec<Mark> {
    vec![
        host.write(time, system::event_log_stopped()),
        host.write(time + 5.0, system::kernel_shutdown(false)),
    ]
}

fn expect_shutdown_logoff(host: &mut Host, marks: &[Mark]) {
    let expected = host.last_expected();
    expected.set("end_detail", "shutdown").supported_by(marks);
}

fn expect_unrelated_logoff(host: &mut Host, kind: LogonKind) {
    let detail = match kind {
        LogonKind::Console(_) => Value::Null,
        // The 40 of a remote logoff shows that the user did it.
        LogonKind::Remote(_) => "user".into(),
    };
    host.last_expected().set("end_detail", detail);
}

/// [source 11.4]: hours between them make them separate actions.
/// Rules: E5
#[test]
fn a_logoff_long_before_the_stop_is_not_part_of_it() {
    for kind in LOGON_KINDS {
        for seconds in [75.0, 3.5 * 3600.0] {
            let mut host = kind.host();
            let desk = kind.log_on(&mut host, clock("08:00:00"));
            kind.log_off(&mut host, clock("12:00:00"), desk);
            expect_unrelated_logoff(&mut host, kind);
            let stop = clock("12:00:00") + seconds;
            let request = shutdown_request(&host);
            host.write(stop, request);
            log_stop(&mut host, stop + 12.0);
            check(&Case::of([host]));
        }
    }
}

/// [source 11.3], [source 11.4]: requested just before or just after, or only begun.
/// Rules: E5
#[test]
fn a_stop_within_a_minute_of_the_logoff_caused_it() {
    for kind in LOGON_KINDS {
        for seconds in [-30.0, 1.4, 40.0] {
            let mut host = kind.host();
            let desk = kind.log_on(&mut host, clock("08:00:00"));
            let logoff = clock("12:00:00");
            let request = shutdown_request(&host);
            let request = host.write(logoff + seconds, request);
            kind.log_off(&mut host, logoff, desk);
            let stop = logoff + seconds.max(0.0) + 15.0;
            let marks = log_stop(&mut host, stop);
            expect_shutdown_logoff(&mut host, &[request, marks[0]]);
            check(&Case::of([host]));
        }
        let mut host = kind.host();
        let desk = kind.log_on(&mut host, clock("08:00:00"));
        kind.log_off(&mut host, clock("12:00:00"), desk);
        let marks = log_stop(&mut host, clock("12:00:50"));
        expect_shutdown_logoff(&mut host, &marks);
        check(&Case::of([host]));
    }
}

/// [source 11.4]: a stop that is under way at the logoff. Programs delay it on both sides.
/// Rules: E5
#[test]
fn a_slow_stop_causes_a_logoff_minutes_after_it_was_requested() {
    for kind in LOGON_KINDS {
        let mut host = kind.host();
        let desk = kind.log_on(&mut host, clock("08:00:00"));
        let request = shutdown_request(&host);
        let request = host.write(clock("11:57:00"), request);
        kind.log_off(&mut host, clock("12:00:00"), desk);
        let marks = log_stop(&mut host, clock("12:02:00"));
        expect_shutdown_logoff(&mut host, &[request, marks[0]]);
        check(&Case::of([host]));
    }
}

/// [source 11.4], near misses: a stop that was cancelled, one that never happened, and one before
/// which another user logged on.
/// Rules: E5
#[test]
fn a_stop_that_did_not_follow_explains_no_logoff() {
    for kind in LOGON_KINDS {
        // Cancelled.
        let mut host = kind.host();
        let desk = kind.log_on(&mut host, clock("08:00:00"));
        let request = shutdown_request(&host);
        host.write(clock("11:57:00"), request);
        let cancel = system::shutdown_cancelled(&host.name, &anna().account);
        host.write(clock("11:58:00"), cancel);
        kind.log_off(&mut host, clock("12:00:00"), desk);
        expect_unrelated_logoff(&mut host, kind);
        log_stop(&mut host, clock("12:05:00"));
        check(&Case::of([host]));

        // It is not known whether it happened.
        let mut host = kind.host();
        let desk = kind.log_on(&mut host, clock("08:00:00"));
        let request = shutdown_request(&host);
        host.write(clock("09:00:00"), request);
        kind.log_off(&mut host, clock("12:00:00"), desk);
        expect_unrelated_logoff(&mut host, kind);
        log_stop(&mut host, clock("15:00:00"));
        check(&Case::of([host]));

        // Another user logged on in between and requested it.
        let mut host = kind.host();
        let desk = kind.log_on(&mut host, clock("08:00:00"));
        kind.log_off(&mut host, clock("12:00:00"), desk);
        expect_unrelated_logoff(&mut host, kind);
        let other = host.rdp_logon(clock("12:00:20"), &miles(), &home());
        host.rdp_disconnect(clock("12:00:40"), other, Leave::Window);
        host.last_expected().set("end_kind", "disconnect");
        let request = shutdown_request(&host);
        host.write(clock("12:00:50"), request);
        log_stop(&mut host, clock("12:01:30"));
        check(&Case::of([host]));
    }
}

/// [source 11.5]: the kernel hibernates for a shutdown, without a request by 1074.
/// Rules: B3, E5
#[test]
fn the_shutdown_before_a_fast_start_up_is_a_stop_without_1074() {
    for kind in LOGON_KINDS {
        for seconds in [6.0, 45.0] {
            let mut host = kind.host();
            let desk = kind.log_on(&mut host, clock("08:00:00"));
            kind.log_off(&mut host, clock("12:00:00"), desk);
            let sleep = host.write(clock("12:00:00") + seconds, system::hybrid_shutdown());
            expect_shutdown_logoff(&mut host, &[sleep]);
            host.fast_start(clock("13:00:00"));
            let next = kind.log_on(&mut host, clock("13:01:00"));
            kind.log_off(&mut host, clock("14:00:00"), next);
            expect_unrelated_logoff(&mut host, kind);
            check(&Case::of([host]));
        }
    }
}

/// [source 11.5], near misses: a fast start-up's shutdown hours later, and sleep that is not a
/// shutdown.
/// Rules: B3, E5
#[test]
fn other_sleep_after_a_logoff_is_not_a_stop() {
    for kind in LOGON_KINDS {
        let mut host = kind.host();
        let desk = kind.log_on(&mut host, clock("08:00:00"));
        kind.log_off(&mut host, clock("12:00:00"), desk);
        expect_unrelated_logoff(&mut host, kind);
        host.write(clock("15:00:00"), system::hybrid_shutdown());
        host.fast_start(clock("16:00:00"));
        check(&Case::of([host]));

        // The machine goes to sleep automatically, and its next shutdown left no record.
        let mut host = kind.host();
        let desk = kind.log_on(&mut host, clock("08:00:00"));
        kind.log_off(&mut host, clock("12:00:00"), desk);
        expect_unrelated_logoff(&mut host, kind);
        host.write(clock("12:00:40"), system::sleep_begins());
        host.write(clock("12:30:00"), system::sleep_ends());
        let again = kind.log_on(&mut host, clock("13:00:00"));
        kind.log_off(&mut host, clock("14:00:00"), again);
        expect_unrelated_logoff(&mut host, kind);
        host.fast_start(clock("16:00:00"));
        check(&Case::of([host]));
    }
}

/// A sleep that ended before a user logged on is not the end of that user's session.
/// Rules: B3
#[test]
fn a_sleep_before_a_session_does_not_end_it() {
    let mut host = running(Os::Windows10);
    host.write(clock("07:00:00"), system::sleep_begins());
    host.write(clock("07:30:00"), system::sleep_ends());
    host.console_logon(clock("08:00:00"), &anna());
    let expected = host.last_expected();
    expected
        .set("end_kind", "shutdown")
        .set("end_precision", "bound");
    expected.end = crate::common::scenario::End::Unclaimed;
    host.fast_start(clock("17:00:00"));
    check(&Case::of([host]));
}
