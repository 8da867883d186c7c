//! Starts of processes: Security 4688 and Sysmon 1.

use super::fields::Fields;
use crate::domain::event::{Fact, Header, ProcessStart};

/// Security 4688: the process runs as the target when one is named, else as the subject.
pub fn security(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let target = fields.luid("TargetLogonId");
    let prefix = if target.is_some() {
        "Target"
    } else {
        "Subject"
    };
    Some(Fact::ProcessStarted(Box::new(ProcessStart {
        who: fields.who(prefix),
        luid: target.or_else(|| fields.luid("SubjectLogonId")),
        image: fields.text("NewProcessName"),
        command_line: fields.text("CommandLine"),
        parent_image: fields.text("ParentProcessName"),
        process_id: fields.number("NewProcessId").unwrap_or(0),
        session_id: None,
    })))
}

/// Sysmon 1.
pub fn sysmon(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Some(Fact::ProcessStarted(Box::new(ProcessStart {
        who: fields.account("User"),
        luid: fields.luid("LogonId"),
        image: fields.text("Image"),
        command_line: fields.text("CommandLine"),
        parent_image: fields.text("ParentImage"),
        process_id: fields.number("ProcessId").unwrap_or(0),
        session_id: fields.u32("TerminalSessionId"),
    })))
}
