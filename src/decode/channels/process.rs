//! Starts of processes: Security 4688 and Sysmon 1.

use std::num::NonZeroU32;

use crate::decode::fields::Fields;
use crate::decode::fingerprint::name_fingerprint;
use crate::domain::event::{Fact, Guid, Header, ProcessForm, ProcessStart};

/// Security 4688: the process runs as the target account if the record has one that is a logon of its own,
/// otherwise as the subject.
pub(crate) fn security(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let target = fields.luid("TargetLogonId");
    let target = target.filter(|luid| !luid.is_constant());
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
    };
    Some(Fact::ProcessStarted(ProcessStart {
        luid: target.or_else(|| fields.luid("SubjectLogonId")),
        process_id: fields.process_id("NewProcessId").unwrap_or(0),
        guid: None,
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
    };
    Some(Fact::ProcessStarted(ProcessStart {
        luid: fields.luid("LogonId"),
        process_id: fields.process_id("ProcessId").unwrap_or(0),
        guid: sysmon_guid(fields),
        form: fields.intern(form),
    }))
}

/// A hash of the `ProcessGuid` of a record of Sysmon. It is told apart from others together with the
/// process id, so 32 bits are enough.
pub(super) fn sysmon_guid(fields: &mut Fields<'_>) -> Option<NonZeroU32> {
    let guid = fields.unshared("ProcessGuid")?;
    let guid = Guid::parse(&guid)?.to_string();
    let hash = name_fingerprint(&guid);
    NonZeroU32::new((hash ^ (hash >> 32)) as u32).or(Some(NonZeroU32::MIN))
}
