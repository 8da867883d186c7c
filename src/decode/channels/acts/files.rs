//! Channel Security: files and other audited objects were accessed or deleted, here or through a share.

use super::{by_subject, details, handle, with_luid};
use crate::decode::fields::Fields;
use crate::domain::activity::{ActForm, ActivityKind};
use crate::domain::event::{Fact, Header};

/// 4656 (a handle was asked for) and 4663 (it was used).
pub(in crate::decode) fn accessed(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let path = fields.line("ObjectName")?;
    let process = fields.line("ProcessName");
    let rights = fields.line("AccessList");
    let form = ActForm {
        details: details(fields, [("by ", process), ("access ", rights)]),
        key: handle(fields),
        ..by_subject(fields, ActivityKind::FileAccessed)
    };
    with_luid(fields, Some(path), form)
}

/// 4660. Its path stands in the 4663 of the same handle.
pub(in crate::decode) fn deleted(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let process = fields.line("ProcessName");
    let form = ActForm {
        details: details(fields, [("by ", process)]),
        key: handle(fields),
        ..by_subject(fields, ActivityKind::FileDeleted)
    };
    with_luid(fields, None, form)
}

/// 5145: a file on a share. The share itself is named by a blank or `\`.
pub(in crate::decode) fn opened_through_share(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let share = fields.line("ShareName")?;
    let name = fields.line("RelativeTargetName");
    let name = name.as_deref().map(|name| name.trim_start_matches('\\'));
    let path = match name.filter(|name| !name.is_empty()) {
        Some(name) => fields.line_of(&format!(r"{share}\{name}")),
        None => share,
    };
    let address = fields.line("IpAddress");
    let form = ActForm {
        details: details(fields, [("from ", address)]),
        ..by_subject(fields, ActivityKind::ShareOpened)
    };
    with_luid(fields, Some(path), form)
}
