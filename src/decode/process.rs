//! Starts of processes: Security 4688 and Sysmon 1.

use super::fields::Fields;
use crate::domain::account::AccountName;
use crate::domain::event::{Fact, Identity, ProcessStart};
use crate::evidence::record::RawRecord;

/// Security 4688: the process runs as the target when one is named, else as the subject.
pub fn security(fields: &mut Fields<'_>, _: &RawRecord<'_>) -> Option<Fact> {
    let target = fields.luid("TargetLogonId");
    let prefix = if target.is_some() {
        "Target"
    } else {
        "Subject"
    };
    Some(Fact::ProcessStarted(Box::new(ProcessStart {
        who: fields.identity(prefix),
        luid: target.or_else(|| fields.luid("SubjectLogonId")),
        image: fields.text("NewProcessName"),
        command_line: fields.text("CommandLine"),
        parent_image: fields.text("ParentProcessName"),
        process_id: fields.number("NewProcessId").unwrap_or(0),
        session_id: None,
    })))
}

/// Sysmon 1.
pub fn sysmon(fields: &mut Fields<'_>, _: &RawRecord<'_>) -> Option<Fact> {
    let name = fields
        .raw("User")
        .and_then(|user| AccountName::parse(&user));
    let who = Identity {
        sid: None,
        user: name.as_ref().map(|name| fields.share(&name.user)),
        domain: name
            .and_then(|name| name.domain)
            .map(|domain| fields.share(&domain)),
    };
    Some(Fact::ProcessStarted(Box::new(ProcessStart {
        who,
        luid: fields.luid("LogonId"),
        image: fields.text("Image"),
        command_line: fields.text("CommandLine"),
        parent_image: fields.text("ParentImage"),
        process_id: fields.number("ProcessId").unwrap_or(0),
        session_id: fields.u32("TerminalSessionId"),
    })))
}
