//! The sessions around a session: the previous and the next one of the same user and from the same place,
//! and those that overlap it.

use super::session_index::{SessionEntry, SessionIndex};
use crate::domain::time::Timestamp;

/// How a neighbour is related to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The last one before it both of the same user and from the same place.
    BeforeOfBoth,
    /// The last one of the same user before it.
    BeforeOfUser,
    /// The last one from the same place before it.
    BeforeOfPlace,
    /// Overlaps it on the same host.
    OverlapsOnHost,
    /// Overlaps it on another host.
    Overlaps,
    /// The next one both of the same user and from the same place.
    AfterOfBoth,
    /// The next one of the same user.
    AfterOfUser,
    /// The next one from the same place.
    AfterOfPlace,
}

impl Relation {
    /// The relation in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BeforeOfBoth => "before it, same user and source",
            Self::AfterOfBoth => "after it, same user and source",
            Self::BeforeOfUser => "before it, same user",
            Self::AfterOfUser => "after it, same user",
            Self::BeforeOfPlace => "before it, same source",
            Self::AfterOfPlace => "after it, same source",
            Self::OverlapsOnHost => "ran meanwhile, same host",
            Self::Overlaps => "ran meanwhile",
        }
    }

    /// Its place in the order of time: 0 before, 1 meanwhile, 2 after.
    pub fn order(self) -> u8 {
        match self {
            Self::BeforeOfBoth | Self::BeforeOfUser | Self::BeforeOfPlace => 0,
            Self::OverlapsOnHost | Self::Overlaps => 1,
            Self::AfterOfBoth | Self::AfterOfUser | Self::AfterOfPlace => 2,
        }
    }
}

/// A session around another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// How it is related.
    pub relation: Relation,
    /// Its index in the case.
    pub session: u32,
}

/// At most this many overlapping sessions are listed. The action "Sessions that overlap this one" lists
/// all.
const MOST: usize = 500;

/// The neighbours of a session among those that are shown: what came before it, what ran meanwhile, what came
/// after it, each in order of time.
pub fn of(session_index: &SessionIndex, session: u32) -> Vec<Neighbour> {
    let Some(here) = session_index.get(session) else {
        return Vec::new();
    };
    let Some(begin) = here.sort_time() else {
        return Vec::new();
    };
    let shown = (0..).zip(session_index.rows());
    let others = shown.filter(|(index, other)| *index != session && other.is_shown());
    let mut nearest = Nearest::default();
    let mut meanwhile = Vec::new();
    for (index, other) in others {
        let Some(time) = other.sort_time() else {
            continue;
        };
        if other.user == here.user {
            nearest.offer(0, (time, index), (begin, session));
        }
        if other.place == here.place && session_index.place(here.place).is_some() {
            nearest.offer(2, (time, index), (begin, session));
        }
        if meanwhile.len() < MOST && overlap(here, other) {
            let relation = if other.host == here.host {
                Relation::OverlapsOnHost
            } else {
                Relation::Overlaps
            };
            meanwhile.push(Neighbour {
                relation,
                session: index,
            });
        }
    }
    let mut found = nearest.found();
    found.extend(meanwhile);
    found.sort_by_key(|neighbour| {
        let begin = session_index.get(neighbour.session);
        let begin = begin.and_then(SessionEntry::sort_time);
        (neighbour.relation.order(), begin, neighbour.relation)
    });
    found
}

/// The nearest before and after: of the user, and of the place.
#[derive(Default)]
struct Nearest([Option<(Timestamp, u32)>; 4]);

impl Nearest {
    fn offer(&mut self, first: usize, other: (Timestamp, u32), here: (Timestamp, u32)) {
        let is_before = other < here;
        let slot = self.0.get_mut(first + usize::from(!is_before));
        if let Some(slot) = slot
            && slot.is_none_or(|known| {
                if is_before {
                    known < other
                } else {
                    other < known
                }
            })
        {
            *slot = Some(other);
        }
    }

    /// The nearest sessions. One that is the nearest in both respects is listed once.
    fn found(&self) -> Vec<Neighbour> {
        use Relation::{AfterOfBoth, AfterOfPlace, AfterOfUser};
        use Relation::{BeforeOfBoth, BeforeOfPlace, BeforeOfUser};
        let [before_user, after_user, before_place, after_place] = self.0;
        let mut found = Vec::new();
        let mut push = |relation, nearest: Option<(Timestamp, u32)>| {
            found.extend(nearest.map(|(_, session)| Neighbour { relation, session }));
        };
        for (user, place, [both, of_user, of_place]) in [
            (
                before_user,
                before_place,
                [BeforeOfBoth, BeforeOfUser, BeforeOfPlace],
            ),
            (
                after_user,
                after_place,
                [AfterOfBoth, AfterOfUser, AfterOfPlace],
            ),
        ] {
            if user == place {
                push(both, user);
            } else {
                push(of_user, user);
                push(of_place, place);
            }
        }
        found
    }
}

/// Whether two sessions overlap. An open session has not ended.
fn overlap(a: &SessionEntry, b: &SessionEntry) -> bool {
    let over_before = |one: &SessionEntry, other: &SessionEntry| {
        let end = one
            .end()
            .or_else(|| one.sort_time().filter(|_| !one.runs_on()));
        match (end, other.sort_time()) {
            (Some(end), Some(begin)) => end < begin,
            _ => false,
        }
    };
    !over_before(a, b) && !over_before(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::{at, case_of, session_from};
    use crate::analysis::user_names::UserNames;
    use crate::domain::session::Session;

    fn named(begin: i64, end: i64, user: &str, last: u8) -> Session {
        let mut session = session_from(begin, [10, 0, 0, last]);
        session.user = Some(user.into());
        session.sid = None;
        session.end = Some(at(end));
        session
    }

    #[test]
    fn neighbours_are_the_nearest_and_the_overlapping() {
        let case = case_of(vec![
            named(0, 10, "ann", 1),
            named(100, 110, "ann", 2),
            named(200, 400, "ann", 3),
            named(300, 310, "bob", 4),
            named(500, 510, "ann", 9),
            named(600, 610, "bob", 3),
        ]);
        let session_index = SessionIndex::of(&case, &UserNames::of(&case));
        let found: Vec<(Relation, u32)> = of(&session_index, 2)
            .into_iter()
            .map(|neighbour| (neighbour.relation, neighbour.session))
            .collect();
        assert_eq!(
            found,
            [
                (Relation::BeforeOfUser, 1),
                (Relation::OverlapsOnHost, 3),
                (Relation::AfterOfUser, 4),
                (Relation::AfterOfPlace, 5),
            ]
        );
        let before: Vec<(Relation, u32)> = of(&session_index, 5)
            .into_iter()
            .map(|neighbour| (neighbour.relation, neighbour.session))
            .collect();
        let expected = [(Relation::BeforeOfPlace, 2), (Relation::BeforeOfUser, 3)];
        assert_eq!(before, expected, "in order of time");
    }

    #[test]
    fn the_nearest_in_both_respects_is_listed_once() {
        let case = case_of(vec![named(0, 10, "ann", 1), named(100, 110, "ann", 1)]);
        let session_index = SessionIndex::of(&case, &UserNames::of(&case));
        let found: Vec<Relation> = of(&session_index, 1)
            .iter()
            .map(|one| one.relation)
            .collect();
        assert_eq!(found, [Relation::BeforeOfBoth]);
    }
}
