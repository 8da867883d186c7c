//! One session in full: its tabs.

pub mod activity;
mod fields;
pub mod local;
pub mod logons;
pub mod neighbours;
pub mod record;
pub mod sources;
pub mod summary;

use super::text;

/// The parts of a session's view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What it was, in a sentence and in fields.
    Summary,
    /// The records that made it.
    Sources,
    /// Its Windows logon sessions.
    Logons,
    /// The desktop that it visited.
    Local,
    /// What was done in it.
    Activity,
    /// The sessions around it.
    Neighbours,
}

impl Tab {
    /// All tabs, in order.
    pub const ALL: [Self; 6] = [
        Self::Summary,
        Self::Sources,
        Self::Logons,
        Self::Local,
        Self::Activity,
        Self::Neighbours,
    ];

    /// What the tab says.
    pub fn label(self) -> &'static str {
        match self {
            Self::Summary => text::SUMMARY,
            Self::Sources => text::SOURCES,
            Self::Logons => text::LOGONS,
            Self::Local => text::LOCAL,
            Self::Activity => text::ACTIVITY,
            Self::Neighbours => text::NEIGHBOURS,
        }
    }

    /// The tab after this one, or before, without going round.
    #[must_use]
    pub fn step(self, by: isize) -> Self {
        let here = Self::ALL.iter().position(|&tab| tab == self).unwrap_or(0);
        let there = here.saturating_add_signed(by).min(Self::ALL.len() - 1);
        Self::ALL.get(there).copied().unwrap_or(self)
    }
}
