//! RD Gateway: connections through it, as the gateway itself logs them [source 9.1],
//! [source 9.2].

use std::net::IpAddr;

use crate::correlate::maps::HashMap;
use crate::correlate::order::{Item, Kinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{Book, Draft, DraftIndex, Known};
use crate::correlate::sessions::end::End;
use crate::correlate::windows::{GATEWAY_PRELUDE, GATEWAY_TRANSPORTS};
use crate::domain::account::fold;
use crate::domain::address::LoggedAddress;
use crate::domain::event::Fact;
use crate::domain::note::Note;
use crate::domain::remote_access::{GatewayLine, GatewayStep};
use crate::domain::session::{EndDetail, EndKind, Kind, Outcome, Precision, Role};
use crate::domain::time::Span;

/// The error code of an end that nothing was wrong with (`ERROR_GRACEFUL_DISCONNECT`).
const GRACEFUL: u32 = 1226;

/// Who asks, from where, in which boot.
type Caller = (u32, String, Option<IpAddr>);

/// Makes sessions of a gateway's records.
pub fn sessions(known: &Known<'_, '_>, book: &mut Book) {
    let mut desk = Desk {
        known,
        callers: HashMap::default(),
    };
    let lines = known.items.of(Kinds::GATEWAY);
    let lines = lines.filter_map(|(pos, item)| match &item.event.fact {
        Fact::Gateway(line) => Some((pos, item, &**line)),
        _ => None,
    });
    for (pos, item, line) in lines {
        desk.take(book, pos, item, line);
    }
    let mut callers: Vec<_> = desk.callers.into_values().collect();
    callers.sort_by_key(|caller| caller.asked.first().copied());
    for caller in callers {
        unanswered(known, book, &caller.asked);
    }
}

/// The connections that a caller has or had.
#[derive(Default)]
struct Calls {
    /// Records towards a connection that no verdict has taken yet.
    asked: Vec<Pos>,
    /// Connections, in order.
    made: Vec<Made>,
}

/// One connection through the gateway.
struct Made {
    draft: DraftIndex,
    resource: String,
    /// The last 302.
    connected: Option<Pos>,
    /// Transports that have not ended.
    open: Vec<String>,
    /// The first 303 of the end.
    ended: Option<Pos>,
}

struct Desk<'k, 'a, 'e> {
    known: &'k Known<'a, 'e>,
    callers: HashMap<Caller, Calls>,
}

impl Desk<'_, '_, '_> {
    fn take(&mut self, book: &mut Book, pos: Pos, item: &Item<'_>, line: &GatewayLine) {
        let user = line.who.user.as_deref().map_or_else(String::new, fold);
        let ip = line.address.and_then(LoggedAddress::ip);
        let known = self.known;
        let calls = self.callers.entry((item.boot, user, ip)).or_default();
        match line.step {
            GatewayStep::Asked => calls.ask(known, book, pos, item),
            GatewayStep::Connected => calls.connect(known, book, pos, item, line),
            GatewayStep::Disconnected => calls.disconnect(known, book, pos, item, line),
            GatewayStep::DisconnectedByAdmin | GatewayStep::DisconnectedByLimit => {
                calls.cut(known, book, pos, line);
            }
            GatewayStep::Denied => {
                let draft = calls.verdict(known, book, pos, item, Outcome::Refused);
                if let Some(draft) = book.get(draft) {
                    draft.attempts = 1;
                    draft.end = Some(End::of_failure(known.items, Some(pos)));
                }
            }
            GatewayStep::Unreachable => {
                let draft = calls.verdict(known, book, pos, item, Outcome::Aborted);
                if let Some(draft) = book.get(draft) {
                    draft.end = Some(disconnected(known, pos, Some(EndDetail::Error)));
                }
            }
            GatewayStep::ChannelEnded => calls.end_channel(known, book, pos, item),
        }
    }
}

impl Calls {
    /// 200, 205, 300, 312: towards a connection, or one more channel of the one just made.
    fn ask(&mut self, known: &Known<'_, '_>, book: &mut Book, pos: Pos, item: &Item<'_>) {
        let just_made = self.made.iter().rev().find(|made| {
            let near = made.connected.and_then(|at| known.items.get(at));
            made.ended.is_none() && near.is_some_and(|at| at.is_near(item, GATEWAY_TRANSPORTS))
        });
        match just_made {
            Some(made) => {
                let (role, rule) = (Role::Support, rules::GATEWAY);
                book.tie(known.items, made.draft, pos, role, rule, "user + address");
            }
            None => self.asked.push(pos),
        }
    }

    /// A session for a verdict, with what was asked for before it.
    fn verdict(
        &mut self,
        known: &Known<'_, '_>,
        book: &mut Book,
        pos: Pos,
        item: &Item<'_>,
        outcome: Outcome,
    ) -> DraftIndex {
        let near = |at: &Pos| {
            let asked = known.items.get(*at);
            asked.is_some_and(|asked| asked.is_near(item, GATEWAY_PRELUDE))
        };
        let first = self.asked.iter().position(near).unwrap_or(self.asked.len());
        let asked = self.asked.split_off(first);
        unanswered(known, book, &std::mem::take(&mut self.asked));
        let draft = begin(known, book, &asked, pos, outcome);
        let role = match outcome {
            Outcome::Refused => Role::Failure,
            _ => Role::Connection,
        };
        tie(known, book, draft, pos, role);
        draft
    }

    fn connect(
        &mut self,
        known: &Known<'_, '_>,
        book: &mut Book,
        pos: Pos,
        item: &Item<'_>,
        line: &GatewayLine,
    ) {
        let (resource, transport) = (resource_of(line), transport_of(line));
        let twin = self.made.iter_mut().rev().find(|made| {
            let first = made.connected.and_then(|at| known.items.get(at));
            made.resource == resource
                && !made.open.contains(&transport)
                && made.ended.is_none()
                && first.is_some_and(|first| first.is_near(item, GATEWAY_TRANSPORTS))
        });
        if let Some(made) = twin {
            made.open.push(transport);
            tie(known, book, made.draft, pos, Role::Connection);
            return;
        }
        let draft = self.verdict(known, book, pos, item, Outcome::Success);
        if let Some(session) = book.get(draft) {
            session.authenticated = Some(pos);
        }
        self.made.push(Made {
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
        known: &Known<'_, '_>,
        book: &mut Book,
        pos: Pos,
        item: &Item<'_>,
        line: &GatewayLine,
    ) {
        let (resource, transport) = (resource_of(line), transport_of(line));
        let of_transport = (self.made.iter_mut())
            .position(|made| made.resource == resource && made.open.contains(&transport));
        let just_ended = || {
            self.made.iter().rposition(|made| {
                let ended = made.ended.and_then(|at| known.items.get(at));
                made.resource == resource
                    && ended.is_some_and(|ended| ended.is_near(item, GATEWAY_TRANSPORTS))
            })
        };
        let place = of_transport.or_else(just_ended).unwrap_or_else(|| {
            let draft = begin(known, book, &[], pos, Outcome::Success);
            if let Some(session) = book.get(draft) {
                session.begin = None;
                session.begun_at = line.traffic.and_then(|traffic| {
                    let seconds = i64::try_from(traffic.seconds).ok()?;
                    Some(item.time.minus(Span::seconds(seconds)))
                });
            }
            self.made.push(Made {
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
                let ended = known.items.get(at);
                ended.is_some_and(|ended| ended.is_near(item, GATEWAY_TRANSPORTS))
            })
            .unwrap_or(pos);
        made.ended = Some(first);
        tie(known, book, made.draft, pos, Role::End);
        let is_over = made.open.is_empty();
        let Some(session) = book.get(made.draft) else {
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
            session.end = Some(disconnected(known, first, detail));
        }
    }

    /// 202, 203: who ended the caller's connections; the 303 that follows says when.
    fn cut(&mut self, known: &Known<'_, '_>, book: &mut Book, pos: Pos, line: &GatewayLine) {
        let resource = resource_of(line);
        let detail = match line.step {
            GatewayStep::DisconnectedByAdmin => EndDetail::Admin,
            _ => EndDetail::Limit,
        };
        let open = (self.made.iter())
            .filter(|made| !made.open.is_empty())
            .filter(|made| resource.is_empty() || made.resource == resource);
        for made in open {
            tie(known, book, made.draft, pos, Role::End);
            if let Some(session) = book.get(made.draft) {
                session.end = Some(disconnected(known, pos, Some(detail)));
            }
        }
    }

    /// 313: belongs to the caller's connection, if there was one.
    fn end_channel(&mut self, known: &Known<'_, '_>, book: &mut Book, pos: Pos, item: &Item<'_>) {
        let fits = |made: &&Made| {
            let ended = made.ended.and_then(|at| known.items.get(at));
            ended.is_none_or(|ended| ended.is_near(item, GATEWAY_PRELUDE))
        };
        match self.made.iter().rev().find(fits) {
            Some(made) => tie(known, book, made.draft, pos, Role::Teardown),
            None => self.asked.push(pos),
        }
    }
}

/// Records towards a connection of which no verdict is known: one attempt for each pause.
fn unanswered(known: &Known<'_, '_>, book: &mut Book, asked: &[Pos]) {
    let goes_on = |a: &Pos, b: &Pos| {
        let (a, b) = (known.items.get(*a), known.items.get(*b));
        a.zip(b).is_some_and(|(a, b)| a.is_near(b, GATEWAY_PRELUDE))
    };
    for attempt in asked.chunk_by(goes_on) {
        if let [first, rest @ ..] = attempt {
            let draft = begin(known, book, &[], *first, Outcome::Unknown);
            tie(known, book, draft, *first, Role::Connection);
            for &pos in rest {
                tie(known, book, draft, pos, Role::Support);
            }
            if let Some(session) = book.get(draft) {
                session.end = Some(End::unknown());
            }
        }
    }
}

/// A new session that begins with the first of what was asked, else with `pos`.
fn begin(
    known: &Known<'_, '_>,
    book: &mut Book,
    asked: &[Pos],
    pos: Pos,
    outcome: Outcome,
) -> DraftIndex {
    let boot = known.items.get(pos).map_or(0, |item| item.boot);
    let mut draft = Draft::new(boot, Kind::Gateway, outcome);
    draft.begin = asked.first().copied().or(Some(pos));
    let draft = book.open(draft);
    for &pos in asked {
        tie(known, book, draft, pos, Role::Connection);
    }
    draft
}

/// Makes a record a source, and takes what it says of user, client and resource.
fn tie(known: &Known<'_, '_>, book: &mut Book, draft: DraftIndex, pos: Pos, role: Role) {
    let Some(Fact::Gateway(line)) = known.items.get(pos).map(|item| &item.event.fact) else {
        return;
    };
    let join = match &line.resource {
        Some(resource) => format!("user + address + {resource}"),
        None => "user + address".to_owned(),
    };
    book.tie(known.items, draft, pos, role, rules::GATEWAY, join);
    let Some(session) = book.get(draft) else {
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

fn disconnected(known: &Known<'_, '_>, pos: Pos, detail: Option<EndDetail>) -> End {
    let end = End::at(known.items, pos, EndKind::Disconnect, Precision::Exact);
    end.with_detail(detail)
}

fn resource_of(line: &GatewayLine) -> String {
    line.resource.as_deref().map_or_else(String::new, fold)
}

fn transport_of(line: &GatewayLine) -> String {
    line.protocol.as_deref().map_or_else(String::new, fold)
}
