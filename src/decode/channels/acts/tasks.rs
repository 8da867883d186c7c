//! Scheduled tasks were created, changed, deleted or run.

use super::{account, by_subject, details, guid, with_luid, without_luid};
use crate::decode::fields::Fields;
use crate::domain::activity::{ActForm, ActKey, ActRole, ActivityKind};
use crate::domain::event::{Fact, Header, Identity, Text};

/// Security 4698 to 4702.
pub(in crate::decode) fn audited(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let (kind, words, content) = match header.event_id {
        4698 => (ActivityKind::TaskCreated, None, "TaskContent"),
        4699 => (ActivityKind::TaskDeleted, None, "TaskContent"),
        4700 => (ActivityKind::TaskChanged, Some("enabled"), "TaskContent"),
        4701 => (ActivityKind::TaskChanged, Some("disabled"), "TaskContent"),
        4702 => (ActivityKind::TaskChanged, None, "TaskContentNew"),
        _ => return None,
    };
    let words = words.map(|words| fields.share(words));
    let command = fields.unshared(content).and_then(|xml| command(&xml));
    let command = command.map(|command| fields.line_of(&command));
    let form = ActForm {
        details: details(fields, [("", words), ("runs ", command)]),
        ..by_subject(fields, kind)
    };
    let path = fields.line("TaskName");
    with_luid(fields, path, form)
}

/// The command of a task's first action, with its arguments.
fn command(xml: &str) -> Option<String> {
    let exec = between(xml, "<Exec>", "</Exec>").or_else(|| between(xml, "<Exec ", "</Exec>"))?;
    let command = between(exec, "<Command>", "</Command>")?.trim();
    let arguments = between(exec, "<Arguments>", "</Arguments>").unwrap_or_default();
    let line = format!("{command} {}", arguments.trim());
    Some(unescaped(line.trim()))
}

fn between<'a>(text: &'a str, begin: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(begin)?;
    rest.split_once(end).map(|(found, _)| found)
}

fn unescaped(xml: &str) -> String {
    xml.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

/// `TaskScheduler` 106: a task was registered.
pub(in crate::decode) fn registered(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let who = account(fields, "UserContext");
    by_name(fields, ActivityKind::TaskCreated, who)
}

/// `TaskScheduler` 140.
pub(in crate::decode) fn updated(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let who = account(fields, "UserName");
    by_name(fields, ActivityKind::TaskChanged, who)
}

/// `TaskScheduler` 141.
pub(in crate::decode) fn deleted(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let who = account(fields, "UserName");
    by_name(fields, ActivityKind::TaskDeleted, who)
}

/// The service writes all its records as SYSTEM, so who did it stands in a field.
fn by_name(fields: &mut Fields<'_>, kind: ActivityKind, who: Identity) -> Option<Fact> {
    let form = ActForm {
        kind,
        who,
        ..ActForm::default()
    };
    let path = fields.line("TaskName");
    without_luid(fields, path, form)
}

/// `TaskScheduler` 200: an action of a task began. Its user stands in the 100 of the same instance.
pub(in crate::decode) fn action_began(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let action = fields.line("ActionName");
    run(fields, ActRole::Row, "TaskInstanceId", action)
}

/// `TaskScheduler` 201: an action is done, with its result.
pub(in crate::decode) fn action_ended(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let result = fields.u32("ResultCode");
    let details = result.map(|result| fields.line_of(&format!("result {result:#x}")));
    run(fields, ActRole::End, "TaskInstanceId", details)
}

/// `TaskScheduler` 100: an instance began.
pub(in crate::decode) fn instance_began(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    run(fields, ActRole::Companion, "InstanceId", None)
}

/// `TaskScheduler` 102: an instance is done.
pub(in crate::decode) fn instance_ended(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    run(fields, ActRole::End, "InstanceId", None)
}

fn run(
    fields: &mut Fields<'_>,
    role: ActRole,
    instance: &'static str,
    details: Option<Text>,
) -> Option<Fact> {
    let form = ActForm {
        kind: ActivityKind::TaskRun,
        role,
        who: account(fields, "UserContext"),
        details,
        key: guid(fields, instance).map(ActKey::TaskInstance),
        ..ActForm::default()
    };
    let path = fields.line("TaskName");
    without_luid(fields, path, form)
}
