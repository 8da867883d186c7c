//! A record that Whence understands: who wrote it, when, and the one fact that it states.
//!
//! A case holds ten million of these, so an event is small: what many records have in common
//! (computer and channel, an identity, the form of a logon or of a start) stands once and is shared.

use std::num::{NonZeroU64, NonZeroU128};
use std::sync::Arc;

use super::account::AccountStep;
use super::remote_access::{
    GatewayLine, PolicyVerdict, RmmLine, SshLine, Ticket, VpnLine, WinRmLine,
};
use super::time::Timestamp;

pub use super::logon::{
    Attachment, ExplicitCredentials, ExplicitForm, FailureForm, LockLine, Logon, LogonFailure,
    LogonForm, RdpDenial, ShareForm, ShareOpening, SmbRefusal,
};
pub use super::process::{ProcessForm, ProcessStart};
pub use super::steps::{
    ConnectionLine, ConnectionStep, LocalSessionLine, LocalSessionStep, Origin, Protection,
    ShadowLine, ShadowStep,
};

shares! {
    Event: header => Header,
}

/// Shared text: the same few thousand names recur in millions of records. One pointer, where an
/// `Arc<str>` is two.
pub type Text = arcstr::ArcStr;

/// A GUID that is not all zero, as the number that its hexadecimal digits spell.
// Packed, so that its alignment of 16 does not widen every event.
#[repr(Rust, packed(8))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(NonZeroU128);

impl Guid {
    /// The GUID of this number; `None` for zero.
    pub const fn new(number: u128) -> Option<Self> {
        match NonZeroU128::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// Reads a GUID with or without braces; `None` for anything else and for the all-zero one.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text
            .chars()
            .filter(|c| !matches!(c, '{' | '}' | '-'))
            .collect();
        let value = (digits.len() == 32)
            .then(|| u128::from_str_radix(&digits, 16).ok())
            .flatten()?;
        Self::new(value)
    }
}

impl std::fmt::Display for Guid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = self.0;
        let hex = format!("{number:032X}");
        let part = |range: std::ops::Range<usize>| hex.get(range).unwrap_or_default().to_owned();
        write!(
            f,
            "{}-{}-{}-{}-{}",
            part(0..8),
            part(8..12),
            part(12..16),
            part(16..20),
            part(20..32)
        )
    }
}

/// A Windows logon id: unique on one host within one boot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Luid(NonZeroU64);

impl Luid {
    /// The logon id of this number; `None` for zero, which names no logon session.
    pub const fn new(number: u64) -> Option<Self> {
        match NonZeroU64::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// Its number.
    pub fn number(self) -> u64 {
        self.0.get()
    }

    /// The five constant ids (SYSTEM, services, ANONYMOUS, IUSR, none) recur in every boot and
    /// join nothing [source 12.2].
    pub fn is_constant(self) -> bool {
        self.0.get() < 0x3e8
    }
}

impl std::fmt::Display for Luid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

/// Where one copy of a record stands in the evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index into the case's list of evidence files.
    pub file: u32,
    /// Number of the 64 KiB chunk within the file, from 0.
    pub chunk: u32,
    /// Number in the record's own header; an exported file counts anew.
    pub header_record: u64,
}

/// Index of an event in its case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventIndex(pub u32);

/// Every place in the evidence that holds one record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Places {
    /// One place, in whose header the record has the number of its log: nearly all have that.
    One {
        /// Index into the case's list of evidence files.
        file: u32,
        /// Number of the 64 KiB chunk within the file, from 0.
        chunk: u32,
    },
    /// Any others, sorted.
    Many(Box<[Place]>),
}

impl Places {
    /// The one place of a record with that number.
    pub fn one(place: Place, record_id: u64) -> Self {
        if place.header_record == record_id {
            Self::One {
                file: place.file,
                chunk: place.chunk,
            }
        } else {
            Self::Many(Box::new([place]))
        }
    }

    /// The places of a record of that number, in order.
    pub fn of(&self, record_id: u64) -> impl Iterator<Item = Place> + '_ {
        let (one, many): (Option<Place>, &[Place]) = match self {
            Self::One { file, chunk } => {
                let place = Place {
                    file: *file,
                    chunk: *chunk,
                    header_record: record_id,
                };
                (Some(place), &[])
            }
            Self::Many(places) => (None, places),
        };
        one.into_iter().chain(many.iter().copied())
    }

    /// The same places in a file of the same content.
    #[must_use]
    pub fn of_copy(&self, file: u32) -> Self {
        match self {
            Self::One { chunk, .. } => Self::One {
                file,
                chunk: *chunk,
            },
            Self::Many(places) => Self::Many(
                places
                    .iter()
                    .map(|&place| Place { file, ..place })
                    .collect(),
            ),
        }
    }
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

/// One understood record. What stands in its `Header` is reached as if it stood here.
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
    /// Fingerprint of the payload: tells records of one kind and moment apart, and recognises a
    /// copy that was numbered anew.
    pub payload: u32,
    /// Which of the numberings of its channel `record_id` belongs to: 0 unless the log began anew
    /// or a copy that counts by itself is all that is left. `UNCOUNTED` or `REMAINS` for a record that
    /// no header counts.
    pub numbering: u32,
    /// What the record states.
    pub fact: Fact,
}

/// The numbering of records that a stale header does not count yet: they go on where it stops.
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

    /// Takes over the places of copies of this record.
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

/// An identity named by a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Identity {
    /// Security identifier; `None` for the empty one.
    pub sid: Option<Text>,
    /// Name as logged.
    pub user: Option<Text>,
    /// Domain as logged.
    pub domain: Option<Text>,
}

/// A shared identity: a few thousand stand in millions of records.
pub type Who = Arc<Identity>;

/// What a boot or shutdown record means for the machine's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PowerStep {
    /// The machine booted.
    Booted,
    /// A shutdown was asked for or began.
    ShutdownAsked,
    /// The machine or its event log stopped in order.
    Stopped,
    /// The last stop was not in order (6008, 41).
    StoppedUnexpectedly,
    /// A shutdown that had been asked for was called off.
    ShutdownCancelled,
    /// Went to sleep or hibernation.
    Slept,
    /// Began the shutdown before a fast start-up: the users are gone, and the kernel hibernates.
    HybridShutdown,
    /// Woke, with everything as it was.
    Woke,
    /// Fast start-up: the boot goes on, with its logon ids and numbers of local sessions, but all
    /// users were logged off before.
    FastStarted,
}

/// The state of a desktop's lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockStep {
    /// Locked.
    Locked,
    /// Unlocked.
    Unlocked,
    /// Screen saver on.
    SaverStarted,
    /// Screen saver off.
    SaverStopped,
}

/// The one thing that a record states.
#[derive(Clone, Debug)]
pub enum Fact {
    /// WinRM/Operational.
    WinRm(WinRmLine),
    /// TerminalServices-Gateway/Operational.
    Gateway(Box<GatewayLine>),
    /// Routing and Remote Access.
    Vpn(Box<VpnLine>),
    /// Network Policy Server.
    Policy(Box<PolicyVerdict>),
    /// Remote-management software.
    Rmm(Box<RmmLine>),
    /// Security 4768, 4769 and 4771, on a domain controller.
    Ticket(Ticket),
    /// Security 4624.
    Logon(Logon),
    /// Security 4625.
    LogonFailed(LogonFailure),
    /// Security 4634: the logon session no longer exists.
    LogonEnded {
        /// Whose.
        who: Who,
        /// Which.
        luid: Option<Luid>,
        /// Its type, which may differ from the 4624's.
        logon_type: u8,
    },
    /// Security 4647: a logoff began.
    LogoffStarted {
        /// Whose.
        who: Who,
        /// The filtered half of a pair.
        luid: Option<Luid>,
    },
    /// Security 4648: credentials were used by name.
    ExplicitCredentials(ExplicitCredentials),
    /// Security 4672.
    PrivilegesAssigned {
        /// To whom.
        who: Who,
        /// To which logon session.
        luid: Option<Luid>,
    },
    /// Security 4776: NTLM credentials checked on this machine.
    CredentialsChecked {
        /// Account.
        user: Option<Text>,
        /// The client's own name.
        workstation: Option<Text>,
        /// NTSTATUS.
        status: u32,
    },
    /// Security 4778.
    Attached(Box<Attachment>),
    /// Security 4779.
    Detached(Box<Attachment>),
    /// Security 4800 to 4803.
    Lock(Box<LockLine>),
    /// Security 4825: Remote Desktop refused for lack of the right.
    RdpDenied(Box<RdpDenial>),
    /// `SMBServer` 551.
    SmbRefused(Box<SmbRefusal>),
    /// LocalSessionManager.
    LocalSession(LocalSessionLine),
    /// RemoteConnectionManager and RdpCoreTS.
    Connection(ConnectionLine),
    /// RemoteConnectionManager 20503 to 20511: somebody shadows a session.
    Shadowed(Box<ShadowLine>),
    /// System Winlogon 7001 (`true`) and 7002, User Profile Service 1, 2 and 3, 4.
    UserNotice {
        /// Logon, or logoff.
        logon: bool,
        /// Local session id.
        session_id: u32,
        /// Whose.
        sid: Option<Text>,
        /// The process that wrote it.
        process_id: u32,
    },
    /// Winlogon/Operational 1 (no status) and 2.
    WinlogonAuthentication {
        /// Win32 status of the end; `None` at the beginning.
        status: Option<u32>,
        /// The process that wrote it.
        process_id: u32,
    },
    /// Winlogon/Operational 811 and 812.
    WinlogonNotice {
        /// Notification code [source 2.7].
        code: u32,
        /// The notified subscriber.
        subscriber: Option<Text>,
        /// `false` for the record that ends the call.
        begins: bool,
    },
    /// OpenSSH 4.
    Ssh(Box<SshLine>),
    /// Boot, shutdown, crash, sleep.
    Power {
        /// What happened.
        step: PowerStep,
        /// A better time than the record's own, where the record carries one.
        at: Option<Timestamp>,
        /// Who asked for it, with a SID: 1074.
        by: Option<Who>,
    },
    /// The machine slept (Power-Troubleshooter 1).
    Slept {
        /// Fell asleep.
        from: Timestamp,
        /// Woke.
        to: Timestamp,
    },
    /// Security 4732: an account was put into a local group.
    MemberAdded {
        /// The SID of the account.
        member: Text,
        /// The SID of the group.
        group: Text,
    },
    /// A logon session opened a share (Security 5140).
    ShareOpened(ShareOpening),
    /// The clock was set.
    ClockSet {
        /// Time before.
        old: Timestamp,
        /// Time after.
        new: Timestamp,
    },
    /// The computer was renamed (System 6011).
    Renamed {
        /// Old name.
        old: Text,
        /// New name.
        new: Text,
    },
    /// An account was created, deleted or renamed (Security 4720, 4726, 4781).
    Account {
        /// What happened.
        step: AccountStep,
        /// Which account, by its name afterwards.
        who: Who,
    },
    /// An account is named by its SID and its name, and nothing else is learned (`DistributedCOM` 10016 and
    /// others).
    Named(Who),
    /// A log was cleared (1102, 104).
    LogCleared {
        /// The log.
        channel: Text,
        /// By whom.
        who: Who,
        /// Under which logon session.
        luid: Option<Luid>,
    },
    /// Security 4688, Sysmon 1.
    ProcessStarted(ProcessStart),
}

impl Fact {
    /// What a record of a connection says of it.
    pub fn connection_step(&self) -> Option<&ConnectionStep> {
        match self {
            Self::Connection(line) => Some(&line.step),
            _ => None,
        }
    }

    /// What a LocalSessionManager record says of its session.
    pub fn local_session_step(&self) -> Option<LocalSessionStep> {
        match self {
            Self::LocalSession(line) => Some(line.step),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten million of them stand in memory at once.
    #[test]
    fn an_event_is_small() {
        assert!(size_of::<Fact>() <= 32, "{}", size_of::<Fact>());
        assert!(size_of::<Event>() <= 80, "{}", size_of::<Event>());
    }
}
