//! The identities that a record names with both a SID and a name.

use crate::domain::event::{Fact, Identity};

/// Those of a fact; callers look at `sid` and `user`, either of which may be missing.
pub fn of(fact: &Fact) -> impl Iterator<Item = &Identity> {
    let one = match fact {
        Fact::Logon(logon) => return Some(&logon.target).into_iter(),
        Fact::LogonEnded { who, .. }
        | Fact::LogoffStarted { who, .. }
        | Fact::PrivilegesAssigned { who, .. }
        | Fact::Lock { who, .. }
        | Fact::LogCleared { who, .. }
        | Fact::Account { who, .. } => Some(who),
        Fact::ProcessStarted(process) => Some(&process.who),
        Fact::Ticket(ticket) => Some(&ticket.who),
        Fact::ExplicitCredentials(used) => Some(&used.subject),
        _ => None,
    };
    one.map(|who| &**who).into_iter()
}
