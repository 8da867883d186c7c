//! VPN connections: Routing and Remote Access records when, the Network Policy Server from where and whether
//! the policy allowed it [source 9.3].

use crate::correlate::maps::HashMap;
use crate::correlate::order::{FactKinds, Item, Pos};
use crate::correlate::rules::{self, Rule};
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionDraft, SessionLedger};
use crate::correlate::sessions::end::End;
use crate::correlate::windows::{END_CLUSTER, VPN_COMPANIONS};
use crate::domain::account::{bare_name, fold};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, Guid, Identity, Text};
use crate::domain::note::Note;
use crate::domain::remote_access::{PolicyVerdict, VpnLine, VpnStep};
use crate::domain::session::{EndKind, Hidden, Kind, Outcome, Precision, Role};
use crate::domain::status::is_policy_refusal;
use crate::domain::time::{Span, Timestamp};

/// Makes sessions of the VPN server's records, then of the policy server's.
pub(crate) fn sessions(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    let mut lines = VpnSessions::default();
    for (pos, item) in facts.items.of(FactKinds::VPN) {
        if let Fact::Vpn(line) = &item.event.fact {
            lines.take(facts, ledger, pos, item, line);
        }
    }
    let mut recent = lines.recent;
    let endings = endings_of(ledger);
    for (pos, item) in facts.items.of(FactKinds::POLICY) {
        if let Fact::Policy(verdict) = &item.event.fact {
            take_verdict(facts, ledger, &mut recent, &endings, pos, item, verdict);
        }
    }
}

/// What distinguishes connections: its own id, else the user and the server's port.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Connection(u32, Guid),
    Port(u32, String, String),
}

/// By account name, the sessions and their first records, in order.
type ByUser = HashMap<(u32, String), Vec<(Pos, DraftIndex)>>;

/// By account name, the sessions whose end alone is logged, by the start that it shows.
type Endings = HashMap<(u32, String), Vec<(Timestamp, DraftIndex)>>;

fn endings_of(ledger: &SessionLedger) -> Endings {
    let mut endings = Endings::default();
    for (index, draft) in ledger.drafts.iter().enumerate() {
        if let Some(begun) = draft.begun_at.filter(|_| draft.kind == Kind::Vpn) {
            let key = (draft.boot, name_of(&draft.who));
            endings.entry(key).or_default().push((begun, index));
        }
    }
    for list in endings.values_mut() {
        list.sort_unstable();
    }
    endings
}

/// The session that began, as its end shows, when a verdict was given.
fn ending_begun_at(endings: &Endings, key: &(u32, String), item: &Item<'_>) -> Option<DraftIndex> {
    let list = endings.get(key)?;
    let time = item.time;
    let from = list.partition_point(|(begun, _)| *begun < time.minus(VPN_COMPANIONS));
    let (begun, draft) = list.get(from)?;
    (begun.distance(time) <= VPN_COMPANIONS).then_some(*draft)
}

#[derive(Default)]
struct VpnSessions {
    open: HashMap<Key, DraftIndex>,
    recent: ByUser,
}

impl VpnSessions {
    fn take(
        &mut self,
        facts: &HostFacts<'_, '_>,
        ledger: &mut SessionLedger,
        pos: Pos,
        item: &Item<'_>,
        line: &VpnLine,
    ) {
        if let VpnStep::Refused { address, reason } = &line.step {
            let draft = self.refused(facts, ledger, pos, item, line);
            if let Some(session) = ledger.get(draft) {
                session.ip = session.ip.or(address.and_then(LoggedAddress::ip));
                session.notes.extend(server_reason(reason.as_deref()));
            }
            return;
        }
        let key = key_of(item.boot, line);
        let begins = matches!(line.step, VpnStep::Connected);
        let running = key.as_ref().and_then(|key| self.open.get(key).copied());
        let running = running.filter(|&draft| {
            let session = ledger.drafts.get(draft);
            session.is_some_and(|session| goes_on(facts, session, item, begins))
        });
        let draft = running.unwrap_or_else(|| {
            let mut draft = SessionDraft::new(item.boot, Kind::Vpn, Outcome::Success);
            let is_end = matches!(line.step, VpnStep::Ended { .. } | VpnStep::Disconnected);
            draft.begin = (!is_end).then_some(pos);
            draft.authenticated = draft.begin;
            let draft = ledger.open(draft);
            remember(&mut self.recent, item.boot, &line.who, pos, draft);
            draft
        });
        if let Some(key) = key {
            self.open.insert(key, draft);
        }
        let role = match line.step {
            VpnStep::Ended { .. } | VpnStep::Disconnected => Role::End,
            _ => Role::Connection,
        };
        attach(facts, ledger, draft, pos, role, rules::VPN, join_of(line));
        if let Some(session) = ledger.get(draft) {
            session.name(&line.who);
            learn(facts, session, pos, item, &line.step);
        }
    }

    /// Two kinds of record may show one refusal.
    fn refused(
        &mut self,
        facts: &HostFacts<'_, '_>,
        ledger: &mut SessionLedger,
        pos: Pos,
        item: &Item<'_>,
        line: &VpnLine,
    ) -> DraftIndex {
        let other_kind = |at: Pos| {
            let other = facts.items.get(at);
            other.is_some_and(|other| other.event.event_id != item.event.event_id)
        };
        let twin = latest(&self.recent, item.boot, &line.who)
            .filter(|&(at, draft)| {
                let near = facts.items.get(at);
                other_kind(at)
                    && near.is_some_and(|near| near.is_near(item, VPN_COMPANIONS))
                    && ledger
                        .drafts
                        .get(draft)
                        .is_some_and(|d| d.sources.len() == 1)
            })
            .map(|(_, draft)| draft);
        let draft = twin.unwrap_or_else(|| {
            let draft = ledger.open(refusal(facts, item.boot, pos, Outcome::Failed));
            remember(&mut self.recent, item.boot, &line.who, pos, draft);
            draft
        });
        let (role, rule) = (Role::Failure, rules::VPN);
        attach(facts, ledger, draft, pos, role, rule, join_of(line));
        if let Some(session) = ledger.get(draft) {
            session.name(&line.who);
        }
        draft
    }
}

/// Whether a record belongs to the connection that last had its key: until that ended, or as one
/// more record of its end.
fn goes_on(
    facts: &HostFacts<'_, '_>,
    session: &SessionDraft,
    item: &Item<'_>,
    begins: bool,
) -> bool {
    let end = (session.end.and_then(|end| end.pos)).and_then(|end| facts.items.get(end));
    end.is_none_or(|end| !begins && end.is_near(item, END_CLUSTER))
}

/// What a record of a connection states besides the user.
fn learn(
    facts: &HostFacts<'_, '_>,
    session: &mut SessionDraft,
    pos: Pos,
    item: &Item<'_>,
    step: &VpnStep,
) {
    match step {
        VpnStep::AddressAssigned(address) => {
            session.notes.push(Note::InnerAddress(address.clone()));
        }
        VpnStep::Ended {
            seconds,
            sent,
            received,
            reason,
            tunnel,
        } => {
            let lasted = seconds.and_then(|seconds| i64::try_from(seconds).ok());
            if session.begin.is_none() {
                session.begun_at = lasted.map(|s| item.time.minus(Span::seconds(s)));
            }
            if let Some((sent, received)) = sent.zip(*received) {
                session.notes.push(Note::VpnTraffic { sent, received });
            }
            session.notes.extend(tunnel.clone().map(Note::Tunnel));
            session.notes.extend(server_reason(reason.as_deref()));
            end(facts, session, pos);
        }
        VpnStep::Disconnected => end(facts, session, pos),
        VpnStep::Connected | VpnStep::Refused { .. } => {}
    }
}

/// The earliest record of the end is kept.
fn end(facts: &HostFacts<'_, '_>, session: &mut SessionDraft, pos: Pos) {
    let end = End::at(facts.items, pos, EndKind::Disconnect, Precision::Exact);
    session.end.get_or_insert(end);
}

/// A verdict of the policy server: the word on a connection to this machine, or else a separate
/// session whose end is not logged here.
fn take_verdict(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    recent: &mut ByUser,
    endings: &Endings,
    pos: Pos,
    item: &Item<'_>,
    verdict: &PolicyVerdict,
) {
    let outcome = match (verdict.granted, verdict.discarded) {
        (true, _) => Outcome::Success,
        (_, true) => Outcome::Unknown,
        _ if is_policy_refusal(verdict.reason_code) => Outcome::Refused,
        _ => Outcome::Failed,
    };
    let key = (item.boot, name_of(&verdict.who));
    let known_list = recent.get(&key).map_or(&[][..], Vec::as_slice);
    let before = known_list.partition_point(|&(at, _)| at < pos);
    let (before, after) = known_list.split_at(before);
    let same = before.iter().rev().chain(after).find(|&&(at, draft)| {
        let near = facts.items.get(at);
        let of_policy = near.is_some_and(|near| matches!(near.event.fact, Fact::Policy(_)));
        near.is_some_and(|near| near.is_near(item, VPN_COMPANIONS))
            && ledger.drafts.get(draft).is_some_and(|session| {
                let agrees = (session.outcome == Outcome::Success) == verdict.granted;
                // Each refusal is a separate attempt.
                agrees && (verdict.granted || !of_policy) && same_station(session, verdict)
            })
    });
    let known_draft = same.map(|&(_, draft)| draft);
    let known_draft = known_draft.or_else(|| {
        let ending = verdict
            .granted
            .then(|| ending_begun_at(endings, &key, item));
        ending.flatten()
    });
    let draft = known_draft.unwrap_or_else(|| {
        let mut draft = if verdict.granted {
            let mut draft = SessionDraft::new(item.boot, Kind::Vpn, outcome);
            draft.begin = Some(pos);
            draft.end = Some(End::unknown());
            draft
        } else {
            refusal(facts, item.boot, pos, outcome)
        };
        if verdict.discarded {
            draft.end = draft.end.map(|end| End {
                kind: EndKind::Unknown,
                ..end
            });
        }
        let draft = ledger.open(draft);
        let list = recent.entry(key).or_default();
        let place = list.partition_point(|&(at, _)| at < pos);
        list.insert(place, (pos, draft));
        draft
    });
    let role = if verdict.granted {
        Role::Authentication
    } else {
        Role::Failure
    };
    let join = "user + time".to_owned();
    attach(facts, ledger, draft, pos, role, rules::VPN_POLICY, join);
    if let Some(session) = ledger.get(draft) {
        apply_verdict(session, pos, verdict, outcome);
    }
}

/// Takes what a verdict states about a session.
fn apply_verdict(session: &mut SessionDraft, pos: Pos, verdict: &PolicyVerdict, outcome: Outcome) {
    session.name(&verdict.who);
    if verdict.granted {
        session.begin = Some(session.begin.map_or(pos, |begin| begin.min(pos)));
        session.authenticated.get_or_insert(pos);
    }
    session.outcome = session.outcome.max(outcome);
    if let Some(station) = &verdict.calling_station {
        match LoggedAddress::parse(station).ip() {
            Some(ip) => session.ip = session.ip.or(Some(ip)),
            // A MAC address or a telephone number [source 9.3].
            None => session.client = session.client.take().or_else(|| Some(station.clone())),
        }
    }
    session
        .notes
        .extend(verdict.port_type.clone().map(Note::PortType));
    if !verdict.granted {
        session.notes.push(Note::PolicyReason {
            code: verdict.reason_code,
            text: verdict.reason.clone(),
        });
    }
    // 802.1X writes a machine as `host/name`. A refusal proves no machine (rule V3).
    let machine = verdict.who.user.as_deref();
    if verdict.granted && machine.is_some_and(|user| fold(user).starts_with("host/")) {
        session.hidden = Some(Hidden::Account);
    }
    session.notes.dedup();
}

/// Whether a verdict can be of the client that a session already has.
fn same_station(session: &SessionDraft, verdict: &PolicyVerdict) -> bool {
    let Some(station) = &verdict.calling_station else {
        return true;
    };
    match LoggedAddress::parse(station).ip() {
        Some(ip) => session.ip.is_none_or(|known| known == ip),
        None => session.client.as_ref().is_none_or(|known| known == station),
    }
}

fn refusal(facts: &HostFacts<'_, '_>, boot: u32, pos: Pos, outcome: Outcome) -> SessionDraft {
    let mut draft = SessionDraft::new(boot, Kind::Vpn, outcome);
    draft.begin = Some(pos);
    draft.attempts = 1;
    draft.end = Some(End::of_failure(facts.items, Some(pos)));
    draft
}

fn attach(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    draft: DraftIndex,
    pos: Pos,
    role: Role,
    rule: Rule,
    join: String,
) {
    ledger.attach_source(facts.items, draft, pos, role, rule, join);
}

fn key_of(boot: u32, line: &VpnLine) -> Option<Key> {
    if let Some(connection) = line.connection {
        return Some(Key::Connection(boot, connection));
    }
    let port = line.port.as_deref()?;
    Some(Key::Port(boot, name_of(&line.who), fold(port)))
}

fn join_of(line: &VpnLine) -> String {
    match (&line.connection, &line.port) {
        (Some(connection), _) => format!("connection {connection}"),
        (None, Some(port)) => format!("user + port {port}"),
        (None, None) => "the record itself".to_owned(),
    }
}

fn name_of(who: &Identity) -> String {
    who.user
        .as_ref()
        .map_or_else(String::new, |user| fold(bare_name(user)))
}

fn remember(recent: &mut ByUser, boot: u32, who: &Identity, pos: Pos, draft: DraftIndex) {
    let list = recent.entry((boot, name_of(who))).or_default();
    list.push((pos, draft));
}

fn latest(recent: &ByUser, boot: u32, who: &Identity) -> Option<(Pos, DraftIndex)> {
    recent.get(&(boot, name_of(who)))?.last().copied()
}

/// The server's own words, which are in its language.
fn server_reason(reason: Option<&str>) -> Option<Note> {
    reason.map(|reason| Note::ServerReason(Text::from(reason.trim())))
}
