//! Which columns of a table are shown, in which order, and which of them stay in view.

/// The columns of a table, by their numbers in the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnLayout {
    /// The visible columns, in order.
    pub columns: Vec<usize>,
    /// How many of the first columns stay in view while the others scroll sideways; fewer than all.
    pub pinned: usize,
}

impl ColumnLayout {
    /// All of this many columns.
    pub fn all(columns: usize) -> Self {
        Self {
            columns: (0..columns).collect(),
            pinned: 0,
        }
    }

    fn place_of(&self, column: usize) -> Option<usize> {
        self.columns.iter().position(|&other| other == column)
    }

    /// Whether a column stays in view.
    pub fn is_pinned(&self, column: usize) -> bool {
        self.place_of(column)
            .is_some_and(|place| place < self.pinned)
    }

    /// Moves a column from one place to another.
    fn shift(&mut self, from: usize, to: usize) {
        if from < self.columns.len() && to < self.columns.len() {
            let column = self.columns.remove(from);
            self.columns.insert(to, column);
        }
    }
}

/// A change to the layout; columns are given by their number in the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnChange {
    /// Show it, as the last.
    Show(usize),
    /// Leave it out.
    Hide(usize),
    /// One place to the left.
    Left(usize),
    /// One place to the right.
    Right(usize),
    /// Keep it in view at the left, or let it scroll with the others again.
    Pin(usize),
    /// All, as they were at first, in their first widths.
    Reset,
}

impl ColumnChange {
    /// The layout after the change; `all` is the number of columns of the table.
    pub fn apply(self, mut layout: ColumnLayout, all: usize) -> ColumnLayout {
        let last = layout.columns.len().saturating_sub(1);
        match self {
            Self::Show(column) if layout.place_of(column).is_none() => layout.columns.push(column),
            Self::Hide(column) if layout.columns.len() > 1 => {
                layout.pinned -= usize::from(layout.is_pinned(column));
                layout.columns.retain(|&other| other != column);
            }
            Self::Left(column) => {
                if let Some(place) = layout.place_of(column).filter(|place| *place > 0) {
                    layout.shift(place, place - 1);
                }
            }
            Self::Right(column) => {
                if let Some(place) = layout.place_of(column).filter(|place| *place < last) {
                    layout.shift(place, place + 1);
                }
            }
            Self::Pin(column) => {
                if layout.is_pinned(column) {
                    layout.pinned -= 1;
                } else if layout.pinned < last {
                    layout.pinned += 1;
                } else {
                    return layout;
                }
                let to = layout
                    .pinned
                    .saturating_sub(usize::from(!layout.is_pinned(column)));
                if let Some(place) = layout.place_of(column) {
                    layout.shift(place, to);
                }
            }
            Self::Reset => layout = ColumnLayout::all(all),
            Self::Show(_) | Self::Hide(_) => {}
        }
        layout.pinned = layout.pinned.min(layout.columns.len().saturating_sub(1));
        layout
    }
}

#[cfg(test)]
mod tests {
    use super::{ColumnChange, ColumnLayout};

    fn of(columns: &[usize], pinned: usize) -> ColumnLayout {
        ColumnLayout {
            columns: columns.to_vec(),
            pinned,
        }
    }

    #[test]
    fn columns_are_shown_hidden_and_moved() {
        let all = || ColumnLayout::all(3);
        assert_eq!(ColumnChange::Hide(1).apply(all(), 3), of(&[0, 2], 0));
        assert_eq!(ColumnChange::Show(1).apply(of(&[2], 0), 3), of(&[2, 1], 0));
        assert_eq!(ColumnChange::Hide(2).apply(of(&[2], 0), 3), of(&[2], 0));
        assert_eq!(ColumnChange::Left(2).apply(all(), 3), of(&[0, 2, 1], 0));
        assert_eq!(ColumnChange::Right(2).apply(all(), 3), of(&[0, 1, 2], 0));
        assert_eq!(ColumnChange::Left(0).apply(all(), 3), of(&[0, 1, 2], 0));
        assert_eq!(ColumnChange::Reset.apply(of(&[2], 0), 3), of(&[0, 1, 2], 0));
    }

    #[test]
    fn pinned_columns_are_the_first_and_never_all() {
        let pin = |column, layout| ColumnChange::Pin(column).apply(layout, 3);
        assert_eq!(pin(2, ColumnLayout::all(3)), of(&[2, 0, 1], 1));
        assert_eq!(pin(1, of(&[2, 0, 1], 1)), of(&[2, 1, 0], 2));
        assert_eq!(pin(0, of(&[2, 1, 0], 2)), of(&[2, 1, 0], 2));
        assert_eq!(pin(2, of(&[2, 1, 0], 2)), of(&[1, 2, 0], 1));
        assert_eq!(pin(0, of(&[0], 0)), of(&[0], 0));
        let hide = |column, layout| ColumnChange::Hide(column).apply(layout, 3);
        assert_eq!(hide(2, of(&[2, 1, 0], 2)), of(&[1, 0], 1));
        assert_eq!(hide(0, of(&[2, 0], 1)), of(&[2], 0));
    }
}
