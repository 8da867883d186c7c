//! What is kept of a record after correlation: its number, its place and its kind. Its content is in the
//! sessions by then, and is read from the evidence again on request.

use std::sync::Arc;

use super::event::{Event, Header};
use super::fact::Fact;
use super::identity::SharedIdentity;
use super::place::{Place, Places};
use super::power::PowerStep;
use super::remote_desktop::{ConnectionStep, LocalSessionStep};
use super::text::Text;
use super::time::Timestamp;

shares! {
    Record: header => Header,
}

words! {
    /// Kinds of record that show an arrival or a departure.
    Class {
        /// Security 4624.
        Logon = "4624",
        /// Security 4625.
        Failure = "4625",
        /// LocalSessionManager 21 and 25.
        Arrival = "LSM 21/25",
        /// LocalSessionManager 23 and 24.
        Departure = "LSM 23/24",
        /// RemoteConnectionManager 1149.
        Authenticated = "RCM 1149",
        /// RdpCoreTS 131.
        Accepted = "RdpCoreTS 131",
        /// A line of the SSH server about one client.
        SshLine = "SSH line",
    }
}

impl Class {
    /// The class of a fact; `None` for one that only supports others.
    pub fn of(fact: &Fact) -> Option<Self> {
        match fact {
            Fact::Logon(_) => Some(Self::Logon),
            Fact::LogonFailed(_) => Some(Self::Failure),
            Fact::LocalSession(line) => match line.step {
                LocalSessionStep::LoggedOn | LocalSessionStep::Reconnected => Some(Self::Arrival),
                LocalSessionStep::LoggedOff | LocalSessionStep::Disconnected => {
                    Some(Self::Departure)
                }
                _ => None,
            },
            Fact::Connection(line) => match line.step {
                ConnectionStep::Authenticated => Some(Self::Authenticated),
                ConnectionStep::Accepted { .. } => Some(Self::Accepted),
                _ => None,
            },
            Fact::Ssh(_) => Some(Self::SshLine),
            _ => None,
        }
    }
}

/// The content of a record that views show for many records at once.
#[derive(Clone, Debug)]
pub enum RecordDetail {
    /// A log was cleared.
    LogCleared {
        /// The log.
        channel: Text,
        /// Who cleared it.
        who: SharedIdentity,
    },
    /// The machine booted, stopped, or went to sleep.
    Power {
        /// What happened.
        step: PowerStep,
        /// A better time than the record's own, where the record carries one.
        at: Option<Timestamp>,
    },
    /// The machine slept.
    Slept {
        /// Fell asleep.
        from: Timestamp,
        /// Woke.
        to: Timestamp,
    },
    /// The clock was set.
    ClockSet {
        /// Time before.
        old: Timestamp,
        /// Time after.
        new: Timestamp,
    },
}

/// One record that Whence understood. The fields of its `Header` can be used as its own.
#[derive(Clone, Debug)]
pub struct Record {
    /// When it was written.
    pub time: Timestamp,
    /// `System/EventRecordID`: its number in the log that it was written to.
    pub record_id: u64,
    /// Computer, channel, event id.
    pub header: Arc<Header>,
    /// Where the evidence holds it.
    pub places: Places,
    /// Its content, where views show it.
    pub detail: Option<Box<RecordDetail>>,
    /// Its class; `None` for one that only supports others.
    pub class: Option<Class>,
}

impl Record {
    /// Keeps what is needed of an event later.
    pub fn of(event: Event) -> Self {
        let class = Class::of(&event.fact);
        let detail = match event.fact {
            Fact::LogCleared { channel, who, .. } => {
                Some(RecordDetail::LogCleared { channel, who })
            }
            Fact::Power { step, at, .. } => Some(RecordDetail::Power { step, at }),
            Fact::Slept { from, to } => Some(RecordDetail::Slept { from, to }),
            Fact::ClockSet { old, new } => Some(RecordDetail::ClockSet { old, new }),
            _ => None,
        };
        Self {
            time: event.time,
            record_id: event.record_id,
            header: event.header,
            places: event.places,
            detail: detail.map(Box::new),
            class,
        }
    }

    /// Every place in the evidence that holds this record, in order.
    pub fn places(&self) -> impl Iterator<Item = Place> + '_ {
        self.places.of(self.record_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten million of them stay in memory.
    #[test]
    fn a_record_is_small() {
        assert!(size_of::<Record>() <= 56, "{}", size_of::<Record>());
    }
}
