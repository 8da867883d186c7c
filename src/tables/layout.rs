//! Which columns of a table are shown, in which order, and which of them stay in view.

use super::column::{AtFirst, Header};

/// The columns of a table, by their numbers in the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnLayout {
    /// The visible columns, in order.
    pub columns: Vec<usize>,
    /// How many of the first columns stay in view while the others scroll sideways; fewer than all.
    pub pinned: usize,
    /// How many columns have no room and are not in `columns`.
    pub left_out: usize,
}

/// So many first columns are never left out.
const ALWAYS: usize = 2;

impl ColumnLayout {
    /// The columns of a table before the user chose any: those that fit into `room` points, with `widths` by the
    /// number of the column. Those of the highest rank are left out first, but never those that the rows are
    /// sorted or grouped by.
    pub fn fitting(
        headers: &[Header],
        widths: &[f32],
        (has_marks, is_used): (bool, &dyn Fn(usize) -> bool),
        room: f32,
    ) -> Self {
        let mut layout = Self::at_first(headers, has_marks);
        let width = |column: &usize| widths.get(*column).copied().unwrap_or(0.0);
        let rank = |column: usize| headers.get(column).map_or(0, |header| header.rank);
        let mut total: f32 = layout.columns.iter().map(width).sum();
        while total > room {
            let places = layout.columns.iter().enumerate().skip(ALWAYS);
            let unused = places.filter(|(_, column)| !is_used(**column));
            let last = unused.max_by_key(|(_, column)| rank(**column));
            let Some((place, column)) = last.map(|(place, column)| (place, *column)) else {
                break;
            };
            total -= width(&column);
            layout.columns.remove(place);
            layout.left_out += 1;
        }
        layout
    }

    /// The columns of a table before the user chose any, however much room there is.
    pub fn at_first(headers: &[Header], has_marks: bool) -> Self {
        let is_shown = |header: &Header| match header.at_first {
            AtFirst::Shown => true,
            AtFirst::WithMarks => has_marks,
            AtFirst::Hidden => false,
        };
        let numbered = headers.iter().enumerate();
        Self {
            columns: numbered
                .filter(|(_, header)| is_shown(header))
                .map(|(column, _)| column)
                .collect(),
            ..Self::default()
        }
    }

    /// All of this many columns.
    pub fn all(columns: usize) -> Self {
        Self {
            columns: (0..columns).collect(),
            ..Self::default()
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
    use super::*;

    fn of(columns: &[usize], pinned: usize) -> ColumnLayout {
        ColumnLayout {
            columns: columns.to_vec(),
            pinned,
            left_out: 0,
        }
    }

    #[test]
    fn columns_without_room_are_left_out_from_the_highest_rank() {
        let ranked = |rank| Header {
            rank,
            ..Header::new("x", "X", 100.0)
        };
        let marks = Header {
            at_first: AtFirst::WithMarks,
            ..ranked(0)
        };
        let headers = [ranked(9), ranked(9), ranked(1), marks, ranked(3), ranked(2)];
        let columns = |room: f32, has_marks: bool| {
            let widths = [100.0; 6];
            let is_used = |column: usize| column == 4 && !has_marks;
            let layout = ColumnLayout::fitting(&headers, &widths, (has_marks, &is_used), room);
            (layout.columns, layout.left_out)
        };
        assert_eq!(columns(500.0, false), (vec![0, 1, 2, 4, 5], 0));
        assert_eq!(columns(500.0, true), (vec![0, 1, 2, 3, 5], 1));
        assert_eq!(columns(300.0, true), (vec![0, 1, 3], 3));
        // The first two stay, whatever their rank, and what the rows are sorted by.
        assert_eq!(columns(50.0, true), (vec![0, 1], 4));
        assert_eq!(columns(50.0, false), (vec![0, 1, 4], 2));
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
