//! The audit: every record of a logon or logoff is a source of one access session, is hidden background
//! for a stated reason, or is listed as unexplained.

use std::collections::BTreeMap;

use crate::case::Case;
use crate::domain::account::{is_machine_name, is_setup_name};
use crate::domain::event::EventIndex;
use crate::domain::session::{Hidden, HostIndex, Kind, Session};

pub use crate::domain::record::Class;

words! {
    /// Why a logon counts as background. The list is complete.
    Background {
        /// SYSTEM, LOCAL SERVICE, NETWORK SERVICE, IUSR, and the accounts of Windows setup.
        HiddenAccount = "hidden account",
        /// A service of another account (type 5).
        Service = "service",
        /// A scheduled task (type 4).
        Batch = "batch",
        /// Desktop and font helpers, service and pool accounts, sshd's helpers.
        VirtualAccount = "virtual account",
        /// `HOST$`.
        MachineAccount = "machine account",
        /// ANONYMOUS LOGON.
        Anonymous = "anonymous",
    }
}

impl Background {
    /// Why a session is background; `None` for a person's session.
    pub fn of(session: &Session) -> Option<Self> {
        let user = session.user.as_deref().unwrap_or_default();
        let sid = session.sid.as_deref().unwrap_or_default();
        let by_account = || match sid {
            "S-1-5-7" => Self::Anonymous,
            "S-1-5-18" | "S-1-5-19" | "S-1-5-20" | "S-1-5-17" => Self::HiddenAccount,
            _ if is_setup_name(user) => Self::HiddenAccount,
            _ if is_machine_name(user) => Self::MachineAccount,
            // Any other account that is hidden because of its SID is a virtual account.
            _ if sid.starts_with("S-1-5-") && !sid.starts_with("S-1-5-21-") => Self::VirtualAccount,
            _ => Self::HiddenAccount,
        };
        match (session.hidden, session.kind) {
            (Some(Hidden::Account), _) | (_, Kind::System) => Some(by_account()),
            (_, Kind::Service) => Some(Self::Service),
            (_, Kind::Batch) => Some(Self::Batch),
            _ => None,
        }
    }
}

/// The counts for one kind of record on one host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerEntry {
    /// Records of this kind.
    pub records: u64,
    /// Sources of one access session each.
    pub in_sessions: u64,
    /// Background, by reason.
    pub background: BTreeMap<Background, u64>,
    /// In no session at all.
    pub unexplained: Vec<EventIndex>,
    /// Claimed by more than one session, which is a bug in the correlation.
    pub twice: Vec<EventIndex>,
}

/// The ledger of one host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// The host.
    pub host: HostIndex,
    /// By kind of record; kinds without records are left out.
    pub entries: BTreeMap<Class, LedgerEntry>,
}

impl Ledger {
    /// All records of the ledger.
    pub fn records(&self) -> u64 {
        self.entries.values().map(|entry| entry.records).sum()
    }

    /// All unexplained records.
    pub fn unexplained(&self) -> impl Iterator<Item = EventIndex> + '_ {
        let entries = self.entries.values();
        entries.flat_map(|entry| entry.unexplained.iter().copied())
    }
}

/// Which session has a record as a source.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Nobody,
    One(u32),
    Many,
}

/// The ledger of every host of a case, in the order of hosts.
pub fn ledgers(case: &Case) -> Vec<Ledger> {
    let mut owners = vec![Owner::Nobody; case.records.len()];
    for (index, session) in (0_u32..).zip(&case.sessions) {
        for source in &session.sources {
            if let Some(owner) = owners.get_mut(source.event.0 as usize) {
                *owner = match *owner {
                    Owner::Nobody => Owner::One(index),
                    _ => Owner::Many,
                };
            }
        }
    }
    let mut ledgers: Vec<Ledger> = (0..case.hosts.len())
        .filter_map(|host| u32::try_from(host).ok())
        .map(|host| Ledger {
            host: HostIndex(host),
            entries: BTreeMap::new(),
        })
        .collect();
    let by_host = case.records.by_host().zip(0_usize..);
    let records = by_host.flat_map(|((first, own), host)| {
        let own = (first.0..).zip(own);
        own.map(move |(index, record)| (host, index, record))
    });
    for ((host, index, record), owner) in records.zip(owners) {
        let Some((class, ledger)) = record.class.zip(ledgers.get_mut(host)) else {
            continue;
        };
        let entry = ledger.entries.entry(class).or_default();
        entry.records += 1;
        match owner {
            Owner::Nobody => entry.unexplained.push(EventIndex(index)),
            Owner::Many => entry.twice.push(EventIndex(index)),
            Owner::One(session) => {
                match case.sessions.get(session as usize).and_then(Background::of) {
                    Some(reason) => *entry.background.entry(reason).or_default() += 1,
                    None => entry.in_sessions += 1,
                }
            }
        }
    }
    ledgers
}
