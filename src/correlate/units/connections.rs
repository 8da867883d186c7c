//! RDP connections: the records that share an ActivityID, or on Windows 7 a 261 and its 1149.

use std::net::IpAddr;

use crate::correlate::maps::HashMap;
use crate::correlate::near_misses::NearMisses;
use crate::correlate::order::{FactKinds, Item, Items, Pos};
use crate::correlate::rules;
use crate::correlate::units::by_pos::ByPos;
use crate::correlate::windows::{ACTIVITY_REUSE, CONNECTION_TO_LOGON, ONE_INSTANT};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{
    ConnectionLine, ConnectionStep, Event, Fact, Guid, Identity, LocalSessionStep, Text,
};
use crate::domain::near_miss::Reason;
use crate::domain::remote_desktop::HYPERV_LISTENER;

/// The ActivityID of every console session on every machine: it joins nothing (Rule C5).
const CONSOLE_ACTIVITY: Option<Guid> = Guid::new(0x61A5_5000_55E5_1017_0000_0000_0000_0000);

/// Whether an ActivityID is the one of the console.
pub(crate) fn is_console_activity(activity: Option<Guid>) -> bool {
    activity == CONSOLE_ACTIVITY
}

/// Index of a connection.
pub(crate) type ConnectionIndex = usize;

/// One RDP connection and what its own records show.
#[derive(Clone, Debug, Default)]
pub(crate) struct Connection {
    /// Its ActivityID; `None` on Windows 7.
    pub activity: Option<Guid>,
    /// The number of its boot, from 0.
    pub boot: u32,
    /// All of its records, in order.
    pub records: Vec<Pos>,
    /// The client.
    pub ip: Option<IpAddr>,
    /// The client's port.
    pub port: Option<u16>,
    /// 131, 261, 1158 or 65: the head is not lost.
    pub opened: Option<Pos>,
    /// 131: the transport, with its address.
    pub accepted: Option<Pos>,
    /// 1149.
    pub authenticated: Option<Pos>,
    /// Who 1149 names.
    pub who: Identity,
    /// 140.
    pub refused: Vec<Pos>,
    /// 102, 103.
    pub closed: Option<Pos>,
    /// Reason of 103.
    pub reason: Option<u32>,
    /// Local session of the last 66.
    pub session_id: Option<u32>,
    /// `RDP-Tcp#N`.
    pub name: Option<Text>,
    /// 104, minutes east of UTC.
    pub client_offset: Option<i32>,
    /// The Hyper-V listener took it.
    pub is_hyperv: bool,
    /// LocalSessionManager records name it.
    pub has_local_session: bool,
    /// The first record of a logon on it: 41, 21 or 25.
    pub arrived: Option<Pos>,
}

/// All connections of a host.
#[derive(Debug, Default)]
pub(crate) struct Connections {
    /// In order of their first record.
    pub all: Vec<Connection>,
    /// Joins that were considered and rejected.
    pub misses: NearMisses,
    /// By position, the connection that a record is part of.
    by_record: ByPos,
}

impl Connections {
    /// Collects the connections of a host.
    pub(crate) fn collect(items: &Items<'_>) -> Self {
        let mut connections = Self {
            by_record: ByPos::of(items),
            ..Self::default()
        };
        let mut open: HashMap<(u32, Guid), ConnectionIndex> = HashMap::default();
        for (pos, item) in items.of(FactKinds::CONNECTION | FactKinds::LOCAL_SESSION) {
            let Some(activity) = item
                .event
                .activity()
                .filter(|a| Some(*a) != CONSOLE_ACTIVITY)
            else {
                continue;
            };
            let known = open.get(&(item.boot, activity)).copied().filter(|&index| {
                !(begins(item.event) && connections.last_is_old(items, index, item))
            });
            if known.is_none() && is_address_only(item.event) {
                continue;
            }
            let index = known.unwrap_or_else(|| connections.start(item.boot, Some(activity)));
            open.insert((item.boot, activity), index);
            connections.take(items, index, pos);
        }
        connections.pair_listeners(items);
        connections.assign_addresses(items);
        connections
    }

    /// The connection that a record is part of.
    pub(crate) fn of(&self, pos: Pos) -> Option<ConnectionIndex> {
        self.by_record.get(pos)
    }

    fn last_is_old(&self, items: &[Item<'_>], index: ConnectionIndex, item: &Item<'_>) -> bool {
        let last = self
            .all
            .get(index)
            .and_then(|c| c.records.last())
            .and_then(|&p| items.get(p));
        last.is_none_or(|last| !last.is_near(item, ACTIVITY_REUSE))
    }

    fn start(&mut self, boot: u32, activity: Option<Guid>) -> ConnectionIndex {
        self.all.push(Connection {
            activity,
            boot,
            ..Connection::default()
        });
        self.all.len() - 1
    }

    fn take(&mut self, items: &[Item<'_>], index: ConnectionIndex, pos: Pos) {
        let Some((connection, item)) = self.all.get_mut(index).zip(items.get(pos)) else {
            return;
        };
        self.by_record.set(pos, index);
        connection.records.push(pos);
        match &item.event.fact {
            Fact::Connection(line) => {
                let address = line.address.and_then(|a| Some((a.ip()?, a.port())));
                if let Some((ip, port)) = address {
                    connection.ip.get_or_insert(ip);
                    if let Some(port) = port {
                        connection.port.get_or_insert(port);
                    }
                }
                connection.step(line, pos);
            }
            Fact::LocalSession(line) => {
                connection.has_local_session = true;
                if let Some(ip) = line.address.and_then(LoggedAddress::ip) {
                    connection.ip.get_or_insert(ip);
                }
                if matches!(
                    line.step,
                    LocalSessionStep::LoggedOn | LocalSessionStep::ArbitrationBegan
                ) {
                    connection.opened.get_or_insert(pos);
                }
                if matches!(
                    line.step,
                    LocalSessionStep::LoggedOn
                        | LocalSessionStep::ArbitrationBegan
                        | LocalSessionStep::Reconnected
                ) {
                    connection.arrived.get_or_insert(pos);
                }
            }
            _ => {}
        }
    }

    /// Windows 7 writes no ActivityID: each 1149 takes the nearest earlier 261 that no other has.
    fn pair_listeners(&mut self, items: &Items<'_>) {
        let mut listeners: Vec<Pos> = Vec::new();
        for (pos, item) in items.of(FactKinds::CONNECTION) {
            let Fact::Connection(line) = &item.event.fact else {
                continue;
            };
            if self.of(pos).is_some() {
                continue;
            }
            match line.step {
                ConnectionStep::Listener { .. } => listeners.push(pos),
                ConnectionStep::Authenticated => {
                    let near = |&listener: &Pos| {
                        items.get(listener).is_some_and(|l| {
                            l.boot == item.boot && l.is_followed_by(item, CONNECTION_TO_LOGON)
                        })
                    };
                    let listener = listeners.pop_if(|listener| near(listener));
                    // Rule C2: of two that could be meant the nearer is.
                    if let Some(&other) = listeners.last().filter(|other| near(other)) {
                        let (rule, reason) = (rules::NEAREST_LISTENER, Reason::Nearer);
                        self.misses.note(other, pos, rule, reason);
                    }
                    let index = self.start(item.boot, None);
                    if let Some(listener) = listener {
                        self.take(items, index, listener);
                    }
                    self.take(items, index, pos);
                }
                ConnectionStep::AddressAccepted => {}
                _ => {
                    let index = self.start(item.boot, None);
                    self.take(items, index, pos);
                }
            }
        }
        let unclaimed: Vec<Pos> = listeners
            .into_iter()
            .filter(|pos| self.of(*pos).is_none())
            .collect();
        for pos in unclaimed {
            let boot = items.get(pos).map_or(0, |item| item.boot);
            let index = self.start(boot, None);
            self.take(items, index, pos);
        }
        self.all
            .sort_by_key(|connection| connection.records.first().copied());
        for (index, connection) in self.all.iter().enumerate() {
            for &pos in &connection.records {
                self.by_record.set(pos, index);
            }
        }
    }

    /// 1158 gives the address of the 261 of the same instant: used when exactly one lacks it.
    fn assign_addresses(&mut self, items: &Items<'_>) {
        for (pos, item) in items.of(FactKinds::CONNECTION) {
            let Fact::Connection(line) = &item.event.fact else {
                continue;
            };
            let Some(ip) = line.address.and_then(LoggedAddress::ip) else {
                continue;
            };
            let is_taken = self.of(pos).is_some();
            if is_taken || !is_address_only(item.event) {
                continue;
            }
            let first = self.all.partition_point(|c| {
                c.records
                    .first()
                    .and_then(|&p| items.get(p))
                    .is_some_and(|i| (i.era, i.time) < (item.era, item.time.minus(ONE_INSTANT)))
            });
            let near: Vec<(ConnectionIndex, Pos)> = (first..self.all.len())
                .map_while(|index| {
                    let begin = self.all.get(index)?.first()?;
                    let near = items.get(begin)?.is_near(item, ONE_INSTANT);
                    near.then_some((index, begin))
                })
                .collect();
            let fits = |&&(index, _): &&(ConnectionIndex, Pos)| {
                let known = self.all.get(index).and_then(|connection| connection.ip);
                known.is_none_or(|known| known == ip)
            };
            let fitting: Vec<(ConnectionIndex, Pos)> = near.iter().filter(fits).copied().collect();
            if let [(only, _)] = fitting[..] {
                self.assign_address(only, pos, ip);
                continue;
            }
            let (left_out, reason) = if fitting.is_empty() {
                (near, Reason::OtherAddress)
            } else {
                (fitting, Reason::TwoConnections)
            };
            for (_, begin) in left_out.into_iter().take(2) {
                self.misses
                    .note(pos, begin, rules::ADDRESS_OF_LISTENER, reason);
            }
        }
    }

    fn assign_address(&mut self, index: ConnectionIndex, pos: Pos, ip: IpAddr) {
        if let Some(connection) = self.all.get_mut(index) {
            // The order of connections does not change: the new record has the same time.
            connection.ip.get_or_insert(ip);
            connection.records.push(pos);
            connection.records.sort_unstable();
            self.by_record.set(pos, index);
        }
    }
}

impl Connection {
    fn step(&mut self, line: &ConnectionLine, pos: Pos) {
        if let ConnectionStep::Accepted { .. } = line.step {
            self.accepted.get_or_insert(pos);
        }
        match &line.step {
            ConnectionStep::Accepted { .. }
            | ConnectionStep::AddressAccepted
            | ConnectionStep::SecurityError => {
                self.opened.get_or_insert(pos);
            }
            ConnectionStep::Listener { name } => {
                self.opened.get_or_insert(pos);
                self.is_hyperv |= &**name == HYPERV_LISTENER;
            }
            ConnectionStep::Created { name } => {
                self.opened.get_or_insert(pos);
                self.name = Some(Text::clone(name));
            }
            ConnectionStep::Bound { name, session_id } => {
                self.name = Some(Text::clone(name));
                self.session_id = Some(*session_id);
            }
            ConnectionStep::Closed => {
                self.closed.get_or_insert(pos);
            }
            ConnectionStep::CloseReason(reason) => {
                self.closed.get_or_insert(pos);
                self.reason = Some(*reason);
            }
            ConnectionStep::ClientOffset(minutes) => self.client_offset = Some(*minutes),
            ConnectionStep::Refused => self.refused.push(pos),
            ConnectionStep::Authenticated => {
                if self.authenticated.is_none() {
                    self.authenticated = Some(pos);
                    self.who = line.who.clone();
                }
            }
            ConnectionStep::Stepped => {}
        }
    }

    /// Its first record.
    pub(crate) fn first(&self) -> Option<Pos> {
        self.records.first().copied()
    }
}

fn is_address_only(event: &Event) -> bool {
    event.fact.connection_step() == Some(&ConnectionStep::AddressAccepted)
}

fn begins(event: &Event) -> bool {
    let opens = matches!(
        event.fact.connection_step(),
        Some(ConnectionStep::Accepted { .. } | ConnectionStep::Listener { .. })
    );
    opens || event.fact.local_session_step() == Some(LocalSessionStep::ArbitrationBegan)
}
