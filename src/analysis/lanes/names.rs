//! The names of lanes: a domain that all users of a picture have in common is left out.

use super::lane::{Lane, LaneKey};

/// Between domain and user.
const SEPARATOR: char = '\\';

/// Leaves out the domain where all users have the same.
pub(super) fn shorten(lanes: &mut [Lane]) {
    let mut domains = lanes
        .iter()
        .filter(|lane| is_of_user(lane))
        .filter_map(|lane| lane.name.split_once(SEPARATOR))
        .map(|(domain, _)| domain.to_ascii_lowercase());
    let Some(first) = domains.next() else {
        return;
    };
    if !domains.all(|other| other == first) {
        return;
    }
    for lane in lanes.iter_mut().filter(|lane| is_of_user(lane)) {
        if let Some((_, user)) = lane
            .name
            .split_once(SEPARATOR)
            .filter(|(_, user)| !user.is_empty())
        {
            lane.name = user.to_owned();
        }
    }
}

fn is_of_user(lane: &Lane) -> bool {
    matches!(lane.key, LaneKey::User(_) | LaneKey::UserPlace(..))
}
