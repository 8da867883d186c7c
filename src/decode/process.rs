//! Starts of processes: Security 4688 and Sysmon 1.

use super::fields::Fields;
use crate::domain::event::{Fact, Header, Luid, ProcessForm, ProcessStart};

/// Security 4688: the process runs as the target when one is named, else as the subject.
pub fn security(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let prefix = if fields.luid("TargetLogonId").is_some() {
        "Target"
    } else {
        "Subject"
    };
    let form = ProcessForm {
        who: fields.identity(prefix),
        image: fields.text("NewProcessName"),
        command_line: fields.text("CommandLine"),
        parent_image: fields.text("ParentProcessName"),
        session_id: None,
    };
    Some(Fact::ProcessStarted(ProcessStart {
        luid: logon_id(fields),
        process_id: fields.number("NewProcessId").unwrap_or(0),
        form: fields.one(form),
    }))
}

/// The logon id that the process of a 4688 runs under.
pub fn logon_id(fields: &mut Fields<'_>) -> Option<Luid> {
    let target = fields.luid("TargetLogonId");
    target.or_else(|| fields.luid("SubjectLogonId"))
}

/// Sysmon 1.
pub fn sysmon(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let form = ProcessForm {
        who: fields.account("User"),
        image: fields.text("Image"),
        command_line: fields.text("CommandLine"),
        parent_image: fields.text("ParentImage"),
        session_id: fields.u32("TerminalSessionId"),
    };
    Some(Fact::ProcessStarted(ProcessStart {
        luid: fields.luid("LogonId"),
        process_id: fields.number("ProcessId").unwrap_or(0),
        form: fields.one(form),
    }))
}
