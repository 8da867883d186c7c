//! Logoffs and stops of the machine: which brought about which.

use serde_json::Value;

use crate::common::compare::check;
use crate::common::evtx_writer::Record;
use crate::common::records::system;
use crate::common::scenario::{Case, DeskId, Host, Leave, Mark, Os, Time};
use crate::{anna, clock, home, miles, office, running};

/// Somebody logs on in one of three ways, by which everything below is told.
#[derive(Clone, Copy)]
enum Way {
    Console(Os),
    Remote(Os),
}

const WAYS: [Way; 3] = [
    Way::Console(Os::Windows10),
    Way::Console(Os::Windows11),
    Way::Remote(Os::Server2016),
];

impl Way {
    fn host(self) -> Host {
        match self {
            Way::Console(os) | Way::Remote(os) => running(os),
        }
    }

    fn come(self, host: &mut Host, time: Time) -> DeskId {
        match self {
            Way::Console(_) => host.console_logon(time, &anna()),
            Way::Remote(_) => host.rdp_logon(time, &anna(), &office()),
        }
    }

    fn go(self, host: &mut Host, time: Time, desk: DeskId) {
        match self {
            Way::Console(_) => host.console_logoff(time, desk),
            Way::Remote(_) => host.rdp_logoff(time, desk),
        }
    }
}

/// 1074 by anna.
fn asked(host: &Host) -> Record {
    system::shutdown_requested(&host.name, &anna().account, false)
}

/// The records of a machine's stop in order.
fn stops(host: &mut Host, time: Time) -> Vec<Mark> {
    vec![
        host.write(time, system::event_log_stopped()),
        host.write(time + 5.0, system::kernel_shutdown(false)),
    ]
}

fn brought_about_by(host: &mut Host, marks: &[Mark]) {
    let expected = host.last_expected();
    expected.set("end_detail", "shutdown").told_by(marks);
}

fn by_itself(host: &mut Host, way: Way) {
    let detail = match way {
        Way::Console(_) => Value::Null,
        // 40 of a remote logoff says that the user did it.
        Way::Remote(_) => "user".into(),
    };
    host.last_expected().set("end_detail", detail);
}

/// [source 11.4]: hours are another act.
/// Rules: E5
#[test]
fn a_logoff_long_before_the_stop_is_no_part_of_it() {
    for way in WAYS {
        for seconds in [75.0, 3.5 * 3600.0] {
            let mut host = way.host();
            let desk = way.come(&mut host, clock("08:00:00"));
            way.go(&mut host, clock("12:00:00"), desk);
            by_itself(&mut host, way);
            let stop = clock("12:00:00") + seconds;
            let request = asked(&host);
            host.write(stop, request);
            stops(&mut host, stop + 12.0);
            check(&Case::of([host]));
        }
    }
}

/// [source 11.3], [source 11.4]: asked for just before or just after, or only begun.
/// Rules: E5
#[test]
fn a_stop_within_a_minute_of_the_logoff_brought_it_about() {
    for way in WAYS {
        for seconds in [-30.0, 1.4, 40.0] {
            let mut host = way.host();
            let desk = way.come(&mut host, clock("08:00:00"));
            let logoff = clock("12:00:00");
            let request = asked(&host);
            let request = host.write(logoff + seconds, request);
            way.go(&mut host, logoff, desk);
            let stop = logoff + seconds.max(0.0) + 15.0;
            let marks = stops(&mut host, stop);
            brought_about_by(&mut host, &[request, marks[0]]);
            check(&Case::of([host]));
        }
        let mut host = way.host();
        let desk = way.come(&mut host, clock("08:00:00"));
        way.go(&mut host, clock("12:00:00"), desk);
        let marks = stops(&mut host, clock("12:00:50"));
        brought_about_by(&mut host, &marks);
        check(&Case::of([host]));
    }
}

/// [source 11.4]: a stop that is under way at the logoff. Programs keep it waiting on both sides.
/// Rules: E5
#[test]
fn a_slow_stop_brings_about_a_logoff_minutes_after_it_was_asked_for() {
    for way in WAYS {
        let mut host = way.host();
        let desk = way.come(&mut host, clock("08:00:00"));
        let request = asked(&host);
        let request = host.write(clock("11:57:00"), request);
        way.go(&mut host, clock("12:00:00"), desk);
        let marks = stops(&mut host, clock("12:02:00"));
        brought_about_by(&mut host, &[request, marks[0]]);
        check(&Case::of([host]));
    }
}

/// [source 11.4], near misses: a stop that was called off, one that never came, and one for which
/// somebody else came back first.
/// Rules: E5
#[test]
fn a_stop_that_did_not_follow_explains_no_logoff() {
    for way in WAYS {
        // Called off.
        let mut host = way.host();
        let desk = way.come(&mut host, clock("08:00:00"));
        let request = asked(&host);
        host.write(clock("11:57:00"), request);
        let cancel = system::shutdown_cancelled(&host.name, &anna().account);
        host.write(clock("11:58:00"), cancel);
        way.go(&mut host, clock("12:00:00"), desk);
        by_itself(&mut host, way);
        stops(&mut host, clock("12:05:00"));
        check(&Case::of([host]));

        // Nobody knows what became of it.
        let mut host = way.host();
        let desk = way.come(&mut host, clock("08:00:00"));
        let request = asked(&host);
        host.write(clock("09:00:00"), request);
        way.go(&mut host, clock("12:00:00"), desk);
        by_itself(&mut host, way);
        stops(&mut host, clock("15:00:00"));
        check(&Case::of([host]));

        // Another user came between, and he asked for it.
        let mut host = way.host();
        let desk = way.come(&mut host, clock("08:00:00"));
        way.go(&mut host, clock("12:00:00"), desk);
        by_itself(&mut host, way);
        let other = host.rdp_logon(clock("12:00:20"), &miles(), &home());
        host.rdp_disconnect(clock("12:00:40"), other, Leave::Window);
        host.last_expected().set("end_kind", "disconnect");
        let request = asked(&host);
        host.write(clock("12:00:50"), request);
        stops(&mut host, clock("12:01:30"));
        check(&Case::of([host]));
    }
}

/// [source 11.5]: the kernel hibernates for a shutdown, and nobody asked by 1074.
/// Rules: B3, E5
#[test]
fn the_shutdown_before_a_fast_start_up_is_a_stop_without_1074() {
    for way in WAYS {
        for seconds in [6.0, 45.0] {
            let mut host = way.host();
            let desk = way.come(&mut host, clock("08:00:00"));
            way.go(&mut host, clock("12:00:00"), desk);
            let sleep = host.write(clock("12:00:00") + seconds, system::hybrid_shutdown());
            brought_about_by(&mut host, &[sleep]);
            host.fast_start(clock("13:00:00"));
            let next = way.come(&mut host, clock("13:01:00"));
            way.go(&mut host, clock("14:00:00"), next);
            by_itself(&mut host, way);
            check(&Case::of([host]));
        }
    }
}

/// [source 11.5], near misses: a fast start-up's shutdown hours later, and sleep that is no shutdown.
/// Rules: B3, E5
#[test]
fn other_sleep_after_a_logoff_is_no_stop() {
    for way in WAYS {
        let mut host = way.host();
        let desk = way.come(&mut host, clock("08:00:00"));
        way.go(&mut host, clock("12:00:00"), desk);
        by_itself(&mut host, way);
        host.write(clock("15:00:00"), system::hybrid_shutdown());
        host.fast_start(clock("16:00:00"));
        check(&Case::of([host]));

        // The machine falls asleep by itself, and its next shutdown left no record.
        let mut host = way.host();
        let desk = way.come(&mut host, clock("08:00:00"));
        way.go(&mut host, clock("12:00:00"), desk);
        by_itself(&mut host, way);
        host.write(clock("12:00:40"), system::sleep_begins());
        host.write(clock("12:30:00"), system::sleep_ends());
        let again = way.come(&mut host, clock("13:00:00"));
        way.go(&mut host, clock("14:00:00"), again);
        by_itself(&mut host, way);
        host.fast_start(clock("16:00:00"));
        check(&Case::of([host]));
    }
}

/// A sleep that was over when somebody came is not where his stay ended.
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
