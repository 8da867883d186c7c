//! Local sessions and the visits to them, from LocalSessionManager, or from the logon notices of
//! 7001 and 7002 where that log says nothing.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::correlate::atoms::connections::{ConnectionIndex, Connections, is_console_activity};
use crate::correlate::order::{Item, Pos};
use crate::correlate::windows::{END_CLUSTER, LOGON_COMPANIONS};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Event, Fact, Identity, LocalSessionStep};

/// Index of a local session of the host.
pub type LocalIndex = usize;
/// Index of a visit of the host.
pub type VisitIndex = usize;

/// One local session.
#[derive(Clone, Debug)]
pub struct LocalAtom {
    /// Which boot.
    pub boot: u32,
    /// Its number.
    pub session_id: u32,
    /// Whose.
    pub who: Identity,
    /// 21 or 7001; `None` when it began before the evidence.
    pub begin: Option<Pos>,
    /// 23 or 7002.
    pub end: Option<Pos>,
    /// Its visits, in order.
    pub visits: Vec<VisitIndex>,
}

/// Where the person at the desktop was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// At the machine.
    Console,
    /// At another one.
    Remote(Option<IpAddr>),
    /// In a window of the machine's host.
    HyperV,
    /// The evidence does not say.
    Unknown,
}

/// How a visit began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attach {
    /// 21.
    LoggedOn,
    /// 25.
    Reconnected,
    /// 7001 alone.
    Noticed,
    /// Before the evidence.
    Unseen,
}

/// One stay at a desktop, from attach to detach.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Which boot.
    pub boot: u32,
    /// Its local session.
    pub local: LocalIndex,
    /// Whose desktop.
    pub who: Identity,
    /// How it began.
    pub attach: Attach,
    /// 21, 25 or 7001.
    pub begin: Option<Pos>,
    /// Where from.
    pub screen: Screen,
    /// On which connection.
    pub connection: Option<ConnectionIndex>,
    /// 22.
    pub shell: Option<Pos>,
    /// Records of its end, the earliest first; later ones of the cluster follow.
    pub ends: Vec<Pos>,
    /// Another visit attached the desktop while this one was not known to have ended.
    pub taken_over_at: Option<Pos>,
}

/// All local sessions and visits of a host.
#[derive(Debug, Default)]
pub struct Visits {
    /// Local sessions, in order.
    pub locals: Vec<LocalAtom>,
    /// Visits, in order.
    pub all: Vec<Visit>,
    current: HashMap<(u32, u32), LocalIndex>,
    by_connection: HashMap<ConnectionIndex, Vec<Pos>>,
}

impl Visits {
    /// Walks the records of a host.
    pub fn collect(items: &[Item<'_>], connections: &Connections) -> Self {
        let mut visits = Self::default();
        for (pos, item) in items.iter().enumerate() {
            match &item.event.fact {
                Fact::LocalSession {
                    step,
                    session_id,
                    who,
                    address,
                } => {
                    let screen = screen_of(item.event, *address, connections.of(pos).is_some());
                    let at = At {
                        items,
                        pos,
                        session_id: *session_id,
                        boot: item.boot,
                    };
                    visits.step(&at, *step, who, screen, connections.of(pos));
                }
                Fact::UserNotice {
                    logon,
                    session_id,
                    sid,
                } if item.event.event_id >= 7001 => {
                    let who = Identity {
                        sid: sid.clone(),
                        ..Identity::default()
                    };
                    let at = At {
                        items,
                        pos,
                        session_id: *session_id,
                        boot: item.boot,
                    };
                    visits.notice(&at, *logon, &who);
                }
                _ => {}
            }
        }
        visits
    }

    /// Where the visits on a connection begin, in order.
    pub fn begins_on(&self, connection: ConnectionIndex) -> &[Pos] {
        self.by_connection
            .get(&connection)
            .map_or(&[], Vec::as_slice)
    }

    fn step(
        &mut self,
        at: &At<'_, '_>,
        step: LocalSessionStep,
        who: &Identity,
        screen: Screen,
        connection: Option<ConnectionIndex>,
    ) {
        match step {
            LocalSessionStep::LoggedOn => {
                self.supersede(at);
                let local = self.open_local(at, who, Some(at.pos));
                self.attach(at, local, who, Attach::LoggedOn, screen, connection);
            }
            LocalSessionStep::Reconnected => {
                let known = self.current_local(at).filter(|&l| !self.has_ended(l));
                let local = known.unwrap_or_else(|| self.open_local(at, who, None));
                if let Some(visit) = self.attached(local) {
                    visit.taken_over_at = Some(at.pos);
                }
                self.attach(at, local, who, Attach::Reconnected, screen, connection);
            }
            LocalSessionStep::ShellStarted => {
                let visit = self
                    .current_local(at)
                    .and_then(|local| self.attached(local));
                if let Some(visit) = visit {
                    visit.shell.get_or_insert(at.pos);
                }
            }
            LocalSessionStep::LoggedOff | LocalSessionStep::Disconnected => {
                let local = self
                    .current_local(at)
                    .filter(|&l| !self.is_long_over(at, l));
                let local = local.unwrap_or_else(|| self.unseen(at, who, screen, connection));
                self.close(at, local);
                if step == LocalSessionStep::LoggedOff
                    && let Some(local) = self.locals.get_mut(local)
                {
                    local.end.get_or_insert(at.pos);
                }
            }
            LocalSessionStep::DisconnectReason(_) | LocalSessionStep::DisconnectedBy(_) => {
                // Without a name these prove no session of their own: a connection that saw only
                // the logon screen writes them too.
                if let Some(local) = self.current_local(at) {
                    self.close(at, local);
                }
            }
            LocalSessionStep::ArbitrationBegan
            | LocalSessionStep::ArbitrationEnded
            | LocalSessionStep::StateFailed(_) => {}
        }
    }

    /// Rule D11: 7001 and 7002 make a local session only where LocalSessionManager has none for it.
    fn notice(&mut self, at: &At<'_, '_>, logon: bool, who: &Identity) {
        if at.has_local_session_record() {
            return;
        }
        if logon {
            self.supersede(at);
            let local = self.open_local(at, who, Some(at.pos));
            let screen = if at.session_id == 1 {
                Screen::Console
            } else {
                Screen::Unknown
            };
            self.attach(at, local, who, Attach::Noticed, screen, None);
        } else {
            let known = self.current_local(at).filter(|&l| !self.has_ended(l));
            let local = known.unwrap_or_else(|| self.unseen(at, who, Screen::Unknown, None));
            self.close(at, local);
            if let Some(local) = self.locals.get_mut(local) {
                local.end.get_or_insert(at.pos);
            }
        }
    }

    fn current_local(&self, at: &At<'_, '_>) -> Option<LocalIndex> {
        self.current.get(&(at.boot, at.session_id)).copied()
    }

    fn has_ended(&self, local: LocalIndex) -> bool {
        self.locals
            .get(local)
            .is_some_and(|local| local.end.is_some())
    }

    /// Its logoff lies further back than an end cluster: the number is in use again.
    fn is_long_over(&self, at: &At<'_, '_>, local: LocalIndex) -> bool {
        let end = self.locals.get(local).and_then(|local| local.end);
        end.is_some_and(|end| !at.is_within_cluster_of(end))
    }

    fn open_local(&mut self, at: &At<'_, '_>, who: &Identity, begin: Option<Pos>) -> LocalIndex {
        self.locals.push(LocalAtom {
            boot: at.boot,
            session_id: at.session_id,
            who: who.clone(),
            begin,
            end: None,
            visits: Vec::new(),
        });
        let index = self.locals.len() - 1;
        self.current.insert((at.boot, at.session_id), index);
        index
    }

    fn attach(
        &mut self,
        at: &At<'_, '_>,
        local: LocalIndex,
        who: &Identity,
        attach: Attach,
        screen: Screen,
        connection: Option<ConnectionIndex>,
    ) {
        self.all.push(Visit {
            boot: at.boot,
            local,
            who: who.clone(),
            attach,
            begin: (attach != Attach::Unseen).then_some(at.pos),
            screen,
            connection,
            shell: None,
            ends: Vec::new(),
            taken_over_at: None,
        });
        let index = self.all.len() - 1;
        if let Some(local) = self.locals.get_mut(local) {
            local.visits.push(index);
        }
        if let Some(connection) = connection.filter(|_| attach != Attach::Unseen) {
            self.by_connection
                .entry(connection)
                .or_default()
                .push(at.pos);
        }
    }

    /// A session whose beginning is not in the evidence.
    fn unseen(
        &mut self,
        at: &At<'_, '_>,
        who: &Identity,
        screen: Screen,
        connection: Option<ConnectionIndex>,
    ) -> LocalIndex {
        let local = self.open_local(at, who, None);
        self.attach(at, local, who, Attach::Unseen, screen, connection);
        local
    }

    /// The last visit of a local session while nothing tells that it has ended.
    fn attached(&mut self, local: LocalIndex) -> Option<&mut Visit> {
        let last = self.locals.get(local)?.visits.last()?;
        self.all
            .get_mut(*last)
            .filter(|visit| visit.ends.is_empty())
    }

    /// Adds a record to the end of the last visit, if it belongs to that end.
    fn close(&mut self, at: &At<'_, '_>, local: LocalIndex) {
        let last = self
            .locals
            .get(local)
            .and_then(|local| local.visits.last().copied());
        let Some(visit) = last.and_then(|last| self.all.get_mut(last)) else {
            return;
        };
        let belongs = visit
            .ends
            .first()
            .is_none_or(|&first| at.is_within_cluster_of(first));
        if belongs {
            visit.ends.push(at.pos);
        }
    }

    /// A logon on a number that is still in use: the earlier session's end was not recorded.
    fn supersede(&mut self, at: &At<'_, '_>) {
        let known = self
            .current_local(at)
            .filter(|&local| !self.has_ended(local));
        if let Some(visit) = known.and_then(|local| self.attached(local)) {
            visit.taken_over_at = Some(at.pos);
        }
    }
}

/// A record and the local session that it names.
struct At<'a, 'e> {
    items: &'a [Item<'e>],
    pos: Pos,
    session_id: u32,
    boot: u32,
}

impl At<'_, '_> {
    fn is_within_cluster_of(&self, first: Pos) -> bool {
        self.items
            .get(first)
            .zip(self.items.get(self.pos))
            .is_some_and(|(first, this)| first.is_near(this, END_CLUSTER))
    }

    /// Whether LocalSessionManager wrote of the same session within seconds.
    fn has_local_session_record(&self) -> bool {
        let Some(this) = self.items.get(self.pos) else {
            return false;
        };
        let names_it = |item: &&Item<'_>| {
            matches!(&item.event.fact, Fact::LocalSession { session_id, .. }
                if *session_id == self.session_id)
        };
        let before = self.items.get(..self.pos).unwrap_or_default().iter().rev();
        let after = self.items.get(self.pos..).unwrap_or_default().iter();
        before
            .take_while(|item| item.is_near(this, END_CLUSTER))
            .any(|item| names_it(&item))
            || after
                .take_while(|item| item.is_near(this, LOGON_COMPANIONS))
                .any(|item| names_it(&item))
    }
}

/// Where a LocalSessionManager record says that the person is.
fn screen_of(event: &Event, address: Option<LoggedAddress>, has_connection: bool) -> Screen {
    match address {
        Some(LoggedAddress::Local) => Screen::Console,
        Some(LoggedAddress::Ip(ip, _)) => Screen::Remote(Some(ip)),
        // An empty address is the virtual machine bus; 23 and 40 have no address field at all.
        Some(LoggedAddress::Missing | LoggedAddress::Unspecified)
            if matches!(event.event_id, 21 | 25 | 24) =>
        {
            Screen::HyperV
        }
        _ if is_console_activity(event.activity) => Screen::Console,
        _ if has_connection => Screen::Remote(None),
        _ => Screen::Unknown,
    }
}
