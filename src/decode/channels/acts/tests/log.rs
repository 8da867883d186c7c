//! Records of logs that one service or program writes.

use super::{ACTIVITY, AUDIT, SYSTEM, act, fact};
use crate::domain::activity::{ActKey, ActRole};
use crate::domain::event::{Fact, Guid};

const TASKS: (&str, &str) = (
    "Microsoft-Windows-TaskScheduler",
    "Microsoft-Windows-TaskScheduler/Operational",
);
const SYSMON: (&str, &str) = (
    "Microsoft-Windows-Sysmon",
    "Microsoft-Windows-Sysmon/Operational",
);

#[test]
fn a_task_has_the_user_of_its_instance() {
    let instance = "BB8753CD-31AE-433B-96C3-6B726A6E9BCD";
    let began = act(
        TASKS,
        100,
        &format!(
            r#"{{"TaskName":"\\CacheTask","UserContext":"C137\\Administrator","InstanceId":"{instance}"}}"#
        ),
    );
    let action = act(
        TASKS,
        200,
        &format!(
            r#"{{"TaskName":"\\CacheTask","ActionName":"Wininet","TaskInstanceId":"{instance}"}}"#
        ),
    );
    assert_eq!(
        (began.role, action.role),
        (ActRole::Companion, ActRole::Row)
    );
    assert_eq!(began.key, Guid::parse(instance).map(ActKey::TaskInstance));
    assert_eq!(began.key, action.key);
    assert_eq!(began.who.user.as_deref(), Some("Administrator"));
    assert_eq!(
        (action.who.user.as_deref(), action.who.sid.as_deref()),
        (None, None)
    );
    assert_eq!(action.object.as_deref(), Some(r"\CacheTask"));
}

#[test]
fn an_activity_joins_the_records_of_the_rdp_client() {
    let log = (
        "Microsoft-Windows-TerminalServices-ClientActiveXCore",
        "Microsoft-Windows-TerminalServices-RDPClient/Operational",
    );
    let sid = "S-1-5-21-1-2-3-500";
    let of = |event_id, payload| {
        let fact = fact(log, event_id, sid, payload).expect("a fact");
        fact.act().expect("an act").clone()
    };
    let connects = of(
        1024,
        Some(r#"{"Name":"Server Name","Value":"DESKTOP-SDN1RPT"}"#),
    );
    assert_eq!(connects.object.as_deref(), Some("DESKTOP-SDN1RPT"));
    assert_eq!(connects.who.sid.as_deref(), Some(sid));
    assert!(connects.at_desktop);
    let address = of(
        1102,
        Some(r#"{"Name":"ServerAddress","Value":"10.42.85.115"}"#),
    );
    assert_eq!(address.details.as_deref(), Some("address 10.42.85.115"));
    let ended = of(1026, Some(r#"{"Name":"Disconnect Reason","Value":2}"#));
    assert_eq!(ended.role, ActRole::End);
    let connected = of(1025, None);
    let key = Guid::parse(ACTIVITY).map(ActKey::RdpClient);
    for act in [connects, address, ended, connected] {
        assert_eq!(act.key, key);
    }
}

#[test]
fn only_connections_that_were_opened_here_count() {
    let of = |initiated: bool| {
        let payload = format!(
            r#"{{"ProcessGuid":"747F3D96-CA4C-5EC9-0000-001093D53700","ProcessId":3044,
            "Image":"C:\\a.exe","User":"C137\\rick","Protocol":"tcp","Initiated":{initiated},
            "DestinationIp":"10.0.2.17","DestinationHostname":"","DestinationPort":5985}}"#
        );
        fact(SYSMON, 3, SYSTEM, Some(&payload))
    };
    assert!(of(false).is_none());
    let Some(Fact::Act(act)) = of(true) else {
        panic!("an act")
    };
    assert_eq!(act.object.as_deref(), Some("10.0.2.17"));
    assert_eq!(act.who.user.as_deref(), Some("rick"));
    assert_eq!(
        act.details.as_deref(),
        Some(r"address 10.0.2.17; tcp 5985; by C:\a.exe")
    );
}

#[test]
fn a_process_of_sysmon_is_known_by_its_guid() {
    let payload = r#"{"ProcessGuid":"747F3D96-CA4C-5EC9-0000-001093D53700","ProcessId":3044,
        "Image":"C:\\a.exe","User":"C137\\rick","LogonId":"0x51c10f","TargetFilename":"C:\\b.txt"}"#;
    let Some(Fact::ProcessStarted(start)) = fact(SYSMON, 1, SYSTEM, Some(payload)) else {
        panic!("a start")
    };
    let key = ActKey::of_process(&start);
    assert!(matches!(key, Some(ActKey::Process(3044, _))), "{key:?}");
    for event_id in [5, 11, 15, 23, 26] {
        assert_eq!(act(SYSMON, event_id, payload).key, key, "{event_id}");
    }
    let audited = r#"{"NewProcessId":"0x728","SubjectLogonId":"0x2e986"}"#;
    let Some(Fact::ProcessStarted(start)) = fact(AUDIT, 4688, SYSTEM, Some(audited)) else {
        panic!("a start")
    };
    let ended = r#"{"ProcessId":"0x728","SubjectLogonId":"0x2e986"}"#;
    assert_eq!(act(AUDIT, 4689, ended).key, ActKey::of_process(&start));
}

#[test]
fn a_companion_without_a_key_belongs_to_nothing() {
    let unknown = r#"{"ProcessGuid":"00000000-0000-0000-0000-000000000000","ProcessId":0,
        "Image":"<unknown process>"}"#;
    assert!(fact(SYSMON, 5, SYSTEM, Some(unknown)).is_none());
}

#[test]
fn services_and_the_machine_are_not_at_work() {
    let policy = (
        "Microsoft-Windows-GroupPolicy",
        "Microsoft-Windows-GroupPolicy/Operational",
    );
    let of = |machine: &str| {
        let payload = format!(r#"{{"PrincipalSamName":"C137\\rick","IsMachine":{machine}}}"#);
        fact(policy, 4001, SYSTEM, Some(&payload)).is_some()
    };
    assert!(of("0") && of("false"));
    assert!(!of("1") && !of("true"));
    let folders = (
        "Microsoft-Windows-KnownFolders",
        "Microsoft-Windows-Known Folders API Service",
    );
    let payload = Some(r#"{"Path":"C:\\Users\\rick\\Documents"}"#);
    assert!(fact(folders, 1002, SYSTEM, payload).is_none());
    assert!(fact(folders, 1002, "S-1-5-21-1-2-3-1001", payload).is_some());
}

#[test]
fn the_firewall_names_who_changed_a_rule() {
    let log = (
        "Microsoft-Windows-Windows Firewall With Advanced Security",
        "Microsoft-Windows-Windows Firewall With Advanced Security/Firewall",
    );
    let act = act(
        log,
        2004,
        r#"{"RuleId":"x","RuleName":"Remote Desktop","ApplicationPath":"C:\\a.exe","Direction":1,
        "LocalPorts":"3389","Action":3,"ModifyingUser":"S-1-5-21-1-2-3-500",
        "ModifyingApplication":"C:\\Windows\\mmc.exe"}"#,
    );
    assert_eq!(act.who.sid.as_deref(), Some("S-1-5-21-1-2-3-500"));
    assert_eq!(act.object.as_deref(), Some("Remote Desktop"));
    assert_eq!(
        act.details.as_deref(),
        Some(r"rule added: inbound allow; C:\a.exe; ports 3389; by C:\Windows\mmc.exe")
    );
}

#[test]
fn the_owner_of_a_download_stands_in_its_job() {
    let log = (
        "Microsoft-Windows-Bits-Client",
        "Microsoft-Windows-Bits-Client/Operational",
    );
    let job = "44CBCC2B-BA87-4B42-918F-F287F96D8268";
    let made = act(
        log,
        3,
        &format!(r#"{{"jobId":"{job}","jobOwner":"HOST1\\TestUser","processPath":"C:\\a.exe"}}"#),
    );
    let began = act(
        log,
        59,
        &format!(
            r#"{{"transferId":"7634A810-F7AC-4E06-A07D-FA91863FCC76","name":"Update","Id":"{job}",
            "url":"https://example.com/a"}}"#
        ),
    );
    assert_eq!(made.who.user.as_deref(), Some("TestUser"));
    assert_eq!(made.key, began.key);
    assert_eq!(began.object.as_deref(), Some("https://example.com/a"));
    assert_eq!(began.who.sid, None, "SYSTEM only wrote the record");
}

#[test]
fn a_setting_of_the_antivirus_is_named_by_its_key() {
    let log = (
        "Microsoft-Windows-Windows Defender",
        "Microsoft-Windows-Windows Defender/Operational",
    );
    let removed = act(
        log,
        5007,
        r#"{"Old Value":"HKLM\\SOFTWARE\\Microsoft\\Windows Defender\\X = 0x1",
        "New Value":"Default\\X = 0x0"}"#,
    );
    assert_eq!(
        removed.object.as_deref(),
        Some(r"HKLM\SOFTWARE\Microsoft\Windows Defender\X")
    );
    assert_eq!(removed.who.sid.as_deref(), Some(SYSTEM));
}

#[test]
fn a_user_may_be_written_as_a_sid() {
    let sid = "S-1-5-21-1-2-3-1106";
    let text = format!(r#"{{"TaskName":"\\Backup","UserContext":"{sid}"}}"#);
    let registered = act(TASKS, 106, &text);
    assert_eq!(registered.who.sid.as_deref(), Some(sid));
    assert_eq!(registered.who.user, None);
}
