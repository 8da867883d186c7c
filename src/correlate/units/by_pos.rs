//! A number for some records of a host, by their position in its order.

use crate::correlate::order::{Item, Pos};

/// A number for some records. For a host's million records, a lookup in a list takes a fraction of the time
/// of a hash table.
#[derive(Debug, Default)]
pub(super) struct ByPos(Vec<u32>);

/// What no record has.
const NONE: u32 = u32::MAX;

impl ByPos {
    /// Room for these records, which have no numbers yet.
    pub(super) fn of(items: &[Item<'_>]) -> Self {
        Self(vec![NONE; items.len()])
    }

    /// The number of a record.
    pub(super) fn get(&self, pos: Pos) -> Option<usize> {
        let number = *self.0.get(pos)?;
        (number != NONE).then_some(number as usize)
    }

    /// Gives a record a number, which takes the place of the one before.
    pub(super) fn set(&mut self, pos: Pos, number: usize) {
        if let Some(slot) = self.0.get_mut(pos) {
            *slot = u32::try_from(number).unwrap_or(NONE);
        }
    }
}
