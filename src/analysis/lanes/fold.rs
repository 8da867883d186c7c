//! Names that were only tried from one address: one lane for all of them. Guessing goes through many names, and a
//! lane for each says nothing more than how many there were.

use std::collections::{BTreeMap, BTreeSet};

use super::lane::{Lane, LaneKey};
use super::row::{Bar, BarRow};
use crate::analysis::group_keys::PlaceKey;
use crate::domain::session::HostIndex;

/// So many names from one address make one lane.
const LEAST: usize = 3;

/// Puts the lanes of names that were only tried from one address together. The lane stands where the first of
/// them stood.
pub(super) fn fold(lanes: Vec<Lane>) -> Vec<Lane> {
    let mut tried: BTreeMap<PlaceKey, Vec<Lane>> = BTreeMap::new();
    let counts = lanes.iter().filter_map(only_tried).fold(
        BTreeMap::<PlaceKey, usize>::new(),
        |mut counts, place| {
            *counts.entry(place).or_default() += 1;
            counts
        },
    );
    let is_folded = |place: &PlaceKey| counts.get(place).is_some_and(|count| *count >= LEAST);
    if !counts.keys().any(is_folded) {
        return lanes;
    }
    let mut kept = Vec::new();
    for lane in lanes {
        match only_tried(&lane).filter(is_folded) {
            Some(place) => {
                let members = tried.entry(place).or_default();
                if members.is_empty() {
                    // It is filled when all members are known.
                    kept.push(Lane::new(LaneKey::OnlyTried(place), String::new()));
                }
                members.push(lane);
            }
            None => kept.push(lane),
        }
    }
    for lane in &mut kept {
        if let LaneKey::OnlyTried(place) = lane.key {
            *lane = together(place, &tried.remove(&place).unwrap_or_default());
        }
    }
    kept
}

/// The address from which the user of a lane only tried.
fn only_tried(lane: &Lane) -> Option<PlaceKey> {
    match lane.key {
        LaneKey::UserPlace(_, place @ PlaceKey::Ip(_)) if lane.stays.is_empty() => Some(place),
        _ => None,
    }
}

/// One lane with the attempts of all.
fn together(place: PlaceKey, members: &[Lane]) -> Lane {
    let name = format!("{} names only tried", members.len());
    let hosts: BTreeSet<HostIndex> = members
        .iter()
        .flat_map(|lane| &lane.hosts)
        .copied()
        .collect();
    let rows = members.iter().map(|lane| lane.refusals.bars());
    let mut bars: Vec<Bar> = rows.flatten().copied().collect();
    bars.sort_by(|a, b| a.start.total_cmp(&b.start).then(a.session.cmp(&b.session)));
    let label = format!("{name}  {}", place.label());
    Lane {
        name,
        place: Some(place.label()),
        level: members.iter().filter_map(|lane| lane.level).max(),
        hosts: hosts.into_iter().collect(),
        refusals: bars.into_iter().collect::<BarRow>(),
        ..Lane::new(LaneKey::OnlyTried(place), label)
    }
}
