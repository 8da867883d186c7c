//! Security channel: accounts are created, deleted, renamed and added to groups.

use super::Account;
use super::security::{audit, subject};
use crate::common::evtx_writer::{Record, Value};

const TASK_USER_ACCOUNTS: u16 = 13824;
const TASK_GROUPS: u16 = 13826;

/// 4720 created, 4726 deleted.
pub fn account_change(event_id: u16, by: &Account, luid: u64, target: &Account) -> Record {
    let mut fields = vec![
        ("TargetUserName", Value::text(&target.name)),
        ("TargetDomainName", Value::text(&target.domain)),
        ("TargetSid", Value::sid(&target.sid)),
    ];
    fields.extend(subject(by, luid));
    fields.push(("PrivilegeList", Value::text("-")));
    audit(event_id, TASK_USER_ACCOUNTS, fields)
}

/// 4781: an account was renamed.
pub fn account_renamed(by: &Account, luid: u64, target: &Account, new_name: &str) -> Record {
    let mut fields = vec![
        ("OldTargetUserName", Value::text(&target.name)),
        ("NewTargetUserName", Value::text(new_name)),
        ("TargetDomainName", Value::text(&target.domain)),
        ("TargetSid", Value::sid(&target.sid)),
    ];
    fields.extend(subject(by, luid));
    fields.push(("PrivilegeList", Value::text("-")));
    audit(4781, TASK_USER_ACCOUNTS, fields)
}

/// 4732: an account was added to a local group.
pub fn add_to_group(by: &Account, luid: u64, member: &str, group: (&str, &str)) -> Record {
    let (name, sid) = group;
    let mut fields = vec![
        ("MemberName", Value::text("-")),
        ("MemberSid", Value::sid(member)),
        ("TargetUserName", Value::text(name)),
        ("TargetDomainName", Value::text("Builtin")),
        ("TargetSid", Value::sid(sid)),
    ];
    fields.extend(subject(by, luid));
    fields.push(("PrivilegeList", Value::text("-")));
    audit(4732, TASK_GROUPS, fields)
}
