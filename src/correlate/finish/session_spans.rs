//! From when to when each session lasted, in the order of its host's records. Where the clock was set back,
//! times alone do not give an order. Rule B1.

use crate::correlate::finish::assemble::FinishContext;
use crate::correlate::order::{Item, Pos};
use crate::correlate::sessions::end::End;
use crate::domain::session::Session;
use crate::domain::time::Timestamp;

/// An era, and a time in it.
pub(crate) type Moment = (u32, Timestamp);

/// The eras in which a session began and ended.
#[derive(Clone, Copy, Debug, Default)]
struct SessionEras {
    begin: u32,
    end: u32,
}

/// The eras of all sessions of a host.
#[derive(Debug, Default)]
pub(crate) struct SessionSpans {
    /// Empty where the clock was never set back.
    eras: Vec<SessionEras>,
    /// The boot in which each session began.
    boots: Vec<u32>,
}

impl SessionSpans {
    /// Adds the next session, by its first record and its end.
    pub(crate) fn note(
        &mut self,
        finish: &FinishContext<'_, '_>,
        first: Option<Pos>,
        end: Option<End>,
    ) {
        let items = finish.items;
        let boot = first.and_then(|pos| items.get(pos)).map(|item| item.boot);
        self.boots.push(boot.unwrap_or(0));
        if items.last().is_none_or(|last| last.era == 0) {
            return;
        }
        let first = first.and_then(|pos| items.get(pos));
        let end = end.and_then(|end| end.pos);
        // An end without a record is the last sign of life before the next start.
        let end = end.or_else(|| finish.boots.last_of(first?.start));
        let end = end.and_then(|pos| items.get(pos));
        let era = |item: Option<&Item<'_>>| item.map_or(0, |item| item.era);
        self.eras.push(SessionEras {
            begin: era(first),
            end: era(end),
        });
    }

    /// The boot in which a session began.
    pub(crate) fn boot(&self, index: u32) -> u32 {
        self.boots.get(index as usize).copied().unwrap_or(0)
    }

    /// When a session began; `None` where that is not known.
    pub(crate) fn began(&self, index: u32, session: &Session) -> Option<Moment> {
        Some((self.of(index).begin, session.begin?))
    }

    /// When the desktop of a session appeared, or where that is not known, when the session began.
    pub(crate) fn arrival(&self, index: u32, session: &Session) -> Option<Moment> {
        let at = session.desktop.or(session.begin)?;
        Some((self.of(index).begin, at))
    }

    /// When a session ended.
    pub(crate) fn ended(&self, index: u32, session: &Session) -> Option<Moment> {
        Some((self.of(index).end, session.end?))
    }

    /// What sessions are sorted by: when they began, or where that is not known, when they ended.
    pub(crate) fn sort_key(&self, index: u32, session: &Session) -> Option<Moment> {
        let begin = session.begin.map(|begin| (self.of(index).begin, begin));
        begin.or_else(|| self.ended(index, session))
    }

    fn of(&self, index: u32) -> SessionEras {
        self.eras.get(index as usize).copied().unwrap_or_default()
    }
}
