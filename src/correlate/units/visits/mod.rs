//! Local sessions and the visits to them, from LocalSessionManager. Where that log is silent, 7001 and 7002
//! show local sessions, but no visits.

mod record_context;
mod visit;

use crate::correlate::maps::HashMap;
use crate::correlate::order::{FactKinds, Items, Pos};
use crate::correlate::units::better_logs::BetterLogs;
use crate::correlate::units::connections::{ConnectionIndex, Connections};
use crate::correlate::units::nearest_connection::NearestConnections;
use crate::correlate::units::screen_words::ScreenWords;
use crate::correlate::users::People;
use crate::domain::event::{Fact, Identity, LocalSessionStep, NoticeSource};

use record_context::{RecordContext, screen_of};

pub(crate) use visit::{Attach, LocalIndex, LocalUnit, Screen, Successor, Visit, VisitIndex};

/// All local sessions and visits of a host.
#[derive(Debug, Default)]
pub(crate) struct Visits {
    /// Local sessions, in order.
    pub locals: Vec<LocalUnit>,
    /// Visits, in order.
    pub all: Vec<Visit>,
    current: HashMap<(u32, u32), LocalIndex>,
    by_connection: HashMap<ConnectionIndex, Vec<Pos>>,
}

impl Visits {
    /// Collects the visits from the records of a host; `words` are the texts that mean its own screen.
    pub(crate) fn collect(
        items: &Items<'_>,
        connections: &Connections,
        words: &ScreenWords,
        people: &People<'_>,
    ) -> Self {
        let mut visits = Self::default();
        let better = BetterLogs::of(items);
        for (pos, item) in items.of(FactKinds::LOCAL_SESSION | FactKinds::USER_NOTICE) {
            let connection = connections.of(pos);
            let connection_begin = connection.and_then(|index| connections.all.get(index)?.first());
            let at = |session_id| RecordContext {
                items,
                people,
                pos,
                connection_begin,
                session_id,
                boot: item.boot,
            };
            match &item.event.fact {
                Fact::LocalSession(line) => {
                    let screen = screen_of(line, connection.is_some(), words);
                    let at = at(line.session_id);
                    visits.step(&at, line.step, &line.who, screen, connections);
                }
                Fact::UserNotice {
                    source,
                    logon,
                    session_id,
                    sid,
                    ..
                } if *source == NoticeSource::Winlogon
                    || better.are_silent_at(items, pos, sid.as_deref()) =>
                {
                    let who = Identity {
                        sid: sid.clone(),
                        ..Identity::default()
                    };
                    let at = at(*session_id);
                    visits.notice(&at, *logon, &who);
                }
                _ => {}
            }
        }
        visits.put_on_nearest_connections(items, connections, people);
        visits
    }

    /// Assigns connections to visits whose records name none, by what is near.
    fn put_on_nearest_connections(
        &mut self,
        items: &Items<'_>,
        connections: &Connections,
        people: &People<'_>,
    ) {
        let nearest = NearestConnections::of(items, connections, people);
        for index in 0..self.all.len() {
            let found = self.all.get(index).and_then(|visit| {
                nearest.of_visit(visit, &|c| self.by_connection.contains_key(&c))
            });
            let Some((visit, connection)) = self.all.get_mut(index).zip(found) else {
                continue;
            };
            visit.connection = Some(connection);
            if visit.who.user.is_none()
                && let Some(connection) = connections.all.get(connection)
            {
                visit.who.user.clone_from(&connection.who.user);
            }
            let begins = self.by_connection.entry(connection).or_default();
            begins.extend(visit.begin);
        }
    }

    /// Where the visits on a connection begin, in order.
    pub(crate) fn begins_on(&self, connection: ConnectionIndex) -> &[Pos] {
        self.by_connection
            .get(&connection)
            .map_or(&[], Vec::as_slice)
    }

    fn step(
        &mut self,
        at: &RecordContext<'_, '_>,
        step: LocalSessionStep,
        who: &Identity,
        screen: Screen,
        connections: &Connections,
    ) {
        let connection = connections.of(at.pos);
        self.begin_from_notice(at, step);
        match step {
            LocalSessionStep::LoggedOn => {
                self.note_successor(at);
                let local = self.open_local(at, who, Some(at.pos));
                self.attach(at, local, who, Attach::LoggedOn, screen, connection);
            }
            LocalSessionStep::Reconnected => {
                let known = self.current_local(at).filter(|&l| !self.has_ended(l));
                let local = known.unwrap_or_else(|| self.open_local(at, who, None));
                if let Some(visit) = self.attached(local) {
                    visit.successor = Some((at.pos, Successor::Visit));
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
                self.detach(at, step, who, screen, connection);
            }
            LocalSessionStep::DisconnectReason(_) | LocalSessionStep::DisconnectedBy(_) => {
                self.close_with_reason(at, connections);
            }
            // A logon begins in a session of its own: its number is no longer in use.
            LocalSessionStep::ArbitrationBegan => {
                self.note_successor(at);
                if self
                    .current_local(at)
                    .is_some_and(|local| !self.has_ended(local))
                {
                    self.current.remove(&(at.boot, at.session_id));
                }
            }
            LocalSessionStep::ArbitrationEnded | LocalSessionStep::StateFailed(_) => {}
        }
    }

    /// 23 or 24: the person left the desktop.
    fn detach(
        &mut self,
        at: &RecordContext<'_, '_>,
        step: LocalSessionStep,
        who: &Identity,
        screen: Screen,
        connection: Option<ConnectionIndex>,
    ) {
        let current = self.current_local(at);
        if let Some(local) = current
            && step == LocalSessionStep::Disconnected
            && self.is_late_detach(at, local, who)
        {
            self.add_late_record(at, local);
            return;
        }
        let local = current.filter(|&l| !self.is_long_over(at, l));
        let local = local.unwrap_or_else(|| self.open_unseen(at, who, screen, connection));
        self.close(at, local);
        self.learn_connection(at, local, screen, connection);
        if step == LocalSessionStep::LoggedOff
            && let Some(local) = self.locals.get_mut(local)
        {
            local.end.get_or_insert(at.pos);
        }
    }

    /// 39 or 40: the desktop was disconnected, and why.
    fn close_with_reason(&mut self, at: &RecordContext<'_, '_>, connections: &Connections) {
        let connection = connections.of(at.pos);
        // Without a name these prove no session of their own: a connection that saw only
        // the logon screen writes them too, with the number of the screen.
        let at_logon_screen = connection.is_some_and(|index| {
            connections
                .all
                .get(index)
                .is_some_and(|c| c.arrived.is_none_or(|arrived| arrived > at.pos))
        });
        let own = |local: &LocalIndex| {
            let last = self
                .locals
                .get(*local)
                .and_then(|local| local.visits.last());
            let visit = last.and_then(|&last| self.all.get(last));
            visit.is_some_and(|visit| visit.connection == connection)
        };
        let local = self.current_local(at);
        if let Some(local) = local.filter(|local| !at_logon_screen || own(local)) {
            self.close(at, local);
        }
    }

    /// The session manager writes about a session whose begin is missing from its log and that 7001 recorded:
    /// its log was cleared or has a gap.
    fn begin_from_notice(&mut self, at: &RecordContext<'_, '_>, step: LocalSessionStep) {
        let goes_on = !matches!(
            step,
            LocalSessionStep::LoggedOn
                | LocalSessionStep::ArbitrationBegan
                | LocalSessionStep::ArbitrationEnded
                | LocalSessionStep::StateFailed(_)
        );
        let Some(index) = self.current_local(at).filter(|_| goes_on) else {
            return;
        };
        let Some(local) = self.locals.get_mut(index) else {
            return;
        };
        let begin = local
            .begin
            .filter(|_| local.visits.is_empty() && local.end.is_none());
        if begin.is_none() {
            return;
        }
        local.visits.push(self.all.len());
        self.all.push(Visit {
            boot: at.boot,
            local: index,
            who: local.who.clone(),
            attach: Attach::FromNotice,
            begin,
            screen: if at.session_id == 1 {
                Screen::Console
            } else {
                Screen::Unknown
            },
            connection: None,
            shell: None,
            ends: Vec::new(),
            successor: None,
        });
    }

    /// Rule D11: 7001 and 7002 make a local session only where LocalSessionManager has none for it.
    /// They show nothing of the visits to it.
    fn notice(&mut self, at: &RecordContext<'_, '_>, logon: bool, who: &Identity) {
        let current = self.current_local(at).filter(|&l| !self.has_ended(l));
        let known = current.and_then(|local| self.locals.get(local));
        // The profile of somebody else can be loaded into a session that runs, and a profile's
        // unloading alone shows nobody at a desktop.
        let beside = known.map_or(!logon, |local| {
            logon || !at.people.are_same(&local.who, who)
        });
        if at.has_local_session_record() || (at.is_profile_notice() && beside) {
            return;
        }
        if logon {
            self.note_successor(at);
            self.open_local(at, who, Some(at.pos));
        } else {
            let known = self.current_local(at).filter(|&l| !self.has_ended(l));
            let local = known.unwrap_or_else(|| self.open_local(at, who, None));
            self.close(at, local);
            if let Some(local) = self.locals.get_mut(local) {
                local.end.get_or_insert(at.pos);
            }
        }
    }

    fn current_local(&self, at: &RecordContext<'_, '_>) -> Option<LocalIndex> {
        self.current.get(&(at.boot, at.session_id)).copied()
    }

    fn has_ended(&self, local: LocalIndex) -> bool {
        self.locals
            .get(local)
            .is_some_and(|local| local.end.is_some())
    }

    /// Whether its logoff is further back than an end cluster: the number is in use again.
    fn is_long_over(&self, at: &RecordContext<'_, '_>, local: LocalIndex) -> bool {
        let end = self.locals.get(local).and_then(|local| local.end);
        end.is_some_and(|end| !at.is_within_cluster_of(end))
    }

    /// A 24 of the user who logged off from this number, with no new 21 since: it belongs to that logoff
    /// however late it comes [source 11.2].
    fn is_late_detach(
        &self,
        at: &RecordContext<'_, '_>,
        local: LocalIndex,
        who: &Identity,
    ) -> bool {
        self.is_long_over(at, local)
            && self
                .locals
                .get(local)
                .is_some_and(|local| at.people.are_same(&local.who, who))
    }

    /// Adds a record to the end of the last visit, though it comes after the cluster of that end.
    fn add_late_record(&mut self, at: &RecordContext<'_, '_>, local: LocalIndex) {
        let last = self.locals.get(local).and_then(|l| l.visits.last());
        if let Some(visit) = last.and_then(|&last| self.all.get_mut(last)) {
            visit.ends.push(at.pos);
        }
    }

    fn open_local(
        &mut self,
        at: &RecordContext<'_, '_>,
        who: &Identity,
        begin: Option<Pos>,
    ) -> LocalIndex {
        self.locals.push(LocalUnit {
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
        at: &RecordContext<'_, '_>,
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
            successor: None,
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
    fn open_unseen(
        &mut self,
        at: &RecordContext<'_, '_>,
        who: &Identity,
        screen: Screen,
        connection: Option<ConnectionIndex>,
    ) -> LocalIndex {
        let local = self.open_local(at, who, None);
        self.attach(at, local, who, Attach::Unseen, screen, connection);
        local
    }

    /// The last visit of a local session while nothing shows that it has ended.
    fn attached(&mut self, local: LocalIndex) -> Option<&mut Visit> {
        let last = self.locals.get(local)?.visits.last()?;
        self.all
            .get_mut(*last)
            .filter(|visit| visit.ends.is_empty())
    }

    /// Adds a record to the end of the last visit, if it belongs to that end.
    fn close(&mut self, at: &RecordContext<'_, '_>, local: LocalIndex) {
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

    /// A visit that only 7001 saw begin was on the connection that its end names, if that connection
    /// is older than the visit: else the user reconnected without a record.
    fn learn_connection(
        &mut self,
        at: &RecordContext<'_, '_>,
        local: LocalIndex,
        screen: Screen,
        connection: Option<ConnectionIndex>,
    ) {
        let last = self.locals.get(local);
        let last = last.and_then(|local| local.visits.last().copied());
        let Some((visit, connection)) = last.and_then(|v| self.all.get_mut(v)).zip(connection)
        else {
            return;
        };
        let Some(begin) = visit.begin.filter(|_| visit.attach == Attach::FromNotice) else {
            return;
        };
        let is_older = at.connection_begin.is_some_and(|opened| opened < begin);
        if !is_older || visit.connection.is_some() || !visit.ends.contains(&at.pos) {
            return;
        }
        visit.connection = Some(connection);
        if visit.screen == Screen::Unknown {
            visit.screen = screen;
        }
        self.by_connection
            .entry(connection)
            .or_default()
            .push(begin);
    }

    /// A logon on a number that is still in use: the earlier session's end was not recorded.
    fn note_successor(&mut self, at: &RecordContext<'_, '_>) {
        let known = self
            .current_local(at)
            .filter(|&local| !self.has_ended(local));
        if let Some(visit) = known.and_then(|local| self.attached(local)) {
            visit.successor = Some((at.pos, Successor::LocalSession));
        }
    }
}
