//! Channel Security on domain controllers: requests for Kerberos tickets [source 7.8].

use crate::decode::fields::Fields;
use crate::domain::account::AccountName;
use crate::domain::event::{Fact, Header, Identity};
use crate::domain::remote_access::{Ticket, TicketForm, TicketStep};

/// 4768, 4769 and 4771. 4769 has the account as `user@REALM`, the others have it as typed.
pub(crate) fn ticket(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let step = match header.event_id {
        4768 => TicketStep::Granting,
        4769 => TicketStep::Service,
        4771 => TicketStep::PreAuthentication,
        _ => return None,
    };
    let mut who = Identity {
        sid: fields.sid("TargetSid"),
        user: fields.raw("TargetUserName"),
        domain: fields.text("TargetDomainName"),
    };
    if step == TicketStep::Service
        && let Some(name) = who.user.as_deref().and_then(AccountName::parse)
    {
        who.user = Some(fields.share(&name.user));
    }
    let form = TicketForm {
        step,
        who,
        service: fields.text("ServiceName"),
        status: fields.u32("Status")?,
        from: fields.address("IpAddress"),
    };
    Some(Fact::Ticket(Ticket {
        port: fields.port("IpPort"),
        form: fields.intern(form),
    }))
}
