//! Network Level Authentication: which type-3 logon or failure belongs to which connection. Security has
//! neither the ActivityID nor, on older systems, the address, so user, time and the open connections decide;
//! nothing is joined where two clients were connecting.

use std::collections::{BTreeMap, BTreeSet};

use crate::correlate::near;
use crate::correlate::near_misses::{Fit, NearMisses};
use crate::correlate::order::{FactKinds, Item, Items, Pos};
use crate::correlate::rules;
use crate::correlate::units::connections::{Connection, ConnectionIndex, Connections};
use crate::correlate::units::logon_screens::LogonScreens;
use crate::correlate::units::logons::{LogonClass, LogonIndex, Logons, logon_at};
use crate::correlate::units::over_network::is_hidden_failure;
use crate::correlate::users::People;
use crate::correlate::windows::{CONNECTION_TO_LOGON, NLA_TO_AUTHENTICATED};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{ConnectionStep, Fact, LogonFailure};
use crate::domain::near_miss::Reason;

/// What was joined to each connection.
#[derive(Debug, Default)]
pub(crate) struct Nla {
    /// Successful type-3 logons.
    pub logons: BTreeMap<ConnectionIndex, Vec<LogonIndex>>,
    /// Refusals: 4625 of type 3, or of type 10 at the logon screen.
    pub failures: BTreeMap<ConnectionIndex, Vec<Pos>>,
    /// Joins that were considered and rejected.
    pub misses: NearMisses,
    taken: BTreeSet<Pos>,
}

impl Nla {
    /// Joins what can be joined. `is_known_host` recognises host names of the case, without `$`.
    pub(crate) fn bind(
        items: &Items<'_>,
        logons: &Logons<'_>,
        connections: &Connections,
        people: &People<'_>,
        is_known_host: &dyn Fn(&str) -> bool,
    ) -> Self {
        let mut nla = Self::default();
        let screens = LogonScreens::learn(items);
        let mut recent: Vec<ConnectionIndex> = Vec::new();
        for (pos, item) in items.of(FactKinds::CONNECTION | FactKinds::LOGON_FAILED) {
            if let Some(index) = connections.of(pos)
                && let Some(connection) = connections.all.get(index)
            {
                // A logon failure needs a transport; a connection that only the session manager records has
                // none.
                let is_transport = matches!(item.event.fact, Fact::Connection(_));
                if connection.first() == Some(pos) && is_transport {
                    recent.push(index);
                }
                if connection.authenticated == Some(pos) {
                    nla.bind_logons(items, logons, connections, people, (index, pos));
                }
            }
            if let Fact::LogonFailed(failure) = &item.event.fact {
                // At the logon screen of a connection there is time for many tries.
                let is_new = |index: ConnectionIndex| {
                    first_item(items, connections, index).is_some_and(|first| {
                        first.boot == item.boot && first.is_near(item, CONNECTION_TO_LOGON)
                    })
                };
                recent.retain(|&index| {
                    let connection = connections.all.get(index);
                    let is_alive = connection
                        .is_some_and(|c| c.boot == item.boot && c.closed.is_some_and(|c| c > pos));
                    is_alive || is_new(index)
                });
                let front_ends = &logons.front_ends;
                if is_hidden_failure(item, failure, front_ends, is_known_host)
                    || front_ends.name_of(item.boot, &*failure.form).is_some()
                {
                    continue;
                }
                let at_screen = matches!(failure.logon_type, 10 | 12);
                let candidates: Vec<ConnectionIndex> = recent
                    .iter()
                    .copied()
                    .filter(|&index| at_screen || is_new(index))
                    .collect();
                let screen = screens
                    .session_of(items, pos, failure)
                    .filter(|_| at_screen);
                let on_screen = Screen {
                    items,
                    people,
                    session: screen,
                };
                if let Some(index) =
                    nla.failed_on(connections, &candidates, failure, pos, &on_screen)
                {
                    nla.taken.insert(pos);
                    nla.failures.entry(index).or_default().push(pos);
                }
            }
        }
        nla.bind_without_1149(items, logons, connections, people);
        nla
    }

    /// Whether a 4624 or 4625 was joined to a connection.
    pub(crate) fn has(&self, pos: Pos) -> bool {
        self.taken.contains(&pos)
    }

    /// 1149 comes up to five seconds after the type-3 logon of the same user; newer clients make
    /// two of them, the first of which dies at once.
    fn bind_logons(
        &mut self,
        items: &Items<'_>,
        logons: &Logons<'_>,
        connections: &Connections,
        people: &People<'_>,
        (index, authenticated): (ConnectionIndex, Pos),
    ) {
        let Some(connection) = connections.all.get(index) else {
            return;
        };
        let opened = connection.first().unwrap_or(authenticated);
        let kinds = FactKinds::LOGON_BY_NETWORK;
        let mut near: Vec<(Pos, bool)> =
            near::around(items, authenticated, NLA_TO_AUTHENTICATED, kinds)
                .filter(|&pos| pos > opened || connection.opened.is_none())
                .filter(|&pos| is_nla_form(items, logons, pos) && !self.taken.contains(&pos))
                .filter_map(|pos| {
                    let logon = logon_at(items, pos)?;
                    let named = connection.who.user.is_none()
                        || people.are_same(&logon.target, &connection.who);
                    let ip = logon.address().and_then(LoggedAddress::ip);
                    let fits = ip.is_none() || connection.ip.is_none() || ip == connection.ip;
                    named.then_some((pos, fits))
                })
                .collect();
        near.sort_unstable();
        let found: Vec<Pos> = near
            .iter()
            .filter(|(_, fits)| *fits)
            .map(|&(pos, _)| pos)
            .collect();
        if let Some(&(other, _)) = near.first().filter(|_| found.is_empty()) {
            let (rule, reason) = (rules::NLA_LOGON, Reason::OtherAddress);
            self.misses.note(other, authenticated, rule, reason);
        }
        for pos in found {
            if let Some(logon) = logons.made_at(pos) {
                self.taken.insert(pos);
                self.logons.entry(index).or_default().push(logon);
            }
        }
    }

    /// Without 1149 a logon belongs to the connection that was open when it was made: the last one of
    /// its address; a logon without an address (Windows 2012 R2) to the only one alive. Newer clients
    /// make two logons, the first of which dies at once.
    fn bind_without_1149(
        &mut self,
        items: &Items<'_>,
        logons: &Logons<'_>,
        connections: &Connections,
        people: &People<'_>,
    ) {
        let mut open: Vec<ConnectionIndex> = Vec::new();
        for (pos, item) in items.of(FactKinds::CONNECTION | FactKinds::LOGON_BY_NETWORK) {
            if let Some(index) = connections.of(pos)
                && connections.all.get(index).and_then(|c| c.accepted) == Some(pos)
            {
                open.push(index);
            }
            if !is_nla_form(items, logons, pos) || self.taken.contains(&pos) {
                continue;
            }
            open.retain(|&index| {
                let connection = connections.all.get(index);
                connection.is_some_and(|c| {
                    c.boot == item.boot
                        && c.closed.is_none_or(|closed| closed > pos)
                        && c.accepted
                            .and_then(|at| items.get(at))
                            .is_some_and(|at| at.is_near(item, CONNECTION_TO_LOGON))
                })
            });
            let Some(logon) = logon_at(items, pos) else {
                continue;
            };
            let by_ntlm = logon.logon_process.as_deref() == Some("NtLmSsp");
            let found = match (logon.address().and_then(LoggedAddress::ip), &open[..]) {
                (Some(ip), _) => open
                    .iter()
                    .rev()
                    .find(|&&index| connections.all.get(index).is_some_and(|c| c.ip == Some(ip))),
                (None, [only]) if by_ntlm => Some(only),
                (None, _) => None,
            };
            let only = found.copied().filter(|&index| {
                connections
                    .all
                    .get(index)
                    .is_some_and(|c| c.authenticated.is_none())
                    && self.fits_other_logons((items, logons, people), index, pos)
            });
            if let Some((index, logon)) = only.zip(logons.made_at(pos)) {
                self.taken.insert(pos);
                self.logons.entry(index).or_default().push(logon);
            }
        }
    }

    /// Whether a logon can be one of a connection's: the first, or another of the same account at
    /// once.
    fn fits_other_logons(
        &self,
        (items, logons, people): (&[Item<'_>], &Logons<'_>, &People<'_>),
        index: ConnectionIndex,
        pos: Pos,
    ) -> bool {
        let Some(first) = self.logons.get(&index).and_then(|list| list.first()) else {
            return true;
        };
        let first = logons.units.get(*first).and_then(|unit| unit.begin);
        let same = first
            .and_then(|first| logon_at(items, first))
            .zip(logon_at(items, pos))
            .is_some_and(|(first, this)| people.are_same(&first.target, &this.target));
        same && first
            .and_then(|first| items.get(first))
            .zip(items.get(pos))
            .is_some_and(|(first, this)| first.is_near(this, NLA_TO_AUTHENTICATED))
    }

    /// How well a refusal fits each connection that was alive.
    fn fits_of(
        &self,
        connections: &Connections,
        recent: &[ConnectionIndex],
        address: LoggedAddress,
        pos: Pos,
        at_screen: bool,
    ) -> Vec<(ConnectionIndex, Fit)> {
        let fits = recent.iter().filter_map(|&index| {
            let connection = connections.all.get(index)?;
            let is_alive = connection.closed.is_none_or(|closed| closed > pos);
            // Who logged on at a connection's screen is past it.
            let has_arrived = connection.arrived.is_some_and(|at| at < pos);
            let is_decided = connection.authenticated.is_some_and(|at| at < pos)
                || has_arrived
                || self.failures.contains_key(&index);
            let is_same_address =
                address.ip().is_none() || connection.ip.is_none() || address.ip() == connection.ip;
            let fit = Fit::of([
                (is_same_address, Reason::OtherAddress),
                (!is_decided || (at_screen && !has_arrived), Reason::Decided),
            ]);
            is_alive.then_some((index, fit))
        });
        fits.collect()
    }

    /// The connection that a refusal belongs to: alive, undecided, of a fitting address; the
    /// latest of one address; none when two clients were connecting.
    fn failed_on(
        &mut self,
        connections: &Connections,
        recent: &[ConnectionIndex],
        failure: &LogonFailure,
        pos: Pos,
        screen: &Screen<'_, '_>,
    ) -> Option<ConnectionIndex> {
        let at_screen = matches!(failure.logon_type, 10 | 12);
        let at_network = failure.logon_type == 3 && has_nla_process(failure);
        if !at_screen && !at_network {
            return None;
        }
        let address = failure.address().unwrap_or(LoggedAddress::Missing);
        if address.port().is_some() && !at_screen {
            return None;
        }
        let looked_at = self.fits_of(connections, recent, address, pos, at_screen);
        let whole = looked_at.iter().filter(|(_, fit)| *fit == Fit::Whole);
        let fitting: Vec<ConnectionIndex> = whole.map(|&(index, _)| index).collect();
        if at_screen {
            match screen.choose(connections, &fitting, failure, pos) {
                Choice::One(index) => return Some(index),
                Choice::Several => return None,
                Choice::Open => {}
            }
        }
        let known: BTreeSet<_> = fitting
            .iter()
            .filter_map(|index| connections.all.get(*index).and_then(|c| c.ip))
            .collect();
        // Two clients without an address may be two people.
        let unknown = !at_screen
            && fitting.len() > 1
            && fitting
                .iter()
                .any(|index| connections.all.get(*index).is_some_and(|c| c.ip.is_none()));
        let rule = if at_screen {
            rules::SCREEN_FAILURE
        } else {
            rules::NLA_FAILURE
        };
        let mut miss = |index: ConnectionIndex, reason: Reason| {
            let first = connections.all.get(index).and_then(Connection::first);
            if let Some(first) = first {
                self.misses.note(pos, first, rule, reason);
            }
        };
        if known.len() > 1 || unknown || (at_screen && fitting.len() > 1 && address.ip().is_none())
        {
            let last_two = fitting.iter().rev().take(2);
            last_two.for_each(|&index| miss(index, Reason::TwoClients));
            return None;
        }
        let mut all_but_one = looked_at.iter().rev();
        let missed = all_but_one.find_map(|&(index, fit)| Some((index, fit.only_failure()?)));
        if let Some((index, reason)) = missed.filter(|_| fitting.is_empty()) {
            miss(index, reason);
        }
        fitting.last().copied()
    }
}

/// The logon screen of a refusal.
struct Screen<'a, 'e> {
    items: &'a [Item<'e>],
    people: &'a People<'a>,
    /// Its local session, where a process shows.
    session: Option<u32>,
}

/// Which of the fitting connections the screen of a refusal allows.
enum Choice {
    One(ConnectionIndex),
    /// Two that are known to be alive: nothing says at whose screen it was.
    Several,
    Open,
}

impl Screen<'_, '_> {
    fn choose(
        &self,
        connections: &Connections,
        fitting: &[ConnectionIndex],
        failure: &LogonFailure,
        pos: Pos,
    ) -> Choice {
        // An account that authenticated on a connection is not refused on another.
        let is_own = |c: &Connection| {
            c.authenticated.is_some_and(|at| at < pos)
                && self.people.are_same(&c.who, &failure.target)
        };
        let with = |fits: &dyn Fn(&Connection) -> bool| {
            let mut latest = fitting.iter().rev().copied();
            latest.find(|&index| connections.all.get(index).is_some_and(fits))
        };
        let shown = |c: &Connection| self.session.is_some_and(|id| self.has_shown(c, id, pos));
        if let Some(index) = with(&is_own).or_else(|| with(&shown)) {
            return Choice::One(index);
        }
        let is_closed = |&&index: &&ConnectionIndex| {
            let connection = connections.all.get(index);
            connection.is_some_and(|c| c.closed.is_some())
        };
        if fitting.iter().filter(is_closed).count() > 1 {
            Choice::Several
        } else {
            Choice::Open
        }
    }

    /// Whether a connection was bound to the local session before a record (RdpCoreTS 66).
    fn has_shown(&self, connection: &Connection, session: u32, pos: Pos) -> bool {
        let until = connection.records.partition_point(|&record| record < pos);
        let bound = connection.records.get(..until).unwrap_or_default();
        bound
            .iter()
            .rev()
            .find_map(|&record| match &self.items.get(record)?.event.fact {
                Fact::Connection(line) => match line.step {
                    ConnectionStep::Bound { session_id, .. } => Some(session_id == session),
                    _ => None,
                },
                _ => None,
            })
            == Some(true)
    }
}

fn first_item<'a, 'e>(
    items: &'a [Item<'e>],
    connections: &Connections,
    index: ConnectionIndex,
) -> Option<&'a Item<'e>> {
    items.get(connections.all.get(index)?.first()?)
}

fn has_nla_process(failure: &LogonFailure) -> bool {
    matches!(
        failure.logon_process.as_deref(),
        Some("NtLmSsp" | "Kerberos" | "Negotiat") | None
    )
}

/// A network logon that NLA can have made: by NTLM or Kerberos, without a client port.
pub(crate) fn is_nla_form(items: &Items<'_>, logons: &Logons<'_>, pos: Pos) -> bool {
    if !items.is(pos, FactKinds::LOGON_BY_NETWORK) {
        return false;
    }
    let has_form = logon_at(items, pos).is_some_and(|logon| {
        logon.logon_type == 3
            && matches!(logon.logon_process.as_deref(), Some("NtLmSsp" | "Kerberos"))
            && logon.address().and_then(LoggedAddress::port).is_none()
    });
    has_form
        && logons
            .made_at(pos)
            .and_then(|index| logons.class_of(index))
            .is_some_and(|class| class == LogonClass::Network)
}
