//! The timeline as data: a lane for each user, or each user and place, with a bar for each stay
//! and a tick for each refusal. What of it is drawn at which zoom is decided in `merge`.

pub mod calendar;
pub mod merge;
pub mod zoom;

use std::collections::{BTreeMap, HashMap};

use super::coverage::last_seen;
use super::grouping::session_at;
use super::keys::{PlaceKey, UserKey};
use super::names::Names;
use super::outliers::facts::was_refused;
use crate::case::Case;
use crate::domain::account::fold;
use crate::domain::session::{EndKind, HostIndex, Kind, Outcome, Precision, Session};
use crate::domain::time::Timestamp;

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

/// One session on the timeline. Times are seconds since the Unix epoch, as the plot wants them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Index in the case.
    pub session: u32,
    /// Begin, or end where no begin is known.
    pub start: f64,
    /// End; the last that is known of the host for an open session.
    pub end: f64,
    /// Its kind, for the colour.
    pub kind: Kind,
    /// Access was gained; otherwise it was aborted, or its outcome is not known.
    pub entered: bool,
    /// How well the begin is known.
    pub start_edge: Edge,
    /// How well the end is known.
    pub end_edge: Edge,
}

/// Bars in order of their start, ready for a search by time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    bars: Vec<Bar>,
    /// The latest end of this bar and all before it: where a search for what is in view begins.
    reach: Vec<f64>,
}

impl Row {
    /// The bars, by start.
    pub fn bars(&self) -> &[Bar] {
        &self.bars
    }

    fn push(&mut self, bar: Bar) {
        self.reach
            .push(self.end().map_or(bar.end, |end| end.max(bar.end)));
        self.bars.push(bar);
    }

    /// The latest end of all.
    fn end(&self) -> Option<f64> {
        self.reach.last().copied()
    }
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
        let stays = self.stays.iter().map(|row| row.bars.len()).sum();
        (stays, self.refusals.bars.len())
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

/// The lanes of these sessions, by user as written, then by place; the nameless come last.
/// Sessions without any time are left out.
pub fn lanes(case: &Case, names: &Names, sessions: &[u32], by: LaneBy) -> Vec<Lane> {
    let last_seen = last_seen(case);
    let mut members: HashMap<(UserKey, Option<PlaceKey>), Vec<u32>> = HashMap::new();
    for &index in sessions {
        if let Some(session) = session_at(case, index) {
            let place = (by == LaneBy::UserPlace).then(|| PlaceKey::of(session));
            members
                .entry((UserKey::of(session), place))
                .or_default()
                .push(index);
        }
    }
    let mut lanes: Vec<(String, Lane)> = members
        .into_iter()
        .map(|((user, place), sessions)| {
            let name = names.user(&user);
            let label = match &place {
                Some(place) => format!("{name}  {}", place.label()),
                None => name.clone(),
            };
            let mut lane = Lane {
                user,
                place,
                label,
                stays: Vec::new(),
                refusals: Row::default(),
            };
            fill(&mut lane, case, &sessions, &last_seen);
            (fold(&name), lane)
        })
        .collect();
    lanes.retain(|(_, lane)| lane.rows().any(|row| !row.bars.is_empty()));
    lanes.sort_by(|(a_name, a), (b_name, b)| {
        let nameless = |lane: &Lane| lane.user == UserKey::Unnamed;
        (nameless(a), a_name, &a.user, a.place).cmp(&(nameless(b), b_name, &b.user, b.place))
    });
    lanes.into_iter().map(|(_, lane)| lane).collect()
}

/// From the first start to the last end of all lanes; `None` when there is no bar.
pub fn extent(lanes: &[Lane]) -> Option<(f64, f64)> {
    lanes
        .iter()
        .flat_map(Lane::rows)
        .filter_map(|row| Some((row.bars.first()?.start, row.end()?)))
        .reduce(|all, row| (all.0.min(row.0), all.1.max(row.1)))
}

fn fill(
    lane: &mut Lane,
    case: &Case,
    sessions: &[u32],
    last_seen: &BTreeMap<HostIndex, Timestamp>,
) {
    let mut bars: Vec<(bool, Bar)> = sessions
        .iter()
        .filter_map(|&index| {
            let session = session_at(case, index)?;
            let last = last_seen.get(&session.host).copied();
            Some((was_refused(session), bar(index, session, last)?))
        })
        .collect();
    bars.sort_by(|(_, a), (_, b)| a.start.total_cmp(&b.start).then(a.session.cmp(&b.session)));
    for (refused, bar) in bars {
        if refused {
            lane.refusals.push(bar);
        } else {
            lane.push_stay(bar);
        }
    }
}

fn bar(index: u32, session: &Session, last_seen: Option<Timestamp>) -> Option<Bar> {
    let start = session.sort_time()?;
    let open = session.end.is_none() && session.end_kind == EndKind::Open;
    let end = match session.end {
        Some(end) => end.max(start),
        None if open => last_seen.map_or(start, |last| last.max(start)),
        None => start,
    };
    let unsure = |precision, time: Option<Timestamp>| {
        time.is_none() || precision == Some(Precision::Bound) || session.clock_stepped
    };
    let edge = |unsure| if unsure { Edge::Inferred } else { Edge::Known };
    Some(Bar {
        session: index,
        start: start.as_unix_seconds(),
        end: end.as_unix_seconds(),
        kind: session.kind,
        entered: session.outcome == Outcome::Success,
        start_edge: edge(unsure(session.begin_precision, session.begin)),
        end_edge: if open {
            Edge::Open
        } else {
            edge(unsure(session.end_precision, session.end))
        },
    })
}

#[cfg(test)]
mod tests;
