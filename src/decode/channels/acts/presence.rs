//! Records that show only that a user was at work.

use super::{account, by_writer, flag, without_luid};
use crate::decode::fields::Fields;
use crate::domain::account::is_background_sid;
use crate::domain::activity::{ActForm, ActKey, ActivityKind};
use crate::domain::event::{Fact, Header, Text};

/// `GroupPolicy` 4001 (processing began), 5117 (it is done) and 8001 (it succeeded), unless they are about
/// the machine. 5117 does not name the user; the others of the same activity do.
pub(in crate::decode) fn group_policy(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    if flag(fields, "IsMachine") != Some(false) {
        return None;
    }
    let words = match header.event_id {
        4001 => "policy of the user: processing began",
        5117 => "policy of the user: session done",
        8001 => "policy of the user: processing done",
        _ => return None,
    };
    let form = ActForm {
        kind: ActivityKind::Presence,
        who: account(fields, "PrincipalSamName"),
        details: Some(fields.share(words)),
        key: fields.writer.activity.map(ActKey::Policy),
        ..ActForm::default()
    };
    let channel = Text::clone(&header.channel);
    without_luid(fields, Some(channel), form)
}

/// Known Folders 1002, unless a service looked for its own folder.
pub(in crate::decode) fn known_folder(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let sid = header.user_sid.as_deref()?;
    if is_background_sid(sid) {
        return None;
    }
    let form = ActForm {
        details: fields.line("Path"),
        ..by_writer(header, ActivityKind::Presence)
    };
    let channel = Text::clone(&header.channel);
    without_luid(fields, Some(channel), form)
}

/// `TaskScheduler` 119: a logon triggers a task.
pub(in crate::decode) fn logon_trigger(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let form = ActForm {
        kind: ActivityKind::Presence,
        who: account(fields, "UserName"),
        details: Some(fields.share("task triggered by logon")),
        ..ActForm::default()
    };
    let path = fields.line("TaskName");
    without_luid(fields, path, form)
}
