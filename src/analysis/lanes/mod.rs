//! The timeline as data: a lane for each user, or each user and place, with a bar for each stay
//! and a tick for each refusal. What of it is drawn at which zoom is decided in `merge`.

pub mod calendar;
pub mod merge;
mod row;
pub mod zoom;

use std::collections::BTreeMap;

use super::briefs::{Brief, Briefs};
use super::keys::{PlaceKey, UserKey};
use crate::domain::session::{HostIndex, Outcome};
use crate::domain::time::Timestamp;

pub use self::row::{Bar, Row};

/// Stays that overlap in time are drawn one below the other, up to this many; further ones share
/// the last row. More would be too thin to see.
pub const MAX_ROWS: usize = 3;

/// What one lane is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LaneBy {
    /// A user.
    #[default]
    User,
    /// A user at one place.
    UserPlace,
}

/// How well one end of a bar is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// From a record.
    Known,
    /// Only a limit is known, or nothing.
    Inferred,
    /// The evidence ends before the session does.
    Open,
}

/// One line of the timeline.
#[derive(Clone, Debug)]
pub struct Lane {
    /// The user.
    pub user: UserKey,
    /// The place, where lanes are by place.
    pub place: Option<PlaceKey>,
    /// The user, and the place, as written; not made safe to show yet.
    pub label: String,
    /// Stays, one row below the other where they overlap; at most `MAX_ROWS`.
    pub stays: Vec<Row>,
    /// Refused attempts, drawn as ticks over all rows.
    pub refusals: Row,
}

impl Lane {
    /// How many stays and how many refusals it holds.
    pub fn counts(&self) -> (usize, usize) {
        let stays = self.stays.iter().map(|row| row.bars().len()).sum();
        (stays, self.refusals.bars().len())
    }

    /// All its rows, the refusals last.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.stays.iter().chain([&self.refusals])
    }

    /// Puts a stay into the first row that is free by then. Stays must come by start.
    fn push_stay(&mut self, bar: Bar) {
        let free = |row: &Row| row.end().is_none_or(|end| end <= bar.start);
        match self.stays.iter_mut().position(|row| free(row)) {
            Some(row) => self.push_to(row, bar),
            None if self.stays.len() < MAX_ROWS => {
                self.stays.push(Row::default());
                self.push_to(self.stays.len() - 1, bar);
            }
            None => self.push_to(MAX_ROWS - 1, bar),
        }
    }

    fn push_to(&mut self, row: usize, bar: Bar) {
        if let Some(row) = self.stays.get_mut(row) {
            row.push(bar);
        }
    }
}

/// Until when each host was watched; see `coverage::last_seen`.
pub type LastSeen = BTreeMap<HostIndex, Timestamp>;

/// The lanes of these sessions, by user as written, then by place; the nameless come last.
/// Sessions without any time are left out.
pub fn lanes(briefs: &Briefs, last_seen: &LastSeen, sessions: &[u32], by: LaneBy) -> Vec<Lane> {
    let (count, code_of): (usize, fn(&Brief) -> u32) = match by {
        LaneBy::User => (briefs.users().len(), |brief| brief.user),
        LaneBy::UserPlace => (briefs.user_places().len(), |brief| brief.user_place),
    };
    let mut bars: Vec<Vec<(bool, Bar)>> = vec![Vec::new(); count];
    for &index in sessions {
        let Some(brief) = briefs.get(index) else {
            continue;
        };
        let last = last_seen.get(&brief.host).copied();
        let refused = matches!(brief.outcome, Outcome::Failed | Outcome::Refused);
        if let (Some(bar), Some(bars)) = (
            bar(index, brief, last),
            bars.get_mut(code_of(brief) as usize),
        ) {
            bars.push((refused, bar));
        }
    }
    let order = match by {
        LaneBy::User => briefs.user_order(),
        LaneBy::UserPlace => briefs.user_place_order(),
    };
    order
        .iter()
        .filter_map(|&code| {
            let bars = std::mem::take(bars.get_mut(code as usize)?);
            let lane = (!bars.is_empty()).then(|| empty_lane(briefs, by, code));
            let mut lane = lane.flatten()?;
            fill(&mut lane, bars);
            Some(lane)
        })
        .collect()
}

/// A lane without bars: what a code stands for.
fn empty_lane(briefs: &Briefs, by: LaneBy, code: u32) -> Option<Lane> {
    let (user, place) = match by {
        LaneBy::User => (code, None),
        LaneBy::UserPlace => {
            let pair = briefs.user_places().get(code as usize)?;
            (pair.user, Some(*briefs.place(pair.place)?))
        }
    };
    let user = briefs.user(user)?;
    let name = &user.label;
    Some(Lane {
        user: user.key.clone(),
        place,
        label: match &place {
            Some(place) => format!("{name}  {}", place.label()),
            None => name.clone(),
        },
        stays: Vec::new(),
        refusals: Row::default(),
    })
}

/// From the first start to the last end of all lanes; `None` when there is no bar.
pub fn extent(lanes: &[Lane]) -> Option<(f64, f64)> {
    lanes
        .iter()
        .flat_map(Lane::rows)
        .filter_map(|row| Some((row.bars().first()?.start, row.end()?)))
        .reduce(|all, row| (all.0.min(row.0), all.1.max(row.1)))
}

fn fill(lane: &mut Lane, mut bars: Vec<(bool, Bar)>) {
    bars.sort_by(|(_, a), (_, b)| a.start.total_cmp(&b.start).then(a.session.cmp(&b.session)));
    for (refused, bar) in bars {
        if refused {
            lane.refusals.push(bar);
        } else {
            lane.push_stay(bar);
        }
    }
}

fn bar(index: u32, brief: &Brief, last_seen: Option<Timestamp>) -> Option<Bar> {
    let start = brief.sort_time()?;
    let open = brief.runs_on();
    let end = match brief.end() {
        Some(end) => end.max(start),
        None if open => last_seen.map_or(start, |last| last.max(start)),
        None => start,
    };
    let edge = |unsure| if unsure { Edge::Inferred } else { Edge::Known };
    Some(Bar {
        session: index,
        start: start.as_unix_seconds(),
        end: end.as_unix_seconds(),
        kind: brief.kind,
        entered: brief.outcome == Outcome::Success,
        start_edge: edge(brief.begin_is_unsure()),
        end_edge: if open {
            Edge::Open
        } else {
            edge(brief.end_is_unsure())
        },
    })
}

#[cfg(test)]
mod tests;
