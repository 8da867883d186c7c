//! RD Gateway: connections through it, as the gateway itself logs them [source 9.1],
//! [source 9.2].

use std::net::IpAddr;

use crate::correlate::maps::HashMap;
use crate::correlate::order::{FactKinds, Item, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionDraft, SessionLedger};
use crate::correlate::sessions::end::End;
use crate::correlate::windows::{GATEWAY_PRELUDE, GATEWAY_TRANSPORTS};
use crate::domain::account::fold;
use crate::domain::address::LoggedAddress;
use crate::domain::event::Fact;
use crate::domain::note::Note;
use crate::domain::remote_access::{GatewayLine, GatewayStep};
use crate::domain::session::{EndDetail, EndKind, Kind, Outcome, Precision, Role};
use crate::domain::time::Span;

/// The error code of a normal end (`ERROR_GRACEFUL_DISCONNECT`).
const GRACEFUL: u32 = 1226;

/// Who asks, from where, in which boot.
type Caller = (u32, String, Option<IpAddr>);

/// Makes sessions of a gateway's records.
pub(crate) fn sessions(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    let mut gateway = GatewaySessions {
        facts,
        callers: HashMap::default(),
    };
    let lines = facts.items.of(FactKinds::GATEWAY);
    let lines = lines.filter_map(|(pos, item)| match &item.event.fact {
        Fact::Gateway(line) => Some((pos, item, &**line)),
        _ => None,
    });
    for (pos, item, line) in lines {
        gateway.take(ledger, pos, item, line);
    }
    let mut callers: Vec<_> = gateway.callers.into_values().collect();
    callers.sort_by_key(|caller| caller.asked.first().copied());
    for caller in callers {
        unanswered(facts, ledger, &caller.asked);
    }
}

/// The connections that a caller has or had.
#[derive(Default)]
struct CallerConnections {
    /// Records towards a connection that no verdict has taken yet.
    asked: Vec<Pos>,
    /// Connections, in order.
    made: Vec<GatewayConnection>,
}

/// One connection through the gateway.
struct GatewayConnection {
    draft: DraftIndex,
    resource: String,
    /// The last 302.
    connected: Option<Pos>,
    /// Transports that have not ended.
    open: Vec<String>,
    /// The first 303 of the end.
    ended: Option<Pos>,
}

struct GatewaySessions<'k, 'a, 'e> {
    facts: &'k HostFacts<'a, 'e>,
    callers: HashMap<Caller, CallerConnections>,
}

impl GatewaySessions<'_, '_, '_> {
    fn take(&mut self, ledger: &mut SessionLedger, pos: Pos, item: &Item<'_>, line: &GatewayLine) {
        let user = line.who.user.as_deref().map_or_else(String::new, fold);
        let ip = line.address.and_then(LoggedAddress::ip);
        let facts = self.facts;
        let connections = self.callers.entry((item.boot, user, ip)).or_default();
        match line.step {
            GatewayStep::Asked => connections.ask(facts, ledger, pos, item),
            GatewayStep::Connected => connections.connect(facts, ledger, pos, item, line),
            GatewayStep::Disconnected => connections.disconnect(facts, ledger, pos, item, line),
            GatewayStep::DisconnectedByAdmin | GatewayStep::DisconnectedByLimit => {
                connections.disconnect_all(facts, ledger, pos, line);
            }
            GatewayStep::Denied => {
                let draft =
                    connections.open_for_verdict(facts, ledger, pos, item, Outcome::Refused);
                if let Some(draft) = ledger.get(draft) {
                    draft.attempts = 1;
                    draft.end = Some(End::of_failure(facts.items, Some(pos)));
                }
            }
            GatewayStep::Unreachable => {
                let draft =
                    connections.open_for_verdict(facts, ledger, pos, item, Outcome::Aborted);
                if let Some(draft) = ledger.get(draft) {
                    draft.end = Some(disconnected(facts, pos, Some(EndDetail::Error)));
                }
            }
            GatewayStep::ChannelEnded => connections.end_channel(facts, ledger, pos, item),
        }
    }
}

impl CallerConnections {
    /// 200, 205, 300, 312: towards a connection, or one more channel of the one just made.
    fn ask(
        &mut self,
        facts: &HostFacts<'_, '_>,
        ledger: &mut SessionLedger,
        pos: Pos,
        item: &Item<'_>,
    ) {
        let just_made = self.made.iter().rev().find(|made| {
            let near = made.connected.and_then(|at| facts.items.get(at));
            made.ended.is_none() && near.is_some_and(|at| at.is_near(item, GATEWAY_TRANSPORTS))
        });
        match just_made {
            Some(made) => {
                let (role, rule) = (Role::Support, rules::GATEWAY);
                ledger.attach_source(facts.items, made.draft, pos, role, rule, "user + address");
            }
            None => self.asked.push(pos),
        }
    }

    /// A session for a verdict, with the request before it.
    fn open_for_verdict(
        &mut self,
        facts: &HostFacts<'_, '_>,
        ledger: &mut SessionLedger,
        pos: Pos,
        item: &Item<'_>,
        outcome: Outcome,
    ) -> DraftIndex {
        let near = |at: &Pos| {
            let asked = facts.items.get(*at);
            asked.is_some_and(|asked| asked.is_near(item, GATEWAY_PRELUDE))
        };
        let first = self.asked.iter().position(near).unwrap_or(self.asked.len());
        let asked = self.asked.split_off(first);
        unanswered(facts, ledger, &std::mem::take(&mut self.asked));
        let draft = begin(facts, ledger, &asked, pos, outcome);
        let role = match outcome {
            Outcome::Refused => Role::Failure,
            _ => Role::Connection,
        };
        attach(facts, ledger, draft, pos, role);
        draft
    }

    fn connect(
        &mut self,
        facts: &HostFacts<'_, '_>,
        ledger: &mut SessionLedger,
        pos: Pos,
        item: &Item<'_>,
        line: &GatewayLine,
    ) {
        let (resource, transport) = (resource_of(line), transport_of(line));
        let twin = self.made.iter_mut().rev().find(|made| {
            let first = made.connected.and_then(|at| facts.items.get(at));
            made.resource == resource
                && !made.open.contains(&transport)
                && made.ended.is_none()
                && first.is_some_and(|first| first.is_near(item, GATEWAY_TRANSPORTS))
        });
        if let Some(made) = twin {
            made.open.push(transport);
            attach(facts, ledger, made.draft, pos, Role::Connection);
            return;
        }
        let draft = self.open_for_verdict(facts, ledger, pos, item, Outcome::Success);
        if let Some(session) = ledger.get(draft) {
            session.authenticated = Some(pos);
        }
        self.made.push(GatewayConnection {
            draft,
            resource,
            connected: Some(pos),
            open: vec![transport],
            ended: None,
        });
    }

    /// 303: the end of one transport; the session ends with its last one.
    fn disconnect(
        &mut self,
        facts: &HostFacts<'_, '_>,
        ledger: &mut SessionLedger,
        pos: Pos,
        item: &Item<'_>,
        line: &GatewayLine,
    ) {
        let (resource, transport) = (resource_of(line), transport_of(line));
        let of_transport = (self.made.iter_mut())
            .position(|made| made.resource == resource && made.open.contains(&transport));
        let just_ended = || {
            self.made.iter().rposition(|made| {
                let ended = made.ended.and_then(|at| facts.items.get(at));
                made.resource == resource
                    && ended.is_some_and(|ended| ended.is_near(item, GATEWAY_TRANSPORTS))
            })
        };
        let place = of_transport.or_else(just_ended).unwrap_or_else(|| {
            let draft = begin(facts, ledger, &[], pos, Outcome::Success);
            if let Some(session) = ledger.get(draft) {
                session.begin = None;
                session.begun_at = line.traffic.and_then(|traffic| {
                    let seconds = i64::try_from(traffic.seconds).ok()?;
                    Some(item.time.minus(Span::seconds(seconds)))
                });
            }
            self.made.push(GatewayConnection {
                draft,
                resource,
                connected: None,
                open: Vec::new(),
                ended: None,
            });
            self.made.len() - 1
        });
        let Some(made) = self.made.get_mut(place) else {
            return;
        };
        made.open.retain(|open| *open != transport);
        let first = made
            .ended
            .filter(|&at| {
                let ended = facts.items.get(at);
                ended.is_some_and(|ended| ended.is_near(item, GATEWAY_TRANSPORTS))
            })
            .unwrap_or(pos);
        made.ended = Some(first);
        attach(facts, ledger, made.draft, pos, Role::End);
        let is_over = made.open.is_empty();
        let Some(session) = ledger.get(made.draft) else {
            return;
        };
        session
            .notes
            .extend(line.traffic.map(|traffic| Note::GatewayTraffic {
                transport: line.protocol.clone(),
                traffic,
            }));
        if is_over {
            let detail = session.end.and_then(|end| end.detail);
            session.end = Some(disconnected(facts, first, detail));
        }
    }

    /// 202, 203: who ended the caller's connections; the 303 that follows shows when.
    fn disconnect_all(
        &mut self,
        facts: &HostFacts<'_, '_>,
        ledger: &mut SessionLedger,
        pos: Pos,
        line: &GatewayLine,
    ) {
        let resource = resource_of(line);
        let detail = match line.step {
            GatewayStep::DisconnectedByAdmin => EndDetail::Admin,
            _ => EndDetail::Limit,
        };
        let open = (self.made.iter())
            .filter(|made| !made.open.is_empty())
            .filter(|made| resource.is_empty() || made.resource == resource);
        for made in open {
            attach(facts, ledger, made.draft, pos, Role::End);
            if let Some(session) = ledger.get(made.draft) {
                session.end = Some(disconnected(facts, pos, Some(detail)));
            }
        }
    }

    /// 313: belongs to the caller's connection, if there was one.
    fn end_channel(
        &mut self,
        facts: &HostFacts<'_, '_>,
        ledger: &mut SessionLedger,
        pos: Pos,
        item: &Item<'_>,
    ) {
        let fits = |made: &&GatewayConnection| {
            let ended = made.ended.and_then(|at| facts.items.get(at));
            ended.is_none_or(|ended| ended.is_near(item, GATEWAY_PRELUDE))
        };
        match self.made.iter().rev().find(fits) {
            Some(made) => attach(facts, ledger, made.draft, pos, Role::Teardown),
            None => self.asked.push(pos),
        }
    }
}

/// Records towards a connection without a known verdict: one attempt between pauses.
fn unanswered(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger, asked: &[Pos]) {
    let goes_on = |a: &Pos, b: &Pos| {
        let (a, b) = (facts.items.get(*a), facts.items.get(*b));
        a.zip(b).is_some_and(|(a, b)| a.is_near(b, GATEWAY_PRELUDE))
    };
    for attempt in asked.chunk_by(goes_on) {
        if let [first, rest @ ..] = attempt {
            let draft = begin(facts, ledger, &[], *first, Outcome::Unknown);
            attach(facts, ledger, draft, *first, Role::Connection);
            for &pos in rest {
                attach(facts, ledger, draft, pos, Role::Support);
            }
            if let Some(session) = ledger.get(draft) {
                session.end = Some(End::unknown());
            }
        }
    }
}

/// A new session that begins with the first of what was asked, else with `pos`.
fn begin(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    asked: &[Pos],
    pos: Pos,
    outcome: Outcome,
) -> DraftIndex {
    let boot = facts.items.get(pos).map_or(0, |item| item.boot);
    let mut draft = SessionDraft::new(boot, Kind::Gateway, outcome);
    draft.begin = asked.first().copied().or(Some(pos));
    let draft = ledger.open(draft);
    for &pos in asked {
        attach(facts, ledger, draft, pos, Role::Connection);
    }
    draft
}

/// Makes a record a source, and takes its user, client and resource.
fn attach(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    draft: DraftIndex,
    pos: Pos,
    role: Role,
) {
    let Some(Fact::Gateway(line)) = facts.items.get(pos).map(|item| &item.event.fact) else {
        return;
    };
    let join = match &line.resource {
        Some(resource) => format!("user + address + {resource}"),
        None => "user + address".to_owned(),
    };
    ledger.attach_source(facts.items, draft, pos, role, rules::GATEWAY, join);
    let Some(session) = ledger.get(draft) else {
        return;
    };
    session.name(&line.who);
    if let Some(LoggedAddress::Ip(ip, port)) = line.address {
        session.ip = session.ip.or(Some(ip));
        session.port = session.port.or(port);
    }
    if session.detail.is_none() {
        session.detail.clone_from(&line.resource);
    }
    if line.error != 0 && line.error != GRACEFUL {
        let note = Note::GatewayError(line.error);
        if !session.notes.contains(&note) {
            session.notes.push(note);
        }
    }
}

fn disconnected(facts: &HostFacts<'_, '_>, pos: Pos, detail: Option<EndDetail>) -> End {
    let end = End::at(facts.items, pos, EndKind::Disconnect, Precision::Exact);
    end.with_detail(detail)
}

fn resource_of(line: &GatewayLine) -> String {
    line.resource.as_deref().map_or_else(String::new, fold)
}

fn transport_of(line: &GatewayLine) -> String {
    line.protocol.as_deref().map_or_else(String::new, fold)
}
