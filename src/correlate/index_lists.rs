//! Lists of indices. An index is a 32-bit number: a case has fewer than four billion of anything.

/// A position as an index.
pub(super) fn index_of(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// For each number a list of others. There may be a million, mostly of one entry: a list of its own for
/// each would take more time and room.
pub(super) struct IndexLists {
    /// Where each list begins, and where the last one ends.
    begins: Vec<u32>,
    entries: Vec<u32>,
}

impl IndexLists {
    /// Puts together what was given for the same number, in the order in which it was given.
    pub(super) fn of(pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut begins = vec![0_u32];
        for (number, _) in pairs.clone() {
            let at = number as usize + 1;
            if begins.len() <= at {
                begins.resize(at + 1, 0);
            }
            if let Some(count) = begins.get_mut(at) {
                *count += 1;
            }
        }
        let mut end = 0;
        for begin in &mut begins {
            end += *begin;
            *begin = end;
        }
        let mut next = begins.clone();
        let mut entries = vec![0; end as usize];
        for (number, entry) in pairs {
            let Some(place) = next.get_mut(number as usize) else {
                continue;
            };
            if let Some(slot) = entries.get_mut(*place as usize) {
                *slot = entry;
            }
            *place += 1;
        }
        Self { begins, entries }
    }

    /// The list of a number.
    pub(super) fn get(&self, number: u32) -> &[u32] {
        let at = number as usize;
        let (Some(&begin), Some(&end)) = (self.begins.get(at), self.begins.get(at + 1)) else {
            return &[];
        };
        let list = self.entries.get(begin as usize..end as usize);
        list.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_index_has_its_entries_in_order() {
        let pairs = [(3, 7), (0, 1), (3, 2), (5, 9), (3, 8)];
        let lists = IndexLists::of(pairs.into_iter());
        assert_eq!(lists.get(3), [7, 2, 8]);
        assert_eq!((lists.get(0), lists.get(5)), (&[1][..], &[9][..]));
        assert!(lists.get(1).is_empty() && lists.get(6).is_empty() && lists.get(99).is_empty());
        assert!(IndexLists::of(std::iter::empty()).get(0).is_empty());
    }
}
