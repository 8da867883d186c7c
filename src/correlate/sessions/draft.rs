//! Access sessions under construction, and the ledger that keeps each defining record to one of them.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::ops::Range;

use thin_vec::ThinVec;

use crate::correlate::coverage::Coverage;
use crate::correlate::near_misses::NearMisses;
use crate::correlate::order::{Item, Items, Pos};
use crate::correlate::rules::Rule;
use crate::correlate::sessions::end::End;
use crate::correlate::sessions::sources::Sources;
use crate::correlate::units::connections::{ConnectionIndex, Connections};
use crate::correlate::units::logons::{LogonIndex, Logons, same_account};
use crate::correlate::units::nla::Nla;
use crate::correlate::units::visits::{LocalIndex, Visits};
use crate::correlate::users::{Accounts, People};
use crate::domain::event::{ConnectionStep, Event, Fact, Identity, LocalSessionStep, Text};
use crate::domain::join::Join;
use crate::domain::near_miss::NearMiss;
use crate::domain::note::Note;
use crate::domain::session::{Hidden, HostIndex, Kind, Outcome, Role};
use crate::domain::time::Timestamp;

pub(crate) use crate::correlate::sessions::sources::SourceLink;

/// Index of a draft.
pub(crate) type DraftIndex = usize;

/// An access session under construction.
#[derive(Clone, Debug)]
pub(crate) struct SessionDraft {
    /// The number of its boot, from 0.
    pub boot: u32,
    /// How access was sought.
    pub kind: Kind,
    /// More of that.
    pub detail: Option<Text>,
    /// What became of it.
    pub outcome: Outcome,
    /// An existing desktop was attached.
    pub reconnect: bool,
    /// Its records.
    pub sources: Sources,
    /// Who, by the best record.
    pub who: Identity,
    /// The account, as the first naming record has it.
    pub as_logged: Option<Text>,
    /// Where from.
    pub ip: Option<IpAddr>,
    /// Port.
    pub port: Option<u16>,
    /// The client's own name.
    pub client: Option<Text>,
    /// The earliest record of the attempt.
    pub begin: Option<Pos>,
    /// When it began according to its end, where no record of the start exists.
    pub begun_at: Option<Timestamp>,
    /// When the user authenticated.
    pub authenticated: Option<Pos>,
    /// When the desktop appeared.
    pub desktop: Option<Pos>,
    /// Its end; `None` while undecided.
    pub end: Option<End>,
    /// It had ended by the time of this record, at an unknown moment.
    pub over_by: Option<Pos>,
    /// No log in the evidence would have recorded its end: the machine's stop is only a limit.
    pub end_unwatched: bool,
    /// NTSTATUS of the last refusal.
    pub failure: Option<u32>,
    /// Refusals and connections counted.
    pub attempts: u32,
    /// Its logon sessions, in order.
    pub logons: ThinVec<LogonIndex>,
    /// The NLA logons among them: these live as long as the connection.
    pub nla: ThinVec<LogonIndex>,
    /// The short-lived logons of its unlocks.
    pub unlocks: ThinVec<LogonIndex>,
    /// The desktop that it visited.
    pub local: Option<LocalIndex>,
    /// Its local session's number, where there is no local session to name.
    pub session_id: Option<u32>,
    /// Its connection.
    pub connection: Option<ConnectionIndex>,
    /// The part of the connection that is this session's: a desktop can be moved onto a
    /// connection that another one used before.
    pub part: Range<Pos>,
    /// The session inside which the credentials were used.
    pub parent: Option<DraftIndex>,
    /// Why it is hidden, beyond its kind.
    pub hidden: Option<Hidden>,
    /// What is worth saying beyond the fields.
    pub notes: ThinVec<Note>,
    /// Records that were considered and not joined.
    pub near_misses: ThinVec<NearMiss>,
}

impl SessionDraft {
    /// A draft without sources.
    pub(crate) fn new(boot: u32, kind: Kind, outcome: Outcome) -> Self {
        Self {
            boot,
            kind,
            detail: None,
            outcome,
            reconnect: false,
            sources: Sources::default(),
            who: Identity::default(),
            as_logged: None,
            ip: None,
            port: None,
            client: None,
            begin: None,
            begun_at: None,
            authenticated: None,
            desktop: None,
            end: None,
            over_by: None,
            end_unwatched: false,
            failure: None,
            attempts: 0,
            logons: ThinVec::new(),
            nla: ThinVec::new(),
            unlocks: ThinVec::new(),
            local: None,
            session_id: None,
            connection: None,
            part: 0..Pos::MAX,
            parent: None,
            hidden: None,
            notes: ThinVec::new(),
            near_misses: ThinVec::new(),
        }
    }

    /// Whether Security alone would show the end of its connection: a remote session's by its NLA
    /// logon. Else a later record is only a limit.
    pub(crate) fn is_end_watched(&self) -> bool {
        self.kind != Kind::Rdp || !self.nla.is_empty()
    }

    /// All of its logon sessions: NLA first, unlocks last.
    pub(crate) fn all_logons(&self) -> impl Iterator<Item = LogonIndex> + '_ {
        let logons = self.nla.iter().chain(&self.logons).chain(&self.unlocks);
        logons.copied()
    }

    /// Takes over what a record states about the account, unless a better record stated it before.
    /// `as_logged` keeps the name of the earliest record.
    pub(crate) fn name(&mut self, who: &Identity) {
        let nobody = self.who == Identity::default();
        if !nobody && !same_account(&self.who, who) {
            return;
        }
        let known = &mut self.who;
        if known.user.is_none() {
            known.user.clone_from(&who.user);
        }
        if known.domain.is_none() {
            known.domain.clone_from(&who.domain);
        }
        if known.sid.is_none() {
            known.sid.clone_from(&who.sid);
        }
    }
}

/// What the earlier stages found about a host.
pub(crate) struct HostFacts<'a, 'e> {
    /// The records in order.
    pub items: &'a Items<'e>,
    /// Logon sessions.
    pub logons: &'a Logons<'e>,
    /// Connections.
    pub connections: &'a Connections,
    /// Visits.
    pub visits: &'a Visits,
    /// NLA logons and failures.
    pub nla: &'a Nla,
    /// What the logs cover: silence counts only where the evidence has them.
    pub coverage: &'a Coverage,
    /// The accounts of the case.
    pub accounts: &'a Accounts,
    /// Which identities of the host are one account.
    pub people: &'a People<'a>,
    /// The host.
    pub host: HostIndex,
}

/// The logons at a screen that a session has taken, by number.
pub(crate) type TakenDesktops = BTreeSet<usize>;

/// What the ledger knows about one record.
#[derive(Clone, Copy, Debug, Default)]
struct RecordUse {
    /// The draft that has a defining record, counted from 1; 0 for none.
    owner: u32,
    /// Some draft has it.
    is_used: bool,
}

impl RecordUse {
    fn owner(self) -> Option<DraftIndex> {
        (self.owner as usize).checked_sub(1)
    }

    fn set_owner(&mut self, draft: DraftIndex) {
        self.owner = u32::try_from(draft + 1).unwrap_or(u32::MAX);
    }
}

/// All drafts of a host, and which of them has each defining record.
#[derive(Debug, Default)]
pub(crate) struct SessionLedger {
    /// The drafts, in order of making.
    pub drafts: Vec<SessionDraft>,
    /// Joins that were considered and rejected.
    pub misses: NearMisses,
    /// The records that locked or unlocked a desktop.
    pub locks: Vec<Pos>,
    /// By record: which draft has it, as far as it is a defining one, and whether any draft has it.
    records: Vec<RecordUse>,
}

impl SessionLedger {
    /// Adds a draft.
    pub(crate) fn open(&mut self, draft: SessionDraft) -> DraftIndex {
        self.drafts.push(draft);
        self.drafts.len() - 1
    }

    /// The draft of an index that this ledger gave out.
    pub(crate) fn get(&mut self, index: DraftIndex) -> Option<&mut SessionDraft> {
        self.drafts.get_mut(index)
    }

    /// The draft that a defining record belongs to.
    pub(crate) fn owner(&self, pos: Pos) -> Option<DraftIndex> {
        self.records.get(pos)?.owner()
    }

    /// Whether any draft has a record as a source.
    pub(crate) fn is_used(&self, pos: Pos) -> bool {
        self.records.get(pos).is_some_and(|record| record.is_used)
    }

    /// Moves the sources of a draft from `since` on to another draft.
    pub(crate) fn hand_over(
        &mut self,
        items: &[Item<'_>],
        from: DraftIndex,
        to: DraftIndex,
        since: Pos,
    ) {
        let Some(draft) = self.drafts.get_mut(from) else {
            return;
        };
        for (pos, mut link) in draft.sources.split_off(since) {
            let fact = items.get(pos).map(|item| &item.event.fact);
            let logs_off = matches!(fact, Some(Fact::LogoffStarted { .. }));
            link.role = if logs_off { Role::Logoff } else { Role::End };
            if let Some(record) = self.records.get_mut(pos).filter(|r| r.owner > 0) {
                record.set_owner(to);
            }
            if let Some(draft) = self.drafts.get_mut(to) {
                draft.sources.add(pos, || link);
            }
        }
    }

    /// Makes a record a source of a draft. A defining record belongs to one draft only: returns `false` when
    /// another draft has it. The first link of a record to a draft is kept.
    pub(crate) fn attach_source(
        &mut self,
        items: &[Item<'_>],
        draft: DraftIndex,
        pos: Pos,
        role: Role,
        rule: Rule,
        join: impl Into<Join>,
    ) -> bool {
        let Some(item) = items.get(pos) else {
            return false;
        };
        if self.records.len() <= pos {
            self.records.resize(items.len(), RecordUse::default());
        }
        let Some(record) = self.records.get_mut(pos) else {
            return false;
        };
        if is_defining(item.event) {
            if record.owner == 0 {
                record.set_owner(draft);
            } else if record.owner() != Some(draft) {
                return false;
            }
        }
        if matches!(role, Role::Lock | Role::Unlock) {
            self.locks.push(pos);
        }
        if let Some(draft) = self.drafts.get_mut(draft) {
            draft.sources.add(pos, || SourceLink {
                role,
                rule,
                join: join.into(),
            });
            record.is_used = true;
        }
        true
    }
}

/// Whether a record may be a source of one session only [source 13.1], and beyond that 24 and the
/// lines of the SSH server, so that the ledger accounts for each of them once.
pub(crate) fn is_defining(event: &Event) -> bool {
    match &event.fact {
        Fact::Logon(_) | Fact::LogonFailed(_) | Fact::LogoffStarted { .. } | Fact::Ssh(_) => true,
        Fact::LocalSession(line) => matches!(
            line.step,
            LocalSessionStep::LoggedOn
                | LocalSessionStep::LoggedOff
                | LocalSessionStep::Reconnected
                | LocalSessionStep::Disconnected
        ),
        Fact::Connection(line) => matches!(
            line.step,
            ConnectionStep::Authenticated | ConnectionStep::Accepted { .. }
        ),
        _ => false,
    }
}
