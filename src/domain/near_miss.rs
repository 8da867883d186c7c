//! Near misses: records that were considered for a join and not joined, and why. An examiner may expect such
//! a join, and should see that it was considered.

use super::place::EventIndex;
use super::record::Record;
use super::rule::Rule;

words! {
    /// The one condition of a rule that a record failed.
    Reason {
        /// Each of several clients could have sent it.
        TwoClients = "two clients were connecting",
        /// Several connections began at its instant.
        TwoConnections = "two connections began at the same instant",
        /// The records name different addresses.
        OtherAddress = "the addresses differ",
        /// The record that could distinguish the address does not have one.
        NoAddress = "it does not say its address",
        /// The clients' own names, and addresses, differ.
        OtherClient = "the clients differ",
        /// Another name was typed on the same connection.
        OtherAccount = "another account was named",
        /// The connection was accepted or refused already.
        Decided = "the connection was already decided",
        /// A nearer record was joined.
        Nearer = "a nearer record was joined",
        /// One is about the machine's own screen, the other about a remote one.
        OtherScreen = "it is of another screen",
        /// A logon type that does not begin what the other record began.
        OtherType = "its logon type does not fit",
        /// An unlock makes no connection.
        NewConnection = "a new connection came just before",
        /// A desktop was left and taken back.
        SwitchedUser = "another user had just left the console",
        /// One accepted, the other refused.
        OtherResult = "one was accepted, the other refused",
        /// The same account at the same time, called by another process.
        OtherProcess = "another process made it",
        /// The logon session lived on, so it did not belong to another.
        LivedOn = "its logon session lived on",
        /// Nothing but the time is common.
        NoKey = "neither user nor address is known to join by",
    }
}

/// A record that was not joined to a session, although only one condition was missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NearMiss {
    /// The record.
    pub event: EventIndex,
    /// The rule that would have joined it, by its number in the specification.
    pub rule: Rule,
    /// The condition that it failed.
    pub reason: Reason,
}

impl NearMiss {
    /// The near miss as a sentence; `event` is the record.
    pub fn sentence(&self, event: &Record) -> String {
        format!(
            "{} of {} not joined by {}: {}",
            event.event_id, event.time, self.rule, self.reason
        )
    }
}
