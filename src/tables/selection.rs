//! Which rows of a table are selected, and where its cursor is.

/// A set of small numbers: a bit for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexSet {
    bits: Vec<u64>,
    count: usize,
}

impl IndexSet {
    /// Whether a number is in the set.
    pub fn contains(&self, number: u32) -> bool {
        let (word, bit) = (number as usize / 64, number % 64);
        self.bits.get(word).is_some_and(|w| w >> bit & 1 == 1)
    }

    /// How many numbers are in the set.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether the set is empty.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds or removes a number.
    pub fn set(&mut self, number: u32, is_in: bool) {
        let (word, mask) = (number as usize / 64, 1_u64 << (number % 64));
        if self.bits.len() <= word {
            self.bits.resize(word + 1, 0);
        }
        let Some(bits) = self.bits.get_mut(word) else {
            return;
        };
        if (*bits & mask != 0) != is_in {
            *bits ^= mask;
            self.count = if is_in {
                self.count + 1
            } else {
                self.count - 1
            };
        }
    }

    /// The numbers in the set, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..).zip(&self.bits).flat_map(|(word, &bits)| {
            let first: u32 = word * 64;
            let mut rest = bits;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros();
                (bit < 64).then(|| {
                    rest &= rest - 1;
                    first + bit
                })
            })
        })
    }

    /// Makes it contain all numbers below `count`.
    fn fill(&mut self, count: usize) {
        self.clear();
        self.bits.resize(count / 64, u64::MAX);
        if !count.is_multiple_of(64) {
            self.bits.push((1 << (count % 64)) - 1);
        }
        self.count = count;
    }

    fn clear(&mut self) {
        self.bits.clear();
        self.count = 0;
    }
}

/// Selected rows by their number in the table's rows, so that sorting keeps them; the cursor and
/// the anchor of a range by their position on screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    rows: IndexSet,
    anchor: usize,
    cursor: Option<usize>,
}

/// How a click or a key combines with what is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// Only this row.
    Only,
    /// Everything from the anchor to this row.
    Range,
    /// This row in or out.
    Toggle,
}

impl Selection {
    /// Whether a row is selected.
    pub fn contains(&self, row: u32) -> bool {
        self.rows.contains(row)
    }

    /// How many rows are selected.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row is selected.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The position that the keyboard acts on.
    pub fn cursor(&self) -> Option<usize> {
        self.cursor
    }

    /// Selects the row at `position` of `order`.
    pub fn pick(&mut self, position: usize, pick: Pick, order: &[u32]) {
        let Some(&row) = order.get(position) else {
            return;
        };
        match pick {
            Pick::Only => {
                self.clear();
                self.rows.set(row, true);
                self.anchor = position;
            }
            Pick::Toggle => {
                let selected = self.contains(row);
                self.rows.set(row, !selected);
                self.anchor = position;
            }
            Pick::Range => {
                self.clear();
                let (first, last) = (self.anchor.min(position), self.anchor.max(position));
                for &row in order.get(first..=last).unwrap_or_default() {
                    self.rows.set(row, true);
                }
            }
        }
        self.cursor = Some(position);
    }

    /// Selects all of this many rows.
    pub fn all(&mut self, rows: usize) {
        self.rows.fill(rows);
    }

    /// Selects these rows; the cursor is on the first of them.
    pub fn select(&mut self, rows: &[u32], order: &[u32]) {
        self.clear();
        for &row in rows {
            self.rows.set(row, true);
        }
        self.cursor = order.iter().position(|&row| self.contains(row));
        self.anchor = self.cursor.unwrap_or(0);
    }

    /// The selected rows, whatever their order on screen.
    pub fn numbers(&self) -> &IndexSet {
        &self.rows
    }

    /// Selects nothing; the cursor stays.
    pub fn clear(&mut self) {
        self.rows.clear();
    }

    /// The selected rows in the order of the screen.
    pub fn rows(&self, order: &[u32]) -> Vec<u32> {
        let mut rows: Vec<u32> = Vec::with_capacity(self.len());
        rows.extend(order.iter().filter(|&&row| self.contains(row)));
        rows
    }

    /// After a new sort: the cursor goes where its row went.
    pub fn follow(&mut self, old: &[u32], new: &[u32]) {
        let find = |position: usize| {
            let row = old.get(position)?;
            new.iter().position(|other| other == row)
        };
        self.cursor = self.cursor.and_then(find);
        self.anchor = find(self.anchor).unwrap_or(0);
    }
}

/// Where a step of `by` rows leads among `total`. Without a cursor, one step goes to the first row.
pub fn step_position(from: Option<usize>, by: isize, total: usize) -> Option<usize> {
    let last = total.checked_sub(1)?;
    let position = match from {
        None if by.abs() == 1 => 0,
        from => from.unwrap_or(0).saturating_add_signed(by),
    };
    Some(position.min(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_run_over_positions_and_toggles_over_rows() {
        let order = [4, 2, 0, 1, 3];
        let mut selection = Selection::default();
        selection.pick(1, Pick::Only, &order);
        selection.pick(3, Pick::Range, &order);
        assert_eq!(selection.rows(&order), [2, 0, 1]);
        selection.pick(2, Pick::Toggle, &order);
        assert_eq!(selection.rows(&order), [2, 1]);
        assert_eq!(selection.len(), 2);
    }

    #[test]
    fn all_rows_are_selected_whatever_their_number() {
        let mut selection = Selection::default();
        for count in [0, 1, 63, 64, 65, 1000] {
            selection.all(count);
            assert_eq!(selection.len(), count);
            let expected: Vec<u32> = (0..count as u32).collect();
            assert_eq!(selection.numbers().iter().collect::<Vec<u32>>(), expected);
            assert!(!selection.contains(count as u32));
        }
        selection.pick(1, Pick::Toggle, &[5, 70]);
        assert!(!selection.contains(70) && selection.contains(5));
        assert_eq!(selection.len(), 999);
    }

    #[test]
    fn a_new_sort_keeps_rows_and_moves_the_cursor() {
        let mut selection = Selection::default();
        selection.pick(0, Pick::Only, &[7, 8, 9]);
        selection.follow(&[7, 8, 9], &[9, 8, 7]);
        assert_eq!(selection.cursor(), Some(2));
        assert!(selection.contains(7));
    }

    #[test]
    fn steps_stay_inside_the_table() {
        assert_eq!(step_position(None, 1, 5), Some(0));
        assert_eq!(step_position(None, isize::MAX / 2, 5), Some(4));
        assert_eq!(step_position(Some(2), -10, 5), Some(0));
        assert_eq!(step_position(Some(4), 1, 5), Some(4));
        assert_eq!(step_position(Some(4), 1, 0), None);
    }
}
