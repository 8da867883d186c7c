//! Builds the index session by session.

use super::dictionary::Dictionaries;
use super::entry::{NEVER, SessionEntry, flags_of};
use super::index::SessionIndex;
use super::time_parts::TimeParts;
use crate::analysis::group_keys::UserKey;
use crate::analysis::user_names::UserNames;
use crate::case::Case;
use crate::domain::account::fold;
use crate::domain::session::{Host, Outcome, Session};
use crate::domain::time::Timestamp;

/// Builds the index of a case session by session.
pub struct SessionIndexBuilder {
    index: SessionIndex,
    dictionaries: Dictionaries,
}

impl SessionIndexBuilder {
    /// Begins an index over sessions of these hosts.
    pub fn new(hosts: &[Host]) -> Self {
        let mut index = SessionIndex::default();
        for host in hosts {
            host.names().for_each(|name| index.texts.hosts.line(name));
            index.texts.hosts.end();
        }
        for outcome in Outcome::ALL {
            index.texts.outcomes.line(outcome.as_str());
            index.texts.outcomes.end();
        }
        Self {
            index,
            dictionaries: Dictionaries::default(),
        }
    }

    /// Adds the next session.
    pub fn add(&mut self, session: &Session, names: &UserNames) {
        let entry = SessionEntry {
            begin: session.begin.map_or(NEVER, Timestamp::ticks),
            end: session.end.map_or(NEVER, Timestamp::ticks),
            host: session.host,
            attempts: session.attempts,
            sources: session.sources.len() as u32,
            kind: session.kind,
            outcome: session.outcome,
            confidence: session.confidence(),
            class: session.source_class,
            flags: flags_of(session),
            ..self.dictionaries.code(&mut self.index, session, names)
        };
        self.index.hidden += usize::from(!entry.is_shown());
        let id = session.id.to_string();
        self.index.id_letters.add(&id);
        self.index.texts.ids.line(&id);
        self.index.texts.ids.end();
        self.index.rows.push(entry);
    }

    /// The finished index.
    pub fn finish(self) -> SessionIndex {
        let mut index = self.index;
        index.time_parts = TimeParts::of(&index.rows);
        let mut order: Vec<(bool, String, u32)> = (0..)
            .zip(&index.users)
            .map(|(code, user)| (user.key == UserKey::Unnamed, fold(&user.label), code))
            .collect();
        let key = |code: u32| index.users.get(code as usize).map(|user| &user.key);
        order.sort_by(|a, b| {
            let by_name = (a.0, &a.1).cmp(&(b.0, &b.1));
            by_name.then_with(|| key(a.2).cmp(&key(b.2)))
        });
        index.user_order = order.into_iter().map(|(_, _, code)| code).collect();
        order_pairs(&mut index);
        index
    }
}

impl SessionIndex {
    /// Builds the index over the sessions of a case.
    pub fn of(case: &Case, names: &UserNames) -> Self {
        let mut maker = SessionIndexBuilder::new(&case.hosts);
        for session in &case.sessions {
            maker.add(session, names);
        }
        maker.finish()
    }
}

/// Sorts users with their places, and with their ranges, as the tables list them.
fn order_pairs(index: &mut SessionIndex) {
    let mut ranks = vec![0_u32; index.users.len()];
    for (rank, &user) in (0..).zip(&index.user_order) {
        if let Some(place) = ranks.get_mut(user as usize) {
            *place = rank;
        }
    }
    let rank = |user: u32| ranks.get(user as usize).copied();
    let mut order: Vec<u32> = (0..index.user_places.len() as u32).collect();
    order.sort_by_cached_key(|&code| {
        let pair = index.user_places.get(code as usize);
        pair.map(|pair| (rank(pair.user), index.place(pair.place).copied()))
    });
    index.user_place_order = order;
    let mut order: Vec<u32> = (0..index.user_ranges.len() as u32).collect();
    order.sort_by_cached_key(|&code| {
        let pair = index.user_ranges.get(code as usize);
        pair.map(|&(user, range)| (rank(user), index.range(range).cloned()))
    });
    index.user_range_order = order;
}
