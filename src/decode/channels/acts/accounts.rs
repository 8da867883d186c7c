//! Channel Security: accounts and groups were changed.

use super::{by_subject, details};
use crate::decode::fields::Fields;
use crate::domain::activity::{Act, ActForm, ActivityKind};
use crate::domain::event::{Fact, Header, Text};

/// 4723, 4740 to 4743, and the records of groups but 4732.
pub(in crate::decode) fn changed(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    Some(Fact::Act(act(fields, header)))
}

/// What was done to the account or group of a record, by its name afterwards.
pub(in crate::decode) fn act(fields: &mut Fields<'_>, header: &Header) -> Act {
    let form = ActForm {
        details: what(fields, header.event_id),
        ..by_subject(fields, ActivityKind::AccountChanged)
    };
    let name = if header.event_id == 4781 {
        "NewTargetUserName"
    } else {
        "TargetUserName"
    };
    Act {
        luid: fields.luid("SubjectLogonId"),
        object: fields.line(name).or_else(|| fields.line("TargetSid")),
        form: fields.intern(form),
    }
}

/// What was done, in plain words, and to which member.
fn what(fields: &mut Fields<'_>, event_id: u32) -> Option<Text> {
    let words = match event_id {
        4720 => "created",
        4722 => "enabled",
        4723 => "password changed",
        4724 => "password reset",
        4725 => "disabled",
        4726 => "deleted",
        4738 | 4742 => return attributes(fields),
        4740 => return locked_out(fields),
        4741 => "computer account created",
        4743 => "computer account deleted",
        4767 => "unlocked",
        4781 => return renamed(fields),
        4727 | 4731 | 4754 => "group created",
        4730 | 4734 | 4758 => "group deleted",
        4735 | 4737 | 4755 => "group changed",
        4728 | 4732 | 4756 => return member(fields, "added"),
        4729 | 4733 | 4757 => return member(fields, "removed"),
        _ => return None,
    };
    Some(fields.share(words))
}

/// `member CN=… (S-1-5-…) added`; a local member has no name in the record.
fn member(fields: &mut Fields<'_>, done: &str) -> Option<Text> {
    let name = fields.line("MemberName");
    let sid = fields.sid("MemberSid");
    let line = match (name, sid) {
        (Some(name), Some(sid)) => format!("member {name} ({sid}) {done}"),
        (Some(one), None) | (None, Some(one)) => format!("member {one} {done}"),
        (None, None) => format!("member {done}"),
    };
    Some(fields.line_of(&line))
}

fn renamed(fields: &mut Fields<'_>) -> Option<Text> {
    let old = fields.line("OldTargetUserName");
    let line = old.map_or("renamed".to_owned(), |old| format!("renamed from {old}"));
    Some(fields.line_of(&line))
}

/// The name of the computer that sent the wrong passwords is in the field of the domain.
fn locked_out(fields: &mut Fields<'_>) -> Option<Text> {
    let computer = fields.line("TargetDomainName");
    let words = fields.share("locked out");
    details(fields, [("", Some(words)), ("by ", computer)])
}

/// The attributes that a change of an account may state. `-` stands for one that was not changed.
const ATTRIBUTES: [&str; 19] = [
    "SamAccountName",
    "DisplayName",
    "UserPrincipalName",
    "HomeDirectory",
    "HomePath",
    "ScriptPath",
    "ProfilePath",
    "UserWorkstations",
    "PasswordLastSet",
    "AccountExpires",
    "PrimaryGroupId",
    "AllowedToDelegateTo",
    "UserAccountControl",
    "UserParameters",
    "SidHistory",
    "LogonHours",
    "DnsHostName",
    "ServicePrincipalNames",
    "PasswordHint",
];

fn attributes(fields: &mut Fields<'_>) -> Option<Text> {
    let mut line = "changed".to_owned();
    let mut separator = ": ";
    for name in ATTRIBUTES {
        if fields.unshared(name).is_some() {
            line.push_str(separator);
            line.push_str(name);
            separator = ", ";
        }
    }
    Some(fields.line_of(&line))
}
