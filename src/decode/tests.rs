//! Decodes payloads of real records as the `evtx` crate renders them, and checks the facts.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::*;
use crate::domain::address::LoggedAddress;
use crate::domain::event::Place;
use crate::domain::event::{ConnectionStep, Fact, LocalSessionStep, Luid};
use crate::domain::remote_access::SshStep;
use crate::domain::time::Timestamp;
use crate::evidence::render::record::RawRecord;

const AUDIT: &str = "Microsoft-Windows-Security-Auditing";
const RCM: &str = "Microsoft-Windows-TerminalServices-RemoteConnectionManager";
const LSM: &str = "Microsoft-Windows-TerminalServices-LocalSessionManager";
const CORE: &str = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS";

fn decoded(provider: &str, channel: &str, event_id: u32, payload: &str) -> Option<Fact> {
    let payload = RawValue::from_string(payload.to_owned()).expect("JSON");
    let record = RawRecord {
        time: Timestamp::parse("2020-09-19T03:22:37Z").expect("a time"),
        provider: Cow::Borrowed(provider),
        channel: Cow::Borrowed(channel),
        computer: Cow::Borrowed("HOST1"),
        event_id,
        record_id: 7,
        activity: None,
        user_sid: Some("S-1-5-21-1-2-3-500".to_owned()),
        process_id: 4,
        payload: Some(&payload),
    };
    let place = Place {
        file: 0,
        chunk: 0,
        header_record: 7,
    };
    Decoder::default()
        .rendered(&record, place)
        .map(|event| event.fact)
}

#[test]
fn a_logon_is_read_by_name_whatever_its_version() {
    // Version 3 has RemoteCredentialGuard in the middle, which shifts all later positions by one.
    let fact = decoded(
        AUDIT,
        "Security",
        4624,
        r#"{"SubjectUserSid":"S-1-5-18","SubjectUserName":"DC$","SubjectDomainName":"WINDOMAIN",
        "SubjectLogonId":"0x3e7","TargetUserSid":"S-1-5-21-1-2-3-1000","TargetUserName":"vagrant",
        "TargetDomainName":"WINDOMAIN","TargetLogonId":"0xae31a","LogonType":10,
        "LogonProcessName":"User32 ","AuthenticationPackageName":"Negotiate","WorkstationName":"DC",
        "LogonGuid":"{DF6202FA-5E43-2C09-EBC9-B4482335F90A}","TransmittedServices":"-",
        "LmPackageName":"-","KeyLength":0,"ProcessId":"0x3bc",
        "ProcessName":"C:\\Windows\\System32\\svchost.exe","IpAddress":"192.168.38.1","IpPort":"0",
        "ImpersonationLevel":"%%1833","RestrictedAdminMode":"%%1843",
        "RemoteCredentialGuard":"%%1843","TargetOutboundUserName":"-",
        "TargetOutboundDomainName":"-","VirtualAccount":"%%1843",
        "TargetLinkedLogonId":"0xae330","ElevatedToken":"%%1842"}"#,
    );
    let Some(Fact::Logon(logon)) = fact else {
        panic!("a logon, not {fact:?}")
    };
    assert_eq!(logon.luid, Luid::new(0xae31a));
    assert_eq!(logon.linked_luid(), Luid::new(0xae330));
    assert_eq!((logon.logon_type, logon.process_id), (10, 0x3bc));
    assert_eq!(logon.logon_process.as_deref(), Some("User32"));
    assert_eq!((logon.elevated, logon.virtual_account), (Some(true), false));
    let address = logon.address().expect("an address field");
    assert_eq!(
        address.ip().map(|ip| ip.to_string()).as_deref(),
        Some("192.168.38.1")
    );
    assert_eq!(address.port(), None, "port 0 is none");
}

#[test]
fn a_failure_keeps_what_was_typed() {
    let fact = decoded(
        AUDIT,
        "Security",
        4625,
        r#"{"SubjectUserSid":"S-1-0-0","SubjectUserName":"-","SubjectLogonId":"0x0",
        "TargetUserSid":"S-1-0-0","TargetUserName":"Jonathan ","TargetDomainName":".",
        "Status":"0xc000006d","SubStatus":"0xc0000064","LogonType":3,
        "LogonProcessName":"NtLmSsp ","WorkstationName":"kali","ProcessId":"0x0",
        "ProcessName":"-","IpAddress":"-","IpPort":"-"}"#,
    );
    let Some(Fact::LogonFailed(failure)) = fact else {
        panic!("a failure, not {fact:?}")
    };
    assert_eq!(failure.target.user.as_deref(), Some("Jonathan "));
    assert_eq!(failure.target.sid, None);
    assert_eq!(failure.target.domain.as_deref(), Some("."));
    assert_eq!(
        (failure.status, failure.sub_status),
        (0xC000_006D, 0xC000_0064)
    );
    assert_eq!(failure.address(), Some(LoggedAddress::Missing));
}

#[test]
fn user_data_of_the_terminal_services() {
    let fact = decoded(
        LSM,
        "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
        21,
        r##"{"EventXML":{"#attributes":{"xmlns":"Event_NS"},"User":"C137\\Administrator",
        "SessionID":2,"Address":"194.61.24.102"}}"##,
    );
    let Some(Fact::LocalSession(line)) = fact else {
        panic!("{fact:?}")
    };
    assert_eq!(
        (line.step, line.session_id),
        (LocalSessionStep::LoggedOn, 2)
    );
    assert_eq!(line.who.domain.as_deref(), Some("C137"));

    let fact = decoded(
        RCM,
        "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational",
        1149,
        r#"{"EventXML":{"Param1":"icslab@corp.example","Param2":"","Param3":"fe80::1%12"}}"#,
    );
    let Some(Fact::Connection(line)) = fact else {
        panic!("{fact:?}")
    };
    assert_eq!(line.step, ConnectionStep::Authenticated);
    assert_eq!(line.who.user.as_deref(), Some("icslab"));
    assert_eq!(
        line.address
            .and_then(LoggedAddress::ip)
            .map(|ip| ip.to_string())
            .as_deref(),
        Some("fe80::1")
    );
}

#[test]
fn a_transport_and_the_client_s_time_zone() {
    let channel = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational";
    let fact = decoded(
        CORE,
        channel,
        131,
        r#"{"ConnType":"TCP","ClientIP":"[2001:db8::7]:40238"}"#,
    );
    let Some(Fact::Connection(line)) = fact else {
        panic!("{fact:?}")
    };
    assert_eq!(line.address.and_then(LoggedAddress::port), Some(40238));
    // The value is a bias in brackets: hours that the client is behind UTC.
    let offset = |bias: &str| match decoded(
        CORE,
        channel,
        104,
        &format!(r#"{{"TimezoneBiasHour":"{bias}"}}"#),
    ) {
        Some(Fact::Connection(line)) => match line.step {
            ConnectionStep::ClientOffset(minutes) => Some(minutes),
            _ => None,
        },
        _ => None,
    };
    assert_eq!(
        (offset("[-2]"), offset("5"), offset("[99]")),
        (Some(120), Some(-300), None)
    );
}

#[test]
fn the_clock_and_a_renamed_machine() {
    let fact = decoded(
        AUDIT,
        "Security",
        4616,
        r#"{"PreviousTime":"2022-03-10T19:33:44.8341659Z","NewTime":"2022-03-10T16:33:50.0893545Z"}"#,
    );
    assert!(matches!(fact, Some(Fact::ClockSet { old, new }) if new < old));
    let fact = decoded(
        "EventLog",
        "System",
        6011,
        r##"{"Data":{"#text":["WIN-X","DC01"]}}"##,
    );
    let Some(Fact::Renamed { old, new }) = fact else {
        panic!("{fact:?}")
    };
    assert_eq!((&*old, &*new), ("WIN-X", "DC01"));
}

#[test]
fn a_record_without_its_essential_value_gives_no_event() {
    assert!(decoded(AUDIT, "Security", 4624, r#"{"TargetUserName":"x"}"#).is_none());
    assert!(decoded(AUDIT, "Security", 4616, r#"{"NewTime":"never"}"#).is_none());
    assert!(
        decoded(LSM, "Security", 21, "{}").is_none(),
        "another channel"
    );
    let deep = format!("{}1{}", r#"{"a":"#.repeat(60), "}".repeat(60));
    assert!(decoded(AUDIT, "Security", 4624, &deep).is_none());
}

#[test]
fn an_ssh_line_of_another_process_is_ignored() {
    let line = |process: &str| {
        let payload = "Accepted publickey for corp\\\\anna from 10.0.0.9 port 60096 ssh2";
        decoded(
            "OpenSSH",
            "OpenSSH/Operational",
            4,
            &format!(r#"{{"process":"{process}","payload":"{payload}"}}"#),
        )
    };
    assert!(matches!(line("sshd"), Some(Fact::Ssh(ssh)) if ssh.step == SshStep::Accepted));
    assert!(line("ssh-agent").is_none());
}
