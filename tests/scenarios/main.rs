//! Stories with a known outcome; each test name states what the story proves.
//!
//! A story writes the logs of one or a few hosts and states the sessions that they must give. The
//! program must find exactly these.

#[path = "../common/mod.rs"]
mod common;

mod accounts;
mod activity_artefacts;
mod activity_boots;
mod activity_by_time;
mod activity_by_user;
mod activity_credentials;
mod activity_disconnected;
mod activity_keys;
mod activity_logon_ids;
mod activity_one_fact;
mod activity_places;
mod boots;
mod clocks;
mod comparison;
mod confidence;
mod console;
mod console_relogon;
mod console_switching;
mod contradicting_address;
mod copies;
mod coverage;
mod cut_off_records;
mod damage;
mod domain_auth;
mod explicit_credentials;
mod file_server;
mod front_ends;
mod hidden_names;
mod hosts;
mod languages;
mod naming_records;
mod networks;
mod nla_twins;
mod one_person;
mod partial_evidence;
mod people;
mod rdp;
mod rdp_ends;
mod rdp_failures;
mod rdp_reconnects;
mod rdp_variants;
mod recovered_records;
mod remote_services;
mod renames;
mod rule_by_rule;
mod security_reconnects;
mod silence;
mod snapshot_files;
mod snapshots;
mod soundness;
mod ssh_tokens;
mod starts;
mod stops;
mod thin_evidence;
mod weak_points;
mod windows_sessions;
mod winrm;

use common::scenario::{Client, Host, Os, Person, Time, at};

const SID: &str = "S-1-5-21-2906177321-1538471922-3390168854";

const ALL_SYSTEMS: [Os; 4] = [
    Os::Server2012R2,
    Os::Server2016,
    Os::Windows10,
    Os::Windows11,
];

/// A time on the day of the story.
fn clock(time: &str) -> Time {
    at(&format!("2025-03-03 {time}"))
}

/// A domain member that has just started.
fn running(os: Os) -> Host {
    let mut host = Host::new("HOST1", "LARKFIELD", os);
    host.boot(clock("06:00:00"));
    host
}

fn anna() -> Person {
    Person::new("LARKFIELD", "anna", &format!("{SID}-1104"))
}

fn miles() -> Person {
    Person::new("LARKFIELD", "miles", &format!("{SID}-1107")).admin()
}

fn office() -> Client {
    Client::new("10.20.0.12", 51_200, "WS-MILES")
}

fn home() -> Client {
    Client::new("198.51.100.24", 52_300, "HOME-PC")
}
