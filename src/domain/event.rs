//! A record that Whence understands: its header, when it was written, and the one fact that it states.
//!
//! A case has ten million events, so an event is small: what many records have in common (computer and
//! channel, an identity, the form of a logon or of a start) is stored once and shared.

use std::sync::Arc;

use super::time::Timestamp;

pub use super::fact::{Fact, NoticeSource};
pub use super::identity::{Identity, SharedIdentity};
pub use super::ids::{Guid, Luid};
pub use super::logon::{
    Attachment, ExplicitCredentials, ExplicitForm, FailureForm, LockLine, LockStep, Logon,
    LogonFailure, LogonForm, RdpDenial, ShareForm, ShareOpening, SmbRefusal,
};
pub use super::place::{EventIndex, Place, Places};
pub use super::power::PowerStep;
pub use super::process::{ProcessForm, ProcessStart};
pub use super::remote_desktop::{
    ConnectionLine, ConnectionStep, LocalSessionLine, LocalSessionStep, Origin, Protection,
    ShadowLine, ShadowStep,
};
pub use super::text::Text;

shares! {
    Event: header => Header,
}

/// What the records of one event id in one machine's log have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Header {
    /// `System/Computer`, as logged.
    pub computer: Text,
    /// `System/Channel`.
    pub channel: Text,
    /// Event id.
    pub event_id: u32,
    /// `System/Security/@UserID`.
    pub user_sid: Option<Text>,
}

/// One understood record. The fields of its `Header` can be used as its own.
#[derive(Clone, Debug)]
pub struct Event {
    /// When the record was written.
    pub time: Timestamp,
    /// `System/EventRecordID`: the record's number in the log that it was written to.
    pub record_id: u64,
    /// Computer, channel, event id.
    pub header: Arc<Header>,
    /// Where the evidence holds it.
    pub places: Places,
    /// Fingerprint of the payload: distinguishes records of one kind and moment, and recognises a
    /// renumbered copy.
    pub payload: u32,
    /// Which of the numberings of its channel `record_id` belongs to: 0 unless the log restarted
    /// or a renumbered copy is all that is left. `UNCOUNTED` or `REMAINS` for a record that
    /// no header counts.
    pub numbering: u32,
    /// What the record states.
    pub fact: Fact,
}

/// The numbering of records that a stale header does not count yet: they continue where it stops.
pub const UNCOUNTED: u32 = u32::MAX - 1;
/// The numbering of records in a part of a chunk that is not in use: what an earlier use of it left.
pub const REMAINS: u32 = u32::MAX;

impl Event {
    /// Whether no header counts it: its number proves nothing.
    pub fn is_recovered(&self) -> bool {
        self.numbering >= UNCOUNTED
    }

    /// Whether it is what an earlier use of a chunk left.
    pub fn is_remains(&self) -> bool {
        self.numbering == REMAINS
    }

    /// `System/Correlation/@ActivityID`, of the kinds that it joins: Remote Desktop and WinRM.
    pub fn activity(&self) -> Option<Guid> {
        match &self.fact {
            Fact::LocalSession(line) => line.activity,
            Fact::Connection(line) => line.activity,
            Fact::WinRm(line) => line.activity,
            _ => None,
        }
    }

    /// Every place in the evidence that holds this record, in order.
    pub fn places(&self) -> impl Iterator<Item = Place> + '_ {
        self.places.of(self.record_id)
    }

    /// Adds the places of copies of this record.
    pub fn add_places(&mut self, more: impl IntoIterator<Item = Place>) {
        let mut places: Vec<Place> = self.places().chain(more).collect();
        places.sort_unstable();
        places.dedup();
        self.places = match places.as_slice() {
            [one] => Places::one(*one, self.record_id),
            _ => Places::Many(places.into_boxed_slice()),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten million of them are in memory at once.
    #[test]
    fn an_event_is_small() {
        assert!(size_of::<Fact>() <= 32, "{}", size_of::<Fact>());
        assert!(size_of::<Event>() <= 80, "{}", size_of::<Event>());
    }
}
