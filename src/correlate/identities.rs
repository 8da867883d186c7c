//! The identities that a record names with both a SID and a name.

use crate::domain::event::{Fact, Identity};

/// Those of a fact; callers look at `sid` and `user`, either of which may be missing.
pub fn of(fact: &Fact) -> impl Iterator<Item = &Identity> {
    let one = match fact {
        Fact::Logon(logon) => Some(&logon.target),
        Fact::LogonEnded { who, .. }
        | Fact::LogoffStarted { who, .. }
        | Fact::PrivilegesAssigned { who, .. }
        | Fact::Lock { who, .. }
        | Fact::LogCleared { who, .. }
        | Fact::Account { who, .. } => Some(who),
        Fact::ProcessStarted(process) => Some(&process.who),
        Fact::Ticket(ticket) => Some(&ticket.who),
        Fact::ExplicitCredentials { subject, .. } => Some(subject),
        _ => None,
    };
    one.into_iter()
}
