//! Starts of processes: Security 4688 and Sysmon 1.

use crate::decode::fields::Fields;
use crate::domain::event::{Fact, Guid, Header, ProcessForm, ProcessStart};

/// Security 4688: the process runs as the target account if the record has one, otherwise as the
/// subject.
pub(crate) fn security(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let target = fields.luid("TargetLogonId");
    let prefix = if target.is_some() {
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
        guid: None,
    };
    Some(Fact::ProcessStarted(ProcessStart {
        luid: target.or_else(|| fields.luid("SubjectLogonId")),
        process_id: fields.number("NewProcessId").unwrap_or(0),
        form: fields.intern(form),
    }))
}

/// Sysmon 1.
pub(crate) fn sysmon(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let form = ProcessForm {
        who: fields.account("User"),
        image: fields.text("Image"),
        command_line: fields.text("CommandLine"),
        parent_image: fields.text("ParentImage"),
        session_id: fields.u32("TerminalSessionId"),
        guid: fields.text("ProcessGuid").and_then(|guid| Guid::parse(&guid)),
    };
    Some(Fact::ProcessStarted(ProcessStart {
        luid: fields.luid("LogonId"),
        process_id: fields.number("ProcessId").unwrap_or(0),
        form: fields.intern(form),
    }))
}
