//! Two services that record one thing, and what is no activity at all.

use crate::common::activities::{acts_of, line, records_of, told};
use crate::common::evtx_writer::Record;
use crate::common::records::Account;
use crate::common::records::activity::{service_audited, service_installed};
use crate::common::records::security_auth::{ExplicitCredentials, explicit_credentials};
use crate::common::records::winrm::client_connects;
use crate::common::scenario::{Acting, Host, Os};
use crate::{anna, clock, home, miles, running};

fn server() -> (Host, Acting) {
    let mut host = running(Os::Server2016);
    let desk = host.rdp_logon(clock("08:00:00"), &anna(), &home());
    let who = host.acting(desk);
    (host, who)
}

/// Rules: A6.
#[test]
fn two_records_of_one_installation_are_one_row_by_its_logon_id() {
    let (mut host, who) = server();
    host.write(clock("08:10:00"), service_installed(&who.account.sid, "A"));
    let audited = service_audited(&who.account, who.luid, "A");
    host.write(clock("08:10:01"), audited);
    let case = told(host);
    let [service] = &case.activities[..] else {
        panic!("one service")
    };
    assert_eq!(line(&case, service), "service-installed A: logon-id 0");
    assert_eq!(records_of(&case, service), [7045, 4697]);
}

/// Near misses: another name, the same record again, and a later installation.
///
/// Rules: A6.
#[test]
fn other_installations_are_rows_of_their_own() {
    let (mut host, who) = server();
    let audited = |name| service_audited(&who.account, who.luid, name);
    let installed = |name| service_installed(&who.account.sid, name);
    host.write(clock("08:10:00"), installed("A"));
    host.write(clock("08:10:01"), audited("B"));
    host.write(clock("08:11:00"), installed("C"));
    host.write(clock("08:11:01"), installed("C"));
    host.write(clock("08:12:00"), installed("D"));
    host.write(clock("08:12:03"), audited("D"));
    let found = [
        "service-installed A: user-and-time 0",
        "service-installed B: logon-id 0",
        "service-installed C: user-and-time 0",
        "service-installed C: user-and-time 0",
        "service-installed D: user-and-time 0",
        "service-installed D: logon-id 0",
    ];
    assert_eq!(acts_of(host), found);
}

/// The clock was set back between the boots, so that the two records have almost the same time.
///
/// Rules: A6.
#[test]
fn installations_in_two_boots_are_two() {
    let mut host = running(Os::Server2016);
    let (system, sid) = (Account::system(), "S-1-5-18");
    host.write(clock("08:10:00"), service_installed(sid, "A"));
    host.set_clock(clock("08:11:00"), -600.0);
    host.crash(clock("08:11:30"));
    host.boot(clock("08:15:00"));
    // It reads 08:10:02.
    host.write(clock("08:20:02"), service_audited(&system, 0x3e7, "A"));
    let found = ["service-installed A: none", "service-installed A: none"];
    assert_eq!(acts_of(host), found);
}

fn used(who: &Acting, server: &str, program: &str) -> Record {
    explicit_credentials(&ExplicitCredentials {
        subject: who.account.clone(),
        subject_luid: who.luid,
        user: miles().account,
        server: server.to_owned(),
        process_id: 0x5b0,
        process_path: program.to_owned(),
        address: "-".to_owned(),
        port: "-".to_owned(),
    })
}

const EXPLORER: &str = "C:\\Windows\\explorer.exe";

/// Rules: A6.
#[test]
fn credentials_that_a_program_tries_several_times_are_one_row() {
    let (mut host, who) = server();
    for seconds in [0.0, 0.02, 0.04] {
        host.write(clock("08:10:00") + seconds, used(&who, "FS01", EXPLORER));
    }
    host.write(clock("08:10:00") + 0.05, used(&who, "FS02", EXPLORER));
    host.write(clock("08:10:02"), used(&who, "FS01", EXPLORER));
    let case = told(host);
    let sources: Vec<(String, usize)> = case
        .activities
        .iter()
        .map(|act| (line(&case, act), act.sources().count()))
        .collect();
    let row = |server: &str, count| (format!("connection-made {server}: logon-id 0"), count);
    assert_eq!(sources, [row("FS01", 3), row("FS02", 1), row("FS01", 1)]);
}

/// Rules: A6.
#[test]
fn the_host_itself_is_not_elsewhere() {
    let (mut host, who) = server();
    for server in [
        "localhost",
        "HOST1",
        "host1.larkfield.example",
        "127.0.0.1",
        "::1",
    ] {
        host.write(clock("08:10:00"), used(&who, server, EXPLORER));
        let winlogon = "C:\\Windows\\System32\\winlogon.exe";
        host.write(clock("08:11:00"), used(&who, server, winlogon));
    }
    for target in [
        "localhost/wsman",
        "localhost:47001/wsman",
        "FS01:47001/wsman",
    ] {
        host.write(clock("08:12:00"), client_connects(&who.account, target));
    }
    host.write(
        clock("08:13:00"),
        client_connects(&who.account, "FS01/wsman?PSVersion=5.1"),
    );
    assert_eq!(acts_of(host), ["connection-made FS01: user-and-time 0"]);
}
