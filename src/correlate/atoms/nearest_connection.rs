//! The connection of a visit whose own record does not name one: on Windows 7, which writes no
//! ActivityID, and where only a notice of the logon (7001, the profile service) tells of the visit.

use crate::correlate::atoms::connections::{ConnectionIndex, Connections};
use crate::correlate::atoms::logons::same_account;
use crate::correlate::atoms::visits::{Attach, LocalAtom, Screen, Visit};
use crate::correlate::near;
use crate::correlate::order::{Item, Pos};
use crate::correlate::windows::{AUTHENTICATED_TO_LOGON, LOGON_COMPANIONS};
use crate::domain::event::{ConnectionStep, Fact};

/// Looks for connections before visits.
pub struct NearestConnections<'a, 'e> {
    items: &'a [Item<'e>],
    connections: &'a Connections,
}

impl<'a, 'e> NearestConnections<'a, 'e> {
    /// Of one host.
    pub fn of(items: &'a [Item<'e>], connections: &'a Connections) -> Self {
        Self { items, connections }
    }

    /// The connection that a visit came on, if one can be told and no other visit has it.
    pub fn of_visit(
        &self,
        visit: &Visit,
        local: &LocalAtom,
        is_taken: &dyn Fn(ConnectionIndex) -> bool,
    ) -> Option<ConnectionIndex> {
        let begin = visit.begin.filter(|_| visit.connection.is_none())?;
        let found = match visit.screen {
            Screen::Remote(Some(_)) => self.of_address(visit, begin, is_taken),
            Screen::Unknown if visit.attach == Attach::Noticed => self
                .of_local_session(local, begin)
                .or_else(|| self.only_authenticated(begin)),
            _ => None,
        };
        let connection = self.connections.all.get(found?)?;
        (connection.boot == visit.boot).then_some(found?)
    }

    /// The nearest earlier 1149 of the same account and address, without an ActivityID.
    fn of_address(
        &self,
        visit: &Visit,
        begin: Pos,
        is_taken: &dyn Fn(ConnectionIndex) -> bool,
    ) -> Option<ConnectionIndex> {
        let Screen::Remote(ip) = visit.screen else {
            return None;
        };
        near::before(self.items, begin, AUTHENTICATED_TO_LOGON)
            .filter_map(|pos| Some((pos, self.connections.of(pos)?)))
            .find(|&(pos, index)| {
                self.connections.all.get(index).is_some_and(|connection| {
                    connection.activity.is_none()
                        && connection.authenticated == Some(pos)
                        && connection.ip == ip
                        && same_account(&connection.who, &visit.who)
                        && !is_taken(index)
                })
            })
            .map(|(_, index)| index)
    }

    /// The connection that RdpCoreTS 66 bound to the local session just before.
    fn of_local_session(&self, local: &LocalAtom, begin: Pos) -> Option<ConnectionIndex> {
        near::before(self.items, begin, AUTHENTICATED_TO_LOGON).find_map(|pos| {
            let Fact::Connection {
                step: ConnectionStep::Bound { session_id, .. },
                ..
            } = &self.items.get(pos)?.event.fact
            else {
                return None;
            };
            (*session_id == local.session_id).then(|| self.connections.of(pos))?
        })
    }

    /// The only connection that was authenticated in the seconds before.
    fn only_authenticated(&self, begin: Pos) -> Option<ConnectionIndex> {
        let mut found = near::before(self.items, begin, LOGON_COMPANIONS).filter_map(|pos| {
            let index = self.connections.of(pos)?;
            let connection = self.connections.all.get(index)?;
            (connection.authenticated == Some(pos)).then_some(index)
        });
        let only = found.next()?;
        found.next().is_none().then_some(only)
    }
}
