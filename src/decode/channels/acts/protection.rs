//! Antivirus, firewall and audit settings were changed, or malware was found.

use super::{account, by_subject, by_writer, details, guid, with_luid, without_luid};
use crate::decode::fields::Fields;
use crate::domain::activity::{ActForm, ActKey, ActRole, ActivityKind};
use crate::domain::event::{Fact, Header, Identity};

/// Defender 1116: malware was found.
pub(in crate::decode) fn malware(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    detection(fields, ActRole::Row)
}

/// Defender 1117: something was done about it.
pub(in crate::decode) fn malware_handled(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    detection(fields, ActRole::Companion)
}

fn detection(fields: &mut Fields<'_>, role: ActRole) -> Option<Fact> {
    let path = fields.line("Path");
    let action = (role == ActRole::Companion).then(|| fields.line("Action Name"));
    let action = action.flatten();
    let form = ActForm {
        kind: ActivityKind::MalwareFound,
        role,
        who: account(fields, "Detection User"),
        details: details(fields, [("", path), ("action ", action)]),
        key: guid(fields, "Detection ID").map(ActKey::Detection),
        ..ActForm::default()
    };
    let threat = fields.line("Threat Name");
    without_luid(fields, threat, form)
}

/// Defender 5001, 5010 and 5012: a part of it was switched off.
pub(in crate::decode) fn switched_off(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let part = match header.event_id {
        5001 => "real-time protection",
        5010 => "scanning for spyware",
        5012 => "scanning for viruses",
        _ => return None,
    };
    let form = ActForm {
        details: Some(fields.share("switched off")),
        ..by_writer(header, ActivityKind::ProtectionChanged)
    };
    let part = fields.share(part);
    without_luid(fields, Some(part), form)
}

/// Defender 5004: how a part of real-time protection works was changed.
pub(in crate::decode) fn feature(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let configuration = fields.line("Configuration");
    let form = ActForm {
        details: details(fields, [("configuration ", configuration)]),
        ..by_writer(header, ActivityKind::ProtectionChanged)
    };
    let feature = fields.line("Feature Name");
    without_luid(fields, feature, form)
}

/// Defender 5007: `key = value`, before and after. One of them is empty where a setting was added or
/// removed.
pub(in crate::decode) fn setting(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let old = fields.line("Old Value");
    let new = fields.line("New Value");
    // A value that was not in the registry is written with `Default` or `N/A` in place of the key.
    let is_key = |value: &&str| value.starts_with("HK");
    let both = || [&new, &old].into_iter().filter_map(Option::as_deref);
    let either = both().find(is_key).or_else(|| both().next())?;
    let setting = either.split(" = ").next().unwrap_or(either);
    let setting = fields.line_of(setting.trim());
    let form = ActForm {
        details: details(fields, [("from ", old), ("to ", new)]),
        ..by_writer(header, ActivityKind::ProtectionChanged)
    };
    without_luid(fields, Some(setting), form)
}

/// Firewall 2004 and 2097 (added), 2005 and 2099 (changed), 2006 (removed). The firewall writes as itself.
pub(in crate::decode) fn rule(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let done = match header.event_id {
        2004 | 2097 => "rule added",
        2005 | 2099 => "rule changed",
        2006 => "rule removed",
        _ => return None,
    };
    let direction = match fields.u32("Direction") {
        Some(1) => " inbound",
        Some(2) => " outbound",
        _ => "",
    };
    let action = match fields.u32("Action") {
        Some(2) => " block",
        Some(3) => " allow",
        _ => "",
    };
    let colon = if direction.is_empty() && action.is_empty() {
        ""
    } else {
        ":"
    };
    let done = fields.share(&format!("{done}{colon}{direction}{action}"));
    let program = fields.line("ApplicationPath");
    let ports = fields.line("LocalPorts").filter(|ports| &**ports != "*");
    let by = fields.line("ModifyingApplication");
    let form = ActForm {
        kind: ActivityKind::ProtectionChanged,
        who: Identity {
            sid: fields.sid("ModifyingUser"),
            ..Identity::default()
        },
        details: details(
            fields,
            [
                ("", Some(done)),
                ("", program),
                ("ports ", ports),
                ("by ", by),
            ],
        ),
        ..ActForm::default()
    };
    let name = fields.line("RuleName").or_else(|| fields.line("RuleId"));
    without_luid(fields, name, form)
}

/// Security 4719: what is audited was changed.
pub(in crate::decode) fn audit_policy(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let changes = fields.unshared("AuditPolicyChanges").map(|changes| {
        changes
            .replace("%%8448", "success removed")
            .replace("%%8449", "success added")
            .replace("%%8450", "failure removed")
            .replace("%%8451", "failure added")
    });
    let changes = changes.map(|changes| fields.line_of(&changes));
    let category = fields.line("CategoryId");
    let code = fields.line("SubcategoryId");
    let form = ActForm {
        details: details(
            fields,
            [
                ("audit policy: ", changes),
                ("category ", category),
                ("subcategory ", code.clone()),
            ],
        ),
        ..by_subject(fields, ActivityKind::ProtectionChanged)
    };
    let subcategory = fields.line("SubcategoryGuid").or(code);
    with_luid(fields, subcategory, form)
}
