//! How many sessions the default view hides of those that a filter finds, and why.

use super::{Filter, FilterInput, matching};
use crate::domain::session::Hidden;

/// Counts of hidden sessions by the reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HiddenCounts([u64; 3]);

impl HiddenCounts {
    /// The hidden sessions that a filter would find; `None` when `go_on` returned false.
    pub fn of(input: FilterInput<'_>, filter: &Filter, go_on: &dyn Fn() -> bool) -> Option<Self> {
        let mut counts = Self::default();
        let hidden = matching(input, filter, &|entry| !entry.is_shown(), go_on)?;
        let entries = hidden
            .into_iter()
            .filter_map(|index| input.session_index.get(index));
        for reason in entries.filter_map(super::SessionEntry::hidden) {
            if let Some(count) = counts.0.get_mut(reason as usize) {
                *count += 1;
            }
        }
        Some(counts)
    }

    /// The counts by reason.
    pub fn by_reason(self) -> impl Iterator<Item = (Hidden, u64)> {
        let reasons = [Hidden::Kind, Hidden::Account, Hidden::Remains];
        reasons.into_iter().zip(self.0)
    }

    /// All of them.
    pub fn all(self) -> u64 {
        self.0.iter().sum()
    }
}
