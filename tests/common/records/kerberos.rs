//! Security channel on a domain controller: requests for Kerberos tickets.

use super::security::{AUDIT_FAILURE, audit};
use super::{Account, NOBODY_SID};
use crate::common::evtx_writer::{Guid, Record, Value};

const TASK_AUTHENTICATION: u16 = 14339;
const TASK_SERVICE_TICKET: u16 = 14337;

/// The origin of a request: an address as the controller writes it, and a port.
#[derive(Clone, Copy)]
pub struct From<'a> {
    pub address: &'a str,
    pub port: u16,
}

/// 4768: a ticket-granting ticket was requested, with its Kerberos status.
pub fn ticket_granting_ticket(user: &Account, from: From, status: u32) -> Record {
    let sid = if status == 0 { &user.sid } else { NOBODY_SID };
    let fields = vec![
        ("TargetUserName", Value::text(&user.name)),
        ("TargetDomainName", Value::text(&user.domain)),
        ("TargetSid", Value::sid(sid)),
        ("ServiceName", Value::text("krbtgt")),
        ("ServiceSid", Value::sid(NOBODY_SID)),
        ("TicketOptions", Value::HexInt32(0x4081_0010)),
        ("Status", Value::HexInt32(status)),
        ("TicketEncryptionType", Value::HexInt32(0x12)),
        ("PreAuthType", Value::text("2")),
        ("IpAddress", Value::text(from.address)),
        ("IpPort", Value::text(from.port.to_string())),
        ("CertIssuerName", Value::text("")),
        ("CertSerialNumber", Value::text("")),
        ("CertThumbprint", Value::text("")),
    ];
    with_result(audit(4768, TASK_AUTHENTICATION, fields), status)
}

/// 4769: a ticket to a service was requested.
pub fn service_ticket(user: &Account, from: From, service: &str) -> Record {
    let realm = format!("{}.EXAMPLE", user.domain.to_uppercase());
    let fields = vec![
        (
            "TargetUserName",
            Value::text(format!("{}@{realm}", user.name)),
        ),
        ("TargetDomainName", Value::text(realm)),
        ("ServiceName", Value::text(service)),
        ("ServiceSid", Value::sid(NOBODY_SID)),
        ("TicketOptions", Value::HexInt32(0x4081_0000)),
        ("TicketEncryptionType", Value::HexInt32(0x12)),
        ("IpAddress", Value::text(from.address)),
        ("IpPort", Value::text(from.port.to_string())),
        ("Status", Value::HexInt32(0)),
        ("LogonGuid", Value::Guid(Guid::ZERO)),
        ("TransmittedServices", Value::text("-")),
    ];
    audit(4769, TASK_SERVICE_TICKET, fields)
}

/// 4771: Kerberos pre-authentication failed.
pub fn preauthentication_failed(user: &Account, from: From, status: u32) -> Record {
    let fields = vec![
        ("TargetUserName", Value::text(&user.name)),
        ("TargetSid", Value::sid(&user.sid)),
        ("ServiceName", Value::text("krbtgt/LARKFIELD")),
        ("TicketOptions", Value::HexInt32(0x4081_0010)),
        ("Status", Value::HexInt32(status)),
        ("PreAuthType", Value::text("2")),
        ("IpAddress", Value::text(from.address)),
        ("IpPort", Value::text(from.port.to_string())),
        ("CertIssuerName", Value::text("")),
        ("CertSerialNumber", Value::text("")),
        ("CertThumbprint", Value::text("")),
    ];
    with_result(audit(4771, TASK_AUTHENTICATION, fields), status)
}

fn with_result(record: Record, status: u32) -> Record {
    match status {
        0 => record,
        _ => Record {
            keywords: AUDIT_FAILURE,
            ..record
        },
    }
}
