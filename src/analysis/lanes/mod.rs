//! The timeline as data: a lane for each user, user and place, host, or range of addresses, with a
//! bar for each stay and a tick for each refusal. What of it is drawn at which zoom is decided in `merge`.

pub mod calendar;
pub mod density;
mod edge;
mod fold;
mod lane;
mod left_open;
pub mod main_stretch;
pub mod merge;
mod names;
pub mod overview;
mod row;
pub mod stretches;
pub mod zoom;

use std::borrow::Cow;
use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use self::left_open::LeftOpen;
use super::session_index::{SessionEntry, SessionIndex};
use crate::domain::session::{HostIndex, Outcome};
use crate::domain::time::Timestamp;

pub use self::edge::EdgeCertainty;
pub use self::lane::{Lane, LaneInput, LaneKey, LastSeen, MAX_ROWS};
pub use self::row::{Bar, BarRow};

/// What each lane represents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LaneBy {
    /// A user.
    #[default]
    User,
    /// A user at one place.
    UserPlace,
    /// A host.
    Host,
    /// A range of addresses.
    Range,
}

/// The bars of a lane, before they are in rows.
#[derive(Clone, Default)]
struct Bars {
    bars: Vec<(bool, Bar)>,
    hosts: Vec<HostIndex>,
}

/// The lanes of these sessions: first those that ask for most attention; then by user name and by place, those
/// without a name last; or by host; or by range, in the order of addresses. Sessions without any time are left out.
pub fn lanes(input: LaneInput<'_>, sessions: &[u32], by: LaneBy) -> Vec<Lane> {
    let session_index = input.session_index;
    let order = order(input, by);
    let left_open = LeftOpen::of(input);
    let mut bars: Vec<Bars> = vec![Bars::default(); order.len()];
    for &index in sessions {
        let Some(entry) = session_index.get(index) else {
            continue;
        };
        let last = input.last_seen.get(&entry.host).copied();
        let refused = matches!(entry.outcome, Outcome::Failed | Outcome::Refused);
        if let (Some(bar), Some(bars)) = (
            bar(index, entry, last),
            bars.get_mut(code_of(session_index, entry, by) as usize),
        ) {
            bars.bars.push((refused, bar));
            // Mostly it is the host of the session before.
            if bars.hosts.last() != Some(&entry.host) {
                bars.hosts.push(entry.host);
            }
        }
    }
    let filled = order.iter().filter_map(|&code| {
        let bars = std::mem::take(bars.get_mut(code as usize)?);
        let lane = (!bars.bars.is_empty()).then(|| empty_lane(input, by, code));
        let mut lane = lane.flatten()?;
        fill(&mut lane, bars, &left_open);
        Some(lane)
    });
    let mut lanes = fold::fold(filled.collect());
    names::shorten(&mut lanes);
    // What is worth a look is not below the edge of the picture.
    lanes.sort_by_key(|lane| Reverse(lane.level));
    lanes
}

fn code_of(session_index: &SessionIndex, entry: &SessionEntry, by: LaneBy) -> u32 {
    match by {
        LaneBy::User => entry.user,
        LaneBy::UserPlace => entry.user_place,
        LaneBy::Host => entry.host.0,
        LaneBy::Range => session_index.range_of(entry.place),
    }
}

/// All codes, in the order of their lanes.
fn order(input: LaneInput<'_>, by: LaneBy) -> Cow<'_, [u32]> {
    match by {
        LaneBy::User => Cow::Borrowed(input.session_index.user_order()),
        LaneBy::UserPlace => Cow::Borrowed(input.session_index.user_place_order()),
        // A case sorts its hosts by name.
        LaneBy::Host => (0..).zip(input.hosts).map(|(code, _)| code).collect(),
        LaneBy::Range => input.session_index.ranges_in_order().into(),
    }
}

/// A lane without bars, with the key and label of a code.
fn empty_lane(input: LaneInput<'_>, by: LaneBy, code: u32) -> Option<Lane> {
    let session_index = input.session_index;
    let level_of = |user, place| input.outliers.place(user, place).map(|mark| mark.level);
    let lane = match by {
        LaneBy::User => {
            let user = session_index.user(code)?;
            let level = input.outliers.user(&user.key).map(|mark| mark.level);
            Lane {
                level,
                ..Lane::new(LaneKey::User(user.key.clone()), user.label.clone())
            }
        }
        LaneBy::UserPlace => {
            let pair = session_index.user_places().get(code as usize)?;
            let (user, place) = (
                session_index.user(pair.user)?,
                *session_index.place(pair.place)?,
            );
            let label = format!("{}  {}", user.label, place.label());
            Lane {
                name: user.label.clone(),
                place: Some(place.label()),
                level: level_of(&user.key, &place),
                ..Lane::new(LaneKey::UserPlace(user.key.clone(), place), label)
            }
        }
        LaneBy::Host => {
            let host = input.hosts.get(code as usize)?;
            Lane::new(LaneKey::Host(HostIndex(code)), host.name.to_string())
        }
        LaneBy::Range => {
            let range = session_index.range(code)?;
            Lane::new(LaneKey::Range(range.clone()), range.label())
        }
    };
    Some(lane)
}

/// From the first start to the last end of all lanes; `None` when there is no bar.
pub fn extent(lanes: &[Lane]) -> Option<(f64, f64)> {
    lanes
        .iter()
        .flat_map(Lane::rows)
        .filter_map(|row| Some((row.bars().first()?.start, row.end()?)))
        .reduce(|all, row| (all.0.min(row.0), all.1.max(row.1)))
}

fn fill(lane: &mut Lane, bars: Bars, left_open: &LeftOpen) {
    let Bars {
        mut bars,
        mut hosts,
    } = bars;
    hosts.sort_unstable();
    hosts.dedup();
    lane.hosts = hosts;
    lane.left_open = left_open.row(bars.iter().map(|(_, bar)| bar));
    bars.sort_by(|(_, a), (_, b)| a.start.total_cmp(&b.start).then(a.session.cmp(&b.session)));
    for (refused, bar) in bars {
        if refused {
            lane.refusals.push(bar);
        } else {
            lane.push_stay(bar);
        }
    }
}

fn bar(index: u32, entry: &SessionEntry, last_seen: Option<Timestamp>) -> Option<Bar> {
    let start = entry.sort_time()?;
    let open = entry.runs_on();
    let end = match entry.end() {
        Some(end) => end.max(start),
        None if open => last_seen.map_or(start, |last| last.max(start)),
        None => start,
    };
    let edge = |unsure| {
        if unsure {
            EdgeCertainty::Inferred
        } else {
            EdgeCertainty::Known
        }
    };
    Some(Bar {
        session: index,
        start: start.as_unix_seconds(),
        end: end.as_unix_seconds(),
        kind: entry.kind,
        entered: entry.outcome == Outcome::Success,
        start_edge: edge(entry.begin_is_unsure()),
        end_edge: if open {
            EdgeCertainty::Open
        } else {
            edge(entry.end_is_unsure())
        },
    })
}

#[cfg(test)]
mod tests;
