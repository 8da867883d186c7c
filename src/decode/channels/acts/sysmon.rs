//! Sysmon: files, connections, the registry, names, and the ends of processes. The service writes all
//! its records as SYSTEM; newer versions have a field `User`.

use super::{account, details, without_luid};
use crate::decode::channels::process::sysmon_guid;
use crate::decode::fields::Fields;
use crate::domain::activity::{ActForm, ActKey, ActRole, ActivityKind};
use crate::domain::event::{Fact, Header, Text};

/// 5: a process ended.
pub(in crate::decode) fn process_ended(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let form = ActForm {
        role: ActRole::End,
        ..by_process(fields, ActivityKind::ProgramStarted)
    };
    let image = fields.line("Image");
    without_luid(fields, image, form)
}

/// 3: a connection, if a process of this machine opened it.
pub(in crate::decode) fn connected(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    if super::flag(fields, "Initiated") != Some(true) {
        return None;
    }
    let address = fields.line("DestinationIp");
    let port = fields.port("DestinationPort");
    let protocol = fields.line("Protocol").unwrap_or_default();
    let port = port.map(|port| fields.share(&format!("{protocol} {port}")));
    let image = fields.line("Image");
    let form = ActForm {
        details: details(
            fields,
            [("address ", address.clone()), ("", port), ("by ", image)],
        ),
        ..by_process(fields, ActivityKind::ConnectionMade)
    };
    let target = fields.line("DestinationHostname").or(address)?;
    without_luid(fields, Some(target), form)
}

/// 11 (a file was created), 15 (a stream of it), 23 and 26 (a file was deleted).
pub(in crate::decode) fn file(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let kind = match header.event_id {
        11 | 15 => ActivityKind::FileCreated,
        23 | 26 => ActivityKind::FileDeleted,
        _ => return None,
    };
    let path = fields.line("TargetFilename")?;
    of_process(fields, kind, path, None)
}

/// 13: a registry value was set.
pub(in crate::decode) fn registry(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let key = fields.line("TargetObject")?;
    let value = fields.line("Details");
    of_process(fields, ActivityKind::RegistryChanged, key, value)
}

/// 22: a name was looked up.
pub(in crate::decode) fn name(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let name = fields.line("QueryName")?;
    let results = fields.line("QueryResults");
    of_process(fields, ActivityKind::NameLookedUp, name, results)
}

fn of_process(
    fields: &mut Fields<'_>,
    kind: ActivityKind,
    object: Text,
    more: Option<Text>,
) -> Option<Fact> {
    let image = fields.line("Image");
    let form = ActForm {
        details: details(fields, [("", more), ("by ", image)]),
        ..by_process(fields, kind)
    };
    without_luid(fields, Some(object), form)
}

fn by_process(fields: &mut Fields<'_>, kind: ActivityKind) -> ActForm {
    let id = fields.process_id("ProcessId");
    ActForm {
        kind,
        who: account(fields, "User"),
        key: id
            .zip(sysmon_guid(fields))
            .map(|(id, guid)| ActKey::Process(id, guid)),
        ..ActForm::default()
    }
}
