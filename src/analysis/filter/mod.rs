//! Which sessions are in view: by text, by time, by what is hidden, and by the user, place, range or host
//! that the examiner opened.

pub mod hidden;
mod input;
mod stay;
mod term;

use std::collections::BTreeSet;

pub use self::input::FilterInput;
use self::stay::overlaps;
use self::term::TermTest;
use super::group_keys::{PlaceKey, RangeKey, UserKey};
use super::query::Query;
use super::session_index::{SessionEntry, SessionIndex};
pub use crate::domain::mark::Marked;
use crate::domain::session::{HostIndex, Kind, Outcome};
use crate::domain::time::{DisplayZone, Timestamp};

/// Checks for cancellation after this many sessions.
const AT_A_TIME: usize = 1 << 16;

/// The user, place, range or host that the view is limited to. Empty in the overview.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Only this user.
    pub user: Option<UserKey>,
    /// Only from this place.
    pub place: Option<PlaceKey>,
    /// Only from this range.
    pub range: Option<RangeKey>,
    /// Only on this host.
    pub host: Option<HostIndex>,
}

/// All conditions together. The default value is the default view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// What was typed, in the language of `query`.
    pub text: String,
    /// The zone of the moments and hours in it.
    pub zone: DisplayZone,
    /// Sessions that were over before this moment are left out.
    pub from: Option<Timestamp>,
    /// Sessions that began after this moment are left out.
    pub to: Option<Timestamp>,
    /// Also show background kinds and accounts, and what the examiner muted.
    pub show_hidden: bool,
    /// The user, place, range or host that was opened.
    pub scope: Scope,
    /// Only these kinds; empty means all.
    pub kinds: BTreeSet<Kind>,
    /// Only these outcomes; empty means all.
    pub outcomes: BTreeSet<Outcome>,
}

/// The indices of the sessions in view, in export order; `None` when `go_on` returned false.
pub fn select(
    input: FilterInput<'_>,
    filter: &Filter,
    go_on: &dyn Fn() -> bool,
) -> Option<Vec<u32>> {
    let asks_for_hidden = Query::parse(&filter.text, &filter.zone).asks_for_hidden();
    let shows_hidden = filter.show_hidden || asks_for_hidden;
    let is_wanted = |entry: &SessionEntry| shows_hidden || entry.is_shown();
    matching(input, filter, &is_wanted, go_on)
}

/// Those sessions in view that `is_wanted` lets through; `None` when `go_on` returned false.
fn matching(
    input: FilterInput<'_>,
    filter: &Filter,
    is_wanted: &dyn Fn(&SessionEntry) -> bool,
    go_on: &dyn Fn() -> bool,
) -> Option<Vec<u32>> {
    let session_index = input.session_index;
    let Some(scope) = ScopeCodes::of(session_index, &filter.scope) else {
        return Some(Vec::new());
    };
    let query = Query::parse(&filter.text, &filter.zone);
    let muted = |index: u32| input.marked.get(&index).is_some_and(|mark| mark.is_muted);
    let shows_muted = filter.show_hidden || input.marked.is_empty() || query.asks_for_muted();
    let mut tests = Vec::new();
    for term in &query.terms {
        tests.push(TermTest::new(input, term, &filter.zone));
        if !go_on() {
            return None;
        }
    }
    let mut found = Vec::new();
    for (chunk, rows) in session_index.rows().chunks(AT_A_TIME).enumerate() {
        let numbered = ((chunk * AT_A_TIME) as u32..).zip(rows);
        let in_view = numbered.filter(|(index, entry)| {
            is_wanted(entry)
                && filter.holds(entry)
                && (shows_muted || !muted(*index))
                && scope.holds(session_index, entry)
                && tests.iter().all(|test| test.holds(*index, entry))
        });
        found.extend(in_view.map(|(index, _)| index));
        if !go_on() {
            return None;
        }
    }
    Some(found)
}

impl Filter {
    /// The conditions that need nothing but the entry.
    fn holds(&self, entry: &SessionEntry) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&entry.kind))
            && (self.outcomes.is_empty() || self.outcomes.contains(&entry.outcome))
            && overlaps(entry, self.from, self.to)
    }
}

/// A scope as codes.
struct ScopeCodes {
    user: Option<u32>,
    place: Option<u32>,
    range: Option<u32>,
    host: Option<HostIndex>,
}

impl ScopeCodes {
    /// `None` when the scope names something that no session has.
    fn of(session_index: &SessionIndex, scope: &Scope) -> Option<Self> {
        let user = match &scope.user {
            Some(key) => Some(session_index.user_code(key)?),
            None => None,
        };
        let place = match &scope.place {
            Some(key) => Some(session_index.place_code(key)?),
            None => None,
        };
        let range = match &scope.range {
            Some(key) => Some(session_index.range_code(key)?),
            None => None,
        };
        Some(Self {
            user,
            place,
            range,
            host: scope.host,
        })
    }

    fn holds(&self, session_index: &SessionIndex, entry: &SessionEntry) -> bool {
        self.host.is_none_or(|host| host == entry.host)
            && self.place.is_none_or(|place| place == entry.place)
            && self.user.is_none_or(|user| user == entry.user)
            && (self.range).is_none_or(|range| range == session_index.range_of(entry.place))
    }
}

#[cfg(test)]
mod tests;
