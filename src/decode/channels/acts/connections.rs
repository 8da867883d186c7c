//! Connections to other hosts by Remote Desktop, and downloads.

use super::{account, by_writer, details, guid, without_luid};
use crate::decode::fields::Fields;
use crate::domain::activity::{ActForm, ActKey, ActRole, ActivityKind};
use crate::domain::event::{Fact, Header, Text};

/// `RDPClient` 1024: somebody connects to a server, by its name as he gave it.
pub(in crate::decode) fn rdp_client(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let form = ActForm {
        at_desktop: true,
        ..of_rdp_client(fields, header, ActRole::Row, None)
    };
    let server = fields.line("Value");
    without_luid(fields, server, form)
}

/// `RDPClient` 226, 1025, 1027 to 1029 and 1102 to 1105: more about the connection of the same activity.
pub(in crate::decode) fn rdp_client_more(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let details = match header.event_id {
        1102 => fields.line("Value").map(|value| format!("address {value}")),
        1027 => fields
            .line("DomainName")
            .map(|value| format!("domain {value}")),
        _ => None,
    };
    let details = details.map(|details| fields.line_of(&details));
    let form = of_rdp_client(fields, header, ActRole::Companion, details);
    without_luid(fields, None, form)
}

/// `RDPClient` 1026: disconnected, with the reason.
pub(in crate::decode) fn rdp_client_ended(
    fields: &mut Fields<'_>,
    header: &Header,
) -> Option<Fact> {
    let reason = fields.line("Value");
    let details = details(fields, [("disconnect reason ", reason)]);
    let form = of_rdp_client(fields, header, ActRole::End, details);
    without_luid(fields, None, form)
}

fn of_rdp_client(
    fields: &Fields<'_>,
    header: &Header,
    role: ActRole,
    details: Option<Text>,
) -> ActForm {
    ActForm {
        role,
        details,
        key: fields.writer.activity.map(ActKey::RdpClient),
        ..by_writer(header, ActivityKind::ConnectionMade)
    }
}

/// Bits-Client 3: a job was made. It alone names the owner; the service writes all records as SYSTEM.
pub(in crate::decode) fn job_made(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let program = fields.line("processPath");
    let form = ActForm {
        role: ActRole::Companion,
        who: account(fields, "jobOwner"),
        details: details(fields, [("by ", program)]),
        ..of_job(fields, "jobId")
    };
    without_luid(fields, None, form)
}

/// Bits-Client 59: a transfer of a job began.
pub(in crate::decode) fn transfer_began(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let title = fields.line("name");
    let form = ActForm {
        details: details(fields, [("job ", title)]),
        ..of_job(fields, "Id")
    };
    let url = fields.line("url");
    without_luid(fields, url, form)
}

/// Bits-Client 60 and 61: it stopped, with an error or without.
pub(in crate::decode) fn transfer_ended(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let status = fields.u32("hr").filter(|&status| status != 0);
    let form = ActForm {
        role: ActRole::End,
        details: status.map(|status| fields.line_of(&format!("failed with {status:#010x}"))),
        ..of_job(fields, "Id")
    };
    let url = fields.line("url");
    without_luid(fields, url, form)
}

/// The job is the key, because the record with the owner has no transfer. A job transfers one file after
/// the other.
fn of_job(fields: &mut Fields<'_>, id: &'static str) -> ActForm {
    ActForm {
        kind: ActivityKind::Download,
        key: guid(fields, id).map(ActKey::Transfer),
        ..ActForm::default()
    }
}
