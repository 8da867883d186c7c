//! `SMBServer/Security`: logons that the file server refused.

use crate::decode::fields::Fields;
use crate::domain::event::{Fact, Header, SmbRefusal};

/// `SMBServer` 551. The address is a socket address in binary, with the port of the connection.
pub(crate) fn refused(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let who = fields.account("UserName");
    Some(Fact::SmbRefused(Box::new(SmbRefusal {
        who: fields.intern(who),
        address: fields.socket_address("ClientAddress"),
        status: fields.u32("Status").unwrap_or(0),
    })))
}
