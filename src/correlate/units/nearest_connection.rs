//! Finds the connection of a visit whose own record names none: Windows 7 writes no ActivityID.

use crate::correlate::near;
use crate::correlate::order::{FactKinds, Items, Pos};
use crate::correlate::units::connections::{ConnectionIndex, Connections};
use crate::correlate::units::visits::{Screen, Visit};
use crate::correlate::users::People;
use crate::correlate::windows::AUTHENTICATED_TO_LOGON;

/// Looks for connections before visits.
pub(crate) struct NearestConnections<'a, 'e> {
    items: &'a Items<'e>,
    connections: &'a Connections,
    people: &'a People<'a>,
}

impl<'a, 'e> NearestConnections<'a, 'e> {
    /// Of one host.
    pub(crate) fn of(
        items: &'a Items<'e>,
        connections: &'a Connections,
        people: &'a People<'a>,
    ) -> Self {
        Self {
            items,
            connections,
            people,
        }
    }

    /// The connection that a visit came on, if one can be found and no other visit has it.
    pub(crate) fn of_visit(
        &self,
        visit: &Visit,
        is_taken: &dyn Fn(ConnectionIndex) -> bool,
    ) -> Option<ConnectionIndex> {
        let begin = visit.begin.filter(|_| visit.connection.is_none())?;
        let found = self.of_address(visit, begin, is_taken)?;
        let connection = self.connections.all.get(found)?;
        (connection.boot == visit.boot).then_some(found)
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
        near::before(
            self.items,
            begin,
            AUTHENTICATED_TO_LOGON,
            FactKinds::CONNECTION,
        )
        .filter_map(|pos| Some((pos, self.connections.of(pos)?)))
        .find(|&(pos, index)| {
            self.connections.all.get(index).is_some_and(|connection| {
                connection.activity.is_none()
                    && connection.authenticated == Some(pos)
                    && connection.ip == ip
                    && self.people.are_same(&connection.who, &visit.who)
                    && !is_taken(index)
            })
        })
        .map(|(_, index)| index)
    }
}
