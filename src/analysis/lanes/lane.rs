//! One line of the timeline, and what lines are made of.

use std::collections::BTreeMap;

use super::row::{Bar, BarRow};
use crate::analysis::group_keys::{PlaceKey, RangeKey, UserKey};
use crate::analysis::outliers::{Level, Outliers};
use crate::analysis::session_index::SessionIndex;
use crate::domain::local_session::LocalSession;
use crate::domain::session::{Host, HostIndex};
use crate::domain::time::Timestamp;

/// Sessions that overlap in time are drawn below each other, in up to this many rows; further ones share the
/// last row. More rows would be too thin to see.
pub const MAX_ROWS: usize = 3;

/// What the bars of a lane have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LaneKey {
    /// The sessions of a user.
    User(UserKey),
    /// The sessions of a user at one place.
    UserPlace(UserKey, PlaceKey),
    /// The attempts with several names from one place that never gave access to any of them.
    OnlyTried(PlaceKey),
    /// The sessions on a host.
    Host(HostIndex),
    /// The sessions from a range of addresses.
    Range(RangeKey),
}

/// One line of the timeline.
#[derive(Clone, Debug)]
pub struct Lane {
    /// What its bars have in common.
    pub key: LaneKey,
    /// The key as text. It may come from evidence and is not yet safe to show.
    pub label: String,
    /// What is written at its left: of a user the name, without the domain where all have the same.
    pub name: String,
    /// Beside the name, the place of a user.
    pub place: Option<String>,
    /// How much attention it asks for.
    pub level: Option<Level>,
    /// The hosts of its sessions, in ascending order.
    pub hosts: Vec<HostIndex>,
    /// Stays, one row below the other where they overlap; at most `MAX_ROWS`.
    pub stays: Vec<BarRow>,
    /// Refused attempts, drawn as columns over all rows.
    pub refusals: BarRow,
    /// Desktops that were left open, from the disconnect until somebody came back or the desktop ended.
    pub left_open: BarRow,
}

impl Lane {
    /// A lane without bars.
    pub fn new(key: LaneKey, label: String) -> Self {
        Self {
            key,
            name: label.clone(),
            label,
            place: None,
            level: None,
            hosts: Vec::new(),
            stays: Vec::new(),
            refusals: BarRow::default(),
            left_open: BarRow::default(),
        }
    }

    /// Whether any of its sessions is on one of these hosts.
    pub fn is_on_any(&self, hosts: &[HostIndex]) -> bool {
        hosts
            .iter()
            .any(|host| self.hosts.binary_search(host).is_ok())
    }

    /// Whether anything of it lies between two moments.
    pub fn has_within(&self, from: f64, to: f64) -> bool {
        self.rows().any(|row| row.has_within(from, to))
    }

    /// How many stays and how many refusals it holds.
    pub fn counts(&self) -> (usize, usize) {
        let stays = self.stays.iter().map(|row| row.bars().len()).sum();
        (stays, self.refusals.bars().len())
    }

    /// All its rows, the refusals last.
    pub fn rows(&self) -> impl Iterator<Item = &BarRow> {
        self.stays.iter().chain([&self.refusals])
    }

    /// Puts a stay into the first row that is free by then. Stays must come by start.
    pub(super) fn push_stay(&mut self, bar: Bar) {
        let free = |row: &BarRow| row.end().is_none_or(|end| end <= bar.start);
        match self.stays.iter_mut().position(|row| free(row)) {
            Some(row) => self.push_to(row, bar),
            None if self.stays.len() < MAX_ROWS => {
                self.stays.push(BarRow::default());
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

/// The time of the last record of each host; see `coverage::last_seen`.
pub type LastSeen = BTreeMap<HostIndex, Timestamp>;

/// What lanes are made of.
#[derive(Clone, Copy, Debug)]
pub struct LaneInput<'a> {
    /// The index over the sessions.
    pub session_index: &'a SessionIndex,
    /// The hosts of the case.
    pub hosts: &'a [Host],
    /// The time of the last record of each host.
    pub last_seen: &'a LastSeen,
    /// The desktops, for what was left open.
    pub local_sessions: &'a [LocalSession],
    /// Who asks for attention.
    pub outliers: &'a Outliers,
}
