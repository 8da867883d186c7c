//! Names that were only tried from one address: a program that guesses names gives a group for each, and
//! all of them say one thing. A list of groups shows them as one row.

use std::collections::BTreeMap;

use super::{Group, Tally};
use crate::analysis::group_keys::{PlaceKey, RangeKey, UserKey};
use crate::analysis::outliers::Outlier;
use crate::analysis::session_index::{SessionEntry, SessionIndex};
use crate::domain::session::Outcome;

/// Fewer names stay rows of their own: folding them would save nothing.
pub const LEAST: usize = 3;

/// Where names are tried from.
pub trait Origin: Ord + Clone {
    /// Whether it is an address, or a range of addresses. Names that were tried from no known address, or at
    /// a screen, may have nothing in common.
    fn is_address(&self) -> bool;

    /// A number that sessions share if they have the same user and origin.
    fn code(session_index: &SessionIndex, entry: &SessionEntry) -> u32;
}

impl Origin for PlaceKey {
    fn is_address(&self) -> bool {
        matches!(self, Self::Ip(_))
    }

    fn code(_: &SessionIndex, entry: &SessionEntry) -> u32 {
        entry.user_place
    }
}

impl Origin for RangeKey {
    fn is_address(&self) -> bool {
        self.0.contains('/')
    }

    fn code(session_index: &SessionIndex, entry: &SessionEntry) -> u32 {
        session_index.user_range_of(entry)
    }
}

/// The names that were only tried, for each origin that has enough of them: the places of their groups in
/// the list. A name was only tried if each of its sessions from there failed, in the whole case and not
/// only among those in view; where the password was right (refused, aborted), or may have been, it was
/// not.
pub fn only_tried<P: Origin>(
    session_index: &SessionIndex,
    groups: &[Group<(UserKey, P)>],
) -> Vec<Vec<u32>> {
    let mut got_further: Vec<bool> = Vec::new();
    let entries = session_index.rows().iter();
    for entry in entries.filter(|entry| entry.outcome != Outcome::Failed) {
        let code = P::code(session_index, entry) as usize;
        if got_further.len() <= code {
            got_further.resize(code + 1, false);
        }
        if let Some(got_further) = got_further.get_mut(code) {
            *got_further = true;
        }
    }
    let mut by_origin: BTreeMap<&P, Vec<u32>> = BTreeMap::new();
    for (place, group) in (0..).zip(groups) {
        let (user, origin) = &group.key;
        let first = group.sessions.first();
        let Some(entry) = first.and_then(|&session| session_index.get(session)) else {
            continue;
        };
        let code = P::code(session_index, entry) as usize;
        let got_further = got_further.get(code).copied().unwrap_or(false);
        if origin.is_address() && *user != UserKey::Unnamed && !got_further {
            by_origin.entry(origin).or_default().push(place);
        }
    }
    let enough = by_origin.into_values().filter(|names| names.len() >= LEAST);
    enough.collect()
}

/// One group of several of one origin, none of which gave access: their sums, and the strongest mark of
/// any, so that nothing that stands out is hidden. `None` without groups.
pub fn folded<P: Origin>(
    session_index: &SessionIndex,
    groups: &[&Group<(UserKey, P)>],
) -> Option<Group<(UserKey, P)>> {
    let first = groups.first()?;
    let mut sessions: Vec<u32> = Vec::new();
    let mut tally = Tally::default();
    // The sessions of the users, those from other places included.
    let mut of_users = 0.0;
    for group in groups {
        sessions.extend(&group.sessions);
        tally.add(&group.tally);
        of_users += group.sessions.len() as f32 / group.share.max(f32::MIN_POSITIVE);
    }
    sessions.sort_unstable();
    let entries = sessions
        .iter()
        .filter_map(|&session| session_index.get(session));
    let mut places: Vec<u32> = entries.map(|entry| entry.place).collect();
    places.sort_unstable();
    places.dedup();
    tally.places = places.len();
    let outliers = groups.iter().filter_map(|group| group.outlier.as_ref());
    let outlier = outliers.max_by_key(|outlier| outlier.level);
    Some(Group {
        key: first.key.clone(),
        label: first.label.clone(),
        user: format!("{} names only tried", groups.len()),
        share: sessions.len() as f32 / of_users.max(f32::MIN_POSITIVE),
        class: first.class,
        outlier: outlier.map(|strongest| Outlier {
            sentence: sentence(&tally),
            ..strongest.clone()
        }),
        sessions,
        tally,
    })
}

/// What several names have in common.
fn sentence(tally: &Tally) -> String {
    let times = tally.first.zip(tally.last);
    let took = times.map(|(first, last)| format!(" in {}", last.since(first)));
    let took = took.unwrap_or_default();
    format!("{} failures{took}, no access", tally.failures)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::grouping::{places, ranges};
    use crate::analysis::outliers::{Level, Outliers};
    use crate::analysis::testing::{all, at, case_of, failure_from, session_from};
    use crate::analysis::user_names::UserNames;
    use crate::case::Case;
    use crate::domain::session::Session;

    const IP: [u8; 4] = [203, 0, 113, 77];

    fn named(mut session: Session, user: &str) -> Session {
        session.user = Some(user.into());
        session
    }

    /// Each of the names fails three times from one address.
    fn tried(names: &[&str]) -> Vec<Session> {
        let attempt = |number: i64, name: &str| named(failure_from(number, IP), name);
        let numbered = (0..).zip(names.iter().cycle());
        let attempts = numbered.map(|(number, name)| attempt(number * 60, name));
        attempts.take(3 * names.len()).collect()
    }

    fn index(case: &Case) -> SessionIndex {
        SessionIndex::of(case, &UserNames::of(case))
    }

    /// The users that are folded, by place.
    fn folded_users(case: &Case, sessions: &[u32]) -> Vec<Vec<String>> {
        let session_index = index(case);
        let groups = places(&session_index, &Outliers::default(), sessions);
        let name = |place: &u32| groups[*place as usize].user.clone();
        let folds = only_tried(&session_index, &groups).into_iter();
        folds.map(|fold| fold.iter().map(name).collect()).collect()
    }

    #[test]
    fn three_names_from_one_address_are_folded_and_two_are_not() {
        let case = case_of(tried(&["admin", "root", "test"]));
        let names = ["C137\\admin", "C137\\root", "C137\\test"];
        assert_eq!(folded_users(&case, &all(&case)), [names]);
        let case = case_of(tried(&["admin", "root"]));
        assert!(folded_users(&case, &all(&case)).is_empty());
    }

    #[test]
    fn a_name_that_got_further_is_not_folded_even_where_that_is_filtered_out() {
        for outcome in Outcome::ALL
            .iter()
            .filter(|outcome| **outcome != Outcome::Failed)
        {
            let mut sessions = tried(&["admin", "root", "test", "user"]);
            sessions.push(named(session_from(9_000, IP), "root"));
            sessions[12].outcome = *outcome;
            let case = case_of(sessions);
            let names = ["C137\\admin", "C137\\test", "C137\\user"];
            assert_eq!(folded_users(&case, &all(&case)), [names], "{outcome}");
            let failures: Vec<u32> = (0..12).collect();
            assert_eq!(folded_users(&case, &failures), [names], "{outcome}");
        }
    }

    #[test]
    fn names_from_no_address_and_attempts_without_a_name_are_not_folded() {
        let mut sessions = tried(&["admin", "root", "test"]);
        for session in &mut sessions {
            session.source_ip = None;
        }
        let case = case_of(sessions);
        assert!(folded_users(&case, &all(&case)).is_empty());
        let mut sessions = tried(&["admin", "root", "nobody"]);
        for session in sessions.iter_mut().skip(2).step_by(3) {
            (session.user, session.domain) = (None, None);
        }
        let case = case_of(sessions);
        assert!(folded_users(&case, &all(&case)).is_empty());
    }

    #[test]
    fn the_names_of_a_range_are_folded_over_its_addresses() {
        let mut sessions = tried(&["admin", "root", "test"]);
        sessions[4].source_ip = Some([203, 0, 113, 78].into());
        let case = case_of(sessions);
        let session_index = index(&case);
        let mut groups = ranges(&session_index, &Outliers::default(), &all(&case));
        groups[1].outlier = Some(Outlier {
            level: Level::Notice,
            sentence: "3 failures, no access".to_owned(),
            reasons: Vec::new(),
        });
        assert_eq!(only_tried(&session_index, &groups), [[0, 1, 2]]);
        let members: Vec<&Group<_>> = groups.iter().collect();
        let one = folded(&session_index, &members).expect("a group");
        assert_eq!(one.user, "3 names only tried");
        assert_eq!(one.label, "203.0.113.0/24");
        assert_eq!(one.sessions, all(&case));
        assert_eq!((one.tally.failures, one.tally.successes), (9, 0));
        assert_eq!((one.tally.places, one.tally.users), (2, 3));
        assert_eq!(
            (one.tally.first, one.tally.last),
            (Some(at(0)), Some(at(480)))
        );
        assert!((one.share - 1.0).abs() < 1e-6);
        let outlier = one.outlier.expect("the mark of a member");
        assert_eq!(outlier.level, Level::Notice);
        assert_eq!(outlier.sentence, "9 failures in 8 min 00 s, no access");
        assert!(folded::<RangeKey>(&session_index, &[]).is_none());
    }
}
