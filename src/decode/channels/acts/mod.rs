//! Records that state that something was done, by whoever it was: one file for each subject. Who was
//! connected at the time is not known here.

pub(in crate::decode) mod accounts;
pub(in crate::decode) mod connections;
pub(in crate::decode) mod devices;
pub(in crate::decode) mod documents;
pub(in crate::decode) mod files;
pub(in crate::decode) mod presence;
pub(in crate::decode) mod programs;
pub(in crate::decode) mod protection;
pub(in crate::decode) mod scripts;
pub(in crate::decode) mod services;
pub(in crate::decode) mod sysmon;
pub(in crate::decode) mod tasks;

use crate::decode::fields::Fields;
use crate::domain::account::is_sid_text;
use crate::domain::activity::{Act, ActForm, ActKey, ActRole, ActivityKind};
use crate::domain::event::{Fact, Guid, Header, Identity, Text};

/// An activity of its own, done by the account in the fields `Subject…`.
fn by_subject(fields: &mut Fields<'_>, kind: ActivityKind) -> ActForm {
    ActForm {
        kind,
        who: fields.identity("Subject"),
        ..ActForm::default()
    }
}

/// An activity of its own, done by the account under which the record was written.
fn by_writer(header: &Header, kind: ActivityKind) -> ActForm {
    ActForm {
        kind,
        who: Identity {
            sid: header.user_sid.clone(),
            ..Identity::default()
        },
        ..ActForm::default()
    }
}

/// The account in a field that some versions of Windows fill with a name and others with a SID.
fn account(fields: &mut Fields<'_>, name: &'static str) -> Identity {
    let sid = fields.text(name).filter(|text| is_sid_text(text));
    match sid {
        Some(_) => Identity {
            sid,
            ..Identity::default()
        },
        None => fields.account(name),
    }
}

/// The act of a record of the channel Security: the logon id is the subject's.
fn with_luid(fields: &mut Fields<'_>, object: Option<Text>, form: ActForm) -> Option<Fact> {
    Some(Fact::Act(Act {
        luid: fields.luid("SubjectLogonId"),
        object,
        form: fields.intern(form),
    }))
}

/// The act of a record without a logon id.
fn without_luid(fields: &mut Fields<'_>, object: Option<Text>, form: ActForm) -> Option<Fact> {
    // A companion or an end without a key can never be matched to a row.
    let is_alone = form.role != ActRole::Row && form.key.is_none();
    (!is_alone).then(|| {
        Fact::Act(Act {
            luid: None,
            object,
            form: fields.intern(form),
        })
    })
}

/// One line of the parts that are known, each with its prefix.
fn details<const N: usize>(
    fields: &mut Fields<'_>,
    parts: [(&str, Option<Text>); N],
) -> Option<Text> {
    let mut line = String::new();
    for (prefix, text) in parts {
        if let Some(text) = text {
            if !line.is_empty() {
                line.push_str("; ");
            }
            line.push_str(prefix);
            line.push_str(&text);
        }
    }
    (!line.is_empty()).then(|| fields.line_of(&line))
}

/// A GUID.
fn guid(fields: &mut Fields<'_>, name: &'static str) -> Option<Guid> {
    fields.text(name).and_then(|text| Guid::parse(&text))
}

/// Yes or no, written as a word or as a number.
fn flag(fields: &mut Fields<'_>, name: &'static str) -> Option<bool> {
    match &*fields.text(name)? {
        "true" | "True" | "1" => Some(true),
        "false" | "False" | "0" => Some(false),
        _ => None,
    }
}

/// A handle of a process, to whatever object. Handles of other processes may have the same number.
fn handle(fields: &mut Fields<'_>) -> Option<ActKey> {
    let process = fields.number("ProcessId")?;
    let handle = fields.number("HandleId").filter(|&handle| handle != 0)?;
    Some(ActKey::Handle(process, handle))
}

#[cfg(test)]
mod tests;
