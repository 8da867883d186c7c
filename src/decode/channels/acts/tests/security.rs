//! Records of the channel Security.

use super::{AUDIT, SYSTEM, act, fact};
use crate::domain::activity::{ActKey, ActivityKind};
use crate::domain::event::{Fact, Luid};

#[test]
fn a_member_is_named_by_name_and_sid() {
    let act = act(
        AUDIT,
        4732,
        r#"{"MemberName":"CN=Administrator,CN=Users,DC=C137,DC=local",
        "MemberSid":"S-1-5-21-1-2-3-500","TargetUserName":"Administrators",
        "TargetDomainName":"Builtin","TargetSid":"S-1-5-32-544","SubjectUserSid":"S-1-5-21-1-2-3-1001",
        "SubjectUserName":"rick","SubjectDomainName":"C137","SubjectLogonId":"0xbda77"}"#,
    );
    assert_eq!(act.kind, ActivityKind::AccountChanged);
    assert_eq!(act.luid, Luid::new(0xbda77));
    assert_eq!(act.who.user.as_deref(), Some("rick"));
    assert_eq!(act.object.as_deref(), Some("Administrators"));
    assert_eq!(
        act.details.as_deref(),
        Some("member CN=Administrator,CN=Users,DC=C137,DC=local (S-1-5-21-1-2-3-500) added")
    );
}

#[test]
fn an_account_has_its_new_name() {
    let renamed = act(
        AUDIT,
        4781,
        r#"{"OldTargetUserName":"jerry","NewTargetUserName":"jerrysmith","TargetDomainName":"C137",
        "TargetSid":"S-1-5-21-1-2-3-1104","SubjectUserSid":"S-1-5-21-1-2-3-500",
        "SubjectUserName":"Administrator","SubjectDomainName":"C137","SubjectLogonId":"0x19b21"}"#,
    );
    assert_eq!(renamed.object.as_deref(), Some("jerrysmith"));
    assert_eq!(renamed.details.as_deref(), Some("renamed from jerry"));
    let changed = act(
        AUDIT,
        4738,
        r#"{"Dummy":"-","TargetUserName":"mortysmith","TargetDomainName":"C137",
        "TargetSid":"S-1-5-21-1-2-3-1108","SubjectUserName":"Administrator","SubjectLogonId":"0x19b21",
        "DisplayName":"-","PasswordLastSet":"9/18/2020 1:02:52 AM",
        "UserAccountControl":"\r\n\t\t%%2048"}"#,
    );
    assert_eq!(
        changed.details.as_deref(),
        Some("changed: PasswordLastSet, UserAccountControl")
    );
    let asked = fact(
        AUDIT,
        4798,
        SYSTEM,
        Some(r#"{"TargetUserName":"rick","TargetSid":"S-1-5-21-1-2-3-1001"}"#),
    );
    assert!(matches!(asked, Some(Fact::Named(_))), "{asked:?}");
}

#[test]
fn a_share_and_a_file_on_it() {
    let object = |name: &str| {
        let payload = format!(
            r#"{{"SubjectUserName":"Administrator","SubjectLogonId":"0x17e2d2",
            "IpAddress":"10.0.2.17","ShareName":"\\\\*\\ADMIN$","RelativeTargetName":"{name}"}}"#
        );
        let act = act(AUDIT, 5145, &payload);
        assert_eq!(act.details.as_deref(), Some("from 10.0.2.17"));
        act.object.expect("an object").to_string()
    };
    assert_eq!(
        object(r"Temp\\CYAlyNSS.tmp"),
        r"\\*\ADMIN$\Temp\CYAlyNSS.tmp"
    );
    assert_eq!(object(""), r"\\*\ADMIN$");
    assert_eq!(object(r"\\"), r"\\*\ADMIN$");
}

#[test]
fn a_handle_joins_an_access_and_a_deletion() {
    let accessed = act(
        AUDIT,
        4663,
        r#"{"SubjectUserName":"IEUser","SubjectLogonId":"0xffa8","ObjectType":"File",
        "ObjectName":"C:\\Users\\IEUser\\Login Data","HandleId":"0x50","AccessList":"%%4416\r\n\t\t\t\t",
        "AccessMask":"0x1","ProcessId":"0x134c","ProcessName":"C:\\wsus.exe"}"#,
    );
    let deleted = act(
        AUDIT,
        4660,
        r#"{"SubjectUserName":"IEUser","SubjectLogonId":"0xffa8","HandleId":"0x50",
        "ProcessId":"0x134c","ProcessName":"C:\\wsus.exe"}"#,
    );
    assert_eq!(accessed.key, Some(ActKey::Handle(0x134c, 0x50)));
    assert_eq!(accessed.key, deleted.key);
    assert_eq!(
        accessed.details.as_deref(),
        Some(r"by C:\wsus.exe; access %%4416")
    );
    let refused = r#"{"ObjectName":"C:\\x","HandleId":"0x0","ProcessId":"0x134c"}"#;
    assert_eq!(act(AUDIT, 4656, refused).key, None, "no handle was given");
}

#[test]
fn a_task_runs_a_command() {
    let created = act(
        AUDIT,
        4698,
        r#"{"SubjectLogonId":"0x30e6e","TaskName":"\\T1053","TaskContent":
        "<Task>\r\n  <Actions Context=\"Author\">\r\n    <Exec>\r\n      <Command>cmd.exe</Command>\r\n      <Arguments>/c calc.exe &gt; x</Arguments>\r\n    </Exec>\r\n  </Actions>\r\n</Task>"}"#,
    );
    assert_eq!(created.kind, ActivityKind::TaskCreated);
    assert_eq!(
        created.details.as_deref(),
        Some("runs cmd.exe /c calc.exe > x")
    );
}
