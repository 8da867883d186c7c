//! WinRM: PowerShell remoting and remote shells. WinRM's own log names the account and sometimes the client;
//! the account's type-3 logons of the same moment give the address and the end; where Security is the only
//! log, the host process of a shell proves its logon.

use std::net::IpAddr;

use crate::correlate::maps::{HashMap, HashSet};
use crate::correlate::near;
use crate::correlate::order::{FactKinds, Item, Pos};
use crate::correlate::rules::{self, Rule};
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionDraft, SessionLedger};
use crate::correlate::sessions::end::End;
use crate::correlate::units::logons::{LogonClass, logon_at};
use crate::correlate::users::People;
use crate::correlate::windows::{WINRM_COMPANIONS, WINRM_OWN_CALL, WINRM_SHELL_GAP};
use crate::domain::account::{fold, host_label};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, Guid, Identity, ProcessStart, Text};
use crate::domain::join::Join;
use crate::domain::note::{Note, Remark};
use crate::domain::remote_access::{WinRmLine, WinRmStep};
use crate::domain::session::{EndKind, Kind, Outcome, Precision, Role};

/// Makes sessions of WinRM's records, then of the shells that Security alone proves.
pub(crate) fn sessions(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    let mut shells = Shells {
        facts,
        recent: Vec::new(),
        by_activity: HashMap::default(),
        own_calls: HashMap::default(),
        last_own_call: None,
    };
    for (pos, item) in facts
        .items
        .of(FactKinds::WIN_RM | FactKinds::SHELL_HOST_STARTED)
    {
        match &item.event.fact {
            Fact::WinRm(line) => shells.take(ledger, pos, item, line),
            Fact::ProcessStarted(process) => shells.take_process(ledger, pos, item, process),
            _ => {}
        }
    }
    for index in 0..ledger.drafts.len() {
        end_with_logons(facts, ledger, index);
    }
}

struct Shells<'k, 'a, 'e> {
    facts: &'k HostFacts<'a, 'e>,
    /// Sessions that a record may still belong to, with their last record.
    recent: Vec<(DraftIndex, Pos)>,
    /// The session of each request, by WinRM's ActivityID.
    by_activity: HashMap<(u32, Guid), DraftIndex>,
    /// The last call of each account (SID) from this machine to itself.
    own_calls: HashMap<Text, Pos>,
    last_own_call: Option<Pos>,
}

impl Shells<'_, '_, '_> {
    fn take(&mut self, ledger: &mut SessionLedger, pos: Pos, item: &Item<'_>, line: &WinRmLine) {
        let request = line.activity.map(|activity| (item.boot, activity));
        match &line.step {
            WinRmStep::ClientConnected(target) => {
                if is_same_machine(target, &item.event.computer) {
                    self.last_own_call = Some(pos);
                    if let Some(sid) = &line.who.sid {
                        self.own_calls.insert(Text::clone(sid), pos);
                    }
                }
            }
            WinRmStep::ShellMade | WinRmStep::Authenticated => {
                let found = self.request(ledger, pos, item, line);
                if let Some((draft, request)) = found.zip(request) {
                    self.by_activity.insert(request, draft);
                }
            }
            WinRmStep::Authorized | WinRmStep::Unauthorized => {
                let Some(&draft) = request.and_then(|request| self.by_activity.get(&request))
                else {
                    return;
                };
                let join = line.activity.map_or(Join::Words(""), Join::Activity);
                let refused = line.step == WinRmStep::Unauthorized;
                let role = if refused {
                    Role::Failure
                } else {
                    Role::Support
                };
                ledger.attach_source(self.facts.items, draft, pos, role, rules::WINRM, join);
                if let Some(draft) = ledger.get(draft).filter(|_| refused) {
                    draft.outcome = Outcome::Refused;
                    draft.attempts += 1;
                    draft.end = Some(End::of_failure(self.facts.items, Some(pos)));
                }
            }
        }
    }

    /// 91 or 169: the session that it begins or belongs to; none for a call of this machine to
    /// itself under the caller's own token [source 8.7].
    fn request(
        &mut self,
        ledger: &mut SessionLedger,
        pos: Pos,
        item: &Item<'_>,
        line: &WinRmLine,
    ) -> Option<DraftIndex> {
        let mut who = line.who.clone();
        let (accounts, host) = (self.facts.accounts, self.facts.host);
        accounts.resolve(&mut who, None, host, item.time);
        let ip = line.address.and_then(LoggedAddress::ip);
        let logons = self.logons_near(ledger, pos, &who, ip);
        if self.is_own_call(pos, item, &who, ip, &logons) {
            return None;
        }
        let window = if line.step == WinRmStep::ShellMade {
            WINRM_COMPANIONS
        } else {
            WINRM_SHELL_GAP
        };
        let known_draft = self.recent.iter().rev().find_map(|&(draft, last)| {
            let near = (self.facts.items.get(last)).is_some_and(|last| last.is_near(item, window));
            let session = ledger.drafts.get(draft).filter(|_| near)?;
            let same = session.boot == item.boot
                && may_be_same(self.facts.people, &session.who, &who)
                && (ip.is_none() || session.ip.is_none() || session.ip == ip);
            same.then_some(draft)
        });
        let draft = known_draft.unwrap_or_else(|| self.open(ledger, pos, item.boot));
        let (role, join) = match line.step {
            WinRmStep::ShellMade => (Role::Logon, "the record itself"),
            _ => (Role::Authentication, "user + time"),
        };
        ledger.attach_source(self.facts.items, draft, pos, role, rules::WINRM, join);
        if let Some(session) = ledger.get(draft) {
            session.name(&who);
            session.ip = session.ip.or(ip);
            session.authenticated = session.authenticated.min(Some(pos)).or(Some(pos));
        }
        self.claim(ledger, draft, pos, &logons);
        self.touch(draft, pos);
        Some(draft)
    }

    fn open(&mut self, ledger: &mut SessionLedger, pos: Pos, boot: u32) -> DraftIndex {
        let mut draft = SessionDraft::new(boot, Kind::WinRm, Outcome::Success);
        draft.begin = Some(pos);
        let index = ledger.open(draft);
        self.touch(index, pos);
        index
    }

    /// Remembers the last record of a session, and forgets the sessions that are long past.
    fn touch(&mut self, draft: DraftIndex, pos: Pos) {
        let items = self.facts.items;
        let now = items.get(pos);
        self.recent.retain(|&(other, last)| {
            let alive = (items.get(last).zip(now))
                .is_some_and(|(last, now)| last.is_near(now, WINRM_SHELL_GAP));
            other != draft && alive
        });
        self.recent.push((draft, pos));
    }

    /// The free network logons of an account within two seconds of a record.
    fn logons_near(
        &self,
        ledger: &SessionLedger,
        pos: Pos,
        who: &Identity,
        ip: Option<IpAddr>,
    ) -> Vec<Pos> {
        let items = self.facts.items;
        near::around(items, pos, WINRM_COMPANIONS, FactKinds::LOGON_BY_NETWORK)
            .filter(|&at| self.is_free_network_logon(ledger, at))
            .filter(|&at| {
                logon_at(self.facts.items, at).is_some_and(|logon| {
                    let from = logon.address().and_then(LoggedAddress::ip);
                    may_be_same(self.facts.people, &logon.target, who)
                        && (ip.is_none() || from.is_none() || from == ip)
                })
            })
            .collect()
    }

    fn is_free_network_logon(&self, ledger: &SessionLedger, pos: Pos) -> bool {
        let logons = self.facts.logons;
        let class = (logons.made_at(pos)).and_then(|unit| logons.class_of(unit));
        // Some products run WinRM inside IIS.
        matches!(class, Some(LogonClass::Network | LogonClass::FrontEnd))
            && ledger.owner(pos).is_none()
    }

    /// Whether this machine called itself with the token that the caller had anyway.
    fn is_own_call(
        &self,
        pos: Pos,
        item: &Item<'_>,
        who: &Identity,
        ip: Option<IpAddr>,
        logons: &[Pos],
    ) -> bool {
        if ip.is_some_and(|ip| !ip.is_loopback()) {
            return false;
        }
        let far = logons.iter().any(|&at| {
            logon_at(self.facts.items, at)
                .and_then(|logon| logon.address()?.ip())
                .is_some_and(|ip| !ip.is_loopback())
        });
        let sid = who.sid.as_ref().or_else(|| {
            let first = logon_at(self.facts.items, *logons.first()?)?;
            first.target.sid.as_ref()
        });
        let (call, window) = match sid {
            Some(sid) => (self.own_calls.get(sid).copied(), WINRM_OWN_CALL),
            None => (self.last_own_call, WINRM_COMPANIONS),
        };
        let recent = call
            .filter(|&call| call <= pos)
            .and_then(|call| self.facts.items.get(call))
            .is_some_and(|call| call.is_near(item, window));
        recent && !far
    }

    /// Makes logons sources of a session, where they come from one client.
    fn claim(&self, ledger: &mut SessionLedger, draft: DraftIndex, anchor: Pos, logons: &[Pos]) {
        let items = self.facts.items;
        let address = |at: Pos| logon_at(items, at).and_then(|logon| logon.address()?.ip());
        let mut clients: HashSet<IpAddr> = logons.iter().filter_map(|&at| address(at)).collect();
        clients.extend(ledger.drafts.get(draft).and_then(|session| session.ip));
        if clients.len() > 1 {
            let note = Note::from(Remark::SeveralClients);
            if let Some(session) = ledger.get(draft)
                && !session.notes.contains(&note)
            {
                session.notes.push(note);
            }
            return;
        }
        let mut logons = logons.to_vec();
        logons.sort_unstable();
        for at in logons {
            let join = Join::apart("user + time", near::distance(items, at, anchor));
            self.take_logon(ledger, draft, at, rules::WINRM_LOGON, join);
        }
    }

    fn take_logon(
        &self,
        ledger: &mut SessionLedger,
        draft: DraftIndex,
        pos: Pos,
        rule: Rule,
        join: Join,
    ) {
        let items = self.facts.items;
        if !ledger.attach_source(items, draft, pos, Role::Logon, rule, join) {
            return;
        }
        let (Some(session), Some(logon)) = (ledger.get(draft), logon_at(items, pos)) else {
            return;
        };
        session.logons.extend(self.facts.logons.made_at(pos));
        session.name(&logon.target);
        session.begin = session.begin.min(Some(pos)).or(Some(pos));
        session.authenticated = session.authenticated.min(Some(pos)).or(Some(pos));
        session.client = session.client.take().or_else(|| logon.workstation.clone());
        if let Some(LoggedAddress::Ip(ip, port)) = logon.address()
            && session.ip.is_none_or(|known| known == ip)
        {
            session.ip = Some(ip);
            session.port = session.port.or(port);
        }
    }

    /// The host process of a shell runs under the logon of its client: Security alone proves it.
    fn take_process(
        &mut self,
        ledger: &mut SessionLedger,
        pos: Pos,
        item: &Item<'_>,
        process: &ProcessStart,
    ) {
        let facts = self.facts;
        let unit = facts.logons.find(item.boot, process.luid);
        let Some(begin) = unit.and_then(|unit| facts.logons.units.get(unit)?.begin) else {
            return;
        };
        let luid = process.luid.map_or(Join::Words(""), Join::Luid);
        let draft = match ledger.owner(begin) {
            Some(owner)
                if ledger
                    .drafts
                    .get(owner)
                    .is_some_and(|d| d.kind == Kind::WinRm) =>
            {
                owner
            }
            Some(_) => return,
            None if !self.is_free_network_logon(ledger, begin) => return,
            None => {
                let Some(logon) = logon_at(facts.items, begin) else {
                    return;
                };
                let ip = logon.address().and_then(LoggedAddress::ip);
                let siblings = self.logons_near(ledger, begin, &logon.target, ip);
                let draft = self.open(ledger, begin, item.boot);
                self.take_logon(ledger, draft, begin, rules::WINRM_PROCESS, luid.clone());
                self.claim(ledger, draft, begin, &siblings);
                draft
            }
        };
        let (role, rule) = (Role::Support, rules::WINRM_PROCESS);
        ledger.attach_source(facts.items, draft, pos, role, rule, luid);
    }
}

/// A session ends when the last of its logons does; without a logon, the end is unknown.
fn end_with_logons(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger, index: DraftIndex) {
    let Some(draft) = ledger.drafts.get_mut(index) else {
        return;
    };
    if draft.kind != Kind::WinRm || draft.end.is_some() {
        return;
    }
    let ends: Option<Vec<Pos>> = draft
        .logons
        .iter()
        .map(|&unit| facts.logons.units.get(unit)?.end)
        .collect();
    draft.end = match ends.as_deref() {
        Some([]) => Some(End::unknown()),
        Some(ends) => {
            let last = ends.iter().max().copied();
            last.map(|last| End::at(facts.items, last, EndKind::Logoff, Precision::Derived))
        }
        None => None,
    };
}

/// Whether two records can be of one account: one may have only the SID, the other only the name.
fn may_be_same(people: &People<'_>, a: &Identity, b: &Identity) -> bool {
    let sid_only = |who: &Identity| who.sid.is_some() && who.user.is_none();
    let name_only = |who: &Identity| who.sid.is_none() && who.user.is_some();
    people.are_same(a, b) || (sid_only(a) && name_only(b)) || (name_only(a) && sid_only(b))
}

/// Whether a client's target (`localhost:47001/WSMan?…`, `HOST1/wsman`) is the client itself.
fn is_same_machine(target: &str, computer: &str) -> bool {
    let target = target.rsplit("://").next().unwrap_or(target);
    let host = target.split(['/', ':']).next().unwrap_or(target);
    fold(host) == "localhost" || host == "127.0.0.1" || host_label(host) == host_label(computer)
}
