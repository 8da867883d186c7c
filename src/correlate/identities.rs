//! The identities that a record names, for learning which SID has which name.

use crate::domain::event::{Fact, Identity};

/// The identities in a fact; callers look at `sid` and `user`, either of which may be missing.
pub(super) fn of(fact: &Fact) -> impl Iterator<Item = &Identity> {
    let one: Option<&Identity> = match fact {
        Fact::Logon(logon) => Some(&logon.target),
        Fact::LogonEnded { who, .. }
        | Fact::LogoffStarted { who, .. }
        | Fact::PrivilegesAssigned { who, .. }
        | Fact::LogCleared { who, .. }
        | Fact::Account { who, .. }
        | Fact::AccountChanged { who, .. } => Some(who),
        Fact::Lock(line) => Some(&line.who),
        Fact::Named(who) => Some(who),
        Fact::Power { by, .. } => by.as_deref(),
        Fact::ProcessStarted(process) => Some(&process.who),
        Fact::Ticket(ticket) => Some(&ticket.who),
        Fact::ExplicitCredentials(used) => Some(&used.subject),
        _ => None,
    };
    one.into_iter()
}
