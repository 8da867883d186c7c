//! Programs that were started or ended, beside the records of process starts.

use super::{by_subject, by_writer, with_luid, without_luid};
use crate::decode::fields::Fields;
use crate::decode::fingerprint::name_fingerprint;
use crate::domain::activity::{ActForm, ActKey, ActRole, ActivityKind};
use crate::domain::event::{Fact, Header};

/// Security 4689: a process ended.
pub(in crate::decode) fn ended(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let process = fields.process_id("ProcessId").filter(|&id| id != 0)?;
    let form = ActForm {
        role: ActRole::End,
        key: Some(ActKey::ProcessId(process)),
        ..by_subject(fields, ActivityKind::ProgramStarted)
    };
    let image = fields.line("ProcessName");
    with_luid(fields, image, form)
}

/// Shell-Core 9707: the shell starts a command at logon.
pub(in crate::decode) fn at_logon(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    of_shell(fields, header, ActRole::Row)
}

/// Shell-Core 9708: the shell is done with it.
pub(in crate::decode) fn at_logon_done(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    of_shell(fields, header, ActRole::End)
}

/// The two records have the shell that wrote them and the command in common.
fn of_shell(fields: &mut Fields<'_>, header: &Header, role: ActRole) -> Option<Fact> {
    let command = fields.line("Command")?;
    let key = name_fingerprint(&format!("{} {command}", fields.writer.process_id));
    let form = ActForm {
        role,
        key: Some(ActKey::ShellCommand(key)),
        at_desktop: true,
        ..by_writer(header, ActivityKind::ProgramStarted)
    };
    without_luid(fields, Some(command), form)
}
