//! Which texts in an address field mean the host's own screen. LocalSessionManager and 4778 write a word for
//! it in the language of Windows. The words of a few languages are confirmed; any other is learned from
//! records that other evidence places at the screen.
//! Rule K3.

use crate::correlate::coverage::{Coverage, RCM};
use crate::correlate::maps::HashSet;
use crate::correlate::near;
use crate::correlate::order::{FactKinds, Items, Pos};
use crate::correlate::units::connections::{Connections, is_console_activity};
use crate::correlate::units::logons::{LogonClass, Logons, logon_at};
use crate::correlate::users::People;
use crate::correlate::windows::{CONNECTION_TO_LOGON, LOGON_TO_DESKTOP, LOGON_TO_RECONNECT};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, LocalSessionLine, LocalSessionStep, Logon, Text};

/// The words that one host writes for its own screen.
#[derive(Debug, Default)]
pub(crate) struct ScreenWords(HashSet<Text>);

impl ScreenWords {
    /// Learns them from the records of a host.
    pub(crate) fn learn(
        items: &Items<'_>,
        logons: &Logons<'_>,
        connections: &Connections,
        people: &People<'_>,
        coverage: &Coverage,
    ) -> Self {
        let evidence = ScreenEvidence {
            items,
            logons,
            connections,
            people,
            coverage,
        };
        let (mut shown, mut remote) = (HashSet::default(), HashSet::default());
        let kinds = FactKinds::LOCAL_SESSION | FactKinds::ATTACHED | FactKinds::DETACHED;
        for (pos, item) in items.of(kinds) {
            let (text, place) = match &item.event.fact {
                Fact::LocalSession(line) => match &line.address_text {
                    Some(text) => (text, evidence.place_of(pos, line)),
                    None => continue,
                },
                Fact::Attached(attachment) | Fact::Detached(attachment) => {
                    let own = attachment.is_at_own_screen().then_some(Place::OwnScreen);
                    match &attachment.address_text {
                        Some(text) => (text, own),
                        None => continue,
                    }
                }
                _ => continue,
            };
            match place {
                Some(Place::OwnScreen) => shown.insert(Text::clone(text)),
                Some(Place::Connection) => remote.insert(Text::clone(text)),
                None => false,
            };
        }
        // A text that is also written for connections does not mean the screen.
        shown.retain(|text| !remote.contains(text));
        Self(shown)
    }

    /// Whether this text is one of them.
    pub(crate) fn has(&self, text: Option<&Text>) -> bool {
        text.is_some_and(|text| self.0.contains(text))
    }
}

/// Where the user was when a record was written, by everything but its text.
enum Place {
    OwnScreen,
    Connection,
}

/// The evidence around a record of LocalSessionManager for where the user was.
struct ScreenEvidence<'a, 'e> {
    items: &'a Items<'e>,
    logons: &'a Logons<'e>,
    connections: &'a Connections,
    people: &'a People<'a>,
    coverage: &'a Coverage,
}

impl ScreenEvidence<'_, '_> {
    fn place_of(&self, pos: Pos, line: &LocalSessionLine) -> Option<Place> {
        if is_console_activity(line.activity) {
            return Some(Place::OwnScreen);
        }
        let attaches = matches!(
            line.step,
            LocalSessionStep::LoggedOn | LocalSessionStep::Reconnected
        );
        if !attaches {
            return None;
        }
        if self.connections.of(pos).is_some() {
            return Some(Place::Connection);
        }
        let own = self.is_by_logon_at_screen(pos, line) || self.is_without_connection(pos);
        own.then_some(Place::OwnScreen)
    }

    /// Whether the account logged on at the machine's own screen just before.
    fn is_by_logon_at_screen(&self, pos: Pos, line: &LocalSessionLine) -> bool {
        let window = match line.step {
            LocalSessionStep::Reconnected => LOGON_TO_RECONNECT,
            _ => LOGON_TO_DESKTOP,
        };
        let boot = |pos: Pos| self.items.get(pos).map(|item| item.boot);
        near::before(self.items, pos, window, FactKinds::LOGON_AT_SCREEN).any(|before| {
            let unit = self.logons.made_at(before);
            let class = unit.and_then(|unit| self.logons.class_of(unit));
            class == Some(LogonClass::Desktop)
                && boot(before) == boot(pos)
                && logon_at(self.items, before).is_some_and(|logon| {
                    is_local(logon) && self.people.are_same(&logon.target, &line.who)
                })
        })
    }

    /// Whether RemoteConnectionManager would have shown a connection just before, and did not.
    fn is_without_connection(&self, pos: Pos) -> bool {
        let Some(item) = self.items.get(pos) else {
            return false;
        };
        let from = item.time.minus(CONNECTION_TO_LOGON);
        let (items, kinds) = (self.items, FactKinds::CONNECTION);
        near::before(items, pos, CONNECTION_TO_LOGON, kinds)
            .next()
            .is_none()
            && self.coverage.covers(RCM, from, item.time)
    }
}

/// Whether a logon at a screen was at the machine's own, by its type and address.
fn is_local(logon: &Logon) -> bool {
    let from = logon.address().and_then(LoggedAddress::ip);
    match logon.logon_type {
        2 | 11 => from.is_none_or(|ip| ip.is_loopback()),
        // An unlock without an address may be one in Remote Desktop.
        7 | 13 => from.is_some_and(|ip| ip.is_loopback()),
        _ => false,
    }
}
