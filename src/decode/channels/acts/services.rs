//! Services were installed or changed.

use super::{by_subject, by_writer, details, with_luid, without_luid};
use crate::decode::fields::Fields;
use crate::domain::activity::{ActForm, ActivityKind};
use crate::domain::event::{Fact, Header};

/// System 7045: `UserID` is whoever asked for it, not the service control manager.
pub(in crate::decode) fn installed(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let image = fields.line("ImagePath");
    let account = fields.line("AccountName");
    let form = ActForm {
        details: details(fields, [("", image), ("account ", account)]),
        ..by_writer(header, ActivityKind::ServiceInstalled)
    };
    let name = fields.line("ServiceName");
    without_luid(fields, name, form)
}

/// Security 4697.
pub(in crate::decode) fn audited(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let image = fields.line("ServiceFileName");
    let account = fields.line("ServiceAccount");
    let form = ActForm {
        details: details(fields, [("", image), ("account ", account)]),
        ..by_subject(fields, ActivityKind::ServiceInstalled)
    };
    let name = fields.line("ServiceName");
    with_luid(fields, name, form)
}

/// System 7040: display name, start before and after, service name.
pub(in crate::decode) fn start_changed(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let before = fields.line("param2");
    let after = fields.line("param3");
    let name = fields.line("param4");
    let form = ActForm {
        details: details(
            fields,
            [("from ", before), ("to ", after), ("service ", name)],
        ),
        ..by_writer(header, ActivityKind::ServiceChanged)
    };
    let display_name = fields.line("param1");
    without_luid(fields, display_name, form)
}
