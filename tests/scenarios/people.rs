//! Who is who, on one host and on several.

use crate::common::compare::check;
use crate::common::scenario::{Case, Host, Os, Person};
use crate::{SID, anna, clock, home, miles, office, running};

const LOCAL_SID: &str = "S-1-5-21-1711122001-2110033442-3557788995";

#[test]
fn a_local_account_belongs_to_its_host() {
    let mut host = Host::new("LONELY", "WORKGROUP", Os::Windows10);
    host.boot(clock("06:00:00"));
    let person = Person::new("LONELY", "owner", &format!("{LOCAL_SID}-1001")).admin();
    host.failed_console_logon(clock("07:59:00"), "owner");
    let desk = host.console_logon(clock("08:00:00"), &person);
    host.rdp_reconnect(clock("09:00:00"), desk, &home());
    host.rdp_logoff(clock("10:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn the_built_in_administrator_has_one_token() {
    let mut host = running(Os::Server2012R2).domain_controller();
    let person = Person::new("LARKFIELD", "Administrator", &format!("{SID}-500")).admin();
    let desk = host.rdp_logon(clock("08:00:00"), &person, &office());
    host.rdp_logoff(clock("09:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn equal_numbers_on_two_hosts_are_not_mixed_up() {
    let mut hosts = ["HOST1", "HOST2"].map(|name| Host::new(name, "LARKFIELD", Os::Server2016));
    for (host, person) in hosts.iter_mut().zip([anna(), miles()]) {
        host.boot(clock("06:00:00"));
        host.force_luid(0x7a_0000);
        let desk = host.rdp_logon(clock("08:00:00"), &person, &office());
        host.rdp_logoff(clock("09:00:00"), desk);
    }
    check(&Case::of(hosts));
}

#[test]
fn one_person_at_two_hosts_at_once_has_two_sessions() {
    let mut desk_host = Host::new("HOST1", "LARKFIELD", Os::Windows10);
    let mut far_host = Host::new("HOST2", "LARKFIELD", Os::Server2016);
    desk_host.boot(clock("06:00:00"));
    far_host.boot(clock("06:00:00"));
    let here = desk_host.console_logon(clock("08:00:00"), &miles());
    let there = far_host.rdp_logon(clock("08:30:00"), &miles(), &office());
    far_host.rdp_logoff(clock("09:00:00"), there);
    desk_host.console_logoff(clock("16:00:00"), here);
    check(&Case::of([desk_host, far_host]));
}

#[test]
fn names_outside_ascii_come_through() {
    let mut host = running(Os::Windows10);
    let person = Person::new("LARKFIELD", "jürgen.müller", &format!("{SID}-1130"));
    let desk = host.console_logon(clock("08:00:00"), &person);
    host.console_logoff(clock("16:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn a_person_whose_name_ends_like_a_machine_is_shown() {
    let mut host = running(Os::Server2016);
    let person = Person::new("LARKFIELD", "printer$", &format!("{SID}-1131"));
    let desk = host.rdp_logon(clock("08:00:00"), &person, &home());
    host.rdp_logoff(clock("09:00:00"), desk);
    check(&Case::of([host]));
}

#[test]
fn a_host_is_known_by_its_last_name() {
    let mut host = Host::new("WIN-8KQ2ZLP0TRM", "LARKFIELD", Os::Server2016);
    host.boot(clock("06:00:00"));
    let desk = host.console_logon(clock("08:00:00"), &miles());
    host.shut_down(clock("08:30:00"), desk, true);
    host.rename("FS02");
    host.boot(clock("08:31:00"));
    let again = host.console_logon(clock("08:33:00"), &miles());
    host.console_logoff(clock("09:00:00"), again);
    let case = Case::of([host]);
    assert_eq!(case.expected()[0]["host"], "FS02.larkfield.example");
    check(&case);
}
